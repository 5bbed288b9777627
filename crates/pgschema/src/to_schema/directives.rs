//! The lines above a declaration: what was written there, and the directives for what Prisma can't say.

use super::text;
use crate::sql::ident;
use psl::schema::Directive;

/// Documentation, with its directives told apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Docs {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
enum Piece {
    Prose(String),
    Directive { name: String, args: String, lines: Vec<String> },
}

/// A directive that the database asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) name: &'static str,
    pub(super) args: String,
}

impl Wanted {
    pub(super) fn bare(name: &'static str) -> Self {
        Self { name, args: String::new() }
    }

    pub(super) fn new(name: &'static str, args: impl Into<String>) -> Self {
        Self { name, args: args.into() }
    }

    /// With a `map`.
    pub(super) fn named(name: &'static str, args: &str, map: Option<&str>) -> Self {
        let map = map.map(|map| format!(", map: {}", ident(map))).unwrap_or_default();
        Self { name, args: format!("{}{map}", one_line(args)) }
    }

    fn line(&self) -> String {
        match self.args.is_empty() {
            true => format!("@{}", self.name),
            false => format!("@{}({})", self.name, self.args),
        }
    }
}

/// Those that only the schema knows; all others follow the database.
const OF_THE_SCHEMA: [&str; 2] = ["document", "renamedFrom"];

impl Docs {
    /// Doc lines, of which some begin a directive and some continue one.
    pub(super) fn read(lines: &[&str], directives: &[Directive]) -> Self {
        let mut pieces = Vec::new();
        let mut directives = directives.iter();
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            let begins = psl_directive(line).then(|| directives.next()).flatten();
            let length = begins.map_or(1, |it| line_count(&lines[at..], it));
            let taken: Vec<String> = lines[at..(at + length).min(lines.len())]
                .iter()
                .map(|it| (*it).to_owned())
                .collect();
            pieces.push(match begins {
                Some(it) => {
                    Piece::Directive { name: it.name.clone(), args: it.args.clone(), lines: taken }
                }
                None => Piece::Prose((*line).to_owned()),
            });
            at += length;
        }
        Self { pieces }
    }

    /// A sentence of Prisma's, unless it stands there already.
    pub(super) fn say(&mut self, sentence: &str) {
        let said = self.pieces.iter().any(|piece| match piece {
            Piece::Prose(line) => line.contains(sentence),
            Piece::Directive { .. } => false,
        });
        if !said {
            self.pieces.push(Piece::Prose(sentence.to_owned()));
        }
    }

    /// Directives that are still true keep their words and places, others go, and new ones follow.
    pub(super) fn follow(&mut self, wanted: Vec<Wanted>) {
        let mut wanted = wanted;
        self.pieces.retain(|piece| match piece {
            Piece::Prose(_) => true,
            Piece::Directive { name, .. } if OF_THE_SCHEMA.contains(&name.as_str()) => true,
            Piece::Directive { name, args, .. } => {
                let same = |it: &Wanted| it.name == name && normal(&it.args) == normal(args);
                let found = wanted.iter().position(same);
                found.is_some_and(|at| {
                    wanted.remove(at);
                    true
                })
            }
        });
        self.pieces.extend(wanted.into_iter().map(|it| Piece::Directive {
            name: it.name.to_owned(),
            args: it.args.clone(),
            lines: vec![it.line()],
        }));
    }

    pub(super) fn text(&self) -> String {
        let lines = self.pieces.iter().flat_map(|piece| match piece {
            Piece::Prose(line) => std::slice::from_ref(line),
            Piece::Directive { lines, .. } => lines.as_slice(),
        });
        text::docs(lines.map(String::as_str))
    }
}

fn psl_directive(line: &str) -> bool {
    let Some(rest) = line.trim_start().strip_prefix('@') else { return false };
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    psl::directives::find(&rest[..length]).is_some()
}

/// A directive goes on until its parentheses close.
fn line_count(lines: &[&str], directive: &Directive) -> usize {
    let within = directive.args.matches('\n').count() + 1;
    within.min(lines.len()).max(1)
}

/// Without what the server adds when it prints an expression: blanks, parentheses and casts.
fn normal(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("::") {
            rest = after.trim_start_matches(|c: char| c.is_alphanumeric() || " _\"[]".contains(c));
            continue;
        }
        if c == '\'' {
            let end = rest[1..].find('\'').map_or(rest.len(), |end| end + 2);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        if !c.is_whitespace() && c != '(' && c != ')' {
            out.extend(c.to_lowercase());
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// SQL on one line: blanks for line ends, and escapes for those in strings.
pub(super) fn one_line(sql: &str) -> String {
    if !sql.contains(['\n', '\r']) {
        return sql.trim().to_owned();
    }
    let mut out = String::with_capacity(sql.len());
    for (at, piece) in sql.split('\'').enumerate() {
        let within = at % 2 == 1;
        if at > 0 {
            out.push('\'');
        }
        match within && piece.contains(['\n', '\r']) {
            true => {
                // The quote that opens the string is out already: its E goes before it.
                out.pop();
                out.push_str("E'");
                out.push_str(
                    &piece.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r"),
                );
            }
            false if within => out.push_str(piece),
            false => out.push_str(&piece.replace(['\n', '\r'], " ")),
        }
    }
    out.trim().to_owned()
}
