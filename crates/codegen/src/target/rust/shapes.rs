//! A JSON Schema as Rust types that serde reads and writes.
//!
//! What a schema leaves open stays: members that it does not name are kept in `more`, and what Rust
//! has no closer word for is `types::Json`. Read and written again, a document is what it was; only a
//! member that may be left out and is null is left out afterwards.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::names::{Unique, pascal, rust_identifier};
use crate::source::Source;

type Schema = Map<String, Value>;

/// What a type is declared with.
pub(super) const DERIVES: &str =
    "#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]";

/// The types of one document: its own, one for each of its `$defs`, and those inside of them.
pub(super) struct Shapes<'a> {
    root: &'a Value,
    name: &'a str,
    /// What a `$ref` leads to, by what it says.
    defs: BTreeMap<String, (String, &'a Value)>,
    taken: &'a mut Unique,
    /// Declared types, each after the one that names it.
    out: Vec<String>,
}

/// Where a type stands: by value it can't hold itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    ByValue,
    InAList,
}

/// The declarations of a document and of all that it is made of.
pub(super) fn declare(taken: &mut Unique, name: &str, root: &Value) -> String {
    let mut shapes = Shapes { root, name, defs: BTreeMap::new(), taken, out: Vec::new() };
    shapes.name_definitions();
    shapes.named(name.to_owned(), root);
    for (name, schema) in shapes.defs.values().cloned().collect::<Vec<_>>() {
        shapes.named(name, schema);
    }
    shapes.out.join("\n")
}

impl<'a> Shapes<'a> {
    fn name_definitions(&mut self) {
        for group in ["$defs", "definitions"] {
            for (key, schema) in
                self.root.get(group).and_then(Value::as_object).into_iter().flatten()
            {
                let name = self.taken.take(format!("{}{}", self.name, pascal(key)));
                self.defs.insert(format!("#/{group}/{key}"), (name, schema));
            }
        }
    }

    /// A type of this name, whatever the schema is.
    fn named(&mut self, name: String, schema: &Value) {
        let at = self.out.len();
        self.out.push(String::new());
        let mut text = Source::rust();
        let doc = schema.get("description").and_then(Value::as_str);
        match doc {
            Some(doc) => text.prose(doc),
            None if name == self.name => text.line(format!("/// The JSON document `{name}`.")),
            None => text.line(format!("/// A part of [`{}`].", self.name)),
        }
        text.line(DERIVES);
        let object = schema.as_object();
        if let Some((object, members)) = object.and_then(|it| Some((it, members(it)?))) {
            self.structure(&mut text, &name, object, members);
        } else if let Some(labels) = object.and_then(labels) {
            enumeration(&mut text, &name, &labels);
        } else if let Some(choices) = object.and_then(choices) {
            self.choice(&mut text, &name, &choices);
        } else {
            let inside = self.expression(&name, schema, Held::ByValue);
            text.line("#[serde(transparent)]");
            text.line(format!("pub struct {name}(pub {inside});"));
        }
        self.out[at] = text.finish();
    }

    fn structure(&mut self, out: &mut Source, name: &str, schema: &Schema, members: &Schema) {
        let closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
        if closed {
            out.line("#[serde(deny_unknown_fields)]");
        }
        out.open(format!("pub struct {name} {{"));
        let mut fields = Unique::default();
        for (key, member) in members {
            let field = fields.take(field_name(key));
            self.field(out, name, key, &field, member, is_required(schema, key));
        }
        if !closed {
            let rest = match schema.get("additionalProperties") {
                Some(rest @ Value::Object(_)) => {
                    self.expression(&format!("{name}More"), rest, Held::InAList)
                }
                _ => "types::Json".to_owned(),
            };
            out.line("/// What the schema leaves open.");
            out.line("#[serde(flatten)]");
            let field = fields.take("more");
            out.line(format!("pub {field}: std::collections::BTreeMap<String, {rest}>,"));
        }
        out.close("}");
    }

