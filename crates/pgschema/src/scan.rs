//! SQL as tokens: enough to tell words from strings, and where a parenthesis closes.
//!
//! Nothing is parsed here that the server should parse. A file has to be cut into statements, a
//! statement has to say what it creates, and an expression whom it mentions.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An unquoted name, keyword or number.
    Word,
    /// `"quoted"`.
    Ident,
    /// `'text'`, `$$text$$`.
    Text,
    /// One character of anything else.
    Symbol,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
    /// Where it begins, in bytes.
    pub(crate) at: usize,
}

impl<'a> Token<'a> {
    pub(crate) fn is(&self, word: &str) -> bool {
        self.kind != Kind::Ident && self.kind != Kind::Text && self.text.eq_ignore_ascii_case(word)
    }

    pub(crate) fn end(&self) -> usize {
        self.at + self.text.len()
    }

    /// As a name: folded to lower case unless it is quoted.
    pub(crate) fn name(&self) -> Option<String> {
        match self.kind {
            Kind::Word => Some(self.text.to_lowercase()),
            Kind::Ident => Some(self.text[1..self.text.len() - 1].replace("\"\"", "\"")),
            Kind::Text | Kind::Symbol => None,
        }
    }
}

/// Comments and blanks are left out.
pub(crate) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = sql[at..].chars().next() {
        let rest = &sql[at..];
        let (kind, length) = match first {
            _ if rest.starts_with("--") => (None, rest.find('\n').unwrap_or(rest.len())),
            _ if rest.starts_with("/*") => (None, block_comment(rest)),
            c if c.is_whitespace() => (None, c.len_utf8()),
            '"' => (Some(Kind::Ident), quoted(rest, '"', false)),
            '\'' => (Some(Kind::Text), quoted(rest, '\'', escapes(&found, at))),
            '$' => match dollar(rest) {
                Some(length) => (Some(Kind::Text), length),
                None => (Some(Kind::Symbol), 1),
            },
            c if is_word(c) => {
                (Some(Kind::Word), rest.find(|c| !is_word(c) && c != '$').unwrap_or(rest.len()))
            }
            c => (Some(Kind::Symbol), c.len_utf8()),
        };
        found.extend(kind.map(|kind| Token { kind, text: &rest[..length], at }));
        at += length;
    }
    found
}

pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// `E'…'`: the word before the quote touches it.
fn escapes(found: &[Token<'_>], at: usize) -> bool {
    found.last().is_some_and(|last| last.is("e") && last.end() == at)
}

fn quoted(text: &str, quote: char, escapes: bool) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        match c {
            '\\' if escapes => drop(chars.next()),
            c if c == quote && next == Some(quote) => drop(chars.next()),
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// `$tag$ … $tag$`.
fn dollar(text: &str) -> Option<usize> {
    let tag = text[1..].find('$').map(|end| &text[..end + 2])?;
    let inner = &tag[1..tag.len() - 1];
    let valid = inner.chars().all(is_word) && !inner.starts_with(|c: char| c.is_ascii_digit());
    let closing = text[tag.len()..].find(tag).filter(|_| valid)?;
    Some(tag.len() + closing + tag.len())
}

/// They nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        if text[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if text[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Where the parenthesis that opens at a token closes.
pub(crate) fn closing(tokens: &[Token<'_>], open: usize) -> Option<usize> {
    let mut depth = 0_i32;
    tokens.iter().enumerate().skip(open).find_map(|(at, token)| {
        depth += i32::from(token.is("(") || token.is("["));
        depth -= i32::from(token.is(")") || token.is("]"));
        (depth == 0).then_some(at)
    })
}

/// At the commas that stand in no parentheses.
pub(crate) fn split_commas(sql: &str) -> Vec<&str> {
    let (mut depth, mut from) = (0_i32, 0);
    let mut parts = Vec::new();
    for token in tokens(sql) {
        depth += i32::from(token.is("(") || token.is("["));
        depth -= i32::from(token.is(")") || token.is("]"));
        if depth == 0 && token.is(",") {
            parts.push(sql[from..token.at].trim());
            from = token.end();
        }
    }
    parts.push(sql[from..].trim());
    parts
}

/// The statements of a file, each from its first token on, without its semicolon. The body of a
/// function in `BEGIN ATOMIC … END` has semicolons of its own.
pub(crate) fn statements(sql: &str) -> Vec<&str> {
    let (mut found, mut from, mut last) = (Vec::new(), None, 0);
    let (mut atomic, mut depth) = (false, 0);
    for token in tokens(sql) {
        if token.is("atomic") {
            (atomic, depth) = (true, 1);
        } else if atomic && token.is("case") {
            depth += 1;
        } else if atomic && token.is("end") {
            depth -= 1;
            atomic = depth > 0;
        }
        if token.is(";") && !atomic {
            found.extend(from.take().map(|from: usize| &sql[from..last]));
            continue;
        }
        from.get_or_insert(token.at);
        last = token.end();
    }
    found.extend(from.map(|from| &sql[from..last]));
    found
}

/// Whether a name stands in the SQL, as a word or quoted. Without regard to case: one time too
/// many costs an order that was not needed.
pub(crate) fn mentions(sql: &str, name: &str) -> bool {
    let found = tokens(sql);
    let named = |token: &Token<'_>| match token.kind {
        Kind::Word => token.text.eq_ignore_ascii_case(name),
        Kind::Ident => token.name().is_some_and(|it| it == name),
        Kind::Text => token.text.len() > name.len() && mentions_inside(token.text, name),
        Kind::Symbol => false,
    };
    found.iter().any(named)
}

/// The body of a function, or `nextval('name')`.
fn mentions_inside(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_cut_where_statements_end() {
        let file = "-- a; comment\nCREATE FUNCTION a() AS $x$ b; c $x$;\n\
                    CREATE FUNCTION b() BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 3; END;\n\
                    SELECT 'it''s; one', E'\\'; two' /* ; /* ; */ */ ;";
        let cut = statements(file);
        assert_eq!(cut.len(), 3, "{cut:?}");
        assert!(cut[1].ends_with("END"), "{}", cut[1]);
        assert!(cut[2].starts_with("SELECT 'it''s"), "{}", cut[2]);
    }

    #[test]
    fn names_are_found_as_words_and_in_strings() {
        assert!(mentions("SELECT * FROM Users u", "users"));
        assert!(!mentions("SELECT * FROM users_old", "users"));
        assert!(mentions("nextval('invoice'::regclass)", "invoice"));
        assert!(mentions(r#"lower("Name")"#, "Name"));
    }
}
