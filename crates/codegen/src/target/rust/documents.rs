//! `documents.rs`: a type for each JSON document that the schema names.

use super::begin;
use super::plan::Plan;
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn text(plan: &Plan<'_>, shapes: &BTreeMap<String, Value>) -> String {
    let mut out = begin();
    let documents = &plan.vocabulary.documents;
    if documents.is_empty() {
        return out.finish();
    }
    out.line("use super::{sql, types};");
    for name in documents {
        out.blank();
        match shapes.get(name).and_then(|it| it.get("description")).and_then(Value::as_str) {
            Some(text) => out.prose(text),
            None => out.line(format!("/// The JSON document `{name}`.")),
        }
        out.line(format!("#[derive(Clone, Debug, PartialEq{})]", plan.choices.derives()));
        if plan.choices.serde {
            out.line("#[serde(transparent)]");
        }
        out.line(format!("pub struct {name}(pub types::Json);"));
        out.blank();
        out.line(format!("sql::document! {{ {name}(types::Json) }}"));
    }
    out.finish()
}
