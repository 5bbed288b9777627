//! `/// @name(…)`: what Prisma can't say. One table; everything about directives comes from it.

use crate::diagnostic::span;
use crate::resolve::DocLine;
use crate::schema::{Directive, Docs, FileId};

/// Where a directive may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    Model,
    Field,
    /// A `Json` field.
    JsonField,
    Index,
    /// An `@@unique`, or a field with `@unique`.
    Unique,
    Enum,
}

impl Place {
    /// For messages: "it stands above …".
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Model => "a model",
            Self::Field => "a field",
            Self::JsonField => "a Json field",
            Self::Index => "an index",
            Self::Unique => "a unique constraint",
            Self::Enum => "an enum",
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
    /// SQL, and perhaps `, map: "name"` behind it.
    SqlAndMap,
    /// One quoted name.
    Text,
    /// One bare word.
    Word,
    /// Names of fields.
    Fields,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    pub name: &'static str,
    pub places: &'static [Place],
    pub shape: ArgumentShape,
    /// How it is written.
    pub example: &'static str,
    pub summary: &'static str,
}

/// All directives.
pub const TABLE: &[Definition] = &[
    Definition {
        name: "check",
        places: &[Place::Model, Place::Field],
        shape: ArgumentShape::SqlAndMap,
        example: "@check(price > 0, map: \"price_positive\")",
        summary: "Each row must satisfy the condition.",
    },
    Definition {
        name: "appendOnly",
        places: &[Place::Model],
        shape: ArgumentShape::None,
        example: "@appendOnly",
        summary: "Rows are inserted and never changed or deleted.",
    },
    Definition {
        name: "document",
        places: &[Place::JsonField],
        shape: ArgumentShape::Word,
        example: "@document(CharacterBook)",
        summary: "The JSON has the shape of the named document.",
    },
    Definition {
        name: "partial",
        places: &[Place::Index, Place::Unique],
        shape: ArgumentShape::Sql,
        example: "@partial(deleted_at IS NULL)",
        summary: "The index holds only the rows that satisfy the condition.",
    },
    Definition {
        name: "exclude",
        places: &[Place::Model],
        shape: ArgumentShape::SqlAndMap,
        example: "@exclude(USING gist (room WITH =, during WITH &&), map: \"no_overlap\")",
        summary: "No two rows may collide under the operators.",
    },
    Definition {
        name: "renamedFrom",
        places: &[Place::Model, Place::Field, Place::Enum],
        shape: ArgumentShape::Text,
        example: "@renamedFrom(\"old_name\")",
        summary: "The next migration renames instead of dropping and creating.",
    },
    Definition {
        name: "include",
        places: &[Place::Index, Place::Unique],
        shape: ArgumentShape::Fields,
        example: "@include(title, publishedAt)",
        summary: "The index carries these columns without sorting by them.",
    },
    Definition {
        name: "nullsNotDistinct",
        places: &[Place::Unique],
        shape: ArgumentShape::None,
        example: "@nullsNotDistinct",
        summary: "Two nulls count as equal in this unique constraint.",
    },
];

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
    find(name)?;
    let opening = rest[length..].trim_start();
    let (args, last, end, closed) = if opening.starts_with('(') {
        let offset = first.text.len() - opening.len();
        arguments(lines, offset)
    } else {
        (String::new(), 0, 1 + length, true)
    };
    let range = first.range.start..lines[last].range.start + end as u32;
    let directive = Directive { name: name.to_owned(), args, span: span(file, range), closed };
    Some((directive, last + 1))
}

/// The text in the parentheses that open at `offset` of the first line; the line on which
/// they close, and where. Parentheses in SQL strings and quoted names do not count.
fn arguments(lines: &[DocLine<'_>], offset: usize) -> (String, usize, usize, bool) {
    let mut text = String::new();
    let mut depth = 0_u32;
    let mut quote = None;
    for (at, line) in lines.iter().enumerate() {
        let from = if at == 0 { offset } else { 0 };
        if at > 0 {
            text.push('\n');
        }
        for (place, c) in line.text[from..].char_indices() {
            match (quote, c) {
                (Some(open), _) if open == c => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"') => quote = Some(c),
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
