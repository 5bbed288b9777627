//! Files that are written as a whole: whoever reads one meanwhile, or finds it after a crash, has
//! the old text or the new one.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, fchown};
use std::path::{Path, PathBuf};

/// As many as Linux follows.
const LINKS_MAX: usize = 40;

/// Replaces a file, or makes it with its folder, and waits until the disk has it. The mode and owner
/// of a file that is there stay, and a link to it stays a link.
pub(crate) fn write(path: &Path, text: &str) -> io::Result<()> {
    let path = behind_links(path);
    put(&path, &path, text.as_bytes(), true)
}

/// The same for what can be made again: hundreds of such files don't wait for the disk one by one.
pub(crate) fn write_derived(path: &Path, text: &str) -> io::Result<()> {
    let path = behind_links(path);
    put(&path, &path, text.as_bytes(), false)
}

/// A copy with the mode and owner of the file.
pub(crate) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    put(&behind_links(to), from, &fs::read(from)?, true)
}

/// Where links lead, be something there or not.
fn behind_links(path: &Path) -> PathBuf {
    let mut path = path.to_path_buf();
    for _ in 0..LINKS_MAX {
        let Ok(to) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(to);
    }
    path
}

/// Writes the bytes beside `path`, and puts them in its place.
fn put(path: &Path, like: &Path, bytes: &[u8], sync: bool) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    match fs::OpenOptions::new().write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        // A file that may not be written may not be replaced.
        opened => drop(opened?),
    }
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let done = stand_in(&beside, like, bytes, sync).and_then(|()| fs::rename(&beside, path));
    if done.is_err() {
        let _leftover = fs::remove_file(&beside);
    }
    done
}

/// A file that is like another, where there is one, in all but its bytes.
fn stand_in(beside: &Path, like: &Path, bytes: &[u8], sync: bool) -> io::Result<()> {
    let mut file = File::create(beside)?;
    if let Ok(meta) = fs::metadata(like) {
        file.set_permissions(meta.permissions())?;
        // Root writes what is another's; nobody else may give a file away, nor has to.
        let _own = fchown(&file, Some(meta.uid()), Some(meta.gid()));
    }
    file.write_all(bytes)?;
    if sync { file.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::{copy, write, write_derived};

    #[test]
    fn links_and_modes_stay_and_what_is_missing_is_made() {
        let dir = std::env::temp_dir().join(format!("contract-whole-{}", std::process::id()));
        let (real, link) = (dir.join("real/a"), dir.join("links/a"));
        write(&real, "one").expect("made with its folder");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("a mode");
        fs::create_dir(dir.join("links"))
            .and_then(|()| symlink("../real/a", &link))
            .expect("a link");
        write(&link, "two").expect("replaced");
        write_derived(&link, "three").expect("replaced");
        copy(&link, &dir.join("b")).expect("copied");
        let mode =
            |name: &str| fs::metadata(dir.join(name)).expect(name).permissions().mode() & 0o777;
        assert!(link.is_symlink());
        for name in ["real/a", "b"] {
            assert_eq!(
                (fs::read_to_string(dir.join(name)).expect(name), mode(name)),
                ("three".into(), 0o640)
            );
        }
        symlink("../real/new", dir.join("links/new")).expect("a link to nothing yet");
        write(&dir.join("links/new"), "four").expect("made");
        assert_eq!(fs::read_to_string(dir.join("real/new")).expect("it"), "four");
        let left = fs::read_dir(dir.join("real")).expect("it").count();
        assert_eq!(left, 2, "nothing else is left beside them");
        fs::remove_dir_all(&dir).expect("gone");
    }
}
