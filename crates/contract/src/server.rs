//! Servers and connections.

use cluster::testing::Database;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, NoTls};

use crate::ContractError;

/// Where scratch databases are made.
#[derive(Clone, Debug, Default)]
pub enum Server {
    /// A private cluster, started when it is first asked for.
    #[default]
    Private,
    /// A server of the user's, whose role may create databases.
    Url(String),
}

/// How to reach a server on which scratch databases may be made, and what keeps it there.
#[derive(Debug)]
pub(crate) struct Admin {
    pub(crate) config: Config,
    _held: Option<Database>,
}

/// An open connection that ends with its value.
#[derive(Debug)]
pub struct Connection {
    client: Client,
    driver: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn admin(&self) -> Result<Admin, ContractError> {
        match self {
            Server::Url(url) => Ok(Admin { config: url.parse()?, _held: None }),
            Server::Private => {
                tracing::info!("starting a private PostgreSQL for scratch databases");
                let database = Database::empty()
                    .await
                    .map_err(|error| ContractError::Private(error.into()))?;
                Ok(Admin { config: database.url().parse()?, _held: Some(database) })
            }
        }
    }
}

impl Connection {
    /// # Errors
    /// [`ContractError::Server`].
    pub async fn open(url: &str) -> Result<Self, ContractError> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        let driver = tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
            }
        });
        Ok(Self { client, driver })
    }

    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}
