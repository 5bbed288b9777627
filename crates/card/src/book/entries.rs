//! Entries under other names, by one table for each tool.

use crate::notes::Notes;
use serde_json::{Map, Value};

/// How a tool's value becomes an entry's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum As {
    /// The same.
    Same,
    /// The other way around: `disable`.
    Not,
    /// A text divided by commas.
    Commas,
    /// Into `extensions`.
    Extension,
}

/// A tool's key, the entry's, and how the one becomes the other.
pub(super) type Names = &'static [(&'static str, &'static str, As)];

pub(super) const NO_NAMES: Names = &[];

/// An entry with what the table knows; the rest goes under the tool's name in `extensions`.
pub(super) fn entry(
    names: Names,
    tool: &str,
    mut from: Map<String, Value>,
    order: i64,
) -> Map<String, Value> {
    let mut extensions = match from.shift_remove("extensions") {
        Some(Value::Object(map)) => map,
        Some(other) => Map::from_iter([("extensions".to_owned(), other)]),
        None => Map::new(),
    };
    let mut entry = Map::new();
    for (theirs, ours, how) in names {
        let Some(value) = from.shift_remove(*theirs) else { continue };
        match how {
            As::Extension => _ = extensions.insert((*ours).to_owned(), value),
            // Null means nothing to these tools, and is no wrong value.
            _ if value.is_null() => {}
            As::Same => _ = entry.insert((*ours).to_owned(), value),
            As::Not => _ = entry.insert((*ours).to_owned(), negated(value)),
            As::Commas => _ = entry.insert((*ours).to_owned(), divided(value)),
        }
    }
    if !from.is_empty() {
        extensions.insert(tool.to_owned(), Value::Object(from));
    }
    fill(&mut entry, order);
    entry.insert("extensions".to_owned(), Value::Object(extensions));
    entry
}

/// What the specification requires and the tool leaves out.
fn fill(entry: &mut Map<String, Value>, order: i64) {
    let required = [
        ("keys", Value::Array(Vec::new())),
        ("content", Value::from("")),
        ("enabled", Value::Bool(true)),
        ("insertion_order", Value::from(order)),
    ];
    for (key, blank) in required {
        entry.entry(key).or_insert(blank);
    }
}

fn negated(value: Value) -> Value {
    match value {
        Value::Bool(flag) => Value::Bool(!flag),
        Value::Number(number) => Value::Bool(number.as_f64() == Some(0.0)),
        other => other,
    }
}

fn divided(value: Value) -> Value {
    match value {
        Value::String(text) => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            parts.map(Value::from).collect()
        }
        other => other,
    }
}

/// A book of entries, with what is left over of its object under the tool's name.
pub(super) fn book(
    tool: &str,
    known: Map<String, Value>,
    rest: Map<String, Value>,
    entries: Vec<Value>,
) -> Map<String, Value> {
    let mut book = known;
    let mut extensions = match book.shift_remove("extensions") {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    };
    if !rest.is_empty() {
        extensions.insert(tool.to_owned(), Value::Object(rest));
    }
    book.insert("extensions".to_owned(), Value::Object(extensions));
    book.insert("entries".to_owned(), Value::Array(entries));
    book
}

/// Takes what a book itself is named out of a tool's object.
pub(super) fn known(names: &[(&str, &str)], from: &mut Map<String, Value>) -> Map<String, Value> {
    let mut known = Map::new();
    for (theirs, ours) in names {
        if let Some(value) = from.shift_remove(*theirs).filter(|value| !value.is_null()) {
            known.insert((*ours).to_owned(), value);
        }
    }
    known
}

/// Reports name a field as the tool does.
pub(super) fn rename(notes: &mut Notes, names: Names) {
    for path in notes.paths() {
        let Some((entry, field)) = path.rsplit_once('.') else { continue };
        if let Some((theirs, ..)) = names.iter().find(|(_, ours, _)| *ours == field) {
            *path = format!("{entry}.{theirs}");
        }
    }
}
