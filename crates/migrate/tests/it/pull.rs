//! A database as a schema, beside what `prisma db pull` writes of it.

use std::fs;
use std::path::{Path, PathBuf};

use futures_util::{StreamExt, stream};
use migrate::{ServerError, introspect, pull};
use pgschema::to_schema::{PullOptions, WarningKind, Warnings};
use pgschema::{Hints, diff, from_schema_with, opaque_differences};
use psl::SourceFile;

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

/// What only directives and files say.
const BESIDES: &str = r#"
CREATE TYPE mood AS ENUM ('ok');
CREATE TYPE pair AS (x int, y text);
CREATE DOMAIN email AS text CHECK (VALUE ~ '@');
CREATE SEQUENCE invoice START WITH 1000 INCREMENT BY 10;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION twice(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE TABLE people (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100) PRIMARY KEY,
    second int GENERATED BY DEFAULT AS IDENTITY,
    number int NOT NULL DEFAULT nextval('invoice'),
    mail email NOT NULL DEFAULT 'a@b', mails email[], place pair, one "char", open bpchar,
    name text COLLATE "C", low text GENERATED ALWAYS AS (lower(name)) STORED, tags text[] NOT NULL DEFAULT '{}',
    during tstzrange, a int CHECK (a > 0) NO INHERIT, b int UNIQUE DEFERRABLE INITIALLY DEFERRED,
    EXCLUDE USING gist (during WITH &&) WHERE (a IS NOT NULL)
);
CREATE INDEX expressions ON people (lower(name), (a + 1));
CREATE INDEX first_nulls ON people (a NULLS FIRST, name COLLATE "POSIX" DESC);
CREATE UNIQUE INDEX patterns ON people (name text_pattern_ops) WITH (fillfactor = 70);
CREATE TABLE keys (id int, t text, PRIMARY KEY (id) INCLUDE (t) DEFERRABLE);
CREATE TABLE refs (id int PRIMARY KEY, a bigint, CONSTRAINT late FOREIGN KEY (a) REFERENCES people MATCH FULL
    ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE refs ADD CONSTRAINT unproved CHECK (a > 0) NOT VALID;
CREATE UNLOGGED TABLE fast (id int PRIMARY KEY) WITH (fillfactor = 80);
CREATE TABLE events (id int, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
ALTER TABLE people ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON people FOR SELECT USING (a > 1);
CREATE POLICY "two words" ON people AS RESTRICTIVE TO CURRENT_USER USING (a > 1) WITH CHECK (b > 2);
CREATE TRIGGER touched BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER asleep AFTER INSERT ON people EXECUTE FUNCTION touch();
ALTER TABLE people DISABLE TRIGGER asleep;
CREATE VIEW named AS SELECT id, name AS "the name" FROM people WHERE a > 1;
CREATE MATERIALIZED VIEW counted AS SELECT a, count(*) AS n FROM people GROUP BY a;
CREATE UNIQUE INDEX counted_a ON counted (a);
COMMENT ON TABLE people IS E'an "odd" table\nin two lines';
COMMENT ON COLUMN people.a IS 'the a';
COMMENT ON TYPE mood IS 'moods';
COMMENT ON INDEX expressions IS 'searched';
COMMENT ON CONSTRAINT unproved ON refs IS 'some day';
COMMENT ON POLICY mine ON people IS 'one''s own';
COMMENT ON FUNCTION twice(int, int) IS 'adds';
COMMENT ON VIEW named IS 'with names';
CREATE SEQUENCE "se""q";
CREATE TABLE "quo""te" (id int PRIMARY KEY, "x""y" int, nan float DEFAULT 'NaN', far float DEFAULT '-Infinity',
    big float DEFAULT 1e300, CONSTRAINT "c""k" CHECK ("x""y" > 0), "n" int DEFAULT nextval('"se""q"'),
    during tstzrange, CONSTRAINT "e""x" EXCLUDE USING gist (during WITH &&));
CREATE INDEX "i""x" ON "quo""te" (("x""y" + 1));
CREATE POLICY "po""li, (cy" ON "quo""te" USING ("x""y" > 1);
COMMENT ON POLICY "po""li, (cy" ON "quo""te" IS 'a "quote"';
CREATE TABLE "ta""ble" (id int PRIMARY KEY) PARTITION BY LIST (id);
CREATE TABLE "part""1" PARTITION OF "ta""ble" FOR VALUES IN (1);
"#;

/// What is left to do for a database that was pulled, and pushed to an empty one.
async fn lost_on_the_way(sql: &str) -> String {
    let (_before, from) = empty().await;
    from.batch_execute(sql).await.expect("a database");
    let pulled = pull(&from, &[], &PullOptions::default()).await.expect("a schema");
    let analysis = psl::analyze(&pulled.files);
    assert!(analysis.is_valid(), "{:?}\n{}", analysis.diagnostics, pulled.files[0].text);
    let files = pulled.sql_files.iter().map(|file| (file.path.clone(), file.text.clone()));
    let catalogue = from_schema_with(&analysis.schema, &files.collect()).expect("a catalogue");
    let script = diff(&Default::default(), &catalogue, &Hints::default()).script();
    let (_after, to) = empty().await;
    let pushed = to.batch_execute(&script).await;
    pushed.map_err(|error| format!("{}\n{script}", ServerError::from(error))).expect("pushed");
    let before = introspect(&from, &[]).await.expect("what was there");
    let after = introspect(&to, &[]).await.expect("what is there now");
    let rest = diff(&after, &before, &Hints::default());
    let script = if rest.is_empty() { String::new() } else { rest.script() };
    let unsaid = pulled.warnings.iter().filter(|it| it.kind == WarningKind::NotSaid);
    format!("{script}{}{}", lines(opaque_differences(&after, &before)), lines(unsaid))
}

#[tokio::test]
async fn what_is_pulled_and_pushed_to_an_empty_database_is_what_was_there() {
    assert_eq!(lost_on_the_way(SHOP).await, "");
    assert_eq!(lost_on_the_way(BESIDES).await, "");
}

/// A schema has no roles, so that somebody has to be told of what they may do. What an extension
/// grants comes with it.
#[tokio::test]
async fn privileges_are_named() {
    let (_database, client) = empty().await;
    let sql = "CREATE EXTENSION pg_stat_statements;
        CREATE TABLE shelf (id int PRIMARY KEY, title text);
        CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
        GRANT SELECT ON shelf TO PUBLIC;
        GRANT UPDATE (title) ON shelf TO PUBLIC;
        REVOKE ALL ON FUNCTION one() FROM PUBLIC;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;";
    client.batch_execute(sql).await.expect("a database");
    let pulled = pull(&client, &[], &PullOptions::default()).await.expect("a schema");
    let granted = pulled.warnings.iter().filter(|it| it.kind == WarningKind::Privileges);
    let on: Vec<&str> = granted.map(|it| it.subject[0].1.as_str()).collect();
    assert_eq!(
        on,
        [
            "column public.shelf.title",
            "default privileges of repertoire_owner in public",
            "function public.one()",
            "table public.shelf"
        ]
    );
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
