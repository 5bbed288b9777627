//! The contract's toolchain for whoever looks at the studio's page: the contract that this binary
//! carries, and the database that it serves.
//!
//! What the server's own role may read is read as that role. Only where PostgreSQL has to print the
//! contract in its own words does the owner make a scratch database, once for each start.

mod described;
mod documents;
mod drift;
mod history;
mod plans;

use std::sync::{Arc, OnceLock};

use app::contract_desk::{self, ContractView};
use app::ports::{ContractDesk, Looked};
use migrate::{Connection, quoted};
use pgschema::Catalogue;
use tokio::sync::{OnceCell, Semaphore};

use super::database::{Login, SERVER_ROLE};
use super::embedded::Read;

/// Looks that are under way at once, each with a connection of its own beside the server's pools.
const LOOKS: usize = 2;

/// No statement of a look holds the server up: it changes nothing, waits for no lock, and ends.
const MANNERS: &str = "SET default_transaction_read_only = on; SET statement_timeout = '10s'; \
                       SET lock_timeout = '500ms'; SET idle_in_transaction_session_timeout = '30s'";

/// Where the looks lead.
#[derive(Debug)]
pub(super) struct Desk {
    server: Login,
    owner: String,
    seats: Semaphore,
    read: Arc<OnceLock<(Read, ContractView)>>,
    /// What the contract is in the words of the server.
    printed: OnceCell<Catalogue>,
}

impl Desk {
    /// Reads the contract meanwhile, so that the first visitor does not wait for it.
    pub(super) fn new(server: Login, owner: String) -> Self {
        let read = Arc::new(OnceLock::new());
        let early = read.clone();
        tokio::task::spawn_blocking(move || {
            early.get_or_init(described::contract);
        });
        let seats = Semaphore::new(LOOKS);
        Desk { server, owner, seats, read, printed: OnceCell::new() }
    }

    fn read(&self) -> &Read {
        &self.read.get_or_init(described::contract).0
    }

    /// A connection as the server, which is closed with its value.
    async fn connect(&self) -> Result<Connection, String> {
        let connection = contract::connect(&self.server.url).await.map_err(unreached)?;
        let mut manners = MANNERS.to_owned();
        if self.server.becomes_server {
            manners.push_str(&format!("; SET ROLE {}", quoted(SERVER_ROLE)));
        }
        connection
            .client()
            .batch_execute(&manners)
            .await
            .map_err(|error| told(migrate::ServerError::from(error)))?;
        Ok(connection)
    }

    async fn look<T>(
        &self,
        look: impl AsyncFnOnce(&Connection) -> Result<T, String>,
    ) -> Result<T, String> {
        let _seat = self.seats.acquire().await.map_err(told)?;
        let connection = self.connect().await?;
        look(&connection).await
    }
}

impl ContractDesk for Desk {
    fn contract(&self) -> &ContractView {
        &self.read.get_or_init(described::contract).1
    }

    fn history(&self) -> Looked<'_, contract_desk::MigrationsView> {
        Box::pin(self.look(async |connection| history::look(connection.client()).await))
    }

    fn plans(&self) -> Looked<'_, contract_desk::PlansView> {
        Box::pin(self.look(async |connection| plans::look(connection, self.read()).await))
    }

    fn drift(&self) -> Looked<'_, contract_desk::DriftView> {
        Box::pin(self.look(async |connection| drift::look(self, connection).await))
    }

    fn documents(&self) -> Looked<'_, contract_desk::DocumentsView> {
        Box::pin(
            self.look(async |connection| {
                Ok(documents::look(connection.client(), self.read()).await)
            }),
        )
    }
}

/// These name the address and the user: they are for the log.
fn unreached(error: impl std::fmt::Display) -> String {
    tracing::warn!(%error, "the contract's page has no connection");
    "the database does not let the server in; its log says why".to_owned()
}

/// Errors of the toolchain name hosts and databases, and no address or password.
fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn server_of(connection: &Connection) -> String {
    format!("PostgreSQL {}", connection.major())
}
