//! A schema from a catalogue: what `pull` writes.
//!
//! The texts are Prisma's, name by name and line by line, and beside them stand the directives that
//! say what Prisma can't: without the directive lines they are what `prisma db pull` writes. Where
//! a schema is there already its names, order, documentation, files and client-side facts are kept.

mod config;
mod default;
mod directives;
mod enums;
mod field;
mod index;
mod join_table;
mod model;
mod names;
mod notes;
mod opclass;
mod previous;
mod pull;
mod relation_names;
mod relations;
mod said;
mod sql_files;
mod table_facts;
mod text;
mod types;
mod view;
mod warn;
mod warning;
mod write;

pub use notes::Notes;
pub use warning::{Warning, WarningKind, Warnings};

use crate::catalogue::{Catalogue, DEFAULT_SCHEMA};
use psl::SourceFile;

/// What is asked for beside the database and the schema that is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PullOptions {
    /// The PostgreSQL schemas to write, whatever the datasource says; none: those of
    /// [`schemas_to_read`].
    pub schemas: Vec<String>,
}

/// A schema in files, and what it could not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pulled {
    /// Each file of the schema that was there, and a new one where there is something new; new ones
    /// stand in the schema's folder. All are laid out, and whole: they replace what is there.
    pub files: Vec<SourceFile>,
    /// The SQL files that directives of these name: functions, triggers, views. Below the schema's
    /// folder, with the same kind of path.
    pub sql_files: Vec<SourceFile>,
    pub warnings: Warnings,
}

/// The PostgreSQL schemas that a pull reads: those of the datasource, else `public`. Where no schema
/// is there yet, none are named: all that are not PostgreSQL's own.
pub fn schemas_to_read(existing: &[SourceFile], options: &PullOptions) -> Vec<String> {
    if !options.schemas.is_empty() {
        return options.schemas.clone();
    }
    match psl::analyze(existing).schema.datasource {
        Some(source) if !source.schemas.is_empty() => source.schemas,
        Some(_) => vec![DEFAULT_SCHEMA.to_owned()],
        None => Vec::new(),
    }
}

/// Writes a database as a schema. `existing` has to be a schema without errors, or nothing.
pub fn to_schema(
    catalogue: &Catalogue,
    notes: &Notes,
    existing: &[SourceFile],
    options: &PullOptions,
) -> Pulled {
    write::files(catalogue, notes, existing, options)
}
