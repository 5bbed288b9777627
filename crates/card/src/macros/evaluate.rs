//! SillyTavern's evaluation: from the outside in, blocks as last arguments, unknown macros as they
//! are written with what is inside of them replaced.

use super::call::{self, Call};
use super::parse::{self, Body, Macro};
use super::{Cursor, Macros, table};
use crate::js;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// What `{{else}}` leaves outside of an `{{if}}`; nobody writes it, and it is taken out at the end.
const ELSE: &str = "\u{0}\u{1F}ELSE\u{1F}\u{0}";
/// Nested evaluations. `{{if}}` evaluates its branches anew.
const DEPTH_MAX: usize = 32;
/// Macros evaluated for one text: `{{if}}` in `{{if}}` would multiply them without it.
const CALLS_MAX: usize = 100_000;

/// What one evaluation has at hand.
pub(super) struct Run<'m> {
    pub(super) macros: &'m mut Macros,
    /// What `{{original}}` stands for, once; `None` where there is no such thing.
    pub(super) original: Option<Option<String>>,
    /// The hash of the whole text, which `{{pick}}` keeps to.
    pub(super) hash: u64,
    /// Whether it is a text of the card that is evaluated: in it the others are nothing.
    in_card: bool,
    /// Texts of the card that were asked for, each evaluated once, by the macro's name.
    asked: BTreeMap<&'static str, String>,
    /// The same of all other greetings.
    greetings: Option<Vec<String>>,
    depth: usize,
    calls: usize,
}

pub(super) fn replace(text: &str, macros: &mut Macros, original: Option<&str>) -> String {
    let mut run = Run::new(text, macros, false);
    run.original = original.map(|text| Some(text.to_owned()));
    run.whole(text, 0)
}

/// A text of the card itself.
pub(super) fn replace_in_card(text: &str, macros: &mut Macros) -> String {
    Run::new(text, macros, true).whole(text, 0)
}

/// A macro or a block, with the text between its braces.
struct Item {
    one: Macro,
    /// Kept as it is written: a closing brace without an opening one, or a pair that is none.
    raw: bool,
    /// What stands between it and its closing, and where that ends.
    block: Option<(Range<usize>, usize)>,
}

impl<'m> Run<'m> {
    fn new(text: &str, macros: &'m mut Macros, in_card: bool) -> Self {
        Self {
            macros,
            original: None,
            hash: js::string_hash(text),
            in_card,
            asked: BTreeMap::new(),
            greetings: None,
            depth: 0,
            calls: 0,
        }
    }
}

