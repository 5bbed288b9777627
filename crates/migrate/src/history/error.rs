//! Why the history was not taken further. Prisma's code for the same refusal stands in brackets.

use thiserror::Error;

use super::failure::Failure;
use super::table::Record;
use crate::server::ServerError;

#[derive(Debug, Error)]
pub enum HistoryError {
    #[error("{}", failed_before(.0))]
    FailedBefore(Box<Record>),

    #[error("{0}")]
    Failed(Box<Failure>),

    #[error(
        "the database is not empty and has no migration history (P3005); to take it over, make its \
         present state the first migration (`migrate diff --from-empty --to-url … --script`) and mark \
         that one with `migrate resolve --applied`"
    )]
    NotEmpty,

    #[error(
        "another process is migrating this database; it did not finish within {seconds} s (P1002): \
         {holder}\nwait for it, or end it with `SELECT pg_terminate_backend(…)`, and try again"
    )]
    Locked { seconds: u64, holder: String },

    #[error(
        "this server is a read-only replica: migrations go to the primary, whose URL is to be named here"
    )]
    Replica,

    #[error(
        "transactions are read-only here (`default_transaction_read_only`); name a role that may write"
    )]
    ReadOnly,

    #[error(
        "the role {role} may not create anything in the schema {schema}; migrate as its owner, or \
         `GRANT CREATE ON SCHEMA {schema} TO {role}` (nobody but the owner has it since PostgreSQL 15)"
    )]
    MayNotCreate { schema: String, role: String },

    #[error("`{name}` is not in the migrations folder (P3017); check the name")]
    NotInFolder { name: String },

    #[error("`{name}` is already recorded as applied (P3008)")]
    AlreadyApplied { name: String },

    #[error("`{name}` was never applied to this database (P3011)")]
    NeverApplied { name: String },

    #[error(
        "`{name}` did not fail, and only a failed migration can be marked as rolled back (P3012)"
    )]
    NotFailed { name: String },

    #[error("no migration is applied here, so there is none to undo")]
    NothingToUndo,

    #[error(
        "`{name}` has no down.sql, so it can't be undone; write {name}/down.sql, or a new migration that \
         leads back"
    )]
    NoWayBack { name: String },

    #[error("`{name}` could not be undone, and nothing of it was: {error}")]
    Undo { name: String, error: ServerError },

    #[error(transparent)]
    Server(#[from] ServerError),
}

impl From<tokio_postgres::Error> for HistoryError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Server(error.into())
    }
}

fn failed_before(record: &Record) -> String {
    let name = &record.name;
    format!(
        "the migration `{name}` failed earlier, and nothing is applied after it until that is settled (P3009)\n\
         {}\n\
         then say which it is:\n  \
         migrate resolve --rolled-back {name}  if nothing of it is left; the next deploy runs it again\n  \
         migrate resolve --applied {name}      if all of it is in the database",
        record.story()
    )
}

impl Record {
    /// What is known of a run that did not end well.
    #[must_use]
    pub fn story(&self) -> String {
        let began = format!("it began at {} UTC", self.started);
        match &self.logs {
            Some(logs) => format!("{began} and said:\n  {}", logs.trim().replace('\n', "\n  ")),
            None if self.steps > 0 => format!(
                "{began} and was interrupted after statement {}: what comes before is in the database, \
                 the one after it may be",
                self.steps
            ),
            None if self.is_ours() => format!(
                "{began} and was interrupted: a script that is one transaction left nothing in the \
                 database; of one with its own BEGIN and COMMIT, look what it left"
            ),
            None => format!(
                "{began} and was interrupted: of a script that is one transaction the database holds \
                 either nothing or all; `repertoire contract drift` shows which"
            ),
        }
    }
}
