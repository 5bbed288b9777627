//! Where what fired goes: the texts, put together.

use super::entry::{DEFAULT_DEPTH, Entry, Place};
use super::quirks::Quirks;
use super::sort;
use crate::js;
use serde_json::{Map, Value, json};

/// The texts that a prompt takes, and which entry each came from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Placed {
    /// Before the character's definition.
    pub before: Vec<Piece>,
    /// After it.
    pub after: Vec<Piece>,
    /// Among the messages.
    pub depth: Vec<AtDepth>,
    /// With the example messages: before them, or after.
    pub examples: Vec<(bool, Piece)>,
    /// Above the author's note.
    pub an_top: Vec<Piece>,
    /// Below it.
    pub an_bottom: Vec<Piece>,
    /// Where `{{outlet::name}}` stands.
    pub outlets: Vec<(String, Vec<Piece>)>,
}

/// A text and the entry that it came from, by its index in the activation.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// The text, macros replaced.
    pub text: String,
    /// Which entry.
    pub entry: usize,
}

/// Texts for one depth and one role.
#[derive(Debug, Clone, PartialEq)]
pub struct AtDepth {
    /// How many messages from the last, as the entry said it; `None` where it said nothing.
    pub depth: Option<Value>,
    /// Who speaks: 0 system, 1 user, 2 assistant, as the entry said it.
    pub role: Value,
    /// The texts, in order.
    pub pieces: Vec<Piece>,
}

/// Puts what fired in its places. `fired` is index, entry and content.
pub(crate) fn place(fired: Vec<(usize, &Entry, &str)>, quirks: Quirks) -> Placed {
    let mut line = fired;
    if !quirks.has(Quirks::TIES_REVERSED) {
        // Descending and turned at the end, equals come out in the book's order.
        line.sort_by_key(|(index, _, _)| std::cmp::Reverse(*index));
    }
    sort::by_order(&mut line, |(_, entry, _)| entry.order);
    let mut placed = Placed::default();
    for (index, entry, content) in line.into_iter().filter(|(_, _, content)| !content.is_empty()) {
        placed.add(entry, Piece { text: content.to_owned(), entry: index }, quirks);
    }
    placed.turn(quirks);
    placed
}

impl Placed {
    fn add(&mut self, entry: &Entry, piece: Piece, quirks: Quirks) {
        match entry.place {
            Place::Before => self.before.push(piece),
            Place::After => self.after.push(piece),
            Place::AnTop => self.an_top.push(piece),
            Place::AnBottom => self.an_bottom.push(piece),
            Place::ExamplesTop => self.examples.push((true, piece)),
            Place::ExamplesBottom => self.examples.push((false, piece)),
            Place::Depth => self.add_at_depth(entry, piece, quirks),
            Place::Outlet => self.add_to_outlet(entry, piece),
            Place::Nowhere => {}
        }
    }

    fn add_at_depth(&mut self, entry: &Entry, piece: Piece, quirks: Quirks) {
        let said = js::given(entry.depth.as_ref()).cloned();
        let wanted = said.unwrap_or(Value::from(DEFAULT_DEPTH));
        let same = |at: &&mut AtDepth| {
            at.depth.as_ref().is_some_and(|depth| same(depth, &wanted))
                && same(&at.role, &entry.role)
        };
        match self.depth.iter_mut().find(same) {
            Some(at) => at.pieces.push(piece),
            None => {
                let as_said = quirks.has(Quirks::NULL_DEPTH_STANDS_ALONE);
                let depth = if as_said { entry.depth.clone() } else { Some(wanted) };
                self.depth.push(AtDepth { depth, role: entry.role.clone(), pieces: vec![piece] });
            }
        }
    }

    fn add_to_outlet(&mut self, entry: &Entry, piece: Piece) {
        let Some(name) = &entry.outlet else { return };
        match self.outlets.iter_mut().find(|(outlet, _)| outlet == name) {
            Some((_, pieces)) => pieces.push(piece),
            None => self.outlets.push((name.clone(), vec![piece])),
        }
    }

    /// What was gathered from the highest order down is read from the lowest up.
    fn turn(&mut self, quirks: Quirks) {
        for list in [&mut self.before, &mut self.after, &mut self.an_top, &mut self.an_bottom] {
            list.reverse();
        }
        self.examples.reverse();
        self.depth.iter_mut().for_each(|at| at.pieces.reverse());
        if !quirks.has(Quirks::OUTLETS_DESCEND) {
            self.outlets.iter_mut().for_each(|(_, pieces)| pieces.reverse());
        }
    }

    /// In the shape of SillyTavern's own answer.
    pub fn to_json(&self) -> Map<String, Value> {
        let depth = self.depth.iter().map(|at| {
            let mut map = Map::new();
            if let Some(depth) = &at.depth {
                map.insert("depth".into(), depth.clone());
            }
            map.insert("entries".into(), json!(texts(&at.pieces)));
            map.insert("role".into(), at.role.clone());
            Value::Object(map)
        });
        let examples = self.examples.iter().map(
            |(before, piece)| json!({ "position": i32::from(!before), "content": piece.text }),
        );
        let outlets = self.outlets.iter().map(|(name, list)| (name.clone(), json!(texts(list))));
        let parts = [
            ("before", json!(joined(&self.before))),
            ("after", json!(joined(&self.after))),
            ("depth", depth.collect()),
            ("examples", examples.collect()),
            ("anTop", json!(texts(&self.an_top))),
            ("anBottom", json!(texts(&self.an_bottom))),
            ("outlets", Value::Object(outlets.collect())),
        ];
        parts.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }
}

/// Numbers are the same by value, the rest as they stand.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        _ => a == b,
    }
}

fn texts(pieces: &[Piece]) -> Vec<&str> {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// The pieces as one text.
pub(crate) fn joined(pieces: &[Piece]) -> String {
    texts(pieces).join("\n")
}
