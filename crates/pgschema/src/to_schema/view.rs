//! Views, where the schema has switched them on.

use super::directives::Docs;
use super::field::{self, FieldOf};
use super::model::relation_line;
use super::names::Origin;
use super::previous::{attribute, doc_lines};
use super::pull::Pull;
use super::relations::RelationField;
use super::said;
use super::sql_files::SqlTexts;
use super::text::quoted;
use crate::catalogue::{Column, Name, Subject};
use indexmap::IndexMap;
use psl::schema::{FieldId, ModelId};

const COMMENTS: &str = "This view or at least one of its fields has comments in the database, and requires an additional setup for migrations: Read more: https://pris.ly/d/database-comments";

/// The block, not laid out yet. Keys of a view are the schema's alone: they are copied.
pub(super) fn block(
    pull: &Pull<'_>,
    sql: &SqlTexts,
    name: &Name,
    columns: &IndexMap<String, Column>,
    relations: &[RelationField],
) -> String {
    let Some(named) = pull.view_name(name) else { return String::new() };
    let previous = pull.previous.view(name);
    let mut lines: Vec<String> = Vec::new();
    for (column_name, column) in columns {
        let kept = pull.previous_field(previous, column_name);
        let field = FieldOf { relation: name, column_name, column, previous: kept };
        let keys = kept.map(|(model, id)| keys_of(pull, model, id)).unwrap_or_default();
        let line = field::line(pull, field, keys).unwrap_or_default();
        lines.push(column_docs(pull, field).text() + &line);
    }
    lines.extend(relations.iter().map(relation_line));
    lines.extend(previous.map(|id| block_keys(pull, id)).unwrap_or_default());
    lines.extend(named.map.as_deref().map(|map| format!("@@map({})", quoted(map))));
    let ignored = previous.is_some_and(|id| pull.previous.get(id).ignored);
    lines.extend(ignored.then(|| "@@ignore".to_owned()));
    lines.extend(pull.schemas.is_some().then(|| format!("@@schema({})", quoted(&name.schema))));
    let docs = docs(pull, sql, name).text();
    format!("{docs}view {} {{\n{}\n}}\n\n", named.name, lines.join("\n"))
}

/// A comment on a column of a view is a column's.
fn column_docs(pull: &Pull<'_>, field: FieldOf<'_>) -> Docs {
    let mut docs = field.docs(pull);
    let subject = Subject::Column(field.relation.clone(), field.column_name.to_owned());
    let comment = pull.catalogue.comments.get(&subject);
    docs.follow(comment.map(|text| said::comment(None, text)).into_iter().collect());
    docs
}

fn docs(pull: &Pull<'_>, sql: &SqlTexts, name: &Name) -> Docs {
    let previous = pull.previous.view(name);
    let mut docs = Docs::default();
    if let Some((id, block)) = previous.and_then(|id| Some((id, pull.previous.model_block(id)?))) {
        docs = Docs::read(&doc_lines(block.0), &pull.previous.get(id).docs.directives);
    }
    if let Some(named) = pull.view_name(name).filter(|it| it.origin == Origin::Reserved) {
        docs.say(&format!(
            "This view has been renamed to '{}' during introspection, because the original name '{}' is reserved.",
            named.name, name.name
        ));
    }
    if previous.is_none() && is_commented(pull, name) {
        docs.say(COMMENTS);
    }
    docs.follow(sql.of_views.get(name).cloned().unwrap_or_default());
    docs
}

fn is_commented(pull: &Pull<'_>, name: &Name) -> bool {
    pull.notes.commented.contains(name)
        || pull.notes.commented_columns.iter().any(|(relation, _)| relation == name)
}

/// `@unique` and `@id` as the schema has them.
fn keys_of(pull: &Pull<'_>, model: ModelId, field: FieldId) -> Vec<String> {
    let Some(tree) = pull.previous.field(model, field) else { return Vec::new() };
    let written = |name| attribute(tree.attributes(), name).map(|it| it.text().trim().to_owned());
    ["unique", "id"].into_iter().filter_map(written).collect()
}

/// `@@id`, `@@unique` and `@@index` as the schema has them.
fn block_keys(pull: &Pull<'_>, id: ModelId) -> Vec<String> {
    let Some(block) = pull.previous.model_block(id) else { return Vec::new() };
    let of_name = |name| block.attributes().filter(move |it| it.name() == name);
    let keys = of_name("id")
        .chain(block.attributes().filter(|it| ["unique", "index"].contains(&it.name())));
    keys.map(|it| it.text().trim().to_owned()).collect()
}
