//! The help of every command, as a page that changes only on purpose.

use std::path::Path;

use expect_test::expect_file;

use crate::run::run;

const COMMANDS: &[&[&str]] = &[
    &[],
    &["serve"],
    &["demo"],
    &["import"],
    &["card"],
    &["card", "inspect"],
    &["card", "convert"],
    &["card", "diff"],
    &["verify"],
    &["card"],
    &["card", "activate"],
    &["card", "prompt"],
    &["contract"],
    &["contract", "validate"],
    &["contract", "format"],
    &["contract", "lint"],
    &["contract", "generate"],
    &["contract", "lsp"],
    &["contract", "migrate"],
    &["contract", "migrate", "dev"],
    &["contract", "migrate", "deploy"],
    &["contract", "migrate", "status"],
    &["contract", "migrate", "resolve"],
    &["contract", "migrate", "down"],
    &["contract", "migrate", "diff"],
    &["contract", "push"],
    &["contract", "pull"],
    &["contract", "drift"],
    &["contract", "plans"],
    &["contract", "explain"],
];

#[test]
fn every_command_explains_itself() {
    let pages = COMMANDS.iter().map(|command| {
        let arguments = [command, &["--help"][..]].concat();
        let (code, page, _) = run(Path::new("."), &arguments);
        assert_eq!(code, 0, "{command:?}");
        format!("$ repertoire {}\n{}\n", arguments.join(" "), trimmed(&page))
    });
    expect_file!["help.txt"].assert_eq(&pages.collect::<String>());
}

/// Spaces at the ends of lines are clap's.
fn trimmed(page: &str) -> String {
    page.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
