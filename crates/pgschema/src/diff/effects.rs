//! What each step makes, removes, needs and lets go: the facts that its order follows from.

use crate::catalogue::{BaseType, Column, Name, ObjectKind, Table};
use crate::step::{ObjectStep, Step, TableChange};

/// Something that steps can depend on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    Schema(String),
    /// A table, index, sequence: PostgreSQL keeps their names in one place.
    Relation(Name),
    Type(Name),
    Column(Name, String),
    /// These columns of a table identify a row.
    Key(Name, Vec<String>),
    ForeignKey(Name, String),
    Guard(String),
    /// The trigger that calls the guard.
    Guarded(Name),
    /// What has a name of its own kind: a routine, a collation, a trigger or policy of a table.
    Named(&'static str, Name, String),
}

impl Thing {
    /// Two of one name can't stand side by side, so the old one goes before the new one comes.
    pub(super) fn is_exclusive(&self) -> bool {
        matches!(
            self,
            Thing::Relation(_) | Thing::Type(_) | Thing::ForeignKey(..) | Thing::Named(..)
        )
    }
}

#[derive(Debug, Default)]
pub(super) struct Effects {
    pub(super) makes: Vec<Thing>,
    pub(super) removes: Vec<Thing>,
    /// Runs after whoever makes these.
    pub(super) needs: Vec<Thing>,
    /// Runs before whoever removes these.
    pub(super) frees: Vec<Thing>,
}

pub(super) fn effects(step: &Step) -> Effects {
    let mut it = Effects::default();
    match step {
        Step::CreateSchema { name } => it.makes.push(Thing::Schema(name.clone())),
        Step::CreateExtension { extension, .. } => {
            it.needs.extend(extension.schema.clone().map(Thing::Schema));
        }
        Step::DropExtension { .. } | Step::StampContract { .. } => {}
        Step::RenameTable { from, to } => {
            it.removes.push(Thing::Relation(from.clone()));
            it.makes.push(Thing::Relation(to.clone()));
            it.needs.push(Thing::Schema(to.schema.clone()));
        }
        Step::RenameColumn { table, from, to } => {
            it.needs.push(Thing::Relation(table.clone()));
            it.removes.push(Thing::Column(table.clone(), from.clone()));
            it.makes.push(Thing::Column(table.clone(), to.clone()));
        }
        Step::RenameEnum { from, to } => {
            it.removes.push(Thing::Type(from.clone()));
            it.makes.push(Thing::Type(to.clone()));
            it.needs.push(Thing::Schema(to.schema.clone()));
        }
        Step::CreateEnum { name, .. } => {
            it.makes.push(Thing::Type(name.clone()));
            it.needs.push(Thing::Schema(name.schema.clone()));
        }
        Step::RenameEnumValue { name, .. } | Step::AddEnumValues { name, .. } => {
            it.needs.push(Thing::Type(name.clone()))
        }
        Step::RecreateEnum(step) => {
            it.needs.push(Thing::Type(step.name.clone()));
            let tables = step.columns.iter().chain(&step.leaving);
            it.needs.extend(tables.map(|column| Thing::Relation(column.table.clone())));
        }
        Step::DropEnum { name } => it.removes.push(Thing::Type(name.clone())),
        Step::CreateTable { name, table } => create_table(name, table, &mut it),
        Step::DropTable { name, table } => drop_table(name, table, &mut it),
        Step::AlterTable { table, changes } => {
            it.needs.push(Thing::Relation(table.clone()));
            changes.iter().for_each(|change| alter_table(table, change, &mut it));
        }
        Step::RenamePrimaryKey { table, from, to } | Step::RenameIndex { table, from, to } => {
            it.needs.push(Thing::Relation(table.clone()));
            it.removes.push(beside(table, from));
            it.makes.push(beside(table, to));
        }
        Step::CreateIndex { table, name, index } => {
            it.needs.push(Thing::Relation(table.clone()));
            it.makes.push(beside(table, name));
            it.needs.extend(index.columns().map(|column| column_of(table, column)));
            it.needs.extend(index.include.iter().map(|column| column_of(table, column)));
            if index.unique {
                it.makes.push(key_of(table, index.columns()));
            }
        }
        Step::DropIndex { table, name, index, replaced_by_key } => {
            it.needs.push(Thing::Relation(table.clone()));
            it.removes.push(beside(table, name));
            if *replaced_by_key {
                it.needs.push(key_of(table, index.columns()));
                return it;
            }
            it.frees.extend(index.columns().map(|column| column_of(table, column)));
            it.removes.push(key_of(table, index.columns()));
        }
        Step::AddForeignKey { table, name, key } => {
            it.makes.push(Thing::ForeignKey(table.clone(), name.clone()));
            it.needs.extend([table, &key.target].map(|table| Thing::Relation(table.clone())));
            it.needs.extend(key.columns.iter().map(|column| column_of(table, column)));
            it.needs.push(key_of(&key.target, key.references.iter().map(String::as_str)));
        }
        Step::DropForeignKey { table, name, key } => {
            it.needs.push(Thing::Relation(table.clone()));
            it.removes.push(Thing::ForeignKey(table.clone(), name.clone()));
            it.frees.extend([table, &key.target].map(|table| Thing::Relation(table.clone())));
            it.frees.extend(key.columns.iter().map(|column| column_of(table, column)));
            it.frees.extend(key.references.iter().map(|column| column_of(&key.target, column)));
            it.frees.push(key_of(&key.target, key.references.iter().map(String::as_str)));
        }
        Step::RenameForeignKey { table, from, to } => {
            it.needs.push(Thing::Relation(table.clone()));
            it.removes.push(Thing::ForeignKey(table.clone(), from.clone()));
            it.makes.push(Thing::ForeignKey(table.clone(), to.clone()));
        }
        Step::Object(step) => object(step, &mut it),
        Step::CreateGuard { schema } => {
            it.needs.push(Thing::Schema(schema.clone()));
            it.makes.push(Thing::Guard(schema.clone()));
        }
        Step::DropGuard { schema } => it.removes.push(Thing::Guard(schema.clone())),
        Step::GuardTable { table } => {
            it.needs.push(Thing::Guard(table.schema.clone()));
            it.needs.push(Thing::Relation(table.clone()));
            it.makes.push(Thing::Guarded(table.clone()));
        }
        Step::UnguardTable { table } => {
            it.frees.push(Thing::Guard(table.schema.clone()));
            it.needs.push(Thing::Relation(table.clone()));
        }
    }
    it
}

