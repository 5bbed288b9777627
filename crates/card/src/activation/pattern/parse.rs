//! Reads JavaScript's regular expressions, with what browsers allow besides (Annex B of ECMA-262).

use super::set::{self, Set};
use std::collections::BTreeMap;

/// Deeper nesting is refused. No creator nests ten groups; the parser recurses.
const DEPTH_MAX: usize = 100;
/// Longer expressions are refused.
const SYMBOLS_MAX: usize = 20_000;

/// The flags that a key may have. `g` changes nothing for a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Flags {
    pub(super) ignore_case: bool,
    pub(super) multiline: bool,
    pub(super) dot_all: bool,
    pub(super) unicode: bool,
    pub(super) sticky: bool,
}

impl Flags {
    /// `None` where a flag is unknown or stands twice.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut flags = Self::default();
        let mut seen = String::new();
        for flag in text.chars() {
            if seen.contains(flag) {
                return None;
            }
            seen.push(flag);
            match flag {
                'g' => {}
                'i' => flags.ignore_case = true,
                'm' => flags.multiline = true,
                's' => flags.dot_all = true,
                'u' => flags.unicode = true,
                'y' => flags.sticky = true,
                _ => return None,
            }
        }
        Some(flags)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Empty,
    One(Set),
    Seq(Vec<Node>),
    Alt(Vec<Node>),
    Group(Box<Node>, usize),
    Repeat { node: Box<Node>, min: u32, max: Option<u32>, greedy: bool, groups: (usize, usize) },
    Start,
    End,
    Word { not: bool },
    Look { ahead: bool, not: bool, node: Box<Node> },
    Back(usize),
}

#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) node: Node,
    pub(super) groups: usize,
}

struct Parser<'a> {
    symbols: &'a [u32],
    at: usize,
    flags: Flags,
    /// How many groups the whole expression has, and their names.
    total: usize,
    names: BTreeMap<Vec<u32>, usize>,
    group: usize,
    depth: usize,
}

/// The symbols of a text: units, or code points.
pub(super) fn symbols(text: &str, unicode: bool) -> Vec<u32> {
    if unicode {
        text.chars().map(u32::from).collect()
    } else {
        text.encode_utf16().map(u32::from).collect()
    }
}

/// `None` is what `new RegExp` refuses, or what is past our bounds.
pub(super) fn parse(pattern: &str, flags: Flags) -> Option<Parsed> {
    let symbols = symbols(pattern, flags.unicode);
    if symbols.len() > SYMBOLS_MAX {
        return None;
    }
    let (total, names) = count_groups(&symbols)?;
    let mut parser = Parser { symbols: &symbols, at: 0, flags, total, names, group: 0, depth: 0 };
    let node = parser.alternatives()?;
    (parser.at == symbols.len()).then_some(Parsed { node, groups: total })
}

const fn c(ch: char) -> u32 {
    ch as u32
}

/// Groups that capture, and names, by a walk that knows escapes and classes alone.
fn count_groups(symbols: &[u32]) -> Option<(usize, BTreeMap<Vec<u32>, usize>)> {
    let (mut at, mut total, mut class) = (0, 0, false);
    let mut names = BTreeMap::new();
    while at < symbols.len() {
        match symbols[at] {
            x if x == c('\\') => at += 1,
            x if x == c('[') => class = true,
            x if x == c(']') => class = false,
            x if x == c('(') && !class => {
                let rest = &symbols[at + 1..];
                if rest.first() != Some(&c('?')) {
                    total += 1;
                } else if rest.get(1) == Some(&c('<'))
                    && rest.get(2).is_some_and(|&next| next != c('=') && next != c('!'))
                {
                    total += 1;
                    let name: Vec<u32> =
                        rest[2..].iter().copied().take_while(|&s| s != c('>')).collect();
                    if !is_name(&name) || names.insert(name, total).is_some() {
                        return None;
                    }
                }
            }
            _ => {}
        }
        at += 1;
    }
    Some((total, names))
}

fn is_name(name: &[u32]) -> bool {
    let letter =
        |s: u32| char::from_u32(s).is_none_or(|c| c.is_alphabetic() || c == '$' || c == '_');
    let rest = |s: u32| letter(s) || char::from_u32(s).is_some_and(char::is_alphanumeric);
    name.first().is_some_and(|&s| letter(s)) && name.iter().all(|&s| rest(s))
}

