//! Two contracts compared, in words.

use serde_json::{Map, Value};

/// A text that is no contract.
#[derive(Debug, thiserror::Error)]
#[error("this is not the JSON of a contract: {0}")]
pub struct ContractJsonError(#[from] serde_json::Error);

/// The parts of a contract that have names: the key in the JSON, and the word for one of them.
const PARTS: &[(&str, &str)] =
    &[("enums", "enum"), ("tables", "table"), ("models", "model"), ("documents", "document")];

/// Those that a contract only has where it declares some.
const DECLARED: &[(&str, &str)] = &[
    ("views", "view"),
    ("functions", "function"),
    ("objects", "object"),
    ("sequences", "sequence"),
    ("comments", "comment on"),
];

/// The parts of a table that have names.
const TABLE_PARTS: &[(&str, &str)] = &[
    ("columns", "column"),
    ("indexes", "index"),
    ("foreignKeys", "foreign key"),
    ("checks", "check"),
    ("exclusions", "exclusion constraint"),
];

/// Those that a table only has where some are declared.
const DECLARED_OF_TABLE: &[(&str, &str)] =
    &[("triggers", "trigger"), ("policies", "policy"), ("partitions", "partition")];

/// What a database lacks, has too much, or has otherwise than its contract says; one line each.
/// Parts that only one side describes at all (a database knows no models) are not compared.
pub fn describe_difference(
    contract: &str,
    database: &str,
) -> Result<Vec<String>, ContractJsonError> {
    let contract: Value = serde_json::from_str(contract)?;
    let database: Value = serde_json::from_str(database)?;
    let mut lines = Vec::new();
    for (part, word) in PARTS {
        let (Some(a), Some(b)) = (object(&contract, part), object(&database, part)) else {
            continue;
        };
        compare_named(word, "", a, b, &mut lines);
    }
    compare_declared(DECLARED, "", &contract, &database, &mut lines);
    Ok(lines)
}

/// Where only the database has some, they are nobody's here: `drift` tells of them.
fn compare_declared(
    parts: &[(&str, &str)],
    prefix: &str,
    contract: &Value,
    database: &Value,
    lines: &mut Vec<String>,
) {
    let none = Map::new();
    for (part, word) in parts {
        if let Some(declared) = object(contract, part) {
            let there = object(database, part).unwrap_or(&none);
            compare_named(word, prefix, declared, there, lines);
        }
    }
}

fn object<'a>(value: &'a Value, part: &str) -> Option<&'a Map<String, Value>> {
    value.get(part)?.as_object()
}

fn compare_named(
    word: &str,
    prefix: &str,
    contract: &Map<String, Value>,
    database: &Map<String, Value>,
    lines: &mut Vec<String>,
) {
    let mut names: Vec<&String> = contract.keys().chain(database.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        let subject = format!("{word} {prefix}{name}");
        match (contract.get(name), database.get(name)) {
            (Some(_), None) => lines.push(format!("{subject} is missing in the database")),
            (None, Some(_)) => lines.push(format!("{subject} is not in the contract")),
            (Some(a), Some(b)) if a != b => compare_one(word, name, &subject, a, b, lines),
            _ => {}
        }
    }
}

fn compare_one(
    word: &str,
    name: &str,
    subject: &str,
    contract: &Value,
    database: &Value,
    lines: &mut Vec<String>,
) {
    if word == "document" {
        lines.push(format!("{subject} has another shape in the database's contract"));
        return;
    }
    let (contract_value, database_value) = (contract, database);
    let (Some(a), Some(b)) = (contract.as_object(), database.as_object()) else {
        lines.push(differs(subject, contract, database));
        return;
    };
    if word == "table" {
        for (part, word) in TABLE_PARTS {
            if let (Some(a), Some(b)) = (object(contract, part), object(database, part)) {
                compare_named(word, &format!("{name}."), a, b, lines);
            }
        }
        let prefix = format!("{name}.");
        compare_declared(DECLARED_OF_TABLE, &prefix, contract_value, database_value, lines);
    }
    for (key, value) in a {
        let other = b.get(key).unwrap_or(&Value::Null);
        let mut parts = TABLE_PARTS.iter().chain(DECLARED_OF_TABLE);
        let is_part = word == "table" && parts.any(|(part, _)| part == key);
        if !is_part && value != other {
            lines.push(differs(&format!("{subject}: {}", words(key)), value, other));
        }
    }
}

fn differs(subject: &str, contract: &Value, database: &Value) -> String {
    format!("{subject} is {} in the database, {} in the contract", say(database), say(contract))
}

fn say(value: &Value) -> String {
    match value {
        Value::Null => "absent".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// `onDelete` → `on delete`.
fn words(key: &str) -> String {
    let split = key.chars().flat_map(|character| {
        let gap = character.is_ascii_uppercase().then_some(' ');
        gap.into_iter().chain([character.to_ascii_lowercase()])
    });
    split.collect()
}
