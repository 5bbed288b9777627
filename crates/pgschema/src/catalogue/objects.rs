//! What stands beside tables: types, sequences, views, routines.

use super::{Expression, Index, Name};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// `None`: any. Compared only where both sides name one.
    pub version: Option<String>,
    /// `None`: any. Compared only where both sides name one.
    pub schema: Option<String>,
}

/// The values of an enum, in their sort order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enum {
    pub values: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequence {
    /// The table and column that own it: dropped with them, and never compared, since its
    /// name is PostgreSQL's own affair.
    pub owned_by: Option<(Name, String)>,
    /// Its options in PostgreSQL's words (`START WITH 10 INCREMENT BY 2`); empty for the defaults.
    pub options: String,
}

/// `CREATE [MATERIALIZED] VIEW`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub materialized: bool,
    /// The SELECT, without a closing semicolon.
    pub definition: Expression,
    /// `WITH (…)`: `security_invoker`, `check_option` and the like.
    pub options: BTreeMap<String, String>,
    /// Of a materialised view.
    pub indexes: IndexMap<String, Index>,
    /// `INSTEAD OF`.
    pub triggers: IndexMap<String, Trigger>,
    /// What it reads, where the server said so: relations and functions. A SELECT that only a
    /// schema knows says it by its text.
    pub reads: Vec<Name>,
}

/// A function or procedure: the complete `CREATE OR REPLACE FUNCTION …`, without a closing semicolon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    pub definition: Expression,
}

/// The complete `CREATE TRIGGER …`, without a closing semicolon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    pub definition: Expression,
    pub state: TriggerState,
}

/// When a trigger fires, by the session's `session_replication_role`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TriggerState {
    /// As created: at the origin.
    #[default]
    Enabled,
    Always,
    Replica,
    Disabled,
}

/// What has a name, and a CREATE statement that says all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// The complete CREATE statement, without a closing semicolon.
    pub definition: Expression,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ObjectKind {
    Collation,
    Composite,
    Range,
    Domain,
    /// By name with argument types.
    Aggregate,
    /// `CREATE STATISTICS`.
    Statistics,
}

impl View {
    /// A view of a SELECT, and nothing more.
    pub fn new(materialized: bool, select: impl Into<String>) -> Self {
        Self {
            materialized,
            definition: Expression::new(select),
            options: BTreeMap::new(),
            indexes: IndexMap::new(),
            triggers: IndexMap::new(),
            reads: Vec::new(),
        }
    }
}

impl TriggerState {
    /// The clause of ALTER TABLE that leads to it.
    pub fn clause(self) -> &'static str {
        match self {
            Self::Enabled => "ENABLE",
            Self::Always => "ENABLE ALWAYS",
            Self::Replica => "ENABLE REPLICA",
            Self::Disabled => "DISABLE",
        }
    }
}

impl ObjectKind {
    pub const ALL: &[ObjectKind] = &[
        Self::Collation,
        Self::Composite,
        Self::Range,
        Self::Domain,
        Self::Aggregate,
        Self::Statistics,
    ];

    /// As in `DROP DOMAIN`.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Collation => "COLLATION",
            Self::Composite | Self::Range => "TYPE",
            Self::Domain => "DOMAIN",
            Self::Aggregate => "AGGREGATE",
            Self::Statistics => "STATISTICS",
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Collation => "collation",
            Self::Composite => "composite type",
            Self::Range => "range type",
            Self::Domain => "domain",
            Self::Aggregate => "aggregate",
            Self::Statistics => "statistics object",
        }
    }
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
