//! A live database as a schema.

use pgschema::to_schema::{PullOptions, Pulled, schemas_to_read, to_schema};
use psl::{Diagnostic, SourceFile};
use thiserror::Error;
use tokio_postgres::Client;

use crate::introspect::introspect_with_notes;
use crate::server::ServerError;

/// Why nothing was pulled.
#[derive(Debug, Error)]
pub enum PullError {
    #[error("the schema that is there has errors; mend them first: what it says is kept")]
    Schema(Vec<Diagnostic>),
    #[error("the database has no schema \"{0}\"; name another one, or create it")]
    NoSchema(String),
    #[error(
        "the database is empty: no tables, enums or views in {0}; run the migrations first, or name \
         the schemas to read"
    )]
    Empty(String),
    #[error(transparent)]
    Server(#[from] ServerError),
}

/// Reads the database and writes it as a schema: `existing` brought up to date, or a new one. All of
/// the files come back, and nothing is written to disk.
///
/// # Errors
/// [`PullError`].
pub async fn pull(
    client: &Client,
    existing: &[SourceFile],
    options: &PullOptions,
) -> Result<Pulled, PullError> {
    let mut errors = psl::analyze(existing).diagnostics;
    errors.retain(Diagnostic::is_error);
    if !errors.is_empty() {
        return Err(PullError::Schema(errors));
    }
    let schemas = schemas_to_read(existing, options);
    let (catalogue, notes) = introspect_with_notes(client, &schemas).await?;
    if let Some(missing) = schemas.iter().find(|name| !catalogue.schemas.contains(*name)) {
        return Err(PullError::NoSchema(missing.clone()));
    }
    if catalogue.tables.is_empty() && catalogue.enums.is_empty() && catalogue.views.is_empty() {
        let read: Vec<&str> = catalogue.schemas.iter().map(String::as_str).collect();
        return Err(PullError::Empty(read.join(", ")));
    }
    Ok(to_schema(&catalogue, &notes, existing, options))
}
