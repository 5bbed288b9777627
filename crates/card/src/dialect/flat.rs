//! Flat formats: the same fields under other names.

use super::Draft;
use crate::CardError;
use crate::card::Card;
use crate::notes::Notes;
use serde_json::{Map, Value};

pub(super) struct Flat {
    /// Where what is left over stands in `extensions`.
    tool: &'static str,
    /// Its keys, and the fields that they are. The first key that says something fills a field.
    fields: &'static [(&'static str, &'static str)],
}

/// Pygmalion's notebook, and what text-generation-webui exported once.
pub(super) const PYGMALION: Flat = Flat {
    tool: "pygmalion",
    fields: &[
        ("char_name", "name"),
        ("char_persona", "description"),
        ("personality", "personality"),
        ("world_scenario", "scenario"),
        ("char_greeting", "first_mes"),
        ("example_dialogue", "mes_example"),
        ("creatorcomment", "creator_notes"),
        ("creator_notes", "creator_notes"),
        ("creator", "creator"),
        ("tags", "tags"),
    ],
};

/// What text-generation-webui keeps its characters as, in YAML and JSON.
pub(super) const TEXT_GENERATION_WEBUI: Flat = Flat {
    tool: "text_generation_webui",
    fields: &[
        ("name", "name"),
        ("context", "description"),
        ("greeting", "first_mes"),
        ("example_dialogue", "mes_example"),
        ("system_message", "system_prompt"),
    ],
};

impl Flat {
    pub(super) fn read(
        &self,
        mut top: Map<String, Value>,
        notes: &mut Notes,
    ) -> Result<Card, CardError> {
        let mut draft = Draft::new();
        let mut filled = Vec::new();
        for (key, field) in self.fields {
            let says = |value: &Value| value.as_str() != Some("") && !value.is_null();
            if filled.contains(field) || !top.get(*key).is_some_and(says) {
                continue;
            }
            draft.put(field, key, top.shift_remove(*key));
            filled.push(*field);
        }
        // What is blank needs no keeping.
        top.retain(|key, value| {
            !self.fields.iter().any(|(known, _)| known == key)
                || !matches!(value, Value::Null) && value.as_str() != Some("")
        });
        draft.finish(self.tool, top, notes)
    }
}
