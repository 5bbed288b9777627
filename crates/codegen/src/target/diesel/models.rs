//! `models.rs`: a row of each table, what makes one, and what changes one.

use super::headed;
use super::plan::{Column, Join, Plan, Table};
use crate::source::Source;

pub(super) fn file(plan: &Plan<'_>) -> String {
    let mut out = headed("Rows, new rows and changes.");
    if !plan.tables.is_empty() {
        out.blank();
        out.line("use diesel::prelude::*;");
    }
    for (at, table) in plan.tables.iter().enumerate() {
        row(&mut out, plan, at, table);
        if !table.view {
            insert(&mut out, table);
            changes(&mut out, table);
        }
    }
    out.finish()
}

fn row(out: &mut Source, plan: &Plan<'_>, at: usize, table: &Table<'_>) {
    let parents = parents(plan, at);
    let mut derives = vec!["Clone", "Debug", "PartialEq", "Queryable", "Selectable"];
    if !table.view {
        derives.push("Identifiable");
    }
    if !parents.is_empty() {
        derives.push("Associations");
    }
    out.blank();
    out.prose(table.docs());
    out.line(format!("#[derive({})]", derives.join(", ")));
    out.line(format!("#[diesel({}, check_for_backend(diesel::pg::Pg))]", place(table)));
    for join in parents {
        let parent = &plan.tables[join.parent].row;
        let column = &table.columns[join.column].name;
        out.line(format!("#[diesel(belongs_to({parent}, foreign_key = {column}))]"));
    }
    out.open(format!("pub struct {} {{", table.row));
    for column in &table.columns {
        out.prose(&column.docs);
        out.line(format!("pub {}: {},", column.name, optional(column.nullable, &value(column))));
    }
    out.close("}");
}

/// A row belongs to each parent once: of two keys to the same table, neither is *the* parent.
fn parents(plan: &Plan<'_>, child: usize) -> Vec<Join> {
    let own = || plan.joins.iter().filter(|join| join.child == child);
    let alone = |join: &&Join| own().filter(|it| it.parent == join.parent).count() == 1;
    own().filter(alone).copied().collect()
}

fn insert(out: &mut Source, table: &Table<'_>) {
    out.blank();
    out.line(format!("/// A new [`{}`]. The database fills in what is `None`.", table.row));
    out.line("#[derive(Clone, Debug, PartialEq, Insertable)]");
    out.line(format!("#[diesel({}, check_for_backend(diesel::pg::Pg))]", place(table)));
    out.open(format!("pub struct {} {{", table.insert));
    for column in &table.columns {
        let left_out = column.nullable || column.defaulted;
        out.line(format!("pub {}: {},", column.name, optional(left_out, &value(column))));
    }
    out.close("}");
}

fn changes(out: &mut Source, table: &Table<'_>) {
    let columns = table.columns.iter().enumerate().filter(|(at, _)| !table.is_key(*at));
    let columns: Vec<&Column> = columns.map(|(_, column)| column).collect();
    if columns.is_empty() || table.append_only {
        return;
    }
    out.blank();
    out.line(format!("/// Changes of a [`{}`]. What is `None` stays as it is.", table.row));
    out.line("#[derive(Clone, Debug, Default, PartialEq, AsChangeset)]");
    out.line(format!("#[diesel({})]", place(table)));
    out.open(format!("pub struct {} {{", table.changes));
    for column in columns {
        let value = optional(column.nullable, &value(column));
        out.line(format!("pub {}: {},", column.name, optional(true, &value)));
    }
    out.close("}");
}

/// The table, and its key where that is not `id`.
fn place(table: &Table<'_>) -> String {
    let key: Vec<&str> = table.key.iter().map(|at| table.columns[*at].name.as_str()).collect();
    let name = format!("table_name = super::schema::{}", table.module);
    match table.view || key == ["id"] {
        true => name,
        false => format!("{name}, primary_key({})", key.join(", ")),
    }
}

fn value(column: &Column) -> String {
    let one = &column.ty.rust;
    if column.list { format!("Vec<{one}>") } else { one.clone() }
}

fn optional(optional: bool, ty: &str) -> String {
    if optional { format!("Option<{ty}>") } else { ty.to_owned() }
}
