//! Text, and lists of it.

use super::too_many;
use crate::notes::{Notes, Warning};
use crate::object::Taken::{self, Exact, Mended, Refused};
use crate::object::{Kind, Target};
use crate::{json, limits};
use serde_json::Value;

/// Text. Numbers and lists of lines are read as text.
pub(crate) struct Text;

impl Kind for Text {
    type Value = String;

    fn blank() -> String {
        String::new()
    }

    fn take(value: Value, notes: &mut Notes) -> Taken<String> {
        match value {
            Value::String(text) => {
                warn_of_mojibake(&text, notes);
                Exact(text)
            }
            Value::Null => Refused(value, "null where a text belongs; read as blank"),
            Value::Number(_) | Value::Bool(_) => {
                Mended(value.to_string(), value, "not a text; read as its digits or word")
            }
            Value::Array(ref lines) => match texts(lines) {
                Some(lines) => {
                    Mended(lines.join("\n"), value, "a list where a text belongs; read as lines")
                }
                None => Refused(value, "a list where a text belongs; read as blank"),
            },
            Value::Object(_) => Refused(value, "an object where a text belongs; read as blank"),
        }
    }

    fn value(value: &String, _: Target) -> Option<Value> {
        Some(Value::String(value.clone()))
    }
}

fn warn_of_mojibake(text: &str, notes: &mut Notes) {
    if let Some(sample) = json::text::mojibake(text) {
        let path = notes.here();
        notes.warn(Warning::Mojibake { path, sample });
    }
}

fn texts(list: &[Value]) -> Option<Vec<String>> {
    list.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

/// A list of texts that may hold commas: greetings, links.
pub(crate) struct Texts;

impl Kind for Texts {
    type Value = Vec<String>;

    fn blank() -> Vec<String> {
        Vec::new()
    }

    fn take(value: Value, notes: &mut Notes) -> Taken<Vec<String>> {
        match value {
            Value::String(ref text) if text.is_empty() => {
                Refused(value, "a text where a list belongs; read as an empty list")
            }
            Value::String(ref text) => Mended(
                vec![text.clone()],
                value,
                "a text where a list belongs; read as a list of one",
            ),
            other => list_of_texts(other, notes),
        }
    }

    fn value(value: &Vec<String>, _: Target) -> Option<Value> {
        Some(value.iter().cloned().collect())
    }
}

/// A list of words: tags, keys. A text in its place is read as divided by commas.
pub(crate) struct Words;

impl Kind for Words {
    type Value = Vec<String>;

    fn blank() -> Vec<String> {
        Vec::new()
    }

    fn take(value: Value, notes: &mut Notes) -> Taken<Vec<String>> {
        match value {
            Value::String(ref text) => {
                let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
                let words = words.map(str::to_owned).collect();
                Mended(words, value, "a text where a list belongs; read as divided by commas")
            }
            other => list_of_texts(other, notes),
        }
    }

    fn value(value: &Vec<String>, target: Target) -> Option<Value> {
        Texts::value(value, target)
    }
}

fn list_of_texts(value: Value, notes: &mut Notes) -> Taken<Vec<String>> {
    match value {
        Value::Array(list) if list.len() > limits::ENTRIES_MAX => {
            too_many(list.len(), notes);
            Exact(Vec::new())
        }
        Value::Array(list) if list.iter().all(Value::is_string) => {
            Exact(list.into_iter().filter_map(text_of).collect())
        }
        Value::Array(ref list) => {
            let texts = list.iter().cloned().filter_map(text_of).collect();
            Mended(texts, value, "a list with items that are no texts; read as those that are")
        }
        Value::Null => Refused(value, "null where a list belongs; read as an empty list"),
        other => Refused(other, "not a list; read as an empty list"),
    }
}

/// Numbers among keys and tags are meant as text; null and nested things mean nothing.
fn text_of(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
