//! One ALTER TABLE, taken apart.

use super::write::Writer;
use super::{Context, key, quick, swap};
use crate::catalogue::{Column, ColumnDefault, Name, Table};
use crate::from_schema::names::serial_sequence;
use crate::safety::{Safety, is_volatile, rewrites};
use crate::sql::{column_type, default, ident, name, string};
use crate::step::{AlterColumn, Step, TableChange};

pub(super) fn write(
    table: &Name,
    changes: &[TableChange],
    context: Context<'_>,
    writer: &mut Writer,
) {
    let Some(before) = context.before.tables.get(table) else {
        return plain(table, changes.to_vec(), writer);
    };
    let rekeying = key::of(changes, before);
    if rekeying.is_none() && changes.iter().any(is_of_key) {
        return plain(table, changes.to_vec(), writer);
    }
    let (mut now, mut later) = (Vec::new(), Vec::new());
    for change in changes.iter().filter(|change| !is_of_key(change)) {
        match change {
            change if rekeying.is_some() && key::holds_back(before, change) => {
                later.push(change.clone());
            }
            TableChange::AddColumn { name, column } => {
                add_column(table, before, (name, column), &mut now, writer);
            }
            TableChange::AlterColumn(change)
                if swap::is_possible(table, before, change, context) =>
            {
                swap::column(table, before, change, context, writer);
            }
            TableChange::AlterColumn(change) => alter_column(table, change, &mut now, writer),
            TableChange::AddCheck { name, check } if !check.not_valid => {
                let add = Step::AlterTable { table: table.clone(), changes: vec![change.clone()] };
                writer.statement(quick_of(table, &add, " NOT VALID"));
                writer.validate(table, name, None);
            }
            TableChange::DropConstraint { .. }
            | TableChange::DropColumn { .. }
            | TableChange::RecreateColumn { .. }
            | TableChange::AddCheck { .. }
            | TableChange::AddExclusion { .. }
            | TableChange::DropPrimaryKey { .. }
            | TableChange::AddPrimaryKey { .. } => now.push(change.clone()),
        }
    }
    plain(table, now, writer);
    if let Some(rekeying) = rekeying {
        key::write(table, rekeying, later, writer);
    }
}

fn is_of_key(change: &TableChange) -> bool {
    matches!(change, TableChange::DropPrimaryKey { .. } | TableChange::AddPrimaryKey { .. })
}

pub(super) fn plain(table: &Name, changes: Vec<TableChange>, writer: &mut Writer) {
    if !changes.is_empty() {
        writer.plain(&Step::AlterTable { table: table.clone(), changes });
    }
}

fn quick_of(table: &Name, step: &Step, suffix: &str) -> super::Statement {
    let sql = step.sql().join("; ") + suffix;
    super::Statement { sql, safety: quick(table, "").safety }
}

/// Optional and without a default that each row would need; both follow.
fn add_column(
    table: &Name,
    before: &Table,
    (column, it): (&str, &Column),
    now: &mut Vec<TableChange>,
    writer: &mut Writer,
) {
    let add =
        |column: &str, it: Column| TableChange::AddColumn { name: column.to_owned(), column: it };
    let computed = it.identity.is_some() || it.generated.is_some();
    if computed || (is_computed(it) && before.append_only) {
        return now.push(add(column, it.clone()));
    }
    let unfilled = !it.nullable && it.default.is_none();
    if is_computed(it) {
        let bare = Column { nullable: true, default: None, ..it.clone() };
        plain(table, vec![add(column, bare)], writer);
        let value = new_default(table, column, it, writer);
        writer.statement(quick(
            table,
            &format!("ALTER COLUMN {} SET DEFAULT {value}", ident(column)),
        ));
        writer.fill(table, column, &value);
        if !it.nullable {
            writer.require(table, column, None);
        }
    } else if unfilled {
        now.push(add(column, Column { nullable: true, ..it.clone() }));
        writer.require(table, column, Some(to_fill(table, column)));
    } else {
        now.push(add(column, it.clone()));
    }
}

fn is_computed(column: &Column) -> bool {
    match &column.default {
        Some(ColumnDefault::Autoincrement) => true,
        Some(ColumnDefault::Expression(expression)) => is_volatile(&expression.text),
        Some(ColumnDefault::Literal(_) | ColumnDefault::Now) | None => false,
    }
}

/// What SERIAL would have made, by hand.
fn new_default(table: &Name, column: &str, it: &Column, writer: &mut Writer) -> String {
    let value = it.default.as_ref().and_then(|value| default(value, &it.ty));
    value.unwrap_or_else(|| {
        let sequence = name(&Name::new(&table.schema, serial_sequence(&table.name, column)));
        let ty = column_type(&it.ty);
        writer.expand(format!("CREATE SEQUENCE {sequence} AS {ty}"), Safety::nothing());
        let owner = format!("{}.{}", name(table), ident(column));
        // The sequence is new, and the table is locked by what stands around it.
        let safety = quick(table, "").safety;
        writer.expand(format!("ALTER SEQUENCE {sequence} OWNED BY {owner}"), safety);
        format!("nextval({})", string(&sequence))
    })
}

fn to_fill(table: &Name, column: &str) -> String {
    let (on, quoted) = (name(table), ident(column));
    format!(
        "deploy code that writes {table}.{column}, and fill it in batches \
         (UPDATE {on} SET {quoted} = … WHERE {quoted} IS NULL)"
    )
}

/// All but NOT NULL at once.
fn alter_column(
    table: &Name,
    change: &AlterColumn,
    now: &mut Vec<TableChange>,
    writer: &mut Writer,
) {
    if !change.from.nullable || change.to.nullable {
        return now.push(TableChange::AlterColumn(Box::new(change.clone())));
    }
    let rest = change.type_change.is_some()
        || change.default_changed
        || change.from.identity != change.to.identity;
    if rest {
        let to = Column { nullable: true, ..change.to.clone() };
        now.push(TableChange::AlterColumn(Box::new(AlterColumn { to, ..change.clone() })));
    }
    writer.require(table, &change.name, Some(to_fill(table, &change.name)));
}

/// Whether the plain change would write every row anew.
pub(super) fn is_rewriting(change: &AlterColumn) -> bool {
    change.type_change.is_some() && rewrites(&change.from.ty, &change.to.ty)
}
