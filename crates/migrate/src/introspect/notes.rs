//! What writing a schema needs beside the catalogue.

use indexmap::IndexMap;
use pgschema::Name;
use pgschema::catalogue::{Column, ColumnType};
use pgschema::to_schema::Notes;
use tokio_postgres::{Client, Error, Row};

use super::{columns, others_sql, sql};

pub(super) async fn read(client: &Client, schemas: &[String]) -> Result<Notes, Error> {
    let mut notes = Notes::default();
    for row in client.query(sql::RELATION_NOTES, &[&schemas]).await? {
        relation(&row, &mut notes);
    }
    for row in client.query(sql::COLUMN_NOTES, &[&schemas]).await? {
        column(&row, &mut notes);
    }
    for row in client.query(sql::VIEW_COLUMNS, &[&schemas]).await? {
        let columns: &mut IndexMap<String, Column> =
            notes.view_columns.entry(name(&row)).or_default();
        columns.insert(row.get(2), columns::column(&row));
    }
    for row in client.query(others_sql::PRIVILEGES, &[&schemas]).await? {
        notes.privileges.push((row.get(0), row.get(1)));
    }
    Ok(notes)
}

fn name(row: &Row) -> Name {
    Name::new(row.get::<_, &str>(0), row.get::<_, &str>(1))
}

fn relation(row: &Row, notes: &mut Notes) {
    let name = name(row);
    let sets = [
        (2, &mut notes.partitioned),
        (3, &mut notes.inherited),
        (4, &mut notes.foreign_tables),
        (5, &mut notes.row_security),
        (6, &mut notes.commented),
    ];
    for (column, set) in sets {
        if row.get(column) {
            set.insert(name.clone());
        }
    }
    for key in row.get::<_, Vec<String>>(7) {
        notes.deferrable_keys.insert((name.clone(), key));
    }
}

fn column(row: &Row, notes: &mut Notes) {
    let at = (name(row), row.get::<_, String>(2));
    if let Some(default) = row.get::<_, Option<String>>(3) {
        notes.defaults.insert(at.clone(), default);
    }
    if let Some(base) = row.get::<_, Option<&str>>(4) {
        notes.domains.insert(at.clone(), ColumnType::from_printed(base));
    }
    if row.get(5) {
        notes.commented_columns.insert(at);
    }
}