    fn field(
        &mut self,
        out: &mut Source,
        owner: &str,
        key: &str,
        field: &str,
        schema: &Value,
        required: bool,
    ) {
        let ty = self.expression(&format!("{owner}{}", pascal(key)), schema, Held::ByValue);
        if let Some(doc) = schema.get("description").and_then(Value::as_str) {
            out.prose(doc);
        }
        if field.trim_start_matches("r#") != key {
            out.line(format!("#[serde(rename = {key:?})]"));
        }
        if required {
            return out.line(format!("pub {field}: {ty},"));
        }
        out.line("#[serde(default, skip_serializing_if = \"Option::is_none\")]");
        let ty = if ty.starts_with("Option<") { ty } else { format!("Option<{ty}>") };
        out.line(format!("pub {field}: {ty},"));
    }

    /// The first that fits, in the order of the schema.
    fn choice(&mut self, out: &mut Source, name: &str, choices: &[&Value]) {
        out.line("#[serde(untagged)]");
        out.open(format!("pub enum {name} {{"));
        let mut variants = Unique::with(&["Self"]);
        for (at, schema) in choices.iter().enumerate() {
            let variant = variants.take(self.variant(at, schema));
            let ty = self.expression(&format!("{name}{variant}"), schema, Held::ByValue);
            out.line(format!("{variant}({ty}),"));
        }
        out.close("}");
    }

    /// By its title, by where it refers to, by its one label, or by its number.
    fn variant(&self, at: usize, schema: &Value) -> String {
        let text = |key: &str| schema.get(key).and_then(Value::as_str);
        let referred = text("$ref").and_then(|it| it.rsplit('/').next());
        let tag = schema.get("properties").and_then(Value::as_object);
        let tag = tag.and_then(|it| it.values().find_map(|it| it.get("const")?.as_str()));
        let word = text("title").or(referred).or(tag).or_else(|| text("type")).map(pascal);
        let word = word.filter(|it| it.starts_with(char::is_alphabetic));
        word.unwrap_or_else(|| format!("Choice{}", at + 1))
    }

    /// The type of a value; `name` is what it is called if it needs a type of its own.
    fn expression(&mut self, name: &str, schema: &Value, held: Held) -> String {
        let Some(object) = schema.as_object() else { return json() };
        if let Some(target) = object.get("$ref").and_then(Value::as_str) {
            return self.reference(target, held);
        }
        if let Some(only) = object.get("allOf").and_then(Value::as_array) {
            return match only.as_slice() {
                [only] => self.expression(name, only, held),
                _ => json(),
            };
        }
        if members(object).is_some() || labels(object).is_some() || choices(object).is_some() {
            let name = self.taken.take(name);
            self.named(name.clone(), schema);
            return name;
        }
        if let Some(inner) = not_null(object) {
            let ty = self.expression(name, &inner, held);
            return if ty.starts_with("Option<") { ty } else { format!("Option<{ty}>") };
        }
        match object.get("type").and_then(Value::as_str) {
            Some("string") if !object.contains_key("enum") => "String".to_owned(),
            Some("boolean") => "bool".to_owned(),
            Some("integer") => "i64".to_owned(),
            Some("number") => "f64".to_owned(),
            Some("array") => self.list(name, object),
            Some("object") => self.map(name, object),
            _ => json(),
        }
    }

    fn list(&mut self, name: &str, schema: &Schema) -> String {
        match schema.get("items").filter(|_| !schema.contains_key("prefixItems")) {
            Some(items) => {
                format!("Vec<{}>", self.expression(&format!("{name}Item"), items, Held::InAList))
            }
            None => "Vec<types::Json>".to_owned(),
        }
    }

    fn map(&mut self, name: &str, schema: &Schema) -> String {
        let value = match schema.get("additionalProperties") {
            Some(values @ Value::Object(_)) => {
                self.expression(&format!("{name}Value"), values, Held::InAList)
            }
            _ => json(),
        };
        format!("std::collections::BTreeMap<String, {value}>")
    }

    fn reference(&self, target: &str, held: Held) -> String {
        let name = match (target, self.defs.get(target)) {
            ("#", _) => self.name,
            (_, Some((name, _))) => name,
            _ => return json(),
        };
        let boxed = held == Held::ByValue && self.reaches_itself(target);
        if boxed { format!("Box<{name}>") } else { name.to_owned() }
    }

