//! JSON cards: bytes → text → value → card.

mod cost;
pub(crate) mod text;

use crate::card::{self, Card};
use crate::notes::Notes;
use crate::{CardError, Container, Format, Reading, Spec, limits};
use serde_json::{Map, Value};

/// Reads a card from a JSON file.
pub(crate) fn read(bytes: &[u8]) -> Result<Reading, CardError> {
    let mut notes = Notes::new(Spec::V1);
    let card = read_card(bytes, &mut notes)?;
    Ok(reading(card, Container::Json, notes))
}

pub(crate) fn reading(card: Card, container: Container, notes: Notes) -> Reading {
    Reading {
        format: Format { spec: card.spec, container },
        card,
        repairs: notes.repairs,
        warnings: notes.warnings,
        left_out: notes.left_out,
        alternatives: Vec::new(),
    }
}

/// Reads a card from the bytes of its JSON, wherever they stood.
pub(crate) fn read_card(bytes: &[u8], notes: &mut Notes) -> Result<Card, CardError> {
    if bytes.len() > limits::JSON_BYTES_MAX {
        let limit = limits::JSON_BYTES_MAX;
        return Err(CardError::JsonTooLarge { found: bytes.len(), limit });
    }
    let text = text::decode(bytes, notes);
    card::from_json(parse(&text)?, notes)
}

fn parse(text: &str) -> Result<Map<String, Value>, CardError> {
    let text = text.trim_matches(['\u{feff}', '\0', ' ', '\t', '\r', '\n']);
    if !text.starts_with(['{', '[', '"']) {
        return Err(CardError::NotACardFile);
    }
    cost::check(text)?;
    match serde_json::from_str(text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(other) => Err(CardError::NotAnObject { found: noun(&other) }),
        Err(error) => Err(bad_json(&error)),
    }
}

fn noun(value: &Value) -> &'static str {
    match value {
        Value::Array(_) => "a list",
        Value::String(_) => "a text",
        Value::Number(_) => "a number",
        Value::Bool(_) => "true or false",
        Value::Null => "null",
        Value::Object(_) => "an object",
    }
}

/// serde_json stops at [`limits::JSON_DEPTH_MAX`] and says so in words alone.
fn bad_json(error: &serde_json::Error) -> CardError {
    let what = error.to_string();
    if what.starts_with("recursion limit exceeded") {
        return CardError::TooDeep;
    }
    let what = what.split(" at line ").next().unwrap_or_default().to_owned();
    CardError::BadJson { line: error.line(), column: error.column(), what }
}
