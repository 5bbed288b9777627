//! Keys that are regular expressions, as JavaScript has them.
//!
//! One reader, two engines: what is regular runs in linear time; look-around, back-references and
//! `\B` run by backtracking with a step limit, and [`Pattern::advice`] says what to write instead.

mod linear;
mod literal;
mod parse;
mod set;
mod steps;

use parse::{Flags, Node};
use std::cell::OnceCell;
use std::sync::OnceLock;

/// Steps that one search may take. A thousand times what keys of real books take on a long chat.
const SEARCH_STEPS_MAX: u64 = 1_000_000;

/// A compiled key.
#[derive(Debug)]
pub struct Pattern {
    flags: Flags,
    parsed: parse::Parsed,
    linear: Option<regex::Regex>,
    literal: String,
    stepped: OnceLock<Option<steps::Program>>,
}

/// What a search came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matched {
    /// There is a match.
    Yes,
    /// There is none.
    No,
    /// The step limit came first.
    GaveUp,
}

/// A text to search, with the shapes the engines need, made once when first asked for.
#[derive(Debug, Default)]
pub(crate) struct Shapes {
    units: OnceCell<Option<String>>,
    symbols: OnceCell<Vec<u32>>,
    points: OnceCell<Vec<u32>>,
    odd_lines: OnceCell<bool>,
}

impl Pattern {
    /// Compiles what `new RegExp(pattern, flags)` accepts; `None` for what it refuses.
    pub fn new(pattern: &str, flags: &str) -> Option<Self> {
        let flags = Flags::parse(flags)?;
        let parsed = parse::parse(pattern, flags)?;
        let linear = linear::compile(&parsed, flags);
        let literal = literal::of(&parsed.node);
        Some(Self { flags, parsed, linear, literal, stepped: OnceLock::new() })
    }

    /// A key written `/pattern/flags`, as SillyTavern reads it: an unescaped slash inside, an
    /// unknown flag or a wrong expression make it plain text.
    pub fn delimited(key: &str) -> Option<Self> {
        let (pattern, flags) = split_delimited(key)?;
        // Only the first escaped slash is unescaped there; to the expression it is all one.
        Self::new(&pattern.replacen("\\/", "/", 1), flags)
    }

    /// A text, in lower case and of ASCII, without which nothing matches; empty where there is none.
    pub(crate) fn literal(&self) -> &str {
        &self.literal
    }

    /// Whether it runs in linear time.
    fn is_linear(&self) -> bool {
        self.linear.is_some()
    }

