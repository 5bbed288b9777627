//! Two cards beside each other: field by field, word by word, and the lorebook entry by entry.

use crate::reading::join;
use crate::{Card, LoreEntry, Lorebook, Spec};
use serde_json::{Map, Value};
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeMap;

/// One difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Where: `first_mes`, `tags[2]`, `character_book.entries["Eldoria"].content`.
    pub path: String,
    /// What differs there.
    pub change: Change,
}

/// What differs.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Only the second has it.
    Added(Value),
    /// Only the first has it.
    Removed(Value),
    /// Both have it, and it is not text in both.
    Changed(Value, Value),
    /// Text, in pieces.
    Text(Vec<Piece>),
    /// The same, in another place of its list.
    Moved {
        /// Its place in the first.
        from: usize,
        /// Its place in the second.
        to: usize,
    },
}

/// A piece of text: words and what stands between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// In both.
    Same(String),
    /// In the first.
    Removed(String),
    /// In the second.
    Added(String),
}

/// What differs between two cards, in the order of the specification, whatever form they had.
pub fn diff(one: &Card, other: &Card) -> Vec<Difference> {
    let [mut left, mut right] = [one, other].map(fields);
    for fields in [&mut left, &mut right] {
        fields.shift_remove("character_book");
    }
    let (mut out, mut words) = (Vec::new(), Words::new());
    objects("", &left, &right, &mut words, &mut out);
    match (one.lorebook(), other.lorebook()) {
        (Some(one), Some(other)) => out.extend(within("character_book", diff_books(one, other))),
        (None, Some(book)) => out.push(whole("character_book", Change::Added, book)),
        (Some(book), None) => out.push(whole("character_book", Change::Removed, book)),
        (None, None) => {}
    }
    out
}

/// What differs between two lorebooks. Entries are told by id, then by keys and comment, then by
/// what they say.
pub fn diff_books(one: &Lorebook, other: &Lorebook) -> Vec<Difference> {
    let [mut left, mut right] = [one, other].map(|book| book.converted(Spec::V3));
    for fields in [&mut left, &mut right] {
        fields.shift_remove("entries");
    }
    let (mut out, mut words) = (Vec::new(), Words::new());
    objects("", &left, &right, &mut words, &mut out);
    entries(&one.entries, &other.entries, &mut words, &mut out);
    out
}

fn fields(card: &Card) -> Map<String, Value> {
    let mut json = card.to_json(Spec::V3);
    match json.shift_remove("data") {
        Some(Value::Object(data)) => data,
        _ => Map::new(),
    }
}

fn whole(path: &str, change: fn(Value) -> Change, book: &Lorebook) -> Difference {
    let value = Value::Object(book.converted(Spec::V3));
    Difference { path: path.to_owned(), change: change(value) }
}

fn within(path: &str, differences: Vec<Difference>) -> impl Iterator<Item = Difference> {
    differences.into_iter().map(move |it| Difference { path: format!("{path}.{}", it.path), ..it })
}

fn objects(
    path: &str,
    one: &Map<String, Value>,
    other: &Map<String, Value>,
    words: &mut Words,
    out: &mut Vec<Difference>,
) {
    for (key, value) in one {
        match other.get(key) {
            Some(also) => values(&join(path, key), value, also, words, out),
            None if is_blank(value) => {}
            None => out
                .push(Difference { path: join(path, key), change: Change::Removed(value.clone()) }),
        }
    }
    for (key, value) in
        other.iter().filter(|(key, value)| !one.contains_key(*key) && !is_blank(value))
    {
        out.push(Difference { path: join(path, key), change: Change::Added(value.clone()) });
    }
}

