//! What a comment can be on.

use super::{Name, ObjectKind};
use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    Schema(String),
    Enum(Name),
    Sequence(Name),
    Function(Name),
    Object(ObjectKind, Name),
    Table(Name),
    View(Name),
    MaterializedView(Name),
    /// Of a table or a view.
    Column(Name, String),
    /// In the schema of its table; a UNIQUE constraint's is its index's.
    Index(Name),
    /// Of a table: a key, a CHECK, an exclusion.
    Constraint(Name, String),
    Trigger(Name, String),
    Policy(Name, String),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Schema(name) => write!(f, "schema {name}"),
            Self::Enum(name) => write!(f, "enum {name}"),
            Self::Sequence(name) => write!(f, "sequence {name}"),
            Self::Function(name) => write!(f, "function {name}"),
            Self::Object(kind, name) => write!(f, "{kind} {name}"),
            Self::Table(name) => write!(f, "table {name}"),
            Self::View(name) => write!(f, "view {name}"),
            Self::MaterializedView(name) => write!(f, "materialised view {name}"),
            Self::Column(table, name) => write!(f, "column {table}.{name}"),
            Self::Index(name) => write!(f, "index {name}"),
            Self::Constraint(table, name) => write!(f, "constraint {name} on {table}"),
            Self::Trigger(table, name) => write!(f, "trigger {name} on {table}"),
            Self::Policy(table, name) => write!(f, "policy {name} on {table}"),
        }
    }
}
