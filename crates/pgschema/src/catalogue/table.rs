//! Tables and their columns.

use super::{
    Check, ColumnType, Exclusion, Expression, ForeignKey, Index, Name, Policy, PrimaryKey,
    RowSecurity, Trigger,
};
use indexmap::IndexMap;
use std::collections::BTreeMap;

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
    /// Other triggers.
    pub triggers: IndexMap<String, Trigger>,
    pub row_security: RowSecurity,
    pub policies: IndexMap<String, Policy>,
    /// Not in the write-ahead log: fast, and empty after a crash.
    pub unlogged: bool,
    /// `WITH (…)`: `fillfactor`, `autovacuum_enabled` and the like.
    pub options: BTreeMap<String, String>,
    /// What follows `PARTITION BY`: `RANGE (created_at)`.
    pub partition_by: Option<Expression>,
    /// The direct partitions of such a table, by their names.
    pub partitions: IndexMap<Name, Partition>,
}

/// One partition, which has the columns, keys and indexes of its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// `FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`, or `DEFAULT`.
    pub bound: Expression,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub ty: ColumnType,
    /// Whether NULL is let in. Prisma's list columns are, by its convention.
    pub nullable: bool,
    pub default: Option<ColumnDefault>,
    pub identity: Option<Identity>,
    pub generated: Option<Generated>,
    /// Where it is not the type's own: as SQL writes it, quoted, and qualified outside `pg_catalog`.
    pub collation: Option<String>,
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

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub generation: Generation,
    /// Of its sequence, in PostgreSQL's words (`START WITH 10`); empty for the defaults.
    pub options: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    Always,
    ByDefault,
}

/// `GENERATED ALWAYS AS (…)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    pub expression: Expression,
    /// Kept with the row; else reckoned whenever it is read (PostgreSQL 18).
    pub stored: bool,
}

impl Column {
    /// A column of a type, and nothing more.
    pub fn of(ty: ColumnType, nullable: bool) -> Self {
        Self { ty, nullable, default: None, identity: None, generated: None, collation: None }
    }
}
