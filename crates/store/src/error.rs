//! What can go wrong between a decision and its rows.

use std::error::Error;

use tokio_postgres::error::SqlState;

/// A statement that did not do what was asked. Whatever it was part of has not happened.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database can't be reached, is shutting down or out of room: try again later.
    #[error("the database is not available (at {statement}): {source}")]
    Unavailable { statement: &'static str, source: Box<dyn Error + Send + Sync> },
    /// Another transaction was in the way. [`Writer::tx`](crate::Writer::tx) has retried already.
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
        let constraint = db.constraint().unwrap_or_default().to_owned();
        match Kind::of(db.code()) {
            Kind::Contended => StoreError::Contended { statement },
            Kind::Taken => StoreError::Taken { statement, constraint },
            Kind::Dangling => StoreError::Dangling { statement, constraint },
            Kind::Refused => StoreError::Refused { statement, constraint },
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

enum Kind {
    Contended,
    Taken,
    Dangling,
    Refused,
    Unavailable,
    Unexpected,
}

impl Kind {
    /// By SQLSTATE: PostgreSQL's Appendix A, classes 08, 23, 40, 53, 55, 57.
    fn of(code: &SqlState) -> Self {
        match code.code() {
            "40001" | "40P01" | "55P03" => Kind::Contended,
            "23505" => Kind::Taken,
            "23503" | "23001" => Kind::Dangling,
            "23514" | "23P01" => Kind::Refused,
            "57014" => Kind::Unavailable,
            other => match &other[..2] {
                "08" | "53" | "57" | "58" => Kind::Unavailable,
                _ => Kind::Unexpected,
            },
        }
    }
}
