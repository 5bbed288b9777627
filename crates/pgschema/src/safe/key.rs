//! Another primary key: its index is built first, and then only takes the old one's place.

use super::write::Writer;
use super::{beside, concurrently};
use crate::catalogue::{Name, PrimaryKey, Table};
use crate::safety::{Lock, Safety, Work};
use crate::sql::{ident, list, name};
use crate::step::{Step, TableChange};

pub(super) struct Rekeying<'a> {
    dropped: Option<&'a str>,
    added: Option<&'a PrimaryKey>,
}

/// Where every column of the new key is there, required, and stays as it is.
pub(super) fn of<'a>(changes: &'a [TableChange], before: &Table) -> Option<Rekeying<'a>> {
    let (mut dropped, mut added) = (None, None);
    for change in changes {
        match change {
            TableChange::DropPrimaryKey { name } => dropped = Some(name.as_str()),
            TableChange::AddPrimaryKey { key } => added = Some(key),
            _ => {}
        }
    }
    let key = added?;
    let steady = |column: &String| {
        let required = before.columns.get(column).is_some_and(|it| !it.nullable);
        required && !changes.iter().any(|change| is_of(change, column))
    };
    key.columns.iter().all(steady).then_some(Rekeying { dropped, added })
}

/// What a column of the old key can only do when that is gone.
pub(super) fn holds_back(before: &Table, change: &TableChange) -> bool {
    let column = match change {
        TableChange::DropColumn { name, .. } | TableChange::RecreateColumn { name, .. } => name,
        TableChange::AlterColumn(change) if change.to.nullable => &change.name,
        _ => return false,
    };
    before.primary_key.as_ref().is_some_and(|key| key.columns.contains(column))
}

fn is_of(change: &TableChange, column: &str) -> bool {
    match change {
        TableChange::DropColumn { name, .. }
        | TableChange::AddColumn { name, .. }
        | TableChange::RecreateColumn { name, .. } => name == column,
        TableChange::AlterColumn(change) => change.name == column,
        TableChange::DropPrimaryKey { .. }
        | TableChange::DropConstraint { .. }
        | TableChange::AddPrimaryKey { .. }
        | TableChange::AddCheck { .. }
        | TableChange::AddExclusion { .. } => false,
    }
}

pub(super) fn write(
    table: &Name,
    rekeying: Rekeying<'_>,
    later: Vec<TableChange>,
    writer: &mut Writer,
) {
    let Some(key) = rekeying.added else { return };
    let index = beside(&key.name, "_new");
    let columns = list(&key.columns, ", ");
    let sql =
        format!("CREATE UNIQUE INDEX CONCURRENTLY {} ON {}({columns})", ident(&index), name(table));
    writer.alone("key", sql, concurrently(table, true));
    let dropped = rekeying.dropped.map(|it| format!("DROP CONSTRAINT {},\n", ident(it)));
    let add = format!(
        "ALTER TABLE {} {}ADD CONSTRAINT {} PRIMARY KEY USING INDEX {}",
        name(table),
        dropped.unwrap_or_default(),
        ident(&key.name),
        ident(&index)
    );
    writer.expand(add, Safety::on(&[(table, Lock::AccessExclusive)], Work::Catalogue));
    if !later.is_empty() {
        writer.plain(&Step::AlterTable { table: table.clone(), changes: later });
    }
}
