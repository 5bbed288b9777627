//! What the house promises of itself: which room may lean on which, what each may never do, that
//! generated files say so, that what we lean on is licensed for it, and that the docs name paths
//! that exist.

mod docs;
mod generated;
mod licences;
mod never;
mod rooms;

use std::fs;
use std::path::{Path, PathBuf};

/// Every broken promise, a line each; empty where all are kept.
pub fn tidy(root: &Path) -> std::io::Result<Vec<String>> {
    let mut findings = rooms::arrows(root)?;
    findings.extend(never::words(root)?);
    findings.extend(generated::headers(root)?);
    findings.extend(licences::packages(root)?);
    findings.extend(docs::paths(root)?);
    Ok(findings)
}

/// The files below a folder whose names end so, sorted; none where there is no folder.
fn files_below(folder: &Path, suffix: &str) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop().filter(|folder| folder.is_dir()) {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(suffix) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}
