//! Generated files say that they are, in their first line.

use std::fs;
use std::path::Path;

use super::{files_below, shown};

const FOLDERS: &[(&str, &str)] = &[
    ("crates/domain/src/generated", ".rs"),
    ("crates/store/src/generated", ".rs"),
    ("contract/published", ".ts"),
    ("contract/published", ".svg"),
];

pub(super) fn headers(root: &Path) -> std::io::Result<Vec<String>> {
    let mut findings = Vec::new();
    for (folder, suffix) in FOLDERS {
        for path in files_below(&root.join(folder), suffix)? {
            let text = fs::read_to_string(&path)?;
            if !text.lines().next().unwrap_or_default().contains(contract::GENERATED) {
                let name = shown(root, &path);
                findings.push(format!(
                    "{name}: only generated files live here; `cargo xtask generate` removes others"
                ));
            }
        }
    }
    Ok(findings)
}
