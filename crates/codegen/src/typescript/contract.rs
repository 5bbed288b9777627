//! `contract.ts`: models and enums as JSON has them, in camelCase.

use crate::header::Header;
use crate::names::{camel, pascal};
use crate::rust_type::{Base, RustType};
use crate::source::Source;
use crate::vocabulary::Vocabulary;
use psl::schema::Schema;

pub(crate) fn contract(header: &Header, schema: &Schema, vocabulary: &Vocabulary) -> String {
    let mut out = Source::narrow();
    header.write(&mut out, "//");
    out.line(format!("export const contractHash = {:?};", header.contract_hash));
    for id in &vocabulary.ids {
        out.blank();
        out.line(format!("/** The {} of {}. */", id.field, id.model));
        out.line(format!("export type {} = {};", id.name, id.inner.typescript()));
    }
    for document in &vocabulary.documents {
        out.blank();
        out.line(format!("/** See contract/documents/{document}.schema.json. */"));
        out.line(format!("export type {document} = Record<string, unknown>;"));
    }
    for declared in &schema.enums {
        let values: Vec<String> =
            declared.values.iter().map(|value| format!("{:?}", value.name)).collect();
        out.blank();
        out.jsdoc(&declared.docs.text);
        out.line(format!("export type {} = {};", pascal(&declared.name), values.join(" | ")));
    }
    for entity in &vocabulary.entities {
        out.blank();
        out.jsdoc(&entity.docs);
        out.open(format!("export interface {} {{", entity.name));
        for column in &entity.columns {
            out.jsdoc(&column.docs);
            let field = &schema.model(entity.model).field(column.field).name;
            out.line(format!("{}: {};", camel(field), typescript(&column.ty)));
        }
        out.close("}");
    }
    out.finish()
}

fn typescript(ty: &RustType) -> String {
    let one = match &ty.base {
        Base::Scalar(scalar) => scalar.typescript(),
        base => base.owned(),
    };
    let list = if ty.list { "[]" } else { "" };
    let null = if ty.nullable { " | null" } else { "" };
    format!("{one}{list}{null}")
}
