//! Scratch databases: where migrations are replayed and statements prepared.

use clap::Args;
use cluster::testing::Database;
use contract::Server;
use tokio_postgres::Config;

use crate::failure::Failure;
use crate::say;

/// Where scratch databases are made.
#[derive(Debug, Args)]
pub(super) struct Scratch {
    /// A server whose login may create databases, for scratch work [default: a private cluster]
    #[arg(long, value_name = "URL", env = "SHADOW_DATABASE_URL", hide_env_values = true)]
    shadow_url: Option<String>,
}

/// A server on which scratch databases may be made, and what keeps it there.
pub(super) struct Open {
    pub(super) config: Config,
    _held: Option<Database>,
}

impl Scratch {
    pub(super) fn server(&self) -> Server {
        self.shadow_url.clone().map_or(Server::Private, Server::Url)
    }

    pub(super) async fn open(&self) -> Result<Open, Failure> {
        if let Some(url) = &self.shadow_url {
            return Ok(Open { config: url.parse()?, _held: None });
        }
        say::step("replaying on a private PostgreSQL");
        let database = Database::empty().await?;
        Ok(Open { config: database.url().parse()?, _held: Some(database) })
    }
}
