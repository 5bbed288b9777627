//! The direction of the crates.

use std::fs;
use std::path::Path;

/// Each room, and the rooms that it may lean on: the table of ARCHITECTURE.md. An arrow that is not
/// here is refused; one that runs back up never compiles anyway.
pub(super) const ROOMS: &[(&str, &[&str])] = &[
    ("psl", &[]),
    ("pgschema", &["psl"]),
    ("codegen", &["psl", "pgschema"]),
    ("lint", &["psl"]),
    ("migrate", &["psl", "pgschema"]),
    ("cluster", &[]),
    ("contract", &["psl", "pgschema", "codegen", "migrate", "cluster", "lint"]),
    ("generator", &["psl", "codegen", "contract"]),
    ("lsp", &["psl", "pgschema"]),
    ("card", &[]),
    ("domain", &["card"]),
    ("store", &["domain"]),
    ("app", &["domain", "card", "store"]),
    ("server", &["app", "store", "domain"]),
    (
        "cli",
        &[
            "app", "card", "cluster", "codegen", "contract", "domain", "lint", "lsp", "migrate",
            "pgschema", "psl", "server", "store",
        ],
    ),
    // For tests alone: nothing leans on it but dev-dependencies, which are not counted.
    ("testbed", &["app", "cluster", "domain", "migrate", "pgschema", "store"]),
    ("xtask", &["contract"]),
];

pub(super) fn arrows(root: &Path) -> std::io::Result<Vec<String>> {
    let mut findings = Vec::new();
    for (room, allowed) in ROOMS {
        let manifest = match *room {
            "xtask" => root.join("xtask/Cargo.toml"),
            room => root.join("crates").join(room).join("Cargo.toml"),
        };
        for used in dependencies(&fs::read_to_string(manifest)?) {
            let ours = ROOMS.iter().any(|(name, _)| *name == used);
            if ours && !allowed.contains(&used.as_str()) {
                findings.push(format!("{room} leans on {used}, which is not below it"));
            }
        }
    }
    findings.extend(unlisted(root)?);
    Ok(findings)
}

/// A room without a line in the table.
fn unlisted(root: &Path) -> std::io::Result<Vec<String>> {
    let mut findings = Vec::new();
    for entry in fs::read_dir(root.join("crates"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if ROOMS.iter().all(|(room, _)| *room != name) {
            findings.push(format!("{name} is a new room: give it a line in xtask's table"));
        }
    }
    findings.sort();
    Ok(findings)
}

/// The names under `[dependencies]` and `[target.….dependencies]`; those of tests are free.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut counted = false;
    let mut found = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            let section = line.trim_matches(['[', ']']);
            counted = section == "dependencies" || section.ends_with(".dependencies");
            if let Some(name) = section.strip_prefix("dependencies.") {
                found.push(name.to_owned());
            }
        } else if counted && let Some((name, _)) = line.split_once(['.', '=']) {
            found.push(name.trim().to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #[test]
    fn normal_dependencies_count_and_those_of_tests_do_not() {
        let manifest = "[package]\nname = \"a\"\n[dependencies]\npsl.workspace = true\n\
                        serde = { version = \"1\" }\n[dev-dependencies]\nstore.workspace = true\n\
                        [dependencies.card]\npath = \"..\"";
        assert_eq!(super::dependencies(manifest), ["psl", "serde", "card"]);
    }
}
