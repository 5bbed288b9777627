//! Migrations as somebody with a schema of their own runs them: what is printed, what is in the
//! database, and with which exit code.

use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use cluster::testing::Database;
use expect_test::{Expect, expect};

use crate::run::{Dir, repertoire, run};

const FIRST: &str = "\
datasource db {
  provider = \"postgresql\"
}

model Book {
  id    Int     @id
  title String?
}
";

/// A project with a schema, and a database of its own.
struct Project {
    dir: Dir,
    database: Database,
    runtime: tokio::runtime::Runtime,
}

impl Project {
    fn new(name: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime");
        let database = runtime.block_on(Database::empty()).expect("a database");
        let dir = Dir::new(name);
        dir.write("prisma/schema.prisma", FIRST);
        Self { dir, database, runtime }
    }

    fn schema(&self, text: &str) {
        self.dir.write("prisma/schema.prisma", text);
    }

    fn migration(&self, name: &str, script: &str) {
        self.dir.write(&format!("prisma/migrations/{name}/migration.sql"), script);
    }

    /// A command about this project, with its database where the command takes one.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let url = self.database.url();
        let its = ["--contract", "prisma/schema.prisma", "--url", &url];
        run(self.dir.path(), &[&["contract"], arguments, &its[..]].concat())
    }

    /// Exit code, stdout and stderr in one text, without what is different each time.
    fn check(&self, arguments: &[&str], expected: Expect) {
        let (code, out, err) = self.run(arguments);
        let said = format!("exit {code}\n{out}{err}").replace(self.database.name(), "DATABASE");
        expected.assert_eq(&unstamped(&said));
    }

    fn sql(&self, sql: &str) -> Vec<String> {
        self.runtime.block_on(async {
            let target = contract::Target::parse(&self.database.url()).expect("a URL");
            let connection = contract::Connection::open(&target).await.expect("a connection");
            let rows = connection.client().simple_query(sql).await.expect("it runs");
            let row = |it: &tokio_postgres::SimpleQueryMessage| match it {
                tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            };
            rows.iter().filter_map(row).collect()
        })
    }

    /// The folders of the migrations, without their timestamps.
    fn migrations(&self) -> Vec<String> {
        let entries = fs::read_dir(self.dir.path().join("prisma/migrations")).expect("a folder");
        let names =
            entries.map(|it| it.expect("an entry").file_name().into_string().expect("text"));
        let mut names: Vec<String> = names.filter(|name| !name.contains('.')).collect();
        names.sort();
        names.iter().map(|name| unstamped(name)).collect()
    }
}

/// Fourteen digits are a timestamp, and what follows `began at` is the moment.
fn unstamped(text: &str) -> String {
    let mut shown = String::new();
    for word in text.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
        match digits.len() {
            14 => shown.push_str(&word.replace(digits, "TIME")),
            _ => shown.push_str(word),
        }
    }
    match shown.split_once("began at ") {
        Some((before, after)) => {
            format!("{before}began …{}", &after["2026-01-01 00:00:00".len()..])
        }
        None => shown,
    }
}

