//! Code from the contract: Rust, TypeScript, JSON Schema, OpenAPI parts, as values.
//!
//! Pure: schema and described statements in, files out, the same bytes each time. Writing them is
//! `contract`'s. Deliberately absent: I/O, a connection, maps without an order.

mod domain;
mod header;
mod names;
mod problem;
mod rust_type;
mod source;
mod statement;
mod store;
mod target;
mod types;
mod typescript;
mod vocabulary;

pub use header::{GENERATED, mark};
pub use problem::Problem;
pub use statement::{Cardinality, ColumnShape, Origin, ParamShape, PgType, StatementShape};
pub use store::MigrationFile;
pub use target::erd::{Drawing, DrawnBox, DrawnLine, DrawnRow, Scene, drawing};
pub use target::{
    Generate, Options, TARGETS, Target, TargetInput, TargetOption, refused_options, target, words,
};

use header::Header;
use psl::schema::Schema;
use serde_json::Value;
use statement::ResolvedStatement;
use vocabulary::Vocabulary;

/// A file to be: its path from the root of the repository, with forward slashes, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GeneratedFile {
    pub path: String,
    pub contents: String,
}

/// Everything that generated code follows from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    pub schema: &'a Schema,
    /// SHA-256, lower-case hex.
    pub contract_hash: &'a str,
    pub migrations: &'a [MigrationFile],
    /// The names of the files in `contract/documents`.
    pub documents: &'a [String],
    pub statements: &'a [StatementShape],
    /// The files of schema and statements, from the contract's folder: `schema/studio.prisma`.
    pub texts: &'a [String],
}

const DOMAIN: &str = "crates/domain/src/generated";
const PUBLISHED: &str = "contract/published";
const STORE: &str = "crates/store/src/generated";

impl GeneratedFile {
    pub fn new(path: impl Into<String>, contents: impl Into<String>) -> Self {
        Self { path: path.into(), contents: contents.into() }
    }
}

/// The domain's words and the store's rows and statements.
///
/// # Errors
/// All problems, not only the first.
pub fn rust(input: &Input<'_>) -> Result<Vec<GeneratedFile>, Vec<Problem>> {
    let (vocabulary, mut problems) = Vocabulary::of(input.schema);
    let header = Header { contract_hash: input.contract_hash.to_owned() };
    let mut files = domain_files(&header, input.schema, &vocabulary);
    match store_files(&header, input, &vocabulary) {
        Ok(store) => files.extend(store),
        Err(more) => problems.extend(more),
    }
    files.sort();
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

/// What is published of the contract beside its JSON: TypeScript types and the entity diagram.
///
/// # Errors
/// All problems, not only the first.
pub fn published(schema: &Schema, contract_hash: &str) -> Result<Vec<GeneratedFile>, Vec<Problem>> {
    let (vocabulary, problems) = Vocabulary::of(schema);
    let header = Header { contract_hash: contract_hash.to_owned() };
    let types = typescript::contract(&header, schema, &vocabulary);
    let comment = format!("{GENERATED} Contract sha256:{contract_hash}");
    let diagram = target::erd::diagram(schema, &comment);
    let files = vec![
        GeneratedFile::new(format!("{PUBLISHED}/contract.ts"), types),
        GeneratedFile::new(format!("{PUBLISHED}/erd.svg"), diagram),
    ];
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

/// `studio-api.ts`, a thin client of the API that an OpenAPI 3.1 document describes.
///
/// # Errors
/// [`Problem::OpenApi`]: no paths, or an operation without an id.
pub fn studio_api(openapi: &Value, contract_hash: &str) -> Result<GeneratedFile, Problem> {
    let header = Header { contract_hash: contract_hash.to_owned() };
    let text = typescript::client(&header, openapi)?;
    Ok(GeneratedFile::new(format!("{PUBLISHED}/studio-api.ts"), text))
}

fn domain_files(header: &Header, schema: &Schema, vocabulary: &Vocabulary) -> Vec<GeneratedFile> {
    vec![
        GeneratedFile::new(format!("{DOMAIN}/mod.rs"), domain::root(header)),
        GeneratedFile::new(format!("{DOMAIN}/enums.rs"), domain::enums(header, schema)),
        GeneratedFile::new(format!("{DOMAIN}/ids.rs"), domain::ids(header, vocabulary)),
    ]
}

fn store_files(
    header: &Header,
    input: &Input<'_>,
    vocabulary: &Vocabulary,
) -> Result<Vec<GeneratedFile>, Vec<Problem>> {
    let schema = input.schema;
    let documents = store::documents(header, vocabulary, input.documents);
    let statements = statement::resolve(schema, vocabulary, input.statements);
    let (documents, statements) = match (documents, statements) {
        (Ok(documents), Ok(statements)) => (documents, statements),
        (documents, statements) => {
            let problems = documents.err().into_iter().chain(statements.err());
            return Err(problems.flatten().collect());
        }
    };
    let own = [
        ("mod.rs", store::root(header)),
        ("changesets.rs", store::changesets(header, vocabulary)),
        ("contract.rs", store::contract(header, vocabulary, input.migrations, input.texts)),
        ("documents.rs", documents),
        ("inserts.rs", store::inserts(header, schema, vocabulary)),
        ("rows.rs", store::rows(header, vocabulary)),
    ];
    let mut files = statement_files(header, &statements);
    files.extend(own.map(|(name, text)| GeneratedFile::new(format!("{STORE}/{name}"), text)));
    let uses = uses(&files, vocabulary, &statements);
    let postgres = store::postgres(header, schema, vocabulary, &uses);
    files.push(GeneratedFile::new(format!("{STORE}/postgres.rs"), postgres));
    Ok(files)
}

fn uses<'a>(
    files: &'a [GeneratedFile],
    vocabulary: &'a Vocabulary,
    statements: &'a [ResolvedStatement<'_>],
) -> store::Uses<'a> {
    let columns = vocabulary.entities.iter().flat_map(|it| &it.columns).map(|it| &it.ty);
    let given = statements.iter().flat_map(|it| &it.params).map(|it| &it.ty);
    store::Uses {
        texts: files.iter().map(|file| file.contents.as_str()).collect(),
        parameters: columns.chain(given).collect(),
    }
}

fn statement_files(header: &Header, resolved: &[ResolvedStatement<'_>]) -> Vec<GeneratedFile> {
    let mut names: Vec<&str> = resolved.iter().map(|it| it.shape.file.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let mut files: Vec<GeneratedFile> = names
        .iter()
        .map(|name| {
            let of_file: Vec<_> = resolved.iter().filter(|it| it.shape.file == *name).collect();
            let path = format!("{STORE}/queries/{}.rs", names::snake(name));
            GeneratedFile::new(path, store::queries(header, name, &of_file))
        })
        .collect();
    let root = store::queries_root(header, &names);
    files.push(GeneratedFile::new(format!("{STORE}/queries/mod.rs"), root));
    files
}
