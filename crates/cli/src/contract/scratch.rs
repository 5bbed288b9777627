//! Scratch databases: where migrations are replayed and statements prepared.

use clap::Args;
use contract::Server;

/// Where scratch databases are made.
#[derive(Debug, Args)]
pub(super) struct Scratch {
    /// A server whose login may create databases, for scratch work [default: a private cluster, or
    /// the database's own server where its version is another]
    #[arg(
        long = "shadow-database-url",
        alias = "shadow-url",
        value_name = "URL",
        env = "SHADOW_DATABASE_URL",
        hide_env_values = true
    )]
    shadow_url: Option<String>,
}

impl Scratch {
    pub(super) fn server(&self) -> Server {
        self.shadow_url.clone().map_or(Server::Private, Server::Url)
    }
}
