//! What Prisma's client needs of a table.

use super::pull::Pull;
use crate::catalogue::{Index, Name, Table};

/// Whether Prisma sees the index: one on columns, of all rows.
pub(super) fn is_plain(pull: &Pull<'_>, index: &Index) -> bool {
    index.on_columns() && (index.predicate.is_none() || pull.partial_indexes)
}

/// The columns of the primary key and of each unique index that Prisma sees.
pub(super) fn keys<'a>(pull: &'a Pull<'_>, table: &'a Table) -> impl Iterator<Item = Vec<&'a str>> {
    let primary =
        table.primary_key.iter().map(|key| key.columns.iter().map(String::as_str).collect());
    let unique = table.indexes.values().filter(|index| index.unique && is_plain(pull, index));
    primary.chain(unique.map(|index| index.columns().collect()))
}

/// A key of columns that can be read and are never NULL.
pub(super) fn has_usable_key(pull: &Pull<'_>, table: &Table) -> bool {
    let usable = |column: &&str| {
        table
            .columns
            .get(*column)
            .is_some_and(|it| !it.nullable && !it.ty.list && pull.is_supported(it))
    };
    keys(pull, table).any(|columns| columns.iter().all(usable))
}

/// By the schema's own word, or because no row of it can be told from another.
pub(super) fn is_ignored(pull: &Pull<'_>, name: &Name, table: &Table) -> bool {
    is_ignored_in_schema(pull, name) || (!has_usable_key(pull, table) && !table.columns.is_empty())
}

pub(super) fn is_ignored_in_schema(pull: &Pull<'_>, name: &Name) -> bool {
    pull.previous.model(name).is_some_and(|id| pull.previous.get(id).ignored)
}
