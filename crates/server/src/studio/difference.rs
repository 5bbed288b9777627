//! Differences, as pages show them: words, list items and entries, inline or side by side.

use askama::Template;
use domain::revision::{Change, EntryChange, EntryChangeKind, FieldChange, ListChange, TextSpan};
use serde_json::Value;

/// What one page shows of a difference, in characters: more than anybody reads, and little enough
/// for a browser whatever a card holds.
const CHARS_MAX: usize = 300_000;

/// What an element around a text weighs beside it, in characters: a list may have more items than
/// letters.
const ELEMENT: usize = 60;

/// Of a text that did not change, this much is shown on either side of what did.
const AROUND: usize = 160;

/// A value that is no text stands in one line up to here: a number beside a digest does.
const LINE_MAX: usize = 160;

#[derive(Template)]
#[template(path = "difference.html")]
pub(super) struct Difference {
    fields: Vec<Shown>,
    /// Characters that were left out.
    left_out: usize,
}

/// A field that differs.
#[derive(Template)]
#[template(path = "difference_field.html")]
struct Shown {
    name: String,
    body: Body,
    is_side: bool,
}

enum Body {
    Text(Vec<Piece>),
    List(Vec<Item>),
    Book { settings: Vec<Shown>, entries: Vec<Entry> },
    Value { before: Option<String>, after: Option<String> },
}

