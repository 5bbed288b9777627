use std::fmt;

use thiserror::Error;

use super::Place;

/// What is wrong with a statement file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub place: Place,
    pub kind: ProblemKind,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.kind)
    }
}

impl std::error::Error for Problem {}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProblemKind {
    #[error("SQL without a name; put `-- name: what_it_does :many` on the line before it")]
    Unnamed,
    #[error(
        "`{header}` lacks how many rows come; write `-- name: what_it_does :one`, `:opt`, `:many` or `:exec`"
    )]
    Header { header: String },
    #[error(
        "`{name}` is not a name; use lower-case letters, digits and underscores, beginning with a letter"
    )]
    Name { name: String },
    #[error(
        "`{name}` has the unknown cardinality `{word}`; use `:one`, `:opt`, `:many` or `:exec`"
    )]
    Cardinality { name: String, word: String },
    #[error("`{name}` has the unknown flag `{word}`; the only one is `hot`")]
    Flag { name: String, word: String },
    #[error(
        "`{name}` is defined twice, first at {first}; names are shared by all files: rename one"
    )]
    Duplicate { name: String, first: Place },
    #[error("`{name}` has no SQL; write one statement below its header, or remove the header")]
    Empty { name: String },
    #[error(
        "`{name}` holds more than one statement; give what follows the `;` a header of its own"
    )]
    Several { name: String },
}
