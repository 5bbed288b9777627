//! The kinds of value that cards are made of, each with what real cards write in its place.

use super::{Kind, Object, Taken, Target};
use crate::lorebook::{EntryId, Position};
use crate::notes::{Notes, Step, Warning};
use crate::{CardError, Loss, Spec, json, limits};
use serde_json::{Map, Value};
use std::marker::PhantomData;

use Taken::{Exact, Mended, Refused};

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

/// A value that may be left out.
pub(crate) struct Maybe<K>(PhantomData<K>);

impl<K: Kind> Kind for Maybe<K> {
    type Value = Option<K::Value>;

    fn blank() -> Self::Value {
        None
    }

    fn take(value: Value, notes: &mut Notes) -> Taken<Self::Value> {
        if value.is_null() {
            return Refused(value, "null; read as left out");
        }
        match K::take(value, notes) {
            Exact(value) => Exact(Some(value)),
            Mended(value, raw, what) => Mended(Some(value), raw, what),
            Refused(raw, what) => Refused(raw, what),
        }
    }

    fn value(value: &Self::Value, target: Target) -> Option<Value> {
        value.as_ref().and_then(|value| K::value(value, target))
    }

    fn same(one: &Self::Value, other: &Self::Value, up_to: Spec) -> bool {
        match (one, other) {
            (Some(one), Some(other)) => K::same(one, other, up_to),
            (None, None) => true,
            _ => false,
        }
    }

    fn losses(value: &Self::Value, target: Target, path: &str, out: &mut Vec<Loss>) {
        if let Some(value) = value {
            K::losses(value, target, path, out);
        }
    }
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

fn too_many(found: usize, notes: &mut Notes) {
    let path = notes.here();
    notes.fail(CardError::TooManyEntries { path, found, limit: limits::ENTRIES_MAX });
}

/// Yes or no, with what its absence means.
pub(crate) struct Flag<const BLANK: bool>;

impl<const BLANK: bool> Kind for Flag<BLANK> {
    type Value = bool;

    fn blank() -> bool {
        BLANK
    }

    fn take(value: Value, _: &mut Notes) -> Taken<bool> {
        let said = match &value {
            Value::Bool(flag) => return Exact(*flag),
            Value::Number(number) => Some(number.as_f64() != Some(0.0)),
            Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "yes" | "1" => Some(true),
                "false" | "no" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        };
        match said {
            Some(flag) => Mended(flag, value, "neither true nor false; read as what it stands for"),
            None => Refused(value, "neither true nor false; read as left out"),
        }
    }

    fn value(value: &bool, _: Target) -> Option<Value> {
        Some(Value::Bool(*value))
    }
}

/// A whole number, with what its absence means.
pub(crate) struct Int<const BLANK: i64>;

impl<const BLANK: i64> Kind for Int<BLANK> {
    type Value = i64;

    fn blank() -> i64 {
        BLANK
    }

    fn take(value: Value, _: &mut Notes) -> Taken<i64> {
        if let Some(number) = value.as_i64() {
            return Exact(number);
        }
        match lenient_int(&value) {
            Some(number) => Mended(number, value, "not a whole number; read as the nearest below"),
            None => Refused(value, "not a number; read as left out"),
        }
    }

    fn value(value: &i64, _: Target) -> Option<Value> {
        Some(Value::from(*value))
    }
}

fn lenient_int(value: &Value) -> Option<i64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        _ => return None,
    };
    // Past 2^53 a double no longer names one whole number.
    (number.abs() <= 9_007_199_254_740_992.0).then(|| number.floor() as i64)
}

/// Seconds since 1970, in UTC.
pub(crate) struct Seconds;

/// As seconds this is the year 5138; as milliseconds it is 1973, before any card.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

impl Kind for Seconds {
    type Value = i64;

    fn blank() -> i64 {
        0
    }

    fn take(value: Value, notes: &mut Notes) -> Taken<i64> {
        match <Int<0> as Kind>::take(value, notes) {
            Exact(milliseconds) if milliseconds.abs() >= MILLISECONDS_FROM => {
                let raw = Value::from(milliseconds);
                Mended(milliseconds / 1000, raw, "in milliseconds; read as seconds")
            }
            Mended(milliseconds, raw, _) if milliseconds.abs() >= MILLISECONDS_FROM => {
                Mended(milliseconds / 1000, raw, "in milliseconds; read as seconds")
            }
            taken => taken,
        }
    }

    fn value(value: &i64, _: Target) -> Option<Value> {
        Some(Value::from(*value))
    }
}

/// An open object: whatever tools put there, in their order.
pub(crate) struct Open;

impl Kind for Open {
    type Value = Map<String, Value>;

    fn blank() -> Self::Value {
        Map::new()
    }

    fn take(value: Value, _: &mut Notes) -> Taken<Self::Value> {
        match value {
            Value::Object(map) => Exact(map),
            other => Refused(other, "not an object; read as an empty one"),
        }
    }

