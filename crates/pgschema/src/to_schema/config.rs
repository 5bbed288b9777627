//! The generator and datasource blocks: kept, with their properties in Prisma's order.

use super::directives::Docs;
use super::names::{needs_sanitation, sanitized};
use super::previous::{doc_lines, doc_lines_within};
use super::pull::Pull;
use super::sql_files::SqlTexts;
use super::text::{self, quoted};
use psl::syntax::ast::{Block, Expression, Property, Value};

const PARTIAL_INDEXES: &str = "partialIndexes";

/// Where each property of a generator stands; the others follow by name.
const GENERATOR: [&str; 4] = ["provider", "output", "previewFeatures", "binaryTargets"];
const DATASOURCE: [&str; 7] =
    ["provider", "url", "directUrl", "shadowDatabaseUrl", "relationMode", "extensions", "schemas"];

/// The blocks of one file, generators first.
pub(super) fn of_file(pull: &Pull<'_>, sql: &SqlTexts, file: usize) -> String {
    let generators = pull.previous.blocks(file, "generator").map(|block| generator(pull, block));
    let datasources = pull.previous.blocks(file, "datasource");
    generators.chain(datasources.map(|block| datasource(pull, sql, block))).collect()
}

/// Where no schema was there. Views and extensions are still a preview of Prisma's.
pub(super) fn new_blocks(pull: &Pull<'_>, sql: &SqlTexts) -> String {
    let mut previews = Vec::new();
    if !pull.catalogue.extensions.is_empty() {
        previews.push(quoted("postgresqlExtensions"));
    }
    if !pull.catalogue.views.is_empty() {
        previews.push(quoted("views"));
    }
    if pull.partial_indexes {
        previews.push(quoted(PARTIAL_INDEXES));
    }
    let generator = match previews.is_empty() {
        true => String::new(),
        false => format!(
            "generator rust {{\nprovider = \"repertoire-generator\"\npreviewFeatures = {}\n}}\n\n",
            text::list(previews)
        ),
    };
    let mut docs = Docs::default();
    docs.follow(sql.of_database.clone());
    let mut lines = vec!["provider = \"postgresql\"".to_owned()];
    lines.extend(extensions(pull));
    lines.extend(pull.schemas.as_deref().map(schemas_line));
    format!("{generator}{}datasource db {{\n{}\n}}\n\n", docs.text(), lines.join("\n"))
}

fn schemas_line(schemas: &[String]) -> String {
    format!("schemas = {}", text::list(schemas.iter().map(|name| quoted(name))))
}

fn generator(pull: &Pull<'_>, block: Block<'_>) -> String {
    let within = doc_lines_within(block.0);
    let docs = text::docs(doc_lines(block.0).into_iter().chain(within));
    let properties = sorted(block, &GENERATOR);
    let features = properties.iter().find(|it| it.name().text == "previewFeatures");
    let features = preview_features(pull, features.and_then(|it| it.value()));
    let (mut lines, mut behind) = (Vec::new(), Vec::new());
    for property in &properties {
        let name = property.name().text;
        let line = match property.value() {
            _ if name == "previewFeatures" => continue,
            Some(value) => format!("{name} = {}", as_prisma_writes(value)),
            None => property.text().trim().to_owned(),
        };
        match name {
            "provider" | "output" => lines.push(line),
            _ => behind.push(line),
        }
    }
    lines.extend(features.map(|features| format!("previewFeatures = {features}")));
    lines.extend(behind);
    framed(&docs, block, lines)
}

/// Prisma has features as a set, to which a pull adds what it came to need.
fn preview_features(pull: &Pull<'_>, list: Option<Expression<'_>>) -> Option<String> {
    let items = list.map(Expression::items).unwrap_or_default();
    let mut names: Vec<&str> = items.iter().map(|item| item.text().trim()).collect();
    names.sort_unstable();
    names.dedup();
    let needed = quoted(PARTIAL_INDEXES);
    if pull.partial_indexes && !names.contains(&needed.as_str()) {
        names.push(&needed);
    }
    (list.is_some() || !names.is_empty()).then(|| text::list(names))
}

/// Words and numbers of a generator's settings are strings to Prisma; so it writes them.
fn as_prisma_writes(value: Expression<'_>) -> String {
    match value.value() {
        Value::Constant(word) => quoted(word),
        Value::Number(number) => quoted(number),
        _ => value.text().trim().to_owned(),
    }
}

fn datasource(pull: &Pull<'_>, sql: &SqlTexts, block: Block<'_>) -> String {
    let directives =
        pull.previous.schema.datasource.as_ref().map(|it| it.docs.directives.as_slice());
    let mut docs = Docs::read(&doc_lines(block.0), directives.unwrap_or_default());
    docs.follow(sql.of_database.clone());
    let forced = pull.forced_schemas().map(schemas_line);
    let extensions = pull.extensions.then(|| extensions(pull));
    let mut lines = Vec::new();
    for name in DATASOURCE {
        let of_name = block.properties().filter(|property| property.name().text == name);
        match (name, &forced, &extensions) {
            ("schemas", Some(line), _) => lines.push(line.clone()),
            ("extensions", _, Some(line)) => lines.extend(line.clone()),
            _ => lines.extend(of_name.map(|property| property.text().trim().to_owned())),
        }
    }
    let others = sorted(block, &DATASOURCE).into_iter();
    let others = others.filter(|property| !DATASOURCE.contains(&property.name().text));
    lines.extend(others.map(|property| property.text().trim().to_owned()));
    framed(&docs.text(), block, lines)
}

fn framed(docs: &str, block: Block<'_>, lines: Vec<String>) -> String {
    let name = block.name().map_or("", |name| name.text);
    format!("{docs}{} {name} {{\n{}\n}}\n\n", block.keyword(), lines.join("\n"))
}

/// Known ones by place, all others by name.
fn sorted<'t>(block: Block<'t>, order: &[&str]) -> Vec<Property<'t>> {
    let mut properties: Vec<Property<'t>> = block.properties().collect();
    properties.sort_by_key(|property| {
        let name = property.name().text;
        let place = order.iter().position(|known| *known == name);
        (place.unwrap_or(order.len()), if place.is_some() { "" } else { name })
    });
    properties
}

/// `extensions = [citext(schema: "public")]`: with the facts that the schema asks for, or where it
/// is new.
fn extensions(pull: &Pull<'_>) -> Option<String> {
    let kept = pull.previous.schema.datasource.iter().flat_map(|source| &source.extensions);
    let kept: Vec<_> = kept.collect();
    let mut found: Vec<_> = pull.catalogue.extensions.iter().collect();
    found.sort_by_key(|(name, _)| *name);
    let items = found.into_iter().map(|(name, extension)| {
        let kept = kept.iter().find(|it| it.db_name == *name);
        let mut arguments = Vec::new();
        if needs_sanitation(name) {
            arguments.push(format!("map: {}", quoted(name)));
        }
        let version = kept.and_then(|it| it.version.as_ref()).and(extension.version.as_deref());
        arguments.extend(version.map(|version| format!("version: {}", quoted(version))));
        let says_schema = kept.is_none_or(|it| it.schema.is_some());
        let schema = extension.schema.as_deref().filter(|_| says_schema);
        arguments.extend(schema.map(|schema| format!("schema: {}", quoted(schema))));
        text::attribute(&sanitized(name), &arguments)
    });
    let items: Vec<String> = items.collect();
    (!items.is_empty()).then(|| format!("extensions = {}", text::list(items)))
}
