//! What differs between two revisions, field by field.

mod pairs;
mod text;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::SealedContent;
use pairs::Pairs;
use text::{Effort, are_alike, spans};

/// A field that differs.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FieldChange {
    /// Its name, as `greeting`, `tags`, `collaborators`.
    pub field: String,
    /// How it differs.
    #[serde(flatten)]
    pub change: Change,
}

/// How a field differs.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Change {
    /// A text, as the spans that make both sides.
    Text {
        /// In order; leaving out one side's spans gives the other side.
        spans: Vec<TextSpan>,
    },
    /// A list, as what came, went and moved.
    List {
        /// In the order of the later list, then what went.
        items: Vec<ListChange>,
    },
    /// A lorebook, entry by entry.
    Book {
        /// What differs around the entries.
        settings: Vec<FieldChange>,
        /// What differs in the entries.
        entries: Vec<EntryChange>,
    },
    /// Anything else, as both sides.
    Value {
        /// The earlier value.
        before: Value,
        /// The later value.
        after: Value,
    },
}

/// A span of a text: kept, deleted or inserted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "op", content = "text", rename_all = "camelCase")]
pub enum TextSpan {
    /// In both.
    Equal(String),
    /// Only in the earlier.
    Delete(String),
    /// Only in the later.
    Insert(String),
}

impl TextSpan {
    /// The text, on whichever side it is.
    pub fn text(&self) -> &str {
        match self {
            TextSpan::Equal(text) | TextSpan::Delete(text) | TextSpan::Insert(text) => text,
        }
    }
}

/// A change in a list.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "op", rename_all = "camelCase")]
pub enum ListChange {
    /// An item that came.
    Added {
        /// Where it is.
        at: usize,
        /// The item.
        value: Value,
    },
    /// An item that is elsewhere among those that stayed.
    Moved {
        /// Where it was.
        from: usize,
        /// Where it is.
        to: usize,
        /// The item.
        value: Value,
    },
    /// A text that was written anew, and is still the same one.
    Changed {
        /// Where it was.
        from: usize,
        /// Where it is.
        to: usize,
        /// As of a text.
        spans: Vec<TextSpan>,
    },
    /// An item that went.
    Removed {
        /// Where it was.
        at: usize,
        /// The item.
        value: Value,
    },
}

/// A change of a lorebook entry.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EntryChange {
    /// What the entry is known by: its id, else its name, else its keys.
    pub entry: String,
    /// Whether it came, went or changed.
    pub kind: EntryChangeKind,
    /// Where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<usize>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<usize>,
    /// What differs in it.
    pub fields: Vec<FieldChange>,
}

/// Whether an entry came, went or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum EntryChangeKind {
    /// It came.
    Added,
    /// It changed.
    Changed,
    /// It only stands elsewhere.
    Moved,
    /// It went.
    Removed,
}

/// The fields in which `after` differs from `before`, in the contract's order.
pub fn diff(before: &SealedContent, after: &SealedContent) -> Vec<FieldChange> {
    let (Ok(before), Ok(after)) = (serde_json::to_value(before), serde_json::to_value(after))
    else {
        return Vec::new();
    };
    diff_values(&before, &after)
}

/// The members in which an object differs from another, as two payloads do.
pub fn diff_values(before: &Value, after: &Value) -> Vec<FieldChange> {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            Comparison::default().objects(before, after)
        }
        _ => Vec::new(),
    }
}

/// A comparison, and what it may still cost.
#[derive(Default)]
struct Comparison {
    effort: Effort,
}

impl Comparison {
    /// The members that differ, in the order of the earlier object, then new ones.
    fn objects(
        &mut self,
        before: &Map<String, Value>,
        after: &Map<String, Value>,
    ) -> Vec<FieldChange> {
        let mut names: Vec<&String> = before.keys().collect();
        names.extend(after.keys().filter(|name| !before.contains_key(*name)));
        let nothing = Value::Null;
        names
            .into_iter()
            .filter_map(|name| {
                let before = before.get(name).unwrap_or(&nothing);
                self.field(name, before, after.get(name).unwrap_or(&nothing))
            })
            .collect()
    }

    fn field(&mut self, field: &str, before: &Value, after: &Value) -> Option<FieldChange> {
        if before == after {
            return None;
        }
        let change = match (before, after) {
            (Value::String(before), Value::String(after)) => {
                Change::Text { spans: spans(before, after, &mut self.effort) }
            }
            (Value::Array(before), Value::Array(after)) => {
                Change::List { items: self.lists(before, after) }
            }
            (Value::Object(before), Value::Object(after)) if field == "characterBook" => {
                self.books(before, after)
            }
            _ => Change::Value { before: before.clone(), after: after.clone() },
        };
        Some(FieldChange { field: field.to_owned(), change })
    }

