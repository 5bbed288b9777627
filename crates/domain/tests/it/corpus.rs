//! Real files, where this machine has them.

use std::path::{Path, PathBuf};

/// A folder of the corpus: named by `REPERTOIRE_CORPUS`, else `shared/corpus` beside the checkout.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let named = std::env::var_os("REPERTOIRE_CORPUS").map(PathBuf::from);
    let beside = || {
        let ancestors = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
        ancestors.map(|up| up.join("shared/corpus")).find(|folder| folder.is_dir())
    };
    let folder = named.or_else(beside).map(|corpus| corpus.join(name)).filter(|it| it.is_dir());
    if folder.is_none() {
        note(&format!("skipped: there is no corpus folder `{name}` here"));
    }
    folder
}

/// The files of a folder, by name.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder can be read");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.is_file());
    files.sort();
    files
}

#[allow(clippy::print_stderr, reason = "a skipped test says so")]
fn note(text: &str) {
    eprintln!("{text}");
}
