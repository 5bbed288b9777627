//! One change to a database, complete in itself: whoever renders or judges it needs nothing else.

mod object;

pub use object::ObjectStep;

use crate::catalogue::{
    Check, Column, ColumnDefault, ColumnType, Enum, Exclusion, Extension, ForeignKey, Index, Name,
    PrimaryKey, Table,
};

/// The closed list of what a migration can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    CreateSchema {
        name: String,
    },
    CreateExtension {
        name: String,
        extension: Extension,
    },
    DropExtension {
        name: String,
    },
    /// To another name, another schema, or both.
    RenameTable {
        from: Name,
        to: Name,
    },
    RenameColumn {
        table: Name,
        from: String,
        to: String,
    },
    /// To another name, another schema, or both.
    RenameEnum {
        from: Name,
        to: Name,
    },
    /// Rows that have the value have it under its new name.
    RenameEnumValue {
        name: Name,
        from: String,
        to: String,
    },
    CreateEnum {
        name: Name,
        enumeration: Enum,
    },
    AddEnumValues {
        name: Name,
        values: Vec<String>,
    },
    RecreateEnum(Box<RecreateEnum>),
    DropEnum {
        name: Name,
    },
    CreateTable {
        name: Name,
        table: Box<Table>,
    },
    DropTable {
        name: Name,
        table: Box<Table>,
    },
    AlterTable {
        table: Name,
        changes: Vec<TableChange>,
    },
    RenamePrimaryKey {
        table: Name,
        from: String,
        to: String,
    },
    CreateIndex {
        table: Name,
        name: String,
        index: Index,
    },
    /// `replaced_by_key`: a new primary key takes over, and the index goes only after it.
    DropIndex {
        table: Name,
        name: String,
        index: Index,
        replaced_by_key: bool,
    },
    RenameIndex {
        table: Name,
        from: String,
        to: String,
    },
    AddForeignKey {
        table: Name,
        name: String,
        key: ForeignKey,
    },
    DropForeignKey {
        table: Name,
        name: String,
        key: ForeignKey,
    },
    RenameForeignKey {
        table: Name,
        from: String,
        to: String,
    },
    /// The function that refuses, in a schema that gets its first append-only table.
    CreateGuard {
        schema: String,
    },
    DropGuard {
        schema: String,
    },
    /// From now on the table is append-only.
    GuardTable {
        table: Name,
    },
    UnguardTable {
        table: Name,
    },
    /// A view, routine, trigger, policy, comment and the like.
    Object(Box<ObjectStep>),
    /// The hash of the contract, as a comment on a schema.
    StampContract {
        schema: String,
        hash: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableChange {
    DropPrimaryKey {
        name: String,
    },
    /// A CHECK or an exclusion constraint.
    DropConstraint {
        name: String,
    },
    DropColumn {
        name: String,
        column: Column,
    },
    AddColumn {
        name: String,
        column: Column,
    },
    AlterColumn(Box<AlterColumn>),
    /// No cast leads from the old type to the new: the values are lost.
    RecreateColumn {
        name: String,
        from: Column,
        to: Column,
    },
    AddPrimaryKey {
        key: PrimaryKey,
    },
    AddCheck {
        name: String,
        check: Check,
    },
    AddExclusion {
        name: String,
        exclusion: Exclusion,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlterColumn {
    pub name: String,
    pub from: Column,
    pub to: Column,
    pub type_change: Option<Cast>,
    pub default_changed: bool,
    /// The sequence of a `SERIAL` that no longer is one.
    pub dropped_sequence: Option<Name>,
}

/// How values get from one type to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cast {
    Safe,
    /// May fail, or round, on values that are there.
    Risky,
    Impossible,
}

/// An enum that loses values: PostgreSQL can't remove one, so a new type takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecreateEnum {
    pub name: Name,
    pub values: Vec<String>,
    pub removed: Vec<String>,
    /// What compares such a column with a value of the old type. It goes here, and the
    /// new side's own comes with the tables' steps.
    pub dependents: Vec<Dependent>,
    /// Their defaults are of the old type, and stand aside meanwhile.
    pub defaults: Vec<(Name, String)>,
    pub columns: Vec<EnumColumn>,
    /// Columns that this migration drops or gives another type: text, until it does.
    pub leaving: Vec<EnumColumn>,
    pub restored: Vec<RestoredDefault>,
}

/// A check, exclusion constraint or index whose expressions mention a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependent {
    pub table: Name,
    pub name: String,
    pub is_index: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumColumn {
    pub table: Name,
    pub column: String,
    pub list: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoredDefault {
    pub table: Name,
    pub column: String,
    pub ty: ColumnType,
    pub default: ColumnDefault,
}

impl From<ObjectStep> for Step {
    fn from(step: ObjectStep) -> Self {
        Step::Object(Box::new(step))
    }
}

impl Step {
    /// What the section comment of the script calls it; Prisma's word where it has one.
    pub fn title(&self) -> &'static str {
        match self {
            Step::CreateSchema { .. } => "CreateSchema",
            Step::CreateExtension { .. } => "CreateExtension",
            Step::DropExtension { .. } => "DropExtension",
            Step::RenameTable { .. } => "RenameTable",
            Step::RenameColumn { .. } => "RenameColumn",
            Step::RenameEnum { .. } => "RenameEnum",
            Step::RenameEnumValue { .. } => "RenameEnumValue",
            Step::CreateEnum { .. } => "CreateEnum",
            Step::AddEnumValues { .. } | Step::RecreateEnum(_) => "AlterEnum",
            Step::DropEnum { .. } => "DropEnum",
            Step::CreateTable { .. } => "CreateTable",
            Step::DropTable { .. } => "DropTable",
            Step::AlterTable { .. } | Step::RenamePrimaryKey { .. } => "AlterTable",
            Step::CreateIndex { .. } => "CreateIndex",
            Step::DropIndex { .. } => "DropIndex",
            Step::RenameIndex { .. } => "RenameIndex",
            Step::AddForeignKey { .. } => "AddForeignKey",
            Step::DropForeignKey { .. } => "DropForeignKey",
            Step::RenameForeignKey { .. } => "RenameForeignKey",
            Step::CreateGuard { .. } => "CreateAppendOnlyGuard",
            Step::DropGuard { .. } => "DropAppendOnlyGuard",
            Step::GuardTable { .. } => "GuardTable",
            Step::UnguardTable { .. } => "UnguardTable",
            Step::Object(step) => step.title(),
            Step::StampContract { .. } => "StampContract",
        }
    }
}
