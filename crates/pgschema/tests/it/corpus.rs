//! Prisma's own cases: what Prisma 7.10 wrote for them, byte for byte.
//!
//! The corpus lies outside the repository: `REPERTOIRE_CORPUS`, or `shared/corpus` beside it.

use crate::support::migration;
use std::fs;
use std::path::{Path, PathBuf};

/// Where ours is better on purpose, and why.
const BETTER: &[(&str, &str)] = &[];

fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("REPERTOIRE_CORPUS").map(PathBuf::from);
    let beside = || {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        here.ancestors().map(|dir| dir.join("shared/corpus")).find(|dir| dir.is_dir())
    };
    named.or_else(beside).filter(|dir| dir.is_dir())
}

fn folders(of: &str) -> Vec<PathBuf> {
    let Some(corpus) = corpus() else {
        println!("skipped: no corpus");
        return Vec::new();
    };
    let entries = fs::read_dir(corpus.join(of)).expect("the corpus is readable");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

#[test]
fn steps_are_those_of_prisma() {
    let (mut same, mut other) = (0, Vec::new());
    for folder in folders("prisma/steps") {
        let mut before = String::new();
        for number in 1.. {
            let Ok(schema) = fs::read_to_string(folder.join(format!("{number}.v7.prisma"))) else {
                break;
            };
            let expected = folder.join(format!("{number}.oracle-7.10.0.sql"));
            if let Ok(expected) = fs::read_to_string(expected) {
                let case = format!("{}/{number}", folder.file_name().unwrap().display());
                let actual = migration(&before, &schema).script();
                if actual.trim_end() == expected.trim_end() {
                    same += 1;
                } else if !BETTER.iter().any(|(better, _)| *better == case) {
                    other.push(format!("== {case}\n-- Prisma\n{expected}\n-- ours\n{actual}"));
                }
            }
            before = schema;
        }
    }
    println!("{same} steps as Prisma, {} not", other.len());
    assert!(other.is_empty(), "{} differ:\n{}", other.len(), other.join("\n"));
}
