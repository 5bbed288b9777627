//! Why a contract could not be worked with.

use std::io;
use std::path::PathBuf;

use codegen::GeneratedFile;
use migrate::shadow::ShadowError;
use migrate::{
    ConnectError, DescribeError, DriftError, FolderError, HistoryError, PullError, ScriptError,
    ServerError, UrlError,
};
use psl::{Diagnostic, SourceFile};
use thiserror::Error;

use crate::source::SourceError;

/// Everything that can stand between a contract folder and what follows from it.
#[derive(Debug, Error)]
pub enum ContractError {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{}: not JSON: {source}", path.display())]
    Document { path: PathBuf, source: serde_json::Error },
    /// To be shown with their source.
    #[error("{path} has {errors} error{}", if *errors == 1 { "" } else { "s" })]
    Invalid { path: String, errors: usize, files: Vec<SourceFile>, findings: Vec<Diagnostic> },
    #[error("{}", lines(.0))]
    Unrepresentable(Vec<Located>),
    #[error("{}", lines(.0))]
    Statements(Vec<migrate::statements::Problem>),
    #[error(transparent)]
    Describe(#[from] DescribeError),
    #[error("{}", lines(.0))]
    Codegen(Vec<codegen::Problem>),
    #[error("these generated files are stale; run the same without --check:\n{}", lines(.0))]
    Stale(Vec<String>),
    #[error(
        "the targets {first} and {second} both make {path}; give each a folder of its own with --out"
    )]
    OneFile { path: String, first: &'static str, second: &'static str },
    #[error("there is no migrations folder {}", .0.display())]
    NoMigrations(PathBuf),
    #[error("there is no folder of statements {}", .0.display())]
    NoStatements(PathBuf),
    #[error("a database or migrations can be compared on a server only")]
    NeedsServer,
    #[error(
        "the database is not what its history says:\n{}\n\
         either let the contract follow it: `repertoire contract drift --against migrations --adopt`\n\
         or bring it back: `repertoire contract drift --against migrations --repair`", bullets(.0)
    )]
    Astray(Vec<String>),
    #[error("these migrations are not applied yet; deploy them first:\n{}", bullets(.0))]
    Pending(Vec<String>),
    #[error(transparent)]
    Pull(#[from] PullError),
    #[error(transparent)]
    Script(#[from] ScriptError),
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    History(#[from] HistoryError),
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Url(#[from] UrlError),
    #[error(
        "the URL has `?schema={0}`, which moves every unqualified name there, while a catalogue is compared \
         by whole names; leave it out, and say in the schema where the models are: `schemas = [\"{0}\"]` in \
         the datasource and `@@schema(\"{0}\")` on each (deploy, status and resolve take it as it is)"
    )]
    OneSchema(String),
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error(transparent)]
    Server(#[from] ServerError),
    #[error("no private PostgreSQL for scratch databases: {0}; name a server with a URL instead")]
    Private(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error(transparent)]
    Shadow(#[from] ShadowError),
    #[error(transparent)]
    Drift(#[from] DriftError),
    #[error("`{0}` is no name for a migration; use lower-case letters, digits and underscores")]
    MigrationName(String),
    #[error("`{0}` is no timestamp for a migration; it has fourteen digits, as 20261122170000")]
    Timestamp(String),
}

/// A finding of the catalogue, with its place as text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{file}:{line}: {message}")]
pub struct Located {
    pub file: String,
    pub line: usize,
    pub message: String,
}

impl ContractError {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    pub(crate) fn stale(files: &[&GeneratedFile], orphans: &[String]) -> Self {
        let changed = files.iter().map(|file| format!("  {}", file.path));
        let orphans = orphans.iter().map(|path| format!("  {path} (of no use any more)"));
        Self::Stale(changed.chain(orphans).collect())
    }
}

impl From<tokio_postgres::Error> for ContractError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Server(error.into())
    }
}

fn lines<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn bullets(items: &[String]) -> String {
    items.iter().map(|item| format!("  - {item}")).collect::<Vec<_>>().join("\n")
}
