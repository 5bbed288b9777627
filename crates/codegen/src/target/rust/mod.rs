//! A folder of Rust over tokio-postgres, for a crate of any project: a file for each model, enums,
//! ids, documents, statements, and `sql`, in which everything that is the same for all models stands
//! once. What follows from a model is data and short functions, so that hundreds compile quickly.

mod changes;
mod documents;
mod enums;
mod ids;
mod insert;
mod made;
mod model;
mod options;
mod plan;
mod relations;
mod root;
mod shapes;
mod statements;
mod support;
mod types;

use super::TargetInput;
use crate::source::Source;
use crate::vocabulary::Vocabulary;
use crate::{GeneratedFile, Problem, mark};
use options::Choices;
use plan::Plan;

pub(super) use options::OPTIONS;

pub(super) fn files(input: &TargetInput<'_>) -> Result<Vec<GeneratedFile>, Vec<Problem>> {
    let choices = Choices::of(input.options);
    let mut vocabulary = Vocabulary::of_any(input.schema);
    if choices.plain_ids {
        vocabulary.forget_ids();
    }
    let plan = Plan::of(input.schema, &vocabulary, choices);
    let mut files = support::files();
    files.extend(
        plan.models
            .iter()
            .map(|it| GeneratedFile::new(format!("{}.rs", it.module), model::text(&plan, it))),
    );
    files.extend(statements::files(&plan, input)?);
    files.push(GeneratedFile::new("enums.rs", enums::text(&plan)));
    files.push(GeneratedFile::new("ids.rs", ids::text(&plan)));
    files.push(GeneratedFile::new("documents.rs", documents::text(&plan, input.documents)));
    files.extend(types::text(&plan, &files));
    files.push(GeneratedFile::new("mod.rs", root::text(&plan, &files)));
    files.sort();
    Ok(files)
}

/// A file's start.
fn begin() -> Source {
    let mut out = Source::rust();
    out.line(format!("// {}", mark("rust")));
    out.blank();
    out
}
