//! Reads a text with macros, as SillyTavern's lexer and parser take it.

use crate::js::is_space;
use std::ops::Range;

/// Deeper nesting is left as it is written.
const DEPTH_MAX: usize = 32;

/// A piece of a text.
#[derive(Debug, Clone)]
pub(super) struct Macro {
    /// With its braces.
    pub(super) whole: Range<usize>,
    pub(super) flags: String,
    pub(super) body: Body,
}

#[derive(Debug, Clone)]
pub(super) enum Body {
    /// `{{name::argument}}`; an empty argument has an empty range.
    Call { name: String, arguments: Vec<Range<usize>> },
    /// `{{.name}}`, `{{$name += value}}`.
    Variable { global: bool, name: String, operator: Option<(&'static str, Range<usize>)> },
}

/// The operators of a variable, the longer before what they begin with.
const OPERATORS: [&str; 15] =
    ["++", "--", "??=", "??", "||=", "||", "-=", "==", "!=", ">=", ">", "<=", "<", "+=", "="];

/// The macros at the top of a text, in order. What is no macro is text.
pub(super) fn document(text: &str) -> Vec<Macro> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find("{{") {
        // Of a run of braces the last two open.
        let run = text[at + next..].bytes().take_while(|&byte| byte == b'{').count();
        let start = at + next + run - 2;
        match one(text, start, 0) {
            Some(one) => {
                at = one.whole.end;
                found.push(one);
            }
            None => at = start + 2,
        }
    }
    found
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

/// The macro whose braces open there, if it is one.
fn one(text: &str, start: usize, depth: usize) -> Option<Macro> {
    if depth > DEPTH_MAX {
        return None;
    }
    let mut reader = Reader { text, at: start + 2, depth };
    let mut flags = String::new();
    loop {
        reader.skip_space();
        if reader.eat("//") {
            let arguments = reader.arguments()?;
            return reader.close(start, flags, Body::Call { name: "//".into(), arguments });
        }
        match reader.peek()? {
            flag @ ('!' | '?' | '~' | '#' | '/' | '>') => {
                flags.push(flag);
                reader.at += 1;
            }
            prefix @ ('.' | '$') => {
                reader.at += 1;
                let body = reader.variable(prefix == '$')?;
                return reader.close(start, flags, body);
            }
            letter if letter.is_ascii_alphabetic() => break,
            _ => return None,
        }
    }
    let name = reader.take(|ch| ch.is_ascii_alphanumeric() || ch == '_' || ch == '-').to_owned();
    // The lexer there drops what can't follow a name.
    reader.take(|ch| !(is_space(ch) || matches!(ch, ':' | '|' | '}')));
    let arguments = reader.arguments()?;
    reader.close(start, flags, Body::Call { name, arguments })
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, what: &str) -> bool {
        let is = self.rest().starts_with(what);
        self.at += if is { what.len() } else { 0 };
        is
    }

    fn take(&mut self, while_is: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|ch| !while_is(ch)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn skip_space(&mut self) {
        self.take(is_space);
    }

    fn close(mut self, start: usize, flags: String, body: Body) -> Option<Macro> {
        self.eat("}}").then_some(Macro { whole: start..self.at, flags, body })
    }

    /// Up to the closing braces: `::` parts arguments if it comes first, else there is one.
    fn arguments(&mut self) -> Option<Vec<Range<usize>>> {
        self.skip_space();
        if self.rest().starts_with("}}") {
            return Some(Vec::new());
        }
        if self.eat("::") {
            let mut list = vec![self.argument(true)?];
            while self.eat("::") {
                list.push(self.argument(true)?);
            }
            return Some(list);
        }
        // A colon with nothing after it is an argument all the same, an empty one.
        self.eat(":");
        Some(vec![self.argument(false)?])
    }

    /// One argument, without the white space around it. A pipe is no part of any.
    fn argument(&mut self, parted: bool) -> Option<Range<usize>> {
        self.skip_space();
        let start = self.at;
        let mut end = start;
        loop {
            let next = self.peek()?;
            if self.rest().starts_with("}}") || (parted && self.rest().starts_with("::")) {
                return Some(start..end);
            }
            if self.rest().starts_with("{{") {
                self.at = one(self.text, self.at, self.depth + 1)?.whole.end;
                end = self.at;
                continue;
            }
            if next == '|' {
                return None;
            }
            self.at += next.len_utf8();
            if !is_space(next) {
                end = self.at;
            }
        }
    }

    fn variable(&mut self, global: bool) -> Option<Body> {
        self.skip_space();
        self.peek().filter(char::is_ascii_alphabetic)?;
        let taken = self.take(|ch| ch.is_ascii_alphanumeric() || ch == '_' || ch == '-');
        // A name does not end in a dash: that is an operator's.
        let name = taken.trim_end_matches('-').to_owned();
        self.at -= taken.len() - name.len();
        self.skip_space();
        let operator = OPERATORS.into_iter().find(|operator| self.eat(operator));
        let operator = match operator {
            None => None,
            Some(op @ ("++" | "--")) => {
                self.skip_space();
                Some((op, self.at..self.at))
            }
            Some(op) => Some((op, self.value()?)),
        };
        Some(Body::Variable { global, name, operator })
    }

    /// A value takes pipes and colons as they come.
    fn value(&mut self) -> Option<Range<usize>> {
        self.skip_space();
        let start = self.at;
        let mut end = start;
        loop {
            let next = self.peek()?;
            if self.rest().starts_with("}}") {
                return Some(start..end);
            }
            if self.rest().starts_with("{{") {
                self.at = one(self.text, self.at, self.depth + 1)?.whole.end;
                end = self.at;
                continue;
            }
            self.at += next.len_utf8();
            if !is_space(next) {
                end = self.at;
            }
        }
    }
}
