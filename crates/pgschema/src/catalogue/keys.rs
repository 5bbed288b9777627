//! Keys, indexes and constraints.

use super::{Expression, Name};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrimaryKey {
    pub name: String,
    pub columns: Vec<String>,
    pub include: Vec<String>,
    pub deferrable: Deferrable,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    pub unique: bool,
    /// A `UNIQUE` constraint stands on it. Prisma makes plain unique indexes and takes either
    /// for the other; so do we, and only dropping it needs to know.
    pub constraint: bool,
    /// The access method, in lower case: `btree`.
    pub method: String,
    pub keys: Vec<IndexKey>,
    /// `INCLUDE`, in order.
    pub include: Vec<String>,
    pub predicate: Option<Expression>,
    /// `NULLS NOT DISTINCT`.
    pub nulls_not_distinct: bool,
    /// Of its constraint: only a UNIQUE constraint can be checked late, a unique index can't.
    pub deferrable: Deferrable,
    /// `WITH (…)`: `fillfactor`, `fastupdate` and the like.
    pub options: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub struct IndexKey {
    pub part: KeyPart,
    pub order: Order,
    /// Someone wrote `ASC`: printed, never compared.
    pub order_written: bool,
    pub nulls: NullsOrder,
    pub operator_class: OperatorClass,
    /// Where it is not the column's: as SQL writes it, quoted, and qualified outside `pg_catalog`.
    pub collation: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPart {
    Column(String),
    Expression(Expression),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Ascending,
    Descending,
}

/// Where NULLs stand. The default is the one PostgreSQL takes for the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NullsOrder {
    First,
    Last,
}

/// The operator class of a key.
#[derive(Clone, Debug)]
pub enum OperatorClass {
    /// The default of the type and method; with its name where a schema wrote it out,
    /// which is printed and never compared.
    Default(Option<String>),
    Named(String),
}

/// With its actions always explicit; PostgreSQL's own default is `NoAction`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    pub columns: Vec<String>,
    pub target: Name,
    pub references: Vec<String>,
    pub on_delete: ReferentialAction,
    pub on_update: ReferentialAction,
    /// The columns that `ON DELETE SET NULL (…)` sets; empty for all.
    pub on_delete_columns: Vec<String>,
    /// `MATCH FULL`: all of its columns are NULL, or none.
    pub match_full: bool,
    pub deferrable: Deferrable,
    /// `NOT VALID`: rows from before it were never looked at.
    pub not_valid: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferentialAction {
    Cascade,
    Restrict,
    NoAction,
    SetNull,
    SetDefault,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deferrable {
    #[default]
    No,
    InitiallyImmediate,
    InitiallyDeferred,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What stands between the parentheses of `CHECK (…)`.
    pub expression: Expression,
    /// Tables that inherit from this one go without it.
    pub no_inherit: bool,
    /// `NOT VALID`: rows from before it were never looked at.
    pub not_valid: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// What follows `EXCLUDE`: `USING gist (room WITH =, during WITH &&) WHERE (…)`, and perhaps
    /// `DEFERRABLE`.
    pub definition: Expression,
}

impl Order {
    pub fn default_nulls(self) -> NullsOrder {
        match self {
            Order::Ascending => NullsOrder::Last,
            Order::Descending => NullsOrder::First,
        }
    }
}

impl IndexKey {
    /// An ascending column with the default operator class.
    pub fn column(name: impl Into<String>) -> Self {
        Self {
            part: KeyPart::Column(name.into()),
            order: Order::Ascending,
            order_written: false,
            nulls: NullsOrder::Last,
            operator_class: OperatorClass::Default(None),
            collation: None,
        }
    }
}

impl PrimaryKey {
    pub fn new(name: impl Into<String>, columns: Vec<String>) -> Self {
        Self { name: name.into(), columns, include: Vec::new(), deferrable: Deferrable::No }
    }
}

impl Check {
    /// A CHECK that holds for all rows.
    pub fn new(expression: impl Into<String>) -> Self {
        let expression = Expression::new(expression);
        Self { expression, no_inherit: false, not_valid: false }
    }
}

impl Check {
    /// Alike, but for the rows that were never looked at.
    pub fn same_rule(&self, other: &Check) -> bool {
        self.expression == other.expression && self.no_inherit == other.no_inherit
    }
}

impl ForeignKey {
    /// Alike, but for the rows that were never looked at.
    pub fn same_rule(&self, other: &ForeignKey) -> bool {
        ForeignKey { not_valid: other.not_valid, ..self.clone() } == *other
    }
}

impl Index {
    /// The columns among its keys.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().filter_map(|key| match &key.part {
            KeyPart::Column(name) => Some(name.as_str()),
            KeyPart::Expression(_) => None,
        })
    }

    /// Whether each of its keys is a column.
    pub fn on_columns(&self) -> bool {
        self.keys.iter().all(|key| matches!(key.part, KeyPart::Column(_)))
    }
}

impl PartialEq for IndexKey {
    fn eq(&self, other: &Self) -> bool {
        self.part == other.part
            && self.order == other.order
            && self.nulls == other.nulls
            && self.operator_class == other.operator_class
            && self.collation == other.collation
    }
}

impl Eq for IndexKey {}

impl PartialEq for OperatorClass {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Default(_), Self::Default(_)) => true,
            (Self::Named(a), Self::Named(b)) => a == b,
            (Self::Default(_), Self::Named(_)) | (Self::Named(_), Self::Default(_)) => false,
        }
    }
}

impl Eq for OperatorClass {}