impl Parser<'_> {
    fn peek(&self) -> Option<u32> {
        self.symbols.get(self.at).copied()
    }

    fn ahead(&self, by: usize) -> Option<u32> {
        self.symbols.get(self.at + by).copied()
    }

    fn eat(&mut self, ch: char) -> bool {
        let is = self.peek() == Some(c(ch));
        self.at += usize::from(is);
        is
    }

    fn eat_all(&mut self, text: &str) -> bool {
        let is = text.chars().enumerate().all(|(index, ch)| self.ahead(index) == Some(c(ch)));
        self.at += if is { text.chars().count() } else { 0 };
        is
    }

    fn alternatives(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return None;
        }
        let mut list = vec![self.sequence()?];
        while self.eat('|') {
            list.push(self.sequence()?);
        }
        self.depth -= 1;
        Some(if list.len() == 1 { list.remove(0) } else { Node::Alt(list) })
    }

    fn sequence(&mut self) -> Option<Node> {
        let mut list = Vec::new();
        while let Some(next) = self.peek() {
            if next == c('|') || next == c(')') {
                break;
            }
            list.push(self.term()?);
        }
        Some(match list.len() {
            0 => Node::Empty,
            1 => list.remove(0),
            _ => Node::Seq(list),
        })
    }

    fn term(&mut self) -> Option<Node> {
        let before = self.group;
        let (node, quantifiable) = self.atom()?;
        let Some((min, max)) = self.quantifier()? else { return Some(node) };
        if !quantifiable || max.is_some_and(|max| max < min) {
            return None;
        }
        let greedy = !self.eat('?');
        let groups = (before + 1, self.group);
        Some(Node::Repeat { node: Box::new(node), min, max, greedy, groups })
    }

    /// `Some(None)` where no quantifier stands.
    fn quantifier(&mut self) -> Option<Option<(u32, Option<u32>)>> {
        let found = match self.peek().and_then(char::from_u32) {
            Some('*') => Some((0, None)),
            Some('+') => Some((1, None)),
            Some('?') => Some((0, Some(1))),
            Some('{') => return self.braces(),
            _ => None,
        };
        self.at += usize::from(found.is_some());
        Some(found)
    }

    fn braces(&mut self) -> Option<Option<(u32, Option<u32>)>> {
        let start = self.at;
        self.at += 1;
        let found = self.number().and_then(|min| {
            let max = if self.eat(',') { self.number() } else { Some(min) };
            self.eat('}').then_some((min, max))
        });
        if found.is_none() {
            self.at = start;
            if self.flags.unicode {
                return None;
            }
        }
        Some(found)
    }

    fn number(&mut self) -> Option<u32> {
        let mut value: Option<u32> = None;
        while let Some(digit) = self.peek().and_then(char::from_u32).and_then(|d| d.to_digit(10)) {
            value = Some(value.unwrap_or(0).saturating_mul(10).saturating_add(digit));
            self.at += 1;
        }
        value
    }

    fn atom(&mut self) -> Option<(Node, bool)> {
        let next = self.peek()?;
        let unicode = self.flags.unicode;
        match char::from_u32(next).unwrap_or('\0') {
            '^' => self.step((Node::Start, false)),
            '$' => self.step((Node::End, false)),
            '(' => self.group(),
            '.' => {
                let all = Set::default().inverted(unicode);
                let set = if self.flags.dot_all { all } else { set::line_ends().inverted(unicode) };
                self.step((Node::One(set), true))
            }
            '[' => Some((Node::One(self.class()?), true)),
            '\\' => self.escape(),
            '*' | '+' | '?' => None,
            '{' if unicode || matches!(self.braces(), Some(Some(_))) => None,
            '}' | ']' if unicode => None,
            _ => {
                self.at += 1;
                Some((self.one(next), true))
            }
        }
    }

    fn step<T>(&mut self, found: T) -> Option<T> {
        self.at += 1;
        Some(found)
    }

    fn one(&self, symbol: u32) -> Node {
        Node::One(self.fold(Set::one(symbol)))
    }

    fn fold(&self, set: Set) -> Set {
        if self.flags.ignore_case { set.folded(self.flags.unicode) } else { set }
    }

    fn group(&mut self) -> Option<(Node, bool)> {
        self.at += 1;
        for (mark, ahead, not) in
            [("?=", true, false), ("?!", true, true), ("?<=", false, false), ("?<!", false, true)]
        {
            if self.eat_all(mark) {
                let node = Box::new(self.closed()?);
                return Some((Node::Look { ahead, not, node }, ahead && !self.flags.unicode));
            }
        }
        if self.eat_all("?:") {
            return Some((self.closed()?, true));
        }
        if self.eat_all("?<") {
            while !self.eat('>') {
                self.peek()?;
                self.at += 1;
            }
        } else if self.peek() == Some(c('?')) {
            return None;
        }
        self.group += 1;
        let number = self.group;
        Some((Node::Group(Box::new(self.closed()?), number), true))
    }

    fn closed(&mut self) -> Option<Node> {
        let node = self.alternatives()?;
        self.eat(')').then_some(node)
    }

    fn escape(&mut self) -> Option<(Node, bool)> {
        let next = char::from_u32(self.ahead(1)?).unwrap_or('\0');
        match next {
            'b' | 'B' => {
                self.at += 2;
                return Some((Node::Word { not: next == 'B' }, false));
            }
            '1'..='9' => {
                if let Some(node) = self.back_reference()? {
                    return Some((node, true));
                }
            }
            'k' if self.flags.unicode || !self.names.is_empty() => {
                self.at += 2;
                return Some((self.named_reference()?, true));
            }
            _ => {}
        }
        if let Some(set) = self.class_escape() {
            return Some((Node::One(self.fold(set?)), true));
        }
        let symbol = self.character_escape(false)?;
        Some((self.one(symbol), true))
    }

    /// `\1`, if there are so many groups; without `u` it is an octal else.
    fn back_reference(&mut self) -> Option<Option<Node>> {
        let start = self.at;
        self.at += 1;
        let number = self.number()? as usize;
        if number <= self.total {
            return Some(Some(Node::Back(number)));
        }
        self.at = start;
        if self.flags.unicode { None } else { Some(None) }
    }

    fn named_reference(&mut self) -> Option<Node> {
        self.eat('<').then_some(())?;
        let start = self.at;
        while self.peek()? != c('>') {
            self.at += 1;
        }
        let number = *self.names.get(&self.symbols[start..self.at])?;
        self.at += 1;
        Some(Node::Back(number))
    }

    /// `\d` and its like; the inner `None` is `\p` with a name that there is not.
    fn class_escape(&mut self) -> Option<Option<Set>> {
        let unicode = self.flags.unicode;
        let letter = char::from_u32(self.ahead(1)?)?;
        let mut words = set::words();
        if unicode && self.flags.ignore_case {
            words = words.folded(true);
        }
        let set = match letter {
            'd' => set::digits(),
            'D' => set::digits().inverted(unicode),
            's' => set::spaces(),
            'S' => set::spaces().inverted(unicode),
            'w' => words,
            'W' => words.inverted(unicode),
            'p' | 'P' if unicode => return Some(self.property()),
            _ => return None,
        };
        self.at += 2;
        Some(Some(set))
    }

    fn property(&mut self) -> Option<Set> {
        let start = self.at;
        self.at += 2;
        self.eat('{').then_some(())?;
        while self.peek()? != c('}') {
            self.at += 1;
        }
        self.at += 1;
        let text: String =
            self.symbols[start..self.at].iter().filter_map(|&s| char::from_u32(s)).collect();
        let hir = regex_syntax::parse(&text).ok()?;
        match hir.into_kind() {
            regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class)) => {
                let ranges = class.ranges().iter();
                Some(Set::of(
                    &ranges.map(|r| (u32::from(r.start()), u32::from(r.end()))).collect::<Vec<_>>(),
                ))
            }
            _ => None,
        }
    }

    fn hex(&self, from: usize, digits: usize) -> Option<u32> {
        (0..digits).try_fold(0, |value, index| {
            let digit = char::from_u32(self.ahead(from + index)?)?.to_digit(16)?;
            Some(value * 16 + digit)
        })
    }

    /// One symbol after a backslash. The reader stands on the backslash.
    fn character_escape(&mut self, in_class: bool) -> Option<u32> {
        let unicode = self.flags.unicode;
        let next = self.ahead(1)?;
        let letter = char::from_u32(next).unwrap_or('\0');
        let simple = match letter {
            't' => Some(0x09),
            'n' => Some(0x0A),
            'v' => Some(0x0B),
            'f' => Some(0x0C),
            'r' => Some(0x0D),
            _ => None,
        };
        if let Some(symbol) = simple {
            self.at += 2;
            return Some(symbol);
        }
        match letter {
            'c' => self.control(in_class),
            '0'..='7' => self.octal(),
            '8' | '9' if unicode => None,
            'x' => self.counted(2),
            'u' => self.unicode_escape(),
            'k' if !self.names.is_empty() => None,
            _ if unicode
                && !"^$\\.*+?()[]{}|/".contains(letter)
                && !(in_class && letter == '-') =>
            {
                None
            }
            _ => {
                self.at += 2;
                Some(next)
            }
        }
    }

    fn control(&mut self, in_class: bool) -> Option<u32> {
        let after = self.ahead(2).and_then(char::from_u32);
        let takes = |ch: char| {
            ch.is_ascii_alphabetic()
                || (in_class && !self.flags.unicode && (ch.is_ascii_digit() || ch == '_'))
        };
        match after {
            Some(ch) if takes(ch) => {
                self.at += 3;
                Some(u32::from(ch) % 32)
            }
            _ if self.flags.unicode => None,
            _ => {
                self.at += 1;
                Some(c('\\'))
            }
        }
    }

    fn octal(&mut self) -> Option<u32> {
        let digit =
            |this: &Self, by| this.ahead(by).and_then(char::from_u32).and_then(|d| d.to_digit(8));
        if self.flags.unicode {
            let decimal =
                self.ahead(2).and_then(char::from_u32).is_some_and(|d| d.is_ascii_digit());
            if self.ahead(1) != Some(c('0')) || decimal {
                return None;
            }
            self.at += 2;
            return Some(0);
        }
        let mut value = 0;
        let mut taken = 0;
        while let Some(next) = digit(self, 1 + taken).filter(|d| taken < 3 && value * 8 + d < 256) {
            value = value * 8 + next;
            taken += 1;
        }
        self.at += 1 + taken;
        Some(value)
    }

    fn counted(&mut self, digits: usize) -> Option<u32> {
        match self.hex(2, digits) {
            Some(value) => {
                self.at += 2 + digits;
                Some(value)
            }
            None if self.flags.unicode => None,
            None => {
                let letter = self.ahead(1);
                self.at += 2;
                letter
            }
        }
    }

    fn unicode_escape(&mut self) -> Option<u32> {
        if !self.flags.unicode {
            return self.counted(4);
        }
        if self.ahead(2) == Some(c('{')) {
            self.at += 3;
            let mut value = 0_u32;
            let mut digits = 0;
            while let Some(d) = self.peek().and_then(char::from_u32).and_then(|d| d.to_digit(16)) {
                value = value.checked_mul(16)?.checked_add(d).filter(|v| *v <= 0x10_FFFF)?;
                digits += 1;
                self.at += 1;
            }
            return (digits > 0 && self.eat('}')).then_some(value);
        }
        let lead = self.counted(4)?;
        if (0xD800..0xDC00).contains(&lead)
            && self.peek() == Some(c('\\'))
            && self.ahead(1) == Some(c('u'))
            && let Some(trail) = self.hex(2, 4).filter(|t| (0xDC00..0xE000).contains(t))
        {
            self.at += 6;
            return Some(0x10000 + ((lead - 0xD800) << 10) + (trail - 0xDC00));
        }
        Some(lead)
    }

    fn class(&mut self) -> Option<Set> {
        self.at += 1;
        let not = self.eat('^');
        let mut set = Set::default();
        while !self.eat(']') {
            let first = self.class_atom()?;
            let ranged = self.peek() == Some(c('-')) && self.ahead(1)? != c(']');
            if !ranged {
                first.join_into(&mut set);
                continue;
            }
            self.at += 1;
            let last = self.class_atom()?;
            match (&first, &last) {
                (ClassAtom::One(from), ClassAtom::One(to)) if from > to => return None,
                (ClassAtom::One(from), ClassAtom::One(to)) => set.add(*from, *to),
                _ if self.flags.unicode => return None,
                _ => {
                    first.join_into(&mut set);
                    set.add(c('-'), c('-'));
                    last.join_into(&mut set);
                }
            }
        }
        let set = self.fold(set.tidied());
        Some(if not { set.inverted(self.flags.unicode) } else { set })
    }

    fn class_atom(&mut self) -> Option<ClassAtom> {
        let next = self.peek()?;
        if next != c('\\') {
            self.at += 1;
            return Some(ClassAtom::One(next));
        }
        if self.ahead(1)? == c('b') {
            self.at += 2;
            return Some(ClassAtom::One(0x08));
        }
        match self.class_escape() {
            Some(set) => Some(ClassAtom::Many(set?)),
            None => Some(ClassAtom::One(self.character_escape(true)?)),
        }
    }
}

enum ClassAtom {
    One(u32),
    Many(Set),
}

impl ClassAtom {
    fn join_into(&self, set: &mut Set) {
        match self {
            ClassAtom::One(symbol) => set.add(*symbol, *symbol),
            ClassAtom::Many(many) => set.join(many),
        }
    }
}
