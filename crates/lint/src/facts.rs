//! What the rules ask of a schema again and again.

use std::ops::Range;

use psl::schema::{
    FieldId, FileId, ForeignKeyRelation, Index, IndexKind, Model, RelationKind, Schema,
};
use psl::{Edit, Span};

use crate::Input;
use crate::sql::Reading;

pub(crate) struct Facts<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) statements: Vec<Reading>,
    files: &'a [psl::SourceFile],
}

impl<'a> Facts<'a> {
    pub(crate) fn of(input: &Input<'a>) -> Self {
        let statements = input.statements.iter().map(Reading::of).collect();
        Self { schema: input.schema, statements, files: input.files }
    }

    /// The models that have rows of their own.
    pub(crate) fn models(&self) -> impl Iterator<Item = &'a Model> {
        let table = |model: &&Model| !model.ignored && model.kind == psl::schema::ModelKind::Model;
        self.schema.models.iter().filter(table)
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &'a ForeignKeyRelation> {
        self.schema.relations.iter().filter_map(|relation| match &relation.kind {
            RelationKind::ForeignKey(key) => Some(key),
            RelationKind::ImplicitManyToMany { .. } => None,
        })
    }

    /// A new line before the closing brace of a model.
    pub(crate) fn last_line(&self, model: &Model, line: &str) -> Option<Edit> {
        let text = self.text(model.span.file)?;
        let from = model.span.range.end as usize;
        let mut at = from;
        for part in text.get(from..)?.split_inclusive('\n') {
            if part.trim() == "}" {
                let before = text[..at].trim_end().lines().last().unwrap_or_default().trim_start();
                let blank = if before.starts_with("@@") { "" } else { "\n" };
                return Some(edit(model.span.file, at..at, format!("{blank}  {line}\n")));
            }
            at += part.len();
        }
        None
    }

    /// A line above that of a place, as far in as that is.
    pub(crate) fn line_above(&self, span: &Span, line: &str) -> Option<Edit> {
        let lines = self.lines_of(span)?;
        let text = &self.text(span.file)?[lines.clone()];
        let indent = &text[..text.len() - text.trim_start().len()];
        Some(edit(span.file, lines.start..lines.start, format!("{indent}{line}\n")))
    }

    /// Without the line of a place, and without the doc comments above it, where it is all that
    /// stands there.
    pub(crate) fn without_line(&self, span: &Span) -> Option<Edit> {
        let text = self.text(span.file)?;
        let lines = self.lines_of(span)?;
        let own = span.range.start as usize..span.range.end as usize;
        if text[lines.clone()].trim() != text.get(own)? {
            return None;
        }
        let mut start = lines.start;
        for line in text[..start].lines().rev().take_while(|line| line.trim().starts_with("///")) {
            start -= line.len() + 1;
        }
        Some(edit(span.file, start..lines.end, String::new()))
    }

    /// The first of a word after a place, on its line.
    pub(crate) fn word_after(&self, span: &Span, word: &str, by: &str) -> Option<Edit> {
        let lines = self.lines_of(span)?;
        let end = span.range.end as usize;
        let found = end + self.text(span.file)?.get(end..lines.end)?.find(word)?;
        Some(edit(span.file, found..found + word.len(), by.to_owned()))
    }

    /// The rest of the line of a place.
    pub(crate) fn rest_of_line(&self, span: &Span) -> &'a str {
        let lines = self.lines_of(span).unwrap_or_default();
        let text = self.text(span.file).unwrap_or_default();
        text.get(span.range.end as usize..lines.end).unwrap_or_default()
    }

    fn lines_of(&self, span: &Span) -> Option<Range<usize>> {
        let text = self.text(span.file)?;
        let start = text.get(..span.range.start as usize)?.rfind('\n').map_or(0, |at| at + 1);
        let end = text.get(span.range.end as usize..)?.find('\n');
        Some(start..end.map_or(text.len(), |at| span.range.end as usize + at + 1))
    }

    fn text(&self, file: FileId) -> Option<&'a str> {
        self.files.get(file.0 as usize).map(|file| file.text.as_str())
    }
}

fn edit(file: FileId, range: Range<usize>, text: String) -> Edit {
    Edit { span: Span { file, range: range.start as u32..range.end as u32 }, text }
}

pub(crate) fn is_tree(index: &Index) -> bool {
    index.kind != IndexKind::Fulltext && index.method.as_deref().is_none_or(|it| it == "BTree")
}

pub(crate) fn is_partial(index: &Index) -> bool {
    index.predicate.is_some() || index.docs.directive("partial").is_some()
}

/// The words of a name, in lower case: `unitPrice_net` → unit, price, net.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && before.is_lowercase()) {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// `authorId, bookId`.
pub(crate) fn names(model: &Model, fields: &[FieldId]) -> String {
    let names: Vec<&str> = fields.iter().map(|id| model.field(*id).name.as_str()).collect();
    names.join(", ")
}
