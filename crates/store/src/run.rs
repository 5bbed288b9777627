//! What a generated statement runs on: a [`Reader`](crate::Reader) or a [`Tx`](crate::Tx).

/// Something that statements which only read can run on.
///
/// Sealed: its methods carry the driver's types, which stay in this crate.
pub trait Run: sealed::Session {}

/// Something that statements which write can run on: a transaction.
pub trait Write: Run {}

/// A statement of `contract/queries`, or one derived from a model.
#[derive(Debug)]
#[allow(unnameable_types, reason = "behind the seal")]
pub struct Statement {
    /// As in `-- name:`; what logs and errors call it.
    pub name: &'static str,
    pub sql: &'static str,
    /// The columns of its answer, in the order in which the generated code reads them.
    pub columns: &'static [&'static str],
}

pub(crate) mod sealed {
    use deadpool_postgres::{Client, Object};
    use tokio_postgres::Row;
    use tokio_postgres::types::ToSql;

    use super::Statement;
    use crate::StoreError;
    use crate::error::is_outdated;

    pub(crate) type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

    /// Runs statements on one connection or on any of a pool. Calls that are awaited together
    /// (`try_join!`) are pipelined where they share a connection.
    #[allow(unnameable_types, reason = "the seal: callers name Run and Write")]
    pub trait Session: Sync {
        #[doc(hidden)]
        fn rows(
            &self,
            statement: &'static Statement,
            params: Params<'_>,
        ) -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send;

        #[doc(hidden)]
        fn execute(
            &self,
            statement: &'static Statement,
            params: Params<'_>,
        ) -> impl Future<Output = Result<u64, StoreError>> + Send;
    }

    pub(crate) async fn rows_on(
        client: &Client,
        statement: &'static Statement,
        params: Params<'_>,
    ) -> Result<Vec<Row>, StoreError> {
        let run = async {
            let prepared = client.prepare_cached(statement.sql).await?;
            client.query(&prepared, params).await
        };
        run.await.map_err(|error| failed(client, statement, error))
    }

    pub(crate) async fn execute_on(
        client: &Client,
        statement: &'static Statement,
        params: Params<'_>,
    ) -> Result<u64, StoreError> {
        let run = async {
            let prepared = client.prepare_cached(statement.sql).await?;
            client.execute(&prepared, params).await
        };
        run.await.map_err(|error| failed(client, statement, error))
    }

    /// A migration that alters a table leaves every connection with plans that can't be run again:
    /// they are all forgotten at once, for the next try may meet any connection.
    fn failed(
        client: &Client,
        statement: &'static Statement,
        error: tokio_postgres::Error,
    ) -> StoreError {
        if is_outdated(&error) {
            client.statement_cache.clear();
            if let Some(pool) = Object::pool(client) {
                pool.manager().statement_caches.clear();
            }
        }
        StoreError::from_driver(statement.name, error)
    }
}
