//! What a user sets for all books, under SillyTavern's names.

use crate::js;
use serde_json::{Map, Value};

/// Settings of a scan. The default is SillyTavern's of a new installation.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// How many messages back are searched.
    pub depth: f64,
    /// Go further back until so many entries fired; 0 is off.
    pub min_activations: f64,
    /// But not further than this; 0 is no bound.
    pub min_activations_depth_max: f64,
    /// Per cent of the context that entries may fill.
    pub budget: f64,
    /// Tokens that entries may fill at most; 0 is no bound.
    pub budget_cap: f64,
    /// Whether the names of speakers are searched too.
    pub include_names: bool,
    /// Whether entries call further entries.
    pub recursive: bool,
    /// Whether case matters where an entry says nothing.
    pub case_sensitive: bool,
    /// Whether words have to be whole where an entry says nothing.
    pub match_whole_words: bool,
    /// Whether the better match wins in a group.
    pub use_group_scoring: bool,
    /// How many rounds at most; 0 is no bound.
    pub max_recursion_steps: f64,
    /// How global and character books are merged: 0 evenly, 1 character first, 2 global first.
    pub strategy: f64,
}

/// What stands before the name of a setting.
pub(super) const PREFIX: &str = "world_info_";

type Field<T> = (&'static str, fn(&mut Settings) -> &mut T);

/// The settings that are numbers, by SillyTavern's names.
pub(super) const NUMBERS: &[Field<f64>] = &[
    ("depth", |it| &mut it.depth),
    ("min_activations", |it| &mut it.min_activations),
    ("min_activations_depth_max", |it| &mut it.min_activations_depth_max),
    ("budget", |it| &mut it.budget),
    ("budget_cap", |it| &mut it.budget_cap),
    ("max_recursion_steps", |it| &mut it.max_recursion_steps),
    ("character_strategy", |it| &mut it.strategy),
];

/// Those that are on or off.
pub(super) const FLAGS: &[Field<bool>] = &[
    ("include_names", |it| &mut it.include_names),
    ("recursive", |it| &mut it.recursive),
    ("case_sensitive", |it| &mut it.case_sensitive),
    ("match_whole_words", |it| &mut it.match_whole_words),
    ("use_group_scoring", |it| &mut it.use_group_scoring),
];

impl Default for Settings {
    fn default() -> Self {
        Self {
            depth: 2.0,
            min_activations: 0.0,
            min_activations_depth_max: 0.0,
            budget: 25.0,
            budget_cap: 0.0,
            include_names: true,
            recursive: true,
            case_sensitive: false,
            match_whole_words: true,
            use_group_scoring: false,
            max_recursion_steps: 0.0,
            strategy: 1.0,
        }
    }
}

impl Settings {
    /// Reads `world_info_*`, whole or in part; what is missing keeps its default, what is unknown
    /// is passed over.
    pub fn from_json(map: &Map<String, Value>) -> Self {
        let mut settings = Self::default();
        for (key, value) in map {
            settings.set(key, value);
        }
        settings
    }

    fn set(&mut self, key: &str, value: &Value) {
        let key = key.strip_prefix(PREFIX).unwrap_or(key);
        if let Some((_, field)) = NUMBERS.iter().find(|(name, _)| *name == key) {
            *field(self) = js::number(Some(value));
        } else if let Some((_, field)) = FLAGS.iter().find(|(name, _)| *name == key) {
            *field(self) = js::truthy(Some(value));
        }
    }

    /// The tokens that entries may fill in a context of this size.
    pub(crate) fn budget_tokens(&self, max_context: f64) -> f64 {
        // JavaScript rounds a half up.
        let share = (self.budget * max_context / 100.0 + 0.5).floor();
        let share = if share == 0.0 || share.is_nan() { 1.0 } else { share };
        if self.budget_cap > 0.0 && share > self.budget_cap { self.budget_cap } else { share }
    }
}
