//! Enums: created, dropped, and their values.

use super::{Sides, dependents};
use crate::catalogue::{BaseType, Column, Enum, Name, Table};
use crate::step::{EnumColumn, RecreateEnum, RestoredDefault, Step};

/// Values are compared as a set: PostgreSQL adds a new one at the end, as Prisma lets it.
pub(super) fn steps(sides: Sides<'_>, out: &mut Vec<Step>) {
    for (name, enumeration) in &sides.from.enums {
        match sides.to.enums.get(name) {
            Some(next) => out.extend(changed(sides, name, enumeration, next)),
            None => out.push(Step::DropEnum { name: name.clone() }),
        }
    }
    for (name, enumeration) in &sides.to.enums {
        if !sides.from.enums.contains_key(name) {
            let enumeration = enumeration.clone();
            out.push(Step::CreateEnum { name: name.clone(), enumeration });
        }
    }
}

fn changed(sides: Sides<'_>, name: &Name, from: &Enum, to: &Enum) -> Option<Step> {
    let missing = |a: &Enum, b: &Enum| -> Vec<String> {
        a.values.iter().filter(|value| !b.values.contains(value)).cloned().collect()
    };
    let (added, removed) = (missing(to, from), missing(from, to));
    if !removed.is_empty() {
        return Some(Step::RecreateEnum(Box::new(recreated(sides, name, to, removed))));
    }
    let step = Step::AddEnumValues { name: name.clone(), values: added };
    (!matches!(&step, Step::AddEnumValues { values, .. } if values.is_empty())).then_some(step)
}

fn recreated(sides: Sides<'_>, name: &Name, to: &Enum, removed: Vec<String>) -> RecreateEnum {
    let mut step = RecreateEnum {
        name: name.clone(),
        values: to.values.clone(),
        removed,
        dependents: dependents::on_enum(sides.from, name),
        defaults: Vec::new(),
        columns: Vec::new(),
        leaving: Vec::new(),
        restored: Vec::new(),
    };
    for (table_name, table) in &sides.from.tables {
        let next = sides.to.tables.get(table_name);
        for (column_name, column) in by_name(table).into_iter().filter(|(_, c)| is_of(c, name)) {
            let next = next.and_then(|table| table.columns.get(column_name));
            stand_aside(&mut step, table_name, column_name, column, next);
        }
    }
    step.columns = surviving(sides, name);
    step
}

/// Prisma goes through the columns of a table by name here.
fn by_name(table: &Table) -> Vec<(&String, &Column)> {
    let mut columns: Vec<_> = table.columns.iter().collect();
    columns.sort_by_key(|(name, _)| name.as_str());
    columns
}

fn stand_aside(
    step: &mut RecreateEnum,
    table: &Name,
    name: &str,
    column: &Column,
    next: Option<&Column>,
) {
    let next = next.filter(|next| is_of(next, &step.name));
    if column.default.is_some() {
        step.defaults.push((table.clone(), name.to_owned()));
        if let Some((next, default)) = next.and_then(|c| Some((c, c.default.clone()?))) {
            step.restored.push(RestoredDefault {
                table: table.clone(),
                column: name.to_owned(),
                ty: next.ty.clone(),
                default,
            });
        }
    }
    if next.is_none() {
        step.leaving.push(enum_column(table, name, column));
    }
}

/// Those of the new side that are there already, in its order.
fn surviving(sides: Sides<'_>, name: &Name) -> Vec<EnumColumn> {
    let mut columns = Vec::new();
    for (table_name, table) in &sides.to.tables {
        let Some(before) = sides.from.tables.get(table_name) else { continue };
        for (column_name, column) in table.columns.iter().filter(|(_, c)| is_of(c, name)) {
            if before.columns.get(column_name).is_some_and(|before| is_of(before, name)) {
                columns.push(enum_column(table_name, column_name, column));
            }
        }
    }
    columns
}

fn enum_column(table: &Name, column: &str, value: &Column) -> EnumColumn {
    EnumColumn { table: table.clone(), column: column.to_owned(), list: value.ty.list }
}

pub(crate) fn is_of(column: &Column, name: &Name) -> bool {
    matches!(&column.ty.base, BaseType::Enum(of) if of == name)
}
