//! The data folder: what stands where in it, and the lock that gives it one owner.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::error::{ClusterError, at};
use crate::owner::Owner;

/// A log larger than this is put aside at the next start, replacing the one put aside before.
const LOG_BYTES_MAX: u64 = 16 << 20;

/// How much of the log an error shows: the cause stands in the last lines.
const LOG_TAIL_LINES: usize = 12;

#[derive(Debug)]
pub(crate) struct Folder {
    dir: PathBuf,
    /// Held for as long as the folder is ours. The kernel lets go of it when we die, in whatever way.
    _lock: File,
}

impl Folder {
    pub(crate) fn lock(dir: &Path) -> Result<Self, ClusterError> {
        fs::DirBuilder::new().recursive(true).mode(0o755).create(dir).map_err(at("create", dir))?;
        let dir = dir.canonicalize().map_err(at("find", dir))?;
        let lock = lock_file(&dir)?;
        Ok(Self { dir, _lock: lock })
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// PostgreSQL's own folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.dir.join("pgdata")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.dir.join("postgres.log")
    }

    /// The major version that made the data, if there is any yet.
    pub(crate) fn version(&self) -> Option<u32> {
        fs::read_to_string(self.data().join("PG_VERSION")).ok()?.trim().parse().ok()
    }

    pub(crate) fn owner(&self) -> Result<Owner, ClusterError> {
        let owner = match self.version() {
            Some(_) => Owner::of(&self.data()),
            None => Owner::current(),
        }?;
        owner.let_in(&self.dir)?;
        owner.check_reach(&self.dir)?;
        Ok(owner)
    }

    pub(crate) fn open_log(&self) -> Result<File, ClusterError> {
        let log = self.log();
        if fs::metadata(&log).is_ok_and(|meta| meta.len() > LOG_BYTES_MAX) {
            fs::rename(&log, log.with_extension("log.1")).map_err(at("put aside", &log))?;
        }
        let mut options = File::options();
        options.create(true).append(true).mode(0o600).open(&log).map_err(at("open", &log))
    }

    pub(crate) fn log_tail(&self) -> String {
        let text = fs::read(self.log()).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(LOG_TAIL_LINES)..].join("\n")
    }
}

fn lock_file(dir: &Path) -> Result<File, ClusterError> {
    let path = dir.join("lock");
    let mut options = File::options();
    options.create(true).truncate(false).read(true).write(true).mode(0o600);
    let mut file = options.open(&path).map_err(at("open", &path))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(in_use(dir, &mut file)),
        Err(TryLockError::Error(error)) => return Err(at("lock", &path)(error)),
    }
    let sign = |file: &mut File| {
        file.set_len(0)?;
        file.rewind()?;
        write!(file, "{}", std::process::id())
    };
    sign(&mut file).map_err(at("write", &path))?;
    Ok(file)
}

fn in_use(dir: &Path, file: &mut File) -> ClusterError {
    let mut owner = String::new();
    let read = file.read_to_string(&mut owner).is_ok() && !owner.is_empty();
    ClusterError::InUse { dir: dir.into(), owner: read.then_some(owner) }
}
