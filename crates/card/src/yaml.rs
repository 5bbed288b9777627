//! YAML, read into the values of JSON.
//!
//! The parser gives one event after the other and never builds anything, so depth and what an alias
//! costs are ours to bound: its values and texts are counted each time that it is used.

use crate::{CardError, limits};
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, StrInput};
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;

/// Reads the first document.
pub(crate) fn read(text: &str) -> Result<Value, CardError> {
    let (found, limit) = (text.len(), limits::YAML_BYTES_MAX);
    if found > limit {
        return Err(CardError::JsonTooLarge { found, limit });
    }
    let mut builder = Builder::default();
    for event in Parser::new(StrInput::new(text)) {
        let (event, _) = event.map_err(|error| bad_yaml(&error))?;
        builder.take(event);
        match (builder.fault.take(), builder.root.take()) {
            (Some(fault), _) => return Err(fault),
            (None, Some(root)) => return Ok(root),
            (None, None) => {}
        }
    }
    Ok(Value::Null)
}

/// The parser has a limit of its own for brackets, and says so in words alone.
fn bad_yaml(error: &ScanError) -> CardError {
    if error.info() == "recursion limit exceeded" {
        return CardError::TooDeep;
    }
    let place = error.marker();
    let what = error.info().to_owned();
    CardError::BadYaml { line: place.line(), column: place.col() + 1, what }
}

/// A list or mapping that is not yet whole.
struct Open {
    anchor: usize,
    kind: Kind,
}

enum Kind {
    List(Vec<Value>),
    /// With the key whose value comes next.
    Mapping(Map<String, Value>, Option<String>),
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: BTreeMap<usize, (Value, Cost)>,
    spent: Cost,
    root: Option<Value>,
    fault: Option<CardError>,
}

/// What a value takes: how many there are, and the bytes of their texts.
#[derive(Default, Clone, Copy)]
struct Cost {
    values: usize,
    bytes: usize,
}

fn cost(value: &Value) -> Cost {
    let sum = |costs: &mut dyn Iterator<Item = Cost>| {
        costs.fold(Cost { values: 1, bytes: 0 }, |sum, one| Cost {
            values: sum.values + one.values,
            bytes: sum.bytes + one.bytes,
        })
    };
    match value {
        Value::String(text) => Cost { values: 1, bytes: text.len() },
        Value::Array(list) => sum(&mut list.iter().map(cost)),
        Value::Object(map) => sum(&mut map.iter().map(|(key, value)| {
            let Cost { values, bytes } = cost(value);
            Cost { values, bytes: bytes + key.len() }
        })),
        Value::Null | Value::Bool(_) | Value::Number(_) => Cost { values: 1, bytes: 0 },
    }
}

impl Builder {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let value = scalar(&text, style);
                self.spend(cost(&value));
                self.put(value, anchor);
            }
            Event::SequenceStart(anchor, _) => self.begin(anchor, Kind::List(Vec::new())),
            Event::MappingStart(anchor, _) => self.begin(anchor, Kind::Mapping(Map::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => {
                let known = self.anchors.get(&anchor).cloned();
                let (value, cost) = known.unwrap_or((Value::Null, Cost::default()));
                self.spend(cost);
                self.put(value, 0);
            }
            _ => {}
        }
    }

    fn spend(&mut self, cost: Cost) {
        self.spent.values += cost.values;
        self.spent.bytes += cost.bytes;
        if self.spent.values > limits::YAML_VALUES_MAX {
            self.fault = Some(CardError::TooManyValues { limit: limits::YAML_VALUES_MAX });
        } else if self.spent.bytes > limits::YAML_BYTES_MAX {
            let (found, limit) = (self.spent.bytes, limits::YAML_BYTES_MAX);
            self.fault = Some(CardError::JsonTooLarge { found, limit });
        }
    }

    fn begin(&mut self, anchor: usize, kind: Kind) {
        self.spend(Cost { values: 1, bytes: 0 });
        if self.open.len() >= limits::JSON_DEPTH_MAX {
            self.fault = Some(CardError::TooDeep);
        }
        self.open.push(Open { anchor, kind });
    }

    fn end(&mut self) {
        let Some(Open { anchor, kind }) = self.open.pop() else { return };
        let value = match kind {
            Kind::List(list) => Value::Array(list),
            Kind::Mapping(map, _) => Value::Object(map),
        };
        self.put(value, anchor);
    }

    fn put(&mut self, value: Value, anchor: usize) {
        if self.fault.is_some() {
            return;
        }
        if anchor != 0 {
            let cost = cost(&value);
            self.spend(cost);
            self.anchors.insert(anchor, (value.clone(), cost));
        }
        match self.open.last_mut().map(|open| &mut open.kind) {
            None => self.root = Some(value),
            Some(Kind::List(list)) => list.push(value),
            Some(Kind::Mapping(map, key)) => match key.take() {
                None => *key = Some(key_of(value)),
                Some(name) => _ = map.insert(name, value),
            },
        }
    }
}

/// JSON has texts for keys; what else YAML has is written down as JSON.
fn key_of(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// The core schema of YAML 1.2: what stands in quotes or blocks is text.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::from(text);
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::from(text), Value::Number),
    }
}

/// Only what JSON writes as a number too, so that versions like `1.0_b` stay text.
fn number(text: &str) -> Option<Number> {
    let first = text.strip_prefix('-').unwrap_or(text).as_bytes().first()?;
    if !first.is_ascii_digit() {
        return None;
    }
    serde_json::from_str(text).ok()
}
