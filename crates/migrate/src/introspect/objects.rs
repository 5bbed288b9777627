//! Everything that is no table.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use pgschema::catalogue::{
    Enum, Expression, Extension, Function, Sequence, Table, Trigger, TriggerState, View,
};
use pgschema::{Catalogue, Name, guard};
use tokio_postgres::{Client, Error, Row};

use super::{options, sql};

/// Bits of `tgtype` (`TRIGGER_TYPE_*` in PostgreSQL's `pg_trigger.h`).
const BEFORE: i32 = 1 << 1;
const EVENTS: [(&str, i32); 3] = [("DELETE", 1 << 3), ("UPDATE", 1 << 4), ("TRUNCATE", 1 << 5)];

pub(super) async fn extensions(client: &Client) -> Result<IndexMap<String, Extension>, Error> {
    let extension =
        |row: &Row| (row.get(0), Extension { version: Some(row.get(1)), schema: Some(row.get(2)) });
    Ok(client.query(sql::EXTENSIONS, &[]).await?.iter().map(extension).collect())
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
        let options = options(&row, owner.is_some());
        catalogue.sequences.insert(name(&row, 0), Sequence { owned_by: owner, options });
    }
    Ok(())
}

/// One of its own has a type of its own, too.
fn options(row: &Row, owned: bool) -> String {
    let options = options::sequence(row);
    match row.get::<_, &str>("seqtype") {
        ty @ ("smallint" | "integer") if !owned => {
            format!("AS {ty} {options}").trim_end().to_owned()
        }
        _ => options,
    }
}

pub(super) async fn views(
    client: &Client,
    schemas: &[String],
    catalogue: &mut Catalogue,
) -> Result<(), Error> {
    for row in client.query(sql::VIEWS, &[&schemas]).await? {
        catalogue.views.insert(name(&row, 0), view(&row));
    }
    Ok(())
}

fn view(row: &Row) -> View {
    let select: &str = row.get(3);
    let reads: Vec<String> = row.get(5);
    let read = |it: &String| it.split_once(SEPARATOR).map(|(schema, name)| Name::new(schema, name));
    View {
        options: options::storage(row),
        reads: reads.iter().filter_map(read).collect(),
        ..View::new(row.get(2), select.trim().trim_end_matches(';'))
    }
}

/// Stands between the parts of a name in an array: `chr(31)`.
const SEPARATOR: char = '\u{1f}';

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
        let definition = Expression::new(row.get::<_, &str>(4).trim());
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
        if let Some(view) = catalogue.views.get_mut(&table) {
            view.triggers.extend(rows.iter().map(|row| trigger(row)));
        }
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
    let others = rows.iter().filter(|row| !(complete && is_guard(row)));
    table.triggers.extend(others.map(|row| trigger(row)));
}

fn trigger(row: &Row) -> (String, Trigger) {
    let state = match enabled(row) {
        b'A' => TriggerState::Always,
        b'R' => TriggerState::Replica,
        b'D' => TriggerState::Disabled,
        _ => TriggerState::Enabled,
    };
    (row.get(2), Trigger { definition: Expression::new(row.get::<_, String>(8)), state })
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
