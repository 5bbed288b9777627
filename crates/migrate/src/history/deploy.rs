//! Applying what is pending.

use tokio_postgres::Client;

use super::HistoryError;
use super::lock::locked;
use super::state::{State, Status, compare};
use super::table::{self, Record};
use crate::folder::{Folder, Migration};
use crate::server::ServerError;

/// Whether the schema in which we would begin a history holds anything of somebody's: tables, views,
/// sequences, types. PostGIS brings tables of its own.
const IS_EMPTY: &str = "
SELECT NOT EXISTS (
    SELECT 1 FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
       AND NOT EXISTS (SELECT 1 FROM pg_depend d
                        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))
   AND NOT EXISTS (
    SELECT 1 FROM pg_type t WHERE t.typnamespace = current_schema()::regnamespace AND t.typtype = 'e')";

/// What a deploy did and saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// Applied now, in this order.
    pub applied: Vec<String>,
    /// Where the database stood before, with what is edited or missing: reported, not refused, as
    /// with Prisma.
    pub before: Status,
}

/// Applies what is pending, in order, each recorded before and after. Stops at the first failure.
///
/// # Errors
/// [`HistoryError`]: a failed migration (now or earlier), a database that is not empty, a lock held
/// by another migrator.
pub async fn deploy(client: &Client, folder: &Folder) -> Result<Deployment, HistoryError> {
    locked(client, deploy_locked(client, folder)).await
}

async fn deploy_locked(client: &Client, folder: &Folder) -> Result<Deployment, HistoryError> {
    let records = table::read(client).await?;
    if let Some(failed) = records.iter().flatten().find(|record| record.has_failed()) {
        return Err(failed_before(failed));
    }
    if records.is_none() {
        begin_history(client).await?;
    }
    let before = compare(records.as_deref(), folder);
    let mut applied = Vec::new();
    for migration in pending(folder, &before) {
        apply(client, migration).await?;
        applied.push(migration.name.clone());
    }
    Ok(Deployment { applied, before })
}

fn pending<'a>(folder: &'a Folder, before: &Status) -> Vec<&'a Migration> {
    before.all(State::Pending).filter_map(|name| folder.find(name)).collect()
}

fn failed_before(record: &Record) -> HistoryError {
    HistoryError::FailedBefore { name: record.name.clone(), logs: record.logs.clone() }
}

async fn begin_history(client: &Client) -> Result<(), HistoryError> {
    let empty: Option<bool> = client.query_one(IS_EMPTY, &[]).await?.get(0);
    match empty {
        Some(false) => Err(HistoryError::NotEmpty),
        _ => Ok(table::create(client).await?),
    }
}

/// The script goes as one message: PostgreSQL makes it one transaction, unless the script has its
/// own, and a statement that refuses transactions (`CREATE INDEX CONCURRENTLY`) works alone in one.
async fn apply(client: &Client, migration: &Migration) -> Result<(), HistoryError> {
    let id = table::begin(client, migration).await?;
    let Err(error) = client.batch_execute(&migration.script).await else {
        return Ok(table::finish(client, &id).await?);
    };
    // A script that failed inside its own BEGIN leaves the session in a dead transaction.
    let _none_open = client.batch_execute("ROLLBACK").await;
    let error = ServerError::from(error);
    table::fail(client, &id, &error.to_string()).await?;
    let line = error.position().map(|position| line_of(&migration.script, position));
    Err(HistoryError::Failed { name: migration.name.clone(), line, error })
}

fn line_of(script: &str, position: u32) -> usize {
    let before = script.chars().take((position as usize).saturating_sub(1));
    before.filter(|c| *c == '\n').count() + 1
}
