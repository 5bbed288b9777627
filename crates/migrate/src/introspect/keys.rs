//! Keys, indexes and constraints.

use pgschema::catalogue::{
    Check, Deferrable, Exclusion, Expression, ForeignKey, Index, IndexKey, KeyPart, NullsOrder,
    OperatorClass, Order, PrimaryKey, ReferentialAction, Table,
};
use pgschema::{Catalogue, Name};
use tokio_postgres::{Client, Error, Row};

use super::{options, sql};

pub(super) async fn constraints(
    client: &Client,
    schemas: &[String],
    catalogue: &mut Catalogue,
) -> Result<(), Error> {
    for row in client.query(sql::CONSTRAINTS, &[&schemas]).await? {
        if let Some(table) = catalogue.tables.get_mut(&table_of(&row)) {
            constraint(&row, table);
        }
    }
    Ok(())
}

fn table_of(row: &Row) -> Name {
    Name::new(row.get::<_, &str>(0), row.get::<_, &str>(1))
}

fn constraint(row: &Row, table: &mut Table) {
    let name: String = row.get(2);
    let columns: Vec<String> = row.get(4);
    let text: Option<String> = row.get(12);
    match letter(row, 3) {
        b'p' => {
            let (include, deferrable) = (row.get("include"), deferrable(row, 10));
            table.primary_key = Some(PrimaryKey { name, columns, include, deferrable });
        }
        b'f' => drop(table.foreign_keys.insert(name, foreign_key(row, columns))),
        b'c' => {
            let expression = Expression::new(text.unwrap_or_default());
            let (no_inherit, not_valid) = (row.get("connoinherit"), row.get("not_valid"));
            table.checks.insert(name, Check { expression, no_inherit, not_valid });
        }
        _ => {
            let text = text.unwrap_or_default();
            let definition = Expression::new(text.trim_start_matches("EXCLUDE "));
            table.exclusions.insert(name, Exclusion { definition });
        }
    }
}

fn foreign_key(row: &Row, columns: Vec<String>) -> ForeignKey {
    ForeignKey {
        columns,
        target: Name::new(row.get::<_, String>(5), row.get::<_, String>(6)),
        references: row.get(7),
        on_delete: action(letter(row, 8)),
        on_update: action(letter(row, 9)),
        on_delete_columns: row.get("on_delete_columns"),
        match_full: row.get("match_full"),
        deferrable: deferrable(row, 10),
        not_valid: row.get("not_valid"),
    }
}

/// Two columns that say whether, and whether at first.
fn deferrable(row: &Row, at: usize) -> Deferrable {
    match (row.get(at), row.get(at + 1)) {
        (false, _) => Deferrable::No,
        (true, false) => Deferrable::InitiallyImmediate,
        (true, true) => Deferrable::InitiallyDeferred,
    }
}

fn action(letter: u8) -> ReferentialAction {
    match letter {
        b'c' => ReferentialAction::Cascade,
        b'r' => ReferentialAction::Restrict,
        b'n' => ReferentialAction::SetNull,
        b'd' => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}

/// PostgreSQL's one-byte `"char"`.
fn letter(row: &Row, column: usize) -> u8 {
    row.get::<_, i8>(column).unsigned_abs()
}

pub(super) async fn indexes(
    client: &Client,
    schemas: &[String],
    catalogue: &mut Catalogue,
) -> Result<(), Error> {
    for row in client.query(sql::INDEXES, &[&schemas]).await? {
        if let Some(view) = catalogue.views.get_mut(&table_of(&row)) {
            view.indexes.insert(row.get(2), index(&row));
        }
        if let Some(table) = catalogue.tables.get_mut(&table_of(&row)) {
            table.indexes.insert(row.get(2), index(&row));
        }
    }
    Ok(())
}

fn index(row: &Row) -> Index {
    let columns: Vec<Option<String>> = row.get(7);
    let key_count = usize::try_from(row.get::<_, i32>(6)).unwrap_or(columns.len());
    Index {
        unique: row.get(3),
        constraint: row.get(4),
        method: row.get(5),
        keys: keys(row, &columns[..key_count.min(columns.len())]),
        include: columns.iter().skip(key_count).flatten().cloned().collect(),
        predicate: row.get::<_, Option<String>>(11).map(Expression::new),
        nulls_not_distinct: row.get(12),
        deferrable: deferrable(row, 15),
        options: options::storage(row),
    }
}

fn keys(row: &Row, columns: &[Option<String>]) -> Vec<IndexKey> {
    let printed: Vec<String> = row.get(8);
    let options: Vec<i32> = row.get(9);
    let classes: Vec<Option<String>> = row.get(10);
    let collations: Vec<Option<String>> = row.get("collations");
    let keys = columns.iter().zip(printed).zip(options).zip(classes).zip(collations);
    keys.map(|((((column, printed), options), class), collation)| IndexKey {
        collation,
        ..key(column.clone(), printed, options, class)
    })
    .collect()
}

/// Bit 0 of an option says descending, bit 1 nulls first.
fn key(column: Option<String>, printed: String, options: i32, class: Option<String>) -> IndexKey {
    IndexKey {
        part: match column {
            Some(column) => KeyPart::Column(column),
            None => KeyPart::Expression(Expression::new(printed)),
        },
        order: if options & 1 == 0 { Order::Ascending } else { Order::Descending },
        order_written: false,
        nulls: if options & 2 == 0 { NullsOrder::Last } else { NullsOrder::First },
        operator_class: class.map_or(OperatorClass::Default(None), OperatorClass::Named),
        collation: None,
    }
}
