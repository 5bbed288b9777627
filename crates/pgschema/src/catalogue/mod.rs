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

mod comment;
mod keys;
mod objects;
mod policy;
mod table;
mod types;

pub use comment::Subject;

pub use keys::{
    Check, Deferrable, Exclusion, ForeignKey, Index, IndexKey, KeyPart, NullsOrder, OperatorClass,
    Order, PrimaryKey, ReferentialAction,
};
pub use objects::{
    Enum, Extension, Function, Object, ObjectKind, Sequence, Trigger, TriggerState, View,
};
pub use policy::{Command, Policy, RowSecurity};
pub use table::{
    Column, ColumnDefault, Generated, Generation, Identity, Literal, Partition, Table,
};
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
    /// Those whose SELECT is known. A `view` block without `@sql` is nobody's to create.
    pub views: IndexMap<Name, View>,
    /// Functions and procedures by name with argument types: `touch(integer, text)`. The guard of
    /// append-only tables ([`crate::guard`]) is not among them: [`Table::append_only`] stands for it.
    pub functions: IndexMap<Name, Function>,
    /// Domains, composite and range types, collations, aggregates: each its CREATE statement.
    pub objects: IndexMap<(ObjectKind, Name), Object>,
    /// `COMMENT ON`, by what it is on. The contract's stamp is not among them.
    pub comments: IndexMap<Subject, String>,
    /// What a database has and no schema can say (a rule, an inheritance, a tablespace), by a
    /// phrase that names it: `table public.logs`, `event trigger audit`. Only ever reported.
    pub unsaid: IndexMap<String, String>,
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