    fn reaches_itself(&self, target: &str) -> bool {
        let mut seen = Vec::new();
        let mut open = self.references_in(target);
        while let Some(next) = open.pop() {
            if next == target {
                return true;
            }
            if !seen.contains(&next) {
                open.extend(self.references_in(next));
                seen.push(next);
            }
        }
        false
    }

    fn references_in(&self, target: &str) -> Vec<&'a str> {
        let schema =
            if target == "#" { Some(self.root) } else { self.defs.get(target).map(|it| it.1) };
        let mut found = Vec::new();
        schema.into_iter().for_each(|it| references(it, &mut found));
        found
    }
}

fn references<'a>(schema: &'a Value, found: &mut Vec<&'a str>) {
    match schema {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str));
            members.values().for_each(|it| references(it, found));
        }
        Value::Array(items) => items.iter().for_each(|it| references(it, found)),
        _ => {}
    }
}

fn json() -> String {
    "types::Json".to_owned()
}

/// The named members of what is an object and nothing else.
fn members(schema: &Schema) -> Option<&Schema> {
    let is_object = schema.get("type").is_none_or(|it| it == "object");
    let plain = ["$ref", "allOf", "anyOf", "oneOf"].iter().all(|it| !schema.contains_key(*it));
    schema.get("properties")?.as_object().filter(|it| is_object && plain && !it.is_empty())
}

fn is_required(schema: &Schema, key: &str) -> bool {
    let required = schema.get("required").and_then(Value::as_array);
    required.is_some_and(|it| it.iter().any(|it| it == key))
}

/// What text may be, where it may be only that.
fn labels(schema: &Schema) -> Option<Vec<&str>> {
    if let Some(only) = schema.get("const") {
        return Some(vec![only.as_str()?]);
    }
    let values = schema.get("enum")?.as_array().filter(|it| !it.is_empty())?;
    values.iter().map(Value::as_str).collect()
}

/// What a value is one of: two or more, and NULL is none of them.
fn choices(schema: &Schema) -> Option<Vec<&Value>> {
    let choices = schema.get("oneOf").or_else(|| schema.get("anyOf"))?.as_array()?;
    let null = choices.iter().any(is_null);
    (choices.len() > 1 && !null).then(|| choices.iter().collect())
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|it| it == "null")
}

/// The same schema without NULL, where that is one of what it may be.
fn not_null(schema: &Schema) -> Option<Value> {
    let mut inner = schema.clone();
    if let Some(Value::Array(types)) = schema.get("type") {
        let rest: Vec<Value> = types.iter().filter(|it| *it != "null").cloned().collect();
        let [only] = rest.as_slice() else { return None };
        inner.insert("type".to_owned(), only.clone());
        if let Some(Value::Array(values)) = inner.get_mut("enum") {
            values.retain(|it| !it.is_null());
        }
        return (types.len() > 1).then_some(Value::Object(inner));
    }
    for key in ["oneOf", "anyOf"] {
        let Some(Value::Array(choices)) = schema.get(key) else { continue };
        let rest: Vec<Value> = choices.iter().filter(|it| !is_null(it)).cloned().collect();
        if rest.len() == choices.len() {
            return None;
        }
        if let [only] = rest.as_slice() {
            return Some(only.clone());
        }
        inner.insert(key.to_owned(), Value::Array(rest));
        return Some(Value::Object(inner));
    }
    None
}

fn enumeration(out: &mut Source, name: &str, labels: &[&str]) {
    let mut variants = Unique::with(&["Self"]);
    out.open(format!("pub enum {name} {{"));
    for label in labels {
        let variant = pascal(label);
        let plain = variant.starts_with(char::is_alphabetic);
        let variant = variants.take(if plain { variant } else { format!("V{variant}") });
        if variant != *label {
            out.line(format!("#[serde(rename = {label:?})]"));
        }
        out.line(format!("{variant},"));
    }
    out.close("}");
}

fn field_name(key: &str) -> String {
    match rust_identifier(key) {
        name if name.is_empty() => "field".to_owned(),
        name => name,
    }
}
