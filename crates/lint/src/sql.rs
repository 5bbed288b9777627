//! What the statements do with columns, as far as their words show it.
//!
//! No parser of SQL: words, quoted names and signs are enough to see which columns a statement
//! filters, orders or sets. Where a bare name could be of several tables, it counts for each.

/// A named statement of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub name: String,
    pub sql: String,
}

/// The tables that a statement names, each by its own name without a schema. Names that stand for a
/// part of the statement itself are among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Rows of these are looked at.
    pub read: Vec<String>,
    /// Rows of these are made, changed or removed.
    pub written: Vec<String>,
}

/// Which tables a statement touches.
#[must_use]
pub fn touched(statement: &Statement) -> Touched {
    let Reading { tables, updated, deleted, inserted, .. } = Reading::of(statement);
    let read = tables.into_iter().map(|(table, _)| table).filter(|it| !inserted.contains(it));
    let (read, written) = (read.collect(), [updated, deleted, inserted].concat());
    Touched { read, written }
}

/// Where in a statement a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clause {
    /// Rows are chosen, joined or sorted by it.
    Path,
    /// It is given a value.
    Set,
    Other,
}

/// A mention of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mention {
    /// The alias or table before the dot.
    pub(crate) qualifier: Option<String>,
    pub(crate) column: String,
    pub(crate) clause: Clause,
    /// The sign after it, such as `->>`, and the text after that.
    pub(crate) operator: String,
    pub(crate) operand: String,
}

/// A statement, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    pub(crate) name: String,
    /// Each table with the names that it goes by.
    pub(crate) tables: Vec<(String, Vec<String>)>,
    /// The table whose rows an UPDATE changes.
    pub(crate) updated: Vec<String>,
    /// The table that a DELETE takes rows from.
    pub(crate) deleted: Vec<String>,
    /// The table that an INSERT puts rows into.
    inserted: Vec<String>,
    pub(crate) mentions: Vec<Mention>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// A word in lower case, or a quoted name as it is.
    Name(String),
    Text(String),
    Sign(String),
}

impl Reading {
    pub(crate) fn of(statement: &Statement) -> Self {
        let tokens = tokens(&statement.sql);
        let mut reading = Self { name: statement.name.clone(), ..Self::default() };
        reading.find_tables(&tokens);
        reading.find_mentions(&tokens);
        reading
    }

    fn find_tables(&mut self, tokens: &[Token]) {
        for at in 0..tokens.len() {
            let Token::Name(word) = &tokens[at] else { continue };
            if !matches!(word.as_str(), "from" | "join" | "update" | "into" | "using") {
                continue;
            }
            let mut next = at + 1;
            while let Some((table, end)) = qualified(tokens, next) {
                let mut names = vec![table.clone()];
                let alias = if name(tokens, end) == Some("as") { end + 1 } else { end };
                let mut after = end;
                if let Some(alias_name) = name(tokens, alias).filter(|it| !is_keyword(it)) {
                    names.push(alias_name.to_owned());
                    after = alias + 1;
                }
                if word == "into" {
                    self.inserted.push(table.clone());
                }
                if word == "update" {
                    self.updated.push(table.clone());
                }
                if at.checked_sub(1).and_then(|before| name(tokens, before)) == Some("delete") {
                    self.deleted.push(table.clone());
                }
                self.tables.push((table, names));
                if tokens.get(after) != Some(&Token::Sign(",".to_owned())) || word != "from" {
                    break;
                }
                next = after + 1;
            }
        }
    }

    fn find_mentions(&mut self, tokens: &[Token]) {
        let mut clause = Clause::Other;
        let mut outer = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                Token::Sign(sign) if sign == "(" => outer.push(clause),
                Token::Sign(sign) if sign == ")" => clause = outer.pop().unwrap_or(Clause::Other),
                Token::Name(word) => match clause_of(word) {
                    Some(next) => clause = next,
                    None if is_keyword(word) => {}
                    None => {
                        at = self.mention(tokens, at, clause);
                        continue;
                    }
                },
                Token::Sign(_) | Token::Text(_) => {}
            }
            at += 1;
        }
    }

    /// Notes the column at a place, and answers the place after it.
    fn mention(&mut self, tokens: &[Token], at: usize, clause: Clause) -> usize {
        let mut parts = vec![name(tokens, at).unwrap_or_default().to_owned()];
        let mut next = at + 1;
        while tokens.get(next) == Some(&Token::Sign(".".to_owned()))
            && let Some(part) = name(tokens, next + 1)
        {
            parts.push(part.to_owned());
            next += 2;
        }
        let column = parts.pop().unwrap_or_default();
        let text = |at: usize| match tokens.get(at) {
            Some(Token::Sign(text) | Token::Text(text)) => text.clone(),
            Some(Token::Name(_)) | None => String::new(),
        };
        let (operator, operand) = (text(next), text(next + 1));
        let qualifier = parts.pop();
        self.mentions.push(Mention { qualifier, column, clause, operator, operand });
        next
    }

    /// The mentions that may be of this table.
    pub(crate) fn of_table<'a>(&'a self, table: &'a str) -> impl Iterator<Item = &'a Mention> {
        let named = self.tables.iter().filter(move |(name, _)| name == table);
        let names: Vec<&String> = named.flat_map(|(_, names)| names).collect();
        self.mentions.iter().filter(move |it| match &it.qualifier {
            Some(qualifier) => names.contains(&qualifier),
            None => !names.is_empty(),
        })
    }
}