    /// Items are matched by value, equal ones in order; what stayed but changed its rank has moved.
    /// Texts that are left over at the same rank and are mostly alike are one text.
    fn lists(&mut self, before: &[Value], after: &[Value]) -> Vec<ListChange> {
        let pairs = Pairs::of(before, after, &[|item| Some(item.to_string())]);
        let alike = |before: &Value, after: &Value| match (before.as_str(), after.as_str()) {
            (Some(before), Some(after)) => are_alike(before, after),
            _ => false,
        };
        let pairs = pairs.and_alike(before, after, alike);
        let mut changes = Vec::new();
        for (to, value) in after.iter().enumerate() {
            match pairs.earlier[to] {
                None => changes.push(ListChange::Added { at: to, value: value.clone() }),
                Some(from) if before[from] != *value => {
                    changes.push(self.item(from, to, &before[from], value));
                }
                Some(from) if pairs.moved(from, to) => {
                    changes.push(ListChange::Moved { from, to, value: value.clone() });
                }
                Some(_) => {}
            }
        }
        let gone =
            pairs.gone.iter().map(|at| ListChange::Removed { at: *at, value: before[*at].clone() });
        changes.extend(gone);
        changes
    }

    fn item(&mut self, from: usize, to: usize, before: &Value, after: &Value) -> ListChange {
        let (before, after) = (before.as_str(), after.as_str());
        let spans = spans(before.unwrap_or_default(), after.unwrap_or_default(), &mut self.effort);
        ListChange::Changed { from, to, spans }
    }

    fn books(&mut self, before: &Map<String, Value>, after: &Map<String, Value>) -> Change {
        let without_entries = |book: &Map<String, Value>| {
            let mut settings = book.clone();
            settings.shift_remove("entries");
            settings
        };
        let settings = self.objects(&without_entries(before), &without_entries(after));
        Change::Book { settings, entries: self.entries(entries(before), entries(after)) }
    }

    fn entries(&mut self, before: &[Value], after: &[Value]) -> Vec<EntryChange> {
        let same = |entry: &Value| Some(entry.to_string());
        let pairs = Pairs::of(before, after, &[entry_id, same, entry_name, keys_alone, text_alone]);
        let nothing = Value::Object(Map::new());
        let mut changes = Vec::new();
        for (to, entry) in after.iter().enumerate() {
            match pairs.earlier[to] {
                None => changes.push(self.entry(None, Some(to), &nothing, entry)),
                Some(from) if before[from] != *entry || pairs.moved(from, to) => {
                    changes.push(self.entry(Some(from), Some(to), &before[from], entry));
                }
                Some(_) => {}
            }
        }
        for from in &pairs.gone {
            changes.push(self.entry(Some(*from), None, &before[*from], &nothing));
        }
        changes
    }

    fn entry(
        &mut self,
        from: Option<usize>,
        to: Option<usize>,
        before: &Value,
        after: &Value,
    ) -> EntryChange {
        let kind = match (from, to) {
            (None, _) => EntryChangeKind::Added,
            (_, None) => EntryChangeKind::Removed,
            _ if before == after => EntryChangeKind::Moved,
            _ => EntryChangeKind::Changed,
        };
        let fields = match (before, after) {
            (Value::Object(before), Value::Object(after)) => self.objects(before, after),
            _ => self.field("entry", before, after).into_iter().collect(),
        };
        let entry = entry_label(if to.is_some() { after } else { before });
        EntryChange { entry, kind, from, to, fields }
    }
}

fn entries(book: &Map<String, Value>) -> &[Value] {
    book.get("entries").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn entry_label(entry: &Value) -> String {
    let label = entry_id(entry).or_else(|| entry_name(entry)).or_else(|| entry_keys(entry));
    label.unwrap_or_else(|| "keys null".to_owned())
}

fn entry_id(entry: &Value) -> Option<String> {
    match entry.get("id")? {
        Value::Number(id) => Some(format!("id {id}")),
        Value::String(id) if !id.is_empty() => Some(format!("id {id}")),
        _ => None,
    }
}

/// Tools call it `name`, or put it into the comment.
fn entry_name(entry: &Value) -> Option<String> {
    let said = |field: &str| entry.get(field)?.as_str().filter(|name| !name.is_empty());
    said("name").or_else(|| said("comment")).map(|name| format!("name {name}"))
}

fn entry_keys(entry: &Value) -> Option<String> {
    entry.get("keys").map(|keys| format!("keys {keys}"))
}

/// Entries with ids that differ are not the same one because of their keys.
fn keys_alone(entry: &Value) -> Option<String> {
    if entry_id(entry).is_some() { None } else { entry_keys(entry) }
}

fn text_alone(entry: &Value) -> Option<String> {
    let text = entry.get("content")?.as_str().filter(|text| !text.is_empty())?;
    if entry_id(entry).is_some() { None } else { Some(text.to_owned()) }
}
