//! A migration as SQL, in Prisma's own hand: where a migration holds nothing that Prisma lacks,
//! the script is byte for byte the one that `prisma migrate diff --script` writes.

mod enums;
mod objects;
mod sequence;
mod table;
mod text;

pub(crate) use objects::signature;
#[cfg(test)]
pub(crate) use table::create_index;
pub(crate) use table::{action, index_body, new_sequence_name, option};
pub(crate) use text::{column_type, default, ident, list, name, string};

use crate::diff::Migration;
use crate::guard;
use crate::safety::Safety;
use crate::step::Step;
use std::collections::BTreeSet;

/// What Prisma writes where nothing is to be done.
const EMPTY: &str = "-- This is an empty migration.";

impl Migration {
    /// The script, each step under its section comment.
    pub fn script(&self) -> String {
        if self.steps.is_empty() {
            return EMPTY.to_owned();
        }
        let sections: Vec<String> = self.steps.iter().map(|step| self.section(step)).collect();
        sections.join("\n")
    }

    /// PostgreSQL refuses to use a new value of an enum in the transaction that adds it, so where
    /// that is to be done the value is committed first. Prisma's script fails there.
    fn section(&self, step: &Step) -> String {
        match self.used_new_values(step).is_empty() {
            true => section(step),
            false => format!("-- {}\nBEGIN;\n{};\nCOMMIT;\n", step.title(), step.sql().join(";\n")),
        }
    }

    /// The values that a step adds to an enum and that other steps name.
    pub(crate) fn used_new_values<'a>(&self, step: &'a Step) -> Vec<&'a String> {
        let Step::AddEnumValues { values, .. } = step else { return Vec::new() };
        let uses = |other: &Step, value: &str| match other {
            Step::AlterTable { .. } | Step::CreateTable { .. } | Step::CreateIndex { .. } => {
                other.sql().iter().any(|sql| sql.contains(value))
            }
            _ => false,
        };
        let is_used = |value: &&String| self.steps.iter().any(|it| uses(it, &string(value)));
        values.iter().filter(is_used).collect()
    }

    /// The script with a line above each step that says what it locks and what it costs, as
    /// [`crate::safety`] knows it. Tables that the migration itself makes hold nothing yet.
    pub fn annotated_script(&self) -> String {
        if self.steps.is_empty() {
            return EMPTY.to_owned();
        }
        let created = crate::lint::created_tables(self);
        let sections = self.steps.iter().map(|step| {
            let cost = match crate::lint::is_on_new_table(step, &created) {
                true => on_new_table(step, &created).describe(),
                false => step.safety().describe(),
            };
            self.section(step).replacen('\n', &format!(": {cost}\n"), 1)
        });
        sections.collect::<Vec<_>>().join("\n")
    }
}

/// A new table has no rows and no readers; one that its key refers to has.
fn on_new_table(step: &Step, created: &BTreeSet<&crate::Name>) -> Safety {
    let mut safety = Safety { locks: step.safety().locks, ..Safety::nothing() };
    safety.locks.retain(|(table, _)| !created.contains(table));
    safety
}

fn section(step: &Step) -> String {
    format!("-- {}\n{};\n", step.title(), step.sql().join(";\n"))
}

impl Step {
    /// Its statements, without the semicolons between them.
    pub fn sql(&self) -> Vec<String> {
        match self {
            Step::CreateSchema { name } => {
                vec![format!("CREATE SCHEMA IF NOT EXISTS {}", ident(name))]
            }
            Step::CreateExtension { name, extension } => {
                vec![table::create_extension(name, extension)]
            }
            Step::DropExtension { name } => vec![format!("DROP EXTENSION {}", ident(name))],
            Step::RenameTable { from, to } => table::renamed("TABLE", from, to),
            Step::RenameColumn { table, from, to } => {
                let (from, to) = (ident(from), ident(to));
                vec![format!("ALTER TABLE {} RENAME COLUMN {from} TO {to}", name(table))]
            }
            Step::RenameEnum { from, to } => table::renamed("TYPE", from, to),
            Step::RenameEnumValue { name: of, from, to } => {
                let (from, to) = (string(from), string(to));
                vec![format!("ALTER TYPE {} RENAME VALUE {from} TO {to}", name(of))]
            }
            Step::CreateEnum { name, enumeration } => {
                vec![enums::create(name, &enumeration.values)]
            }
            Step::AddEnumValues { name, values } => enums::add_values(name, values),
            Step::RecreateEnum(step) => enums::recreate(step),
            Step::DropEnum { name: dropped } => vec![format!("DROP TYPE {}", name(dropped))],
            Step::CreateTable { name, table } => table::create(name, table),
            Step::DropTable { name: dropped, .. } => vec![format!("DROP TABLE {}", name(dropped))],
            Step::AlterTable { table, changes } => table::alter(table, changes),
            Step::RenamePrimaryKey { table, from, to }
            | Step::RenameForeignKey { table, from, to } => {
                let (from, to) = (ident(from), ident(to));
                vec![format!("ALTER TABLE {} RENAME CONSTRAINT {from} TO {to}", name(table))]
            }
            Step::CreateIndex { table, name, index } => {
                vec![table::create_index(table, name, index)]
            }
            Step::DropIndex { table, name, index, .. } => {
                vec![table::drop_index(table, name, index)]
            }
            Step::RenameIndex { table, from, to } => {
                let from = name(&crate::Name::new(&table.schema, from));
                vec![format!("ALTER INDEX {from} RENAME TO {}", ident(to))]
            }
            Step::AddForeignKey { table, name, key } => {
                vec![table::add_foreign_key(table, name, key)]
            }
            Step::DropForeignKey { table, name: key, .. } => {
                vec![format!("ALTER TABLE {} DROP CONSTRAINT {}", name(table), ident(key))]
            }
            Step::CreateGuard { schema } => vec![guard::create_function(schema)],
            Step::DropGuard { schema } => vec![guard::drop_function(schema)],
            Step::GuardTable { table } => guard::create_triggers(table),
            Step::UnguardTable { table } => guard::drop_triggers(table),
            Step::Object(step) => step.sql(),
            Step::StampContract { schema, hash } => vec![crate::contract::stamp(schema, hash)],
        }
    }
}
