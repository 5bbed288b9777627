//! How apps activate a lorebook: the settings that a creator may write, and what they are where
//! nothing is written.
//!
//! The names and ranges are those of `contract/documents/RuntimeSettings.schema.json`; a test holds
//! both together. What is written for an app stands above what is written for all.

use card::activation::{PROFILES, Profile};
use serde_json::{Map, Value};

/// Whose rules are followed, by name; the first where nothing is said.
pub fn profiles() -> [&'static str; 3] {
    PROFILES.map(|(_, name)| name)
}

/// A setting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// Its name in the document and in payloads.
    pub(crate) name: &'static str,
    /// SillyTavern's name of it, which activation reads; the profile has none.
    tavern: &'static str,
    /// What it may be, and is where nothing is said: as a new installation of SillyTavern has it.
    pub(crate) shape: Shape,
    /// What it does, for those who write a runtime.
    pub(crate) about: &'static str,
}

/// What a setting may be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    Profile,
    Flag(bool),
    Count { max: u32, default: u32 },
}

/// Every setting. A payload of version 2 has them all, so a new one is a new version.
#[rustfmt::skip]
pub(crate) const SETTINGS: [Setting; 12] = [
    setting("profile", "", Shape::Profile, "Whose rules are followed."),
    setting("scanDepth", "world_info_depth", count(1_000, 2), "How many messages back are searched, where an entry says nothing. Under spec-v3 the book says it."),
    setting("budgetPercent", "world_info_budget", count(100, 25), "Per cent of the context that entries may fill."),
    setting("budgetTokens", "world_info_budget_cap", count(10_000_000, 0), "Tokens that entries may fill at most, whatever the per cent; 0 is no bound. Under spec-v3 a book has a bound of its own beside it."),
    setting("recursive", "world_info_recursive", Shape::Flag(true), "Whether entries call further entries. Under spec-v3 the book says it."),
    setting("recursionSteps", "world_info_max_recursion_steps", count(1_000, 0), "How many rounds at most; 0 is no bound."),
    setting("minActivations", "world_info_min_activations", count(10_000, 0), "Go further back until so many entries fired; 0 is off."),
    setting("minActivationsDepth", "world_info_min_activations_depth_max", count(1_000, 0), "But not further than this; 0 is no bound."),
    setting("includeNames", "world_info_include_names", Shape::Flag(true), "Whether the names of speakers are searched too."),
    setting("caseSensitive", "world_info_case_sensitive", Shape::Flag(false), "Whether case matters where an entry says nothing."),
    setting("wholeWords", "world_info_match_whole_words", Shape::Flag(true), "Whether words have to be whole where an entry says nothing."),
    setting("groupScoring", "world_info_use_group_scoring", Shape::Flag(false), "Whether the better match wins in a group."),
];

const fn setting(
    name: &'static str,
    tavern: &'static str,
    shape: Shape,
    about: &'static str,
) -> Setting {
    Setting { name, tavern, shape, about }
}

const fn count(max: u32, default: u32) -> Shape {
    Shape::Count { max, default }
}

impl Shape {
    pub(crate) fn fits(&self, value: &Value) -> bool {
        match self {
            Self::Profile => value.as_str().is_some_and(|name| Profile::parse(name).is_some()),
            Self::Flag(_) => value.is_boolean(),
            Self::Count { max, .. } => value.as_f64().is_some_and(|number| {
                number.fract() == 0.0 && (0.0..=f64::from(*max)).contains(&number)
            }),
        }
    }

    /// What it is where nothing is said.
    fn default(&self) -> Value {
        match self {
            Self::Profile => Profile::default().as_str().into(),
            Self::Flag(default) => (*default).into(),
            Self::Count { default, .. } => (*default).into(),
        }
    }
}

/// Every setting as it is for all apps, or for one.
pub fn resolved(document: Option<&Value>, app: Option<&str>) -> Map<String, Value> {
    let all = document.and_then(|document| document.get("all"));
    let apps = document.and_then(|document| document.get("apps"));
    let own = apps.zip(app).and_then(|(apps, app)| apps.get(app));
    let said = |name: &str| [own, all].into_iter().flatten().find_map(|said| said.get(name));
    let value = |setting: &Setting| match said(setting.name) {
        Some(value) if setting.shape.fits(value) => value.clone(),
        _ => setting.shape.default(),
    };
    SETTINGS.iter().map(|setting| (setting.name.to_owned(), value(setting))).collect()
}

/// The settings under the names that activation reads: SillyTavern's.
pub fn under_tavern_names(settings: &Map<String, Value>) -> Map<String, Value> {
    let named = SETTINGS.iter().filter(|setting| !setting.tavern.is_empty());
    let pair =
        |setting: &Setting| Some((setting.tavern.to_owned(), settings.get(setting.name)?.clone()));
    named.filter_map(pair).collect()
}

/// Our name of a setting that SillyTavern calls so.
pub fn our_name(tavern: &str) -> Option<&'static str> {
    let named = |setting: &&Setting| !tavern.is_empty() && setting.tavern == tavern;
    SETTINGS.iter().find(named).map(|setting| setting.name)
}

/// The apps that something is written for.
pub fn apps(document: Option<&Value>) -> Vec<&str> {
    let apps = document.and_then(|document| document.get("apps")).and_then(Value::as_object);
    apps.into_iter().flat_map(Map::keys).map(String::as_str).collect()
}
