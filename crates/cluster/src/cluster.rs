//! A running cluster, from start to stop.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::binaries::Binaries;
use crate::error::ClusterError;
use crate::folder::Folder;
use crate::owner::Owner;
use crate::postmaster::{self, GLANCE, Remains};
use crate::wire::{Row, Session, WireError};
use crate::{initdb, socket};

/// The role that owns the cluster and all in it. The server's own role is made by whoever deploys.
pub const SUPERUSER: &str = "repertoire_owner";

/// SQLSTATE of a server that answers, but is not ready: starting, recovering or stopping.
const CANNOT_CONNECT_NOW: &str = "57P03";

/// How a cluster is run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether an acknowledged commit outlives a power failure (`fsync`). Off for tests only.
    pub durable: bool,
    /// Further settings of `postgresql.conf`, by name.
    pub settings: Vec<(String, String)>,
    /// How long recovery after a kill may take before the start is given up.
    pub ready_within: Duration,
    /// The programs; by default they are looked for ([`Binaries::find`]).
    pub binaries: Option<Binaries>,
}

impl Default for Options {
    fn default() -> Self {
        let ready_within = Duration::from_secs(600);
        Self { durable: true, settings: Vec::new(), ready_within, binaries: None }
    }
}

/// A private PostgreSQL cluster, running. It stops when this is dropped.
#[derive(Debug)]
pub struct Cluster {
    folder: Folder,
    socket_folder: PathBuf,
    server: Option<Child>,
}

impl Cluster {
    /// Makes the cluster in `dir` if it is not there yet, and starts it. A server that outlived a
    /// killed owner is stopped first; one that was killed itself recovers.
    ///
    /// # Errors
    /// [`ClusterError`]: no programs, a folder that is in use or closed, a server that won't start.
    pub fn start(dir: &Path, options: &Options) -> Result<Self, ClusterError> {
        let folder = Folder::lock(dir)?;
        let owner = folder.owner()?;
        let binaries = find_binaries(&folder, &owner, options)?;
        if folder.version().is_none() {
            initdb::run(&folder, &owner, &binaries, options)?;
        }
        let remains = Remains::find(&folder.data());
        if let Some(remains) = &remains {
            remains.clear(folder.dir())?;
        }
        let socket_folder = socket::place(folder.dir(), &owner)?;
        let mut cluster = Self { folder, socket_folder, server: None };
        cluster.launch(&owner, &binaries, options, remains.is_some())?;
        Ok(cluster)
    }

    /// A connection string, understood by tokio-postgres, libpq and node's `pg`.
    #[must_use]
    pub fn url(&self, user: &str, database: &str) -> String {
        url(&self.socket_folder, user, database)
    }

    /// The folder that holds the server's socket.
    #[must_use]
    pub fn socket_folder(&self) -> &Path {
        &self.socket_folder
    }

    /// The server's process, for tests that kill it.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.server.as_ref().map(Child::id)
    }

    /// Makes a database owned by [`SUPERUSER`], unless it is there.
    ///
    /// # Errors
    /// [`ClusterError::Refused`] with the server's reason.
    pub fn ensure_database(&self, name: &str) -> Result<(), ClusterError> {
        let text = name.replace('\'', "''");
        let known = self.query(&format!("SELECT 1 FROM pg_database WHERE datname = '{text}'"))?;
        if known.is_empty() {
            self.query(&format!("CREATE DATABASE {}", quoted(name)))?;
        }
        Ok(())
    }

    /// Stops the server cleanly: sessions are cut off, everything is checkpointed.
    pub fn stop(self) {
        drop(self);
    }

    /// Lets the server run on without an owner; the next `start` on the folder would stop it.
    #[cfg(feature = "scratch")]
    pub(crate) fn leave_running(mut self) {
        self.server = None;
    }

    fn query(&self, sql: &str) -> Result<Vec<Row>, ClusterError> {
        let session = Session::open(&self.socket_folder, SUPERUSER, "postgres");
        let answer = session.and_then(|mut session| session.query(sql));
        answer.map_err(|error| error.into_cluster(&self.socket_folder))
    }

    /// Orphans of a killed server notice within moments that it is gone; until then PostgreSQL
    /// refuses to start on their shared memory.
    fn launch(
        &mut self,
        owner: &Owner,
        binaries: &Binaries,
        options: &Options,
        after_kill: bool,
    ) -> Result<(), ClusterError> {
        let orphans_until = Instant::now() + Duration::from_secs(if after_kill { 10 } else { 0 });
        loop {
            let log = self.folder.open_log()?;
            let data = self.folder.data();
            let server =
                postmaster::launch(&data, &self.socket_folder, log, owner, binaries, options)?;
            self.server = Some(server);
            match self.wait_until_ready(options.ready_within) {
                Err(ClusterError::Died { .. }) if Instant::now() < orphans_until => {
                    sleep(Duration::from_millis(200));
                }
                outcome => return outcome,
            }
        }
    }

    fn wait_until_ready(&mut self, patience: Duration) -> Result<(), ClusterError> {
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if self.server.as_mut().is_none_or(|server| !matches!(server.try_wait(), Ok(None))) {
                self.server = None;
                return Err(ClusterError::Died {
                    log: self.folder.log(),
                    tail: self.folder.log_tail(),
                });
            }
            if is_ready(&self.socket_folder)? {
                return Ok(());
            }
            sleep(GLANCE);
        }
        let (log, tail) = (self.folder.log(), self.folder.log_tail());
        Err(ClusterError::NotReady { seconds: patience.as_secs(), log, tail })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            postmaster::stop(server);
            socket::tidy(&self.socket_folder, self.folder.dir());
        }
    }
}

/// Ready is who lets us in. A connect alone succeeds as soon as there is a socket.
pub(crate) fn is_ready(socket_folder: &Path) -> Result<bool, ClusterError> {
    match Session::open(socket_folder, SUPERUSER, "postgres") {
        Ok(_) => Ok(true),
        Err(WireError::Io(_)) => Ok(false),
        Err(WireError::Server { code, .. }) if code == CANNOT_CONNECT_NOW => Ok(false),
        Err(error) => Err(error.into_cluster(socket_folder)),
    }
}

/// The host is the socket's folder, percent-encoded.
pub(crate) fn url(socket_folder: &Path, user: &str, database: &str) -> String {
    let mut url = String::from("postgresql://");
    encode(&mut url, user);
    url.push('@');
    encode(&mut url, &socket_folder.to_string_lossy());
    url.push('/');
    encode(&mut url, database);
    url
}

fn encode(url: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => url.push(byte.into()),
            // Writing to a string does not fail.
            other => write!(url, "%{other:02X}").unwrap_or_default(),
        }
    }
}

pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn find_binaries(
    folder: &Folder,
    owner: &Owner,
    options: &Options,
) -> Result<Binaries, ClusterError> {
    match (&options.binaries, folder.version()) {
        (Some(binaries), _) => Ok(binaries.clone()),
        (None, Some(major)) => Binaries::find_major(&folder.data(), major, owner),
        (None, None) => Binaries::find_for(owner),
    }
}
