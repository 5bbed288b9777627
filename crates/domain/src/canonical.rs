//! Canonical JSON after RFC 8785: one value, one text, one digest.
//!
//! Numbers are IEEE 754 doubles, as the RFC has it: an integer beyond 2^53 is written as the
//! double next to it.

use std::fmt::Write;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::Digest;

/// Why a value has no canonical form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    /// JSON has no infinity and no NaN.
    #[error("the number {0} has no JSON form")]
    NonFinite(String),
    /// Serde could not turn the value into JSON.
    #[error("the value has no JSON form: {0}")]
    NotJson(String),
}

/// The canonical text of anything that serialises.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, CanonicalError> {
    let value =
        serde_json::to_value(value).map_err(|error| CanonicalError::NotJson(error.to_string()))?;
    value_to_string(&value)
}

/// The canonical text of a JSON value.
pub fn value_to_string(value: &Value) -> Result<String, CanonicalError> {
    let mut out = String::new();
    write_value(&mut out, value)?;
    Ok(out)
}

/// The digest of the canonical text.
pub fn digest<T: Serialize + ?Sized>(value: &T) -> Result<Digest, CanonicalError> {
    to_string(value).map(Digest::of)
}

fn write_value(out: &mut String, value: &Value) -> Result<(), CanonicalError> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => write_number(out, number)?,
        Value::String(text) => write_text(out, text),
        Value::Array(items) => write_array(out, items)?,
        Value::Object(members) => write_object(out, members)?,
    }
    Ok(())
}

fn write_number(out: &mut String, number: &serde_json::Number) -> Result<(), CanonicalError> {
    let non_finite = || CanonicalError::NonFinite(number.to_string());
    let double = number.as_f64().filter(|double| double.is_finite()).ok_or_else(non_finite)?;
    out.push_str(ryu_js::Buffer::new().format_finite(double));
    Ok(())
}

fn write_array(out: &mut String, items: &[Value]) -> Result<(), CanonicalError> {
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_value(out, item)?;
    }
    out.push(']');
    Ok(())
}

/// Members in the order of their names' UTF-16 code units (RFC 8785, 3.2.3).
fn write_object(out: &mut String, members: &Map<String, Value>) -> Result<(), CanonicalError> {
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    out.push('{');
    for (index, (name, value)) in sorted.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_text(out, name);
        out.push(':');
        write_value(out, value)?;
    }
    out.push('}');
    Ok(())
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        write_character(out, character);
    }
    out.push('"');
}

fn write_character(out: &mut String, character: char) {
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\u{8}' => out.push_str("\\b"),
        '\t' => out.push_str("\\t"),
        '\n' => out.push_str("\\n"),
        '\u{c}' => out.push_str("\\f"),
        '\r' => out.push_str("\\r"),
        // Writing to a String can't fail.
        control if control < ' ' => _ = write!(out, "\\u{:04x}", u32::from(control)),
        other => out.push(other),
    }
}
