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
}

pub(crate) mod sealed {
    use deadpool_postgres::Client;
    use tokio_postgres::Row;
    use tokio_postgres::types::ToSql;

    use super::Statement;
    use crate::StoreError;

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
        run.await.map_err(|error| StoreError::from_driver(statement.name, error))
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
        run.await.map_err(|error| StoreError::from_driver(statement.name, error))
    }
}
