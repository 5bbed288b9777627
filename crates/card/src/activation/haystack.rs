//! What is searched for keys: the last messages, what the entry asks for besides, and the contents
//! of entries that fired before.

use super::entry::GLOBAL_TEXTS;
use super::key::PART;
use super::pattern::Shapes;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::rc::Rc;

/// How many messages back SillyTavern ever looks.
pub(crate) const SCAN_DEPTH_MAX: usize = 1000;
/// Texts kept for one scan; with more, they are made anew. Entries of a book rarely ask for more
/// than a handful of depths.
const KEPT_BYTES_MAX: usize = 64 << 20;

/// A text to search.
#[derive(Debug)]
pub(crate) struct Haystack {
    pub(crate) text: String,
    pub(crate) shapes: Shapes,
    pub(crate) parts: Vec<Part>,
    lower: OnceCell<String>,
    grams: OnceCell<Grams>,
    lower_grams: OnceCell<Grams>,
}

/// A part of a text to search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A message, counted from the last, which is 0.
    Message(usize),
    /// A field of the character or the persona.
    Field(&'static str),
    /// A text that an extension gave.
    Injected(usize),
    /// What entries said that fired in this round.
    Round(u32),
}

impl Haystack {
    fn new(pieces: Vec<(Part, &str)>) -> Self {
        let mut text = String::with_capacity(pieces.iter().map(|(_, t)| t.len() + 2).sum());
        let mut parts = Vec::with_capacity(pieces.len());
        for (part, piece) in pieces {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push(PART);
            text.push_str(piece);
            parts.push(part);
        }
        Self::of(text, parts)
    }

    fn of(text: String, parts: Vec<Part>) -> Self {
        Self {
            text,
            parts,
            shapes: Shapes::default(),
            lower: OnceCell::new(),
            grams: OnceCell::new(),
            lower_grams: OnceCell::new(),
        }
    }

    pub(crate) fn lower(&self) -> &str {
        self.lower.get_or_init(|| self.text.to_lowercase())
    }

    pub(crate) fn grams(&self) -> &Grams {
        self.grams.get_or_init(|| Grams::of(&self.text))
    }

    pub(crate) fn lower_grams(&self) -> &Grams {
        self.lower_grams.get_or_init(|| Grams::of(self.lower()))
    }
}

/// Which runs of three, four and six bytes a text has: most keys of a large book are ruled out by a
/// few of these bits, without a look at the text. A run that is missing is certain; one that is there
/// is not. Names of one kind share their runs of four; of six they share few.
#[derive(Debug)]
pub(crate) struct Grams {
    bits: Vec<u64>,
    shift: u32,
}

/// Bits for each byte of a text, so that of keys of one run that are not there one in twenty passes.
const BITS_PER_BYTE: usize = 64;
/// At least 8 kB of bits, and at most 512 kB, which is what a chat of 64 kB takes.
const BITS: (usize, usize) = (1 << 16, 1 << 22);

impl Grams {
    fn of(text: &str) -> Self {
        let size = (text.len() * BITS_PER_BYTE).clamp(BITS.0, BITS.1).next_power_of_two();
        let mut grams = Self { bits: vec![0; size / 64], shift: 32 - size.trailing_zeros() };
        grams.set_all::<6>(text);
        grams.set_all::<4>(text);
        grams.set_all::<3>(text);
        grams
    }

    /// The length is part of the type so that no loop is left in the hash.
    fn set_all<const LENGTH: usize>(&mut self, text: &str) {
        for gram in text.as_bytes().windows(LENGTH) {
            if let Ok(gram) = <&[u8; LENGTH]>::try_from(gram) {
                self.set(gram_hash(gram));
            }
        }
    }

    fn set(&mut self, hash: u32) {
        let bit = (hash >> self.shift) as usize;
        self.bits[bit >> 6] |= 1 << (bit & 63);
    }

    /// Whether a run of that hash could be there.
    pub(crate) fn has(&self, hash: u32) -> bool {
        let bit = (hash >> self.shift) as usize;
        self.bits[bit >> 6] & (1 << (bit & 63)) != 0
    }

    /// Whether the needle could be there.
    pub(crate) fn may_have(&self, needle: &str) -> bool {
        let length = gram_length(needle);
        length.is_none_or(|length| {
            needle.as_bytes().windows(length).all(|gram| self.has(gram_hash(gram)))
        })
    }
}

/// The lengths of runs, the longest first.
const GRAMS: [usize; 3] = [6, 4, 3];

