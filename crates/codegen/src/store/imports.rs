//! The `use` lines that a set of types asks for.

use crate::rust_type::{Base, RustType};
use crate::source::{Source, wrapped};
use crate::types::Scalar;
use std::collections::BTreeSet;

#[derive(Debug, Default)]
pub(crate) struct Imports<'a> {
    domain: BTreeSet<&'a str>,
    documents: BTreeSet<&'a str>,
    scalars: BTreeSet<&'static str>,
    wraps: bool,
}

impl<'a> Imports<'a> {
    /// What is bound to a statement travels in the wrapper; what is read does not name it.
    pub(crate) fn add_parameter(&mut self, ty: &'a RustType) {
        self.wraps |= ty.base.wrapped();
        self.add(ty);
    }

    pub(crate) fn add(&mut self, ty: &'a RustType) {
        let import = match &ty.base {
            Base::Id { name, .. } | Base::Enum { name } => return self.add_domain(name),
            Base::Document { name, .. } => return self.add_document(name),
            Base::Scalar(Scalar::Uuid) => "use uuid::Uuid;",
            Base::Scalar(Scalar::Timestamptz) => "use jiff::Timestamp;",
            Base::Scalar(Scalar::Json | Scalar::Jsonb) => "use serde_json::Value;",
            Base::Scalar(_) => return,
        };
        self.scalars.insert(import);
    }

    fn add_domain(&mut self, name: &'a str) {
        self.domain.insert(name);
    }

    fn add_document(&mut self, name: &'a str) {
        self.documents.insert(name);
    }

    pub(crate) fn wraps(&self) -> bool {
        self.wraps
    }

    pub(crate) fn write(&self, out: &mut Source) {
        list(out, "domain", &self.domain);
        out.lines(&self.scalars);
        if !(self.domain.is_empty() && self.scalars.is_empty()) {
            out.blank();
        }
        list(out, "crate::generated::documents", &self.documents);
    }
}

fn list(out: &mut Source, module: &str, names: &BTreeSet<&str>) {
    let all: Vec<&str> = names.iter().copied().collect();
    let short = format!("use {module}::{{{}}};", all.join(", "));
    match all.as_slice() {
        [] => {}
        [only] => out.line(format!("use {module}::{only};")),
        _ if short.len() <= 100 => out.line(short),
        _ => {
            out.open(format!("use {module}::{{"));
            out.lines(wrapped(all.iter().copied(), 96));
            out.close("};");
        }
    }
}
