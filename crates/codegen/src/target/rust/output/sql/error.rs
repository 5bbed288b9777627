use std::fmt;

/// Why an answer did not come.
#[derive(Debug)]
pub enum Error {
    /// A row that has to be there is not.
    Missing {
        /// As SQL writes it.
        table: &'static str,
    },
    /// The answer has not the column that the code was made for: the database is of another state.
    Column { sql: &'static str, column: &'static str },
    /// What PostgreSQL or the connection says.
    Postgres(tokio_postgres::Error),
}

impl Error {
    /// The SQLSTATE, where PostgreSQL gave one.
    pub fn code(&self) -> Option<&tokio_postgres::error::SqlState> {
        match self {
            Self::Postgres(error) => error.code(),
            Self::Missing { .. } | Self::Column { .. } => None,
        }
    }

    /// The unique or foreign key or CHECK that refused, by its name.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Postgres(error) => error.as_db_error().and_then(|error| error.constraint()),
            Self::Missing { .. } | Self::Column { .. } => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { table } => write!(f, "{table} has no such row"),
            Self::Column { sql, column } => write!(f, "no column {column} in the answer to {sql}"),
            Self::Postgres(error) => match error.as_db_error() {
                Some(said) => write!(f, "{}: {}", said.code().code(), said.message()),
                None => error.fmt(f),
            },
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Missing { .. } | Self::Column { .. } => None,
            Self::Postgres(error) => Some(error),
        }
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Postgres(error)
    }
}
