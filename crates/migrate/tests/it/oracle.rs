//! Real Prisma and we share a folder and a database, and agree.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use migrate::{Folder, Resolution, State, deploy, resolve, status, undo};

use crate::support::{Scratch, empty};

/// A folder in which `oracle.mjs` and its `node_modules` stand.
pub(crate) fn oracle() -> Option<PathBuf> {
    let dir = PathBuf::from(env::var_os("REPERTOIRE_ORACLE")?);
    dir.join("node_modules").is_dir().then_some(dir)
}

pub(crate) fn ask(
    oracle: &Path,
    verb: &str,
    folder: &Path,
    url: &str,
) -> Result<serde_json::Value, String> {
    let output = Command::new("node")
        .arg(oracle.join("oracle.mjs"))
        .args([verb, &folder.display().to_string(), url])
        .output()
        .expect("node runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    serde_json::from_str(&said).map_err(|_| said + &String::from_utf8_lossy(&output.stderr))
}

pub(crate) fn write(folder: &Path, name: &str, script: &str) {
    fs::create_dir_all(folder.join(name)).expect("a migration");
    fs::write(folder.join(name).join("migration.sql"), script).expect("its script");
    fs::write(folder.join("migration_lock.toml"), Folder::lock_file()).expect("the lock file");
}

macro_rules! oracle_or_skip {
    () => {
        match oracle() {
            Some(oracle) => oracle,
            None => return println!("skipped: REPERTOIRE_ORACLE names no folder with Prisma in it"),
        }
    };
}

#[tokio::test]
async fn prisma_and_we_take_over_from_each_other_in_mid_history() {
    let oracle = oracle_or_skip!();
    let (scratch, (database, client)) = (Scratch::new(), empty().await);
    let (dir, url) = (scratch.path(), database.url());
    let read = || Folder::read(dir).expect("a folder");

    write(dir, "20260101000000_first", "CREATE TABLE a (id int);\n");
    assert_eq!(deploy(&client, &read()).await.expect("ours").applied.len(), 1);
    let seen = ask(&oracle, "deploy", dir, &url).expect("Prisma agrees");
    assert_eq!(seen["appliedMigrationNames"], serde_json::json!([]));

    write(dir, "20260102000000_second", "ALTER TABLE a ADD b int;\n");
    let seen = ask(&oracle, "deploy", dir, &url).expect("Prisma applies");
    assert_eq!(seen["appliedMigrationNames"], serde_json::json!(["20260102000000_second"]));
    assert!(status(&client, &read()).await.expect("ours").is_up_to_date());

    write(dir, "20260103000000_third", "ALTER TABLE a ADD c int;\n");
    assert_eq!(deploy(&client, &read()).await.expect("ours").applied, ["20260103000000_third"]);
    let seen = ask(&oracle, "status", dir, &url).expect("Prisma's status");
    assert_eq!(seen["history"], serde_json::Value::Null, "{seen}");
    for list in ["failedMigrationNames", "editedMigrationNames"] {
        assert_eq!(seen[list], serde_json::json!([]), "{list}");
    }
}

#[tokio::test]
async fn prisma_and_we_agree_on_edited_missing_and_failed_migrations() {
    let oracle = oracle_or_skip!();
    let (scratch, (database, client)) = (Scratch::new(), empty().await);
    let (dir, url) = (scratch.path(), database.url());
    let read = || Folder::read(dir).expect("a folder");
    write(dir, "1_first", "CREATE TABLE a (id int);\n");
    write(dir, "2_second", "ALTER TABLE a ADD b int;\n");
    deploy(&client, &read()).await.expect("both");
    write(dir, "1_first", "CREATE TABLE a (id bigint);\n");
    write(dir, "3_broken", "ALTER TABLE nowhere ADD b int;\n");
    deploy(&client, &read()).await.expect_err("it fails");
    let standing = status(&client, &read()).await.expect("ours");
    let names = |state| standing.all(state).collect::<Vec<_>>();
    let seen = ask(&oracle, "status", dir, &url).expect("Prisma's status");
    assert_eq!(seen["editedMigrationNames"], serde_json::json!(names(State::Edited)));
    assert_eq!(seen["failedMigrationNames"], serde_json::json!(names(State::Failed)));
    let refused = ask(&oracle, "deploy", dir, &url).expect_err("Prisma refuses as we do");
    assert!(refused.contains("P3009"), "{refused}");

    resolve(&client, &read(), "3_broken", Resolution::RolledBack).await.expect("resolved");
    write(dir, "3_broken", "ALTER TABLE a ADD c int;\n");
    let seen = ask(&oracle, "deploy", dir, &url).expect("Prisma goes on");
    assert_eq!(seen["appliedMigrationNames"], serde_json::json!(["3_broken"]));
    assert_eq!(deploy(&client, &read()).await.expect("ours").applied, Vec::<String>::new());
}

/// A failure that Prisma recorded is a failure to us, with its logs.
#[tokio::test]
async fn a_migration_that_failed_under_prisma_blocks_us_too() {
    let oracle = oracle_or_skip!();
    let (scratch, (database, client)) = (Scratch::new(), empty().await);
    let (dir, url) = (scratch.path(), database.url());
    write(dir, "1_broken", "ALTER TABLE nowhere ADD b int;\n");
    ask(&oracle, "deploy", dir, &url).expect_err("Prisma fails");
    let folder = Folder::read(dir).expect("a folder");
    let refused = deploy(&client, &folder).await.expect_err("so do we").to_string();
    assert!(refused.contains("P3009") && refused.contains("nowhere"), "{refused}");
}

/// The `prisma` command in a project of its own, beside the migrations folder.
struct Project<'a> {
    oracle: &'a Path,
    dir: &'a Path,
}

