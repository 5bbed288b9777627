//! The difference of two catalogues, as steps in an order that works.

mod cast;
mod columns;
mod comments;
mod dependents;
mod effects;
mod enums;
mod keys;
mod leave;
mod mentions;
mod objects;
mod order;
mod question;
mod rename;
mod tables;

pub use leave::{Topic, left_alone, speaking_directives};
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
/// schemas, or two databases (see [`crate::catalogue`]). What the schema behind `hints` is silent on is
/// left alone ([`left_alone`]). What no step can change
/// [`opaque_differences`] names.
pub fn diff(from: &Catalogue, to: &Catalogue, hints: &Hints) -> Migration {
    let (mut before, mut steps) = rename::apply(from, to, hints);
    leave::leave(&mut before, to, hints);
    let sides = Sides { from: &before, to };
    schemas(sides, &mut steps);
    extensions(sides, &mut steps);
    enums::steps(sides, &mut steps);
    dependents::removed_by(&steps, &mut before);
    tables::steps(Sides { from: &before, to }, &mut steps);
    objects::steps(Sides { from: &before, to }, &mut steps);
    guards(from, to, &mut steps);
    comments::steps(&before, to, &mut steps);
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

/// What differs and no step can change, one line each: how a table is partitioned, and all that no
/// schema can say (rules, inheritance, publications: [`Catalogue::unsaid`]).
pub fn opaque_differences(from: &Catalogue, to: &Catalogue) -> Vec<String> {
    let mut found = Vec::new();
    changed_keys(&from.unsaid, &to.unsaid, &mut found);
    for (name, table) in &from.tables {
        let next = to.tables.get(name);
        if next.is_some_and(|next| next.partition_by != table.partition_by) {
            found.push(format!("partitioning of {name} has changed"));
        }
    }
    found.sort();
    found
}

fn changed_keys<K: std::fmt::Display + std::hash::Hash + Eq, V: PartialEq>(
    from: &indexmap::IndexMap<K, V>,
    to: &indexmap::IndexMap<K, V>,
    found: &mut Vec<String>,
) {
    for (key, value) in from {
        match to.get(key) {
            None => found.push(format!("{key} is gone")),
            Some(next) if next != value => found.push(format!("{key} has changed")),
            Some(_) => {}
        }
    }
    let new = to.keys().filter(|key| !from.contains_key(*key));
    found.extend(new.map(|key| format!("{key} is new")));
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
