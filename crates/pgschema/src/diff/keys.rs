//! Indexes and foreign keys of a table that both sides have: what only changes its name is renamed.

use super::columns;
use crate::catalogue::{ForeignKey, Index, Name, Table};
use crate::step::Step;
use std::collections::BTreeSet;

pub(super) fn indexes(name: &Name, from: &Table, to: &Table, out: &mut Vec<Step>) {
    let adds_key = from.primary_key.is_none();
    for (index_name, index) in &from.indexes {
        if !to.indexes.values().any(|next| same_index(index, next)) {
            let covered = to.primary_key.as_ref().filter(|_| adds_key && index.unique);
            out.push(Step::DropIndex {
                table: name.clone(),
                name: index_name.clone(),
                index: index.clone(),
                replaced_by_key: covered.is_some_and(|key| index.columns().eq(&key.columns)),
            });
        }
    }
    for (index_name, index) in &to.indexes {
        let known = from.indexes.values().any(|before| same_index(before, index));
        if !known || loses_column(from, to, index) {
            let (table, name, index) = (name.clone(), index_name.clone(), index.clone());
            out.push(Step::CreateIndex { table, name, index });
        }
    }
    renamed_indexes(name, from, to, out);
}

/// An index goes with a column that is dropped and made again.
fn loses_column(from: &Table, to: &Table, index: &Index) -> bool {
    let recreated = |column: &str| {
        let pair = from.columns.get(column).zip(to.columns.get(column));
        pair.is_some_and(|(from, to)| columns::is_recreated(from, to))
    };
    index.columns().chain(index.include.iter().map(String::as_str)).any(recreated)
}

/// Where several indexes of a table are alike, none is renamed, as with Prisma.
fn renamed_indexes(name: &Name, from: &Table, to: &Table, out: &mut Vec<Step>) {
    for (index_name, index) in &from.indexes {
        let alike = from.indexes.values().filter(|other| same_columns(index, other)).count();
        let next = to.indexes.iter().find(|(_, next)| same_index(index, next));
        let Some((next_name, next)) = next.filter(|_| alike == 1) else { continue };
        if next_name != index_name && !loses_column(from, to, next) {
            let (from, to) = (index_name.clone(), next_name.clone());
            out.push(Step::RenameIndex { table: name.clone(), from, to });
        }
    }
}

fn same_columns(a: &Index, b: &Index) -> bool {
    a.unique == b.unique && a.columns().eq(b.columns())
}

/// Alike but for the name, and for whether a constraint stands on it.
pub(super) fn same_index(a: &Index, b: &Index) -> bool {
    let with_b = Index { constraint: b.constraint, ..a.clone() };
    with_b == *b
}

/// Keys that are dropped and made again: a table with the columns, sorted.
pub(super) type Remade = BTreeSet<(Name, Vec<String>)>;

pub(super) fn sorted(columns: &[String]) -> Vec<String> {
    let mut columns = columns.to_vec();
    columns.sort();
    columns
}

/// The columns of unique indexes that have no like on the other side.
pub(super) fn dropped_uniques<'a>(
    from: &'a Table,
    to: &'a Table,
) -> impl Iterator<Item = Vec<String>> + 'a {
    let gone = |index: &&Index| !to.indexes.values().any(|next| same_index(index, next));
    let uniques = from.indexes.values().filter(|index| index.unique).filter(gone);
    uniques.map(|index| sorted(&index.columns().map(str::to_owned).collect::<Vec<_>>()))
}

pub(super) fn foreign_keys(
    remade: &Remade,
    name: &Name,
    from: &Table,
    to: &Table,
    out: &mut Vec<Step>,
) {
    for (key_name, key) in &from.foreign_keys {
        let mut same =
            to.foreign_keys.iter().filter(|(_, next)| same_key(remade, from, to, key, next));
        let (table, name) = (name.clone(), key_name.clone());
        match same.next() {
            None => out.push(Step::DropForeignKey { table, name, key: key.clone() }),
            Some((next, _)) if !to.foreign_keys.contains_key(key_name) => {
                out.push(Step::RenameForeignKey { table, from: name, to: next.clone() });
            }
            Some(_) => {}
        }
    }
}

pub(super) fn added_foreign_keys(
    remade: &Remade,
    name: &Name,
    from: Option<&Table>,
    to: &Table,
    out: &mut Vec<Step>,
) {
    let known = |key: &ForeignKey| {
        from.is_some_and(|from| {
            from.foreign_keys.values().any(|before| same_key(remade, from, to, before, key))
        })
    };
    for (key_name, key) in to.foreign_keys.iter().filter(|(_, key)| !known(key)) {
        let (table, name, key) = (name.clone(), key_name.clone(), key.clone());
        out.push(Step::AddForeignKey { table, name, key });
    }
}

fn same_key(remade: &Remade, from: &Table, to: &Table, a: &ForeignKey, b: &ForeignKey) -> bool {
    let stands_aside = || remade.contains(&(a.target.clone(), sorted(&a.references)));
    a.same_rule(b) && !is_retyped(from, to, a) && !stands_aside()
}

/// PostgreSQL refuses to retype a column under a foreign key to one that keeps its type.
fn is_retyped(from: &Table, to: &Table, key: &ForeignKey) -> bool {
    key.columns.iter().any(|column| {
        let pair = from.columns.get(column).zip(to.columns.get(column));
        pair.is_some_and(|(from, to)| columns::is_retyped(from, to))
    })
}
