//! `tests/cases/*.case`: an old schema, a new one, the script between them and what the rules
//! object to. `UPDATE_EXPECT=1` writes what comes out into the files.

use crate::support::migration;
use pgschema::lint::lint;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn cases_come_out_as_written() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    for path in case_files() {
        let text = fs::read_to_string(&path).expect("a readable case");
        let case = Case::parse(&text);
        let actual = case.with_answers();
        if actual != text && update {
            fs::write(&path, actual).expect("a writable case");
        } else if actual != text {
            wrong.push(format!("{}\n{actual}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "run with UPDATE_EXPECT=1 to accept:\n{}", wrong.join("\n"));
}

fn case_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let entries = fs::read_dir(folder).expect("the case files");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

struct Case<'a> {
    why: &'a str,
    old: &'a str,
    new: &'a str,
}

impl<'a> Case<'a> {
    fn parse(text: &'a str) -> Self {
        let (why, rest) = text.split_once("== old\n").expect("== old");
        let (old, rest) = rest.split_once("== new\n").expect("== new");
        let new = rest.split_once("== sql\n").map_or(rest, |(new, _)| new);
        Self { why, old, new }
    }

    fn with_answers(&self) -> String {
        let Self { why, old, new } = self;
        let migration = migration(old, new);
        let script = migration.script();
        let objections: String = lint(&migration)
            .into_iter()
            .map(|it| format!("{} {}: {}\n", it.code, it.rule, it.message))
            .collect();
        format!("{why}== old\n{old}== new\n{new}== sql\n{script}== lint\n{objections}")
    }
}
