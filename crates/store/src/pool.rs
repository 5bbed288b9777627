//! Connections: how many, as whom, and for how long a statement may take.

use std::str::FromStr;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio_postgres::{Config, NoTls};

/// How long a request waits for a connection before it is told to come back later.
const WAIT: Duration = Duration::from_secs(5);

/// Bounds on the server's side, so that no request holds a lock or a core for ever. Statements
/// of the product take milliseconds; the slowest page is far below the first of these.
const BOUNDS: &str =
    "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=15s";

/// Where the database is and as whom to speak to it.
#[derive(Clone, Debug)]
pub struct Connection {
    config: Config,
    size: usize,
}

/// The address of the database can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("the database address is not one that PostgreSQL knows: {0}")]
    Address(Box<dyn std::error::Error + Send + Sync>),
    #[error("the connection pool can't be built: {0}")]
    Pool(Box<dyn std::error::Error + Send + Sync>),
}

impl Connection {
    /// `url`: a libpq URL or `key=value` string. `size`: connections at most.
    pub fn new(url: &str, size: usize) -> Result<Self, ConnectError> {
        let config = Config::from_str(url).map_err(|error| ConnectError::Address(error.into()))?;
        Ok(Connection { config, size })
    }

    /// Speaks as `role` from the first statement on: the role stands in the start-up packet, so
    /// that RESET ROLE leads back to it and not to the login's own rights.
    pub fn as_role(mut self, role: &str) -> Self {
        self.push_option(&format!("-c role={role}"));
        self
    }

    fn push_option(&mut self, option: &str) {
        let mut options = self.config.get_options().unwrap_or_default().to_owned();
        if !options.is_empty() {
            options.push(' ');
        }
        options.push_str(option);
        self.config.options(options);
    }

    pub(crate) fn pool(&self, read_only: bool) -> Result<Pool, ConnectError> {
        let mut bounded = self.clone();
        bounded.push_option(BOUNDS);
        if read_only {
            bounded.push_option("-c default_transaction_read_only=on");
        }
        bounded.config.connect_timeout(WAIT);
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(bounded.config, NoTls, recycling);
        Pool::builder(manager)
            .max_size(self.size)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(WAIT))
            .build()
            .map_err(|error| ConnectError::Pool(error.into()))
    }
}
