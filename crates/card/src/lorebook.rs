//! Lorebooks: what a character knows when a word calls for it.

use crate::notes::Notes;
use crate::object::kinds::{Flag, Id, Int, Many, Maybe, Open, Place, Text, Words};
use crate::object::{Object, Target, object};
use crate::{CardError, Repair, Spec};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

object! {
    /// A lorebook: `character_book` in a card.
    pub struct Lorebook {
        /// Its name.
        name: Option<String> as Maybe<Text> = "name", V2 optional;
        /// What it is about.
        description: Option<String> as Maybe<Text> = "description", V2 optional;
        /// How many messages back are searched for keys.
        scan_depth: Option<i64> as Maybe<Int<0>> = "scan_depth", V2 optional;
        /// How many tokens its entries may take together.
        token_budget: Option<i64> as Maybe<Int<0>> = "token_budget", V2 optional;
        /// Whether entries may call further entries.
        recursive_scanning: Option<bool> as Maybe<Flag<false>> = "recursive_scanning", V2 optional;
        /// What tools keep with the book.
        extensions: Map<String, Value> as Open = "extensions", V2 required;
        /// The entries, in the creator's order.
        entries: Vec<LoreEntry> as Many<LoreEntry> = "entries", V2 required;
    }
}

object! {
    /// An entry of a lorebook.
    pub struct LoreEntry {
        /// Words that call for the entry.
        keys: Vec<String> as Words = "keys", V2 required;
        /// What it adds to the prompt.
        content: String as Text = "content", V2 required;
        /// What tools keep with the entry.
        extensions: Map<String, Value> as Open = "extensions", V2 required;
        /// Whether it takes part at all.
        enabled: bool as Flag<true> = "enabled", V2 required;
        /// Lower goes first. Where none is said SillyTavern takes 100.
        insertion_order: i64 as Int<100> = "insertion_order", V2 required;
        /// Whether case matters; `None` leaves it to the app.
        case_sensitive: Option<bool> as Maybe<Flag<false>> = "case_sensitive", V2 optional;
        /// What creators see; never part of a prompt.
        name: Option<String> as Maybe<Text> = "name", V2 optional;
        /// Higher stays longer when the budget is short.
        priority: Option<i64> as Maybe<Int<0>> = "priority", V2 optional;
        /// Its id; real books repeat them.
        id: Option<EntryId> as Id = "id", V2 optional;
        /// What creators see; never part of a prompt.
        comment: Option<String> as Maybe<Text> = "comment", V2 optional;
        /// Whether a secondary key must be there too.
        selective: bool as Flag<false> = "selective", V2 optional;
        /// The words that `selective` asks for besides.
        secondary_keys: Vec<String> as Words = "secondary_keys", V2 optional;
        /// Whether it is always there.
        constant: bool as Flag<false> = "constant", V2 optional;
        /// Before or after the character's definition.
        position: Option<Position> as Place = "position", V2 optional;
        /// Whether the keys are regular expressions.
        use_regex: bool as Flag<false> = "use_regex", V3 required;
    }
}

/// Where an entry goes, as the specifications have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Position {
    /// Before the character's definition.
    BeforeChar,
    /// After it.
    AfterChar,
}

impl Position {
    /// As it stands in a card.
    pub fn as_str(self) -> &'static str {
        match self {
            Position::BeforeChar => "before_char",
            Position::AfterChar => "after_char",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Position::BeforeChar, Position::AfterChar].into_iter().find(|p| p.as_str() == text)
    }
}

/// An entry's id: V2 has numbers, V3 texts as well.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryId {
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EntryId::Number(number) => write!(f, "{number}"),
            EntryId::Text(text) => write!(f, "{text:?}"),
        }
    }
}

impl Lorebook {
    /// Reads a book from JSON that is already parsed, with what was repaired on the way.
    pub fn from_json(book: Map<String, Value>) -> Result<(Self, Vec<Repair>), CardError> {
        let mut notes = Notes::new(Spec::V2);
        let book = Self::read(book, &mut notes);
        match notes.fault {
            Some(fault) => Err(fault),
            None => Ok((book, notes.repairs)),
        }
    }

    /// The book as JSON: as it was read, but for what was edited.
    pub fn to_json(&self) -> Map<String, Value> {
        self.write(Target { spec: Spec::V3, converting: false })
    }

    /// The book as JSON of that specification, with what it requires filled in.
    pub(crate) fn converted(&self, spec: Spec) -> Map<String, Value> {
        self.write(Target { spec, converting: true })
    }

    /// Ids that more than one entry bears, with the places of those entries.
    pub fn repeated_ids(&self) -> Vec<(&EntryId, Vec<usize>)> {
        let mut places: BTreeMap<&EntryId, Vec<usize>> = BTreeMap::new();
        for (index, entry) in self.entries.iter().enumerate() {
            if let Some(id) = &entry.id {
                places.entry(id).or_default().push(index);
            }
        }
        places.into_iter().filter(|(_, places)| places.len() > 1).collect()
    }
}

impl LoreEntry {
    /// The entry as JSON of that specification, with what it requires filled in.
    pub(crate) fn converted(&self, spec: Spec) -> Map<String, Value> {
        self.write(Target { spec, converting: true })
    }
}