impl Run<'_> {
    /// A text of the card, by the name of its macro.
    pub(super) fn card_text(&mut self, name: &'static str) -> String {
        if self.in_card {
            return String::new();
        }
        if let Some(known) = self.asked.get(name) {
            return known.clone();
        }
        let raw = self.macros.texts.get(name).cloned().unwrap_or_default();
        let text = self.of_card(&raw);
        self.asked.insert(name, text.clone());
        text
    }

    /// The same as it is written.
    pub(super) fn as_card_has(&self, name: &str) -> String {
        let text = self.macros.texts.get(name).filter(|_| !self.in_card);
        text.cloned().unwrap_or_default()
    }

    /// The other greetings of the card; empty where it is the card that asks.
    pub(super) fn other_greetings(&mut self) -> &[String] {
        if self.greetings.is_none() {
            let raw = if self.in_card { Vec::new() } else { self.macros.greetings.clone() };
            self.greetings = Some(raw.iter().map(|text| self.of_card(text)).collect());
        }
        self.greetings.as_deref().unwrap_or_default()
    }

    fn of_card(&mut self, raw: &str) -> String {
        let raw = js::trim(raw);
        let mut run = Run::new(raw, self.macros, true);
        run.calls = self.calls;
        let text = run.whole(raw, 0).replace('\r', "");
        self.calls = run.calls;
        text
    }

    /// A whole text, with what comes before and after the evaluation proper.
    pub(super) fn whole(&mut self, text: &str, offset: usize) -> String {
        if text.is_empty() || self.depth > DEPTH_MAX {
            return text.to_owned();
        }
        self.depth += 1;
        let text = before(text);
        let out = after(&self.inner(&text, offset));
        self.depth -= 1;
        out
    }

    /// A text, or the argument of a macro. `offset` is where it stands in the whole, in UTF-16.
    fn inner(&mut self, text: &str, offset: usize) -> String {
        let items = items(text);
        let mut out = String::with_capacity(text.len());
        let mut at = Cursor::new(text, offset);
        for item in items {
            out.push_str(&text[at.at..item.one.whole.start]);
            at.to(item.one.whole.start);
            match item.raw {
                true => out.push_str(&text[item.whole()]),
                false => out.push_str(&self.item(&item, at)),
            }
            at.to(item.whole().end);
        }
        out.push_str(&text[at.at..]);
        out
    }

    /// What a macro gives; past the bounds it stays as it is written, its block with it.
    fn item(&mut self, item: &Item, at: Cursor<'_>) -> String {
        self.calls += 1;
        let value = if self.calls > CALLS_MAX || self.macros.is_cut() {
            None
        } else {
            match &item.one.body {
                Body::Variable { global, name, operator } => {
                    self.variable(*global, name, operator.as_ref(), at)
                }
                Body::Call { name, arguments } => self.call(item, name, arguments, at),
            }
        };
        let value = value.filter(|value| self.macros.charge(value.len()));
        value.unwrap_or_else(|| at.text[item.whole()].to_owned())
    }

    fn call(
        &mut self,
        item: &Item,
        name: &str,
        arguments: &[Range<usize>],
        at: Cursor<'_>,
    ) -> Option<String> {
        let (text, offset, mut place) = (at.text, at.units, at);
        let definition = table::find(name);
        let delayed = definition.is_some_and(|known| known.name == "if");
        let mut values: Vec<(Range<usize>, String)> = Vec::new();
        for range in arguments {
            let value =
                if delayed { text[range.clone()].to_owned() } else { self.part(range, &mut place) };
            values.push((range.clone(), value));
        }
        if let Some((range, _)) = &item.block {
            let keeps = item.one.flags.contains('#');
            let value = match delayed {
                true => text[range.clone()].to_owned(),
                false => self.part(range, &mut place),
            };
            let value = if delayed || keeps { value } else { trim_block(&value) };
            values.push((range.clone(), value));
        }
        if self.macros.is_cut() {
            return None;
        }
        let written = || Some(as_written(text, &item.one.whole, &values));
        let Some(definition) = definition.filter(|known| known.fits(values.len())) else {
            return written();
        };
        let call = Call {
            definition,
            arguments: values.iter().map(|(_, value)| value.clone()).collect(),
            is_block: item.block.is_some(),
            keeps_space: item.one.flags.contains('#'),
            offset,
        };
        let Some(value) = call::run(self, &call) else { return written() };
        self.macros.used.insert(format!("{{{{{}}}}}", definition.name));
        Some(value)
    }

    fn part(&mut self, range: &Range<usize>, at: &mut Cursor<'_>) -> String {
        self.depth += 1;
        let part = &at.text[range.clone()];
        let offset = at.to(range.start);
        let value = match self.depth > DEPTH_MAX {
            true => part.to_owned(),
            false => self.inner(part, offset),
        };
        self.depth -= 1;
        value
    }

    fn variable(
        &mut self,
        global: bool,
        name: &str,
        operator: Option<&(&'static str, Range<usize>)>,
        mut at: Cursor<'_>,
    ) -> Option<String> {
        let variables = self.macros.variables(global, (name, "", ""))?;
        let (known, now) = (variables.has(name), variables.get(name));
        self.macros.used.insert(format!("{{{{{}{name}}}}}", if global { '$' } else { '.' }));
        let Some((operator, range)) = operator else { return Some(now) };
        let falsy = now.is_empty() || call::is_false(&now) || (known && now == "0");
        // The value is evaluated only where it is asked for.
        match *operator {
            "||" | "||=" if !falsy => return Some(now),
            "??" | "??=" if known => return Some(now),
            _ => {}
        }
        let value = js::trim(&self.part(range, &mut at)).to_owned();
        let variables = self.macros.variables(global, (name, operator, &value))?;
        Some(variables.operate(name, operator, &value))
    }
}

