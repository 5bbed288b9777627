//! Rules about migrations: which step is dangerous on a table that holds rows, and what to do
//! instead. A rule is one file; this list is all there is to know of it.

mod add_check;
mod add_computed_column;
mod add_primary_key;
mod add_required_column;
mod change_type;
mod create_index;
mod drop_column;
mod drop_index;
mod drop_table;
mod foreign_key;
mod remove_enum_value;
mod rename;
mod set_not_null;
mod use_new_enum_value;

use crate::catalogue::Name;
use crate::diff::Migration;
use crate::step::Step;
use psl::page::{Group, Page};
use std::collections::BTreeSet;

/// Every rule, by code.
pub const RULES: &[&Rule] = &[
    &drop_table::RULE,
    &drop_column::RULE,
    &set_not_null::RULE,
    &change_type::RULE,
    &create_index::RULE,
    &foreign_key::RULE,
    &remove_enum_value::RULE,
    &add_required_column::RULE,
    &use_new_enum_value::RULE,
    &add_primary_key::RULE,
    &add_check::RULE,
    &add_computed_column::RULE,
    &rename::RULE,
    &drop_index::RULE,
];

#[derive(Debug)]
pub struct Rule {
    pub code: &'static str,
    pub name: &'static str,
    /// What goes wrong.
    pub why: &'static str,
    /// SQL that it objects to.
    pub bad: &'static str,
    pub danger: Danger,
    pub example: Example,
    check: fn(&Step, &Migration) -> Vec<Objection>,
}

/// The worst that can come of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Danger {
    /// Others wait; [`crate::safe()`] writes a plan in which they need not.
    LocksTable,
    /// It stops half-way or not at all, by what rows hold.
    MayFail,
    /// Programs that are running know the old shape.
    BreaksServers,
    LosesData,
}

/// Two schemas between which the rule objects, and what cures that.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    pub old: &'static str,
    pub new: &'static str,
    pub fix: Fix,
}

#[derive(Clone, Copy, Debug)]
pub enum Fix {
    /// Another schema than the new one.
    Schema(&'static str),
    /// The same schema, by the plan of [`crate::safe()`].
    Plan,
}

/// The pages of the rules, in the order of the list.
pub fn pages() -> impl Iterator<Item = Page> {
    RULES.iter().map(|rule| Page {
        code: rule.code,
        group: Group { name: "migrations", title: "Migrations" },
        summary: rule.name,
        weight: "a rule about migrations",
        why: rule.why,
        language: "sql",
        bad: rule.bad,
        good: None,
    })
}

/// What a rule says of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Objection {
    message: String,
    /// What to run or do instead.
    recipe: String,
}

/// An objection with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub code: &'static str,
    pub rule: &'static str,
    pub danger: Danger,
    /// Which step of the migration.
    pub step: usize,
    pub message: String,
    pub recipe: String,
}

/// What the rules object to. Tables that the migration itself creates hold no rows yet.
pub fn lint(migration: &Migration) -> Vec<Finding> {
    let created = created_tables(migration);
    let mut findings = Vec::new();
    for (at, step) in migration.steps.iter().enumerate() {
        if is_on_new_table(step, &created) {
            continue;
        }
        for rule in RULES {
            findings.extend((rule.check)(step, migration).into_iter().map(|objection| Finding {
                code: rule.code,
                rule: rule.name,
                danger: rule.danger,
                step: at,
                message: objection.message,
                recipe: objection.recipe,
            }));
        }
    }
    findings
}

/// They hold no rows before the migration ends.
pub(crate) fn created_tables(migration: &Migration) -> BTreeSet<&Name> {
    migration.steps.iter().filter_map(created_table).collect()
}

pub(crate) fn is_on_new_table(step: &Step, created: &BTreeSet<&Name>) -> bool {
    subject(step).is_some_and(|table| created.contains(table))
}

fn created_table(step: &Step) -> Option<&Name> {
    match step {
        Step::CreateTable { name, .. } => Some(name),
        _ => None,
    }
}

/// The table whose rows a step reads or writes.
fn subject(step: &Step) -> Option<&Name> {
    match step {
        Step::CreateIndex { table, .. }
        | Step::AddForeignKey { table, .. }
        | Step::AlterTable { table, .. } => Some(table),
        Step::Object(step) => step.table(),
        _ => None,
    }
}
