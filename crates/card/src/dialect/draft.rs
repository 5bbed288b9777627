//! A card in the making, from fields under other names.

use crate::card::{self, Card};
use crate::notes::Notes;
use crate::object::Object;
use crate::{CardData, CardError, Spec};
use serde_json::{Map, Value, json};

/// The data of a V2 card, every field of it blank until it is put.
pub(crate) struct Draft {
    data: Map<String, Value>,
    /// What each field was called where it came from.
    names: Vec<(&'static str, String)>,
}

impl Draft {
    pub(crate) fn new() -> Self {
        let mut notes = Notes::new(Spec::V1);
        let blank = CardData::read(Map::new(), &mut notes);
        let target = crate::object::Target { spec: Spec::V2, converting: true };
        Self { data: blank.write(target), names: Vec::new() }
    }

    /// Puts a value into a field, mended there as any card's would be. Null is nothing.
    pub(crate) fn put(&mut self, field: &'static str, name: &str, value: Option<Value>) {
        if let Some(value) = value.filter(|value| !value.is_null()) {
            self.data.insert(field.to_owned(), value);
            self.names.push((field, name.to_owned()));
        }
    }

    /// Puts a text that is not empty.
    pub(crate) fn put_text(&mut self, field: &'static str, name: &str, text: String) {
        if !text.is_empty() {
            self.put(field, name, Some(Value::from(text)));
        }
    }

    /// Puts a value into `extensions`.
    pub(crate) fn extend(&mut self, key: &str, value: impl Into<Value>) {
        let extensions = self.data.entry("extensions").or_insert_with(|| json!({}));
        if let Some(extensions) = extensions.as_object_mut() {
            extensions.insert(key.to_owned(), value.into());
        }
    }

    /// The card, with what is left over under the tool's name in `extensions`.
    pub(crate) fn finish(
        mut self,
        tool: &str,
        rest: Map<String, Value>,
        notes: &mut Notes,
    ) -> Result<Card, CardError> {
        if !rest.is_empty() {
            self.extend(tool, rest);
        }
        let Value::Object(card) =
            json!({ "spec": "chara_card_v2", "spec_version": "2.0", "data": self.data })
        else {
            return Err(CardError::NotACard);
        };
        let card = card::from_json(card, notes)?;
        rename(notes, &self.names);
        Ok(card)
    }
}

/// Reports name a field as its file does.
fn rename(notes: &mut Notes, names: &[(&'static str, String)]) {
    for path in notes.paths() {
        let Some(within) = path.strip_prefix("data.") else { continue };
        let end = within.find(['.', '[']).unwrap_or(within.len());
        let (field, rest) = within.split_at(end);
        if let Some((_, name)) = names.iter().find(|(known, _)| *known == field) {
            *path = format!("{name}{rest}");
        }
    }
}
