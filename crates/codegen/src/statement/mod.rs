//! Statements as a real PostgreSQL described them, and what they are in Rust.

mod outer_join;
mod resolve;
mod words;

pub(crate) use resolve::{Parameter, ResolvedStatement, Shape, resolve};

use crate::vocabulary::ColumnPlace;

/// A statement of `contract/queries`, described by a server at the contract's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementShape {
    /// The file's name without `.sql`.
    pub file: String,
    pub name: String,
    /// The comment below the name.
    pub docs: String,
    pub cardinality: Cardinality,
    /// It changes or locks rows, so it needs a transaction on the primary.
    pub writes: bool,
    /// With `$1`, `$2`, … in place of names.
    pub sql: String,
    /// In the order of their numbers.
    pub params: Vec<ParamShape>,
    pub columns: Vec<ColumnShape>,
}

impl StatementShape {
    /// The columns as the server names them, with the marks of their aliases.
    pub(crate) fn answered(&self) -> Vec<String> {
        let columns = match self.cardinality {
            Cardinality::Exec => &[],
            _ => self.columns.as_slice(),
        };
        let mark = |nullable: Option<bool>| match nullable {
            None => "",
            Some(true) => "?",
            Some(false) => "!",
        };
        columns.iter().map(|it| it.name.clone() + mark(it.nullable)).collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cardinality {
    One,
    Opt,
    Many,
    Exec,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamShape {
    pub name: String,
    /// Written `:name?`.
    pub optional: bool,
    pub ty: PgType,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnShape {
    /// Without the `!` or `?` of its alias.
    pub name: String,
    /// What that mark says, where there is one.
    pub nullable: Option<bool>,
    pub ty: PgType,
    pub origin: Option<Origin>,
}

/// A type of the server. Of an array: its element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PgType {
    pub schema: String,
    /// `pg_type.typname`.
    pub name: String,
    pub list: bool,
}

/// The column of a table that a result column is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub schema: String,
    pub table: String,
    pub column: String,
}

impl Origin {
    fn place(&self) -> ColumnPlace {
        (self.schema.clone(), self.table.clone(), self.column.clone())
    }
}

impl std::fmt::Display for PgType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.schema != "pg_catalog" {
            write!(f, "{}.", self.schema)?;
        }
        write!(f, "{}{}", self.name, if self.list { "[]" } else { "" })
    }
}
