//! The tree with names on it: what a block, a field, an argument is made of.
//!
//! Each accessor may come back empty, as the text may be half written.

use std::borrow::Cow;
use std::ops::Range;

use super::lexer::TokenKind;
use super::tree::{Node, NodeKind};

macro_rules! nodes {
    ($($(#[$doc:meta])* $name:ident = $($kind:ident)|+;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'t>(pub Node<'t>);

        impl<'t> $name<'t> {
            pub fn cast(node: Node<'t>) -> Option<Self> {
                matches!(node.kind(), $(NodeKind::$kind)|+).then_some(Self(node))
            }

            pub fn range(self) -> Range<u32> {
                self.0.range()
            }

            pub fn text(self) -> &'t str {
                self.0.text()
            }
        }
    )*};
}

nodes! {
    /// `model X { … }` and its likes.
    Block = Block;
    /// A field, or the value of an enum.
    Field = Field;
    Type = Type;
    /// `@x` or `@@x`.
    Attribute = FieldAttribute | BlockAttribute;
    Property = Property;
    Argument = Argument;
    Expression = Literal | Constant | Call | Array | Object | Error;
}

/// A name and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name<'t> {
    pub text: &'t str,
    pub range: Range<u32>,
}

fn idents(node: Node<'_>) -> impl Iterator<Item = Name<'_>> {
    node.tokens()
        .filter(|(kind, _)| *kind == TokenKind::Ident)
        .map(move |(_, range)| Name { text: node.slice(range.clone()), range })
}

/// The blocks of a file.
pub fn blocks(file: Node<'_>) -> impl Iterator<Item = Block<'_>> {
    file.children().filter_map(Block::cast)
}

impl<'t> Block<'t> {
    pub fn keyword(self) -> &'t str {
        idents(self.0).next().map_or("", |name| name.text)
    }

    /// `None` where the brace follows the keyword.
    pub fn name(self) -> Option<Name<'t>> {
        let brace = self.0.token(TokenKind::LBrace)?;
        idents(self.0).nth(1).filter(|name| name.range.end <= brace.start)
    }

    /// Where the closing brace stands; `None` in a block that is not closed.
    pub fn closing(self) -> Option<u32> {
        let (kind, range) = self.0.tokens().next_back()?;
        (kind == TokenKind::RBrace).then_some(range.start)
    }

    pub fn fields(self) -> impl Iterator<Item = Field<'t>> {
        self.0.children().filter_map(Field::cast)
    }

    pub fn attributes(self) -> impl Iterator<Item = Attribute<'t>> {
        self.0.children().filter_map(Attribute::cast)
    }

    pub fn properties(self) -> impl Iterator<Item = Property<'t>> {
        self.0.children().filter_map(Property::cast)
    }
}

impl<'t> Field<'t> {
    pub fn name(self) -> Name<'t> {
        let empty = Name { text: "", range: self.range() };
        idents(self.0).next().unwrap_or(empty)
    }

    pub fn ty(self) -> Option<Type<'t>> {
        self.0.children().find_map(Type::cast)
    }

    pub fn attributes(self) -> impl Iterator<Item = Attribute<'t>> {
        self.0.children().filter_map(Attribute::cast)
    }
}

impl<'t> Type<'t> {
    pub fn name(self) -> Option<Name<'t>> {
        idents(self.0).next()
    }

    /// The text in `Unsupported("…")`.
    pub fn unsupported(self) -> Option<Cow<'t, str>> {
        self.0.token(TokenKind::LParen)?;
        let range = self.0.token(TokenKind::String)?;
        Some(unescape(self.0.slice(range)))
    }

    pub fn is_list(self) -> bool {
        self.0.token(TokenKind::LBracket).is_some()
    }

    pub fn is_optional(self) -> bool {
        self.0.token(TokenKind::Question).is_some()
    }
}

impl<'t> Attribute<'t> {
    /// The name with its dots and without its `@`, as `db.VarChar`.
    pub fn name(self) -> &'t str {
        self.path().map_or("", Node::text)
    }

    fn path(self) -> Option<Node<'t>> {
        self.0.child(NodeKind::Path)
    }

    pub fn name_range(self) -> Range<u32> {
        self.path().map_or_else(|| self.range(), Node::range)
    }

    pub fn arguments(self) -> impl Iterator<Item = Argument<'t>> + Clone {
        arguments(self.0)
    }
}

