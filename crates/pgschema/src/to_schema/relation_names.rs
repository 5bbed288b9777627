//! What relations and their fields are called where no schema says it yet.

use super::join_table::{self, Ends};
use super::pull::Pull;
use crate::catalogue::{ForeignKey, Name};
use std::collections::BTreeSet;

/// The name of a relation, where it needs one, and of its two fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RelationNames {
    pub(super) relation: String,
    /// The field on the side of the key, or of `A`.
    pub(super) forward: String,
    pub(super) back: String,
}

/// Pairs of tables between which there is more than one relation.
#[derive(Debug, Default)]
pub(super) struct Ambiguous<'a>(BTreeSet<(&'a Name, &'a Name)>);

fn pair<'a>(a: &'a Name, b: &'a Name) -> (&'a Name, &'a Name) {
    if a <= b { (a, b) } else { (b, a) }
}

impl<'a> Ambiguous<'a> {
    pub(super) fn find(pull: &Pull<'a>, joins: &[(&'a Name, Ends<'a>)]) -> Self {
        let mut pairs = BTreeSet::new();
        for (at, (_, ends)) in joins.iter().enumerate() {
            let mine = pair(ends.a, ends.b);
            let mut others = joins.iter().enumerate().filter(|(other, _)| *other != at);
            if others.any(|(_, (_, it))| pair(it.a, it.b) == mine) || has_key_between(pull, mine) {
                pairs.insert(mine);
            }
        }
        for (name, table) in pull.models() {
            for key in table.foreign_keys.values() {
                let mine = pair(name, &key.target);
                if has_other_key(pull, name, key) || is_named_like_target(pull, name, key) {
                    pairs.insert(mine);
                }
            }
        }
        Self(pairs)
    }

    fn contains(&self, a: &'a Name, b: &'a Name) -> bool {
        self.0.contains(&pair(a, b))
    }
}

fn has_key_between(pull: &Pull<'_>, tables: (&Name, &Name)) -> bool {
    [tables.0, tables.1].into_iter().any(|name| {
        let keys =
            pull.catalogue.tables.get(name).into_iter().flat_map(|it| it.foreign_keys.values());
        keys.into_iter().any(|key| pair(name, &key.target) == tables)
    })
}

/// Another key on other columns, from either side.
fn has_other_key(pull: &Pull<'_>, table: &Name, key: &ForeignKey) -> bool {
    [table, &key.target].into_iter().any(|side| {
        let keys =
            pull.catalogue.tables.get(side).into_iter().flat_map(|it| it.foreign_keys.values());
        keys.into_iter().any(|other| {
            let distinct = side != table || other.columns != key.columns;
            distinct && pair(side, &other.target) == pair(table, &key.target)
        })
    })
}

/// The field of the relation would be called as one of its columns.
fn is_named_like_target<'a>(pull: &Pull<'a>, table: &'a Name, key: &'a ForeignKey) -> bool {
    let Some(target) = pull.table_name(&key.target) else { return false };
    let mut columns = key.columns.iter().filter_map(|column| pull.column_name(table, column));
    columns.any(|column| column.name == target.name)
}

/// A relation with a foreign key.
pub(super) fn inline<'a>(
    pull: &Pull<'a>,
    ambiguous: &Ambiguous<'a>,
    table: &'a Name,
    key: &'a ForeignKey,
) -> Option<RelationNames> {
    let from = &pull.table_name(table)?.name;
    let to = &pull.table_name(&key.target)?.name;
    let is_self = *table == key.target;
    let prefix = if is_self { "other_" } else { "" };
    if !ambiguous.contains(table, &key.target) {
        let relation = if is_self { format!("{from}To{to}") } else { String::new() };
        return Some(RelationNames {
            relation,
            forward: to.clone(),
            back: format!("{prefix}{from}"),
        });
    }
    let columns = key.columns.iter().filter_map(|column| pull.column_name(table, column));
    let columns: Vec<&str> = columns.map(|column| column.name.as_str()).collect();
    let relation = format!("{from}_{}To{to}", columns.join("_"));
    let forward = format!("{to}_{relation}");
    let back = format!("{prefix}{from}_{relation}");
    Some(RelationNames { relation, forward, back })
}

/// An implicit many-to-many relation, named after its table.
pub(super) fn many_to_many<'a>(
    pull: &Pull<'a>,
    ambiguous: &Ambiguous<'a>,
    table: &'a Name,
    ends: Ends<'a>,
) -> Option<RelationNames> {
    let (first, second) = pair(ends.a, ends.b);
    let first = &pull.table_name(first)?.name;
    let second = &pull.table_name(second)?.name;
    let named = table.name.strip_prefix('_').unwrap_or(&table.name);
    let is_self = ends.a == ends.b;
    let (relation, suffix) = if ambiguous.contains(ends.a, ends.b) {
        (named, table.name.as_str())
    } else if named == format!("{first}To{second}") && !is_self {
        ("", "")
    } else {
        (named, "")
    };
    let side = |letter: &'static str| if is_self { letter } else { "" };
    Some(RelationNames {
        relation: relation.to_owned(),
        forward: format!("{second}{suffix}{}", side("_A")),
        back: format!("{first}{suffix}{}", side("_B")),
    })
}

/// The tables behind many-to-many relations, by name.
pub(super) fn join_tables<'a>(pull: &Pull<'a>) -> Vec<(&'a Name, Ends<'a>)> {
    let tables = pull.catalogue.tables.iter();
    let joins =
        tables.filter(|(name, table)| join_table::is_join_table(name, table, pull.catalogue));
    let mut joins: Vec<_> = joins
        .filter_map(|(name, table)| Some((name, join_table::ends(table, pull.catalogue)?)))
        .collect();
    joins.sort_by_key(|(name, _)| *name);
    joins
}
