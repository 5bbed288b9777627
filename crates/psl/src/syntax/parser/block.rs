//! The file and its blocks, line by line.

use super::{Code, NodeKind, Parser, SyntaxError, TokenKind};
use crate::syntax::lexer;

const NO_KEYWORD: &str = "This line is invalid. It does not start with any known Prisma schema \
                          keyword.";
const NO_BLOCK: &str = "This block is invalid. It does not start with any known Prisma schema \
                        keyword. Valid keywords include 'model', 'view', 'enum', 'datasource' and \
                        'generator'.";

/// What the lines of a block are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Contents {
    Fields,
    Values,
    Properties,
    /// A block of no known keyword: its lines are kept and not read.
    Unknown,
}

impl Contents {
    fn of(keyword: &str) -> Self {
        match keyword {
            "model" | "view" | "type" => Self::Fields,
            "enum" => Self::Values,
            "datasource" | "generator" => Self::Properties,
            _ => Self::Unknown,
        }
    }

    fn bad_line(self, keyword: &str) -> String {
        match self {
            Self::Values => "This line is not an enum value definition.".to_owned(),
            Self::Properties => format!("This line is not a valid definition within a {keyword}."),
            _ => "This line is not a valid field or attribute definition.".to_owned(),
        }
    }
}

impl Parser<'_> {
    pub(super) fn file(&mut self) {
        let file = self.builder.open(NodeKind::File, 0);
        self.byte_order_mark();
        loop {
            self.skip_trivia_and_lines();
            match self.peek() {
                None => break,
                Some(TokenKind::Ident) => self.item(),
                Some(_) => self.error_line(Code::NoKeyword, NO_KEYWORD),
            }
        }
        self.close(file);
    }

    fn byte_order_mark(&mut self) {
        if self.builder.token_text(0).starts_with(lexer::BYTE_ORDER_MARK) {
            let range = self.range(0, 1);
            let message = "The file begins with a byte order mark, which Prisma does not read. \
                           Save it as UTF-8 without one, or let `format` remove it.";
            self.error(Code::ByteOrderMark, range, message);
        }
    }

    fn item(&mut self) {
        let keyword = self.past_trivia(self.at);
        let second = self.past_trivia(keyword + 1);
        let third = self.past_trivia(second + 1);
        match (self.kind_at(second), self.kind_at(third)) {
            (Some(TokenKind::Ident), Some(TokenKind::LBrace)) | (Some(TokenKind::LBrace), _) => {
                self.block();
            }
            (Some(TokenKind::Ident), Some(TokenKind::Equals)) if self.peek_text() == "type" => {
                self.type_alias();
            }
            _ => self.error_line(Code::NoKeyword, NO_KEYWORD),
        }
    }

    fn type_alias(&mut self) {
        let open = self.open(NodeKind::TypeAlias);
        let range = self.rest_of_line();
        self.close(open);
        let message = "Invalid type definition. Please check the documentation in \
                       https://pris.ly/d/composite-types";
        self.error(Code::TypeAlias, range, message);
    }

    fn block(&mut self) {
        let open = self.open(NodeKind::Block);
        let first = self.at;
        let keyword = self.peek_text();
        self.at += 1;
        let named = self.eat(TokenKind::Ident);
        self.eat(TokenKind::LBrace);
        let head = self.at;
        let contents = if named { Contents::of(keyword) } else { Contents::Unknown };
        self.opening_line();
        self.lines(keyword, contents, head);
        self.close(open);
        if contents == Contents::Unknown {
            let range = self.range(first, self.at);
            self.error(Code::UnknownBlock, range, NO_BLOCK);
        }
    }

    /// Prisma reads nothing after the brace, not even a field.
    fn opening_line(&mut self) {
        if let Some(comment) = self.long_comment() {
            let range = self.range(comment, comment + 1);
            let message = "A comment behind the opening brace must end on its line.";
            return self.error(Code::BadLine, range, message);
        }
        if self.at_line_end() {
            return;
        }
        let from = self.past_trivia(self.at);
        self.skip_to_line_end();
        let brace = self.past_trivia(self.at);
        let goes_on = !matches!(
            self.kind_at(self.past_trivia(brace + 1)),
            None | Some(TokenKind::Newline | TokenKind::RBrace)
        );
        if goes_on && self.kind_at(brace) == Some(TokenKind::RBrace) && self.closes_below() {
            // Not even a closing brace is read here, as long as another one comes.
            self.rest_of_line();
        }
        if self.past_trivia(self.at) == from {
            return;
        }
        let range = self.range(from, self.at);
        let message = "Nothing on the line of the opening brace is read. Move it to a line of its \
                       own.";
        self.error(Code::TextAfterBrace, range, message);
    }

    /// A comment that begins on the line of the brace and goes on after it.
    fn long_comment(&self) -> Option<usize> {
        let at = (self.at..).find(|at| self.kind_at(*at) != Some(TokenKind::Space))?;
        let comment = self.kind_at(at) == Some(TokenKind::BlockComment);
        (comment && self.builder.token_text(at).contains(['\n', '\r'])).then_some(at)
    }

    /// Whether a closing brace at the start of a line comes before the next block.
    fn closes_below(&self) -> bool {
        let mut at = self.at;
        loop {
            while !matches!(self.kind_at(at), None | Some(TokenKind::Newline)) {
                at += 1;
            }
            at = self.past_trivia(at + 1);
            match self.kind_at(at) {
                None => return false,
                Some(TokenKind::RBrace) => return true,
                Some(TokenKind::Ident) if self.is_head(at) => return false,
                Some(_) => {}
            }
        }
    }

    /// To before the line end or a closing brace.
    fn skip_to_line_end(&mut self) {
        while !matches!(self.kind_at(self.at), None | Some(TokenKind::Newline | TokenKind::RBrace))
        {
            self.at += 1;
        }
    }

    fn lines(&mut self, keyword: &str, contents: Contents, head: usize) {
        if self.peek() == Some(TokenKind::RBrace) {
            self.closing_brace_in_line();
            return;
        }
        loop {
            self.skip_trivia();
            let line_end = self.at;
            self.skip_trivia_and_lines();
            match self.peek() {
                None => {
                    self.at = line_end;
                    return self.unclosed(keyword, head);
                }
                Some(TokenKind::RBrace) => {
                    self.at += 1;
                    return;
                }
                Some(TokenKind::Ident) if self.at_next_block() => {
                    let next = self.at;
                    // The comments before the next block are its own.
                    self.at = line_end;
                    return self.unclosed_before(keyword, head, next);
                }
                Some(_) => self.line(keyword, contents),
            }
            if self.peek() == Some(TokenKind::RBrace) {
                return self.closing_brace_in_line();
            }
        }
    }

    /// `model X {` can be no line of a block: the block before it was not closed.
    fn at_next_block(&self) -> bool {
        self.is_head(self.past_trivia(self.at))
    }

    fn is_head(&self, at: usize) -> bool {
        let second = self.past_trivia(at + 1);
        let third = self.past_trivia(second + 1);
        Contents::of(self.builder.token_text(at)) != Contents::Unknown
            && self.kind_at(second) == Some(TokenKind::Ident)
            && self.kind_at(third) == Some(TokenKind::LBrace)
    }

    fn unclosed(&mut self, keyword: &str, head: usize) {
        let range = self.range(head.saturating_sub(1), head);
        let message = format!("This {keyword} is never closed. Add `}}` on a line of its own.");
        self.error(Code::UnclosedBlock, range, message);
    }

    /// Another block begins inside this one: that is the line which Prisma can't read.
    fn unclosed_before(&mut self, keyword: &str, head: usize, next: usize) {
        let mut end = next;
        while !matches!(self.kind_at(end), None | Some(TokenKind::Newline)) {
            end += 1;
        }
        let shown = Some(self.range(next, end));
        let range = self.range(head.saturating_sub(1), head);
        let message = format!(
            "This line is not valid within a {keyword}, and the {keyword} before it is never closed. \
             Add `}}` on a line of its own."
        );
        self.errors.push(SyntaxError { code: Code::UnclosedBlock, range, shown, message });
    }

    fn closing_brace_in_line(&mut self) {
        self.skip_trivia();
        let range = self.range(self.at, self.at + 1);
        self.at += 1;
        let message = "The closing brace must stand on a line of its own.";
        self.error(Code::BraceInLine, range, message);
    }

    fn line(&mut self, keyword: &str, contents: Contents) {
        let start = self.at;
        let understood = match (contents, self.peek()) {
            (Contents::Unknown, _) => {
                self.skip_to_line_end();
                true
            }
            (Contents::Properties, Some(TokenKind::Ident)) => self.property(),
            (Contents::Fields, Some(TokenKind::Ident)) => self.field(true),
            (Contents::Values, Some(TokenKind::Ident)) => self.field(false),
            (Contents::Fields | Contents::Values, Some(TokenKind::AtAt)) => {
                self.attribute(NodeKind::BlockAttribute);
                true
            }
            _ => false,
        };
        if !understood || !(self.at_line_end() || self.peek() == Some(TokenKind::RBrace)) {
            self.bad_line(start, contents.bad_line(keyword));
        }
    }

    fn bad_line(&mut self, start: usize, message: String) {
        self.skip_trivia();
        let start = if self.at_line_end() { start } else { self.at };
        let open = self.open(NodeKind::Error);
        let end = self.rest_of_line().end;
        self.close(open);
        let range = self.range(start, start).start..end;
        self.error(Code::BadLine, range, message);
    }

    fn property(&mut self) -> bool {
        let open = self.open(NodeKind::Property);
        self.at += 1;
        let understood = self.eat(TokenKind::Equals);
        if understood && !self.at_line_end() && self.peek() != Some(TokenKind::RBrace) {
            self.expression();
        }
        self.close(open);
        understood
    }

    fn field(&mut self, typed: bool) -> bool {
        let open = self.open(NodeKind::Field);
        self.at += 1;
        if typed && self.peek() == Some(TokenKind::Colon) {
            self.legacy_colon();
        }
        if typed && (self.peek() == Some(TokenKind::Ident) || self.at_legacy_list()) {
            self.field_type();
        }
        while self.peek() == Some(TokenKind::At) {
            self.attribute(NodeKind::FieldAttribute);
        }
        self.close(open);
        true
    }

    fn legacy_colon(&mut self) {
        self.skip_trivia();
        let range = self.range(self.at, self.at + 1);
        self.at += 1;
        self.error(Code::LegacyColon, range, "Field declarations don't require a `:`.");
    }

    /// `[Type]`
    fn at_legacy_list(&self) -> bool {
        let name = self.past_trivia(self.past_trivia(self.at) + 1);
        self.peek() == Some(TokenKind::LBracket)
            && self.kind_at(name) == Some(TokenKind::Ident)
            && self.kind_at(self.past_trivia(name + 1)) == Some(TokenKind::RBracket)
    }

    fn field_type(&mut self) {
        let open = self.open(NodeKind::Type);
        let from = self.at;
        if self.eat(TokenKind::LBracket) {
            self.eat(TokenKind::Ident);
            self.eat(TokenKind::RBracket);
            let range = self.range(from, self.at);
            let message = "To specify a list, please use `Type[]` instead of `[Type]`.";
            self.error(Code::LegacyList, range, message);
        } else {
            self.type_name();
            self.arity(from);
        }
        self.close(open);
    }

    fn type_name(&mut self) {
        let name = self.past_trivia(self.at);
        // `Unsupported(` is one sign to Prisma: no blank in it.
        let unsupported =
            self.peek_text() == "Unsupported" && self.kind_at(name + 1) == Some(TokenKind::LParen);
        self.eat(TokenKind::Ident);
        if unsupported && self.kind_at(self.at) == Some(TokenKind::LParen) {
            self.at += 1;
            self.eat(TokenKind::String);
            self.eat(TokenKind::RParen);
        }
    }

    fn arity(&mut self, from: usize) {
        let list = self.peek() == Some(TokenKind::LBracket)
            && self.kind_at(self.past_trivia(self.at) + 1) == Some(TokenKind::RBracket);
        if list {
            self.eat(TokenKind::LBracket);
            self.eat(TokenKind::RBracket);
            self.optional_list(from);
        } else if self.eat(TokenKind::Bang) {
            let range = self.range(from, self.at);
            let message = "Fields are required by default, `!` is no longer required.";
            self.error(Code::LegacyRequired, range, message);
        } else {
            self.eat(TokenKind::Question);
        }
    }

    fn optional_list(&mut self, from: usize) {
        if self.eat(TokenKind::Question) {
            let range = self.range(from, self.at);
            let message = "Optional lists are not supported. Use either `Type[]` or `Type?`.";
            self.error(Code::OptionalList, range, message);
        }
    }

    fn attribute(&mut self, kind: NodeKind) {
        let open = self.open(kind);
        self.at += 1;
        if self.peek() == Some(TokenKind::Ident) {
            self.path();
            if self.peek() == Some(TokenKind::LParen) {
                self.arguments();
            }
        } else {
            let range = self.range(self.at - 1, self.at);
            let message = "An attribute needs a name after its `@`.";
            self.error(Code::MissingAttributeName, range, message);
        }
        self.close(open);
    }
}
