//! What all models share: how a statement is built and run. Nothing here knows a table.
//!
//! Values are always parameters; identifiers are always quoted; every statement takes one round
//! trip and leaves nothing behind on the connection, so a pooler in transaction mode is fine.

mod column;
mod error;
mod filter;
mod find;
mod key;
mod link;
mod load;
mod macros;
mod model;
mod statement;
mod text;
mod value;
mod write;

use std::future::Future;

use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Transaction};

pub use column::{Column, List, Nullable};
pub use error::Error;
pub use filter::{Filter, all, any, not};
pub use find::{Find, Order, Page};
pub use key::{Key, keys};
pub use link::{Link, Linked, Many, Maybe, One, Relation, Through, kind};
pub use load::{Fetch, Load};
pub(crate) use macros::{columns, document, id, inside, label, scalars, shaped};
pub use model::{ColumnInfo, Insert, Keyed, Model, Mutable, Reader, Table, boxed, get, list};
pub use statement::{Listed, Statement, exec, list_of, many, one, opt};
pub use tokio_postgres::Row;
pub use value::{Number, Scalar, TextLike, Value};
pub use write::{
    Change, Given, Set, Sets, add, multiply, or_default, or_made, or_now, push, set, unset,
};

/// A parameter and its type; `Type::UNKNOWN` leaves it to the server.
pub type Param<'a> = (&'a (dyn ToSql + Sync), Type);

/// Where statements run: a `Client` or a `Transaction`. Implement it to add a cache, a log, a pool.
pub trait Db: Sync {
    fn rows(
        &self,
        sql: &str,
        params: &[Param<'_>],
    ) -> impl Future<Output = Result<Vec<Row>, tokio_postgres::Error>> + Send;

    /// How many rows it changed.
    fn execute(
        &self,
        sql: &str,
        params: &[Param<'_>],
    ) -> impl Future<Output = Result<u64, tokio_postgres::Error>> + Send;
}

impl Db for Client {
    async fn rows(
        &self,
        sql: &str,
        params: &[Param<'_>],
    ) -> Result<Vec<Row>, tokio_postgres::Error> {
        self.query_typed(sql, params).await
    }

    async fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, tokio_postgres::Error> {
        self.execute_typed(sql, params).await
    }
}

impl Db for Transaction<'_> {
    async fn rows(
        &self,
        sql: &str,
        params: &[Param<'_>],
    ) -> Result<Vec<Row>, tokio_postgres::Error> {
        self.query_typed(sql, params).await
    }

    async fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, tokio_postgres::Error> {
        self.client().execute_typed(sql, params).await
    }
}
