//! As much of SQL's lexis as it takes to know what is code.

/// A piece of a statement file. Together they are the whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
    /// Byte offset in the file.
    pub(crate) start: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Space,
    /// `-- …` up to the end of the line, or `/* … */`.
    Comment,
    /// A string, quoted identifier or dollar-quoted text.
    Quoted,
    /// A keyword or name.
    Word,
    /// `:name` or `:name?`.
    Parameter,
    Semicolon,
    Other,
}

pub(crate) fn scan(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let (kind, length) = next(&text[start..]);
        tokens.push(Token { kind, text: &text[start..start + length], start });
        start += length;
    }
    tokens
}

fn next(rest: &str) -> (Kind, usize) {
    let first = rest.chars().next().unwrap_or(' ');
    let backslashes = rest.starts_with("E'") || rest.starts_with("e'");
    match first {
        c if c.is_whitespace() => (Kind::Space, run(rest, char::is_whitespace)),
        '-' if rest.starts_with("--") => (Kind::Comment, run(rest, |c| c != '\n')),
        '/' if rest.starts_with("/*") => (Kind::Comment, block_comment(rest)),
        '\'' | '"' => (Kind::Quoted, quoted(rest, first, false)),
        'E' | 'e' if backslashes => (Kind::Quoted, 1 + quoted(&rest[1..], '\'', true)),
        '$' => dollar_quoted(rest).map_or((Kind::Other, 1), |length| (Kind::Quoted, length)),
        ';' => (Kind::Semicolon, 1),
        ':' => colon(rest),
        c if starts_word(c) => {
            (Kind::Word, run(rest, |c| starts_word(c) || c == '$' || c.is_ascii_digit()))
        }
        c => (Kind::Other, c.len_utf8()),
    }
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn starts_word(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// `::` is a cast, `:=` names an argument; only a name in lower case makes a parameter.
fn colon(rest: &str) -> (Kind, usize) {
    if rest.starts_with("::") {
        return (Kind::Other, 2);
    }
    let name = &rest[1..];
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return (Kind::Other, 1);
    }
    let length = run(name, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let nullable = usize::from(name[length..].starts_with('?'));
    (Kind::Parameter, 1 + length + nullable)
}

/// A doubled quote is part of the text; so is one after a backslash in `E'…'`.
fn quoted(text: &str, quote: char, backslashes: bool) -> usize {
    let mut inside = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = inside.next() {
        let doubled = c == quote && inside.peek().is_some_and(|(_, next)| *next == quote);
        if doubled || (backslashes && c == '\\') {
            inside.next();
        } else if c == quote {
            return at + 1;
        }
    }
    text.len()
}

/// PostgreSQL's block comments nest.
fn block_comment(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let step = match rest {
            rest if rest.starts_with("/*") => (depth + 1, 2),
            rest if rest.starts_with("*/") => (depth - 1, 2),
            rest => (depth, rest.chars().next().map_or(1, char::len_utf8)),
        };
        (depth, at) = (step.0, at + step.1);
        if depth == 0 {
            break;
        }
    }
    at
}

/// `$$ … $$`, `$tag$ … $tag$`; `$1` is none.
fn dollar_quoted(text: &str) -> Option<usize> {
    let name = &text[1..];
    let tag = run(name, |c| starts_word(c) || c.is_ascii_digit());
    if name.starts_with(|c: char| c.is_ascii_digit()) || !name[tag..].starts_with('$') {
        return None;
    }
    let (delimiter, body) = text.split_at(tag + 2);
    Some(body.find(delimiter).map_or(text.len(), |end| delimiter.len() + end + delimiter.len()))
}

#[cfg(test)]
mod tests {
    use super::{Kind, scan};

    fn parameters(text: &str) -> Vec<&str> {
        let tokens = scan(text).into_iter().filter(|token| token.kind == Kind::Parameter);
        tokens.map(|token| token.text).collect()
    }

    #[test]
    fn a_parameter_is_found_in_code_only() {
        for (text, expected) in [
            ("a = :id AND b = :note?", &[":id", ":note?"][..]),
            (":id::text, a::uuid, b[1:2], f(x := :y)", &[":id", ":y"]),
            ("':no' || 'it''s :no' || \":no\" || :yes", &[":yes"]),
            (r"E'\':no' || :yes", &[":yes"]),
            ("-- :no\n:yes /* :no /* :no */ :no */ :too", &[":yes", ":too"]),
            ("$$ :no $$ || $a$ :no $$ :no $a$ || $1 || :yes", &[":yes"]),
            ("'it never ends :no", &[]),
        ] {
            assert_eq!(parameters(text), expected, "{text}");
        }
    }

    #[test]
    fn the_tokens_are_the_text() {
        let text = "SELECT 'ä', /* unfinished $x$ ; :é ::";
        assert_eq!(scan(text).iter().map(|token| token.text).collect::<String>(), text);
    }
}
