//! The one cluster that all test processes of a user share.

use std::fs::{self, File};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread::{self, sleep};
use std::time::{Duration, SystemTime};
use std::{env, io};

use rustix::fs::statvfs;
use rustix::process::{Pid, geteuid, test_kill_process};

use super::watchdog;
use crate::cluster::{Cluster, Options, SUPERUSER, quoted};
use crate::error::{ClusterError, at};
use crate::postmaster::Remains;
use crate::wire::{Session, WireError};

/// How often a living test process says that it still needs the cluster.
const HEARTBEAT: Duration = Duration::from_secs(60);

/// A run of all tests leaves some hundred megabytes, one over 100,000 characters a gigabyte; what is
/// offered is half of the machine's memory, and the other half has to do.
const MEMORY_BYTES_MIN: u64 = 8 << 30;

/// Tests run on all cores with several connections each, write little and lose nothing in a crash.
const SETTINGS: [(&str, &str); 7] = [
    ("max_connections", "500"),
    ("max_locks_per_transaction", "256"),
    ("wal_level", "minimal"),
    ("max_wal_senders", "0"),
    ("max_wal_size", "1GB"),
    ("checkpoint_timeout", "1h"),
    ("autovacuum", "off"),
];

#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub(super) socket_folder: PathBuf,
}

impl Shared {
    /// The running cluster, started if need be; looked up once for each process.
    pub(super) fn get() -> Result<Self, ClusterError> {
        static FOUND: Mutex<Option<Shared>> = Mutex::new(None);
        let mut found = FOUND.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(shared) = found.as_ref().filter(|shared| shared.session("postgres").is_ok()) {
            return Ok(shared.clone());
        }
        let shared = open(&root()?, found.is_none())?;
        Ok(found.insert(shared).clone())
    }

    pub(super) fn session(&self, database: &str) -> Result<Session, ClusterError> {
        let session = Session::open(&self.socket_folder, SUPERUSER, database);
        session.map_err(|error| error.into_cluster(&self.socket_folder))
    }

    /// Databases of processes that died before they could drop them.
    fn sweep(&self) -> Result<(), ClusterError> {
        let mut session = self.session("postgres")?;
        let rows = session.query("SELECT datname FROM pg_database WHERE datname ~ '^t_[0-9]+_'");
        let rows = rows.map_err(|error| error.into_cluster(&self.socket_folder))?;
        for name in rows.into_iter().flatten().flatten().filter(|name| is_orphan(name)) {
            // Without FORCE: one that is in use after all stays.
            let _in_use = session.query(&format!("DROP DATABASE IF EXISTS {}", quoted(&name)));
        }
        Ok(())
    }
}

/// `t_<process>_<number>`
fn is_orphan(database: &str) -> bool {
    let process = database.split('_').nth(1).and_then(|text| text.parse::<i32>().ok());
    let pid = process.filter(|process| *process > 0).and_then(Pid::from_raw);
    pid.is_some_and(|pid| test_kill_process(pid) == Err(rustix::io::Errno::SRCH))
}

/// In memory, a database is cloned two to three times as fast as on a disk; but only where there is
/// memory to spare. (A container has 64 MB there unless it is told otherwise.)
fn parent() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let free = statvfs(memory).map_or(0, |stat| stat.f_bavail.saturating_mul(stat.f_frsize));
    if free >= MEMORY_BYTES_MIN { memory.to_path_buf() } else { env::temp_dir() }
}

fn root() -> Result<PathBuf, ClusterError> {
    let uid = geteuid().as_raw();
    let shared = || parent().join(format!("repertoire-test-{uid}"));
    let root = env::var_os("REPERTOIRE_TEST_DIR").map_or_else(shared, PathBuf::from);
    fs::DirBuilder::new().recursive(true).mode(0o755).create(&root).map_err(at("create", &root))?;
    let meta = fs::symlink_metadata(&root).map_err(at("read", &root))?;
    if !meta.is_dir() || meta.uid() != uid {
        let problem = "it belongs to somebody else";
        return Err(ClusterError::SocketFolder { path: root, problem });
    }
    root.canonicalize().map_err(at("find", &root))
}

fn open(root: &Path, first: bool) -> Result<Shared, ClusterError> {
    let path = root.join("starting");
    let starting = File::create(&path).map_err(at("open", &path))?;
    starting.lock().map_err(at("lock", &path))?;
    let last_used = root.join("last-used");
    touch(&last_used).map_err(at("write", &last_used))?;
    if first {
        thread::spawn(move || heartbeat(&last_used));
    }
    match running(root) {
        Some(shared) => shared.sweep().map(|()| shared),
        None => start(root),
    }
}

fn touch(path: &Path) -> io::Result<()> {
    File::create(path)?.set_modified(SystemTime::now())
}

fn heartbeat(last_used: &Path) {
    // Ends with the process, or when somebody removed the folder.
    while touch(last_used).is_ok() {
        sleep(HEARTBEAT);
    }
}

fn running(root: &Path) -> Option<Shared> {
    let remains = Remains::find(&root.join("cluster/pgdata"))?;
    let shared = Shared { socket_folder: remains.socket_folder };
    match Session::open(&shared.socket_folder, SUPERUSER, "postgres") {
        Err(WireError::Io(_)) => None,
        Err(WireError::Server { code, .. }) if code.starts_with("57P") => None,
        _ => Some(shared),
    }
}

/// A shared cluster is running or made anew: without fsync, what a stopped machine left of one is
/// not to be trusted.
fn start(root: &Path) -> Result<Shared, ClusterError> {
    let dir = root.join("cluster");
    if let Some(remains) = Remains::find(&dir.join("pgdata")) {
        remains.clear(&dir)?;
    }
    if dir.exists() {
        fs::remove_dir_all(&dir).map_err(at("remove", &dir))?;
    }
    let settings = SETTINGS.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let options = Options { durable: false, settings, ..Options::default() };
    let cluster = Cluster::start(&dir, &options)?;
    if let Some(server) = cluster.pid() {
        watchdog::post(root, server)?;
    }
    let socket_folder = cluster.socket_folder().to_path_buf();
    cluster.leave_running();
    Ok(Shared { socket_folder })
}