    fn value(value: &Self::Value, _: Target) -> Option<Value> {
        Some(Value::Object(value.clone()))
    }
}

/// An object of ours.
pub(crate) struct One<T>(PhantomData<T>);

impl<T: Object> Kind for One<T> {
    type Value = T;

    fn blank() -> T {
        T::default()
    }

    fn take(value: Value, notes: &mut Notes) -> Taken<T> {
        match value {
            Value::Object(map) => Exact(T::read(map, notes)),
            other => Refused(other, "not an object; read as left out"),
        }
    }

    fn value(value: &T, target: Target) -> Option<Value> {
        Some(Value::Object(value.write(target)))
    }

    fn same(one: &T, other: &T, up_to: Spec) -> bool {
        one.differing(other, up_to).is_empty()
    }

    fn losses(value: &T, target: Target, path: &str, out: &mut Vec<Loss>) {
        value.losses(target, path, out);
    }
}

/// A list of objects of ours. Books saved as world info number theirs by key.
pub(crate) struct Many<T>(PhantomData<T>);

impl<T: Object> Kind for Many<T> {
    type Value = Vec<T>;

    fn blank() -> Vec<T> {
        Vec::new()
    }

    fn take(value: Value, notes: &mut Notes) -> Taken<Vec<T>> {
        match value {
            Value::Array(list) if list.iter().all(Value::is_object) => Exact(read_all(list, notes)),
            Value::Array(ref list) => {
                let objects = list.iter().filter(|item| item.is_object()).cloned().collect();
                let objects = read_all(objects, notes);
                Mended(
                    objects,
                    value,
                    "a list with items that are no objects; read as those that are",
                )
            }
            Value::Object(ref map) => {
                let objects = map.values().filter(|item| item.is_object()).cloned().collect();
                let objects = read_all(objects, notes);
                Mended(
                    objects,
                    value,
                    "an object where a list belongs; read as the list of its values",
                )
            }
            other => Refused(other, "not a list; read as an empty one"),
        }
    }

    fn value(value: &Vec<T>, target: Target) -> Option<Value> {
        Some(value.iter().map(|item| Value::Object(item.write(target))).collect())
    }

    fn same(one: &Vec<T>, other: &Vec<T>, up_to: Spec) -> bool {
        one.len() == other.len()
            && one.iter().zip(other).all(|(one, other)| one.differing(other, up_to).is_empty())
    }

    fn losses(value: &Vec<T>, target: Target, path: &str, out: &mut Vec<Loss>) {
        for (index, item) in value.iter().enumerate() {
            item.losses(target, &format!("{path}[{index}]"), out);
        }
    }
}

fn read_all<T: Object>(list: Vec<Value>, notes: &mut Notes) -> Vec<T> {
    if list.len() > limits::ENTRIES_MAX {
        too_many(list.len(), notes);
        return Vec::new();
    }
    let objects = list.into_iter().filter_map(|item| match item {
        Value::Object(map) => Some(map),
        _ => None,
    });
    let read = |(index, map)| notes.within(Step::Index(index), |notes| T::read(map, notes));
    objects.enumerate().map(read).collect()
}

/// Where an entry goes. SillyTavern numbers more places than the specifications name.
pub(crate) struct Place;

impl Kind for Place {
    type Value = Option<Position>;

    fn blank() -> Self::Value {
        None
    }

    fn take(value: Value, _: &mut Notes) -> Taken<Self::Value> {
        match Position::parse(value.as_str().unwrap_or_default()) {
            Some(position) => return Exact(Some(position)),
            None if value.is_null() => return Refused(value, "null; read as left out"),
            None => {}
        }
        match value.as_i64() {
            Some(0) => {
                Mended(Some(Position::BeforeChar), value, "a number; read as \"before_char\"")
            }
            Some(1) => Mended(Some(Position::AfterChar), value, "a number; read as \"after_char\""),
            _ => Refused(value, "neither \"before_char\" nor \"after_char\"; read as left out"),
        }
    }

    fn value(value: &Self::Value, _: Target) -> Option<Value> {
        value.map(|position| Value::from(position.as_str()))
    }
}

/// An entry's id: a number in V2, a number or a text in V3.
pub(crate) struct Id;

impl Kind for Id {
    type Value = Option<EntryId>;

    fn blank() -> Self::Value {
        None
    }

    fn take(value: Value, _: &mut Notes) -> Taken<Self::Value> {
        match value {
            Value::String(text) => Exact(Some(EntryId::Text(text))),
            Value::Null => Refused(value, "null; read as left out"),
            other => match other.as_i64() {
                Some(number) => Exact(Some(EntryId::Number(number))),
                None => Refused(other, "neither a number nor a text; read as left out"),
            },
        }
    }

    fn value(value: &Self::Value, _: Target) -> Option<Value> {
        match value.as_ref()? {
            EntryId::Number(number) => Some(Value::from(*number)),
            EntryId::Text(text) => Some(Value::from(text.as_str())),
        }
    }
}
