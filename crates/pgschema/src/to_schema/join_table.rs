//! The tables behind implicit many-to-many relations.

use super::pull::Pull;
use crate::catalogue::{Catalogue, ForeignKey, KeyPart, Name, Table};
use crate::from_schema::relations;

/// One end of an implicit many-to-many relation, seen from its table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends<'a> {
    /// The table that column `A` refers to.
    pub(super) a: &'a Name,
    /// The table that column `B` refers to.
    pub(super) b: &'a Name,
}

/// Whether the table is a join table: `_Name` of `A` and `B`, keyed by both, with an index on `B`,
/// and keys to two tables of which `A` is the first by name. Prisma takes one with more columns for
/// a join table too, and loses them.
pub(super) fn is_join_table(name: &Name, table: &Table, catalogue: &Catalogue) -> bool {
    name.name.starts_with('_')
        && table.columns.len() == 2
        && is_keyed(table)
        && has_index_on_b(table)
        && ends(table, catalogue).is_some_and(|ends| ends.a.name <= ends.b.name)
}

fn is_keyed(table: &Table) -> bool {
    let is_ab = |columns: &[&str]| match columns {
        [a, b] => is_named(a, "a") && is_named(b, "b"),
        _ => false,
    };
    let key = table.primary_key.iter().map(|key| key.columns.iter().map(String::as_str).collect());
    let unique = table.indexes.values().filter(|index| index.unique && index.predicate.is_none());
    let unique = unique.map(|index| index.columns().collect());
    key.chain(unique).any(|columns: Vec<&str>| is_ab(&columns))
}

fn has_index_on_b(table: &Table) -> bool {
    table.indexes.values().filter(|index| !index.unique && index.predicate.is_none()).any(|index| {
        match index.keys.as_slice() {
            [key] => matches!(&key.part, KeyPart::Column(column) if is_named(column, "b")),
            _ => false,
        }
    })
}

/// The tables at both ends, where there are two keys of one column each.
pub(super) fn ends<'a>(table: &'a Table, catalogue: &Catalogue) -> Option<Ends<'a>> {
    let keys: Vec<&ForeignKey> = table.foreign_keys.values().collect();
    let [first, second] = keys.as_slice() else { return None };
    let first_is_a = is_named(first.columns.first()?, "a");
    let (a, b) = if first_is_a { (first, second) } else { (second, first) };
    let shaped = is_named(a.columns.first()?, "a") && is_named(b.columns.first()?, "b");
    let known = [a, b].iter().all(|key| catalogue.tables.contains_key(&key.target));
    (shaped && known).then_some(Ends { a: &a.target, b: &b.target })
}

/// What the tables behind relations have that a relation would not make.
pub(super) fn unsaid(pull: &Pull<'_>) -> Vec<(Name, String)> {
    let mut found = Vec::new();
    for (name, ends) in super::relation_names::join_tables(pull) {
        let Some(table) = pull.catalogue.tables.get(name) else { continue };
        let side = |end: &Name| {
            let of = pull.catalogue.tables.get(end)?;
            let [column] = of.primary_key.as_ref()?.columns.as_slice() else { return None };
            Some((end.clone(), column.clone(), of.columns.get(column)?.ty.clone()))
        };
        let made =
            side(ends.a).zip(side(ends.b)).map(|(a, b)| relations::expected_join_table(name, a, b));
        let what = match made {
            Some(made) => difference(table, &made),
            None => Some("keys to columns that are no primary key"),
        };
        found.extend(what.map(|what| (name.clone(), what.to_owned())));
    }
    found
}

fn difference(table: &Table, made: &Table) -> Option<&'static str> {
    let facts = [
        (table.columns != made.columns, "columns of its own"),
        (table.primary_key != made.primary_key, "another primary key than (A, B)"),
        (table.foreign_keys != made.foreign_keys, "other foreign keys"),
        (table.indexes != made.indexes, "other indexes"),
        (!table.checks.is_empty() || !table.exclusions.is_empty(), "constraints"),
        (!table.triggers.is_empty() || !table.policies.is_empty(), "triggers or policies"),
    ];
    facts.into_iter().find(|(differs, _)| *differs).map(|(_, what)| what)
}

fn is_named(column: &str, letter: &str) -> bool {
    column.eq_ignore_ascii_case(letter)
}
