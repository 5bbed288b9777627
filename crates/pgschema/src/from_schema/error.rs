//! What a schema can say that no PostgreSQL catalogue can hold.

use psl::schema::Span;
use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    pub span: Span,
    pub kind: SchemaErrorKind,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaErrorKind {
    #[error("`@db.{0}` is not a PostgreSQL type")]
    UnknownNativeType(String),
    #[error("`@db.{name}` takes numbers, not `{argument}`")]
    BadModifier { name: String, argument: String },
    #[error("`{value}` is not a default that a {ty} column can have")]
    BadDefault { ty: &'static str, value: String },
    #[error("the enum has no value `{0}`")]
    UnknownEnumValue(String),
    #[error("`sequence()` belongs to CockroachDB; PostgreSQL has `autoincrement()`")]
    CockroachSequence,
    #[error("`{0}` has no single-field @id, which an implicit many-to-many relation needs")]
    JoinWithoutId(String),
    #[error("two {what} are called `{name}`; give one of them a `map`")]
    Duplicate { what: &'static str, name: String },
    #[error("`@{directive}` {problem}")]
    Directive { directive: &'static str, problem: DirectiveProblem },
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DirectiveProblem {
    #[error("needs an expression in parentheses")]
    Empty,
    #[error("names `{0}`, which is not a column of this model")]
    UnknownField(String),
    #[error("has to begin with `USING`")]
    WithoutMethod,
    #[error("needs the old name in double quotes")]
    Unquoted,
    #[error("names the file `{0}`, which is not beside the schema")]
    NoFile(String),
    #[error("{0}")]
    Sql(String),
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl std::error::Error for SchemaError {}
