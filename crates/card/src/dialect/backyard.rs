//! What Backyard wrote into the EXIF of pictures before it had BYAF.

use super::{Draft, from_backyard, translated};
use crate::CardError;
use crate::card::Card;
use crate::notes::{Notes, Warning};
use serde_json::{Map, Value, json};

/// Its keys, and the fields that they are.
const TEXTS: &[(&str, &str)] = &[
    ("aiPersona", "description"),
    ("scenario", "scenario"),
    ("firstMessage", "first_mes"),
    ("basePrompt", "system_prompt"),
];

pub(super) fn read(mut top: Map<String, Value>, notes: &mut Notes) -> Result<Card, CardError> {
    let Some(Value::Object(mut character)) = top.shift_remove("character") else {
        return Err(CardError::NotACard);
    };
    let mut draft = Draft::new();
    draft.put("name", "character.aiName", character.shift_remove("aiName"));
    for (key, field) in TEXTS {
        let value = character.shift_remove(*key).map(translated);
        draft.put(field, &format!("character.{key}"), value);
    }
    let examples = character.shift_remove("customDialogue").map(translated);
    let examples = examples.map(|it| it.as_str().map(|it| Value::from(example(it))).unwrap_or(it));
    draft.put("mes_example", "character.customDialogue", examples);
    draft.put("character_book", "character.loreItems", lore(character.shift_remove("loreItems")));
    if let Some(name) = character.shift_remove("aiDisplayName") {
        draft.extend("display_name", name);
    }
    if character.get("isNSFW") == Some(&Value::Bool(true)) {
        draft.put("tags", "character.isNSFW", Some(json!(["nsfw"])));
    }
    leave_chats(&mut character, notes);
    draft.finish("backyard", character, notes)
}

fn leave_chats(character: &mut Map<String, Value>, notes: &mut Notes) {
    let chats = character.shift_remove("Chat");
    let items = |chat: &Value| chat.get("ChatItems").and_then(Value::as_array).map_or(0, Vec::len);
    let count = chats.as_ref().and_then(Value::as_array).into_iter().flatten().map(items).sum();
    if count > 0 {
        notes.warn(Warning::ChatLeftOut { count });
    }
}

/// An example as cards open it.
pub(super) fn example(text: &str) -> String {
    if text.is_empty() || text.trim_start().starts_with("<START>") {
        return text.to_owned();
    }
    format!("<START>\n{text}")
}

/// Lore items as a book, in their order.
pub(crate) fn lore(items: Option<Value>) -> Option<Value> {
    let Some(Value::Array(items)) = items else { return None };
    let entries: Vec<Value> = items.into_iter().enumerate().map(entry).collect();
    (!entries.is_empty()).then(|| json!({ "extensions": {}, "entries": entries }))
}

fn entry((index, item): (usize, Value)) -> Value {
    let text = |key: &str| from_backyard(item.get(key).and_then(Value::as_str).unwrap_or_default());
    let keys = text("key");
    let keys = keys.split(',').map(str::trim).filter(|key| !key.is_empty());
    json!({
        "keys": keys.collect::<Vec<_>>(),
        "content": text("value"),
        "extensions": {},
        "enabled": true,
        "insertion_order": index,
    })
}
