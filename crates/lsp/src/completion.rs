//! What can stand at a place.

mod arguments;
mod words;

use lsp_types::{CompletionItem, CompletionItemKind};
use psl::directives::TABLE;
use psl::schema::{Builtin, FieldKind, Model, ScalarType};
use psl::syntax::ast;
use psl::syntax::parse;

use crate::project::{Place, Project};

/// Whatever fits the place; the editor picks by what is typed.
pub fn complete(project: &Project, place: Place) -> Vec<CompletionItem> {
    let text = project.text(place.file);
    let Some(before) = text.get(..place.offset) else { return Vec::new() };
    let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line = before[start..].trim_start();
    if line.starts_with("///") {
        return directives(line);
    }
    if line.starts_with("//") {
        return Vec::new();
    }
    let (tree, _) = parse(text);
    let at = start as u32;
    let inside = |it: &ast::Block<'_>| {
        let range = it.range();
        range.start < at && at < range.end && before[range.start as usize..].contains('{')
    };
    let Some(block) = ast::blocks(tree.root()).find(inside) else { return keywords(line) };
    let name = block.name().map_or("", |name| name.text);
    match block.keyword() {
        "model" | "view" | "type" => in_model(project, name, line),
        "enum" => in_enum(line),
        keyword => in_config(keyword, line),
    }
}

fn item(label: &str, kind: CompletionItemKind, detail: &str) -> CompletionItem {
    CompletionItem {
        label: label.to_owned(),
        kind: Some(kind),
        detail: (!detail.is_empty()).then(|| detail.to_owned()),
        ..CompletionItem::default()
    }
}

fn items(labels: &[&str], kind: CompletionItemKind) -> Vec<CompletionItem> {
    labels.iter().map(|label| item(label, kind, "")).collect()
}

fn keywords(line: &str) -> Vec<CompletionItem> {
    let typing = line.chars().all(|c| c.is_ascii_alphanumeric());
    let words = if typing { words::BLOCKS } else { &[] };
    items(words, CompletionItemKind::KEYWORD)
}

/// In a `///` line, behind an `@`.
fn directives(line: &str) -> Vec<CompletionItem> {
    let Some((_, typed)) = line.rsplit_once('@') else { return Vec::new() };
    if !typed.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Vec::new();
    }
    TABLE.iter().map(|it| item(it.name, CompletionItemKind::KEYWORD, it.example)).collect()
}

fn in_enum(line: &str) -> Vec<CompletionItem> {
    match line.rsplit_once('@') {
        Some((before, _)) if before.ends_with('@') => {
            items(words::ENUM_ATTRIBUTES, CompletionItemKind::PROPERTY)
        }
        Some(_) => items(&["map"], CompletionItemKind::PROPERTY),
        None => Vec::new(),
    }
}

fn in_config(keyword: &str, line: &str) -> Vec<CompletionItem> {
    let source = keyword == "datasource";
    let Some((name, value)) = line.split_once('=') else {
        let names = if source { words::DATASOURCE } else { words::GENERATOR };
        return items(names, CompletionItemKind::PROPERTY);
    };
    let values = match (name.trim(), source) {
        ("provider", true) => &["\"postgresql\""][..],
        ("relationMode", true) => &["\"foreignKeys\"", "\"prisma\""],
        ("provider", false) => words::GENERATORS,
        _ => &[],
    };
    let fresh = value.trim_start().trim_start_matches('"').chars().all(char::is_alphanumeric);
    if fresh { items(values, CompletionItemKind::VALUE) } else { Vec::new() }
}

fn in_model(project: &Project, name: &str, line: &str) -> Vec<CompletionItem> {
    let schema = &project.analysis.schema;
    let model = schema.find_model(name).map(|(_, model)| model);
    if arguments::in_string(line) {
        return Vec::new();
    }
    if let Some(inner) = arguments::innermost(line) {
        return arguments::complete(project, model, line, &inner);
    }
    if line.starts_with("@@") {
        return items(words::BLOCK_ATTRIBUTES, CompletionItemKind::PROPERTY);
    }
    let mut parts = line.split_ascii_whitespace();
    let field = parts.next().unwrap_or_default();
    let typed = parts.next();
    if let Some((_, attribute)) = line.rsplit_once('@') {
        return match attribute.strip_prefix("db.") {
            Some(_) => native_types(model, field, typed),
            None => items(words::FIELD_ATTRIBUTES, CompletionItemKind::PROPERTY),
        };
    }
    let at_type =
        if line.ends_with(char::is_whitespace) { typed.is_none() } else { typed.is_some() };
    if at_type && !field.is_empty() { types(project) } else { Vec::new() }
}

fn types(project: &Project) -> Vec<CompletionItem> {
    let schema = &project.analysis.schema;
    let mut all = items(words::SCALARS, CompletionItemKind::KEYWORD);
    all.extend(schema.models.iter().map(|it| item(&it.name, CompletionItemKind::CLASS, "model")));
    all.extend(schema.enums.iter().map(|it| item(&it.name, CompletionItemKind::ENUM, "enum")));
    all
}

/// Of the field's type, as far as it is known.
fn native_types(model: Option<&Model>, field: &str, typed: Option<&str>) -> Vec<CompletionItem> {
    let known = model.and_then(|it| it.fields.iter().find(|it| it.name == field));
    let scalar = known.and_then(|it| match &it.kind {
        FieldKind::Scalar(scalar) => Some(&scalar.ty),
        FieldKind::Relation { .. } => None,
    });
    let builtin = match scalar {
        Some(ScalarType::Builtin(builtin)) => Some(*builtin),
        _ => typed.and_then(|it| builtin(it.trim_end_matches(['?', '[', ']']))),
    };
    let names = psl::native_types().filter(|(_, of)| builtin.is_none_or(|it| it == *of));
    names.map(|(name, _)| item(name, CompletionItemKind::TYPE_PARAMETER, "")).collect()
}

fn builtin(name: &str) -> Option<Builtin> {
    psl::native_types().map(|(_, of)| of).find(|of| format!("{of:?}") == name)
}
