//! What only lorebook entries have: a place and an id.

use crate::lorebook::{EntryId, Position};
use crate::notes::Notes;
use crate::object::Taken::{self, Exact, Mended, Refused};
use crate::object::{Kind, Target};
use serde_json::Value;

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
