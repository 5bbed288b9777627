//! The generator and datasource blocks: kept, with their properties in Prisma's order.

use super::previous::Previous;
use super::text;
use psl::syntax::ast::{Block, Property};
use std::fmt::Write;

/// Where each property of a generator stands; the others follow by name.
const GENERATOR: [&str; 4] = ["provider", "output", "previewFeatures", "binaryTargets"];
const DATASOURCE: [&str; 7] =
    ["provider", "url", "directUrl", "shadowDatabaseUrl", "relationMode", "extensions", "schemas"];

/// The blocks of one file, generators first.
pub(super) fn of_file(previous: &Previous<'_>, file: usize, schemas: Option<&[String]>) -> String {
    let mut out = String::new();
    for block in previous.blocks(file, "generator") {
        out.push_str(&render(block, &GENERATOR, None));
    }
    for block in previous.blocks(file, "datasource") {
        out.push_str(&render(block, &DATASOURCE, schemas));
    }
    out
}

/// Where no schema was there.
pub(super) fn new_datasource(schemas: Option<&[String]>) -> String {
    let mut out = String::from("datasource db {\nprovider = \"postgresql\"\n");
    out.push_str(&schemas.map(schemas_line).unwrap_or_default());
    out + "}\n\n"
}

fn schemas_line(schemas: &[String]) -> String {
    format!("schemas = {}\n", text::list(schemas.iter().map(|name| text::quoted(name))))
}

fn render(block: Block<'_>, order: &[&str], schemas: Option<&[String]>) -> String {
    let mut properties: Vec<Property<'_>> = block.properties().collect();
    let place = |name: &str| order.iter().position(|known| *known == name).unwrap_or(order.len());
    properties.sort_by_key(|property| {
        let name = property.name().text;
        // Known ones by place, all others by name.
        let place = place(name);
        (place, if place < order.len() { "" } else { name })
    });
    let mut out = text::docs(super::previous::doc_lines(block.0));
    let name = block.name().map_or("", |name| name.text);
    let _ = writeln!(out, "{} {name} {{", block.keyword());
    for property in properties {
        match schemas {
            Some(_) if property.name().text == "schemas" => {}
            _ => {
                let _ = writeln!(out, "{}", property.text().trim());
            }
        }
    }
    out.push_str(&schemas.map(schemas_line).unwrap_or_default());
    out + "}\n\n"
}