/// The longest run that a text of such a length is told by.
pub(crate) fn gram_length(text: &str) -> Option<usize> {
    GRAMS.into_iter().find(|length| text.len() >= *length)
}

/// Of a run of at most eight bytes.
pub(crate) fn gram_hash(gram: &[u8]) -> u32 {
    let value = gram.iter().rev().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    (value.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
}

/// What an entry's text to search depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Shape {
    messages: usize,
    fields: u8,
    rounds: bool,
}

/// Everything that can be searched, and the texts made of it so far.
#[derive(Debug)]
pub(crate) struct Buffer<'a> {
    /// The last message first.
    messages: Vec<&'a str>,
    fields: [&'a str; GLOBAL_TEXTS.len()],
    injected: Vec<&'a str>,
    rounds: Vec<(u32, String)>,
    /// How far min activations have gone back beyond the settings' depth.
    pub(crate) skew: f64,
    made: HashMap<Shape, Rc<Haystack>>,
    /// What was asked for last, which most entries ask for.
    last: Option<(Shape, Rc<Haystack>)>,
    made_bytes: usize,
    bytes: usize,
    /// A depth of nothing means nothing at all, recursion included: SillyTavern.
    depth_zero_is_deaf: bool,
    empty: Rc<Haystack>,
}

impl<'a> Buffer<'a> {
    pub(crate) fn new(
        messages: Vec<&'a str>,
        fields: [&'a str; GLOBAL_TEXTS.len()],
        injected: Vec<&'a str>,
        depth_zero_is_deaf: bool,
    ) -> Self {
        let bytes = messages.iter().chain(&fields).chain(&injected).map(|text| text.len()).sum();
        Self {
            bytes,
            messages,
            fields,
            injected,
            rounds: Vec::new(),
            skew: 0.0,
            made: HashMap::new(),
            last: None,
            made_bytes: 0,
            depth_zero_is_deaf,
            empty: Rc::new(Haystack::of(String::new(), Vec::new())),
        }
    }

    pub(crate) fn add_round(&mut self, round: u32, text: String) {
        self.bytes += text.len();
        self.rounds.push((round, text));
        self.made.clear();
        self.last = None;
        self.made_bytes = 0;
    }

    /// How much there is to search at most.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn has_rounds(&self) -> bool {
        !self.rounds.is_empty()
    }

    /// The text for a depth, a set of fields, and with or without the rounds before.
    pub(crate) fn get(&mut self, depth: f64, fields: u8, rounds: bool) -> Rc<Haystack> {
        if depth <= 0.0 && self.depth_zero_is_deaf {
            return self.empty.clone();
        }
        // A depth that is no number takes nothing; a broken one is cut.
        let messages = (depth.max(0.0) as usize).min(SCAN_DEPTH_MAX).min(self.messages.len());
        let shape = Shape { messages, fields, rounds: rounds && self.has_rounds() };
        if let Some((_, made)) = self.last.as_ref().filter(|(last, _)| *last == shape) {
            return made.clone();
        }
        let made = self.made.get(&shape).cloned().unwrap_or_else(|| self.keep(shape));
        self.last = Some((shape, made.clone()));
        made
    }

    fn keep(&mut self, shape: Shape) -> Rc<Haystack> {
        let made = Rc::new(self.make(shape));
        self.made_bytes += made.text.len();
        if self.made_bytes > KEPT_BYTES_MAX {
            self.made.clear();
            self.made_bytes = made.text.len();
        }
        self.made.insert(shape, made.clone());
        made
    }

    fn make(&self, shape: Shape) -> Haystack {
        let mut pieces: Vec<(Part, &str)> = Vec::new();
        let messages = self.messages.iter().take(shape.messages).enumerate();
        pieces.extend(messages.map(|(index, text)| (Part::Message(index), *text)));
        if pieces.is_empty() {
            pieces.push((Part::Message(0), ""));
        }
        for (bit, (_, name)) in GLOBAL_TEXTS.iter().enumerate() {
            if shape.fields & (1 << bit) != 0 && !self.fields[bit].is_empty() {
                pieces.push((Part::Field(name), self.fields[bit]));
            }
        }
        let injected = self.injected.iter().enumerate();
        pieces.extend(injected.map(|(index, text)| (Part::Injected(index), *text)));
        if shape.rounds {
            pieces.extend(
                self.rounds.iter().map(|(round, text)| (Part::Round(*round), text.as_str())),
            );
        }
        Haystack::new(pieces)
    }
}
