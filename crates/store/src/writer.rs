//! Writing: named transactions, and no other way.

use std::time::Duration;

use deadpool_postgres::{Client, Object, Pool};
use tokio_postgres::Row;

use crate::run::sealed::{Params, Session, execute_on, rows_on};
use crate::run::{Run, Statement, Write};
use crate::{ConnectError, Connection, StoreError};

/// How often a transaction is run again when others were in the way. Each try waits a little
/// longer; together they stay well below what a client waits for an answer.
const TRIES: u32 = 6;

/// A handle that opens transactions.
#[derive(Clone, Debug)]
pub struct Writer {
    pool: Pool,
}

/// An open transaction. It owns its connection; dropped without a commit, it rolls back.
#[derive(Debug)]
pub struct Tx {
    client: Option<Client>,
}

/// An async closure over a transaction whose future may move between threads.
///
/// `AsyncFn(&Tx)` alone promises no `Send`, which a request handler needs; this trait names the
/// future so that it can.
pub trait TxBody<'t, R>: Fn(&'t Tx) -> Self::Future {
    type Future: Future<Output = R> + Send;
}

impl<'t, R, F, Fut> TxBody<'t, R> for F
where
    F: Fn(&'t Tx) -> Fut,
    Fut: Future<Output = R> + Send,
{
    type Future = Fut;
}

impl Writer {
    pub fn connect(connection: &Connection) -> Result<Self, ConnectError> {
        Ok(Writer { pool: connection.pool(false)? })
    }

    /// Runs `body` in one transaction and commits what it did if it succeeds.
    ///
    /// The body may run more than once: it is run again when another transaction was in the way,
    /// so it does no other I/O than through its [`Tx`].
    pub async fn tx<T, E, F>(&self, name: &'static str, body: F) -> Result<T, E>
    where
        F: AsyncFn(&Tx) -> Result<T, E> + for<'t> TxBody<'t, Result<T, E>>,
        E: From<StoreError> + AsStoreError,
    {
        let mut tries = 1;
        loop {
            match self.attempt(name, &body).await {
                Err(error) if tries < TRIES && error.is_transient() => {
                    tracing::debug!(transaction = name, tries, "running it again");
                    tokio::time::sleep(pause_before(tries)).await;
                    tries += 1;
                }
                outcome => return outcome,
            }
        }
    }

    async fn attempt<T, E, F>(&self, name: &'static str, body: &F) -> Result<T, E>
    where
        F: for<'t> TxBody<'t, Result<T, E>>,
        E: From<StoreError>,
    {
        let tx = self.begin(name).await?;
        match call(body, &tx).await {
            Ok(value) => tx.commit(name).await.map(|()| value).map_err(E::from),
            Err(error) => {
                tx.roll_back().await;
                Err(error)
            }
        }
    }

    async fn begin(&self, name: &'static str) -> Result<Tx, StoreError> {
        let client = self.pool.get().await.map_err(StoreError::from_pool)?;
        client
            .batch_execute("BEGIN")
            .await
            .map_err(|error| StoreError::from_driver(name, error))?;
        Ok(Tx { client: Some(client) })
    }
}

fn call<'t, R, F: TxBody<'t, R>>(body: &F, tx: &'t Tx) -> F::Future {
    body(tx)
}

/// An error that may hold a [`StoreError`]: what [`Writer::tx`] looks into to run again.
pub trait AsStoreError {
    fn as_store_error(&self) -> Option<&StoreError>;

    #[doc(hidden)]
    fn is_transient(&self) -> bool {
        self.as_store_error().is_some_and(StoreError::is_transient)
    }
}

impl AsStoreError for StoreError {
    fn as_store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}

impl Tx {
    async fn commit(mut self, name: &'static str) -> Result<(), StoreError> {
        let Some(client) = self.client.take() else { return Ok(()) };
        match client.batch_execute("COMMIT").await {
            Ok(()) => Ok(()),
            Err(error) => {
                // Whether it happened is unknown: the connection is of no more use.
                drop(Object::take(client));
                Err(StoreError::from_driver(name, error))
            }
        }
    }

    async fn roll_back(mut self) {
        let Some(client) = self.client.take() else { return };
        if client.batch_execute("ROLLBACK").await.is_err() {
            drop(Object::take(client));
        }
    }

    /// The connection; there until commit or roll-back, which both take the transaction.
    fn client(&self, statement: &'static Statement) -> Result<&Client, StoreError> {
        self.client.as_ref().ok_or_else(|| StoreError::Unavailable {
            statement: statement.name,
            source: "the transaction has ended".into(),
        })
    }
}

impl Drop for Tx {
    /// A request that was cut off: closing the connection makes the server roll back.
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}

impl Session for Tx {
    async fn rows(
        &self,
        statement: &'static Statement,
        params: Params<'_>,
    ) -> Result<Vec<Row>, StoreError> {
        rows_on(self.client(statement)?, statement, params).await
    }

    async fn execute(
        &self,
        statement: &'static Statement,
        params: Params<'_>,
    ) -> Result<u64, StoreError> {
        execute_on(self.client(statement)?, statement, params).await
    }
}

impl Run for Tx {}
impl Write for Tx {}

/// 4, 8, 16 … ms: about as long as the transaction in the way takes.
fn pause_before(tries: u32) -> Duration {
    Duration::from_millis(2 << tries)
}
