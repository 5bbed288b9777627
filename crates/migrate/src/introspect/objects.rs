//! Everything that is no table.

use std::collections::BTreeMap;

use pgschema::catalogue::{Enum, Expression, Extension, Function, Sequence, Table, Trigger, View};
use pgschema::{Catalogue, Name, guard};
use tokio_postgres::{Client, Error, Row};

use super::sql;

/// Bits of `tgtype` (`TRIGGER_TYPE_*` in PostgreSQL's `pg_trigger.h`).
const BEFORE: i32 = 1 << 1;
const EVENTS: [(&str, i32); 3] = [("DELETE", 1 << 3), ("UPDATE", 1 << 4), ("TRUNCATE", 1 << 5)];

pub(super) async fn extensions(client: &Client, catalogue: &mut Catalogue) -> Result<(), Error> {
    for row in client.query(sql::EXTENSIONS, &[]).await? {
        let extension = Extension { version: Some(row.get(1)), schema: Some(row.get(2)) };
        catalogue.extensions.insert(row.get(0), extension);
    }
    Ok(())
}

fn name(row: &Row, schema: usize) -> Name {
    Name::new(row.get::<_, &str>(schema), row.get::<_, &str>(schema + 1))
}

pub(super) async fn enums(
    client: &Client,
    schemas: &[String],
    catalogue: &mut Catalogue,
) -> Result<(), Error> {
    for row in client.query(sql::ENUMS, &[&schemas]).await? {
        catalogue.enums.insert(name(&row, 0), Enum { values: row.get(2) });
    }
    Ok(())
}

pub(super) async fn sequences(
    client: &Client,
    schemas: &[String],
    catalogue: &mut Catalogue,
) -> Result<(), Error> {
    for row in client.query(sql::SEQUENCES, &[&schemas]).await? {
        let owner = row.get::<_, Option<&str>>(2).map(|_| (name(&row, 2), row.get(4)));
        catalogue
            .sequences
            .insert(name(&row, 0), Sequence { owned_by: owner, options: options(&row) });
    }
    Ok(())
}

/// Only what differs from the defaults of the sequence's type and direction.
fn options(row: &Row) -> String {
    let number = |column: usize| row.get::<_, i64>(column);
    let (least, greatest) = (number(11), number(12));
    let first = if number(6) > 0 { number(7) } else { number(8) };
    let settings = [
        ("START WITH", number(5), first),
        ("INCREMENT BY", number(6), 1),
        ("MINVALUE", number(7), least),
        ("MAXVALUE", number(8), greatest),
        ("CACHE", number(9), 1),
    ];
    let changed = settings.into_iter().filter(|(_, value, default)| value != default);
    let mut words: Vec<String> =
        changed.map(|(word, value, _)| format!("{word} {value}")).collect();
    if row.get(10) {
        words.push("CYCLE".to_owned());
    }
    words.join(" ")
}

pub(super) async fn views(
    client: &Client,
    schemas: &[String],
    catalogue: &mut Catalogue,
) -> Result<(), Error> {
    for row in client.query(sql::VIEWS, &[&schemas]).await? {
        let definition = Expression::new(row.get::<_, String>(3));
        catalogue.views.insert(name(&row, 0), View { materialized: row.get(2), definition });
    }
    Ok(())
}

/// The guard of append-only tables is no function of its own: see [`guard`].
pub(super) async fn functions(
    client: &Client,
    schemas: &[String],
    catalogue: &mut Catalogue,
) -> Result<(), Error> {
    for row in client.query(sql::FUNCTIONS, &[&schemas]).await? {
        if row.get::<_, &str>(1) == guard::FUNCTION && row.get::<_, &str>(3) == guard::BODY {
            continue;
        }
        let name = Name::new(row.get::<_, &str>(0), row.get::<_, &str>(2));
        let definition = Expression::new(row.get::<_, String>(4));
        catalogue.functions.insert(name, Function { definition });
    }
    Ok(())
}

pub(super) async fn triggers(
    client: &Client,
    schemas: &[String],
    catalogue: &mut Catalogue,
) -> Result<(), Error> {
    let rows = client.query(sql::TRIGGERS, &[&schemas]).await?;
    let mut of_tables: BTreeMap<Name, Vec<&Row>> = BTreeMap::new();
    for row in &rows {
        of_tables.entry(name(row, 0)).or_default().push(row);
    }
    for (table, rows) in of_tables {
        if let Some(table) = catalogue.tables.get_mut(&table) {
            triggers_of(&rows, table);
        }
    }
    Ok(())
}

/// Half a guard guards nothing: unless it is complete, its parts are triggers like any other.
fn triggers_of(rows: &[&Row], table: &mut Table) {
    let is_guard = |row: &&&Row| guard::TRIGGERS.iter().any(|part| guards(row, *part));
    table.append_only = rows.iter().filter(is_guard).count() == guard::TRIGGERS.len();
    let complete = table.append_only;
    for row in rows.iter().filter(|row| !(complete && is_guard(row))) {
        let definition = Expression::new(definition(row));
        table.triggers.insert(row.get(2), Trigger { definition });
    }
}

/// In place, always on, for whole statements, on the right events, with the body that refuses.
fn guards(row: &Row, (trigger, events): (&str, &str)) -> bool {
    let bits = EVENTS.iter().filter(|(event, _)| events.contains(event)).map(|(_, bit)| bit);
    row.get::<_, &str>(2) == trigger
        && enabled(row) == b'A'
        && row.get::<_, i32>(4) == BEFORE | bits.sum::<i32>()
        && row.get::<_, &str>(6) == guard::FUNCTION
        && row.get::<_, &str>(7) == guard::BODY
}

fn enabled(row: &Row) -> u8 {
    row.get::<_, i8>(3).unsigned_abs()
}

/// With its state, where that is not the one it is created in.
fn definition(row: &Row) -> String {
    let created: &str = row.get(8);
    let state = match enabled(row) {
        b'A' => "ENABLE ALWAYS",
        b'R' => "ENABLE REPLICA",
        b'D' => "DISABLE",
        _ => return created.to_owned(),
    };
    let quoted = crate::role::quoted;
    let table = format!("{}.{}", quoted(row.get(0)), quoted(row.get(1)));
    format!("{created};\nALTER TABLE {table} {state} TRIGGER {}", quoted(row.get(2)))
}
