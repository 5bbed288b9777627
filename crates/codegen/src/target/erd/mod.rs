//! `erd.svg`: the entities and what holds them together, for a README.
//!
//! Tables stand in columns, what is referred to on the left of what refers, and each line keeps to a
//! lane of its own between them. A panel is a PostgreSQL schema. A line that would lead out of its
//! panel, or to a table to which half of the schema leads, is written as a word instead: `→ User`.

mod draw;
mod graph;
mod layers;
mod order;
mod pack;
mod place;
mod scene;

use psl::schema::Schema;

pub use scene::{Drawing, DrawnBox, DrawnLine, DrawnRow, Scene, drawing};

use super::TargetInput;
use crate::{GeneratedFile, Problem, mark};

pub(super) fn files(input: &TargetInput<'_>) -> Result<Vec<GeneratedFile>, Vec<Problem>> {
    let text = diagram(input.schema, &mark("erd"));
    Ok(vec![GeneratedFile::new("erd.svg", text)])
}

/// The diagram, with `comment` on its first line.
pub(crate) fn diagram(schema: &Schema, comment: &str) -> String {
    let graph = graph::Graph::of(schema);
    let panels = pack::panels(&graph);
    draw::svg(&graph, &panels, comment)
}
