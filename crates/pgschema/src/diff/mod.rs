//! The difference of two catalogues, as steps in an order that works.

mod cast;
mod columns;
mod dependents;
mod effects;
mod enums;
mod keys;
mod order;
mod question;
mod rename;
mod tables;

pub use question::{Candidate, Question, Subject, questions};
pub use rename::Hints;
pub(crate) use rename::renamed;

use crate::catalogue::{Catalogue, Extension, Table};
use crate::step::Step;

/// What leads from one catalogue to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migration {
    pub steps: Vec<Step>,
}

#[derive(Clone, Copy)]
struct Sides<'a> {
    from: &'a Catalogue,
    to: &'a Catalogue,
}

/// The steps from one catalogue to another.
///
/// Expressions are compared as text, so both catalogues have to come from the same place: two
/// schemas, or two databases (see [`crate::catalogue`]). Views, functions and triggers are
/// nobody's to create here and are left alone; [`opaque_differences`] names them.
pub fn diff(from: &Catalogue, to: &Catalogue, hints: &Hints) -> Migration {
    let (mut before, mut steps) = rename::apply(from, to, hints);
    let sides = Sides { from: &before, to };
    schemas(sides, &mut steps);
    extensions(sides, &mut steps);
    enums::steps(sides, &mut steps);
    dependents::removed_by(&steps, &mut before);
    tables::steps(Sides { from: &before, to }, &mut steps);
    guards(from, to, &mut steps);
    Migration { steps: order::ordered(steps) }
}

impl Migration {
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Ends the migration with the hash of the contract it leads to, as a comment on the first
    /// schema by name.
    pub fn stamp(&mut self, to: &Catalogue, hash: &str) {
        if let Some(schema) = crate::contract::stamped_schema(to) {
            self.steps.push(Step::StampContract { schema, hash: hash.to_owned() });
        }
    }
}

/// Views, functions and triggers that differ, one line each.
pub fn opaque_differences(from: &Catalogue, to: &Catalogue) -> Vec<String> {
    let mut found = Vec::new();
    changed_keys(&from.views, &to.views, "view", &mut found);
    changed_keys(&from.functions, &to.functions, "function", &mut found);
    for (name, table) in &from.tables {
        if let Some(next) = to.tables.get(name) {
            let what = format!("trigger on {name}");
            changed_keys(&table.triggers, &next.triggers, &what, &mut found);
        }
    }
    found.sort();
    found
}

fn changed_keys<K: std::fmt::Display + std::hash::Hash + Eq, V: PartialEq>(
    from: &indexmap::IndexMap<K, V>,
    to: &indexmap::IndexMap<K, V>,
    what: &str,
    found: &mut Vec<String>,
) {
    for (key, value) in from {
        match to.get(key) {
            None => found.push(format!("{what} {key} is gone")),
            Some(next) if next != value => found.push(format!("{what} {key} has changed")),
            Some(_) => {}
        }
    }
    let new = to.keys().filter(|key| !from.contains_key(*key));
    found.extend(new.map(|key| format!("{what} {key} is new")));
}

/// A schema is created where something is put into it, and never dropped.
fn schemas(sides: Sides<'_>, out: &mut Vec<Step>) {
    let new = sides.to.schemas.iter().filter(|name| !sides.from.schemas.contains(*name));
    out.extend(new.map(|name| Step::CreateSchema { name: name.clone() }));
}

/// Extensions that the schema does not name are left alone: databases have their own.
fn extensions(sides: Sides<'_>, out: &mut Vec<Step>) {
    for (name, extension) in &sides.to.extensions {
        let before = sides.from.extensions.get(name);
        if before.is_some_and(|before| same_extension(before, extension)) {
            continue;
        }
        if before.is_some() {
            out.push(Step::DropExtension { name: name.clone() });
        }
        let (name, extension) = (name.clone(), extension.clone());
        out.push(Step::CreateExtension { name, extension });
    }
}

fn same_extension(a: &Extension, b: &Extension) -> bool {
    let agree = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
    agree(&a.version, &b.version) && agree(&a.schema, &b.schema)
}

/// The function of the guard lives in each schema that holds an append-only table.
fn guards(from: &Catalogue, to: &Catalogue, out: &mut Vec<Step>) {
    let (before, after) = (guarded_schemas(from), guarded_schemas(to));
    for schema in after.iter().filter(|schema| !before.contains(*schema)) {
        out.push(Step::CreateGuard { schema: schema.clone() });
    }
    for schema in before.iter().filter(|schema| !after.contains(*schema)) {
        out.push(Step::DropGuard { schema: schema.clone() });
    }
}

fn guarded_schemas(catalogue: &Catalogue) -> indexmap::IndexSet<String> {
    let guarded = |table: &&Table| table.append_only;
    let tables = catalogue.tables.iter().filter(|(_, table)| guarded(table));
    tables.map(|(name, _)| name.schema.clone()).collect()
}
