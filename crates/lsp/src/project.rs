//! The files of one schema, read once for all questions about one state of them.

use std::ops::Range;

use lsp_types::{Location, Uri};
use psl::schema::FileId;
use psl::{Analysis, SourceFile, Span};

use crate::names::{self, Occurrence};
use crate::places::Lines;
use crate::uri;

/// A place in a [`Project`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub file: usize,
    pub offset: usize,
}

/// The files of one schema and what they say.
#[derive(Debug)]
pub struct Project {
    pub files: Vec<SourceFile>,
    pub analysis: Analysis,
    /// Every name of a model, enum, field or value, in the order of files and places.
    pub occurrences: Vec<Occurrence>,
    lines: Vec<Lines>,
}

impl Project {
    pub fn new(files: Vec<SourceFile>) -> Self {
        let analysis = psl::analyze(&files);
        let occurrences = names::occurrences(&files);
        let lines = files.iter().map(|file| Lines::new(&file.text)).collect();
        Self { files, analysis, occurrences, lines }
    }

    pub fn file(&self, path: &str) -> Option<usize> {
        self.files.iter().position(|file| file.path == path)
    }

    pub fn text(&self, file: usize) -> &str {
        self.files.get(file).map_or("", |file| &file.text)
    }

    pub fn lines(&self, file: usize) -> Option<&Lines> {
        self.lines.get(file)
    }

    pub fn text_of(&self, span: &Span) -> &str {
        let range = span.range.start as usize..span.range.end as usize;
        self.text(span.file.0 as usize).get(range).unwrap_or_default()
    }

    pub fn range(&self, span: &Span) -> lsp_types::Range {
        let file = span.file.0 as usize;
        let range = span.range.start as usize..span.range.end as usize;
        self.lines.get(file).map_or_else(Default::default, |it| it.range(self.text(file), range))
    }

    pub fn uri(&self, file: FileId) -> Option<Uri> {
        self.files.get(file.0 as usize).and_then(|file| uri::from_path(&file.path))
    }

    pub fn location(&self, span: &Span) -> Option<Location> {
        Some(Location::new(self.uri(span.file)?, self.range(span)))
    }

    /// The name at a place, or that ends there.
    pub fn occurrence_at(&self, place: Place) -> Option<&Occurrence> {
        let offset = place.offset as u32;
        let holds = |range: &Range<u32>| range.start <= offset && offset <= range.end;
        let at_file = |it: &&Occurrence| it.span.file.0 as usize == place.file;
        self.occurrences.iter().filter(at_file).find(|it| holds(&it.span.range))
    }
}
