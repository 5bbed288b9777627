//! Keys, indexes and constraints.

use super::{Expression, Name};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrimaryKey {
    pub name: String,
    pub columns: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
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
}

#[derive(Clone, Debug)]
pub struct IndexKey {
    pub part: KeyPart,
    pub order: Order,
    /// Someone wrote `ASC`: printed, never compared.
    pub order_written: bool,
    pub nulls: NullsOrder,
    pub operator_class: OperatorClass,
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
    pub deferrable: Deferrable,
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
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// What follows `EXCLUDE`: `USING gist (room WITH =, during WITH &&) WHERE (…)`.
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
        }
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
}

impl PartialEq for IndexKey {
    fn eq(&self, other: &Self) -> bool {
        self.part == other.part
            && self.order == other.order
            && self.nulls == other.nulls
            && self.operator_class == other.operator_class
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