fn object(step: &ObjectStep, it: &mut Effects) {
    let made = |it: &mut Effects, things: Vec<Thing>, name: &Name| {
        it.makes.extend(things);
        it.needs.push(Thing::Schema(name.schema.clone()));
    };
    let relation = |name: &Name| vec![Thing::Relation(name.clone()), Thing::Type(name.clone())];
    let of_kind = |kind: ObjectKind, name: &Name| {
        let is_type =
            matches!(kind, ObjectKind::Composite | ObjectKind::Range | ObjectKind::Domain);
        let named = Thing::Named(kind.word(), name.clone(), String::new());
        if is_type { vec![Thing::Type(name.clone())] } else { vec![named] }
    };
    let routine = |name: &Name| vec![Thing::Named("routine", name.clone(), String::new())];
    let part = |kind, table: &Name, name: &String| Thing::Named(kind, table.clone(), name.clone());
    it.needs.extend(step.table().map(|table| Thing::Relation(table.clone())));
    match step {
        ObjectStep::CreateSequence { name, .. } => {
            made(it, vec![Thing::Relation(name.clone())], name);
        }
        ObjectStep::DropSequence { name } => it.removes.push(Thing::Relation(name.clone())),
        ObjectStep::CreateFunction { name, .. } => made(it, routine(name), name),
        ObjectStep::DropFunction { name, .. } => it.removes.extend(routine(name)),
        ObjectStep::CreateObject { kind, name, .. } => made(it, of_kind(*kind, name), name),
        ObjectStep::DropObject { kind, name, .. } => it.removes.extend(of_kind(*kind, name)),
        ObjectStep::CreateView { name, .. } => made(it, relation(name), name),
        ObjectStep::DropView { name, .. } => it.removes.extend(relation(name)),
        ObjectStep::CreateTrigger { table, name, .. } => {
            it.makes.push(part("trigger", table, name));
        }
        ObjectStep::DropTrigger { table, name, .. } => {
            it.removes.push(part("trigger", table, name));
        }
        ObjectStep::CreatePolicy { table, name, .. } => it.makes.push(part("policy", table, name)),
        ObjectStep::DropPolicy { table, name, .. } => it.removes.push(part("policy", table, name)),
        ObjectStep::CreatePartition { name, .. } => made(it, relation(name), name),
        ObjectStep::DropPartition { name, .. } => it.removes.extend(relation(name)),
        ObjectStep::ReplaceFunction { .. }
        | ObjectStep::AlterSequence { .. }
        | ObjectStep::SetTriggerState { .. }
        | ObjectStep::SetRowSecurity { .. }
        | ObjectStep::MovePartition { .. }
        | ObjectStep::SetOptions { .. }
        | ObjectStep::SetLogged { .. }
        | ObjectStep::ValidateConstraint { .. }
        | ObjectStep::Comment { .. } => {}
    }
}

