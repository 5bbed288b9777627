//! Tables: created, dropped, changed.

use super::keys::Remade;
use super::{Sides, columns, keys};
use crate::catalogue::{Check, Name, Table};
use crate::step::{Step, TableChange};

pub(super) fn steps(sides: Sides<'_>, out: &mut Vec<Step>) {
    for (name, table) in &sides.to.tables {
        if !sides.from.tables.contains_key(name) {
            created(name, table, out);
        }
    }
    let remade = remade(sides);
    for (name, table) in &sides.from.tables {
        match sides.to.tables.get(name) {
            Some(next) => changed(sides, &remade, name, table, next, out),
            None => dropped(name, table, out),
        }
    }
    for (name, table) in &sides.to.tables {
        keys::added_foreign_keys(&remade, name, sides.from.tables.get(name), table, out);
    }
}

/// The keys that are dropped and made again for the same columns. PostgreSQL refuses that under a
/// foreign key, which has to stand aside.
fn remade(sides: Sides<'_>) -> Remade {
    let mut remade = Remade::new();
    for (name, from) in &sides.from.tables {
        let Some(to) = sides.to.tables.get(name) else { continue };
        if let Some(key) = from.primary_key.as_ref().filter(|_| primary_key_changes(from, to)) {
            remade.insert((name.clone(), keys::sorted(&key.columns)));
        }
        remade.extend(keys::dropped_uniques(from, to).map(|columns| (name.clone(), columns)));
    }
    remade
}

fn created(name: &Name, table: &Table, out: &mut Vec<Step>) {
    out.push(Step::CreateTable { name: name.clone(), table: Box::new(table.clone()) });
    for (index_name, index) in &table.indexes {
        let (table, name, index) = (name.clone(), index_name.clone(), index.clone());
        out.push(Step::CreateIndex { table, name, index });
    }
    if table.append_only {
        out.push(Step::GuardTable { table: name.clone() });
    }
}

/// Foreign keys go first, so that tables can go in any order.
fn dropped(name: &Name, table: &Table, out: &mut Vec<Step>) {
    for (key_name, key) in &table.foreign_keys {
        let (table, name, key) = (name.clone(), key_name.clone(), key.clone());
        out.push(Step::DropForeignKey { table, name, key });
    }
    out.push(Step::DropTable { name: name.clone(), table: Box::new(table.clone()) });
}

fn changed(
    sides: Sides<'_>,
    remade: &Remade,
    name: &Name,
    from: &Table,
    to: &Table,
    out: &mut Vec<Step>,
) {
    keys::indexes(name, from, to, out);
    keys::foreign_keys(remade, name, from, to, out);
    out.extend(renamed_primary_key(name, from, to));
    let changes = changes(sides, name, from, to);
    if !changes.is_empty() {
        out.push(Step::AlterTable { table: name.clone(), changes });
    }
    match (from.append_only, to.append_only) {
        (false, true) => out.push(Step::GuardTable { table: name.clone() }),
        (true, false) => out.push(Step::UnguardTable { table: name.clone() }),
        _ => {}
    }
}

/// In the order in which one ALTER TABLE takes them.
fn changes(sides: Sides<'_>, name: &Name, from: &Table, to: &Table) -> Vec<TableChange> {
    let mut changes = Vec::new();
    let rekeyed = primary_key_changes(from, to);
    if let Some(key) = from.primary_key.as_ref().filter(|_| rekeyed) {
        changes.push(TableChange::DropPrimaryKey { name: key.name.clone() });
    }
    dropped_constraints(from, to, &mut changes);
    changes.extend(dropped_columns(from, to));
    changes.extend(added_columns(from, to));
    for (column_name, column) in &from.columns {
        let next = to.columns.get(column_name);
        let change = |next| columns::change(sides.from, name, column_name, column, next);
        changes.extend(next.and_then(change));
    }
    if let Some(key) = to.primary_key.as_ref().filter(|_| rekeyed) {
        changes.push(TableChange::AddPrimaryKey { key: key.clone() });
    }
    added_constraints(from, to, &mut changes);
    changes
}

fn primary_key_changes(from: &Table, to: &Table) -> bool {
    match (&from.primary_key, &to.primary_key) {
        (None, None) => false,
        (Some(a), Some(b)) => {
            let retyped = |name: &String| {
                let pair = from.columns.get(name).zip(to.columns.get(name));
                pair.is_some_and(|(from, to)| columns::is_retyped(from, to))
            };
            let same =
                a.columns == b.columns && a.include == b.include && a.deferrable == b.deferrable;
            !same || a.columns.iter().any(retyped)
        }
        _ => true,
    }
}

fn renamed_primary_key(name: &Name, from: &Table, to: &Table) -> Option<Step> {
    let (a, b) = from.primary_key.as_ref().zip(to.primary_key.as_ref())?;
    let renamed = a.name != b.name && !primary_key_changes(from, to);
    let (from, to) = (a.name.clone(), b.name.clone());
    renamed.then(|| Step::RenamePrimaryKey { table: name.clone(), from, to })
}

/// By name, as Prisma prints them.
fn dropped_columns(from: &Table, to: &Table) -> Vec<TableChange> {
    let mut gone: Vec<_> =
        from.columns.iter().filter(|(name, _)| !to.columns.contains_key(*name)).collect();
    gone.sort_by_key(|(name, _)| name.as_str());
    let change = |(name, column): (&String, &_)| TableChange::DropColumn {
        name: name.clone(),
        column: Clone::clone(column),
    };
    gone.into_iter().map(change).collect()
}

/// By name, as Prisma prints them.
fn added_columns(from: &Table, to: &Table) -> Vec<TableChange> {
    let mut new: Vec<_> =
        to.columns.iter().filter(|(name, _)| !from.columns.contains_key(*name)).collect();
    new.sort_by_key(|(name, _)| name.as_str());
    let change = |(name, column): (&String, &_)| TableChange::AddColumn {
        name: name.clone(),
        column: Clone::clone(column),
    };
    new.into_iter().map(change).collect()
}

fn dropped_constraints(from: &Table, to: &Table, changes: &mut Vec<TableChange>) {
    let kept = |name: &String, check: &Check| {
        to.checks.get(name).is_some_and(|next| next.same_rule(check))
    };
    let checks = from.checks.iter().filter(|(name, check)| !kept(name, check));
    let exclusions =
        from.exclusions.iter().filter(|(name, value)| to.exclusions.get(*name) != Some(*value));
    let names = checks.map(|(name, _)| name).chain(exclusions.map(|(name, _)| name));
    changes.extend(names.map(|name| TableChange::DropConstraint { name: name.clone() }));
}

fn added_constraints(from: &Table, to: &Table, changes: &mut Vec<TableChange>) {
    for (name, check) in &to.checks {
        if !from.checks.get(name).is_some_and(|before| before.same_rule(check)) {
            changes.push(TableChange::AddCheck { name: name.clone(), check: check.clone() });
        }
    }
    for (name, exclusion) in &to.exclusions {
        if from.exclusions.get(name) != Some(exclusion) {
            let (name, exclusion) = (name.clone(), exclusion.clone());
            changes.push(TableChange::AddExclusion { name, exclusion });
        }
    }
}
