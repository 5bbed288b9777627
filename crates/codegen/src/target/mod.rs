//! What can be made of any schema, for any project: a list, a line for each.
//!
//! Paths are relative to the folder that the user names. The first line of each file says that it is
//! generated, in the words of [`crate::GENERATED`], as far as the format has comments.

mod json_type;
mod typescript;

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
}

/// One thing that can be generated.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// As `--target` and a generator's `target` take it.
    pub name: &'static str,
    /// One line for the help.
    pub summary: &'static str,
    pub generate: Generate,
}

/// All files, or all problems.
pub type Generate = fn(&TargetInput<'_>) -> Result<Vec<GeneratedFile>, Vec<Problem>>;

/// Every target, by name.
pub const TARGETS: &[Target] = &[Target {
    name: "typescript",
    summary: "TypeScript types of models, enums, inputs and documents, as JSON carries them",
    generate: typescript::files,
}];

/// The target of a name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
