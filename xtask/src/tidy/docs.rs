//! A path that the docs name exists.

use std::fs;
use std::path::Path;

use super::{files_below, shown};

/// A word in backticks or a link is a path of ours where it begins with one of these.
const FOLDERS: &[&str] = &[
    "crates/",
    "contract/",
    "xtask/",
    "docs/",
    "script/",
    "benches/",
    "fuzz/",
    ".ci/",
    ".config/",
];

pub(super) fn paths(root: &Path) -> std::io::Result<Vec<String>> {
    let mut findings = Vec::new();
    for path in documents(root)? {
        let text = fs::read_to_string(&path)?;
        for (at, line) in text.lines().enumerate() {
            for named in named(line).filter(|named| !exists(root, named)) {
                let name = shown(root, &path);
                findings.push(format!("{name}:{}: there is no {named}", at + 1));
            }
        }
    }
    Ok(findings)
}

fn documents(root: &Path) -> std::io::Result<Vec<std::path::PathBuf>> {
    let mut found = files_below(&root.join("docs"), ".md")?;
    found.extend(files_below(&root.join("benches"), ".md")?);
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        if path.is_file() && path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn named(line: &str) -> impl Iterator<Item = &str> {
    let words = line.split(['`', '(', ')', '<', '>', ' ', '"']).map(|word| {
        let word = word.trim_end_matches(['.', ',', ':', ';', '/']);
        word.split('#').next().unwrap_or(word)
    });
    words.filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)))
}

/// Patterns and places to fill in name no single file.
fn exists(root: &Path, named: &str) -> bool {
    named.contains(['*', '{', '…', '|']) || root.join(named).exists()
}
