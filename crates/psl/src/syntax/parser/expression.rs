//! Arguments and values.

use super::{Code, NESTING_MAX, NodeKind, Parser, TokenKind};
use crate::syntax::ast::escape;

impl Parser<'_> {
    pub(super) fn path(&mut self) {
        let open = self.open(NodeKind::Path);
        self.at += 1;
        while self.kind_at(self.at) == Some(TokenKind::Dot) {
            self.at += 1;
            if self.kind_at(self.at) == Some(TokenKind::Ident) {
                self.at += 1;
            }
        }
        self.close(open);
    }

    pub(super) fn arguments(&mut self) {
        let open = self.open(NodeKind::Arguments);
        self.eat(TokenKind::LParen);
        self.sequence(TokenKind::RParen, Self::argument);
        self.close(open);
    }

    /// Items between commas up to the closing token, which is taken.
    fn sequence(&mut self, closing: TokenKind, item: fn(&mut Self) -> bool) {
        let opened = self.at - 1;
        loop {
            self.continue_over_lines();
            if self.eat(closing) {
                return;
            }
            if !item(self) {
                return self.unclosed_sequence(opened, closing);
            }
            self.continue_over_lines();
            let comma = self.past_trivia(self.at);
            if self.eat(TokenKind::Comma) {
                self.continue_over_lines();
                if self.peek() == Some(closing) {
                    self.trailing_comma(comma, closing);
                }
            } else if self.eat(closing) {
                return;
            } else {
                return self.unclosed_sequence(opened, closing);
            }
        }
    }

    fn trailing_comma(&mut self, comma: usize, closing: TokenKind) {
        let range = self.range(comma, comma + 1);
        let place = if closing == TokenKind::RParen { "attribute arguments" } else { "lists" };
        let message = format!("Trailing commas are not valid in {place}, please remove the comma.");
        self.error(Code::TrailingComma, range, message);
    }

    fn unclosed_sequence(&mut self, opened: usize, closing: TokenKind) {
        let open_string = self.errors.last().is_some_and(|it| it.code == Code::OpenString);
        if open_string && self.at_line_end() {
            // The string took the closing sign with it.
            return;
        }
        let sign = match closing {
            TokenKind::RParen => ")",
            TokenKind::RBracket => "]",
            _ => "}",
        };
        let found = self.past_trivia(self.at);
        let end = if self.at_line_end() { found } else { found + 1 };
        let range = self.range(opened, end.max(opened + 1));
        let message = format!("Expected a value, a comma or `{sign}` here.");
        self.error(Code::UnclosedList, range, message);
    }

    /// Prisma wants arguments on one line. Where they plainly go on in the next, we read on.
    fn continue_over_lines(&mut self) {
        if self.peek() != Some(TokenKind::Newline) {
            return;
        }
        let (before, line_end) = (self.at, self.past_trivia(self.at));
        self.skip_trivia_and_lines();
        if self.goes_on() {
            let range = self.range(line_end, line_end + 1);
            let message = "Arguments must stand on one line. Join this line with the next.";
            self.error(Code::ArgumentsOverLines, range, message);
        } else {
            self.at = before;
        }
    }

    fn goes_on(&self) -> bool {
        use TokenKind as T;
        match self.peek() {
            Some(T::LBracket | T::RBracket | T::RParen | T::Comma | T::String | T::Number) => true,
            Some(T::Ident) => matches!(
                self.peek_second(),
                Some(T::Comma | T::Colon | T::RBracket | T::RParen | T::LParen)
            ),
            _ => false,
        }
    }

    fn argument(&mut self) -> bool {
        let open = self.open(NodeKind::Argument);
        let named =
            self.peek() == Some(TokenKind::Ident) && self.peek_second() == Some(TokenKind::Colon);
        let understood = if named { self.named_argument() } else { self.expression() };
        self.close(open);
        understood
    }

    fn named_argument(&mut self) -> bool {
        let from = self.past_trivia(self.at);
        let name = self.peek_text();
        self.eat(TokenKind::Ident);
        self.eat(TokenKind::Colon);
        if self.at_value() {
            return self.expression();
        }
        let range = self.range(from, self.at);
        let message = format!("The `{name}` argument is missing a value.");
        self.error(Code::MissingValue, range, message);
        true
    }

    fn at_value(&self) -> bool {
        use TokenKind as T;
        matches!(
            self.peek(),
            Some(T::String | T::OpenString | T::Number | T::Ident | T::LBracket | T::LBrace)
        )
    }

    /// A value; false, and nothing taken, where there is none.
    pub(super) fn expression(&mut self) -> bool {
        if self.depth >= NESTING_MAX {
            return false;
        }
        self.depth += 1;
        let understood = match self.peek() {
            Some(TokenKind::Number) => self.single(NodeKind::Literal),
            Some(TokenKind::String) => {
                self.check_escapes();
                self.single(NodeKind::Literal)
            }
            Some(TokenKind::OpenString) => self.open_string(),
            Some(TokenKind::LBracket) => {
                self.list(NodeKind::Array, TokenKind::RBracket, Self::expression)
            }
            Some(TokenKind::LBrace) => {
                self.list(NodeKind::Object, TokenKind::RBrace, Self::argument)
            }
            Some(TokenKind::Ident) => self.constant_or_call(),
            _ => false,
        };
        self.depth -= 1;
        understood
    }

    fn single(&mut self, kind: NodeKind) -> bool {
        let open = self.open(kind);
        self.at += 1;
        self.close(open);
        true
    }

    fn check_escapes(&mut self) {
        let text = self.peek_text();
        let start = self.builder.offset(self.past_trivia(self.at));
        let mut at = 0;
        while let Some(found) = text[at..].find('\\') {
            at += found;
            if let Some((_, length)) = escape(&text[at..]) {
                at += length;
                continue;
            }
            let unicode = text[at + 1..].starts_with('u');
            let length = 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8);
            let range = (start + at) as u32..(start + at + length) as u32;
            let message = if unicode {
                "Invalid unicode escape sequence.".to_owned()
            } else {
                "Unknown escape sequence. If the value is a windows-style path, `\\` must be \
                 escaped as `\\\\`."
                    .to_owned()
            };
            self.error(Code::BadEscape, range, message);
            at += length;
        }
    }

    fn open_string(&mut self) -> bool {
        let open = self.open(NodeKind::Error);
        let range = self.range(self.at, self.at + 1);
        let closed = self.peek_text().len() > 1 && self.peek_text().ends_with('"');
        self.at += 1;
        self.close(open);
        let message = if closed {
            "A string holds no control characters. Write a tab as `\\t`."
        } else {
            "This string is not closed before its line ends."
        };
        self.error(Code::OpenString, range, message);
        true
    }

    fn list(&mut self, kind: NodeKind, closing: TokenKind, item: fn(&mut Self) -> bool) -> bool {
        let open = self.open(kind);
        self.at += 1;
        self.sequence(closing, item);
        self.close(open);
        true
    }

    fn constant_or_call(&mut self) -> bool {
        let open = self.open(NodeKind::Constant);
        self.path();
        if self.peek() == Some(TokenKind::LParen) {
            self.arguments();
            self.builder.close_as(open, self.at, NodeKind::Call);
        } else {
            self.close(open);
        }
        true
    }
}
