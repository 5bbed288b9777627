//! `schema.json`: JSON Schema 2020-12, a definition for each model, view, enum and document.
//!
//! A definition of a model is of a row as JSON carries it: every scalar is there (null where it may
//! be), related rows may be. 64-bit integers and decimals are strings, bytes are Base64.

use psl::schema::{Arity, Builtin, DefaultExpr, Field, FieldKind, Model, NativeType};
use psl::schema::{ScalarField, ScalarType, Schema};
use serde_json::{Map, Value, json};

use super::TargetInput;
use super::typescript::{document, is_unsupported, named_documents};
use crate::{GeneratedFile, Problem, mark};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

pub(super) fn files(input: &TargetInput<'_>) -> Result<Vec<GeneratedFile>, Vec<Problem>> {
    let whole = json!({
        "$schema": DIALECT,
        "$comment": mark("json-schema"),
        "$defs": definitions(input),
    });
    Ok(vec![GeneratedFile::new("schema.json", format!("{whole:#}\n"))])
}

fn definitions(input: &TargetInput<'_>) -> Map<String, Value> {
    let schema = input.schema;
    let mut all = Map::new();
    for (name, shape) in named_documents(input) {
        let shape = shape.cloned().unwrap_or_else(|| json!({}));
        all.insert(name.clone(), resource(&name, shape));
    }
    for declared in &schema.enums {
        let values: Vec<&str> = declared.values.iter().map(|it| it.name.as_str()).collect();
        let shape = json!({ "type": "string", "enum": values });
        all.insert(declared.name.clone(), described(&declared.docs.text, shape));
    }
    for model in schema.models.iter().filter(|model| !model.ignored) {
        all.insert(model.name.clone(), row(schema, model));
    }
    all
}

/// A document keeps its own `$defs`: an `$id` makes its references stay inside it.
fn resource(name: &str, mut shape: Value) -> Value {
    if let Value::Object(members) = &mut shape {
        members.entry("$id").or_insert_with(|| json!(format!("documents/{name}")));
    }
    shape
}

fn row(schema: &Schema, model: &Model) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in model.fields.iter().filter(|field| !field.ignored) {
        match &field.kind {
            FieldKind::Scalar(scalar) => {
                // Who reads the table sees it; a client of Prisma or of ours does not.
                if !is_unsupported(scalar) {
                    required.push(field.name.as_str());
                }
                properties.insert(field.name.clone(), value(schema, field, scalar));
            }
            FieldKind::Relation { model: other, .. } => {
                let other = schema.model(*other);
                if !other.ignored {
                    let shape = with_arity(reference(&other.name), field.arity);
                    properties.insert(field.name.clone(), described(&field.docs.text, shape));
                }
            }
        }
    }
    let shape = json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    described(&model.docs.text, shape)
}

fn value(schema: &Schema, field: &Field, scalar: &ScalarField) -> Value {
    let one = match &scalar.ty {
        ScalarType::Enum(id) => reference(&schema.enumeration(*id).name),
        ScalarType::Unsupported(_) => json!({}),
        ScalarType::Builtin(Builtin::Json) => document(field).map_or(json!({}), reference),
        ScalarType::Builtin(builtin) => plain(*builtin, scalar.native_type.as_ref()),
    };
    let mut shape = with_arity(one, field.arity);
    let default = scalar.default.as_ref().and_then(|it| literal(&it.expr, &scalar.ty));
    if let (Some(default), Value::Object(members)) = (default, &mut shape) {
        members.insert("default".to_owned(), default);
    }
    described(&field.docs.text, shape)
}

