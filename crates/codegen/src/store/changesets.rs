//! `changesets.rs`: some columns of a row by its primary key, in one static UPDATE.

use super::imports::Imports;
use super::statement;
use crate::header::Header;
use crate::names::screaming;
use crate::source::Source;
use crate::vocabulary::{ColumnField, Entity, Vocabulary, quoted};

pub(crate) fn changesets(header: &Header, vocabulary: &Vocabulary) -> String {
    let mut out = Source::rust();
    header.write(&mut out, "//");
    out.line("//! Changes of some columns of a row. Append-only models have none.");
    out.line("//!");
    out.line("//! `None` leaves a column as it is; `Some(None)` makes it NULL.");
    let entities: Vec<&Entity> = vocabulary.entities.iter().filter(|it| changes(it)).collect();
    if !entities.is_empty() {
        out.blank();
        imports(&mut out, &entities);
    }
    for entity in entities {
        out.blank();
        changeset(&mut out, entity);
    }
    out.finish()
}

fn changes(entity: &Entity) -> bool {
    !entity.append_only && !entity.view && !entity.key.is_empty() && others(entity).next().is_some()
}

/// The columns outside the primary key.
fn others(entity: &Entity) -> impl Iterator<Item = &ColumnField> {
    let columns = entity.columns.iter().enumerate();
    columns.filter(|(at, _)| !entity.key.contains(at)).map(|(_, column)| column)
}

fn imports(out: &mut Source, entities: &[&Entity]) {
    let mut imports = Imports::default();
    entities.iter().flat_map(|it| &it.columns).for_each(|it| imports.add_parameter(&it.ty));
    imports.write(out);
    out.line("use crate::StoreError;");
    out.line("use crate::run::{Statement, Write};");
    let wrapper = if imports.wraps() { "{exec, Pg}" } else { "exec" };
    out.line(format!("use super::postgres::{wrapper};"));
}

fn changeset(out: &mut Source, entity: &Entity) {
    let borrows = others(entity).any(|column| column.ty.borrows());
    let lifetime = if borrows { "<'a>" } else { "" };
    out.line(format!("/// Changes of a row of [`{0}`](super::rows::{0}).", entity.name));
    out.line("#[derive(Clone, Debug, Default)]");
    out.open(format!("pub struct {}Changes{lifetime} {{", entity.name));
    for column in others(entity) {
        out.line(format!("pub {}: Option<{}>,", column.name, column.ty.borrowed()));
    }
    out.close("}");
    out.blank();
    let constant = format!("UPDATE_{}", screaming(&entity.name));
    let label = format!("update {}.{}", entity.db_schema, entity.db_name);
    statement(out, &constant, &label, &sql(entity), &[]);
    out.blank();
    method(out, entity, &constant, borrows);
}

fn method(out: &mut Source, entity: &Entity, constant: &str, borrows: bool) {
    let lifetime = if borrows { "<'_>" } else { "" };
    let key: Vec<String> = entity
        .key_columns()
        .map(|column| format!("{}: {}", column.name, column.ty.borrowed().replace("&'a ", "&")))
        .collect();
    out.open(format!("impl {}Changes{lifetime} {{", entity.name));
    out.line("/// Answers how many rows have the key: one or none.");
    out.open(format!(
        "pub async fn update<W: Write>(&self, on: &W, {}) -> Result<u64, StoreError> {{",
        key.join(", ")
    ));
    out.open(format!("exec(on, &{constant}, &["));
    for column in entity.key_columns() {
        out.line(format!("{},", column.ty.bind(&column.name)));
    }
    for column in others(entity) {
        let place = format!("self.{}", column.name);
        let value = if column.ty.nullable { format!("{place}.flatten()") } else { place.clone() };
        let bound = column.ty.clone().nullable(true).bind(&value);
        out.line(format!("&{place}.is_some(), {bound},"));
    }
    out.close("]).await");
    out.close("}");
    out.close("}");
}

/// `$1 …` are the key; then each column has its flag and its value.
fn sql(entity: &Entity) -> String {
    let keys = entity.key.len();
    let key: Vec<String> = entity
        .key_columns()
        .enumerate()
        .map(|(at, column)| format!("{} = ${}", quoted(&column.db_name), at + 1))
        .collect();
    let sets: Vec<String> = others(entity)
        .enumerate()
        .map(|(at, column)| {
            let (name, flag) = (quoted(&column.db_name), keys + 2 * at + 1);
            format!("{name} = CASE WHEN ${flag} THEN ${} ELSE {name} END", flag + 1)
        })
        .collect();
    format!("UPDATE {} SET\n  {}\nWHERE {}", entity.table(), sets.join(",\n  "), key.join(" AND "))
}