impl Item {
    /// With its block.
    fn whole(&self) -> Range<usize> {
        self.one.whole.start..self.block.as_ref().map_or(self.one.whole.end, |(_, end)| *end)
    }
}

/// A macro as it is written, with its arguments replaced; what SillyTavern makes of a block too.
fn as_written(text: &str, whole: &Range<usize>, values: &[(Range<usize>, String)]) -> String {
    let (start, end) = (whole.start + 2, whole.end - 2);
    let mut sorted: Vec<_> = values.iter().filter(|(range, _)| !range.is_empty()).collect();
    sorted.sort_by_key(|(range, _)| range.start);
    let mut out = String::from("{{");
    let mut at = start;
    for (range, value) in sorted {
        if range.start > at {
            out.push_str(&text[at..range.start]);
        }
        out.push_str(value);
        at = range.end;
    }
    if at < end {
        out.push_str(&text[at..end]);
    }
    out.push_str("}}");
    out
}

/// The macros of a text with opening and closing ones joined.
fn items(text: &str) -> Vec<Item> {
    let mut items: Vec<Item> = parse::document(text)
        .into_iter()
        .map(|one| Item { one, raw: false, block: None })
        .collect();
    if !items.iter().any(|item| is_closing(&item.one)) {
        return items;
    }
    let mut closings = Closings::of(&items);
    let mut gone = vec![false; items.len()];
    for open in 0..items.len() {
        if gone[open] || is_closing(&items[open].one) {
            continue;
        }
        let Some(close) = closings.take(open) else { continue };
        if !takes_block(&items[open].one) {
            (items[open].raw, items[close].raw) = (true, true);
            continue;
        }
        let content = items[open].one.whole.end..items[close].one.whole.start;
        items[open].block = Some((content, items[close].one.whole.end));
        gone[open + 1..=close].fill(true);
    }
    for (index, item) in items.iter_mut().enumerate() {
        item.raw |= is_closing(&item.one) && !closings.taken[index];
    }
    let mut gone = gone.into_iter();
    items.retain(|_| !gone.next().unwrap_or_default());
    items
}

fn name_of(one: &Macro) -> Option<&str> {
    match &one.body {
        Body::Call { name, .. } => Some(name),
        Body::Variable { .. } => None,
    }
}

fn is_closing(one: &Macro) -> bool {
    one.flags.contains('/') && name_of(one).is_some()
}

fn takes_block(one: &Macro) -> bool {
    let Body::Call { name, arguments } = &one.body else { return false };
    table::find(name).is_none_or(|known| known.takes_block(arguments.len()))
}

