//! Running one script, so that its end tells exactly what of it is in the database.

use std::pin::pin;
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use tokio_postgres::{Client, Error, SimpleQueryMessage};

use super::HistoryError;
use super::failure::{Failure, ScriptError, Stopped};
use super::script::{Mode, Statement, kept, kept_alone, mode, statements};
use super::table::Table;
use crate::folder::Migration;

/// What happens while migrations are applied, for whoever waits.
#[derive(Clone, Copy, Debug)]
pub enum Progress<'a> {
    /// Somebody else is migrating this database.
    Waiting {
        holder: &'a str,
    },
    /// The `number`th `of` so many begins.
    Applying {
        name: &'a str,
        number: usize,
        of: usize,
    },
    /// A statement of a script that can't be one transaction begins.
    Statement {
        number: usize,
        of: usize,
        text: &'a str,
    },
    Applied {
        name: &'a str,
        took: Duration,
    },
}

/// Whoever listens.
pub type Listener<'a> = &'a (dyn Fn(Progress<'_>) + Sync);

/// A session that runs scripts.
pub(super) struct Runner<'c> {
    client: &'c Client,
    pub(super) table: Table<'c>,
    /// As it was before any script.
    search_path: String,
}

impl<'c> Runner<'c> {
    pub(super) async fn new(client: &'c Client, table: Table<'c>) -> Result<Self, Error> {
        let search_path = client.query_one("SHOW search_path", &[]).await?.get(0);
        Ok(Self { client, table, search_path })
    }

    /// Applies one migration and records it before and after.
    ///
    /// Where the script is one transaction, the record is finished in the same one: a connection that
    /// breaks off leaves either both or neither.
    pub(super) async fn apply(
        &self,
        migration: &Migration,
        listener: Listener<'_>,
    ) -> Result<Duration, HistoryError> {
        let began = Instant::now();
        let id = self.table.begin(migration).await?;
        let statements = statements(&migration.script);
        let ended = match mode(&statements) {
            Mode::Whole => {
                let finishing = self.table.finishing(&id);
                whole(self.client, &migration.script, &finishing, &statements).await
            }
            Mode::Own => own(self.client, &migration.script, &statements).await,
            Mode::Alone => self.alone(&id, &statements, listener).await,
        };
        if let Err(stop) = ended {
            return Err(self.record(&id, migration, &statements, stop).await);
        }
        if mode(&statements) != Mode::Whole {
            self.table.finish(&id).await?;
        }
        self.restore().await?;
        Ok(began.elapsed())
    }

    /// Statement by statement, noting after each how far it came.
    async fn alone(
        &self,
        id: &str,
        statements: &[Statement<'_>],
        listener: Listener<'_>,
    ) -> Result<(), Stop> {
        for (ran, statement) in statements.iter().enumerate() {
            let (number, of) = (ran + 1, statements.len());
            listener(Progress::Statement { number, of, text: statement.shown() });
            let stop = |error| Stop { ran, kept: kept_alone(statements, ran), error };
            self.client.batch_execute(statement.text).await.map_err(stop)?;
            if kept_alone(statements, number) == number {
                let stop = |error| Stop { ran: number, kept: number, error };
                self.table.note_steps(id, number).await.map_err(stop)?;
            }
        }
        Ok(())
    }

    /// What a script set for its session is not meant for the next one: `SET lock_timeout`, and the
    /// empty search path with which every dump of `pg_dump` begins.
    async fn restore(&self) -> Result<(), Error> {
        self.client.batch_execute("RESET ALL").await?;
        let sql = "SELECT set_config('search_path', $1, false)";
        self.client.execute(sql, &[&self.search_path]).await.map(drop)
    }

    async fn record(
        &self,
        id: &str,
        migration: &Migration,
        statements: &[Statement<'_>],
        stop: Stop,
    ) -> HistoryError {
        // A script that failed inside its own BEGIN leaves the session in a dead transaction.
        let _none_open = self.client.batch_execute("ROLLBACK").await;
        let stop = stopped(statements, stop);
        // If the connection is gone, the record stays as one that was interrupted.
        let _recorded = self.table.fail(id, &stop.logs()).await;
        let failure = Failure { name: migration.name.clone(), stop };
        HistoryError::Failed(Box::new(failure))
    }
}

/// Runs a script that belongs to no history, as a migration is run.
///
/// # Errors
/// [`ScriptError`]: what ran, and what of it is in the database.
pub async fn execute(client: &Client, script: &str) -> Result<(), ScriptError> {
    let statements = statements(script);
    let Err(stop) = own(client, script, &statements).await else { return Ok(()) };
    let _none_open = client.batch_execute("ROLLBACK").await;
    Err(ScriptError(Box::new(stopped(&statements, stop))))
}

fn stopped(statements: &[Statement<'_>], stop: Stop) -> Stopped {
    let failed = statements.get(stop.ran);
    Stopped {
        statements: statements.len(),
        ran: stop.ran,
        kept: stop.kept,
        failed: failed.map(|it| (it.line, it.shown().to_owned())),
        error: stop.error.into(),
    }
}

/// Where a script stopped.
struct Stop {
    ran: usize,
    kept: usize,
    error: Error,
}

/// The script and what finishes it, as one message: one transaction.
async fn whole(
    client: &Client,
    script: &str,
    finishing: &str,
    statements: &[Statement<'_>],
) -> Result<(), Stop> {
    // On a line of its own: the script may end in a comment.
    let message = format!("{script}\n;{finishing}");
    let (ran, ended) = send(client, &message).await;
    let ran = ran.min(statements.len());
    ended.map_err(|error| Stop { ran, kept: 0, error })
}

async fn own(client: &Client, script: &str, statements: &[Statement<'_>]) -> Result<(), Stop> {
    let (ran, ended) = send(client, script).await;
    ended.map_err(|error| Stop { ran, kept: kept(statements, ran), error })
}

/// Sends a message, and counts the statements that were completed.
async fn send(client: &Client, message: &str) -> (usize, Result<(), Error>) {
    let mut ran = 0;
    let stream = match client.simple_query_raw(message).await {
        Ok(stream) => stream,
        Err(error) => return (ran, Err(error)),
    };
    let mut stream = pin!(stream);
    loop {
        match stream.try_next().await {
            Ok(Some(SimpleQueryMessage::CommandComplete(_))) => ran += 1,
            Ok(Some(_)) => {}
            Ok(None) => return (ran, Ok(())),
            Err(error) => return (ran, Err(error)),
        }
    }
}
