//! Names that a schema can hold: Prisma's way of making them, and a free one where Prisma's is none.

use std::collections::BTreeSet;

/// What something is called in the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) name: String,
    /// What stands in `@map` or `@@map`.
    pub(super) map: Option<String>,
    pub(super) origin: Origin,
}

/// Where the name is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The schema that is there.
    Schema,
    /// The database, as it is.
    Database,
    /// The database, with what no name may hold left out.
    Sanitized,
    /// It is a word that Prisma keeps.
    Reserved,
    /// Another thing has the name too.
    Duplicate,
    /// Nothing of it could be used, or it would stand twice.
    Made,
}

impl Named {
    pub(super) fn kept(name: &str, map: Option<String>) -> Self {
        Self { name: name.to_owned(), map, origin: Origin::Schema }
    }
}

/// Whether a name has to change to stand in a schema.
pub(super) fn needs_sanitation(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.is_empty()
        || !name.chars().all(is_allowed)
}

/// Without what stands before the first letter, and with `_` for what is neither letter nor digit.
pub(super) fn sanitized(name: &str) -> String {
    if !needs_sanitation(name) {
        return name.to_owned();
    }
    let begun = name.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    begun.chars().map(|c| if is_allowed(c) { c } else { '_' }).collect()
}

fn is_allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The name of a column as a field.
pub(super) fn of_column(column: &str, taken: &mut BTreeSet<String>) -> Named {
    from_database(column, sanitized(column), "field", taken)
}

/// The name of a value of an enum; Prisma has a word for the empty one.
pub(super) fn of_value(value: &str, taken: &mut BTreeSet<String>) -> Named {
    let wanted = if value.is_empty() { "EMPTY_ENUM_VALUE".to_owned() } else { sanitized(value) };
    from_database(value, wanted, "value", taken)
}

/// The name of a table, view or enum.
pub(super) fn of_type(
    db_name: &crate::Name,
    is_duplicate: bool,
    kind: &str,
    taken: &mut BTreeSet<String>,
) -> Named {
    let name = db_name.name.as_str();
    let (wanted, origin) = if is_duplicate {
        (sanitized(&format!("{}_{name}", db_name.schema)), Origin::Duplicate)
    } else if psl::is_reserved_type_name(name) {
        (format!("Renamed{name}"), Origin::Reserved)
    } else {
        (sanitized(name), Origin::Sanitized)
    };
    // What is left of a name can be a kept word too.
    let wanted = match psl::is_reserved_type_name(&wanted) {
        true => format!("Renamed{wanted}"),
        false => wanted,
    };
    let mut named = from_database(name, wanted, kind, taken);
    if origin != Origin::Sanitized && named.origin == Origin::Sanitized {
        named.origin = origin;
    }
    if origin == Origin::Duplicate && named.map.is_none() {
        named.map = Some(name.to_owned());
    }
    named
}

/// `wanted` where it is free, else a numbered one; with a map where it is not the database's own.
fn from_database(
    db_name: &str,
    wanted: String,
    fallback: &str,
    taken: &mut BTreeSet<String>,
) -> Named {
    let free = free(&wanted, fallback, taken);
    let origin = match () {
        () if free == db_name => Origin::Database,
        () if free == wanted => Origin::Sanitized,
        () => Origin::Made,
    };
    let map = (free != db_name).then(|| db_name.to_owned());
    Named { name: free, map, origin }
}

/// Takes the name, or the first of `name_2`, `name_3`, … that is free.
pub(super) fn free(wanted: &str, fallback: &str, taken: &mut BTreeSet<String>) -> String {
    let base = if wanted.is_empty() { fallback } else { wanted };
    let mut name = base.to_owned();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{base}_{number}");
        number += 1;
    }
    name
}
