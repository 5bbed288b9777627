//! Agnai's own characters.

use super::Draft;
use crate::card::Card;
use crate::notes::Notes;
use crate::{CardError, book};
use serde_json::{Map, Value};

/// Its keys, and the fields that they are.
const FIELDS: &[(&str, &str)] = &[
    ("name", "name"),
    ("greeting", "first_mes"),
    ("scenario", "scenario"),
    ("sampleChat", "mes_example"),
    ("description", "creator_notes"),
    ("systemPrompt", "system_prompt"),
    ("postHistoryInstructions", "post_history_instructions"),
    ("alternateGreetings", "alternate_greetings"),
    ("creator", "creator"),
    ("characterVersion", "character_version"),
    ("tags", "tags"),
];

pub(super) fn read(mut top: Map<String, Value>, notes: &mut Notes) -> Result<Card, CardError> {
    let mut draft = Draft::new();
    for (key, field) in FIELDS {
        draft.put(field, key, top.shift_remove(*key));
    }
    draft.put_text("description", "persona", top.get("persona").map(persona).unwrap_or_default());
    if let Some(Value::Object(memory)) = top.shift_remove("characterBook") {
        draft.put("character_book", "characterBook", Some(book::from_agnai(memory)));
    }
    draft.finish("agnai", top, notes)
}

/// The text of a persona: as it is, or a line for each attribute.
fn persona(persona: &Value) -> String {
    let texts = |values: &Value| -> Vec<String> {
        let values = values.as_array().into_iter().flatten();
        values.filter_map(|value| value.as_str().map(str::to_owned)).collect()
    };
    let attributes = persona.get("attributes").and_then(Value::as_object);
    if persona.get("kind").and_then(Value::as_str) == Some("text") {
        return attributes
            .into_iter()
            .flat_map(|it| it.values())
            .flat_map(texts)
            .collect::<Vec<_>>()
            .join("\n");
    }
    let line = |(key, values): (&String, &Value)| format!("{key}: {}", texts(values).join(", "));
    attributes.into_iter().flatten().map(line).collect::<Vec<_>>().join("\n")
}
