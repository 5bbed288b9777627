//! Finds the shared corpus of Prisma's own cases.

use std::path::PathBuf;

/// `REPERTOIRE_CORPUS`, else `shared/corpus` beside any folder above this crate.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let given = std::env::var_os("REPERTOIRE_CORPUS").map(PathBuf::from);
    let crate_dir = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let found = given.into_iter().chain(crate_dir.ancestors().map(|up| up.join("shared/corpus")));
    let folder = found.map(|corpus| corpus.join("prisma").join(name)).find(|it| it.is_dir());
    if folder.is_none() {
        println!("skipped: no corpus; set REPERTOIRE_CORPUS to run Prisma's `{name}` cases");
    }
    folder
}
