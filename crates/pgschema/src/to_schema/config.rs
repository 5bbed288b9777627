//! The generator and datasource blocks: kept, with their properties in Prisma's order.

use super::directives::Docs;
use super::names::{needs_sanitation, sanitized};
use super::previous::{doc_lines, doc_lines_within};
use super::pull::Pull;
use super::sql_files::SqlTexts;
use super::text::{self, quoted};
use psl::preview_features::{EXTENSIONS, PARTIAL_INDEXES, VIEWS, as_prisma_writes};
use psl::syntax::ast::{Block, Expression, Property, Value};

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
    // By name, as the next pull has them.
    let previews = [
        (PARTIAL_INDEXES, pull.partial_indexes),
        (EXTENSIONS, !pull.catalogue.extensions.is_empty()),
        (VIEWS, !pull.catalogue.views.is_empty()),
    ];
    let previews = previews.into_iter().filter(|(_, needed)| *needed);
    let previews: Vec<String> = previews.map(|(feature, _)| quoted(feature)).collect();
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
    let mut lines = Vec::new();
    for name in GENERATOR {
        let mut of_name = block.properties().filter(|property| property.name().text == name);
        match name {
            "previewFeatures" => {
                let features = preview_features(pull, of_name.next().and_then(Property::value));
                lines.extend(features.map(|features| format!("{name} = {features}")));
            }
            _ => lines.extend(of_name.map(setting)),
        }
    }
    lines.extend(others(block, &GENERATOR).into_iter().map(setting));
    framed(&docs, block, lines)
}

/// Words and numbers of a generator's settings are strings to Prisma; so it writes them.
fn setting(property: Property<'_>) -> String {
    let Some(value) = property.value() else { return property.text().trim().to_owned() };
    let value = match value.value() {
        Value::Constant(word) => quoted(word),
        Value::Number(number) => quoted(number),
        _ => value.text().trim().to_owned(),
    };
    format!("{} = {value}", property.name().text)
}

/// Prisma has features as a set in the order of their names, to which a pull adds what it came to
/// need: behind them, until the next pull.
fn preview_features(pull: &Pull<'_>, list: Option<Expression<'_>>) -> Option<String> {
    let items = list.map(Expression::items).unwrap_or_default();
    let name = |item: &Expression<'_>| match item.string() {
        Some(feature) => quoted(as_prisma_writes(&feature)),
        None => item.text().trim().to_owned(),
    };
    let mut names: Vec<String> = items.iter().map(name).collect();
    names.sort_unstable();
    names.dedup();
    let needed = quoted(PARTIAL_INDEXES);
    if pull.partial_indexes && !names.contains(&needed) {
        names.push(needed);
    }
    (list.is_some() || !names.is_empty()).then(|| text::list(names))
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
    let others = others(block, &DATASOURCE).into_iter();
    lines.extend(others.map(|property| property.text().trim().to_owned()));
    framed(&docs.text(), block, lines)
}

fn framed(docs: &str, block: Block<'_>, lines: Vec<String>) -> String {
    let name = block.name().map_or("", |name| name.text);
    format!("{docs}{} {name} {{\n{}\n}}\n\n", block.keyword(), lines.join("\n"))
}

/// Those that no table places, by name.
fn others<'t>(block: Block<'t>, placed: &[&str]) -> Vec<Property<'t>> {
    let others = block.properties().filter(|property| !placed.contains(&property.name().text));
    let mut others: Vec<_> = others.collect();
    others.sort_by_key(|property| property.name().text);
    others
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
