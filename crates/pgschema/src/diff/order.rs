//! The order of steps: by what each one needs and what each one lets go.
//!
//! A step names the things that it makes and removes, those that have to be there before it
//! runs, and those that can only be removed once it has run. From these follow the edges, and a
//! topological sort follows the edges. Where they leave a choice, steps come in the order that
//! Prisma's scripts have, so that a reader of either finds the same chapters.

use crate::catalogue::{BaseType, Column, Name, Table};
use crate::step::{Step, TableChange};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Something that steps can depend on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
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
}

impl Thing {
    /// Two of one name can't stand side by side, so the old one goes before the new one comes.
    fn is_exclusive(&self) -> bool {
        matches!(self, Thing::Relation(_) | Thing::Type(_) | Thing::ForeignKey(..))
    }
}

#[derive(Debug, Default)]
struct Effects {
    makes: Vec<Thing>,
    removes: Vec<Thing>,
    /// Runs after whoever makes these.
    needs: Vec<Thing>,
    /// Runs before whoever removes these.
    frees: Vec<Thing>,
}

pub(super) fn ordered(steps: Vec<Step>) -> Vec<Step> {
    let after = edges(&steps);
    let mut waiting = vec![0usize; steps.len()];
    for followers in &after {
        followers.iter().for_each(|follower| waiting[*follower] += 1);
    }
    let key = |at: usize| Reverse((chapter(&steps[at]), at));
    let mut ready: BinaryHeap<_> =
        (0..steps.len()).filter(|at| waiting[*at] == 0).map(key).collect();
    let mut order = Vec::with_capacity(steps.len());
    while let Some(Reverse((_, at))) = ready.pop() {
        order.push(at);
        for follower in &after[at] {
            waiting[*follower] -= 1;
            if waiting[*follower] == 0 {
                ready.push(key(*follower));
            }
        }
    }
    append_circular(&steps, &mut order);
    let mut steps: Vec<Option<Step>> = steps.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| steps[at].take()).collect()
}

/// Steps that wait for each other (two indexes that swap names): nothing is lost, the server judges.
fn append_circular(steps: &[Step], order: &mut Vec<usize>) {
    let mut left: Vec<usize> = (0..steps.len()).filter(|at| !order.contains(at)).collect();
    left.sort_by_key(|at| (chapter(&steps[*at]), *at));
    order.extend(left);
}

/// For each step, those that have to come later.
fn edges(steps: &[Step]) -> Vec<Vec<usize>> {
    let effects: Vec<Effects> = steps.iter().map(effects).collect();
    let (mut makers, mut removers) = (BTreeMap::new(), BTreeMap::new());
    for (at, effect) in effects.iter().enumerate() {
        makers.extend(effect.makes.iter().map(|thing| (thing, at)));
        removers.extend(effect.removes.iter().map(|thing| (thing, at)));
    }
    let mut after = vec![Vec::new(); steps.len()];
    let mut edge = |first: usize, second: usize| {
        if first != second {
            after[first].push(second);
        }
    };
    for (at, effect) in effects.iter().enumerate() {
        effect.needs.iter().filter_map(|t| makers.get(t)).for_each(|maker| edge(*maker, at));
        effect.frees.iter().filter_map(|t| removers.get(t)).for_each(|gone| edge(at, *gone));
        let names = effect.makes.iter().filter(|thing| thing.is_exclusive());
        names.filter_map(|t| removers.get(t)).for_each(|gone| edge(*gone, at));
    }
    after
}

fn effects(step: &Step) -> Effects {
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
        Step::AddEnumValues { name, .. } => it.needs.push(Thing::Type(name.clone())),
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

/// Where a reader of Prisma's scripts looks for a step. A tie-break, and nothing but.
fn chapter(step: &Step) -> u8 {
    match step {
        Step::CreateSchema { .. } => 0,
        Step::DropExtension { .. } => 1,
        Step::CreateExtension { .. } => 2,
        Step::RenameEnum { .. } => 3,
        Step::RenameTable { .. } => 4,
        Step::RenameColumn { .. } => 5,
        Step::CreateEnum { .. } => 6,
        Step::AddEnumValues { .. } | Step::RecreateEnum(_) => 7,
        Step::UnguardTable { .. } => 8,
        Step::DropForeignKey { .. } => 9,
        Step::DropIndex { .. } => 10,
        Step::AlterTable { .. } | Step::RenamePrimaryKey { .. } => 11,
        Step::DropTable { .. } => 12,
        Step::DropEnum { .. } => 13,
        Step::DropGuard { .. } => 14,
        Step::CreateTable { .. } => 15,
        Step::CreateIndex { .. } => 16,
        Step::RenameForeignKey { .. } => 17,
        Step::AddForeignKey { .. } => 18,
        Step::RenameIndex { .. } => 19,
        Step::CreateGuard { .. } => 20,
        Step::GuardTable { .. } => 21,
        Step::StampContract { .. } => 22,
    }
}
