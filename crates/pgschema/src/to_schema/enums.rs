//! Enums.

use super::directives::Docs;
use super::previous::{doc_lines, field_doc_lines};
use super::pull::Pull;
use super::said;
use super::text::quoted;
use crate::catalogue::{Enum, Name, Subject};
use psl::schema::EnumId;
use psl::syntax::ast::Field;
use std::collections::BTreeMap;

const COMMENT: &str = "This enum is commented in the database, and requires an additional setup for migrations: Read more: https://pris.ly/d/database-comments";

pub(super) fn block(pull: &Pull<'_>, name: &Name, it: &Enum) -> String {
    let Some((key, _)) = pull.catalogue.enums.get_key_value(name) else { return String::new() };
    let Some(named) = pull.enum_name(name) else { return String::new() };
    let previous = pull.previous.enumeration(name);
    let mut out = docs(pull, name, previous).text();
    out.push_str(&format!("enum {} {{\n", named.name));
    let kept = kept_values(pull, previous);
    for value in &it.values {
        let Some(named) = pull.value_name(key, value) else { continue };
        if let Some(tree) = kept.get(named.name.as_str()) {
            out.push_str(&super::text::docs(field_doc_lines(tree.0)));
        }
        out.push_str(&named.name);
        if let Some(map) = &named.map {
            out.push_str(&format!(" @map({})", quoted(map)));
        }
        out.push('\n');
    }
    if let Some(map) = &named.map {
        out.push_str(&format!("@@map({})\n", quoted(map)));
    }
    if pull.schemas.is_some() {
        out.push_str(&format!("@@schema({})\n", quoted(&name.schema)));
    }
    out + "}\n\n"
}

fn docs(pull: &Pull<'_>, name: &Name, previous: Option<EnumId>) -> Docs {
    let mut docs = prose(pull, name, previous);
    let comment = pull.catalogue.comments.get(&Subject::Enum(name.clone()));
    docs.follow(comment.map(|text| said::comment(None, text)).into_iter().collect());
    docs
}

fn prose(pull: &Pull<'_>, name: &Name, previous: Option<EnumId>) -> Docs {
    let Some(id) = previous else {
        let mut docs = Docs::default();
        if pull.notes.commented.contains(name) {
            docs.say(COMMENT);
        }
        return docs;
    };
    let Some(block) = pull.previous.enum_block(id) else { return Docs::default() };
    let directives = &pull.previous.schema.enumeration(id).docs.directives;
    Docs::read(&doc_lines(block.0), directives)
}

fn kept_values<'a>(pull: &Pull<'a>, previous: Option<EnumId>) -> BTreeMap<&'a str, Field<'a>> {
    let block = previous.and_then(|id| pull.previous.enum_block(id));
    let fields = block.into_iter().flat_map(|block| block.fields());
    fields.map(|field| (field.name().text, field)).collect()
}
