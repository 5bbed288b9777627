//! `documents.rs`: a type for each JSON document, which only text that fits becomes.

use crate::header::Header;
use crate::names::{screaming, snake};
use crate::problem::Problem;
use crate::source::Source;
use crate::vocabulary::Vocabulary;

/// `files`: the names in `contract/documents`.
pub(crate) fn documents(
    header: &Header,
    vocabulary: &Vocabulary,
    files: &[String],
) -> Result<String, Vec<Problem>> {
    let mut out = Source::rust();
    let mut problems = Vec::new();
    header.write(&mut out, "//");
    out.line(
        "//! The JSON documents of the contract: what does not fit its schema is refused here.",
    );
    if !vocabulary.documents.is_empty() {
        out.blank();
        out.lines(FIXED.lines());
    }
    for name in &vocabulary.documents {
        match files.iter().find(|file| is_schema_of(file, name)) {
            Some(file) => {
                out.blank();
                document(&mut out, name, file);
            }
            None => problems.push(Problem::DocumentMissing {
                document: name.clone(),
                file: format!("{name}.schema.json"),
            }),
        }
    }
    if problems.is_empty() { Ok(out.finish()) } else { Err(problems) }
}

/// `CharacterBook.schema.json`, `character-book.schema.json`, `character_book.schema.json`.
fn is_schema_of(file: &str, document: &str) -> bool {
    file.strip_suffix(".schema.json").is_some_and(|stem| snake(stem) == snake(document))
}

fn document(out: &mut Source, name: &str, file: &str) {
    let constant = format!("{}_SCHEMA", screaming(name));
    out.line(format!("/// The JSON Schema of [`{name}`]."));
    out.line(format!("pub const {constant}: &str ="));
    out.line(format!(
        "    include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../../contract/documents/{file}\"));"
    ));
    out.blank();
    out.lines(TEMPLATE.replace("{name}", name).replace("{constant}", &constant).lines());
}

const FIXED: &str = r#"use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value;

/// How many of a document's problems are told: enough to mend it, too few to flood an answer.
const PROBLEMS_MAX: usize = 20;

/// A document that does not fit its shape.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{document} does not fit its shape: {}", list(problems))]
pub struct DocumentError {
    pub document: &'static str,
    pub problems: Vec<DocumentProblem>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentProblem {
    /// A JSON Pointer into the document; empty for the whole.
    pub pointer: String,
    pub message: String,
}

type Compiled = OnceLock<Result<Validator, String>>;

fn list(problems: &[DocumentProblem]) -> String {
    let one = |problem: &DocumentProblem| format!("{}: {}", problem.pointer, problem.message);
    problems.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn compile(schema: &str) -> Result<Validator, String> {
    let schema: Value = serde_json::from_str(schema).map_err(|error| error.to_string())?;
    jsonschema::validator_for(&schema).map_err(|error| error.to_string())
}

fn check(
    document: &'static str,
    schema: &'static str,
    compiled: &'static Compiled,
    value: &Value,
) -> Result<(), DocumentError> {
    let problems: Vec<DocumentProblem> = match compiled.get_or_init(|| compile(schema)) {
        Ok(validator) => validator.iter_errors(value).take(PROBLEMS_MAX).map(problem).collect(),
        Err(message) => vec![DocumentProblem { pointer: String::new(), message: message.clone() }],
    };
    if problems.is_empty() { Ok(()) } else { Err(DocumentError { document, problems }) }
}

fn problem(error: jsonschema::ValidationError<'_>) -> DocumentProblem {
    DocumentProblem { pointer: error.instance_path().to_string(), message: error.to_string() }
}
"#;

const TEMPLATE: &str = r#"/// A JSON document that fits [`{constant}`].
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct {name}(Value);

impl {name} {
    pub fn parse(value: Value) -> Result<Self, DocumentError> {
        static COMPILED: Compiled = OnceLock::new();
        check("{name}", {constant}, &COMPILED, &value)?;
        Ok(Self(value))
    }

    /// As the database holds it.
    pub(super) fn stored(value: Value) -> Self {
        Self(value)
    }

    pub fn value(&self) -> &Value {
        &self.0
    }

    pub fn into_value(self) -> Value {
        self.0
    }
}
"#;
