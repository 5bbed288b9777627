//! What the server said, as an error that repeats it: the driver's own says only "db error".

use std::fmt;

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, ErrorPosition};

/// A server's refusal, or a connection that broke.
#[derive(Debug)]
pub struct ServerError(Error);

impl ServerError {
    /// The SQLSTATE, where the server gave one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code().map(tokio_postgres::error::SqlState::code)
    }

    /// Where in the statement, in characters from 1.
    #[must_use]
    pub fn position(&self) -> Option<u32> {
        match self.0.as_db_error()?.position()? {
            ErrorPosition::Original(position) => Some(*position),
            ErrorPosition::Internal { .. } => None,
        }
    }

    /// The server's message alone.
    #[must_use]
    pub fn message(&self) -> String {
        self.0.as_db_error().map_or_else(|| self.0.to_string(), |said| said.message().to_owned())
    }

    /// The server's suggestion.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.0.as_db_error().and_then(DbError::hint)
    }
}

impl From<Error> for ServerError {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl std::error::Error for ServerError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(said) = self.0.as_db_error() else {
            if self.0.is_closed() {
                return f.write_str(
                    "the server closed the connection in the middle; its log says why, and whether it runs again",
                );
            }
            let cause = std::error::Error::source(&self.0);
            return match cause {
                Some(cause) => write!(f, "{}: {cause}", self.0),
                None => self.0.fmt(f),
            };
        };
        write!(f, "{} ({})", said.message(), said.code().code())?;
        for (word, text) in [("detail", said.detail()), ("hint", said.hint())] {
            if let Some(text) = text {
                write!(f, "\n  {word}: {text}")?;
            }
        }
        Ok(())
    }
}
