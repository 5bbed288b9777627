use thiserror::Error;

use crate::server::ServerError;

/// Why the history was not taken further. Prisma's code for the same refusal stands in brackets.
#[derive(Debug, Error)]
pub enum HistoryError {
    #[error(
        "the migration `{name}` failed earlier, and nothing is applied after it until that is settled (P3009)\n\
         {}\n\
         repair the database, then say which it is:\n  \
         migrate resolve --applied {name}      if you completed it by hand\n  \
         migrate resolve --rolled-back {name}  if nothing of it is left; the next deploy runs it again",
        logs.as_deref().map_or_else(|| "it stopped without a message".to_owned(), |logs| format!("it said: {logs}"))
    )]
    FailedBefore { name: String, logs: Option<String> },

    #[error(
        "the migration `{name}` failed (P3018){}\n{error}\n\
         it was rolled back unless it contains its own BEGIN and COMMIT; mend the script, then \
         `migrate resolve --rolled-back {name}` and deploy again", line.map(|line| format!(" at line {line}")).unwrap_or_default()
    )]
    Failed { name: String, line: Option<usize>, error: ServerError },

    #[error(
        "the database is not empty and has no migration history (P3005); to take it over, make its \
         present state the first migration and mark that one with `migrate resolve --applied`"
    )]
    NotEmpty,

    #[error(
        "another process is migrating this database; it did not finish within {seconds} s (P1002)"
    )]
    Locked { seconds: u64 },

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

    #[error(transparent)]
    Server(#[from] ServerError),
}

impl From<tokio_postgres::Error> for HistoryError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Server(error.into())
    }
}
