//! A project with one of everything, in use.

#[allow(unreachable_pub, reason = "a project's own choice of lints")]
mod db;

#[rustfmt::skip]
#[allow(dead_code, unused_variables, clippy::clone_on_copy, reason = "an example to read")]
mod usage;

mod documents;
mod example;
mod paging;
mod relations;
mod statements;
mod types;
mod writing;

use std::path::Path;

use cluster::scratch::Database;
use contract::Contract;
use pgschema::{Catalogue, Hints};
use tokio_postgres::{Client, NoTls};

/// A database of the schema's shape, and nothing in it.
async fn shop() -> (Database, Client) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/rust/shop/schema.prisma");
    let contract = Contract::load(&path).expect("the schema is read");
    let catalogue = contract.catalogue().expect("a schema that PostgreSQL can hold");
    let script = pgschema::diff(&Catalogue::default(), &catalogue, &Hints::default()).script();
    let database = Database::empty().await.expect("a database");
    let (client, connection) =
        tokio_postgres::connect(&database.url(), NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client.batch_execute(&script).await.expect("the schema's SQL");
    (database, client)
}