impl<'a> Project<'a> {
    fn new(oracle: &'a Path, dir: &'a Path, url: &str) -> Self {
        let schema =
            "datasource db {\n  provider = \"postgresql\"\n}\n\nmodel a {\n  id Int @id\n}\n";
        let config = format!(
            "import {{ defineConfig }} from 'prisma/config'\n\
             export default defineConfig({{ schema: './schema.prisma', \
             migrations: {{ path: './migrations' }}, datasource: {{ url: '{url}' }} }})\n"
        );
        fs::write(dir.join("schema.prisma"), schema).expect("a schema");
        fs::write(dir.join("prisma.config.ts"), config).expect("a configuration");
        symlink(oracle.join("node_modules"), dir.join("node_modules")).expect("its modules");
        Self { oracle, dir }
    }

    /// What it said, and whether it was content.
    fn migrate(&self, arguments: &[&str]) -> (bool, String) {
        let output = Command::new(self.dir.join("node_modules/.bin/prisma"))
            .arg("migrate")
            .args(arguments)
            .env("PRISMA_SCHEMA_ENGINE_BINARY", self.oracle.join("schema-engine-shim.mjs"))
            .env("PRISMA_HIDE_UPDATE_MESSAGE", "1")
            .env("CHECKPOINT_DISABLE", "1")
            .current_dir(self.dir)
            .output()
            .expect("prisma runs");
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&said).into_owned())
    }
}

#[tokio::test]
async fn prismas_command_line_agrees_on_status_deploy_and_resolve() {
    let oracle = oracle_or_skip!();
    let (scratch, (database, client)) = (Scratch::new(), empty().await);
    let project = Project::new(&oracle, scratch.path(), &database.url());
    let dir = scratch.path().join("migrations");
    let read = || Folder::read(&dir).expect("a folder");

    write(&dir, "1_first", "CREATE TABLE a (id int);\n");
    deploy(&client, &read()).await.expect("ours");
    let (content, said) = project.migrate(&["status"]);
    assert!(content && said.contains("Database schema is up to date!"), "{said}");

    write(&dir, "2_second", "ALTER TABLE a ADD b int;\n");
    let (content, said) = project.migrate(&["deploy"]);
    assert!(content && said.contains("2_second"), "{said}");
    assert!(status(&client, &read()).await.expect("ours").is_up_to_date());

    write(&dir, "3_broken", "ALTER TABLE nowhere ADD b int;\n");
    deploy(&client, &read()).await.expect_err("it fails");
    let (content, said) = project.migrate(&["deploy"]);
    assert!(!content && said.contains("P3009"), "{said}");
    let (content, said) = project.migrate(&["resolve", "--rolled-back", "3_broken"]);
    assert!(content, "{said}");
    let standing = status(&client, &read()).await.expect("ours");
    assert_eq!(standing.all(State::Pending).collect::<Vec<_>>(), ["3_broken"]);
}

/// What we undo is pending to Prisma, and it passes over the script that undoes.
#[tokio::test]
async fn what_we_undo_prisma_applies_again() {
    let oracle = oracle_or_skip!();
    let (scratch, (database, client)) = (Scratch::new(), empty().await);
    let (dir, url) = (scratch.path(), database.url());
    let read = || Folder::read(dir).expect("a folder");
    write(dir, "1_first", "CREATE TABLE a (id int);\n");
    write(dir, "2_second", "ALTER TABLE a ADD b int;\n");
    fs::write(dir.join("2_second/down.sql"), "ALTER TABLE a DROP b;\n").expect("the way back");
    let seen = ask(&oracle, "deploy", dir, &url).expect("Prisma applies");
    assert_eq!(seen["appliedMigrationNames"], serde_json::json!(["1_first", "2_second"]));
    assert_eq!(undo(&client, &read(), &|_| {}).await.expect("undone"), "2_second");
    let seen = ask(&oracle, "status", dir, &url).expect("Prisma's status");
    assert_eq!(
        seen["history"]["unappliedMigrationNames"],
        serde_json::json!(["2_second"]),
        "{seen}"
    );
    let seen = ask(&oracle, "deploy", dir, &url).expect("Prisma applies");
    assert_eq!(seen["appliedMigrationNames"], serde_json::json!(["2_second"]));
    assert!(status(&client, &read()).await.expect("ours").is_up_to_date());
    client.batch_execute("SELECT b FROM a").await.expect("it is back");
}

/// A failure of theirs that we settle, and a script that is no transaction, which they refuse.
#[tokio::test]
async fn what_fails_under_prisma_is_settled_by_us() {
    let oracle = oracle_or_skip!();
    let (scratch, (database, client)) = (Scratch::new(), empty().await);
    let (dir, url) = (scratch.path(), database.url());
    let read = || Folder::read(dir).expect("a folder");
    let mixed = "CREATE TABLE a (id int);\nCREATE INDEX CONCURRENTLY i ON a (id);\n";
    write(dir, "1_mixed", mixed);
    let refused = ask(&oracle, "deploy", dir, &url).expect_err("Prisma can't");
    assert!(refused.contains("cannot run inside a transaction block"), "{refused}");
    let standing = status(&client, &read()).await.expect("ours");
    assert_eq!(standing.all(State::Failed).collect::<Vec<_>>(), ["1_mixed"]);
    resolve(&client, &read(), "1_mixed", Resolution::RolledBack).await.expect("settled");
    assert_eq!(deploy(&client, &read()).await.expect("ours").applied, ["1_mixed"]);
    let seen = ask(&oracle, "status", dir, &url).expect("Prisma's status");
    assert_eq!(seen["history"], serde_json::Value::Null, "{seen}");
    assert_eq!(seen["failedMigrationNames"], serde_json::json!([]), "{seen}");
}
