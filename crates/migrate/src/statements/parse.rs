//! From text to statements.

use std::collections::BTreeMap;

use super::scan::{Kind, Token, scan};
use super::{Access, Cardinality, Parameter, Place, Problem, ProblemKind, Statement};

const HEADER: &str = "-- name:";

/// Words that make a statement a write wherever they stand in it.
const WRITING: [&str; 6] = ["INSERT", "UPDATE", "DELETE", "MERGE", "NEXTVAL", "SETVAL"];

/// Words with which a read can begin.
const READING: [&str; 4] = ["SELECT", "WITH", "VALUES", "TABLE"];

/// Reads statement files, each a name and its text, and reports everything that is wrong with them.
///
/// # Errors
/// All problems, in the order of the files.
pub fn parse(files: &[(String, String)]) -> Result<Vec<Statement>, Vec<Problem>> {
    let mut read = Reading::default();
    for (name, text) in files {
        read.file(name, text);
    }
    read.check_duplicates();
    if read.problems.is_empty() { Ok(read.statements) } else { Err(read.problems) }
}

#[derive(Default)]
struct Reading {
    statements: Vec<Statement>,
    problems: Vec<Problem>,
}

impl Reading {
    fn file(&mut self, file: &str, text: &str) {
        let tokens = scan(text);
        let is_header = |token: &Token<'_>| token.kind == Kind::Comment && is_header(token.text);
        let first = tokens.iter().position(is_header).unwrap_or(tokens.len());
        let (before, named) = tokens.split_at(first);
        if let Some(token) = before.iter().find(|token| is_code(token)) {
            self.problem(place(file, text, token.start), ProblemKind::Unnamed);
        }
        for chunk in named.chunk_by(|_, next| !is_header(next)) {
            let source = Source { file, text };
            match source.statement(chunk) {
                Ok(statement) => self.statements.push(statement),
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    fn check_duplicates(&mut self) {
        let mut first: BTreeMap<&str, &Place> = BTreeMap::new();
        let mut found = Vec::new();
        for Statement { name, place, .. } in &self.statements {
            match first.get(name.as_str()) {
                Some(earlier) => found.push((place.clone(), name.clone(), (*earlier).clone())),
                None => drop(first.insert(name, place)),
            }
        }
        for (place, name, first) in found {
            self.problem(place, ProblemKind::Duplicate { name, first });
        }
    }

    fn problem(&mut self, place: Place, kind: ProblemKind) {
        self.problems.push(Problem { place, kind });
    }
}

fn is_header(comment: &str) -> bool {
    comment.starts_with(HEADER)
}

fn is_code(token: &Token<'_>) -> bool {
    !matches!(token.kind, Kind::Space | Kind::Comment)
}

fn place(file: &str, text: &str, byte: usize) -> Place {
    Place { file: file.to_owned(), line: 1, column: 1 }.advanced(&text[..byte])
}

/// What a header says.
struct Header<'a> {
    name: &'a str,
    cardinality: Cardinality,
    hot: bool,
}

fn header(comment: &str) -> Result<Header<'_>, ProblemKind> {
    let mut words = comment[HEADER.len()..].split_whitespace();
    let (Some(name), Some(rows)) = (words.next(), words.next()) else {
        return Err(ProblemKind::Header { header: comment.trim_end().to_owned() });
    };
    let owned = || name.to_owned();
    if !is_snake_case(name) {
        return Err(ProblemKind::Name { name: owned() });
    }
    let cardinality = rows.strip_prefix(':').and_then(Cardinality::from_word);
    let unknown = || ProblemKind::Cardinality { name: owned(), word: rows.to_owned() };
    let cardinality = cardinality.ok_or_else(unknown)?;
    let flags: Vec<&str> = words.collect();
    if let Some(word) = flags.iter().find(|word| **word != "hot") {
        return Err(ProblemKind::Flag { name: owned(), word: (*word).to_owned() });
    }
    Ok(Header { name, cardinality, hot: !flags.is_empty() })
}

fn is_snake_case(name: &str) -> bool {
    let rest = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(rest)
}

struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

impl Source<'_> {
    /// A header and everything up to the next one.
    fn statement(&self, chunk: &[Token<'_>]) -> Result<Statement, Problem> {
        let (head, below) = chunk.split_first().expect("chunks are not empty");
        let at = self.place(head.start);
        let problem = |kind| Problem { place: at.clone(), kind };
        let header = header(head.text).map_err(problem)?;
        let name = || header.name.to_owned();
        let Some(first) = below.iter().position(is_code) else {
            return Err(problem(ProblemKind::Empty { name: name() }));
        };
        let (above, code) = below.split_at(first);
        let end = code.iter().position(|token| token.kind == Kind::Semicolon);
        let (body, after) = code.split_at(end.unwrap_or(code.len()));
        if let Some(next) = after.iter().skip(1).find(|token| is_code(token)) {
            let kind = ProblemKind::Several { name: name() };
            return Err(Problem { place: self.place(next.start), kind });
        }
        if body.is_empty() {
            return Err(problem(ProblemKind::Empty { name: name() }));
        }
        let body = trimmed(body, end.is_some());
        let mut statement = self.rewritten(body, at.clone());
        statement.name = name();
        (statement.cardinality, statement.hot) = (header.cardinality, header.hot);
        statement.docs = docs(above);
        Ok(statement)
    }

    fn place(&self, byte: usize) -> Place {
        place(self.file, self.text, byte)
    }

    /// `:name` becomes `$n`; each piece between knows where it comes from.
    fn rewritten(&self, body: &[Token<'_>], place: Place) -> Statement {
        let mut statement = Statement {
            name: String::new(),
            cardinality: Cardinality::Exec,
            hot: false,
            docs: String::new(),
            access: access(body),
            sql: String::new(),
            parameters: Vec::new(),
            place,
            origins: Vec::new(),
        };
        for piece in body.chunk_by(|a, b| a.kind != Kind::Parameter && b.kind != Kind::Parameter) {
            statement.origins.push((statement.sql.len(), self.place(piece[0].start)));
            for token in piece {
                match token.kind {
                    Kind::Parameter => statement.push_parameter(token.text),
                    _ => statement.sql.push_str(token.text),
                }
            }
        }
        statement
    }
}

impl Statement {
    fn push_parameter(&mut self, written: &str) {
        let name = written.trim_start_matches(':').trim_end_matches('?');
        let nullable = written.ends_with('?');
        let known = self.parameters.iter().position(|parameter| parameter.name == name);
        let index = known.unwrap_or_else(|| {
            self.parameters.push(Parameter { name: name.to_owned(), nullable });
            self.parameters.len() - 1
        });
        self.parameters[index].nullable |= nullable;
        self.sql.push('$');
        self.sql.push_str(&(index + 1).to_string());
    }
}

/// Without white space at the end; where no semicolon ends the statement, the comments that follow
/// it speak of what comes next.
fn trimmed<'a, 'b>(body: &'b [Token<'a>], ended: bool) -> &'b [Token<'a>] {
    let belongs = |token: &Token<'_>| is_code(token) || (ended && token.kind == Kind::Comment);
    let last = body.iter().rposition(belongs).map_or(0, |last| last + 1);
    &body[..last]
}

fn docs(above: &[Token<'_>]) -> String {
    let comments = above.iter().filter(|token| token.kind == Kind::Comment);
    let line = |token: &Token<'_>| token.text.trim_start_matches('-').trim().to_owned();
    comments.map(line).collect::<Vec<_>>().join("\n")
}

fn access(body: &[Token<'_>]) -> Access {
    let words = body.iter().filter(|token| token.kind == Kind::Word);
    let words: Vec<String> = words.map(|token| token.text.to_ascii_uppercase()).collect();
    let reads = words.first().is_some_and(|first| READING.contains(&first.as_str()));
    let writes = words.iter().any(|word| WRITING.contains(&word.as_str()));
    // FOR UPDATE and FOR NO KEY UPDATE are caught above.
    let locks =
        words.windows(2).any(|pair| pair[1] == "SHARE" && (pair[0] == "FOR" || pair[0] == "KEY"));
    if reads && !writes && !locks { Access::Read } else { Access::Write }
}