/// Somebody may have made it by hand, so that it goes only when that is said.
#[test]
fn what_the_last_check_leaves_goes_when_it_is_said() {
    let project = Project::new("undeclared");
    let with = "/// @check(id > 0, map: \"positive\")\nmodel Book";
    project.schema(&FIRST.replace("model Book", with));
    let (code, _, err) = project.run(&["migrate", "dev", "--name", "first"]);
    assert_eq!(code, 0, "{err}");
    project.schema(FIRST);
    project.check(&["migrate", "dev", "--name", "same"], expect![[r#"
        exit 0
        nothing to apply
        check positive on public.Book is not in the schema, and is left alone (--undeclared drops what no directive declares)
    "#]]);
    project.check(&["push", "--undeclared", "check", "--dry-run"], expect![[r#"
        exit 0
        -- AlterTable
        ALTER TABLE "Book" DROP CONSTRAINT "positive";
        warning: the database has a history of migrations, and this will be no part of it; `migrate dev` would write a migration
    "#]]);
    let diff = |declared: &[&str]| {
        let sides = ["contract", "migrate", "diff", "--script", "--from-migrations"];
        let paths = ["prisma/migrations", "--to-schema", "prisma/schema.prisma"];
        run(project.dir.path(), &[&sides[..], &paths[..], declared].concat()).1
    };
    assert_eq!(diff(&[]), "-- This is an empty migration.\n");
    let dropped = diff(&["--undeclared", "exclude,check"]);
    project.check(
        &["migrate", "dev", "--name", "less", "--undeclared", "check"],
        expect![[r#"
        exit 0
        wrote prisma/migrations/TIME_less/migration.sql
        applied TIME_less
        ==> 1 of 1: TIME_less
    "#]],
    );
    assert_eq!(project.migrations(), ["TIME_first", "TIME_less"]);
    let folder = fs::read_dir(project.dir.path().join("prisma/migrations")).expect("a folder");
    let last = folder
        .map(|it| it.expect("an entry").path())
        .filter(|it| it.to_string_lossy().ends_with("_less"));
    let script = last.map(|it| fs::read_to_string(it.join("migration.sql")).expect("a script"));
    assert_eq!(script.collect::<String>(), dropped);
    let (code, _, err) = project.run(&["migrate", "dev", "--undeclared", "chek"]);
    assert!(code == 2 && err.contains("check"), "{err}");
}

/// As Prisma, wherever the schema is.
#[test]
fn the_configuration_says_where_the_migrations_are() {
    let project = Project::new("configured");
    project.dir.write(
        ".config/prisma.ts",
        "export default { migrations: { seed: 'x', path: '../db/steps' } }\n",
    );
    let (code, out, err) = project.run(&["migrate", "dev", "--name", "first"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("wrote db/steps/"), "{out}");
    let steps = fs::read_dir(project.dir.path().join("db/steps")).expect("the folder");
    assert_eq!(steps.count(), 2, "the migration and the lock");
    let (code, out, err) = project.run(&["migrate", "status"]);
    assert!(code == 0 && out.contains("_first: applied"), "{out}{err}");
}

#[test]
fn dev_writes_and_applies_and_refuses_what_is_dangerous() {
    let project = Project::new("dev-apply");
    project.check(
        &["migrate", "dev", "--name", "First One"],
        expect![[r#"
        exit 0
        wrote prisma/migrations/TIME_first_one/migration.sql
        applied TIME_first_one
        ==> 1 of 1: TIME_first_one
    "#]],
    );
    project.check(
        &["migrate", "dev", "--name", "again"],
        expect![[r#"
        exit 0
        nothing to apply
    "#]],
    );
    project.check(
        &["migrate", "status"],
        expect![[r#"
        exit 0
        TIME_first_one: applied
        the database is up to date
    "#]],
    );
    project.sql("INSERT INTO \"Book\" VALUES (1, 'Emma')");

    project.schema(&FIRST.replace("String?", "String\n  @@index([title])"));
    project.check(&["migrate", "dev", "--name", "titles"], expect![[r#"
        exit 1
        warning: [MIG003] public.Book.title becomes NOT NULL while it may hold NULLs
            instead: Fill the NULLs, then, each in its own transaction:
            ALTER TABLE "Book" ADD CONSTRAINT "title_is_there" CHECK ("title" IS NOT NULL) NOT VALID;
            ALTER TABLE "Book" VALIDATE CONSTRAINT "title_is_there";
            ALTER TABLE "Book" ALTER COLUMN "title" SET NOT NULL;
            ALTER TABLE "Book" DROP CONSTRAINT "title_is_there";
        warning: [MIG005] building Book_title_idx stops all writes to public.Book
            instead: In a migration of its own, outside a transaction:
            CREATE INDEX CONCURRENTLY "Book_title_idx" ON "Book"("title");
            If that fails, drop the invalid index that it leaves, and try again.
        error: nothing is written; what is dangerous is written in safe phases with --safe, or as it is with --force
    "#]]);
    assert_eq!(project.migrations(), ["TIME_first_one"], "nothing is written");
    let (code, _, err) = project.run(&["migrate", "dev", "--name", "titles", "--safe"]);
    assert_eq!(code, 0, "{err}");
    assert!(project.migrations().len() > 2, "{:?}", project.migrations());
    let written = "SELECT count(*) FROM _prisma_migrations WHERE finished_at IS NOT NULL";
    assert_eq!(project.sql(written), [project.migrations().len().to_string()]);

    project.schema(FIRST.replace("  title String?\n", "").as_str());
    project.check(&["migrate", "dev", "--name", "no_titles"], expect![[r#"
        exit 1
        warning: [MIG002] dropping public.Book.title loses its values
            instead: If it was renamed, write `/// @renamedFrom("title")` above the field that it became.
            Otherwise deploy code that no longer uses it first, and drop it in a later migration.
        warning: [MIG014] dropping Book_title_idx waits for all that reads public.Book, with others behind it
            instead: In a migration of its own, outside a transaction:
            DROP INDEX CONCURRENTLY "Book_title_idx";
        error: nothing is written; what loses data is written with --accept-data-loss; what is dangerous is written in safe phases with --safe, or as it is with --force
    "#]]);
    let (code, _, err) =
        project.run(&["migrate", "dev", "--name", "no_titles", "--accept-data-loss", "--safe"]);
    assert_eq!(code, 0, "{err}");
    let (code, out, _) = project.run(&["drift"]);
    assert_eq!(code, 0, "{out}");
}

#[test]
fn a_rename_is_asked_for_and_answered() {
    let project = Project::new("rename");
    let (code, _, err) = project.run(&["migrate", "dev", "--name", "first"]);
    assert_eq!(code, 0, "{err}");
    project.sql("INSERT INTO \"Book\" VALUES (1, 'Emma')");
    project.schema(&FIRST.replace("title String?", "titel String?"));
    let rename = ["migrate", "dev", "--name", "rename"];
    project.check(&rename, expect![[r#"
        exit 1
        warning: was the column titel of public.Book called title before?
            if so, say --answer title=titel, or write /// @renamedFrom("title") above it in the schema
        warning: [MIG002] dropping public.Book.title loses its values
            instead: If it was renamed, write `/// @renamedFrom("title")` above the field that it became.
            Otherwise deploy code that no longer uses it first, and drop it in a later migration.
        error: nothing is written; what loses data is written with --accept-data-loss
    "#]]);
    let (code, _, err) = project.run(&[&rename[..], &["--answer", "titl=titel"]].concat());
    assert!(code == 1 && err.contains("fits no rename"), "{err}");
    let (code, _, err) =
        project.run(&[&rename[..], &["--answer", "title=titel", "--force"]].concat());
    assert_eq!(code, 0, "{err}");
    assert_eq!(project.sql("SELECT titel FROM \"Book\""), ["Emma"]);
    project.check(
        &["migrate", "down"],
        expect![[r#"
        exit 0
        undid TIME_rename
    "#]],
    );
    assert_eq!(project.sql("SELECT title FROM \"Book\""), ["Emma"], "the way back keeps them too");
}

#[test]
fn a_failure_is_told_and_settled() {
    let project = Project::new("failure");
    project.migration("1_first", "CREATE TABLE a (id int);\n");
    project.migration("2_broken", "CREATE TABLE b (id int);\nINSERT INTO nowhere VALUES (1);\n");
    project.check(
        &["migrate", "deploy"],
        expect![[r#"
        exit 1
        applied 1_first
        ==> 1 of 2: 1_first
        ==> 2 of 2: 2_broken
        error: the migration `2_broken` failed (P3018)
        statement 2 of 2, line 2: INSERT INTO nowhere VALUES (1)
        relation "nowhere" does not exist (42P01)
        statement 1 ran and was rolled back; nothing of it is in the database
        mend the script, then `migrate resolve --rolled-back 2_broken` and deploy again
    "#]],
    );
    project.check(
        &["migrate", "status"],
        expect![[r#"
        exit 1
        1_first: applied
        2_broken: failed
            it began … UTC and said:
              statement 2 of 2, line 2: INSERT INTO nowhere VALUES (1)
              relation "nowhere" does not exist (42P01)
              statement 1 ran and was rolled back; nothing of it is in the database
        1 migration to look at
        say what became of it: migrate resolve --rolled-back 2_broken, or --applied 2_broken
    "#]],
    );
    project.check(
        &["migrate", "resolve", "--rolled-back", "2_broken"],
        expect![[r#"
        exit 0
        2_broken is recorded as rolled back
    "#]],
    );
    project.migration("2_broken", "CREATE TABLE b (id int);\n");
    project.migration("3_way_back", "CREATE TABLE c (id int);\n");
    project.dir.write("prisma/migrations/3_way_back/down.sql", "DROP TABLE c;\n");
    project.check(
        &["migrate", "deploy"],
        expect![[r#"
        exit 0
        applied 2_broken
        applied 3_way_back
        ==> 1 of 2: 2_broken
        ==> 2 of 2: 3_way_back
    "#]],
    );
    project.check(
        &["migrate", "down"],
        expect![[r#"
        exit 0
        undid 3_way_back
    "#]],
    );
    project.check(&["migrate", "down"], expect![[r#"
        exit 1
        error: `2_broken` has no down.sql, so it can't be undone; write 2_broken/down.sql, or a new migration that leads back
    "#]]);
}

#[test]
fn a_deploy_that_is_killed_leaves_a_clear_status() {
    let project = Project::new("killed");
    project.migration("1_slow", "CREATE TABLE a (id int);\nSELECT pg_sleep(2);\n");
    let url = project.database.url();
    let mut deploy = repertoire()
        .current_dir(project.dir.path())
        .args([
            "contract",
            "migrate",
            "deploy",
            "--contract",
            "prisma/schema.prisma",
            "--url",
            &url,
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let begun = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%sleep(2)%' \
                 AND pid <> pg_backend_pid()";
    while project.sql(begun).is_empty() {
        sleep(Duration::from_millis(20));
    }
    deploy.kill().expect("it is killed");
    deploy.wait().expect("it is gone");
    let (code, out, _) = project.run(&["migrate", "status"]);
    assert!(code == 1 && out.contains("being applied at this moment"), "{out}");
    // The server hears of it when it next speaks to us, or has ended the script and its record with it.
    while !project.sql(begun).is_empty() {
        sleep(Duration::from_millis(20));
    }
    let (_, out, _) = project.run(&["migrate", "status"]);
    let there = !project.sql("SELECT 1 FROM pg_tables WHERE tablename = 'a'").is_empty();
    assert_eq!(out.contains("1_slow: applied"), there, "{out}");
    assert_eq!(out.contains("left nothing"), !there, "{out}");
}

#[test]
fn push_pull_and_push_again_is_nothing() {
    let project = Project::new("push");
    project.check(
        &["push", "--dry-run"],
        expect![[r#"
        exit 0
        -- CreateTable
        CREATE TABLE "Book" (
            "id" INTEGER NOT NULL,
            "title" TEXT,

            CONSTRAINT "Book_pkey" PRIMARY KEY ("id")
        );
    "#]],
    );
    assert!(project.sql("SELECT 1 FROM pg_tables WHERE tablename = 'Book'").is_empty());
    project.check(
        &["push"],
        expect![[r#"
        exit 0
        [+] Added tables
          - Book

        the database is now as the schema says
    "#]],
    );
    project.check(
        &["push"],
        expect![[r#"
        exit 0
        the database is as the schema says already
    "#]],
    );
    project.sql("ALTER TABLE \"Book\" ADD COLUMN pages integer");
    project.check(
        &["push"],
        expect![[r#"
        exit 1
        warning: [MIG002] dropping public.Book.pages loses its values
        error: nothing was changed; look at it with --dry-run, or run it with --accept-data-loss
    "#]],
    );
    let url = project.database.url();
    let pull = |arguments: &[&str]| {
        run(project.dir.path(), &[&["contract", "pull", "--url", &url], arguments].concat())
    };
    let (code, out, err) = pull(&["prisma/schema.prisma", "--print"]);
    assert!(code == 0 && out.contains("pages Int?"), "{out}{err}");
    let (code, out, _) = pull(&["prisma/schema.prisma"]);
    assert_eq!((code, out.as_str()), (0, "wrote prisma/schema.prisma\n"));
    assert_eq!(
        fs::read_to_string(project.dir.path().join("prisma/schema.prisma.bak")).expect("kept"),
        FIRST
    );
    project.check(
        &["push"],
        expect![[r#"
        exit 0
        the database is as the schema says already
    "#]],
    );
    project.schema("model Broken {");
    let (code, _, err) = pull(&["prisma/schema.prisma"]);
    assert!(code == 1 && err.contains("PSL"), "{err}");
}

#[test]
fn drift_is_adopted_or_repaired_and_never_passes_unseen() {
    let project = Project::new("drift");
    project.check(&["drift"], expect![[r#"
        exit 1
        error: the database DATABASE has no table in public, so there is nothing to compare; see that it is the right one, and deployed
    "#]]);
    let (code, _, err) = project.run(&["migrate", "dev", "--name", "first"]);
    assert_eq!(code, 0, "{err}");
    project.check(
        &["drift"],
        expect![[r#"
        exit 0
        the database is as the contract says
    "#]],
    );
    project.sql("ALTER TABLE \"Book\" ADD COLUMN pages integer");
    project.check(
        &["drift"],
        expect![[r#"
        exit 1
        the column pages of public.Book is not in the contract
            ALTER TABLE "Book" DROP COLUMN "pages"
        1 difference
        --adopt lets the contract follow the database; --repair prints the way back
    "#]],
    );
    project.check(
        &["drift", "--repair"],
        expect![[r#"
        exit 0
        -- AlterTable
        ALTER TABLE "Book" DROP COLUMN "pages";
        warning: this loses data: it removes what the contract does not have
    "#]],
    );
    project.check(
        &["migrate", "dev", "--name", "next"],
        expect![[r#"
        exit 1
        error: the database is not what its history says:
          - the column pages of public.Book is not in the contract
        either let the contract follow it: `repertoire contract drift --against migrations --adopt`
        or bring it back: `repertoire contract drift --against migrations --repair`
    "#]],
    );
    project.check(
        &["drift", "--adopt"],
        expect![[r#"
        exit 0
        wrote prisma/migrations/TIME_adopt_drift/migration.sql
        TIME_adopt_drift is recorded as applied
        let the schema say it too: repertoire contract pull
    "#]],
    );
    project.check(
        &["drift", "--against", "migrations"],
        expect![[r#"
        exit 0
        the database is as the contract says
    "#]],
    );
    project.check(
        &["migrate", "status"],
        expect![[r#"
        exit 0
        TIME_first: applied
        TIME_adopt_drift: applied
        the database is up to date
    "#]],
    );
}

#[test]
fn a_live_database_is_compared_with_a_schema_and_with_migrations() {
    let project = Project::new("live");
    let url = project.database.url();
    let diff = |arguments: &[&str]| {
        run(project.dir.path(), &[&["contract", "migrate", "diff"], arguments].concat())
    };
    let to_schema = ["--from-url", &url, "--to-schema", "prisma/schema.prisma", "--exit-code"];
    assert_eq!(diff(&to_schema).0, 2);
    let (code, script, _) = diff(&[&to_schema[..4], &["--script", "-o", "up.sql"]].concat());
    assert_eq!((code, script.as_str()), (0, ""));
    project.sql(&fs::read_to_string(project.dir.path().join("up.sql")).expect("the script"));
    let (code, out, err) = diff(&to_schema);
    assert_eq!((code, out.as_str()), (0, "No difference detected.\n"), "{err}");
    project.migration("1_other", "CREATE TABLE \"Other\" (id int PRIMARY KEY);\n");
    let (code, out, _) = diff(&["--from-migrations", "prisma/migrations", "--to-url", &url]);
    expect![[r#"
        exit 0
        [-] Removed tables
          - Other
              locks "Other" ACCESS EXCLUSIVE; loses data

        [+] Added tables
          - Book
    "#]]
    .assert_eq(&format!("exit {code}\n{out}"));
}

#[test]
fn a_database_that_is_missing_is_made_where_that_is_asked_for() {
    let project = Project::new("create");
    project.migration("1_first", "CREATE TABLE a (id int);\n");
    project.schema("model Broken {");
    let name = format!("{}_made", project.database.name());
    let url = project.database.url().replace(project.database.name(), &name);
    let deploy = ["contract", "migrate", "deploy", "--contract", "prisma", "--url", &url];
    let (code, _, err) = run(project.dir.path(), &deploy);
    assert!(code == 1 && err.contains("P1003") && err.contains("--create"), "{err}");
    let (code, out, err) = run(project.dir.path(), &[&deploy[..], &["--create"]].concat());
    assert_eq!((code, out.as_str()), (0, "applied 1_first\n"), "its schema is no matter: {err}");
    project.sql(&format!("DROP DATABASE {name} WITH (FORCE)"));

    project.schema(FIRST);
    let elsewhere = format!("{}?schema=studio", project.database.url());
    let push = ["contract", "push", "--contract", "prisma", "--url", &elsewhere];
    let (code, _, err) = run(project.dir.path(), &push);
    assert!(code == 1 && err.contains("@@schema(\"studio\")"), "{err}");
    let deploy = ["contract", "migrate", "deploy", "--contract", "prisma", "--url", &elsewhere];
    let (code, _, err) = run(project.dir.path(), &deploy);
    assert_eq!(code, 0, "{err}");
    assert_eq!(project.sql("SELECT count(*) FROM studio.a"), ["0"]);
}

#[test]
fn a_server_that_does_not_answer_is_told_without_the_password() {
    let project = Project::new("nobody");
    let url = "postgresql://ada:hunter2@127.0.0.1:1/app";
    for command in [&["migrate", "deploy"][..], &["migrate", "status"], &["push"], &["drift"]] {
        let arguments = [&["contract"], command, &["--contract", "prisma", "--url", url]].concat();
        let (code, out, err) = run(project.dir.path(), &arguments);
        assert!(code == 1 && err.contains("P1001"), "{command:?}: {err}");
        assert!(!(out + &err).contains("hunter2"), "{command:?}");
    }
}

/// Prisma's own engine over the same folder and database, where it is installed.
#[test]
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn prisma_finds_nothing_to_do_after_us_and_we_after_prisma() {
    let Some(oracle) = std::env::var_os("REPERTOIRE_ORACLE").map(std::path::PathBuf::from) else {
        return println!("skipped: REPERTOIRE_ORACLE names no folder with Prisma in it");
    };
    let project = Project::new("prisma");
    let url = project.database.url();
    let ask = |arguments: &[&str]| {
        let mut node = std::process::Command::new("node");
        let node =
            node.arg(oracle.join("oracle.mjs")).args(arguments).current_dir(project.dir.path());
        let output = node.output().expect("node runs");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    let (folder, schema) = ("prisma/migrations", "prisma/schema.prisma");
    let (code, _, err) = project.run(&["migrate", "dev", "--name", "ours"]);
    assert_eq!(code, 0, "{err}");
    let said = ask(&["drift", folder, &url]);
    assert!(said.contains("createMigration"), "Prisma sees no drift: {said}");
    assert_eq!(ask(&["livediff", &url, schema]), "-- This is an empty migration.\n");

    project.schema(&FIRST.replace("String?", "String?\n  pages Int?"));
    ask(&["create", folder, schema, "theirs", &url, "--write"]);
    assert_eq!(project.migrations(), ["TIME_ours", "TIME_theirs"]);
    let (code, out, err) = project.run(&["migrate", "dev", "--name", "nothing"]);
    assert!(code == 0 && out.contains("_theirs"), "{out}{err}");
    let said = ask(&["deploy", folder, &url]);
    assert!(said.contains("\"appliedMigrationNames\": []"), "{said}");
    let (code, out, _) = project.run(&["drift"]);
    assert_eq!(code, 0, "{out}");

    project.schema(&FIRST.replace("String?", "String?\n  pages Int?\n  isbn String?"));
    ask(&["push", schema, &url]);
    let (code, out, err) = project.run(&["push"]);
    assert_eq!((code, out.as_str()), (0, "the database is as the schema says already\n"), "{err}");
}