    /// What keeps it from running in linear time, and what to write instead.
    pub fn advice(&self) -> Option<&'static str> {
        if self.is_linear() {
            return None;
        }
        Some(advice(&self.parsed.node).unwrap_or(
            "the expression is too large for the linear engine: write fewer or smaller repetitions",
        ))
    }

    /// Whether the text has a match. `steps` is what the whole activation has left.
    pub fn test(&self, text: &str, steps: &mut u64) -> Matched {
        self.search(text, &Shapes::default(), steps)
    }

    /// As [`Pattern::test`], by the engine that backtracks, whatever the key needs.
    pub fn test_by_steps(&self, text: &str, steps: &mut u64) -> Matched {
        self.step_through(text, &Shapes::default(), steps)
    }

    pub(crate) fn search(&self, text: &str, shapes: &Shapes, steps: &mut u64) -> Matched {
        match self.engine(text, shapes) {
            Engine::Linear(regex, text) if regex.is_match(text) => Matched::Yes,
            Engine::Linear(..) => Matched::No,
            Engine::Steps => self.step_through(text, shapes, steps),
        }
    }

    /// How many of these marks stand before the first match, itself included.
    pub(crate) fn marks_before(
        &self,
        mark: char,
        text: &str,
        shapes: &Shapes,
        steps: &mut u64,
    ) -> Option<usize> {
        match self.engine(text, shapes) {
            Engine::Linear(regex, text) => {
                let found = regex.find(text)?;
                let before = text[..found.start()].matches(mark).count();
                Some(before + usize::from(found.as_str().starts_with(mark)))
            }
            Engine::Steps => {
                let symbols = self.symbols(text, shapes);
                let steps::Found::Yes(at) = self.step(symbols, steps) else { return None };
                let upto = symbols.len().min(at + 1);
                Some(symbols[..upto].iter().filter(|symbol| **symbol == u32::from(mark)).count())
            }
        }
    }

    /// The engine that can search this text, and the text as it takes it.
    fn engine<'t>(&'t self, text: &'t str, shapes: &'t Shapes) -> Engine<'t> {
        let odd_lines = self.flags.multiline
            && *shapes.odd_lines.get_or_init(|| text.contains(['\r', '\u{2028}', '\u{2029}']));
        match &self.linear {
            Some(regex) if !odd_lines => {
                let units = match self.flags.unicode {
                    true => &None,
                    false => shapes.units.get_or_init(|| linear::as_units(text)),
                };
                Engine::Linear(regex, units.as_deref().unwrap_or(text))
            }
            _ => Engine::Steps,
        }
    }

    fn step_through(&self, text: &str, shapes: &Shapes, steps: &mut u64) -> Matched {
        match self.step(self.symbols(text, shapes), steps) {
            steps::Found::Yes(_) => Matched::Yes,
            steps::Found::No => Matched::No,
            steps::Found::GaveUp => Matched::GaveUp,
        }
    }

    fn symbols<'t>(&self, text: &str, shapes: &'t Shapes) -> &'t [u32] {
        match self.flags.unicode {
            true => shapes.points.get_or_init(|| parse::symbols(text, true)),
            false => shapes.symbols.get_or_init(|| parse::symbols(text, false)),
        }
    }

    fn step(&self, symbols: &[u32], steps: &mut u64) -> steps::Found {
        let program = self.stepped.get_or_init(|| steps::compile(&self.parsed, self.flags));
        let Some(program) = program else { return steps::Found::GaveUp };
        let granted = SEARCH_STEPS_MAX.min(*steps);
        let mut left = granted;
        let found = program.search(symbols, &mut left);
        *steps -= granted - left;
        found
    }
}

/// Which engine searches a text.
enum Engine<'t> {
    Linear(&'t regex::Regex, &'t str),
    Steps,
}

/// Pattern and flags of `/pattern/flags`. The last slash is the one that only flags follow; one
/// before it that no backslash escapes makes the key plain text.
fn split_delimited(key: &str) -> Option<(&str, &str)> {
    let inner = key.strip_prefix('/')?;
    let (pattern, flags) = inner.rsplit_once('/')?;
    if pattern.is_empty() || !flags.chars().all(|flag| "gimsuy".contains(flag)) {
        return None;
    }
    let mut before = None;
    for ch in pattern.chars() {
        if ch == '/' && before != Some('\\') {
            return None;
        }
        before = Some(ch);
    }
    Some((pattern, flags))
}

fn advice(node: &Node) -> Option<&'static str> {
    match node {
        Node::Look { ahead: true, not: false, .. } => Some(
            "look-ahead needs backtracking: write what follows into the key itself, or make it a \
             secondary key",
        ),
        Node::Look { ahead: true, not: true, .. } | Node::Look { ahead: false, not: true, .. } => {
            Some(
                "negative look-around needs backtracking: put what must not be there into the \
                 secondary keys with NOT ANY",
            )
        }
        Node::Look { .. } => Some(
            "look-behind needs backtracking: write what precedes into the key itself, or use \\b",
        ),
        Node::Back(_) => Some(
            "a back-reference needs backtracking: list the words that may repeat as alternatives",
        ),
        Node::Word { not: true } => {
            Some("\\B needs backtracking: write \\w where the word must go on")
        }
        Node::Seq(list) | Node::Alt(list) => list.iter().find_map(advice),
        Node::Group(node, _) | Node::Repeat { node, .. } => advice(node),
        Node::Empty | Node::One(_) | Node::Start | Node::End | Node::Word { .. } => None,
    }
}