fn arguments(node: Node<'_>) -> impl Iterator<Item = Argument<'_>> + Clone {
    let list = node.child(NodeKind::Arguments);
    list.into_iter().flat_map(|list| list.children().filter_map(Argument::cast))
}

impl<'t> Property<'t> {
    pub fn name(self) -> Name<'t> {
        let empty = Name { text: "", range: self.range() };
        idents(self.0).next().unwrap_or(empty)
    }

    pub fn value(self) -> Option<Expression<'t>> {
        self.0.children().find_map(Expression::cast)
    }
}

impl<'t> Argument<'t> {
    pub fn name(self) -> Option<Name<'t>> {
        let mut tokens = self.0.tokens().filter(|(kind, _)| !kind.is_trivia());
        let (kind, range) = tokens.next()?;
        let named = kind == TokenKind::Ident && tokens.next()?.0 == TokenKind::Colon;
        named.then(|| Name { text: self.0.slice(range.clone()), range })
    }

    pub fn value(self) -> Option<Expression<'t>> {
        self.0.children().find_map(Expression::cast)
    }
}

/// A value taken apart.
#[derive(Clone, Debug)]
pub enum Value<'t> {
    String(Cow<'t, str>),
    Number(&'t str),
    Constant(&'t str),
    Call(&'t str),
    Array,
    Object,
    Error,
}

impl<'t> Expression<'t> {
    pub fn value(self) -> Value<'t> {
        match self.0.kind() {
            NodeKind::Literal if self.text().starts_with('"') => {
                Value::String(unescape(self.text()))
            }
            NodeKind::Literal => Value::Number(self.text()),
            NodeKind::Constant => Value::Constant(self.text()),
            NodeKind::Call => Value::Call(self.0.child(NodeKind::Path).map_or("", Node::text)),
            NodeKind::Array => Value::Array,
            NodeKind::Object => Value::Object,
            _ => Value::Error,
        }
    }

    pub fn string(self) -> Option<Cow<'t, str>> {
        match self.value() {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    pub fn constant(self) -> Option<&'t str> {
        match self.value() {
            Value::Constant(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list; a value that is no list counts as a list of itself, as in Prisma.
    pub fn items(self) -> Vec<Expression<'t>> {
        match self.0.kind() {
            NodeKind::Array => self.0.children().filter_map(Expression::cast).collect(),
            _ => vec![self],
        }
    }

    /// The arguments of a call, or the entries of an object.
    pub fn arguments(self) -> Vec<Argument<'t>> {
        match self.0.kind() {
            NodeKind::Object => self.0.children().filter_map(Argument::cast).collect(),
            _ => arguments(self.0).collect(),
        }
    }

    /// `numeric`, `string` and so on, for messages.
    pub fn kind_name(self) -> &'static str {
        match self.value() {
            Value::String(_) => "string",
            Value::Number(_) => "numeric",
            Value::Constant(_) => "literal",
            Value::Call(_) => "functional",
            Value::Array => "array",
            Value::Object => "object",
            Value::Error => "broken",
        }
    }
}

/// The text of a string literal without quotes and escapes. Wrong escapes stay as they are.
pub fn unescape(literal: &str) -> Cow<'_, str> {
    let inner = literal.strip_prefix('"').unwrap_or(literal);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let (text, length) = escape(&rest[at..]).unwrap_or(('\\', 1));
        out.push(text);
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that the escape at the start of `text` stands for, and the escape's length.
pub(crate) fn escape(text: &str) -> Option<(char, usize)> {
    let simple = match text.as_bytes().get(1)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode_escape(text),
        _ => return None,
    };
    Some((simple, 2))
}

/// `\u00e9`, or two of them that make a surrogate pair.
fn unicode_escape(text: &str) -> Option<(char, usize)> {
    let unit = |at: usize| u32::from_str_radix(text.get(at + 2..at + 6)?, 16).ok();
    let high = unit(0)?;
    if let Some(c) = char::from_u32(high) {
        return Some((c, 6));
    }
    let low = text.get(6..8).filter(|start| *start == "\\u").and_then(|_| unit(6))?;
    let both = (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(&low);
    let code = both.then(|| 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))?;
    Some((char::from_u32(code)?, 12))
}
