//! JSON and YAML cards: bytes → text → value → card.

mod cost;
pub(crate) mod text;

use crate::card::Card;
use crate::notes::Notes;
use crate::{CardError, Container, Dialect, Format, Reading, Spec, dialect, limits, yaml};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Reads a card from a file of text.
pub(crate) fn read(bytes: &[u8]) -> Result<Reading, CardError> {
    let mut notes = Notes::new(Spec::V1);
    let (top, container) = object(bytes, &mut notes)?;
    let (card, dialect) = dialect::from_map(top, &mut notes)?;
    Ok(reading(card, dialect, container, notes))
}

pub(crate) fn reading(card: Card, dialect: Dialect, container: Container, notes: Notes) -> Reading {
    Reading {
        format: Format { spec: card.spec, dialect, container },
        card,
        repairs: notes.repairs,
        warnings: notes.warnings,
        left_out: notes.left_out,
        alternatives: Vec::new(),
        attachments: Vec::new(),
    }
}

/// The object that a file of text is, in JSON or YAML.
pub(crate) fn object(
    bytes: &[u8],
    notes: &mut Notes,
) -> Result<(Map<String, Value>, Container), CardError> {
    let text = text_of(bytes, notes)?;
    match parse(&text) {
        Err(CardError::NotACardFile) => Ok((parse_yaml(&text)?, Container::Yaml)),
        parsed => Ok((parsed?, Container::Json)),
    }
}

/// The text of JSON, wherever it stood.
pub(crate) fn text_of<'a>(bytes: &'a [u8], notes: &mut Notes) -> Result<Cow<'a, str>, CardError> {
    let (found, limit) = (bytes.len(), limits::JSON_BYTES_MAX);
    if found > limit {
        return Err(CardError::JsonTooLarge { found, limit });
    }
    Ok(text::decode(bytes, notes))
}

pub(crate) fn parse(text: &str) -> Result<Map<String, Value>, CardError> {
    let text = bare(text);
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

/// How many values JSON holds, at most.
pub(crate) fn values(text: &[u8]) -> usize {
    cost::count(text)
}

/// Most text is YAML of a kind, but only a mapping can be a card.
fn parse_yaml(text: &str) -> Result<Map<String, Value>, CardError> {
    let text = bare(text);
    // Prose and binary files would only be parsed to be refused, in words about YAML.
    let first = text.lines().find(|line| !line.starts_with(['#', '-', '%']) && !line.is_empty());
    let key =
        first.and_then(|line| line.split_once(':')).map(|(key, _)| key.trim_matches(['"', '\'']));
    let is_key = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    if !key.is_some_and(|key| !key.is_empty() && key.trim().chars().all(is_key)) {
        return Err(CardError::NotACardFile);
    }
    match yaml::read(text)? {
        Value::Object(map) => Ok(map),
        _ => Err(CardError::NotACardFile),
    }
}

fn bare(text: &str) -> &str {
    text.trim_matches(['\u{feff}', '\0', ' ', '\t', '\r', '\n'])
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
