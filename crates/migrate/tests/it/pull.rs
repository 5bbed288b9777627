//! A database as a schema, beside what `prisma db pull` writes of it.

use std::fs;
use std::path::{Path, PathBuf};

use cluster::testing::Database;
use futures_util::{StreamExt, stream};
use migrate::{introspect, pull};
use pgschema::to_schema::{PullOptions, Pulled, WarningKind, Warnings};
use pgschema::{Hints, diff, from_schema};
use psl::SourceFile;
use tokio_postgres::Client;

use crate::support::{corpus, empty, lines};

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

/// What Prisma's words say without loss, or a directive beside them.
const SHOP: &str = r#"
CREATE SCHEMA "Lager";
CREATE TYPE mood AS ENUM ('sad', 'so happy', '1st', '', 'a-b', 'a b', '100%');
CREATE TYPE "Lager"."Weird Type" AS ENUM ('x');
CREATE TABLE "select" (id serial PRIMARY KEY, "weird name!" text, "1col" int, "a-b" int, "a b" int, "🙂" text);
CREATE TABLE everything (
    id bigint PRIMARY KEY,
    m mood NOT NULL DEFAULT 'so happy', ms mood[] DEFAULT '{sad,"so happy"}', w "Lager"."Weird Type" DEFAULT 'x',
    c3 char(3) DEFAULT 'abc', v varchar, v5 varchar(5) DEFAULT 'it''s \', b bit, b3 bit(3) DEFAULT B'101',
    n numeric, n5 numeric(5), n52 numeric(5, 2) DEFAULT -1.50, nan float8 DEFAULT 'NaN', big float8 DEFAULT 1e30,
    i2 smallint DEFAULT -7, i8 bigint DEFAULT 9223372036854775807, o oid, mo money,
    t text DEFAULT E'line\nbreak\ttab\\ "q"', tn text DEFAULT now()::text, bo boolean DEFAULT true,
    d date DEFAULT '2020-01-01', ti time, ti3 time(3), ts timestamp DEFAULT now(), ts3 timestamp(3),
    tz timestamptz(6) DEFAULT CURRENT_TIMESTAMP(3), tu timestamp DEFAULT (now() AT TIME ZONE 'utc'),
    u uuid DEFAULT gen_random_uuid(), u2 uuid DEFAULT '00000000-0000-0000-0000-000000000000',
    j json DEFAULT '{}', jb jsonb DEFAULT '{"a": [1, "x''y"]}', x xml, inet inet DEFAULT '127.0.0.1', mac macaddr,
    by bytea DEFAULT '\x00ff', iv interval DEFAULT '1 day', iv3 interval(3), pt point, tsv tsvector, r int4range,
    ia int[] DEFAULT '{1,2}', ta text[] DEFAULT ARRAY['a,b', 'c"d'], ba bool[] DEFAULT '{t,f}', ivs interval[]
);
CREATE TABLE composite (a int, b int, c text, PRIMARY KEY (a, b), UNIQUE (b, c));
CREATE TABLE "Lager".refs (
    id serial PRIMARY KEY, a int, b int, c text, d int NOT NULL UNIQUE, boss int REFERENCES "Lager".refs,
    CONSTRAINT "to composite" FOREIGN KEY (a, b) REFERENCES composite ON DELETE SET NULL ON UPDATE RESTRICT,
    FOREIGN KEY (b, c) REFERENCES composite (b, c),
    FOREIGN KEY (d) REFERENCES "select" ON DELETE CASCADE,
    CONSTRAINT positive CHECK (a > 0), CHECK (c <> 'x
  y'), CHECK (a < b)
);
CREATE INDEX newest ON "Lager".refs (a DESC, b) WHERE c IS NOT NULL;
CREATE UNIQUE INDEX carrying ON "Lager".refs (a) INCLUDE (b, c);
CREATE UNIQUE INDEX nulls ON "Lager".refs (b, c) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX again ON "Lager".refs (d);
CREATE INDEX hashed ON "Lager".refs USING hash (a);
CREATE INDEX inside ON everything USING gin (jb jsonb_path_ops);
CREATE INDEX range ON everything USING brin (i2 int2_bloom_ops);
CREATE INDEX words ON everything (t text_pattern_ops);
"#;

/// The shop, and what it takes to compare it: everything that is pulled, pushed to an empty database.
async fn pulled_and_pushed(sql: &str) -> (Pulled, Client, Client, [Database; 2]) {
    let (before, from) = empty().await;
    from.batch_execute(sql).await.expect("a database");
    let pulled = pull(&from, &[], &PullOptions::default()).await.expect("a schema");
    let analysis = psl::analyze(&pulled.files);
    assert!(analysis.is_valid(), "{:?}\n{}", analysis.diagnostics, pulled.files[0].text);
    let catalogue = from_schema(&analysis.schema).expect("a catalogue");
    let script = diff(&Default::default(), &catalogue, &Hints::default()).script();
    let (after, to) = empty().await;
    to.batch_execute(&script).await.expect("it can be pushed");
    (pulled, from, to, [before, after])
}

#[tokio::test]
async fn what_is_pulled_and_pushed_to_an_empty_database_is_what_was_there() {
    let (pulled, from, to, _databases) = pulled_and_pushed(SHOP).await;
    let (before, after) = (introspect(&from, &[]).await, introspect(&to, &[]).await);
    let rest = diff(&after.expect("after"), &before.expect("before"), &Hints::default());
    assert!(rest.is_empty(), "{}\n{}", rest.script(), pulled.files[0].text);
    let unsaid = pulled.warnings.iter().filter(|it| it.kind == WarningKind::NotSaid);
    assert_eq!(lines(unsaid), "");
}

#[tokio::test]
async fn what_is_pulled_is_laid_out_and_pulls_the_same_again() {
    let (_database, client) = empty().await;
    client.batch_execute(SHOP).await.expect("a database");
    let first = pull(&client, &[], &PullOptions::default()).await.expect("a schema");
    assert_eq!(psl::format(&first.files[0].text), first.files[0].text);
    let again = pull(&client, &first.files, &PullOptions::default()).await.expect("a schema");
    assert_eq!(again.files, first.files);
}
