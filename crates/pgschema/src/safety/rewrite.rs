//! When PostgreSQL writes a table anew: which defaults have to be computed for each row, and
//! which changes of type keep the bytes as they are.

use crate::catalogue::{BaseType, ColumnType, Native};

/// Functions of which it is known that one call serves all rows (`pg_proc.provolatile` is not `v`).
const STEADY: &[&str] = &[
    "now",
    "transaction_timestamp",
    "statement_timestamp",
    "timezone",
    "date_trunc",
    "to_char",
    "current_setting",
    "lower",
    "upper",
    "concat",
    "replace",
    "md5",
    "length",
    "coalesce",
    "to_jsonb",
    "to_json",
    "jsonb_build_object",
    "json_build_object",
    "jsonb_build_array",
    "json_build_array",
    "array_to_json",
    "to_tsvector",
    "encode",
    "decode",
    "make_interval",
    "make_date",
    "int4range",
    "tstzrange",
    "daterange",
    "array",
    "cast",
    "row",
];

/// Whether each row needs its own call. What is not known counts as such.
pub(crate) fn is_volatile(expression: &str) -> bool {
    let text = without_strings(expression).to_lowercase();
    text.match_indices('(').any(|(at, _)| {
        let before = text[..at].trim_end();
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let start = before.rfind(|c| !is_word(c)).map_or(0, |at| at + 1);
        let word = &before[start..];
        // `varchar(3)` behind a cast is a type.
        let is_type = before[..start].trim_end().ends_with("::");
        !word.is_empty() && !is_type && !STEADY.contains(&word)
    })
}

fn without_strings(text: &str) -> String {
    let mut inside = false;
    let keep = |c: char| {
        inside ^= c == '\'';
        (!inside && c != '\'').then_some(c)
    };
    text.chars().filter_map(keep).collect()
}

/// Whether every row is written anew. PostgreSQL keeps the rows where the types are alike in
/// bytes and the new one's limit holds for whatever the old one let in.
pub(crate) fn rewrites(from: &ColumnType, to: &ColumnType) -> bool {
    if from.list || to.list {
        return !(from.list == to.list && element_is_kept(from, to));
    }
    !element_is_kept(from, to)
}

fn element_is_kept(from: &ColumnType, to: &ColumnType) -> bool {
    match (&from.base, &to.base) {
        (BaseType::Native(a, x), BaseType::Native(b, y)) => is_kept((*a, x), (*b, y)),
        (a, b) => a == b,
    }
}

fn is_kept((from, x): (Native, &[u32]), (to, y): (Native, &[u32])) -> bool {
    use Native::*;
    match (from, to) {
        (VarChar | Text | Citext | Xml, Text | Citext) => true,
        (VarChar, VarChar) => holds(x, y),
        (Text | Citext | Xml, VarChar) => y.is_empty(),
        (Integer, Oid) | (Oid, Integer) => true,
        (Decimal, Decimal) => decimal_holds(x, y),
        (Timestamp, Timestamp) | (Timestamptz, Timestamptz) | (Time, Time) | (Timetz, Timetz) => {
            precision(x) <= precision(y)
        }
        (VarBit, VarBit) => holds(x, y),
        (Bit, VarBit) => y.is_empty(),
        _ => from == to && x == y,
    }
}

/// No limit, or one that is not below the old one.
fn holds(x: &[u32], y: &[u32]) -> bool {
    match (x.first(), y.first()) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(old), Some(new)) => old <= new,
    }
}

fn precision(modifiers: &[u32]) -> u32 {
    modifiers.first().copied().unwrap_or(6)
}

fn decimal_holds(x: &[u32], y: &[u32]) -> bool {
    let parts = |modifiers: &[u32]| {
        let scale = modifiers.get(1).copied().unwrap_or(0);
        modifiers.first().map(|precision| (*precision, scale))
    };
    match (parts(x), parts(y)) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some((p, s)), Some((q, t))) => s == t && p <= q,
    }
}
