//! The database: a private one in the data folder, or one that the environment names.

use std::path::{Path, PathBuf};
use std::time::Duration;

use cluster::{Cluster, Options, SUPERUSER};
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use store::{ConnectError, Connection, Reader, Writer};
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

use super::desk::Desk;
use super::prepare::{self, Standing};
use crate::failure::Failure;
use crate::say;

/// The role that the server speaks as: it cannot change what is append-only.
pub(super) const SERVER_ROLE: &str = "repertoire_server";

/// The database of a private cluster.
const NAME: &str = "repertoire";

/// Connections of the reader and of the writer. A statement holds one for about a millisecond, so
/// that eight serve some thousand requests a second; PostgreSQL's own limit is 100 for all.
const POOL_SIZE: usize = 8;

/// Between two looks at whether PostgreSQL still runs.
const GLANCE: Duration = Duration::from_millis(500);

/// Where the database is, as the environment says.
struct Addresses {
    server: String,
    owner: Option<String>,
    read: Option<String>,
}

/// A login, and whether it has to become [`SERVER_ROLE`] to be no more than the server.
#[derive(Clone)]
pub(super) struct Login {
    pub(super) url: String,
    pub(super) becomes_server: bool,
}

/// A database at the contract's state, and how the server speaks to it.
#[derive(Debug)]
pub(super) struct Database {
    private: Option<Private>,
    write: Login,
    read: Login,
    /// For looking into history and catalogue: the owner, where there is one.
    owner: String,
}

#[derive(Debug)]
struct Private {
    folder: PathBuf,
    /// None for the moment between two servers.
    cluster: Mutex<Option<Cluster>>,
}

impl Database {
    pub(super) async fn open(data: &Path) -> Result<Self, Failure> {
        match Addresses::from_environment() {
            Some(addresses) => Self::given(addresses).await,
            None => Self::private(data.join("postgres")).await,
        }
    }

    async fn private(folder: PathBuf) -> Result<Self, Failure> {
        let new = !folder.join("pgdata/PG_VERSION").exists();
        say::step(if new { "making a private PostgreSQL" } else { "starting PostgreSQL" });
        let cluster = start(folder.clone()).await?;
        let owner = cluster.url(SUPERUSER, NAME);
        let login = Login { url: cluster.url(SERVER_ROLE, NAME), becomes_server: false };
        let cluster = spawn_blocking(|| cluster.ensure_database(NAME).map(|()| cluster)).await??;
        prepare::as_owner(&owner, SERVER_ROLE).await?;
        let private = Private { folder, cluster: Mutex::new(Some(cluster)) };
        Ok(Self { private: Some(private), write: login.clone(), read: login, owner })
    }

    async fn given(addresses: Addresses) -> Result<Self, Failure> {
        let Addresses { server, owner, read } = addresses;
        let standing = named("DATABASE_URL", Standing::of(&server).await)?;
        match &owner {
            Some(owner) => {
                named("DATABASE_OWNER_URL", prepare::as_owner(owner, &standing.user).await)?;
            }
            None if standing.may_prepare => prepare::as_owner(&server, &standing.user).await?,
            None => say::step("DATABASE_URL may not migrate; checking only"),
        }
        let becomes_server = Standing::of(&server).await?.may_become_server;
        let read = Login { url: read.unwrap_or_else(|| server.clone()), becomes_server };
        let owner = owner.unwrap_or_else(|| server.clone());
        Ok(Self { private: None, write: Login { url: server, becomes_server }, read, owner })
    }

    pub(super) fn connect(&self) -> Result<(Reader, Writer), ConnectError> {
        Ok((Reader::connect(&self.read.pool()?)?, Writer::connect(&self.write.pool()?)?))
    }

    pub(super) fn owner(&self) -> &str {
        &self.owner
    }

    /// The contract's toolchain, at this database.
    pub(super) fn desk(&self) -> Desk {
        Desk::new(self.write.clone(), self.owner.clone())
    }

    /// Starts the private PostgreSQL again whenever it is gone. Ends with why that did not work.
    pub(super) async fn gone(&self) -> Failure {
        let Some(private) = &self.private else { return std::future::pending().await };
        loop {
            tokio::time::sleep(GLANCE).await;
            let mut cluster = private.cluster.lock().await;
            if cluster.as_ref().is_some_and(runs) {
                continue;
            }
            tracing::error!("PostgreSQL ended by itself or was killed; starting it again");
            drop(cluster.take());
            match start(private.folder.clone()).await {
                Ok(started) => *cluster = Some(started),
                Err(failure) => return failure,
            }
        }
    }

    /// Stops the private PostgreSQL, with everything on disk.
    pub(super) async fn stop(self) {
        let Some(private) = self.private else { return };
        let cluster = private.cluster.into_inner();
        if spawn_blocking(|| cluster.map(Cluster::stop)).await.is_err() {
            say::warning("PostgreSQL may not have stopped cleanly; the next start recovers it");
        }
    }
}

impl Addresses {
    /// A variable that is set to nothing is not set.
    fn from_environment() -> Option<Self> {
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let (owner, read) = (set("DATABASE_OWNER_URL"), set("DATABASE_READ_URL"));
        let server = set("DATABASE_URL");
        if server.is_none() && (owner.is_some() || read.is_some()) {
            say::warning(
                "DATABASE_OWNER_URL and DATABASE_READ_URL mean nothing without DATABASE_URL",
            );
        }
        server.map(|server| Self { server, owner, read })
    }
}

/// Without its address, which may hold a password.
impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login")
            .field("becomes_server", &self.becomes_server)
            .finish_non_exhaustive()
    }
}

impl Login {
    fn pool(&self) -> Result<Connection, ConnectError> {
        let connection = Connection::new(&self.url, POOL_SIZE)?;
        Ok(if self.becomes_server { connection.as_role(SERVER_ROLE) } else { connection })
    }
}

/// Says which variable led to a failure; the address itself may hold a password.
fn named<T>(variable: &str, outcome: Result<T, Failure>) -> Result<T, Failure> {
    outcome.map_err(|failure| Failure::new(format!("with {variable}: {failure}")))
}

async fn start(folder: PathBuf) -> Result<Cluster, Failure> {
    Ok(spawn_blocking(move || Cluster::start(&folder, &Options::default())).await??)
}

/// Asks without collecting the exit status, which stays for the cluster.
fn runs(cluster: &Cluster) -> bool {
    let pid = cluster.pid().and_then(|pid| Pid::from_raw(i32::try_from(pid).ok()?));
    let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    pid.is_some_and(|pid| matches!(waitid(WaitId::Pid(pid), look), Ok(None)))
}
