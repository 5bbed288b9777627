//! What can go wrong between a decision and its rows.

use std::error::Error;

use tokio_postgres::error::SqlState;

/// A statement that did not do what was asked. Whatever it was part of has not happened.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database can't be reached, is shutting down or out of room: try again later.
    #[error("the database is not available (at {statement}): {source}")]
    Unavailable { statement: &'static str, source: Box<dyn Error + Send + Sync> },
    /// Another transaction was in the way, or a migration.
    /// [`Writer::tx`](crate::Writer::tx) has retried already.
    #[error("{statement} collided with another transaction")]
    Contended { statement: &'static str },
    /// A row with this key is there already.
    #[error("{statement} would break the unique constraint {constraint}")]
    Taken { statement: &'static str, constraint: String },
    /// A row that is referred to does not exist, or one that is referred to would vanish.
    #[error("{statement} would break the foreign key {constraint}")]
    Dangling { statement: &'static str, constraint: String },
    /// A value that a check or exclusion constraint refuses.
    #[error("{statement} would break the constraint {constraint}")]
    Refused { statement: &'static str, constraint: String },
    /// A value that no column keeps, whatever the contract says of it: text with U+0000, a date
    /// before PostgreSQL's calendar, a number too large, a text too long to be a key.
    #[error("{statement} was given a value that can't be kept: {source}")]
    Unkeepable { statement: &'static str, source: Box<dyn Error + Send + Sync> },
    /// A row is there that has to be, or is not.
    #[error("{statement} found {found} rows where there must be one")]
    NotOne { statement: &'static str, found: usize },
    /// A value in the database that the contract does not know.
    #[error("{statement} returned what the contract does not know: {what}")]
    OutOfContract { statement: &'static str, what: String },
    #[error("{statement} failed: {source}")]
    Unexpected { statement: &'static str, source: Box<dyn Error + Send + Sync> },
}

impl StoreError {
    /// Whether the same transaction may well succeed when run again.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self, StoreError::Contended { .. })
    }

    /// Whether what was to be written is at fault: the same again would fail again.
    pub fn is_about_values(&self) -> bool {
        use StoreError as E;
        matches!(self, E::Refused { .. } | E::Unkeepable { .. } | E::OutOfContract { .. })
    }

    /// The constraint that spoke, where one did.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            StoreError::Taken { constraint, .. }
            | StoreError::Dangling { constraint, .. }
            | StoreError::Refused { constraint, .. } => Some(constraint),
            _ => None,
        }
    }

    pub(crate) fn from_driver(statement: &'static str, error: tokio_postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            return if error.is_closed() || is_io(&error) {
                StoreError::Unavailable { statement, source: error.into() }
            } else {
                StoreError::Unexpected { statement, source: error.into() }
            };
        };
        if is_outdated(&error) {
            return StoreError::Contended { statement };
        }
        let constraint = db.constraint().unwrap_or_default().to_owned();
        match Kind::of(db.code()) {
            Kind::Contended => StoreError::Contended { statement },
            Kind::Taken => StoreError::Taken { statement, constraint },
            Kind::Dangling => StoreError::Dangling { statement, constraint },
            Kind::Refused => StoreError::Refused { statement, constraint },
            Kind::Unkeepable => StoreError::Unkeepable { statement, source: error.into() },
            Kind::Unavailable => StoreError::Unavailable { statement, source: error.into() },
            Kind::Unexpected => StoreError::Unexpected { statement, source: error.into() },
        }
    }

    pub(crate) fn from_pool(error: deadpool_postgres::PoolError) -> Self {
        StoreError::Unavailable { statement: "connect", source: error.into() }
    }
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    error.source().is_some_and(|source| source.is::<std::io::Error>())
}

/// Whether the plan was made before a migration altered what the statement answers. The message is
/// translated; where in PostgreSQL it arose is not (`plancache.c`).
pub(crate) fn is_outdated(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|db| {
        *db.code() == SqlState::FEATURE_NOT_SUPPORTED
            && db.routine() == Some("RevalidateCachedQuery")
    })
}

enum Kind {
    Contended,
    Taken,
    Dangling,
    Refused,
    Unkeepable,
    Unavailable,
    Unexpected,
}

impl Kind {
    /// By SQLSTATE: PostgreSQL's Appendix A, classes 08, 22, 23, 25, 40, 53, 54, 55, 57, 58.
    fn of(code: &SqlState) -> Self {
        match code.code() {
            "40001" | "40P01" | "55P03" => Kind::Contended,
            "23505" => Kind::Taken,
            "23503" | "23001" => Kind::Dangling,
            "23514" | "23P01" => Kind::Refused,
            // Too long, out of range, no such date, U+0000 in text and in JSON, a key too long.
            "22001" | "22003" | "22008" | "22021" | "22P05" | "54000" => Kind::Unkeepable,
            // A server that became a standby, or ended a transaction that waited for too long.
            "25006" | "25P03" => Kind::Unavailable,
            other => match &other[..2] {
                "08" | "53" | "57" | "58" => Kind::Unavailable,
                _ => Kind::Unexpected,
            },
        }
    }
}