fn create_table(name: &Name, table: &Table, it: &mut Effects) {
    it.needs.push(Thing::Schema(name.schema.clone()));
    it.needs.extend(table.columns.values().filter_map(enum_of));
    // A table's rows are a type of its name.
    it.makes.extend([Thing::Relation(name.clone()), Thing::Type(name.clone())]);
    if let Some(key) = &table.primary_key {
        it.makes.push(beside(name, &key.name));
        it.makes.push(key_of(name, key.columns.iter().map(String::as_str)));
    }
}

fn drop_table(name: &Name, table: &Table, it: &mut Effects) {
    it.removes.extend([Thing::Relation(name.clone()), Thing::Type(name.clone())]);
    it.frees.extend(table.columns.values().filter_map(enum_of));
    it.removes.extend(table.indexes.keys().map(|index| beside(name, index)));
    it.removes.extend(table.primary_key.iter().map(|key| beside(name, &key.name)));
    let keys = table.primary_key.iter().map(|key| key.columns.clone());
    it.removes.extend(keys.map(|columns| Thing::Key(name.clone(), columns)));
    if table.append_only {
        it.frees.push(Thing::Guard(name.schema.clone()));
    }
}

fn alter_table(table: &Name, change: &TableChange, it: &mut Effects) {
    match change {
        TableChange::DropPrimaryKey { name } => it.removes.push(beside(table, name)),
        TableChange::AddPrimaryKey { key } => {
            it.makes.push(beside(table, &key.name));
            it.makes.push(key_of(table, key.columns.iter().map(String::as_str)));
        }
        TableChange::DropColumn { name, column } => {
            it.removes.push(column_of(table, name));
            it.frees.extend(enum_of(column));
        }
        TableChange::AddColumn { name, column } => {
            it.makes.push(column_of(table, name));
            it.needs.extend(enum_of(column));
        }
        TableChange::RecreateColumn { name, from, to } => {
            it.removes.push(column_of(table, name));
            it.makes.push(column_of(table, name));
            it.frees.extend(enum_of(from));
            it.needs.extend(enum_of(to));
        }
        TableChange::AlterColumn(change) => {
            // Under a foreign key or an index that is rebuilt, a type changes in between.
            it.removes.extend(change.type_change.map(|_| column_of(table, &change.name)));
            it.makes.extend(change.type_change.map(|_| column_of(table, &change.name)));
            it.needs.extend(enum_of(&change.to));
        }
        TableChange::DropConstraint { .. }
        | TableChange::AddCheck { .. }
        | TableChange::AddExclusion { .. } => {}
    }
}

fn enum_of(column: &Column) -> Option<Thing> {
    match &column.ty.base {
        BaseType::Enum(name) => Some(Thing::Type(name.clone())),
        BaseType::Native(..) | BaseType::Other(_) => None,
    }
}

/// An index or constraint lives in the schema of its table.
fn beside(table: &Name, name: &str) -> Thing {
    Thing::Relation(Name::new(&table.schema, name))
}

fn column_of(table: &Name, column: &str) -> Thing {
    Thing::Column(table.clone(), column.to_owned())
}

fn key_of<'a>(table: &Name, columns: impl Iterator<Item = &'a str>) -> Thing {
    Thing::Key(table.clone(), columns.map(str::to_owned).collect())
}
