//! What introspection sees beside the catalogue.

use crate::catalogue::{Column, ColumnType, Name};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// Facts about a database that no comparison needs, and that writing it down as a schema does.
///
/// Without them a catalogue can be written too: one that came from a schema has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// The server's print of each default, by relation and column: it keeps the casts that the
    /// catalogue's normal form drops.
    pub defaults: BTreeMap<(Name, String), String>,
    /// What the domain of a column is over, by table and column.
    pub domains: BTreeMap<(Name, String), ColumnType>,
    /// The columns of views.
    pub view_columns: BTreeMap<Name, IndexMap<String, Column>>,
    /// Tables with partitions.
    pub partitioned: BTreeSet<Name>,
    /// Tables that others inherit from.
    pub inherited: BTreeSet<Name>,
    /// Tables whose rows are elsewhere.
    pub foreign_tables: BTreeSet<Name>,
    /// Tables with row-level security switched on.
    pub row_security: BTreeSet<Name>,
    /// Relations and enums with a comment.
    pub commented: BTreeSet<Name>,
    /// Columns with a comment.
    pub commented_columns: BTreeSet<(Name, String)>,
    /// Primary keys and unique constraints that can be checked late, by table and name.
    pub deferrable_keys: BTreeSet<(Name, String)>,
    /// What somebody granted or revoked: on what, and PostgreSQL's print of who may do what.
    pub privileges: Vec<(String, String)>,
}
