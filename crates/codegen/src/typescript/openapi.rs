//! JSON Schema as OpenAPI 3.1 has it, in TypeScript.

use crate::names::pascal;
use serde_json::{Map, Value};

/// The type of a schema; what is not understood is `unknown`, which every caller must look at.
pub(super) fn type_of(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return pascal(reference.rsplit('/').next().unwrap_or(reference));
    }
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    if let Some(values) = schema["enum"].as_array() {
        return joined(values.iter().map(Value::to_string), " | ");
    }
    for (word, mark) in [("oneOf", " | "), ("anyOf", " | "), ("allOf", " & ")] {
        if let Some(parts) = schema[word].as_array() {
            return joined(parts.iter().map(type_of), mark);
        }
    }
    match &schema["type"] {
        Value::Array(kinds) => joined(kinds.iter().map(|kind| of_kind(kind, schema)), " | "),
        kind => of_kind(kind, schema),
    }
}

fn of_kind(kind: &Value, schema: &Value) -> String {
    match kind.as_str() {
        Some("string") => "string".to_owned(),
        Some("integer" | "number") => "number".to_owned(),
        Some("boolean") => "boolean".to_owned(),
        Some("null") => "null".to_owned(),
        Some("array") => format!("Array<{}>", type_of(&schema["items"])),
        Some("object") => object(schema),
        _ if schema["properties"].is_object() => object(schema),
        _ => "unknown".to_owned(),
    }
}

fn object(schema: &Value) -> String {
    match schema["properties"].as_object() {
        Some(_) => {
            let fields: Vec<String> = fields(schema).map(|field| format!("{field};")).collect();
            format!("{{ {} }}", fields.join(" "))
        }
        None if schema["additionalProperties"].is_object() => {
            format!("Record<string, {}>", type_of(&schema["additionalProperties"]))
        }
        None => "Record<string, unknown>".to_owned(),
    }
}

/// `name: type` and `name?: type`, in the order of the document.
pub(super) fn fields(schema: &Value) -> impl Iterator<Item = String> {
    let properties = schema["properties"].as_object().into_iter().flat_map(Map::iter);
    properties.map(|(name, field)| {
        let mark = if requires(schema, name) { "" } else { "?" };
        format!("{}{mark}: {}", property(name), type_of(field))
    })
}

fn requires(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().is_some_and(|names| names.iter().any(|it| it == name))
}

/// A property's name, in quotes where it is no identifier.
pub(super) fn property(name: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$';
    let bare = name.chars().all(plain) && !name.starts_with(|first: char| first.is_ascii_digit());
    if bare { name.to_owned() } else { format!("{name:?}") }
}

/// Without repetitions, in order.
fn joined(parts: impl Iterator<Item = String>, mark: &str) -> String {
    let mut unique: Vec<String> = Vec::new();
    for part in parts {
        if !unique.contains(&part) {
            unique.push(part);
        }
    }
    match unique.len() {
        0 => "unknown".to_owned(),
        1 => unique.remove(0),
        _ => format!("({})", unique.join(mark)),
    }
}
