//! Recursive descent over the tokens. It never fails: what does not fit becomes an
//! [`NodeKind::Error`] line with a [`SyntaxError`], and the next line starts afresh.

mod block;
mod expression;

use std::ops::Range;

use super::lexer::{TokenKind, lex};
use super::tree::{Builder, NodeKind, Open, Tree};
use crate::code::Code;

/// Something the grammar has no place for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub code: Code,
    pub range: Range<u32>,
    /// The place that a reader looks at, where that is another one.
    pub shown: Option<Range<u32>>,
    pub message: String,
}

/// Parses one file.
pub fn parse(text: &str) -> (Tree<'_>, Vec<SyntaxError>) {
    let mut parser = Parser::new(text);
    parser.file();
    (parser.builder.finish(), parser.errors)
}

/// Deeper arrays and calls than this are nobody's schema; past it the stack would be at risk.
const NESTING_MAX: u32 = 64;

struct Parser<'a> {
    builder: Builder<'a>,
    at: usize,
    depth: u32,
    errors: Vec<SyntaxError>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        let builder = Builder::new(text, lex(text));
        Self { builder, at: 0, depth: 0, errors: Vec::new() }
    }

    fn kind_at(&self, at: usize) -> Option<TokenKind> {
        self.builder.token(at).map(|token| token.kind)
    }

    /// The first token from `at` on that is no trivia. `/* … */` is trivia only where it ends a
    /// line: between two words Prisma does not read it.
    fn past_trivia(&self, mut at: usize) -> usize {
        loop {
            match self.kind_at(at) {
                Some(TokenKind::BlockComment) if !self.ends_line(at) => return at,
                Some(kind) if kind.is_trivia() => at += 1,
                _ => return at,
            }
        }
    }

    /// Nothing but blanks stands between this token and the end of its line.
    fn ends_line(&self, at: usize) -> bool {
        let mut next = at + 1;
        while self.kind_at(next) == Some(TokenKind::Space) {
            next += 1;
        }
        matches!(self.kind_at(next), None | Some(TokenKind::Newline))
    }

    /// The next significant token of this line, without taking it.
    fn peek(&self) -> Option<TokenKind> {
        self.kind_at(self.past_trivia(self.at))
    }

    /// The significant token after the next.
    fn peek_second(&self) -> Option<TokenKind> {
        self.kind_at(self.past_trivia(self.past_trivia(self.at) + 1))
    }

    fn peek_text(&self) -> &'a str {
        self.builder.token_text(self.past_trivia(self.at))
    }

    fn skip_trivia(&mut self) {
        self.at = self.past_trivia(self.at);
    }

    fn skip_trivia_and_lines(&mut self) {
        while self
            .kind_at(self.at)
            .is_some_and(|kind| kind.is_trivia() || kind == TokenKind::Newline)
        {
            self.at += 1;
        }
    }

    /// Steps over trivia and takes the token if it is of that kind.
    fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.peek() == Some(kind);
        if found {
            self.skip_trivia();
            self.at += 1;
        }
        found
    }

    fn open(&mut self, kind: NodeKind) -> Open {
        self.skip_trivia();
        self.builder.open(kind, self.at)
    }

    fn close(&mut self, open: Open) {
        self.builder.close(open, self.at);
    }

    /// The bytes from one token to before another.
    fn range(&self, from: usize, to: usize) -> Range<u32> {
        self.builder.offset(from) as u32..self.builder.offset(to) as u32
    }

    fn error(&mut self, code: Code, range: Range<u32>, message: impl Into<String>) {
        self.errors.push(SyntaxError { code, range, shown: None, message: message.into() });
    }

    fn at_line_end(&self) -> bool {
        matches!(self.peek(), None | Some(TokenKind::Newline))
    }

    /// Takes what is left of the line, without its end, and without a comment that ends it.
    fn rest_of_line(&mut self) -> Range<u32> {
        self.skip_trivia();
        let from = self.at;
        let mut past = from;
        while let Some(kind) = self.kind_at(self.at).filter(|kind| *kind != TokenKind::Newline) {
            self.at += 1;
            if !kind.is_trivia() {
                past = self.at;
            }
        }
        self.range(from, past)
    }

    /// Makes the rest of the line an error node.
    fn error_line(&mut self, code: Code, message: impl Into<String>) {
        let open = self.open(NodeKind::Error);
        let range = self.rest_of_line();
        self.close(open);
        self.error(code, range, message);
    }
}
