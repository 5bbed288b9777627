//! What holds of every difference: of a schema with itself, and from nothing to a schema.

use crate::corpus::schemas;
use crate::support::catalogue;
use pgschema::{Catalogue, Hints, Name, Step, diff};
use std::collections::BTreeSet;

#[test]
fn a_schema_does_not_differ_from_itself() {
    for (name, text) in schemas() {
        let it = catalogue(&text);
        let migration = diff(&it, &it, &Hints::default());
        assert!(migration.is_empty(), "{name}: {}", migration.script());
    }
}

#[test]
fn from_nothing_each_thing_is_made_before_it_is_used() {
    for (name, text) in schemas() {
        let steps = diff(&Catalogue::default(), &catalogue(&text), &Hints::default()).steps;
        let mut there: BTreeSet<Name> = BTreeSet::new();
        for step in steps {
            let missing: Vec<_> =
                uses(&step).into_iter().filter(|it| !there.contains(it)).collect();
            assert!(missing.is_empty(), "{name}: {} before {missing:?}", step.title());
            there.extend(makes(&step));
        }
    }
}

#[test]
fn what_was_made_can_be_unmade() {
    for (name, text) in schemas() {
        let full = catalogue(&text);
        let steps = diff(&full, &Catalogue::default(), &Hints::default()).steps;
        let mut gone: BTreeSet<Name> = BTreeSet::new();
        for step in steps {
            if let Step::DropForeignKey { table, key, .. } = &step {
                let early = gone.contains(table) || gone.contains(&key.target);
                assert!(!early, "{name}: a foreign key outlives its table {table}");
            }
            if let Step::DropTable { name, .. } = &step {
                gone.insert(name.clone());
            }
        }
        assert_eq!(gone.len(), full.tables.len(), "{name}");
    }
}

fn makes(step: &Step) -> Option<Name> {
    match step {
        Step::CreateTable { name, .. } | Step::CreateEnum { name, .. } => Some(name.clone()),
        _ => None,
    }
}

fn uses(step: &Step) -> Vec<Name> {
    use pgschema::catalogue::BaseType;
    match step {
        Step::CreateTable { table, .. } => table
            .columns
            .values()
            .filter_map(|column| match &column.ty.base {
                BaseType::Enum(name) => Some(name.clone()),
                _ => None,
            })
            .collect(),
        Step::CreateIndex { table, .. } | Step::GuardTable { table } => vec![table.clone()],
        Step::AddForeignKey { table, key, .. } => vec![table.clone(), key.target.clone()],
        _ => Vec::new(),
    }
}
