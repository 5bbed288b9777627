//! The changes of one ALTER TABLE. All of them come under one ACCESS EXCLUSIVE lock.

use super::rewrite::{is_volatile, rewrites};
use super::{Safety, Work};
use crate::catalogue::{Column, ColumnDefault};
use crate::step::{AlterColumn, Cast, TableChange};

pub(super) fn safety(change: &TableChange) -> Safety {
    match change {
        TableChange::DropPrimaryKey { .. } | TableChange::DropConstraint { .. } => {
            with(Work::Catalogue)
        }
        TableChange::DropColumn { .. } => with(Work::Catalogue).losing_data(),
        TableChange::AddColumn { column, .. } => added(column),
        TableChange::AlterColumn(change) => altered(change),
        TableChange::RecreateColumn { to, .. } => added(to).losing_data(),
        TableChange::AddPrimaryKey { .. }
        | TableChange::AddCheck { .. }
        | TableChange::AddExclusion { .. } => with(Work::Scan).depending_on_data(),
    }
}

fn with(work: Work) -> Safety {
    Safety::on(&[], work)
}

/// A constant default is kept beside the table; any other is written into each row.
fn added(column: &Column) -> Safety {
    let volatile = match &column.default {
        Some(ColumnDefault::Autoincrement) => true,
        Some(ColumnDefault::Expression(expression)) => is_volatile(&expression.text),
        Some(ColumnDefault::Literal(_) | ColumnDefault::Now) | None => false,
    };
    if volatile || column.identity.is_some() || column.generated.is_some() {
        return with(Work::Rewrite);
    }
    match !column.nullable && column.default.is_none() {
        true => with(Work::Scan).depending_on_data(),
        false => with(Work::Catalogue),
    }
}

fn altered(change: &AlterColumn) -> Safety {
    let required = change.from.nullable && !change.to.nullable;
    let rewritten = change.type_change.is_some() && rewrites(&change.from.ty, &change.to.ty);
    let work = match (rewritten, required) {
        (true, _) => Work::Rewrite,
        (false, true) => Work::Scan,
        (false, false) => Work::Catalogue,
    };
    let risky = change.type_change.is_some_and(|cast| cast != Cast::Safe) && rewritten;
    if risky || required { with(work).depending_on_data() } else { with(work) }
}
