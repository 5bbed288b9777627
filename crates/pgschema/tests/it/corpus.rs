//! Prisma's own cases: what Prisma 7.10 wrote for them, byte for byte.
//!
//! The corpus lies outside the repository: `REPERTOIRE_CORPUS`, or `shared/corpus` beside it.

use crate::support::migration;
use std::fs;
use std::path::{Path, PathBuf};

/// Where ours is better on purpose, and why.
const BETTER: &[(&str, &str)] = &[
    (
        "migrations__id__making_an_autoincrement_default_an_expression_then_autoincrement_again_works/2",
        "Prisma drops the new default again, and a sequence without a name",
    ),
    (
        "migrations__id__removing_autoincrement_from_an_existing_field_works/2",
        "Prisma drops a sequence without a name",
    ),
];

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
        note("skipped: no corpus");
        return Vec::new();
    };
    let entries = fs::read_dir(corpus.join(of)).expect("the corpus is readable");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// A line in the test's output, which `cargo test` shows on failure or with `--nocapture`.
#[expect(clippy::print_stdout, reason = "a skipped test has to say so")]
fn note(text: &str) {
    println!("{text}");
}

/// Every schema of the corpus that PostgreSQL can hold, with its name.
pub(crate) fn schemas() -> Vec<(String, String)> {
    let steps = folders("prisma/steps").into_iter().flat_map(|folder| {
        let files = (1..).map(move |number| folder.join(format!("{number}.v7.prisma")));
        files.map_while(|path| Some((path.display().to_string(), fs::read_to_string(path).ok()?)))
    });
    steps.collect()
}

/// The expected files of this folder are of a Prisma that took `public` for created and
/// qualified it; what Prisma 7.10 writes instead is all that is changed here.
#[test]
fn whole_schemas_are_those_of_prisma() {
    for path in folders("prisma/ddl").iter().filter(|path| path.extension().unwrap() == "prisma") {
        let expected = fs::read_to_string(path.with_extension("expected.sql")).expect("the script");
        let mut expected = expected.replace("\"public\".", "");
        if !expected.contains("CREATE SCHEMA") {
            let create = "-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS \"public\";\n\n";
            expected.insert_str(0, create);
        }
        let schema = fs::read_to_string(path).expect("the schema");
        let actual = migration("", &schema).script();
        assert_eq!(actual.trim_end(), expected.trim_end(), "{}", path.display());
    }
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
    note(&format!("{same} steps as Prisma, {} not", other.len()));
    assert!(other.is_empty(), "{} differ:\n{}", other.len(), other.join("\n"));
}
