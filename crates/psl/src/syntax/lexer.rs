//! Cuts the text into tokens. Total: any text gives tokens, and their lengths add up to it.

use super::tree::Token;

/// What a token is. Line ends are tokens of their own, because PSL is a language of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Blanks and tabs, never a line end.
    Space,
    /// `\n`, `\r\n` or `\r`.
    Newline,
    /// `// …`
    Comment,
    /// `/// …`
    Doc,
    /// `/* … */`
    BlockComment,
    Ident,
    Number,
    String,
    /// A string that its line ends before its closing quote does, or one with a control
    /// character in it.
    OpenString,
    LBrace,
    RBrace,
    LParen,
    RParen,
    LBracket,
    RBracket,
    At,
    AtAt,
    Comma,
    Colon,
    Dot,
    Equals,
    Question,
    Bang,
    /// Anything that has no place in the language.
    Unknown,
}

impl TokenKind {
    /// Spaces and comments: what a grammar rule steps over.
    pub fn is_trivia(self) -> bool {
        matches!(self, Self::Space | Self::Comment | Self::Doc | Self::BlockComment)
    }

    /// A comment of any sort.
    pub fn is_comment(self) -> bool {
        matches!(self, Self::Comment | Self::Doc | Self::BlockComment)
    }
}

/// What Windows' editors put before UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The tokens of a text of less than 4 GiB.
pub fn lex(text: &str) -> Vec<Token> {
    // Three bytes and a half make a token in real schemas.
    let mut tokens = Vec::with_capacity(text.len() / 3);
    let mut comments = CommentEnds::default();
    let mut start = 0;
    let marks = text.len() - text.trim_start_matches(BYTE_ORDER_MARK).len();
    if marks > 0 {
        tokens.push(Token { kind: TokenKind::Space, start: 0 });
        start = marks;
    }
    while start < text.len() {
        let (kind, length) = next_token(&text[start..], &mut comments);
        if kind == TokenKind::LBrace {
            split_keyword(text, &mut tokens);
        }
        tokens.push(Token { kind, start: start as u32 });
        start += length.max(1);
    }
    tokens
}

/// Whether a `/*` can still be closed. Known, so that a million of them that can't be do not make
/// a million searches.
#[derive(Debug, Default)]
struct CommentEnds {
    none_left: bool,
}

const KEYWORDS: [&str; 6] = ["model", "view", "type", "enum", "datasource", "generator"];

/// `modelUser {` where a block may begin is `model User {`: Prisma wants no blank there. A block may
/// begin on a line of its own or behind the end of another.
fn split_keyword(text: &str, tokens: &mut Vec<Token>) {
    let blank = |kind| matches!(kind, TokenKind::Space | TokenKind::BlockComment);
    let mut before = tokens.iter().rposition(|token| !blank(token.kind));
    let Some(word) = before.filter(|at| tokens[*at].kind == TokenKind::Ident) else { return };
    before = tokens[..word].iter().rposition(|token| !blank(token.kind));
    let begins = |kind| matches!(kind, TokenKind::Newline | TokenKind::RBrace);
    if before.is_some_and(|at| !begins(tokens[at].kind)) {
        return;
    }
    let start = tokens[word].start as usize;
    let end = tokens.get(word + 1).map_or(text.len(), |token| token.start as usize);
    let length =
        KEYWORDS.iter().find(|it| text[start..end].starts_with(**it)).map_or(0, |it| it.len());
    if length > 0 && text[start + length..end].starts_with(is_word_start) {
        tokens.insert(word + 1, Token { kind: TokenKind::Ident, start: (start + length) as u32 });
    }
}

