//! The licences and sources of what we lean on. `cargo deny` knows more where it is installed
//! (advisories above all); this much is checked everywhere.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Licences that ask for no more than to be named: what `deny.toml` allows.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages with a licence that is not allowed, or from elsewhere than the registry.
pub(super) fn packages(root: &Path) -> std::io::Result<Vec<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let metadata = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root)
        .output()?;
    if !metadata.status.success() {
        let why = String::from_utf8_lossy(&metadata.stderr).trim().to_owned();
        return Ok(vec![format!("cargo metadata does not answer: {why}")]);
    }
    let metadata: Value = serde_json::from_slice(&metadata.stdout)?;
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    Ok(packages.iter().flat_map(findings).collect())
}

fn findings(package: &Value) -> Vec<String> {
    let name = package["name"].as_str().unwrap_or("?");
    let mut findings = Vec::new();
    let licence = package["license"].as_str().unwrap_or("none");
    if !allowed(licence) {
        findings
            .push(format!("{name} is licensed under {licence}, which deny.toml does not allow"));
    }
    // Ours have no source; a git source changes under us.
    if package["source"].as_str().is_some_and(|source| !source.starts_with("registry+")) {
        findings.push(format!("{name} comes from {}", package["source"]));
    }
    findings
}

/// Whether an SPDX expression can be met: each `AND` part by one of its `OR` choices.
fn allowed(expression: &str) -> bool {
    let plain = expression.replace(['(', ')'], "").replace('/', " OR ");
    plain.split(" AND ").all(|part| part.split(" OR ").any(|one| ALLOWED.contains(&one.trim())))
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn an_expression_is_met_by_its_choices() {
        assert!(allowed("MIT OR Apache-2.0"));
        assert!(allowed("MIT/Apache-2.0"));
        assert!(allowed("(MIT OR GPL-3.0-only) AND Unicode-3.0"));
        assert!(!allowed("MIT AND GPL-3.0-only"));
        assert!(!allowed("MPL-2.0"));
        assert!(!allowed("none"));
    }
}