fn clause_of(word: &str) -> Option<Clause> {
    Some(match word {
        "where" | "on" | "having" | "by" | "using" => Clause::Path,
        "set" => Clause::Set,
        "select" | "from" | "join" | "returning" | "values" | "limit" | "offset" | "with" => {
            Clause::Other
        }
        _ => return None,
    })
}

/// Words that are no names of columns or aliases where we look for them.
fn is_keyword(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "all",
        "and",
        "any",
        "array",
        "as",
        "asc",
        "between",
        "by",
        "case",
        "cross",
        "desc",
        "distinct",
        "do",
        "else",
        "end",
        "except",
        "exists",
        "for",
        "from",
        "full",
        "group",
        "having",
        "in",
        "inner",
        "intersect",
        "is",
        "join",
        "lateral",
        "left",
        "like",
        "limit",
        "natural",
        "not",
        "null",
        "offset",
        "on",
        "or",
        "order",
        "outer",
        "returning",
        "right",
        "select",
        "set",
        "then",
        "union",
        "update",
        "using",
        "values",
        "when",
        "where",
        "window",
        "with",
    ];
    WORDS.contains(&word)
}

fn name(tokens: &[Token], at: usize) -> Option<&str> {
    match tokens.get(at) {
        Some(Token::Name(name)) => Some(name),
        _ => None,
    }
}

/// `schema.table` or `table` at a place, by the table's own name, and the place after it.
fn qualified(tokens: &[Token], at: usize) -> Option<(String, usize)> {
    let first = name(tokens, at).filter(|it| !is_keyword(it))?;
    match (tokens.get(at + 1), name(tokens, at + 2)) {
        (Some(Token::Sign(dot)), Some(second)) if dot == "." => Some((second.to_owned(), at + 3)),
        _ => Some((first.to_owned(), at + 1)),
    }
}

fn tokens(sql: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if first.is_whitespace() => first.len_utf8(),
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '\'' => {
                let length = quoted(rest, '\'');
                tokens.push(Token::Text(rest[1..length].trim_end_matches('\'').to_owned()));
                length
            }
            '"' => {
                let length = quoted(rest, '"');
                tokens.push(Token::Name(rest[1..length].trim_end_matches('"').to_owned()));
                length
            }
            _ if first.is_alphabetic() || first == '_' => {
                let end = rest.find(|it: char| !it.is_alphanumeric() && it != '_');
                let length = end.unwrap_or(rest.len());
                tokens.push(Token::Name(rest[..length].to_lowercase()));
                length
            }
            _ if first.is_ascii_digit() || first == '$' => {
                let end = rest[1..].find(|it: char| !it.is_ascii_digit() && it != '.');
                end.map_or(rest.len(), |end| end + 1)
            }
            _ => {
                let end = rest.find(|it: char| !"<>=~!@#%^&|?-+*/".contains(it));
                let length = end.unwrap_or(rest.len()).max(first.len_utf8());
                tokens.push(Token::Sign(rest[..length].to_owned()));
                length
            }
        };
        rest = &rest[length.max(1)..];
    }
    tokens
}

/// The length of a quoted piece, its quotes included; a doubled quote does not end it.
fn quoted(text: &str, quote: char) -> usize {
    let mut from = 1;
    while let Some(at) = text[from..].find(quote) {
        let after = from + at + 1;
        if !text[after..].starts_with(quote) {
            return after;
        }
        from = after + 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sql: &str) -> Reading {
        Reading::of(&Statement { name: "it".into(), sql: sql.into() })
    }

    fn in_path(sql: &str, table: &str) -> Vec<String> {
        let reading = read(sql);
        let found = reading.of_table(table).filter(|it| it.clause == Clause::Path);
        found.map(|it| it.column.clone()).collect()
    }

    #[test]
    fn aliases_lead_to_tables_and_brackets_end_clauses() {
        let sql = "SELECT b.title, (SELECT max(x.n) FROM s.extra x WHERE x.book_id = b.id) \
                   FROM shop.\"books\" AS b JOIN authors a ON a.id = b.author_id \
                   WHERE b.price > $1 AND title LIKE 'id' ORDER BY a.name LIMIT 5";
        assert_eq!(in_path(sql, "books"), ["id", "author_id", "price", "title"]);
        assert_eq!(in_path(sql, "authors"), ["id", "title", "name"]);
        assert_eq!(in_path(sql, "extra"), ["book_id", "title"]);
    }

    #[test]
    fn what_is_written_is_told_from_what_is_read() {
        let of = |sql: &str| touched(&Statement { name: "it".into(), sql: sql.into() });
        let copy = of("INSERT INTO shop.books (id) SELECT d.id FROM drafts d FOR UPDATE");
        assert_eq!((copy.read, copy.written), (vec!["drafts".into()], vec!["books".to_owned()]));
        let gone = of("DELETE FROM shop.books b USING drafts d WHERE d.id = b.id");
        assert_eq!(gone.written, ["books"]);
        assert_eq!(gone.read, ["books", "drafts"]);
    }

    #[test]
    fn an_update_sets_columns_and_json_keys_are_seen() {
        let reading = read("UPDATE books b SET title = $1 WHERE b.notes->>'mood' = $2");
        assert_eq!(reading.updated, ["books"]);
        let set: Vec<_> = reading.mentions.iter().filter(|it| it.clause == Clause::Set).collect();
        assert_eq!(set.len(), 1);
        let notes = reading.mentions.iter().find(|it| it.column == "notes").expect("it");
        assert_eq!((notes.operator.as_str(), notes.operand.as_str()), ("->>", "mood"));
    }
}
