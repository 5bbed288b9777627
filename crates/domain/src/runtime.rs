//! How apps activate a lorebook: the settings that a creator may write, and what they are where
//! nothing is written.
//!
//! The names and ranges are those of `contract/documents/RuntimeSettings.schema.json`; a test holds
//! both together. What is written for an app stands above what is written for all.

use serde_json::{Map, Value};

/// Whose rules are followed; the first where nothing is said.
pub const PROFILES: [&str; 3] = ["sillytavern-1.18", "spec-v3", "repertoire"];

/// A setting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// Its name in the document and in payloads.
    pub(crate) name: &'static str,
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

const fn count(name: &'static str, max: u32, default: u32, about: &'static str) -> Setting {
    Setting { name, shape: Shape::Count { max, default }, about }
}

const fn flag(name: &'static str, default: bool, about: &'static str) -> Setting {
    Setting { name, shape: Shape::Flag(default), about }
}

/// Every setting. A payload of version 2 has them all, so a new one is a new version.
pub(crate) const SETTINGS: [Setting; 12] = [
    Setting { name: "profile", shape: Shape::Profile, about: "Whose rules are followed." },
    count(
        "scanDepth",
        1_000,
        2,
        "How many messages back are searched, where the book says nothing.",
    ),
    count("budgetPercent", 100, 25, "Per cent of the context that entries may fill."),
    count(
        "budgetTokens",
        10_000_000,
        0,
        "Tokens that entries may fill at most, where the book says nothing; 0 is no bound.",
    ),
    flag("recursive", true, "Whether entries call further entries, where the book says nothing."),
    count("recursionSteps", 1_000, 0, "How many rounds at most; 0 is no bound."),
    count("minActivations", 10_000, 0, "Go further back until so many entries fired; 0 is off."),
    count("minActivationsDepth", 1_000, 0, "But not further than this; 0 is no bound."),
    flag("includeNames", true, "Whether the names of speakers are searched too."),
    flag("caseSensitive", false, "Whether case matters where an entry says nothing."),
    flag("wholeWords", true, "Whether words have to be whole where an entry says nothing."),
    flag("groupScoring", false, "Whether the better match wins in a group."),
];

impl Shape {
    pub(crate) fn fits(&self, value: &Value) -> bool {
        match self {
            Self::Profile => value.as_str().is_some_and(|name| PROFILES.contains(&name)),
            Self::Flag(_) => value.is_boolean(),
            Self::Count { max, .. } => value.as_f64().is_some_and(|number| {
                number.fract() == 0.0 && (0.0..=f64::from(*max)).contains(&number)
            }),
        }
    }

    /// What it is where nothing is said.
    fn default(&self) -> Value {
        match self {
            Self::Profile => PROFILES[0].into(),
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

/// The apps that something is written for.
pub(crate) fn apps(document: Option<&Value>) -> Vec<&str> {
    let apps = document.and_then(|document| document.get("apps")).and_then(Value::as_object);
    apps.into_iter().flat_map(Map::keys).map(String::as_str).collect()
}
