//! What a database holds, as plain values.
//!
//! The same value can be filled from a schema and from `pg_catalog`. Two facts shape it:
//!
//! * PostgreSQL reprints every expression it stores, so an expression of a schema and the same
//!   expression of a database are different text. [`Expression`] therefore holds text and compares
//!   as text, and whoever compares with a live database first canonicalises the schema's side by
//!   applying it to a shadow database and reading it back. Then both sides are the server's print.
//! * Order is presentation. Maps keep the order of declaration, which the SQL follows, and
//!   compare without regard to it.

mod keys;
mod table;
mod types;

pub use keys::{
    Check, Deferrable, Exclusion, ForeignKey, Index, IndexKey, KeyPart, NullsOrder, OperatorClass,
    Order, PrimaryKey, ReferentialAction,
};
pub use table::{Column, ColumnDefault, Generated, Identity, Literal, Table, Trigger};
pub use types::{BaseType, ColumnType, Native};

use indexmap::{IndexMap, IndexSet};
use std::fmt;

/// The schema that unqualified names mean.
pub const DEFAULT_SCHEMA: &str = "public";

/// A qualified name. The schema is always known, also where SQL leaves it out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    pub schema: String,
    pub name: String,
}

impl Name {
    pub fn new(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self { schema: schema.into(), name: name.into() }
    }

    /// A name in [`DEFAULT_SCHEMA`].
    pub fn bare(name: impl Into<String>) -> Self {
        Self::new(DEFAULT_SCHEMA, name)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.schema, self.name)
    }
}

/// SQL text that only the server understands: a predicate, a CHECK, the body of a view.
///
/// Both sides of a comparison have to be canonical; see the [module](self).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Expression {
    pub text: String,
}

impl Expression {
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Everything that the contract can speak of in one database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    pub schemas: IndexSet<String>,
    /// By name.
    pub extensions: IndexMap<String, Extension>,
    pub enums: IndexMap<Name, Enum>,
    pub tables: IndexMap<Name, Table>,
    /// All sequences, those owned by a column included.
    pub sequences: IndexMap<Name, Sequence>,
    pub views: IndexMap<Name, View>,
    /// By name with argument types: `touch(integer, text)`. The guard of append-only tables
    /// ([`crate::guard`]) is not among them: [`Table::append_only`] stands for it.
    pub functions: IndexMap<Name, Function>,
}

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

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// The table and column that own it: dropped with them, and never compared, since its
    /// name is PostgreSQL's own affair.
    pub owned_by: Option<(Name, String)>,
    /// Its options in PostgreSQL's words (`START WITH 10 INCREMENT BY 2`); empty for the defaults.
    pub options: String,
}

/// `CREATE [MATERIALIZED] VIEW`, opaque.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub materialized: bool,
    /// The SELECT.
    pub definition: Expression,
}

/// A function or procedure, opaque: the complete `CREATE OR REPLACE FUNCTION …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    pub definition: Expression,
}

impl Catalogue {
    /// The sequence that a column's `SERIAL` made, by whatever name it has.
    pub fn sequence_of(&self, table: &Name, column: &str) -> Option<&Name> {
        self.sequences.iter().find_map(|(name, sequence)| {
            let (owner, owned) = sequence.owned_by.as_ref()?;
            (owner == table && owned == column).then_some(name)
        })
    }

    /// The foreign keys that refer to a table, with the table that holds each.
    pub fn references_to<'a>(
        &'a self,
        target: &'a Name,
    ) -> impl Iterator<Item = (&'a Name, &'a ForeignKey)> {
        self.tables.iter().flat_map(move |(name, table)| {
            let of_target = move |key: &&ForeignKey| key.target == *target;
            table.foreign_keys.values().filter(of_target).map(move |key| (name, key))
        })
    }
}
