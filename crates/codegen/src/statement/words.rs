//! The words of an SQL text: enough to see joins, with strings and comments left out.

/// A word in lower case, or a mark, with the number of parentheses around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) depth: usize,
    /// Written in double quotes, so never a keyword.
    pub(super) quoted: bool,
}

impl Word {
    pub(super) fn is(&self, keyword: &str) -> bool {
        !self.quoted && self.text == keyword
    }
}

pub(super) fn words(sql: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut depth: usize = 0;
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = token_length(rest, first);
        let token = &rest[..length];
        rest = &rest[length..];
        match first {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '"' => {
                let text = token.trim_matches('"').replace("\"\"", "\"");
                words.push(Word { text, depth, quoted: true });
            }
            '.' | ',' => words.push(Word { text: token.to_owned(), depth, quoted: false }),
            _ if first.is_alphabetic() || first == '_' => {
                words.push(Word { text: token.to_lowercase(), depth, quoted: false });
            }
            _ => {}
        }
    }
    words
}

/// How many bytes the token at the start of `rest` takes.
fn token_length(rest: &str, first: char) -> usize {
    if rest.starts_with("--") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment(rest);
    }
    match first {
        '\'' | '"' => quoted(rest, first),
        '$' => dollar_quoted(rest),
        _ if first.is_alphabetic() || first == '_' => {
            let end = |letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '$');
            rest.find(end).unwrap_or(rest.len())
        }
        _ => first.len_utf8(),
    }
}

/// Block comments nest in PostgreSQL.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    let bytes = rest.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match &bytes[at..bytes.len().min(at + 2)] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" if depth == 1 => return at + 2,
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    rest.len()
}

/// A doubled quote is read as an end and a start, which is the same to us.
fn quoted(rest: &str, quote: char) -> usize {
    rest[1..].find(quote).map_or(rest.len(), |end| end + 2)
}

/// `$tag$ … $tag$`; `$1` is one byte and a number.
fn dollar_quoted(rest: &str) -> usize {
    let Some(tag_end) = rest[1..].find('$').map(|end| end + 2) else { return 1 };
    let tag = &rest[..tag_end];
    let inner = &tag[1..tag.len() - 1];
    let named = inner.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
        && !inner.starts_with(|first: char| first.is_ascii_digit());
    if !named {
        return 1;
    }
    rest[tag_end..].find(tag).map_or(rest.len(), |end| tag_end + end + tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: &str) {
        let found: Vec<String> = words(sql).into_iter().map(|word| word.text).collect();
        assert_eq!(found.join(" "), expected, "{sql}");
    }

    #[test]
    fn strings_and_comments_are_no_words() {
        check("SELECT 'left join' -- right join\n FROM t", "select from t");
        check("SELECT /* a /* b */ c */ x", "select x");
        check("SELECT $$ full join $$, $tag$ $$ $tag$, $1", "select , ,");
        check("SELECT \"Left\".a FROM s.t", "select Left . a from s . t");
        check("SELECT 'open", "select");
    }
}