fn plain(builtin: Builtin, native: Option<&NativeType>) -> Value {
    let name = native.map_or("", |native| native.name.as_str());
    match (builtin, name) {
        (Builtin::Boolean, _) => json!({ "type": "boolean" }),
        (Builtin::Int, "SmallInt") => integer(i64::from(i16::MIN), i64::from(i16::MAX)),
        (Builtin::Int, "Oid") => integer(0, i64::from(u32::MAX)),
        (Builtin::Int, _) => integer(i64::from(i32::MIN), i64::from(i32::MAX)),
        (Builtin::BigInt, _) => json!({ "type": "string", "pattern": "^-?[0-9]{1,19}$" }),
        (Builtin::Float, _) => json!({ "type": "number" }),
        (Builtin::Decimal, _) => json!({ "type": "string", "pattern": DECIMAL }),
        (Builtin::DateTime, "Date") => json!({ "type": "string", "format": "date" }),
        (Builtin::DateTime, "Time" | "Timetz") => json!({ "type": "string", "format": "time" }),
        (Builtin::DateTime, _) => json!({ "type": "string", "format": "date-time" }),
        (Builtin::Bytes, _) => json!({ "type": "string", "contentEncoding": "base64" }),
        (Builtin::String, "Uuid") => json!({ "type": "string", "format": "uuid" }),
        (Builtin::String, "Bit" | "VarBit") => json!({ "type": "string", "pattern": "^[01]*$" }),
        (Builtin::String, "VarChar" | "Char") => text_of(native),
        (Builtin::String, _) => json!({ "type": "string" }),
        (Builtin::Json, _) => json!({}),
    }
}

/// `NaN` and the infinities are numerics of PostgreSQL too, and not of JSON.
const DECIMAL: &str = "^-?[0-9]+(\\.[0-9]+)?$";

fn integer(minimum: i64, maximum: i64) -> Value {
    json!({ "type": "integer", "minimum": minimum, "maximum": maximum })
}

/// At most so many characters; `Char` alone is one.
fn text_of(native: Option<&NativeType>) -> Value {
    let length = native.and_then(|it| it.args.first()).and_then(|it| it.parse::<u64>().ok());
    let one = native.filter(|it| it.name == "Char").map(|_| 1);
    match length.or(one) {
        Some(length) => json!({ "type": "string", "maxLength": length }),
        None => json!({ "type": "string" }),
    }
}

fn with_arity(one: Value, arity: Arity) -> Value {
    match (arity, one) {
        (Arity::Required, one) => one,
        (Arity::List, one) => json!({ "type": "array", "items": one }),
        (Arity::Optional, Value::Object(one)) if one.is_empty() => Value::Object(one),
        (Arity::Optional, Value::Object(mut one))
            if one.get("type").is_some_and(Value::is_string) =>
        {
            let ty = one["type"].take();
            one.insert("type".to_owned(), json!([ty, "null"]));
            Value::Object(one)
        }
        (Arity::Optional, one) => json!({ "anyOf": [one, { "type": "null" }] }),
    }
}

/// As JSON carries it; what the database or a client computes is no default of a document.
fn literal(expr: &DefaultExpr, ty: &ScalarType) -> Option<Value> {
    match (expr, ty) {
        (DefaultExpr::String(text), ScalarType::Builtin(Builtin::Json)) => {
            serde_json::from_str(text).ok()
        }
        (DefaultExpr::String(text) | DefaultExpr::EnumValue(text), _) => Some(json!(text)),
        (DefaultExpr::Number(text), ScalarType::Builtin(Builtin::BigInt | Builtin::Decimal)) => {
            Some(json!(text))
        }
        (DefaultExpr::Number(text), _) => serde_json::from_str(text).ok(),
        (DefaultExpr::Boolean(value), _) => Some(json!(value)),
        (DefaultExpr::List(items), ty) => items.iter().map(|it| literal(it, ty)).collect(),
        _ => None,
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn described(docs: &str, mut shape: Value) -> Value {
    if let (false, Value::Object(members)) = (docs.trim().is_empty(), &mut shape) {
        members.shift_insert(0, "description".to_owned(), json!(docs.trim()));
    }
    shape
}
