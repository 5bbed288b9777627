//! The files, and which block stands in which.

use super::previous::Previous;
use super::{Notes, PullOptions, Pulled, Warnings, config};
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
    let _ = (catalogue, notes);
    let mut files = Vec::new();
    let forced = (!options.schemas.is_empty()).then_some(options.schemas.as_slice());
    for (at, file) in existing.iter().enumerate() {
        let text = psl::format(&config::of_file(&previous, at, forced));
        files.push(SourceFile { path: file.path.clone(), text });
    }
    Pulled { files, warnings: Warnings::default() }
}
