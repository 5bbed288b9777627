//! A JSON Schema as a TypeScript type.

use serde_json::{Map, Value};

use super::typescript::{literal, property};
use crate::source::Source;

/// `export type Name = …;`, and a type for each of its `$defs`, named after both.
pub(super) fn declare(out: &mut Source, name: &str, schema: &Value) {
    if let Some(text) = schema.get("description").and_then(Value::as_str) {
        out.jsdoc(text);
    }
    out.line(format!("export type {name} = {};", expression(name, schema)));
    for group in ["$defs", "definitions"] {
        for (inner, schema) in schema.get(group).and_then(Value::as_object).into_iter().flatten() {
            out.line(format!(
                "export type {} = {};",
                inside(name, inner),
                expression(name, schema)
            ));
        }
    }
}

/// `CharacterBook` and `entry` → `CharacterBookEntry`.
fn inside(root: &str, name: &str) -> String {
    format!("{root}{}", crate::names::pascal(name))
}

fn expression(root: &str, schema: &Value) -> String {
    let Some(schema) = schema.as_object() else { return "unknown".to_owned() };
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        return reference(root, target);
    }
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    if let Some(Value::Array(values)) = schema.get("enum") {
        return union(values.iter().map(Value::to_string));
    }
    for (key, sign) in [("oneOf", " | "), ("anyOf", " | "), ("allOf", " & ")] {
        if let Some(Value::Array(parts)) = schema.get(key) {
            let parts: Vec<_> = parts.iter().map(|it| grouped(expression(root, it))).collect();
            return parts.join(sign);
        }
    }
    match schema.get("type") {
        Some(Value::String(ty)) => typed(root, ty, schema),
        Some(Value::Array(types)) => {
            union(types.iter().filter_map(Value::as_str).map(|ty| typed(root, ty, schema)))
        }
        _ if schema.contains_key("properties") => object(root, schema),
        _ => "unknown".to_owned(),
    }
}

fn typed(root: &str, ty: &str, schema: &Map<String, Value>) -> String {
    match ty {
        "object" => object(root, schema),
        "array" => match schema.get("items") {
            Some(items) => format!("{}[]", grouped(expression(root, items))),
            None => "unknown[]".to_owned(),
        },
        "integer" | "number" => "number".to_owned(),
        "string" | "boolean" | "null" => ty.to_owned(),
        _ => "unknown".to_owned(),
    }
}

fn object(root: &str, schema: &Map<String, Value>) -> String {
    let required = schema.get("required").and_then(Value::as_array);
    let needed = |name: &str| required.is_some_and(|it| it.iter().any(|it| it == name));
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut members: Vec<String> = properties
        .into_iter()
        .flatten()
        .map(|(name, inner)| {
            let mark = if needed(name) { "" } else { "?" };
            format!("{}{mark}: {}", property(name), expression(root, inner))
        })
        .collect();
    match schema.get("additionalProperties") {
        Some(Value::Bool(false)) => {}
        // A signature has to hold what the named members are as well.
        Some(inner @ Value::Object(_)) if members.is_empty() => {
            members.push(format!("[key: string]: {}", expression(root, inner)));
        }
        _ => members.push("[key: string]: unknown".to_owned()),
    }
    match members.is_empty() {
        true => "{ [key: string]: never }".to_owned(),
        false => format!("{{ {} }}", members.join("; ")),
    }
}

fn reference(root: &str, target: &str) -> String {
    match target.strip_prefix("#/$defs/").or_else(|| target.strip_prefix("#/definitions/")) {
        Some(name) => inside(root, name),
        None if target == "#" => root.to_owned(),
        None => "unknown".to_owned(),
    }
}

fn union(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { literal("") } else { parts.join(" | ") }
}

fn grouped(text: String) -> String {
    let mixed = text.contains(" | ") || text.contains(" & ");
    if mixed && !text.starts_with('{') { format!("({text})") } else { text }
}