/// The first token of `rest` and its length in bytes. `rest` must not be empty.
fn next_token(rest: &str, comments: &mut CommentEnds) -> (TokenKind, usize) {
    let bytes = rest.as_bytes();
    match bytes.first().copied().unwrap_or(b' ') {
        b' ' | b'\t' => (TokenKind::Space, run(bytes, |byte| matches!(byte, b' ' | b'\t'))),
        b'\n' => (TokenKind::Newline, 1),
        b'\r' => (TokenKind::Newline, if bytes.get(1) == Some(&b'\n') { 2 } else { 1 }),
        b'/' => slash(rest, comments),
        b'"' => string(bytes),
        b'{' => (TokenKind::LBrace, 1),
        b'}' => (TokenKind::RBrace, 1),
        b'(' => (TokenKind::LParen, 1),
        b')' => (TokenKind::RParen, 1),
        b'[' => (TokenKind::LBracket, 1),
        b']' => (TokenKind::RBracket, 1),
        b'@' if bytes.get(1) == Some(&b'@') => (TokenKind::AtAt, 2),
        b'@' => (TokenKind::At, 1),
        b',' => (TokenKind::Comma, 1),
        b':' => (TokenKind::Colon, 1),
        b'.' => (TokenKind::Dot, 1),
        b'=' => (TokenKind::Equals, 1),
        b'?' => (TokenKind::Question, 1),
        b'!' => (TokenKind::Bang, 1),
        b'-' | b'0'..=b'9' => number_or_word(rest),
        _ => word(rest),
    }
}

fn run(bytes: &[u8], holds: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|&byte| !holds(byte)).unwrap_or(bytes.len())
}

fn to_line_end(bytes: &[u8]) -> usize {
    run(bytes, |byte| byte != b'\n' && byte != b'\r')
}

fn slash(rest: &str, comments: &mut CommentEnds) -> (TokenKind, usize) {
    if rest.starts_with("///") {
        (TokenKind::Doc, to_line_end(rest.as_bytes()))
    } else if rest.starts_with("//") {
        (TokenKind::Comment, to_line_end(rest.as_bytes()))
    } else if let Some(inner) = rest.strip_prefix("/*") {
        comments.block(inner)
    } else {
        (TokenKind::Unknown, 1)
    }
}

impl CommentEnds {
    /// A `/*` that nothing closes spoils its line, and no more: the blocks below it are read.
    fn block(&mut self, inner: &str) -> (TokenKind, usize) {
        let end = if self.none_left { None } else { inner.find("*/") };
        self.none_left = end.is_none();
        match end {
            Some(end) => (TokenKind::BlockComment, end + 4),
            None => (TokenKind::Unknown, to_line_end(inner.as_bytes()) + 2),
        }
    }
}

/// Strings are JSON's: a backslash escapes the next character, and no line end and no control
/// character stands inside.
fn string(bytes: &[u8]) -> (TokenKind, usize) {
    let (mut at, mut kind) = (1, TokenKind::String);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return (kind, at + 1),
            b'\n' | b'\r' => return (TokenKind::OpenString, at),
            b'\\' if !matches!(bytes.get(at + 1), None | Some(b'\n' | b'\r')) => at += 2,
            ..b' ' => (at, kind) = (at + 1, TokenKind::OpenString),
            _ => at += 1,
        }
    }
    (TokenKind::OpenString, bytes.len())
}

/// `-5`, `1.5`; but `2fa` is a word, as words may begin with a digit.
fn number_or_word(rest: &str) -> (TokenKind, usize) {
    let bytes = rest.as_bytes();
    let sign = usize::from(bytes[0] == b'-');
    let digits = run(&bytes[sign..], |byte| byte.is_ascii_digit());
    if digits == 0 {
        return (TokenKind::Unknown, 1);
    }
    let whole = sign + digits;
    if sign == 0 && rest[whole..].starts_with(is_word) {
        return word(rest);
    }
    let fraction = match bytes.get(whole) {
        Some(b'.') => run(&bytes[whole + 1..], |byte| byte.is_ascii_digit()),
        _ => 0,
    };
    (TokenKind::Number, if fraction == 0 { whole } else { whole + 1 + fraction })
}

fn word(rest: &str) -> (TokenKind, usize) {
    let Some(first) = rest.chars().next() else { return (TokenKind::Unknown, 0) };
    if is_wide_space(first) {
        return (TokenKind::Space, first.len_utf8());
    }
    if !is_word_start(first) {
        let length = rest.find(|c| !is_word(c)).filter(|&at| at > 0).unwrap_or(rest.len());
        // `_id` is one wrong word, not a wrong character before a right one.
        let length = if is_word(first) { length } else { first.len_utf8() };
        return (TokenKind::Unknown, length);
    }
    (TokenKind::Ident, rest.find(|c| !is_word(c)).unwrap_or(rest.len()))
}

fn is_word_start(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphabetic())
}

fn is_word(c: char) -> bool {
    is_word_start(c) || c == '_' || c == '-'
}

/// Unicode's space separators, which Prisma steps over as it does over blanks.
fn is_wide_space(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}