/// Which closing each item would have: the next of its name that no block between them needs.
struct Closings {
    /// For an item that opens, its closing; for a closing, the one that is next if it is taken.
    next: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Closings {
    fn of(items: &[Item]) -> Self {
        let mut next = vec![None; items.len()];
        // By name, the first closing that what stands before could have; below it the next ones.
        let mut first: HashMap<String, Option<usize>> = HashMap::new();
        for (index, item) in items.iter().enumerate().rev() {
            let Some(name) = name_of(&item.one) else { continue };
            let first = first.entry(name.to_ascii_lowercase()).or_default();
            next[index] = *first;
            if is_closing(&item.one) {
                *first = Some(index);
            } else if takes_block(&item.one) {
                *first = first.and_then(|close| next[close]);
            }
        }
        Self { taken: vec![false; items.len()], next }
    }

    /// The closing of an item, which no other has then. Items are to ask in their order.
    fn take(&mut self, open: usize) -> Option<usize> {
        let mut close = self.next[open]?;
        while self.taken[close] {
            close = self.next[close]?;
        }
        self.taken[close] = true;
        // Those that are taken lead there at once from now on, so that none is gone over often.
        let mut at = open;
        while at != close {
            let Some(next) = self.next[at].replace(close) else { break };
            at = next;
        }
        Some(close)
    }
}

/// The branches of an `{{if}}`: up to its own `{{else}}`, and from there.
pub(super) fn branches(content: &str) -> (&str, Option<&str>) {
    let mut depth = 0;
    for one in parse::document(content) {
        let Body::Call { name, arguments } = &one.body else { continue };
        let closing = one.flags.contains('/');
        match (name.as_str(), closing) {
            ("if", false) if arguments.len() == 1 => depth += 1,
            ("if", true) => depth -= 1,
            ("else", _) if depth == 0 => {
                return (&content[..one.whole.start], Some(&content[one.whole.end..]));
            }
            _ => {}
        }
    }
    (content, None)
}

/// White space around a block, and what its first line is indented by.
pub(super) fn trim_block(content: &str) -> String {
    let indent_of = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let first = content.split('\n').find(|line| !js::trim(line).is_empty());
    let indent = first.map_or(0, indent_of);
    if indent == 0 {
        return js::trim(content).to_owned();
    }
    let lines = content.split('\n').map(|line| match indent_of(line) >= indent {
        true => &line[indent..],
        false => line.trim_start_matches(js::is_space),
    });
    js::trim(&lines.collect::<Vec<_>>().join("\n")).to_owned()
}

/// The old markers, and `{{time_UTC+1}}`.
fn before(text: &str) -> String {
    let text = with_offset(text);
    if !text.contains('<') {
        return text;
    }
    let markers = [
        ("<user>", "{{user}}"),
        ("<bot>", "{{char}}"),
        ("<char>", "{{char}}"),
        ("<group>", "{{group}}"),
        ("<charifnotgroup>", "{{charIfNotGroup}}"),
    ];
    markers.into_iter().fold(text, |text, (marker, name)| replace_any_case(&text, marker, name))
}

fn replace_any_case(text: &str, what: &str, with: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find_any_case(rest, what) {
        out.push_str(&rest[..at]);
        out.push_str(with);
        rest = &rest[at + what.len()..];
    }
    out.push_str(rest);
    out
}

/// `what` is ASCII.
fn find_any_case(text: &str, what: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    bytes.windows(what.len()).position(|window| window.eq_ignore_ascii_case(what.as_bytes()))
}

fn with_offset(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find_any_case(rest, "{{time_utc") {
        let after = &rest[at + "{{time_".len()..];
        let digits = after[3..].trim_start_matches(['+', '-']);
        let signed = after[3..].len() - digits.len() == 1;
        let end = digits.find(|ch: char| !ch.is_ascii_digit()).unwrap_or(digits.len());
        let whole = signed && end > 0 && digits[end..].starts_with("}}");
        out.push_str(&rest[..at]);
        let length = "{{time_".len() + 4 + end;
        if whole {
            out.push_str("{{time::");
            out.push_str(&rest[at + "{{time_".len()..at + length]);
            rest = &rest[at + length..];
        } else {
            out.push_str(&rest[at..at + 2]);
            rest = &rest[at + 2..];
        }
    }
    out.push_str(rest);
    out
}

/// Escaped braces, `{{trim}}` with the line ends around it, and stray `{{else}}`s.
fn after(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        match chars.peek() {
            Some('{' | '}') if ch == '\\' => out.extend(chars.next()),
            _ => out.push(ch),
        }
    }
    let mut out = trimmed(&out);
    if out.contains(ELSE) {
        out = out.replace(ELSE, "");
    }
    out
}

fn trimmed(text: &str) -> String {
    const TRIM: &str = "{{trim}}";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find_any_case(rest, TRIM) {
        out.push_str(&rest[..at]);
        while out.ends_with('\n') {
            out.pop();
            if out.ends_with('\r') {
                out.pop();
            }
        }
        rest = &rest[at + TRIM.len()..];
        while let Some(after) = rest.strip_prefix('\n').or_else(|| rest.strip_prefix("\r\n")) {
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

pub(super) const ELSE_MARKER: &str = ELSE;
