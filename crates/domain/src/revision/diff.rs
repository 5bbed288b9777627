//! What differs between two revisions, field by field.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use similar::{ChangeTag, TextDiff};

use super::SealedContent;

/// Beyond this many characters words are too many to compare; lines are compared instead.
const WORD_DIFF_CHARS_MAX: usize = 20_000;

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
    /// What the entry is known by: its id, else its keys.
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
    let (Ok(Value::Object(before)), Ok(Value::Object(after))) =
        (serde_json::to_value(before), serde_json::to_value(after))
    else {
        return Vec::new();
    };
    object_changes(&before, &after)
}

/// The members that differ, in the order of the earlier object, then new ones.
fn object_changes(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<FieldChange> {
    let mut names: Vec<&String> = before.keys().collect();
    names.extend(after.keys().filter(|name| !before.contains_key(*name)));
    let value =
        |side: &Map<String, Value>, name: &str| side.get(name).cloned().unwrap_or(Value::Null);
    names
        .into_iter()
        .filter_map(|name| field_change(name, &value(before, name), &value(after, name)))
        .collect()
}

fn field_change(field: &str, before: &Value, after: &Value) -> Option<FieldChange> {
    if before == after {
        return None;
    }
    let change = match (before, after) {
        (Value::String(before), Value::String(after)) => {
            Change::Text { spans: text_spans(before, after) }
        }
        (Value::Array(before), Value::Array(after)) => {
            Change::List { items: list_changes(before, after) }
        }
        (Value::Object(before), Value::Object(after)) if field == "characterBook" => {
            book_change(before, after)
        }
        _ => Change::Value { before: before.clone(), after: after.clone() },
    };
    Some(FieldChange { field: field.to_owned(), change })
}

fn text_spans(before: &str, after: &str) -> Vec<TextSpan> {
    let long = before.len().max(after.len()) > WORD_DIFF_CHARS_MAX;
    let diff = if long {
        TextDiff::from_lines(before, after)
    } else {
        TextDiff::from_words(before, after)
    };
    let mut spans: Vec<(ChangeTag, String)> = Vec::new();
    for change in diff.iter_all_changes() {
        match spans.last_mut() {
            Some((tag, text)) if *tag == change.tag() => text.push_str(change.value()),
            _ => spans.push((change.tag(), change.value().to_owned())),
        }
    }
    spans.into_iter().map(span).collect()
}

fn span((tag, text): (ChangeTag, String)) -> TextSpan {
    match tag {
        ChangeTag::Equal => TextSpan::Equal(text),
        ChangeTag::Delete => TextSpan::Delete(text),
        ChangeTag::Insert => TextSpan::Insert(text),
    }
}

/// Items are matched by value, equal ones in order; what stayed but changed its rank has moved.
fn list_changes(before: &[Value], after: &[Value]) -> Vec<ListChange> {
    let labels = |list: &[Value]| list.iter().map(Value::to_string).collect::<Vec<_>>();
    let pairs = Pairs::of(&labels(before), &labels(after));
    let mut changes = Vec::new();
    for (to, value) in after.iter().enumerate() {
        match pairs.earlier[to] {
            None => changes.push(ListChange::Added { at: to, value: value.clone() }),
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

fn book_change(before: &Map<String, Value>, after: &Map<String, Value>) -> Change {
    let without_entries = |book: &Map<String, Value>| {
        let mut settings = book.clone();
        settings.shift_remove("entries");
        settings
    };
    let settings = object_changes(&without_entries(before), &without_entries(after));
    Change::Book { settings, entries: entry_changes(entries(before), entries(after)) }
}

fn entries(book: &Map<String, Value>) -> &[Value] {
    book.get("entries").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn entry_changes(before: &[Value], after: &[Value]) -> Vec<EntryChange> {
    let labels = |list: &[Value]| list.iter().map(entry_label).collect::<Vec<_>>();
    let after_labels = labels(after);
    let before_labels = labels(before);
    let pairs = Pairs::of(&before_labels, &after_labels);
    let nothing = Value::Object(Map::new());
    let mut changes = Vec::new();
    for (to, entry) in after.iter().enumerate() {
        let label = &after_labels[to];
        match pairs.earlier[to] {
            None => changes.push(entry_change(label, None, Some(to), &nothing, entry)),
            Some(from) if before[from] != *entry || pairs.moved(from, to) => {
                changes.push(entry_change(label, Some(from), Some(to), &before[from], entry));
            }
            Some(_) => {}
        }
    }
    for from in &pairs.gone {
        let label = &before_labels[*from];
        changes.push(entry_change(label, Some(*from), None, &before[*from], &nothing));
    }
    changes
}

fn entry_change(
    label: &str,
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
        (Value::Object(before), Value::Object(after)) => object_changes(before, after),
        _ => field_change("entry", before, after).into_iter().collect(),
    };
    EntryChange { entry: label.to_owned(), kind, from, to, fields }
}

/// An entry is known by its id where it has one, else by its keys.
fn entry_label(entry: &Value) -> String {
    match entry.get("id") {
        Some(Value::Number(id)) => format!("id {id}"),
        Some(Value::String(id)) if !id.is_empty() => format!("id {id}"),
        _ => format!("keys {}", entry.get("keys").unwrap_or(&Value::Null)),
    }
}

/// Which item of an earlier list each item of a later one is.
struct Pairs {
    earlier: Vec<Option<usize>>,
    gone: Vec<usize>,
    /// The rank of each earlier item among those that stayed.
    rank: BTreeMap<usize, usize>,
    later_rank: BTreeMap<usize, usize>,
}

impl Pairs {
    fn of(before: &[String], after: &[String]) -> Self {
        let mut free: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, label) in before.iter().enumerate().rev() {
            free.entry(label).or_default().push(index);
        }
        let earlier: Vec<_> =
            after.iter().map(|label| free.get_mut(label.as_str()).and_then(Vec::pop)).collect();
        let mut stayed: Vec<usize> = earlier.iter().flatten().copied().collect();
        stayed.sort_unstable();
        let rank: BTreeMap<_, _> = stayed.into_iter().zip(0..).collect();
        let gone = (0..before.len()).filter(|index| !rank.contains_key(index)).collect();
        let kept = (0..after.len()).filter(|to| earlier[*to].is_some());
        let later_rank = kept.zip(0..).collect();
        Self { earlier, gone, rank, later_rank }
    }

    fn moved(&self, from: usize, to: usize) -> bool {
        self.rank.get(&from) != self.later_rank.get(&to)
    }
}
