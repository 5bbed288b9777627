//! What a `generator` block asks for.

use std::path::Path;

use codegen::{TARGETS, Target, TargetInput, target};
use contract::{ContractError, documents_beside, generate_into};
use psl::render::{Colour, human};
use psl::{Schema, SourceFile};
use serde_json::Value;
use thiserror::Error;

use crate::request::{Block, Params};

/// Why a block made nothing. Prisma prints it.
#[derive(Debug, Error)]
pub enum BlockError {
    #[error("Prisma sent no {0}; repertoire-generator knows the protocol of Prisma 7")]
    Missing(&'static str),
    #[error(
        "generator {0}: it has no `output`; name the folder to write into, as output = \"../generated\""
    )]
    Output(String),
    #[error(
        "generator {0}: it has no `target`, and none is called `{0}`; there are {targets}: write \
         target = \"markdown\", or target = [\"erd\", \"markdown\"] for several",
        targets = targets()
    )]
    NoTarget(String),
    #[error("generator {0}: there is no target `{1}`; there are {targets}", targets = targets())]
    Target(String, String),
    #[error("the schema has errors\n{0}")]
    Schema(String),
    #[error(transparent)]
    Contract(#[from] ContractError),
}

pub(crate) fn generate(params: Params<'_>) -> Result<(), BlockError> {
    let block = params.generator.ok_or(BlockError::Missing("generator"))?;
    let text = params.datamodel.ok_or(BlockError::Missing("datamodel"))?.into_owned();
    let path = params.schema_path.unwrap_or_default();
    let targets = targets_of(&block)?;
    let options = options_of(&block);
    let output = block.output.and_then(|output| output.value);
    let output = output.ok_or(BlockError::Output(block.name))?;
    let schema = schema(&path, text)?;
    let documents = documents_beside(Path::new(&path))?;
    let input =
        TargetInput { schema: &schema, documents: &documents, statements: &[], options: &options };
    generate_into(Path::new(&output), &targets, &input, false)?;
    Ok(())
}

fn schema(path: &str, text: String) -> Result<Schema, BlockError> {
    let files = [SourceFile { path: path.to_owned(), text }];
    let analysis = psl::analyze(&files);
    if analysis.is_valid() {
        return Ok(analysis.schema);
    }
    let errors: Vec<_> = analysis.diagnostics.into_iter().filter(|it| it.is_error()).collect();
    Err(BlockError::Schema(human(&files, &errors, Colour::Plain)))
}

/// Where a block without `output` writes to, from the schema's folder on: no two blocks have one name.
pub(crate) fn default_output(block: Option<&str>) -> String {
    format!("./generated/{}", block.unwrap_or("repertoire"))
}

/// A block that names no target means the one that it is called like.
fn targets_of(block: &Block) -> Result<Vec<&'static Target>, BlockError> {
    let wanted: Vec<String> = match block.config.get("target") {
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Array(names)) => names
            .iter()
            .map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned))
            .collect(),
        _ => target(&block.name).map(|it| it.name.to_owned()).into_iter().collect(),
    };
    if wanted.is_empty() {
        return Err(BlockError::NoTarget(block.name.clone()));
    }
    let find =
        |name: String| target(&name).ok_or_else(|| BlockError::Target(block.name.clone(), name));
    wanted.into_iter().map(find).collect()
}

/// Every other setting is an option of a target. One that no target has is refused with those that
/// there are.
fn options_of(block: &Block) -> Vec<(String, String)> {
    let others = block.config.iter().filter(|(name, _)| *name != "target");
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    others.map(|(name, value)| (name.clone(), text(value))).collect()
}

/// `diesel, erd, …`.
fn targets() -> String {
    TARGETS.iter().map(|target| target.name).collect::<Vec<_>>().join(", ")
}
