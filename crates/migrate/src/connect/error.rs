//! Why there is no connection. Prisma's code for the same stands in brackets.

use std::error::Error;

use thiserror::Error;

use super::Target;
use crate::server::ServerError;

#[derive(Debug, Error)]
pub enum ConnectError {
    #[error(
        "no PostgreSQL answers at {place} (P1001); see that it runs, and that host and port in the URL \
         are its own: {cause}"
    )]
    Unreachable { place: String, cause: String },
    #[error(
        "there is no database `{name}` at {place} (P1003); make it with \
         `CREATE DATABASE \"{name}\"`, or let push, deploy or dev make it: --create"
    )]
    NoDatabase { name: String, place: String },
    #[error(
        "{place} asks {user} for a password, and the URL has none (P1000); write it as \
         postgresql://{user}:password@…, or set DATABASE_URL"
    )]
    NeedsPassword { user: String, place: String },
    #[error("{place} does not let {user} in (P1000): {cause}; check user and password in the URL")]
    Denied { user: String, place: String, cause: String },
    #[error(
        "{place} is to be reached over TLS, which this program does not speak (P1011); connect through \
         a tunnel or a pooler on this machine (ssh -L, stunnel, pgbouncer) with sslmode=disable"
    )]
    Tls { place: String },
    #[error(
        "the PostgreSQL at {place} is version {found}; {oldest} is the oldest that is supported, since \
         the catalogue of an older one would be misread"
    )]
    TooOld { place: String, found: String, oldest: u32 },
    #[error("{place}: {error}")]
    Refused { place: String, error: ServerError },
}

impl ConnectError {
    pub(super) fn from(target: &Target, error: tokio_postgres::Error) -> Self {
        let (place, user) = (target.place(), target.config.get_user().unwrap_or("you").to_owned());
        let Some(said) = error.as_db_error() else {
            let cause = innermost(&error);
            return match cause.contains("password missing") {
                true => Self::NeedsPassword { user, place },
                false => Self::Unreachable { place, cause },
            };
        };
        let cause = said.message().to_owned();
        let encrypted = cause.contains("no encryption") || cause.contains("SSL off");
        match said.code().code() {
            "3D000" => Self::NoDatabase { name: target.name().to_owned(), place },
            "28000" if encrypted => Self::Tls { place },
            "28000" | "28P01" => Self::Denied { user, place, cause },
            _ => Self::Refused { place, error: error.into() },
        }
    }

    /// Whether making the database would help.
    #[must_use]
    pub fn lacks_database(&self) -> bool {
        matches!(self, Self::NoDatabase { .. })
    }
}

/// The driver says "error connecting to server", and what lies below it says why.
fn innermost(error: &tokio_postgres::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
