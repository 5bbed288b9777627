//! Tables and their columns.

use super::{Check, ColumnType, Exclusion, Expression, ForeignKey, Index, PrimaryKey};
use indexmap::IndexMap;

/// Keys of all maps are the names in the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub columns: IndexMap<String, Column>,
    pub primary_key: Option<PrimaryKey>,
    /// Unique constraints and indexes alike: PostgreSQL serves both by an index.
    pub indexes: IndexMap<String, Index>,
    pub foreign_keys: IndexMap<String, ForeignKey>,
    pub checks: IndexMap<String, Check>,
    pub exclusions: IndexMap<String, Exclusion>,
    /// The complete guard of [`crate::guard`] is in place: rows are never changed or removed.
    pub append_only: bool,
    /// Other triggers, opaque.
    pub triggers: IndexMap<String, Trigger>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub ty: ColumnType,
    /// Whether NULL is let in. Prisma's list columns are, by its convention.
    pub nullable: bool,
    pub default: Option<ColumnDefault>,
    pub identity: Option<Identity>,
    pub generated: Option<Generated>,
}

/// A default in normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnDefault {
    Literal(Literal),
    /// `CURRENT_TIMESTAMP`, `now()`.
    Now,
    /// `nextval` of a sequence that the column owns: what `SERIAL` makes.
    Autoincrement,
    Expression(Expression),
}

/// A constant without its quotes and casts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// Also enum values, dates and JSON: whatever SQL writes between quotes.
    Text(String),
    Number(String),
    Boolean(bool),
    List(Vec<Literal>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    Always,
    ByDefault,
}

/// `GENERATED ALWAYS AS (…) STORED`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    pub expression: Expression,
}

/// The complete `CREATE TRIGGER …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    pub definition: Expression,
}
