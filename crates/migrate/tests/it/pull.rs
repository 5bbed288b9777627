//! A database as a schema, beside what `prisma db pull` writes of it.

use std::fs;
use std::path::{Path, PathBuf};

use futures_util::{StreamExt, stream};
use migrate::pull;
use pgschema::to_schema::{PullOptions, Warnings};
use psl::SourceFile;

use crate::support::{corpus, empty};

fn schema(text: String) -> Vec<SourceFile> {
    vec![SourceFile { path: "schema.prisma".into(), text }]
}

/// Prisma 7 has no `url` in its schema; the cases are older.
fn without_url(text: &str) -> String {
    let kept = text.lines().filter(|line| !line.trim_start().starts_with("url "));
    kept.map(|line| format!("{line}\n")).collect()
}

/// The generator and datasource that a case began with, where it has no schema.
fn config_of(expected: &str) -> String {
    let (tree, _) = psl::syntax::parse(expected);
    let blocks = psl::syntax::ast::blocks(tree.root());
    let config = blocks.filter(|it| matches!(it.keyword(), "generator" | "datasource"));
    config.map(|block| format!("{}\n\n", block.text())).collect()
}

/// Without the lines that say what Prisma can't.
fn without_directives(text: &str) -> String {
    let is_directive = |line: &str| line.trim_start().starts_with("/// @");
    text.lines().filter(|line| !is_directive(line)).map(|line| format!("{line}\n")).collect()
}

/// Cases in which we keep what Prisma loses, and what that is.
const KEPT: [(&str, &str); 1] = [
    // Of several unique indexes on one column Prisma shows the first.
    (
        "fx_multiple_single_field_unique_indexes",
        "\n  @@unique([thefield], map: \"unq2\")\n  @@unique([thefield], map: \"unq3\")\n",
    ),
];

struct Case {
    name: String,
    sql: String,
    before: String,
    expected: String,
    warnings: String,
}

fn cases(dir: &Path) -> Vec<Case> {
    let mut names: Vec<PathBuf> = fs::read_dir(dir)
        .expect("the cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.to_string_lossy().ends_with(".oracle-7.10.0.prisma"))
        .collect();
    names.sort();
    let case = |path: &PathBuf| {
        let file = path.file_name()?.to_str()?;
        let name = file.strip_suffix(".oracle-7.10.0.prisma")?.to_owned();
        let read = |suffix: &str| fs::read_to_string(dir.join(format!("{name}.{suffix}"))).ok();
        let expected = read("oracle-7.10.0.prisma")?;
        let before =
            read("input.prisma").map_or_else(|| config_of(&expected), |it| without_url(&it));
        let (sql, warnings) = (read("sql")?, read("oracle-7.10.0.warnings").unwrap_or_default());
        Some(Case { name, sql, before, expected, warnings })
    };
    names.iter().filter_map(case).collect()
}

async fn check(case: &Case) -> Result<(), String> {
    let (_database, client) = empty().await;
    let fails =
        |what: &str, error: &dyn std::fmt::Display| format!("{}: {what}: {error}", case.name);
    client.batch_execute(&case.sql).await.map_err(|it| fails("set up", &it))?;
    let pulled = pull(&client, &schema(case.before.clone()), &PullOptions::default()).await;
    let pulled = pulled.map_err(|error| fails("pull", &error))?;
    let mut text = without_directives(&pulled.files[0].text);
    for (_, more) in KEPT.iter().filter(|(name, _)| *name == case.name) {
        text = text.replacen(more, "", 1);
    }
    if text != case.expected {
        return Err(format!("{}:\n{text}instead of\n{}", case.name, case.expected));
    }
    let of_prisma = pulled.warnings.iter().filter(|it| it.kind.code() < "PUL02");
    let warnings = Warnings::new(of_prisma.cloned().collect()).to_string();
    match warnings.trim() == case.warnings.trim() {
        true => Ok(()),
        false => Err(format!("{} warns:\n{warnings}instead of\n{}", case.name, case.warnings)),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn prismas_own_cases_are_pulled_as_prisma_pulls_them() {
    let Some(corpus) = corpus() else {
        return println!("skipped: there is no corpus here");
    };
    let cases = cases(&corpus.join("prisma/introspect"));
    let outcomes = stream::iter(&cases).map(check).buffered(4).collect::<Vec<_>>().await;
    let failures: Vec<String> = outcomes.into_iter().filter_map(Result::err).collect();
    println!("{} cases", cases.len());
    assert!(failures.is_empty(), "{} fail:\n{}", failures.len(), failures.join("\n"));
}
