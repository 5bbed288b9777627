//! The table `_prisma_migrations`, in the words that Prisma uses.

use tokio_postgres::{Client, Error};
use uuid::Uuid;

use crate::folder::Migration;

/// To the byte what Prisma creates.
const CREATE: &str = r#"CREATE TABLE _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
);"#;

/// Wherever the search path leads: the schema is the one in which Prisma looks.
const EXISTS: &str = "SELECT to_regclass('_prisma_migrations') IS NOT NULL";

const LIST: &str = "SELECT id, checksum, migration_name, logs, finished_at IS NOT NULL, \
                           rolled_back_at IS NOT NULL, applied_steps_count \
                      FROM _prisma_migrations ORDER BY started_at, id";

/// A row of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub id: String,
    pub checksum: String,
    pub name: String,
    pub logs: Option<String>,
    pub finished: bool,
    pub rolled_back: bool,
    pub steps: i32,
}

impl Record {
    /// It is in the database, whole.
    #[must_use]
    pub fn is_applied(&self) -> bool {
        self.finished && !self.rolled_back
    }

    /// It began, did not end, and nobody has said what became of it.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        !self.finished && !self.rolled_back
    }
}

/// `None` where there is no table yet.
pub(super) async fn read(client: &Client) -> Result<Option<Vec<Record>>, Error> {
    if !client.query_one(EXISTS, &[]).await?.get::<_, bool>(0) {
        return Ok(None);
    }
    let rows = client.query(LIST, &[]).await?;
    let record = |row: &tokio_postgres::Row| Record {
        id: row.get(0),
        checksum: row.get(1),
        name: row.get(2),
        logs: row.get(3),
        finished: row.get(4),
        rolled_back: row.get(5),
        steps: row.get(6),
    };
    Ok(Some(rows.iter().map(record).collect()))
}

pub(super) async fn create(client: &Client) -> Result<(), Error> {
    client.batch_execute(CREATE).await
}

/// Recorded before the script runs, so that a crash leaves a trace.
pub(super) async fn begin(client: &Client, migration: &Migration) -> Result<String, Error> {
    let id = Uuid::now_v7().to_string();
    let sql = "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)";
    client.execute(sql, &[&id, &migration.checksum(), &migration.name]).await?;
    Ok(id)
}

pub(super) async fn finish(client: &Client, id: &str) -> Result<(), Error> {
    let sql = "UPDATE _prisma_migrations SET finished_at = clock_timestamp(), \
               applied_steps_count = applied_steps_count + 1 WHERE id = $1";
    client.execute(sql, &[&id]).await.map(drop)
}

pub(super) async fn fail(client: &Client, id: &str, logs: &str) -> Result<(), Error> {
    let sql = "UPDATE _prisma_migrations SET logs = $2 WHERE id = $1";
    client.execute(sql, &[&id, &logs]).await.map(drop)
}

pub(super) async fn roll_back(client: &Client, name: &str) -> Result<(), Error> {
    let sql = "UPDATE _prisma_migrations SET rolled_back_at = clock_timestamp() \
               WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL";
    client.execute(sql, &[&name]).await.map(drop)
}

/// Applied by hand: no step of it was run here.
pub(super) async fn mark_applied(client: &Client, migration: &Migration) -> Result<(), Error> {
    let id = Uuid::now_v7().to_string();
    let sql = "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) \
               VALUES ($1, $2, $3, clock_timestamp())";
    client.execute(sql, &[&id, &migration.checksum(), &migration.name]).await.map(drop)
}
