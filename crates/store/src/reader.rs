//! Reading: statements outside any transaction, on connections that can't write.

use deadpool_postgres::Pool;
use tokio_postgres::Row;

use crate::run::sealed::{Params, Session, rows_on};
use crate::run::{Run, Statement};
use crate::{ConnectError, Connection, StoreError};

/// A handle that can read and nothing else. Its connections are read-only on the server's side
/// too, and may lead to a replica.
#[derive(Clone, Debug)]
pub struct Reader {
    pool: Pool,
}

impl Reader {
    pub fn connect(connection: &Connection) -> Result<Self, ConnectError> {
        Ok(Reader { pool: connection.pool(true)? })
    }

    async fn attempt(
        &self,
        statement: &'static Statement,
        params: Params<'_>,
    ) -> Result<Vec<Row>, StoreError> {
        let client = self.pool.get().await.map_err(StoreError::from_pool)?;
        rows_on(&client, statement, params).await
    }
}

impl Session for Reader {
    async fn rows(
        &self,
        statement: &'static Statement,
        params: Params<'_>,
    ) -> Result<Vec<Row>, StoreError> {
        match self.attempt(statement, params).await {
            Err(error) if error.is_transient() => self.attempt(statement, params).await,
            answer => answer,
        }
    }

    async fn execute(
        &self,
        statement: &'static Statement,
        params: Params<'_>,
    ) -> Result<u64, StoreError> {
        self.rows(statement, params).await.map(|rows| rows.len() as u64)
    }
}

impl Run for Reader {}
