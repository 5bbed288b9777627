//! What can be made of any schema, for any project: a list, a line for each.
//!
//! Paths are relative to the folder that the user names. The first lines of each file hold the
//! [`crate::mark`] of its target.

mod diesel;
pub(crate) mod erd;
mod json_schema;
mod json_type;
mod markdown;
mod options;
mod rust;
mod typescript;
pub mod words;

pub use options::{Options, TargetOption, refused_options};

use std::collections::BTreeMap;

use psl::schema::Schema;
use serde_json::Value;

use crate::{GeneratedFile, Problem, StatementShape};

/// What a target makes its files from.
#[derive(Clone, Copy, Debug)]
pub struct TargetInput<'a> {
    /// Of any project, with no errors in it.
    pub schema: &'a Schema,
    /// The JSON Schema of each document that `@document` may name, by that name. A document may be
    /// named and not be here.
    pub documents: &'a BTreeMap<String, Value>,
    /// The project's own statements; none where it has none.
    pub statements: &'a [StatementShape],
    /// Those of [`Target::options`] that were chosen.
    pub options: Options<'a>,
}

/// One thing that can be generated.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// As `--target` and a generator's `target` take it.
    pub name: &'static str,
    /// One line for the help.
    pub summary: &'static str,
    /// Whether it reads the statements: only then somebody has to ask a server what they are.
    pub reads_statements: bool,
    pub options: &'static [TargetOption],
    pub generate: Generate,
}

/// All files, or all problems.
pub type Generate = fn(&TargetInput<'_>) -> Result<Vec<GeneratedFile>, Vec<Problem>>;

/// Every target, by name.
pub const TARGETS: &[Target] = &[
    Target {
        name: "diesel",
        summary: "Rust for Diesel 2.3: tables, enums, rows, new rows and changes",
        reads_statements: false,
        options: &[],
        generate: diesel::files,
    },
    Target {
        name: "erd",
        summary: "An entity diagram as SVG, light and dark, for a README",
        reads_statements: false,
        options: &[],
        generate: erd::files,
    },
    Target {
        name: "json-schema",
        summary: "JSON Schema 2020-12 of each model, enum and document",
        reads_statements: false,
        options: &[],
        generate: json_schema::files,
    },
    Target {
        name: "markdown",
        summary: "A reference of models, fields, relations, keys and enums, on one page",
        reads_statements: false,
        options: &[],
        generate: markdown::one_page,
    },
    Target {
        name: "markdown-pages",
        summary: "The same, with a page for each model and enum",
        reads_statements: false,
        options: &[],
        generate: markdown::pages,
    },
    Target {
        name: "rust",
        summary: "Rust over tokio-postgres: rows, keys, filters, relations, writes, statements",
        reads_statements: true,
        options: rust::OPTIONS,
        generate: rust::files,
    },
    Target {
        name: "typescript",
        summary: "TypeScript types of models, enums, inputs and documents, as JSON carries them",
        reads_statements: false,
        options: &[],
        generate: typescript::files,
    },
];

/// The target of a name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
