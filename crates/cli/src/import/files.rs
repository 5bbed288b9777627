//! Which files are to be imported.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// A file, and whether it was named or found in a folder: of those found, many are no cards.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) named: bool,
}

/// What cards are called. What a file is, its bytes tell; this only spares reading all others.
const EXTENSIONS: [&str; 11] =
    ["png", "apng", "json", "charx", "byaf", "yaml", "yml", "jpg", "jpeg", "jfif", "webp"];

/// Files as named; in folders whatever looks like a card, sorted.
pub(super) fn find(paths: &[PathBuf]) -> Result<Vec<Found>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, &mut files)?;
        } else {
            files.push(Found { path: path.clone(), named: true });
        }
    }
    if files.is_empty() {
        let looked_for = EXTENSIONS.map(|it| format!("*.{it}")).join(" ");
        return Err(Failure::new(format!("there is nothing of {looked_for} in what was named")));
    }
    Ok(files)
}

fn walk(folder: &Path, files: &mut Vec<Found>) -> Result<(), Failure> {
    let listed = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut entries = listed.map_err(|error| {
        Failure::new(format!("the folder {} can't be read: {error}", folder.display()))
    })?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_type().is_ok_and(|it| it.is_dir()) {
            walk(&path, files)?;
        } else if looks_like_a_card(&path) {
            files.push(Found { path, named: false });
        }
    }
    Ok(())
}

fn looks_like_a_card(path: &Path) -> bool {
    let extension = path.extension().map(|it| it.to_string_lossy().to_ascii_lowercase());
    extension.is_some_and(|it| EXTENSIONS.contains(&it.as_str()))
}
