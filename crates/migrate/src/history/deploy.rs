//! Applying what is pending.

use tokio_postgres::Client;

use super::HistoryError;
use super::lock::locked;
use super::run::{Listener, Progress, Runner};
use super::state::{State, Status, compare};
use super::table::{Record, Table};
use crate::folder::{Folder, Migration};
use crate::role::quoted;

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
    deploy_telling(client, folder, &|_| {}).await
}

/// [`deploy`], telling what happens meanwhile.
///
/// # Errors
/// As [`deploy`].
pub async fn deploy_telling(
    client: &Client,
    folder: &Folder,
    listener: Listener<'_>,
) -> Result<Deployment, HistoryError> {
    writable(client).await?;
    locked(client, listener, deploy_locked(client, folder, listener)).await
}

async fn deploy_locked(
    client: &Client,
    folder: &Folder,
    listener: Listener<'_>,
) -> Result<Deployment, HistoryError> {
    let found = Table::find(client).await?;
    let records = match &found {
        Some(table) => Some(table.read().await?),
        None => None,
    };
    if let Some(failed) = records.iter().flatten().find(|record| record.has_failed()) {
        return Err(HistoryError::FailedBefore(Box::new(failed.clone())));
    }
    let table = match found {
        Some(table) => table,
        None => begin_history(client).await?,
    };
    let before = compare(records.as_deref(), folder);
    let pending = pending(folder, &before);
    let runner = Runner::new(client, table).await?;
    let mut applied = Vec::new();
    for (at, migration) in pending.iter().enumerate() {
        let name = &migration.name;
        listener(Progress::Applying { name, number: at + 1, of: pending.len() });
        let took = runner.apply(migration, listener).await?;
        listener(Progress::Applied { name, took });
        applied.push(name.clone());
    }
    Ok(Deployment { applied, before })
}

fn pending<'a>(folder: &'a Folder, before: &Status) -> Vec<&'a Migration> {
    before.all(State::Pending).filter_map(|name| folder.find(name)).collect()
}

/// A replica would take the lock and refuse the first statement.
pub(super) async fn writable(client: &Client) -> Result<(), HistoryError> {
    let sql = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only')::bool";
    let row = client.query_one(sql, &[]).await?;
    match (row.get(0), row.get(1)) {
        (true, _) => Err(HistoryError::Replica),
        (_, true) => Err(HistoryError::ReadOnly),
        _ => Ok(()),
    }
}

async fn begin_history(client: &Client) -> Result<Table<'_>, HistoryError> {
    ensure_schema(client).await?;
    let empty: Option<bool> = client.query_one(IS_EMPTY, &[]).await?.get(0);
    match empty {
        Some(false) => Err(HistoryError::NotEmpty),
        _ => open(client).await,
    }
}

/// The history, made where there is none yet.
pub(super) async fn open(client: &Client) -> Result<Table<'_>, HistoryError> {
    ensure_schema(client).await?;
    let sql = "SELECT current_schema(), has_schema_privilege(current_schema(), 'CREATE'), \
                      current_user::text, to_regclass('_prisma_migrations') IS NOT NULL";
    let row = client.query_one(sql, &[]).await?;
    let (allowed, there): (Option<bool>, bool) = (row.get(1), row.get(3));
    if allowed != Some(true) && !there {
        let schema: Option<String> = row.get(0);
        let (schema, role) = (schema.unwrap_or_else(|| "public".to_owned()), row.get(2));
        return Err(HistoryError::MayNotCreate { schema, role });
    }
    Ok(Table::open(client).await?)
}

/// The schema of `?schema=` is made on first use, as Prisma does.
async fn ensure_schema(client: &Client) -> Result<(), HistoryError> {
    let sql =
        "SELECT current_schema() IS NULL, trim(both '\"' from current_setting('search_path'))";
    let row = client.query_one(sql, &[]).await?;
    let (lost, path): (bool, String) = (row.get(0), row.get(1));
    if lost && !path.is_empty() && !path.contains([',', '"', '$']) {
        client.batch_execute(&format!("CREATE SCHEMA IF NOT EXISTS {}", quoted(&path))).await?;
    }
    Ok(())
}

/// The records of a database that has some.
pub(super) async fn records(client: &Client) -> Result<Option<Vec<Record>>, HistoryError> {
    match Table::find(client).await? {
        Some(table) => Ok(Some(table.read().await?)),
        None => Ok(None),
    }
}
