//! Row-level security, and partitions.

use pgschema::catalogue::{Command, Expression, Partition, Policy};
use pgschema::{Catalogue, Name};
use tokio_postgres::{Client, Error, Row};

use super::sql;

pub(super) async fn read(
    client: &Client,
    schemas: &[String],
    catalogue: &mut Catalogue,
) -> Result<(), Error> {
    for row in client.query(sql::POLICIES, &[&schemas]).await? {
        if let Some(table) = catalogue.tables.get_mut(&name(&row, 0)) {
            table.policies.insert(row.get(2), policy(&row));
        }
    }
    for row in client.query(sql::PARTITIONS, &[&schemas]).await? {
        if let Some(table) = catalogue.tables.get_mut(&name(&row, 0)) {
            let bound = Expression::new(row.get::<_, String>(4));
            table.partitions.insert(name(&row, 2), Partition { bound });
        }
    }
    Ok(())
}

fn name(row: &Row, at: usize) -> Name {
    Name::new(row.get::<_, &str>(at), row.get::<_, &str>(at + 1))
}

fn policy(row: &Row) -> Policy {
    let expression = |at: usize| row.get::<_, Option<String>>(at).map(Expression::new);
    Policy {
        restrictive: row.get(3),
        command: match row.get::<_, i8>(4).unsigned_abs() {
            b'r' => Command::Select,
            b'a' => Command::Insert,
            b'w' => Command::Update,
            b'd' => Command::Delete,
            _ => Command::All,
        },
        roles: row.get(5),
        using: expression(6),
        check: expression(7),
    }
}
