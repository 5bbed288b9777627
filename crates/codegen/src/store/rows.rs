//! `rows.rs`: one struct for each model, all of its columns.

use super::imports::Imports;
use crate::header::Header;
use crate::rust_type::RustType;
use crate::source::Source;
use crate::vocabulary::Vocabulary;

pub(crate) fn rows(header: &Header, vocabulary: &Vocabulary) -> String {
    let mut out = Source::rust();
    header.write(&mut out, "//");
    out.line("//! The rows of each model, whole.");
    out.blank();
    let mut imports = Imports::default();
    vocabulary.entities.iter().flat_map(|it| &it.columns).for_each(|it| imports.add(&it.ty));
    imports.write(&mut out);
    if !vocabulary.entities.is_empty() {
        out.line("use crate::StoreError;");
        out.line("use super::postgres::{Columns, FromRow};");
    }
    for entity in &vocabulary.entities {
        out.blank();
        match entity.docs.as_str() {
            "" => out.line(format!("/// A row of `{}.{}`.", entity.db_schema, entity.db_name)),
            text => out.docs(text),
        }
        let columns: Vec<RowField<'_>> = entity
            .columns
            .iter()
            .map(|it| RowField { name: &it.name, docs: &it.docs, ty: &it.ty })
            .collect();
        row(&mut out, &entity.name, &columns);
    }
    out.finish()
}

pub(super) struct RowField<'a> {
    pub(super) name: &'a str,
    pub(super) docs: &'a str,
    pub(super) ty: &'a RustType,
}

/// The struct, and how it is read.
pub(super) fn row(out: &mut Source, name: &str, fields: &[RowField<'_>]) {
    out.line("#[derive(Clone, Debug, PartialEq)]");
    out.open(format!("pub struct {name} {{"));
    for field in fields {
        out.docs(field.docs);
        out.line(format!("pub {}: {},", field.name, field.ty.owned()));
    }
    out.close("}");
    out.blank();
    out.open(format!("impl FromRow for {name} {{"));
    out.open("fn from_row(row: &Columns<'_>) -> Result<Self, StoreError> {");
    out.open("Ok(Self {");
    for (index, field) in fields.iter().enumerate() {
        out.line(format!("{}: {},", field.name, field.ty.read(index)));
    }
    out.close("})");
    out.close("}");
    out.close("}");
}