/// A field left out says the same as one that is blank.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn values(path: &str, one: &Value, other: &Value, words: &mut Words, out: &mut Vec<Difference>) {
    match (one, other) {
        _ if one == other => {}
        (Value::Object(one), Value::Object(other)) => objects(path, one, other, words, out),
        (Value::Array(one), Value::Array(other)) => lists(path, one, other, words, out),
        (Value::String(one), Value::String(other)) => {
            out.push(Difference {
                path: path.to_owned(),
                change: Change::Text(words.compare(one, other)),
            });
        }
        _ => {
            let change = Change::Changed(one.clone(), other.clone());
            out.push(Difference { path: path.to_owned(), change });
        }
    }
}

/// Items of a list: what is in both is not told, and what stands at one place in both is compared.
fn lists(path: &str, one: &[Value], other: &[Value], words: &mut Words, out: &mut Vec<Difference>) {
    let [left, right] = [one, other].map(places);
    let in_one = |value: &Value| left.contains_key(&value.to_string());
    let in_other = |value: &Value| right.contains_key(&value.to_string());
    let at = |index: usize| format!("{path}[{index}]");
    for (index, value) in one.iter().enumerate().filter(|(_, value)| !in_other(value)) {
        match other.get(index).filter(|also| !in_one(also)) {
            Some(also) => values(&at(index), value, also, words, out),
            None => {
                out.push(Difference { path: at(index), change: Change::Removed(value.clone()) })
            }
        }
    }
    for (index, value) in other.iter().enumerate().filter(|(_, value)| !in_one(value)) {
        if one.get(index).is_none_or(in_other) {
            out.push(Difference { path: at(index), change: Change::Added(value.clone()) });
        }
    }
    let moved = |(from, value): (usize, &Value)| {
        let to = *right.get(&value.to_string())?;
        let alone = one.len() == other.len() && other.get(from) != Some(value);
        alone.then_some(Difference { path: at(from), change: Change::Moved { from, to } })
    };
    out.extend(one.iter().enumerate().filter_map(moved));
}

/// The first place of each item.
fn places(list: &[Value]) -> BTreeMap<String, usize> {
    list.iter().enumerate().rev().map(|(index, value)| (value.to_string(), index)).collect()
}

/// Comparing word by word takes the square of the words in the worst case. This is a second's work;
/// once it is spent, texts are told as replaced from their first difference to their last.
const WORDS_SQUARED_MAX: usize = 400_000_000;

/// Compares texts word by word.
struct Words {
    left: usize,
}

impl Words {
    fn new() -> Self {
        Self { left: WORDS_SQUARED_MAX }
    }

    fn compare(&mut self, one: &str, other: &str) -> Vec<Piece> {
        let [one, other]: [Vec<&str>; 2] = [one, other].map(|it| split(it).collect());
        let same = |(one, other): &(&&str, &&str)| one == other;
        let head = one.iter().zip(&other).take_while(same).count();
        let [left, right] = [&one[head..], &other[head..]];
        let tail = left.iter().rev().zip(right.iter().rev()).take_while(same).count();
        let [left, right] = [left, right].map(|words| &words[..words.len() - tail]);

        let mut pieces = Pieces::default();
        one[..head].iter().for_each(|word| pieces.push(ChangeTag::Equal, word));
        let cost = (left.len() + right.len()).saturating_pow(2);
        if let Some(rest) = self.left.checked_sub(cost) {
            self.left = rest;
            let diff = TextDiff::from_slices(left, right);
            diff.iter_all_changes().for_each(|it| pieces.push(it.tag(), it.value()));
        } else {
            left.iter().for_each(|word| pieces.push(ChangeTag::Delete, word));
            right.iter().for_each(|word| pieces.push(ChangeTag::Insert, word));
        }
        one[one.len() - tail..].iter().for_each(|word| pieces.push(ChangeTag::Equal, word));
        pieces.0
    }
}

