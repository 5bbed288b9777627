//! The table `_prisma_migrations`, in the words that Prisma uses.

use tokio_postgres::{Client, Error};
use uuid::Uuid;

use crate::folder::Migration;
use crate::role::quoted;

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
const FIND: &str = "SELECT relnamespace::regnamespace::text FROM pg_class \
                     WHERE oid = to_regclass('_prisma_migrations')";

/// A row of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub id: String,
    pub checksum: String,
    pub name: String,
    pub logs: Option<String>,
    /// When it began, to the second, in UTC.
    pub started: String,
    pub finished: bool,
    pub rolled_back: bool,
    /// With Prisma 1 once it is applied. Of a script that is run statement by statement: how many
    /// were.
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

    /// Whoever ran it ended before it could say how it ended.
    #[must_use]
    pub fn was_interrupted(&self) -> bool {
        self.has_failed() && self.logs.is_none()
    }

    /// Our ids are of version 7, Prisma's of version 4.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        Uuid::parse_str(&self.id).is_ok_and(|id| id.get_version_num() == 7)
    }
}

/// The table where it was found: a script that changes the search path must not hide it.
pub(super) struct Table<'c> {
    client: &'c Client,
    name: String,
}

impl<'c> Table<'c> {
    /// `None` where there is none yet.
    pub(super) async fn find(client: &'c Client) -> Result<Option<Self>, Error> {
        let schema = client.query_opt(FIND, &[]).await?.map(|row| row.get::<_, String>(0));
        let name = |schema| format!("{schema}.{}", quoted("_prisma_migrations"));
        Ok(schema.map(|schema| Self { client, name: name(schema) }))
    }

    /// Finds it, or makes it in the schema where the search path begins.
    pub(super) async fn open(client: &'c Client) -> Result<Self, Error> {
        if let Some(table) = Self::find(client).await? {
            return Ok(table);
        }
        client.batch_execute(CREATE).await?;
        Ok(Self::find(client).await?.unwrap_or(Self { client, name: "_prisma_migrations".into() }))
    }

    pub(super) async fn read(&self) -> Result<Vec<Record>, Error> {
        let sql = format!(
            "SELECT id, checksum, migration_name, logs, finished_at IS NOT NULL, \
                    rolled_back_at IS NOT NULL, applied_steps_count, \
                    to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') \
               FROM {} ORDER BY started_at, id",
            self.name
        );
        let rows = self.client.query(&sql, &[]).await?;
        let record = |row: &tokio_postgres::Row| Record {
            id: row.get(0),
            checksum: row.get(1),
            name: row.get(2),
            logs: row.get(3),
            finished: row.get(4),
            rolled_back: row.get(5),
            steps: row.get(6),
            started: row.get(7),
        };
        Ok(rows.iter().map(record).collect())
    }

    /// Recorded before the script runs, so that a crash leaves a trace.
    pub(super) async fn begin(&self, migration: &Migration) -> Result<String, Error> {
        let id = Uuid::now_v7().to_string();
        let sql =
            format!("INSERT INTO {} (id, checksum, migration_name) VALUES ($1, $2, $3)", self.name);
        self.client.execute(&sql, &[&id, &migration.checksum(), &migration.name]).await?;
        Ok(id)
    }

    /// What finishes a migration, to be sent in the transaction of its script.
    pub(super) fn finishing(&self, id: &str) -> String {
        format!(
            "UPDATE {} SET finished_at = clock_timestamp(), \
             applied_steps_count = applied_steps_count + 1 WHERE id = '{id}'",
            self.name
        )
    }

    pub(super) async fn finish(&self, id: &str) -> Result<(), Error> {
        self.client.batch_execute(&self.finishing(id)).await
    }

    /// How far a script has come that is run statement by statement.
    pub(super) async fn note_steps(&self, id: &str, steps: usize) -> Result<(), Error> {
        let sql = format!("UPDATE {} SET applied_steps_count = $2 WHERE id = $1", self.name);
        let steps = i32::try_from(steps).unwrap_or(i32::MAX);
        self.client.execute(&sql, &[&id, &steps]).await.map(drop)
    }

    pub(super) async fn fail(&self, id: &str, logs: &str) -> Result<(), Error> {
        let sql = format!("UPDATE {} SET logs = $2 WHERE id = $1", self.name);
        self.client.execute(&sql, &[&id, &logs]).await.map(drop)
    }

    /// Nothing is left of its failed runs.
    pub(super) async fn roll_back(&self, name: &str) -> Result<(), Error> {
        let sql = format!(
            "UPDATE {} SET rolled_back_at = clock_timestamp() \
             WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL",
            self.name
        );
        self.client.execute(&sql, &[&name]).await.map(drop)
    }

    /// What takes one applied run out of the history, to be sent in the transaction that undoes it.
    pub(super) fn undoing(&self, id: &str) -> String {
        format!("UPDATE {} SET rolled_back_at = clock_timestamp() WHERE id = '{id}'", self.name)
    }

    /// Applied by hand: no step of it was run here.
    pub(super) async fn mark_applied(&self, migration: &Migration) -> Result<(), Error> {
        let id = Uuid::now_v7().to_string();
        let sql = format!(
            "INSERT INTO {} (id, checksum, migration_name, finished_at) \
             VALUES ($1, $2, $3, clock_timestamp())",
            self.name
        );
        self.client.execute(&sql, &[&id, &migration.checksum(), &migration.name]).await.map(drop)
    }
}
