//! Enums.

use super::text::{self, ident, name, string};
use crate::catalogue::Name;
use crate::step::{Dependent, EnumColumn, RecreateEnum};

/// Prisma's words, for servers that it supports and we do not.
const SEVERAL_VALUES: &str = "\
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


";

pub(super) fn create(of: &Name, values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| string(value)).collect();
    format!("CREATE TYPE {} AS ENUM ({})", name(of), values.join(", "))
}

pub(super) fn add_values(of: &Name, values: &[String]) -> Vec<String> {
    let add = |value: &String| format!("ALTER TYPE {} ADD VALUE {}", name(of), string(value));
    let mut statements: Vec<String> = values.iter().map(add).collect();
    if let [first, _, ..] = statements.as_mut_slice() {
        first.insert_str(0, SEVERAL_VALUES);
    }
    statements
}

/// A new type beside the old one, each column cast through text, then the old one's place.
pub(super) fn recreate(step: &RecreateEnum) -> Vec<String> {
    let new = Name::new(&step.name.schema, format!("{}_new", step.name.name));
    let old = Name::new(&step.name.schema, format!("{}_old", step.name.name));
    let mut out = vec!["BEGIN".to_owned(), create(&new, &step.values)];
    out.extend(step.dependents.iter().map(drop_dependent));
    for (table, column) in &step.defaults {
        out.push(format!("{} DROP DEFAULT", alter(table, column)));
    }
    out.extend(step.leaving.iter().map(|column| cast(column, "TEXT")));
    out.extend(step.columns.iter().map(|column| cast(column, &name(&new))));
    out.push(format!("ALTER TYPE {} RENAME TO {}", name(&step.name), ident(&old.name)));
    out.push(format!("ALTER TYPE {} RENAME TO {}", name(&new), ident(&step.name.name)));
    out.push(format!("DROP TYPE {}", name(&old)));
    for restored in &step.restored {
        if let Some(default) = text::default(&restored.default, &restored.ty) {
            let column = alter(&restored.table, &restored.column);
            out.push(format!("{column} SET DEFAULT {default}"));
        }
    }
    out.push("COMMIT".to_owned());
    out
}

fn drop_dependent(dependent: &Dependent) -> String {
    let Dependent { table, name: of, is_index } = dependent;
    match is_index {
        true => format!("DROP INDEX {}", name(&Name::new(&table.schema, of))),
        false => format!("ALTER TABLE {} DROP CONSTRAINT {}", name(table), ident(of)),
    }
}

fn cast(column: &EnumColumn, ty: &str) -> String {
    let ty = if column.list { format!("{ty}[]") } else { ty.to_owned() };
    let of = ident(&column.column);
    let alter = alter(&column.table, &column.column);
    match ty.starts_with("TEXT") {
        true => format!("{alter} TYPE {ty} USING ({of}::{ty})"),
        false => format!("{alter} TYPE {ty} USING ({of}::text::{ty})"),
    }
}

fn alter(table: &Name, column: &str) -> String {
    format!("ALTER TABLE {} ALTER COLUMN {}", name(table), ident(column))
}
