//! Where the PostgreSQL programs are.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::error::ClusterError;
use crate::owner::Owner;

/// The oldest major version that the product is written for (`NULLS NOT DISTINCT`, `MERGE`,
/// `CREATE DATABASE … STRATEGY`).
const OLDEST: u32 = 15;

/// Folders of versioned installations: (parent, what a version's folder begins with, where its programs are).
const VERSIONED: [(&str, &str, &str); 4] = [
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
];

/// A folder whose `postgres` and `initdb` were run and answered with their version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    dir: PathBuf,
    major: u32,
}

impl Binaries {
    /// The programs to use for a new cluster: `REPERTOIRE_PG_BIN` and nothing else where it is set,
    /// else PATH, else the newest installed version.
    ///
    /// # Errors
    /// [`ClusterError::NoBinaries`], listing what was tried and why it was passed over.
    pub fn find() -> Result<Self, ClusterError> {
        Self::find_for(&Owner::current()?)
    }

    pub(crate) fn find_for(owner: &Owner) -> Result<Self, ClusterError> {
        search(owner, |major| major >= OLDEST)
            .map_err(|tried| ClusterError::NoBinaries { oldest: OLDEST, tried })
    }

    /// The programs that fit an existing data folder.
    pub(crate) fn find_major(dir: &Path, data: u32, owner: &Owner) -> Result<Self, ClusterError> {
        search(owner, |major| major == data).map_err(|tried| ClusterError::OtherVersion {
            dir: dir.into(),
            data,
            tried,
        })
    }

    /// The folder that holds them.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The major version, such as 15.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.major
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }
}

fn search(owner: &Owner, fits: impl Fn(u32) -> bool) -> Result<Binaries, Vec<String>> {
    let mut tried = Vec::new();
    for dir in candidates() {
        match probe(&dir, owner) {
            Ok(major) if fits(major) => return Ok(Binaries { dir, major }),
            Ok(major) => tried.push(format!("{}: version {major}", dir.display())),
            Err(why) => tried.push(format!("{}: {why}", dir.display())),
        }
    }
    Err(tried)
}

fn candidates() -> Vec<PathBuf> {
    if let Some(named) = env::var_os("REPERTOIRE_PG_BIN").filter(|named| !named.is_empty()) {
        return vec![named.into()];
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path).filter(|dir| dir.join("initdb").exists());
    let mut found: Vec<PathBuf> = on_path.collect();
    found.extend(VERSIONED.iter().flat_map(|(parent, prefix, bin)| installed(parent, prefix, bin)));
    found
}

/// Versions below `parent`, newest first.
fn installed(parent: &str, prefix: &str, bin: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let version = |name: &str| name.strip_prefix(prefix)?.parse::<u32>().ok();
    let mut found: Vec<_> = entries
        .filter_map(|entry| Some((version(entry.file_name().to_str()?)?, entry.path().join(bin))))
        .collect();
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, dir)| dir).collect()
}

/// Runs both programs as the user who will run them: a wrapper that only exists is no PostgreSQL,
/// and a folder below somebody's home may be closed to that user.
fn probe(dir: &Path, owner: &Owner) -> Result<u32, String> {
    let postgres = version(&dir.join("postgres"), owner)?;
    let initdb = version(&dir.join("initdb"), owner)?;
    if postgres != initdb {
        return Err(format!("postgres is version {postgres}, but initdb {initdb}"));
    }
    Ok(postgres)
}

fn version(program: &Path, owner: &Owner) -> Result<u32, String> {
    let name = program.file_name().unwrap_or_default().display();
    let mut command = Command::new(program);
    owner.run(&mut command);
    let output = command
        .arg("--version")
        .output()
        .map_err(|error| format!("{name} does not run: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    major(&text).ok_or_else(|| format!("{name} does not tell its version"))
}

/// `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`, `postgres (PostgreSQL) 18beta1`.
fn major(text: &str) -> Option<u32> {
    let (_, version) = text.split_once("(PostgreSQL) ")?;
    let digits = version.find(|c: char| !c.is_ascii_digit()).unwrap_or(version.len());
    version[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn versions_are_read_as_packagers_write_them() {
        for (text, expected) in [
            ("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n", Some(15)),
            ("initdb (PostgreSQL) 17.2\n", Some(17)),
            ("postgres (PostgreSQL) 18beta1\n", Some(18)),
            ("Error: You must install at least one postgresql package\n", None),
        ] {
            assert_eq!(major(text), expected, "{text}");
        }
    }
}
