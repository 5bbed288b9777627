//! Flags, whole numbers and dates.

use crate::notes::Notes;
use crate::object::Taken::{self, Exact, Mended, Refused};
use crate::object::{Kind, Target};
use serde_json::Value;

/// Yes or no, with what its absence means.
pub(crate) struct Flag<const BLANK: bool>;

impl<const BLANK: bool> Kind for Flag<BLANK> {
    type Value = bool;

    fn blank() -> bool {
        BLANK
    }

    fn take(value: Value, _: &mut Notes) -> Taken<bool> {
        let said = match &value {
            Value::Bool(flag) => return Exact(*flag),
            Value::Number(number) => Some(number.as_f64() != Some(0.0)),
            Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "yes" | "1" => Some(true),
                "false" | "no" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        };
        match said {
            Some(flag) => Mended(flag, value, "neither true nor false; read as what it stands for"),
            None => Refused(value, "neither true nor false; read as left out"),
        }
    }

    fn value(value: &bool, _: Target) -> Option<Value> {
        Some(Value::Bool(*value))
    }
}

/// A whole number, with what its absence means.
pub(crate) struct Int<const BLANK: i64>;

impl<const BLANK: i64> Kind for Int<BLANK> {
    type Value = i64;

    fn blank() -> i64 {
        BLANK
    }

    fn take(value: Value, _: &mut Notes) -> Taken<i64> {
        if let Some(number) = value.as_i64() {
            return Exact(number);
        }
        match lenient_int(&value) {
            Some(number) => Mended(number, value, "not a whole number; read as the nearest below"),
            None => Refused(value, "not a number; read as left out"),
        }
    }

    fn value(value: &i64, _: Target) -> Option<Value> {
        Some(Value::from(*value))
    }
}

fn lenient_int(value: &Value) -> Option<i64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        _ => return None,
    };
    // Past 2^53 a double no longer names one whole number.
    (number.abs() <= 9_007_199_254_740_992.0).then(|| number.floor() as i64)
}

/// Seconds since 1970, in UTC.
pub(crate) struct Seconds;

/// As seconds this is the year 5138; as milliseconds it is 1973, before any card.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

impl Kind for Seconds {
    type Value = i64;

    fn blank() -> i64 {
        0
    }

    fn take(value: Value, notes: &mut Notes) -> Taken<i64> {
        match <Int<0> as Kind>::take(value, notes) {
            Exact(milliseconds) if milliseconds.abs() >= MILLISECONDS_FROM => {
                let raw = Value::from(milliseconds);
                Mended(milliseconds / 1000, raw, "in milliseconds; read as seconds")
            }
            Mended(milliseconds, raw, _) if milliseconds.abs() >= MILLISECONDS_FROM => {
                Mended(milliseconds / 1000, raw, "in milliseconds; read as seconds")
            }
            taken => taken,
        }
    }

    fn value(value: &i64, _: Target) -> Option<Value> {
        Some(Value::from(*value))
    }
}
