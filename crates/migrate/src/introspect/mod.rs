//! A live database as a [`Catalogue`], by a handful of queries over all of it at once.

mod columns;
mod default;
mod keys;
mod notes;
mod objects;
mod options;
mod others;
mod others_sql;
mod policies;
mod sql;
mod stamp;

use indexmap::IndexMap;
use pgschema::Catalogue;
use pgschema::catalogue::Extension;
use pgschema::to_schema::Notes;
use tokio_postgres::{Client, Error};

use crate::server::ServerError;

pub use stamp::contract_stamps;

/// One snapshot, and one way of printing names: those in `public` bare, all others qualified,
/// whatever search path the role has.
const BEGIN: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL search_path = public";

/// Reads the named schemas, or all that are not PostgreSQL's own where none is named. Objects that
/// belong to extensions, and `_prisma_migrations`, are left out.
///
/// # Errors
/// What the server refused.
pub async fn introspect(client: &Client, schemas: &[String]) -> Result<Catalogue, ServerError> {
    client.batch_execute(BEGIN).await?;
    let outcome = read(client, schemas).await;
    client.batch_execute("COMMIT").await?;
    Ok(outcome?)
}

/// The same, with what writing it as a schema needs besides.
///
/// # Errors
/// What the server refused.
pub async fn introspect_with_notes(
    client: &Client,
    schemas: &[String],
) -> Result<(Catalogue, Notes), ServerError> {
    client.batch_execute(BEGIN).await?;
    let outcome = read_with_notes(client, schemas).await;
    client.batch_execute("COMMIT").await?;
    Ok(outcome?)
}

/// The extensions of a database, by name.
///
/// # Errors
/// What the server refused.
pub async fn extensions(client: &Client) -> Result<IndexMap<String, Extension>, ServerError> {
    Ok(objects::extensions(client).await?)
}

async fn read_with_notes(client: &Client, schemas: &[String]) -> Result<(Catalogue, Notes), Error> {
    let catalogue = read(client, schemas).await?;
    let read: Vec<String> = catalogue.schemas.iter().cloned().collect();
    let notes = notes::read(client, &read).await?;
    Ok((catalogue, notes))
}

async fn read(client: &Client, schemas: &[String]) -> Result<Catalogue, Error> {
    let mut catalogue = Catalogue::default();
    let named = schemas;
    let schemas: Vec<String> =
        client.query(sql::SCHEMAS, &[&named]).await?.iter().map(|row| row.get(0)).collect();
    catalogue.schemas = schemas.iter().cloned().collect();
    catalogue.extensions = objects::extensions(client).await?;
    objects::enums(client, &schemas, &mut catalogue).await?;
    columns::read(client, &schemas, &mut catalogue).await?;
    keys::constraints(client, &schemas, &mut catalogue).await?;
    objects::views(client, &schemas, &mut catalogue).await?;
    keys::indexes(client, &schemas, &mut catalogue).await?;
    objects::sequences(client, &schemas, &mut catalogue).await?;
    objects::functions(client, &schemas, &mut catalogue).await?;
    objects::triggers(client, &schemas, &mut catalogue).await?;
    policies::read(client, &schemas, &mut catalogue).await?;
    others::read(client, &schemas, &mut catalogue).await?;
    Ok(catalogue)
}
