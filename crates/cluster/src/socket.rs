//! The private folder in which the server's socket stands.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use crate::error::{ClusterError, at};
use crate::owner::Owner;

/// `sockaddr_un` holds 108 bytes on Linux, 104 on macOS and the BSDs, one of them a NUL.
const PATH_BYTES_MAX: usize = if cfg!(target_os = "linux") { 107 } else { 103 };

/// The server's socket is a file of this name: PostgreSQL derives it from the port.
pub(crate) const FILE: &str = ".s.PGSQL.5432";

/// `dir/socket`, or a short folder outside where the path would not fit.
pub(crate) fn place(dir: &Path, owner: &Owner) -> Result<PathBuf, ClusterError> {
    let near = dir.join("socket");
    let folder = if fits(&near) { near } else { elsewhere(dir, owner) };
    make_private(&folder, owner)?;
    Ok(folder)
}

/// A folder outside of ours goes when the server has gone.
pub(crate) fn tidy(folder: &Path, dir: &Path) {
    if !folder.starts_with(dir) {
        let _not_empty = fs::remove_dir(folder);
    }
}

/// `unix_socket_directories` is a list in which commas and quotes have a meaning.
fn fits(folder: &Path) -> bool {
    let bytes = folder.as_os_str().as_bytes();
    bytes.len() + 1 + FILE.len() <= PATH_BYTES_MAX
        && !bytes.iter().any(|b| matches!(b, b',' | b'"' | b'\'' | b'\\'))
}

fn elsewhere(dir: &Path, owner: &Owner) -> PathBuf {
    let mut hash = DefaultHasher::new();
    dir.hash(&mut hash);
    let name = format!("repertoire-{}-{:016x}", owner.uid, hash.finish());
    let runtime = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let run = Some(PathBuf::from("/run")).filter(|_| rustix::process::geteuid().is_root());
    let usable = |parent: &PathBuf| parent.is_dir() && fits(&parent.join(&name));
    let parent = run.into_iter().chain(runtime).find(usable).unwrap_or_else(|| "/tmp".into());
    parent.join(name)
}

/// In a shared parent somebody may have been here first: then the folder must be ours alone.
fn make_private(folder: &Path, owner: &Owner) -> Result<(), ClusterError> {
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => owner.give(folder),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => check_private(folder, owner),
        Err(error) => Err(at("create", folder)(error)),
    }
}

fn check_private(folder: &Path, owner: &Owner) -> Result<(), ClusterError> {
    let meta = fs::symlink_metadata(folder).map_err(at("read", folder))?;
    let problem = match meta {
        meta if !meta.is_dir() => "it is not a folder",
        meta if meta.uid() != owner.uid => "it belongs to somebody else",
        meta if meta.mode() & 0o077 != 0 => "others may enter it",
        _ => return Ok(()),
    };
    Err(ClusterError::SocketFolder { path: folder.into(), problem })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{PATH_BYTES_MAX, elsewhere, fits};
    use crate::owner::Owner;

    #[test]
    fn a_long_or_strange_path_is_replaced_by_a_short_one() {
        let room = PATH_BYTES_MAX - "/.s.PGSQL.5432".len();
        assert!(fits(Path::new(&"x".repeat(room))));
        assert!(!fits(Path::new(&"x".repeat(room + 1))));
        assert!(!fits(Path::new("/srv/a,b/socket")));
        let owner = Owner::current().expect("a user");
        assert!(fits(&elsewhere(Path::new(&"/deep".repeat(40)), &owner)));
    }
}
