//! Operator classes in Prisma's words.

/// The words of a class's name that are not simply capitalised.
const WORDS: &[(&str, &str)] = &[
    ("varbit", "VarBit"),
    ("minmax", "MinMax"),
    ("timestamptz", "TimestampTz"),
    ("timetz", "TimeTz"),
];

/// The types whose classes under BRIN Prisma has a name for.
const BRIN_TYPES: &[&str] = &[
    "bit",
    "varbit",
    "bpchar",
    "bytea",
    "date",
    "float4",
    "float8",
    "inet",
    "int2",
    "int4",
    "int8",
    "numeric",
    "oid",
    "text",
    "timestamp",
    "timestamptz",
    "time",
    "timetz",
    "uuid",
];

/// `JsonbPathOps` where Prisma has a name for the class, else `raw("…")`.
pub(super) fn prisma(class: &str) -> String {
    match is_managed(class) {
        true => class.split('_').map(capitalised).collect(),
        false => format!("raw({})", super::text::quoted(class)),
    }
}

fn is_managed(class: &str) -> bool {
    if ["inet_ops", "jsonb_ops", "jsonb_path_ops", "array_ops", "text_ops"].contains(&class) {
        return true;
    }
    let families = ["_minmax_multi_ops", "_minmax_ops", "_bloom_ops", "_inclusion_ops"];
    let ty = families.iter().find_map(|family| class.strip_suffix(family));
    ty.is_some_and(|ty| BRIN_TYPES.contains(&ty))
}

fn capitalised(word: &str) -> String {
    if let Some((_, special)) = WORDS.iter().find(|(plain, _)| *plain == word) {
        return (*special).to_owned();
    }
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
}
