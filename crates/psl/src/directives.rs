//! `/// @name(…)`: what Prisma can't say. One table; everything about directives comes from it.

mod table;

pub use table::TABLE;

use crate::diagnostic::span;
use crate::resolve::DocLine;
use crate::schema::{Directive, Docs, FileId};

/// Where a directive may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    Datasource,
    Model,
    View,
    Field,
    /// A relation field that holds the foreign key.
    Relation,
    /// A `Json` field.
    JsonField,
    Index,
    /// An `@@unique`, or a field with `@unique`.
    Unique,
    Enum,
    EnumValue,
}

impl Place {
    /// For messages: "it stands above …".
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Datasource => "the datasource",
            Self::Model => "a model",
            Self::View => "a view",
            Self::Relation => "a relation field with `fields`",
            Self::Field => "a field",
            Self::JsonField => "a Json field",
            Self::Index => "an index",
            Self::Unique => "a unique constraint",
            Self::Enum => "an enum",
            Self::EnumValue => "a value of an enum",
        }
    }
}

/// What stands between the parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArgumentShape {
    /// No parentheses at all.
    None,
    /// SQL, kept as it is.
    Sql,
    /// SQL, or no parentheses.
    OptionalSql,
    /// SQL, and perhaps `, map: "name"` behind it.
    SqlAndMap,
    /// A quoted name, and perhaps SQL behind a comma.
    NameAndSql,
    /// One quoted name.
    Text,
    /// A quoted text with `\"`, `\\` and `\n`, and perhaps what it is about before it.
    Prose,
    /// The quoted path of a file beside the schema, and perhaps one word behind a comma.
    File,
    /// One bare word.
    Word,
    /// Names of fields.
    Fields,
}

impl ArgumentShape {
    /// Whether a line without parentheses is no directive yet.
    fn needs_arguments(self) -> bool {
        !matches!(self, Self::None | Self::OptionalSql)
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    pub name: &'static str,
    pub places: &'static [Place],
    pub shape: ArgumentShape,
    /// It may stand several times above one thing.
    pub repeatable: bool,
    /// How it is written.
    pub example: &'static str,
    pub summary: &'static str,
}

/// The row of a directive.
pub fn find(name: &str) -> Option<&'static Definition> {
    TABLE.iter().find(|definition| definition.name == name)
}

/// `@chekc(…)` at the start of a line, and what it was probably to be.
fn suspect(file: FileId, line: &DocLine<'_>) -> Option<(crate::Span, &'static str)> {
    let rest = line.text.strip_prefix('@')?;
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let near = crate::nearest::nearest(&rest[..length], TABLE.iter().map(|it| it.name))?;
    let start = line.range.start;
    Some((span(file, start..start + 1 + length as u32), near))
}

/// Splits doc lines into prose and directives.
pub(crate) fn read(file: FileId, lines: &[DocLine<'_>]) -> Docs {
    let mut docs = Docs::default();
    let mut prose: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        match directive(file, &lines[at..]) {
            Some((directive, taken)) => {
                docs.directives.push(directive);
                at += taken;
            }
            None => {
                docs.suspects.extend(suspect(file, &lines[at]));
                prose.push(lines[at].text);
                at += 1;
            }
        }
    }
    docs.text = prose.join("\n");
    docs
}

/// A directive at the start of the first line, and how many lines it takes.
fn directive(file: FileId, lines: &[DocLine<'_>]) -> Option<(Directive, usize)> {
    let first = lines.first()?;
    let rest = first.text.strip_prefix('@')?;
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let name = &rest[..length];
    let definition = find(name)?;
    let opening = rest[length..].trim_start();
    let (args, last, end, closed) = if opening.starts_with('(') {
        let offset = first.text.len() - opening.len();
        arguments(lines, offset, definition.shape == ArgumentShape::Prose)
    } else if definition.shape.needs_arguments() && !opening.is_empty() {
        return None; // `@function see below`: prose, and a suspect.
    } else {
        (String::new(), 0, 1 + length, true)
    };
    let range = first.range.start..lines[last].range.start + end as u32;
    let directive = Directive { name: name.to_owned(), args, span: span(file, range), closed };
    Some((directive, last + 1))
}

/// Longer than any statement that one would write into a comment. Without an end, ten thousand
/// parentheses that never close are each looked for in ten thousand lines.
const LINES_MAX: usize = 500;

/// The text in the parentheses that open at `offset` of the first line; the line on which
/// they close, and where. Parentheses in SQL strings and quoted names do not count. With
/// `escapes`, a backslash in a quoted text takes its meaning from what follows it.
fn arguments(lines: &[DocLine<'_>], offset: usize, escapes: bool) -> (String, usize, usize, bool) {
    let mut text = String::new();
    let mut depth = 0_u32;
    let (mut quote, mut escaped) = (None, false);
    for (at, line) in lines.iter().take(LINES_MAX).enumerate() {
        let from = if at == 0 { offset } else { 0 };
        if at > 0 {
            text.push('\n');
        }
        for (place, c) in line.text[from..].char_indices() {
            match (quote, c) {
                (Some(_), _) if escaped => escaped = false,
                (Some(open), _) if open == c => quote = None,
                (Some(_), _) => escaped = escapes && c == '\\',
                (None, '"') => quote = Some(c),
                (None, '\'') if !escapes => quote = Some(c),
                (None, '(') => depth += 1,
                (None, ')') => depth -= 1,
                (None, _) => {}
            }
            if depth == 0 {
                return (text[1..].trim().to_owned(), at, from + place + 1, true);
            }
            text.push(c);
        }
    }
    // Never closed: the first line is all that is surely meant.
    let first = &lines[0].text[offset + 1..];
    (first.trim().to_owned(), 0, lines[0].text.len(), false)
}

/// A quoted name, in which a quote stands doubled as in SQL, and what follows it.
pub fn quoted_name(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut name = String::new();
    let mut chars = inner.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' if chars.next_if(|(_, next)| *next == '"').is_some() => name.push('"'),
            '"' => return Some((name, &inner[at + 1..])),
            c => name.push(c),
        }
    }
    None
}
