use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a cluster could not be run. Each message says what to do next.
#[derive(Debug, Error)]
pub enum ClusterError {
    #[error(
        "no PostgreSQL {oldest} or newer that works was found{}\n\
         install it (Debian, Ubuntu: `apt-get install postgresql`; macOS: `brew install postgresql@17`), \
         or name a folder that holds `postgres` and `initdb` in REPERTOIRE_PG_BIN",
        looked_in(.tried)
    )]
    NoBinaries { oldest: u32, tried: Vec<String> },

    #[error(
        "{} was made by PostgreSQL {data}, but only other versions are installed{}\n\
         install PostgreSQL {data}, or move the data with pg_upgrade", dir.display(), looked_in(.tried)
    )]
    OtherVersion { dir: PathBuf, data: u32, tried: Vec<String> },

    #[error(
        "{} is in use by another process{}; stop it first, or choose another data folder",
        dir.display(), owner.as_deref().map(|pid| format!(" ({pid})")).unwrap_or_default()
    )]
    InUse { dir: PathBuf, owner: Option<String> },

    #[error(
        "PostgreSQL does not run as root, and no other user was found in /etc/passwd; \
         add one (`useradd --system postgres`)"
    )]
    OnlyRoot,

    #[error(
        "PostgreSQL runs as `{user}` here, who may not enter {}; choose a data folder that \
         `{user}` can reach, such as /var/lib/repertoire", path.display()
    )]
    Unreachable { path: PathBuf, user: String },

    #[error("{} cannot hold the server's socket: {problem}; remove it or make it private", path.display())]
    SocketFolder { path: PathBuf, problem: &'static str },

    #[error("initdb could not make a cluster in {}:\n{output}", dir.display())]
    Initdb { dir: PathBuf, output: String },

    #[error("PostgreSQL stopped before it was ready; its log {} ends with:\n{tail}", log.display())]
    Died { log: PathBuf, tail: String },

    #[error(
        "PostgreSQL was not ready after {seconds} s; its log {} ends with:\n{tail}", log.display()
    )]
    NotReady { seconds: u64, log: PathBuf, tail: String },

    #[error("the server that a killed process left behind in {} (process {pid}) does not stop; stop it by hand", dir.display())]
    Lingering { dir: PathBuf, pid: i32 },

    #[error("PostgreSQL refused ({code}): {message}")]
    Refused { code: String, message: String },

    #[error("could not {doing} {}", path.display())]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
}

/// Gives an I/O error its place: `fs::write(p, …).map_err(at("write", p))`.
pub(crate) fn at(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> ClusterError {
    let path = path.to_path_buf();
    move |source| ClusterError::Io { doing, path, source }
}

fn looked_in(tried: &[String]) -> String {
    match tried {
        [] => String::new(),
        tried => format!("; looked in:\n  {}", tried.join("\n  ")),
    }
}
