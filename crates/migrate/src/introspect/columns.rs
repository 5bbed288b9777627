//! Tables and their columns.

use pgschema::catalogue::{
    BaseType, Column, ColumnDefault, ColumnType, Expression, Generated, Generation, Identity,
    RowSecurity, Table,
};
use pgschema::{Catalogue, Name};
use tokio_postgres::{Client, Error, Row};

use super::{default, options, sql};

pub(super) async fn read(
    client: &Client,
    schemas: &[String],
    catalogue: &mut Catalogue,
) -> Result<(), Error> {
    for row in client.query(sql::COLUMNS, &[&schemas]).await? {
        let table = Name::new(row.get::<_, &str>(0), row.get::<_, &str>(1));
        let table = catalogue.tables.entry(table).or_insert_with(|| of_itself(&row));
        if let Some(name) = row.get::<_, Option<String>>(2) {
            table.columns.insert(name, column(&row));
        }
    }
    Ok(())
}

/// What is said of the table, and not of a column.
fn of_itself(row: &Row) -> Table {
    Table {
        unlogged: row.get("unlogged"),
        options: options::storage(row),
        partition_by: row.get::<_, Option<String>>("partition_by").map(Expression::new),
        row_security: match (row.get("relrowsecurity"), row.get("relforcerowsecurity")) {
            (false, _) => RowSecurity::Off,
            (true, false) => RowSecurity::On,
            (true, true) => RowSecurity::Forced,
        },
        ..Table::default()
    }
}

pub(super) fn column(row: &Row) -> Column {
    let ty = column_type(row);
    let expression: Option<String> = row.get(8);
    let kind = row.get::<_, i8>(10).unsigned_abs();
    let generated = kind != 0;
    let expression_of = |wanted: bool| expression.as_deref().filter(|_| generated == wanted);
    let default =
        expression_of(false).map(|text| column_default(text, &ty, row.get("owns_sequence")));
    let generated = expression_of(true)
        .map(|text| Generated { expression: Expression::new(text), stored: kind == b's' });
    Column {
        nullable: !row.get::<_, bool>(7),
        default,
        identity: identity(row),
        generated,
        ty,
        collation: row.get("collation"),
    }
}

fn column_type(row: &Row) -> ColumnType {
    let list: bool = row.get(4);
    let enumeration = row.get::<_, Option<&str>>(5).zip(row.get::<_, Option<&str>>(6));
    match enumeration {
        Some((schema, name)) => ColumnType::enumeration(Name::new(schema, name)).list(list),
        None => ColumnType::from_printed(row.get(3)),
    }
}

fn column_default(text: &str, ty: &ColumnType, owns_sequence: bool) -> ColumnDefault {
    if owns_sequence && text.starts_with("nextval(") {
        return ColumnDefault::Autoincrement;
    }
    let numeric = match &ty.base {
        BaseType::Native(native, _) => default::is_number(*native),
        BaseType::Enum(_) | BaseType::Other(_) => false,
    };
    default::parse(text, numeric)
}

fn identity(row: &Row) -> Option<Identity> {
    let generation = match row.get::<_, i8>(9).unsigned_abs() {
        b'a' => Generation::Always,
        b'd' => Generation::ByDefault,
        _ => return None,
    };
    Some(Identity { generation, options: options::sequence(row) })
}
