//! `documents.rs`: a type for each JSON document that the schema names. Where its JSON Schema is
//! there it has that shape; else it is any JSON under a name of its own.

use super::begin;
use super::plan::Plan;
use super::shapes;
use crate::names::{Unique, pascal};
use crate::source::Source;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a document's own file may be called by: it is a module, and its types stand alone in it.
const TAKEN: &[&str] = &["Box", "Option", "String", "Vec"];

pub(super) fn text(plan: &Plan<'_>, files: &BTreeMap<String, Value>) -> String {
    let documents = &plan.vocabulary.documents;
    let mut taken = Unique::with(TAKEN);
    documents.iter().for_each(|name| drop(taken.take(name)));
    let mut body = Source::rust();
    for name in documents {
        body.blank();
        match shape_of(plan, name, files) {
            Some(shape) => {
                body.lines(shapes::declare(&mut taken, name, shape).lines());
                body.blank();
                body.line(format!("sql::shaped! {{ {name} }}"));
            }
            None => newtype(&mut body, plan, name),
        }
    }
    let body = body.finish();
    let mut out = begin();
    if !documents.is_empty() {
        let types = if body.contains("types::") { "{sql, types}" } else { "sql" };
        out.line(format!("use super::{types};"));
    }
    out.finish() + &body
}

/// A file is called as the document is, in any way of writing words.
fn shape_of<'a>(
    plan: &Plan<'_>,
    name: &str,
    files: &'a BTreeMap<String, Value>,
) -> Option<&'a Value> {
    let called = |file: &str| plan.vocabulary.types.free(&pascal(file)) == name;
    files.iter().find(|(file, _)| called(file)).map(|(_, shape)| shape)
}

fn newtype(out: &mut Source, plan: &Plan<'_>, name: &str) {
    out.line(format!("/// The JSON document `{name}`."));
    out.line(format!("#[derive(Clone, Debug, PartialEq{})]", plan.choices.derives()));
    if plan.choices.serde {
        out.line("#[serde(transparent)]");
    }
    out.line(format!("pub struct {name}(pub types::Json);"));
    out.blank();
    out.line(format!("sql::document! {{ {name}(types::Json) }}"));
}
