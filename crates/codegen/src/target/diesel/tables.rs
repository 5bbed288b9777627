//! `schema.rs`: `table!` for tables and views, and what may be joined.

use std::collections::BTreeSet;

use super::headed;
use super::plan::{Column, Plan, Table};
use crate::source::Source;

/// Diesel writes an implementation for each two tables that may meet in one query, and unfolds the
/// list by recursion, of which the compiler allows 128 steps. Half of that, rounded down.
const ALL_MEET_MAX: usize = 60;

pub(super) fn file(plan: &Plan<'_>) -> String {
    let mut out = headed("The tables and what may be joined.");
    for reason in &plan.left_out {
        out.line(format!("// Left out: {reason}"));
    }
    types(&mut out, plan);
    plan.tables.iter().for_each(|table| declaration(&mut out, table));
    joinable(&mut out, plan);
    meeting(&mut out, plan);
    out.finish()
}

fn types(out: &mut Source, plan: &Plan<'_>) {
    if plan.enums.is_empty() {
        return;
    }
    out.blank();
    out.line("/// The SQL types of the enums.");
    out.open("pub mod sql_types {");
    for (at, it) in plan.enums.iter().enumerate() {
        if at > 0 {
            out.blank();
        }
        let place = it.declared.db_schema.as_ref().filter(|name| *name != "public");
        let place = place.map(|name| format!(", schema = {name:?}")).unwrap_or_default();
        out.line("#[derive(diesel::query_builder::QueryId, diesel::sql_types::SqlType)]");
        out.line(format!("#[diesel(postgres_type(name = {:?}{place}))]", it.declared.db_name));
        out.line(format!("pub struct {};", it.sql));
    }
    out.close("}");
}

fn declaration(out: &mut Source, table: &Table<'_>) {
    out.blank();
    out.open("diesel::table! {");
    out.line("use diesel::sql_types::*;");
    let enums: BTreeSet<&str> =
        table.columns.iter().filter(|it| it.ty.is_enum).map(|it| it.ty.sql.as_str()).collect();
    enums.iter().for_each(|name| out.line(format!("use super::sql_types::{name};")));
    out.blank();
    out.prose(table.docs());
    if table.module != table.db_name {
        out.line(format!("#[sql_name = {:?}]", table.db_name));
    }
    let place = table.db_schema.map(|name| format!("{name}.")).unwrap_or_default();
    let key: Vec<&str> = table.key.iter().map(|at| table.columns[*at].name.as_str()).collect();
    out.open(format!("{place}{} ({}) {{", table.module, key.join(", ")));
    table.columns.iter().for_each(|it| column(out, it));
    for name in &table.left_out {
        out.line(format!("// Diesel has no type for the column {name:?}."));
    }
    out.close("}");
    out.close("}");
}

fn column(out: &mut Source, column: &Column) {
    out.prose(&column.docs);
    if column.name != column.db_name {
        out.line(format!("#[sql_name = {:?}]", column.db_name));
    }
    let mut ty = column.ty.sql.clone();
    if column.list {
        ty = format!("Array<{ty}>");
    }
    if column.nullable {
        ty = format!("Nullable<{ty}>");
    }
    out.line(format!("{} -> {ty},", column.name));
}

fn joinable(out: &mut Source, plan: &Plan<'_>) {
    let joins = plan.only_joins();
    if !joins.is_empty() {
        out.blank();
    }
    for join in joins {
        let (child, parent) = (&plan.tables[join.child], &plan.tables[join.parent]);
        let column = &child.columns[join.column].name;
        out.line(format!("diesel::joinable!({} -> {} ({column}));", child.module, parent.module));
    }
}

/// All tables, or, where these are many, those with a key between them or to both of them.
fn meeting(out: &mut Source, plan: &Plan<'_>) {
    let tables: Vec<usize> = (0..plan.tables.len()).filter(|at| !plan.tables[*at].view).collect();
    if tables.len() < 2 {
        return;
    }
    out.blank();
    if tables.len() <= ALL_MEET_MAX {
        out.open("diesel::allow_tables_to_appear_in_same_query!(");
        tables.iter().for_each(|at| out.line(format!("{},", plan.tables[*at].module)));
        out.close(");");
        return;
    }
    out.line(format!(
        "// Of more than {ALL_MEET_MAX} tables, those may meet that a key leads between, or that one"
    ));
    out.line("// table refers to both. Add others in a file of your own.");
    for (a, b) in related(plan) {
        let (a, b) = (&plan.tables[a].module, &plan.tables[b].module);
        out.line(format!("diesel::allow_tables_to_appear_in_same_query!({a}, {b});"));
    }
}

fn related(plan: &Plan<'_>) -> BTreeSet<(usize, usize)> {
    let mut pairs = BTreeSet::new();
    let mut add = |a: usize, b: usize| {
        if a != b {
            pairs.insert((a.min(b), a.max(b)));
        }
    };
    for join in &plan.joins {
        add(join.child, join.parent);
        let others = plan.joins.iter().filter(|other| other.child == join.child);
        others.for_each(|other| add(join.parent, other.parent));
    }
    pairs
}