/// A piece of a text on one side or both.
struct Piece {
    kind: PieceKind,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PieceKind {
    Same,
    Gone,
    New,
    /// So many characters that did not change, or that there is no room for.
    Skipped,
}

struct Item {
    /// What happened to it, in words.
    what: String,
    pieces: Vec<Piece>,
}

struct Entry {
    name: String,
    what: &'static str,
    /// A class of chips.
    tone: &'static str,
    place: String,
    fields: Vec<Shown>,
}

impl Difference {
    pub(super) fn of(changes: &[FieldChange], is_side: bool) -> Self {
        let mut room = Room { left: CHARS_MAX, left_out: 0, is_side };
        let fields = room.fields(changes);
        Difference { fields, left_out: room.left_out }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

impl Piece {
    fn is_left(&self) -> bool {
        self.kind != PieceKind::New
    }

    fn is_right(&self) -> bool {
        self.kind != PieceKind::Gone
    }
}

/// How much may still be shown.
struct Room {
    left: usize,
    left_out: usize,
    is_side: bool,
}

impl Room {
    fn fields(&mut self, changes: &[FieldChange]) -> Vec<Shown> {
        self.each(changes, Self::field)
    }

    /// As many as there is room for; what is left out counts for a character at least.
    fn each<T, S>(&mut self, all: &[T], show: fn(&mut Self, &T) -> S) -> Vec<S> {
        let mut shown = Vec::new();
        for (at, one) in all.iter().enumerate() {
            if self.left == 0 {
                self.left_out += all.len() - at;
                break;
            }
            self.left = self.left.saturating_sub(ELEMENT);
            shown.push(show(self, one));
        }
        shown
    }

    fn field(&mut self, change: &FieldChange) -> Shown {
        let body = match &change.change {
            Change::Text { spans } => Body::Text(self.pieces(spans)),
            Change::List { items } => Body::List(self.each(items, Self::item)),
            Change::Book { settings, entries } => Body::Book {
                settings: self.fields(settings),
                entries: self.each(entries, Self::entry),
            },
            Change::Value { before, after } => {
                Body::Value { before: self.value(before), after: self.value(after) }
            }
        };
        Shown { name: name_of(&change.field), body, is_side: self.is_side }
    }

    fn pieces(&mut self, spans: &[TextSpan]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (at, span) in spans.iter().enumerate() {
            if self.left == 0 {
                self.left_out += span.text().chars().count();
                continue;
            }
            let kind = match span {
                TextSpan::Equal(_) => PieceKind::Same,
                TextSpan::Delete(_) => PieceKind::Gone,
                TextSpan::Insert(_) => PieceKind::New,
            };
            match span {
                TextSpan::Equal(text) => {
                    self.same(text, at == 0, at + 1 == spans.len(), &mut pieces);
                }
                other => pieces.push(Piece { kind, text: self.cut(other.text()) }),
            }
        }
        pieces
    }

    /// A long text that did not change is shown where it meets what did.
    fn same(&mut self, text: &str, is_first: bool, is_last: bool, pieces: &mut Vec<Piece>) {
        let (head, tail) = (if is_first { 0 } else { AROUND }, if is_last { 0 } else { AROUND });
        let size = text.chars().count();
        if size <= head + tail + AROUND {
            return pieces.push(Piece { kind: PieceKind::Same, text: self.cut(text) });
        }
        let part = |from: usize, count: usize| text.chars().skip(from).take(count).collect();
        let parts: [(PieceKind, String); 3] = [
            (PieceKind::Same, part(0, head)),
            (PieceKind::Skipped, format!("{} characters the same", size - head - tail)),
            (PieceKind::Same, part(size - tail, tail)),
        ];
        let said = parts.into_iter().filter(|(_, text)| !text.is_empty());
        pieces.extend(said.map(|(kind, text)| Piece { kind, text: self.cut(&text) }));
    }

    fn item(&mut self, item: &ListChange) -> Item {
        let whole = |room: &mut Self, kind, value: &Value| {
            vec![Piece { kind, text: room.value(value).unwrap_or_default() }]
        };
        match item {
            ListChange::Added { at, value } => Item {
                what: format!("{} is new", at + 1),
                pieces: whole(self, PieceKind::New, value),
            },
            ListChange::Removed { at, value } => Item {
                what: format!("{} went", at + 1),
                pieces: whole(self, PieceKind::Gone, value),
            },
            ListChange::Moved { from, to, value } => Item {
                what: format!("{} is {} now", from + 1, to + 1),
                pieces: whole(self, PieceKind::Same, value),
            },
            ListChange::Changed { from, to, spans } => {
                let what = match from == to {
                    true => format!("{} was written anew", to + 1),
                    false => format!("{} is {} now, written anew", from + 1, to + 1),
                };
                Item { what, pieces: self.pieces(spans) }
            }
        }
    }

    fn entry(&mut self, entry: &EntryChange) -> Entry {
        let (what, tone) = match entry.kind {
            EntryChangeKind::Added => ("new", "good"),
            EntryChangeKind::Changed => ("changed", "warn"),
            EntryChangeKind::Moved => ("moved", ""),
            EntryChangeKind::Removed => ("gone", "bad"),
        };
        let place = match (entry.from, entry.to) {
            (Some(from), Some(to)) if from != to => format!("place {} → {}", from + 1, to + 1),
            (_, Some(at)) | (Some(at), None) => format!("place {}", at + 1),
            (None, None) => String::new(),
        };
        let fields = self.fields(&entry.fields);
        Entry { name: entry_name(&entry.entry), what, tone, place, fields }
    }

    /// None where there is nothing.
    fn value(&mut self, value: &Value) -> Option<String> {
        match value {
            Value::Null => None,
            Value::String(text) => Some(self.cut(text)),
            other => {
                let line = other.to_string();
                let laid_out = || serde_json::to_string_pretty(other).unwrap_or_default();
                let text = if line.len() <= LINE_MAX { line } else { laid_out() };
                Some(self.cut(&text))
            }
        }
    }

    fn cut(&mut self, text: &str) -> String {
        let shown: String = text.chars().take(self.left).collect();
        let size = shown.chars().count();
        self.left = self.left.saturating_sub(size);
        if shown.len() < text.len() {
            self.left_out += text.chars().count() - size;
        }
        shown
    }
}

/// `personaPrompt` as a reader says it: Persona prompt.
pub(super) fn name_of(field: &str) -> String {
    let mut name = String::with_capacity(field.len() + 4);
    for (at, letter) in field.chars().enumerate() {
        match letter {
            _ if at == 0 => name.extend(letter.to_uppercase()),
            '_' => name.push(' '),
            _ if letter.is_uppercase() => {
                name.push(' ');
                name.extend(letter.to_lowercase());
            }
            _ => name.push(letter),
        }
    }
    name
}

/// What an entry is called, from what it is known by.
fn entry_name(known_by: &str) -> String {
    let keys = known_by.strip_prefix("keys ").and_then(|keys| serde_json::from_str(keys).ok());
    match (known_by.strip_prefix("name "), keys) {
        (Some(name), _) => name.to_owned(),
        (None, Some(keys)) => {
            let keys: Vec<String> = keys;
            keys.join(", ")
        }
        (None, None) => known_by.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use domain::revision::diff_values;
    use serde_json::json;

    use super::{CHARS_MAX, Difference, entry_name, name_of};

    /// More keys than a page has room for, and a text that is longer than a page.
    #[test]
    fn a_page_stays_a_page_whatever_differs() {
        let keys: Vec<String> = (0..200_000).map(|at| at.to_string()).collect();
        let before = json!({ "name": "", "keys": [], "text": "" });
        let after = json!({ "name": "<b>", "keys": keys, "text": "a b ".repeat(500_000) });
        let shown = Difference::of(&diff_values(&before, &after), true);
        assert!(shown.left_out > 190_000, "{}", shown.left_out);
        let page = shown.render().expect("it renders");
        assert!(page.len() < 4 * CHARS_MAX, "{} bytes", page.len());
        assert!(page.contains("#60;b") && !page.contains("<b>"));
    }

    #[test]
    fn names_are_words() {
        assert_eq!(name_of("personaPrompt"), "Persona prompt");
        assert_eq!(name_of("scan_depth"), "Scan depth");
        assert_eq!(entry_name("keys [\"lamp\",\"light\"]"), "lamp, light");
        assert_eq!(entry_name("name The lamp"), "The lamp");
        assert_eq!(entry_name("id 3"), "id 3");
    }
}
