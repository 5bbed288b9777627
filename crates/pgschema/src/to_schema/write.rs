//! The files, and which block stands in which.

use super::model::{self, ModelOf};
use super::previous::Previous;
use super::pull::Pull;
use super::relations::Relations;
use super::sql_files::SqlTexts;
use super::{Notes, PullOptions, Pulled, config, enums, view, warn};
use crate::catalogue::Catalogue;
use psl::{SourceFile, syntax};

/// The file of new blocks, where the schema has several.
const NEW_BLOCKS: &str = "introspected.prisma";
/// The only file, where there was none.
const NEW_SCHEMA: &str = "schema.prisma";

pub(super) fn files(
    catalogue: &Catalogue,
    notes: &Notes,
    existing: &[SourceFile],
    options: &PullOptions,
) -> Pulled {
    let analysis = psl::analyze(existing);
    let trees: Vec<_> = existing.iter().map(|file| syntax::parse(&file.text).0).collect();
    let previous = Previous::new(existing, &analysis, &trees);
    let pull = Pull::new(catalogue, notes, &previous, options);
    let relations = Relations::new(&pull);
    let sql = SqlTexts::new(&pull);
    let texts = Texts::new(&pull, &relations, &sql);
    let root = texts.root;
    let laid_out = |(path, text): (String, String)| SourceFile { path, text: psl::format(&text) };
    let files = texts.files.into_iter().map(laid_out).collect();
    let beside = |(path, text)| SourceFile { path: format!("{root}{path}"), text };
    let sql_files = sql.files.into_iter().map(beside).collect();
    Pulled { files, sql_files, warnings: warn::warnings(&pull, &relations) }
}

/// The texts of the files while they grow.
struct Texts {
    files: Vec<(String, String)>,
    new_blocks: usize,
    /// The schema's folder, with its slash.
    root: String,
}

/// Where a block stood: by file, then by place; new ones last.
type Place = Option<(u32, u32)>;

impl Texts {
    fn new(pull: &Pull<'_>, relations: &Relations, sql: &SqlTexts) -> Self {
        let mut texts = Self::with_config(pull, sql);
        texts.models(pull, relations, sql);
        texts.views(pull, relations, sql);
        texts.enums(pull);
        // A new file that stayed empty is none.
        let existing = pull.previous.files.len();
        let mut at = 0;
        texts.files.retain(|(_, text)| {
            at += 1;
            at <= existing || !text.is_empty()
        });
        texts
    }

    fn with_config(pull: &Pull<'_>, sql: &SqlTexts) -> Self {
        let existing = pull.previous.files;
        let root = root(existing);
        let of_file =
            |(at, file): (usize, &SourceFile)| (file.path.clone(), config::of_file(pull, sql, at));
        let mut files: Vec<_> = existing.iter().enumerate().map(of_file).collect();
        let new_blocks = match files.len() {
            0 => {
                files.push((NEW_SCHEMA.to_owned(), config::new_blocks(pull, sql)));
                0
            }
            1 => 0,
            several => {
                let path = format!("{root}{NEW_BLOCKS}");
                let found = files.iter().position(|(it, _)| *it == path);
                found.unwrap_or_else(|| {
                    files.push((path, String::new()));
                    several
                })
            }
        };
        Self { files, new_blocks, root }
    }

    /// In the order of the schema that is there; new ones follow, in the order given.
    fn push(&mut self, mut blocks: Vec<(Place, String)>) {
        blocks.sort_by_key(|(place, _)| place.map_or((1, (0, 0)), |place| (0, place)));
        for (place, block) in blocks {
            let file = place.map_or(self.new_blocks, |(file, _)| file as usize);
            if let Some((_, text)) = self.files.get_mut(file) {
                text.push_str(&block);
            }
        }
    }

    fn models(&mut self, pull: &Pull<'_>, relations: &Relations, sql: &SqlTexts) {
        let blocks = pull.models().map(|(name, table)| {
            let previous = pull.previous.model(name);
            let fields = relations.fields.get(name).map(Vec::as_slice).unwrap_or_default();
            let place = previous.map(|id| place(&pull.previous.get(id).span));
            (place, model::block(pull, sql, ModelOf { name, table, previous }, fields))
        });
        let blocks = blocks.collect();
        self.push(blocks);
    }

    fn views(&mut self, pull: &Pull<'_>, relations: &Relations, sql: &SqlTexts) {
        let mut blocks = Vec::new();
        for name in pull.view_blocks() {
            let Some(columns) = pull.notes.view_columns.get(name) else { continue };
            let place = pull.previous.view(name).map(|id| place(&pull.previous.get(id).span));
            let fields = relations.fields.get(name).map(Vec::as_slice).unwrap_or_default();
            blocks.push((place, view::block(pull, sql, name, columns, fields)));
        }
        self.push(blocks);
    }

    fn enums(&mut self, pull: &Pull<'_>) {
        let mut enums: Vec<_> = pull.catalogue.enums.iter().collect();
        enums.sort_by_key(|(name, _)| *name);
        let blocks = enums.into_iter().map(|(name, it)| {
            let previous = pull.previous.enumeration(name);
            let place = previous.map(|id| place(&pull.previous.schema.enumeration(id).span));
            (place, enums::block(pull, name, it))
        });
        let blocks = blocks.collect();
        self.push(blocks);
    }
}

fn place(span: &psl::Span) -> (u32, u32) {
    (span.file.0, span.range.start)
}

/// The folder that all files stand in or below.
fn root(files: &[SourceFile]) -> String {
    let folder = |path: &str| path[..path.rfind('/').map_or(0, |end| end + 1)].to_owned();
    let mut root = files.first().map(|file| folder(&file.path)).unwrap_or_default();
    while !files.iter().all(|file| file.path.starts_with(&root)) {
        root.pop();
        root = folder(&root);
    }
    root
}