/// Words, and what stands between them.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let is_word = |c: char| c.is_alphanumeric() || c == '\'' || c == '’';
        let is_space = first.is_whitespace();
        let ends = |c: char| match (is_word(first), is_space) {
            (true, _) => !is_word(c),
            (_, true) => !c.is_whitespace(),
            _ => true,
        };
        let end = rest.char_indices().skip(1).find(|(_, c)| ends(*c)).map_or(rest.len(), |it| it.0);
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn push(&mut self, tag: ChangeTag, text: &str) {
        match (tag, self.0.last_mut()) {
            (ChangeTag::Equal, Some(Piece::Same(last)))
            | (ChangeTag::Delete, Some(Piece::Removed(last)))
            | (ChangeTag::Insert, Some(Piece::Added(last))) => last.push_str(text),
            (ChangeTag::Equal, _) => self.0.push(Piece::Same(text.to_owned())),
            (ChangeTag::Delete, _) => self.0.push(Piece::Removed(text.to_owned())),
            (ChangeTag::Insert, _) => self.0.push(Piece::Added(text.to_owned())),
        }
    }
}

fn entries(one: &[LoreEntry], other: &[LoreEntry], words: &mut Words, out: &mut Vec<Difference>) {
    let pairs = pair(one, other);
    let json = |entry: &LoreEntry| {
        let mut json = entry.converted(Spec::V3);
        // Left out, these two say the same as off.
        for (key, flag) in [("constant", entry.constant), ("selective", entry.selective)] {
            json.entry(key).or_insert(Value::Bool(flag));
        }
        json
    };
    for (index, entry) in one.iter().enumerate() {
        let path = format!("entries[{}]", title(entry, index));
        match pairs.get(&index) {
            Some(also) => objects(&path, &json(entry), &json(&other[*also]), words, out),
            None => {
                let change = Change::Removed(Value::Object(json(entry)));
                out.push(Difference { path, change });
            }
        }
    }
    let paired: std::collections::BTreeSet<usize> = pairs.values().copied().collect();
    for (index, entry) in other.iter().enumerate().filter(|(index, _)| !paired.contains(index)) {
        let path = format!("entries[{}]", title(entry, index));
        out.push(Difference { path, change: Change::Added(Value::Object(json(entry))) });
    }
}

/// What an entry is called: its comment, name, first key, or place.
fn title(entry: &LoreEntry, index: usize) -> String {
    let named =
        [entry.comment.as_deref(), entry.name.as_deref(), entry.keys.first().map(String::as_str)];
    let named = named.into_iter().flatten().find(|name| !name.trim().is_empty());
    named.map_or_else(|| index.to_string(), |name| format!("{:?}", crate::notes::shorten(name)))
}

/// Which entry of the second book is which of the first.
fn pair(one: &[LoreEntry], other: &[LoreEntry]) -> BTreeMap<usize, usize> {
    type Sign = fn(&LoreEntry) -> Option<String>;
    let signs: [Sign; 4] = [
        |entry| Some(format!("{:?}\0{}", entry.keys, entry.content)),
        |entry| entry.id.as_ref().map(|id| format!("{id}\0{:?}", entry.keys.first())),
        |entry| {
            let named = !entry.keys.is_empty() || entry.comment.is_some();
            named.then(|| format!("{:?}\0{:?}", entry.keys, entry.comment))
        },
        |entry| (!entry.content.is_empty()).then(|| entry.content.clone()),
    ];
    let mut pairs = BTreeMap::new();
    let mut taken = std::collections::BTreeSet::new();
    for sign in
        signs.into_iter().chain([(|entry| entry.id.as_ref().map(ToString::to_string)) as Sign])
    {
        let mut free: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for index in (0..other.len()).rev().filter(|index| !taken.contains(index)) {
            if let Some(sign) = sign(&other[index]) {
                free.entry(sign).or_default().push(index);
            }
        }
        for (index, entry) in one.iter().enumerate() {
            if pairs.contains_key(&index) {
                continue;
            }
            let found = sign(entry).and_then(|sign| free.get_mut(&sign)?.pop());
            if let Some(also) = found {
                pairs.insert(index, also);
                taken.insert(also);
            }
        }
    }
    pairs
}
