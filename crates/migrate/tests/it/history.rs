use std::sync::Mutex;
use std::time::Duration;

use expect_test::{Expect, expect};
use migrate::{
    Folder, HistoryError, Migration, Progress, Resolution, deploy, deploy_telling, resolve, status,
    undo,
};
use tokio_postgres::Client;

use crate::support::{connect, empty};

fn folder(migrations: &[(&str, &str)]) -> Folder {
    let migration = |(name, script): &(&str, &str)| Migration {
        name: (*name).to_owned(),
        script: (*script).to_owned(),
        down: None,
    };
    Folder { migrations: migrations.iter().map(migration).collect() }
}

const FIRST: (&str, &str) = ("20260101000000_first", "CREATE TABLE a (id int);\n");
const SECOND: (&str, &str) = ("20260102000000_second", "ALTER TABLE a ADD b int;\n");
const BROKEN: (&str, &str) =
    ("20260103000000_broken", "CREATE TABLE c (id int);\n\nINSERT INTO nowhere VALUES (1);\n");

/// Without the moment at which something began.
fn unstamped(text: &str) -> String {
    let Some((before, after)) = text.split_once("began at ") else { return text.to_owned() };
    format!("{before}began at …{}", &after["2026-01-01 00:00:00".len()..])
}

async fn standing(client: &Client, folder: &Folder) -> String {
    status(client, folder).await.expect("a status").to_string()
}

#[tokio::test]
async fn what_is_pending_is_applied_once_and_in_order() {
    let (_database, client) = empty().await;
    let both = folder(&[FIRST, SECOND]);
    assert!(!status(&client, &both).await.expect("a status").initialised);
    let deployed = deploy(&client, &folder(&[FIRST])).await.expect("the first");
    assert_eq!(deployed.applied, [FIRST.0]);
    let deployed = deploy(&client, &both).await.expect("the second");
    assert_eq!(deployed.applied, [SECOND.0]);
    assert!(deploy(&client, &both).await.expect("nothing").applied.is_empty());
    client.batch_execute("SELECT id, b FROM a").await.expect("both are there");
}

#[tokio::test]
async fn edited_and_missing_migrations_are_reported_and_line_ends_are_no_edit() {
    let (_database, client) = empty().await;
    deploy(&client, &folder(&[FIRST, SECOND])).await.expect("both");
    let windows = folder(&[(FIRST.0, "CREATE TABLE a (id int);\r\n"), SECOND]);
    assert!(status(&client, &windows).await.expect("a status").is_up_to_date());
    let changed = folder(&[(FIRST.0, "CREATE TABLE a (id bigint);\n"), BROKEN]);
    expect![[r#"
        20260101000000_first: edited after it was applied
        20260103000000_broken: pending
        20260102000000_second: applied, but not in the folder
    "#]]
    .assert_eq(&standing(&client, &changed).await);
}

#[tokio::test]
async fn a_failed_migration_stops_everything_until_it_is_resolved() {
    let (_database, client) = empty().await;
    let broken = folder(&[FIRST, BROKEN]);
    let failed = deploy(&client, &broken).await.expect_err("it fails");
    expect![[r#"
        the migration `20260103000000_broken` failed (P3018)
        statement 2 of 2, line 3: INSERT INTO nowhere VALUES (1)
        relation "nowhere" does not exist (42P01)
        statement 1 ran and was rolled back; nothing of it is in the database
        mend the script, then `migrate resolve --rolled-back 20260103000000_broken` and deploy again"#]]
    .assert_eq(&failed.to_string());
    let again = deploy(&client, &broken).await.expect_err("it is not forgotten");
    expect![[r#"
        the migration `20260103000000_broken` failed earlier, and nothing is applied after it until that is settled (P3009)
        it began at … UTC and said:
          statement 2 of 2, line 3: INSERT INTO nowhere VALUES (1)
          relation "nowhere" does not exist (42P01)
          statement 1 ran and was rolled back; nothing of it is in the database
        then say which it is:
          migrate resolve --rolled-back 20260103000000_broken  if nothing of it is left; the next deploy runs it again
          migrate resolve --applied 20260103000000_broken      if all of it is in the database"#]]
    .assert_eq(&unstamped(&again.to_string()));

    resolve(&client, &broken, BROKEN.0, Resolution::RolledBack).await.expect("resolved");
    let mended = folder(&[FIRST, (BROKEN.0, "CREATE TABLE c (id int);\n")]);
    assert_eq!(deploy(&client, &mended).await.expect("mended").applied, [BROKEN.0]);
    assert!(status(&client, &mended).await.expect("a status").is_up_to_date());
}

#[tokio::test]
async fn a_failure_inside_the_scripts_own_transaction_is_recorded_too() {
    let (_database, client) = empty().await;
    let own = folder(&[("1_own", "BEGIN;\nCREATE TABLE a (id int);\nSELECT 1/0;\nCOMMIT;\n")]);
    let failed = deploy(&client, &own).await.expect_err("it fails");
    assert!(matches!(failed, HistoryError::Failed { .. }), "{failed}");
    expect![[r#"
        1_own: failed
            it began at … UTC and said:
              statement 3 of 4, line 3: SELECT 1/0
              division by zero (22012)
              statements 1 to 2 ran and were rolled back; statement 4 did not run; nothing of it is in the database
    "#]].assert_eq(&unstamped(&standing(&client, &own).await));
    resolve(&client, &own, "1_own", Resolution::Applied).await.expect("done by hand");
    assert!(status(&client, &own).await.expect("a status").is_up_to_date());
}

#[tokio::test]
async fn resolve_refuses_what_cannot_be_true() {
    let (_database, client) = empty().await;
    let one = folder(&[FIRST]);
    deploy(&client, &one).await.expect("applied");
    for (name, resolution, code) in [
        (FIRST.0, Resolution::Applied, "P3008"),
        (FIRST.0, Resolution::RolledBack, "P3012"),
        ("nobody", Resolution::Applied, "P3017"),
        ("nobody", Resolution::RolledBack, "P3011"),
    ] {
        let error = resolve(&client, &one, name, resolution).await.expect_err(code).to_string();
        assert!(error.contains(code), "{error}");
    }
}

#[tokio::test]
async fn a_database_with_tables_and_no_history_is_not_ours_to_change() {
    let (_database, client) = empty().await;
    client.batch_execute("CREATE TABLE somebodys (id int)").await.expect("a table");
    let refused = deploy(&client, &folder(&[FIRST])).await.expect_err("P3005");
    assert!(matches!(refused, HistoryError::NotEmpty), "{refused}");
    resolve(&client, &folder(&[FIRST]), FIRST.0, Resolution::Applied).await.expect("a baseline");
    assert!(deploy(&client, &folder(&[FIRST])).await.expect("nothing to do").applied.is_empty());
}

#[tokio::test]
async fn two_deploys_at_once_apply_once() {
    let (database, client) = empty().await;
    let other = connect(&database.url()).await;
    let slow = folder(&[("1_slow", "CREATE TABLE a AS SELECT 1 AS id FROM pg_sleep(0.3);\n")]);
    let (one, two) = tokio::join!(deploy(&client, &slow), deploy(&other, &slow));
    let applied = one.expect("one").applied.len() + two.expect("the other").applied.len();
    assert_eq!(applied, 1);
}

#[tokio::test]
async fn an_index_can_be_built_concurrently_in_a_migration_of_its_own() {
    let (_database, client) = empty().await;
    let concurrent = folder(&[FIRST, ("2_index", "CREATE INDEX CONCURRENTLY a_id ON a (id);\n")]);
    assert_eq!(deploy(&client, &concurrent).await.expect("both").applied.len(), 2);
}

/// What ran, what did not and what is left, for each way in which a script can be run.
#[tokio::test]
async fn a_failure_says_what_of_it_is_in_the_database() {
    let check = async |script: &str, left: &[&str], expected: Expect| {
        let (_database, client) = empty().await;
        let failed = deploy(&client, &folder(&[("1_it", script)])).await.expect_err("it fails");
        expected.assert_eq(&failed.to_string());
        let sql = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' \
                   AND tablename <> '_prisma_migrations' ORDER BY 1";
        let tables = client.query(sql, &[]).await.expect("its tables");
        assert_eq!(tables.iter().map(|row| row.get(0)).collect::<Vec<String>>(), left);
    };
    check(
        "CREATE TABLE a ();\nCREATE TABLE b ();\nCREATE TABLE a ();\nCREATE TABLE c ();",
        &[],
        expect![[r#"
            the migration `1_it` failed (P3018)
            statement 3 of 4, line 3: CREATE TABLE a ()
            relation "a" already exists (42P07)
            statements 1 to 2 ran and were rolled back; statement 4 did not run; nothing of it is in the database
            mend the script, then `migrate resolve --rolled-back 1_it` and deploy again"#]],
    )
    .await;
    check(
        "BEGIN;\nCREATE TABLE a ();\nCOMMIT;\nCREATE TABLE b ();\nSELECT 1/0;",
        &["a"],
        expect![[r#"
            the migration `1_it` failed (P3018)
            statement 5 of 5, line 5: SELECT 1/0
            division by zero (22012)
            statements 1 to 3 are in the database; statement 4 ran and was rolled back
            either undo what is in the database, mend the script, and `migrate resolve --rolled-back 1_it`;
            or do by hand what comes after statement 3, and `migrate resolve --applied 1_it`"#]],
    )
    .await;
    check(
        "CREATE TABLE a (id int);\nCREATE INDEX CONCURRENTLY i ON a (id);\nCREATE INDEX CONCURRENTLY j ON a (no);\nCREATE TABLE b ();",
        &["a"],
        expect![[r#"
            the migration `1_it` failed (P3018)
            statement 3 of 4, line 3: CREATE INDEX CONCURRENTLY j ON a (no)
            column "no" does not exist (42703)
            statements 1 to 2 are in the database; statement 4 did not run
            either undo what is in the database, mend the script, and `migrate resolve --rolled-back 1_it`;
            or do by hand what comes after statement 2, and `migrate resolve --applied 1_it`"#]],
    )
    .await;
    check(
        "CREATE TABLE a (id int UNIQUE DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO a VALUES (1), (1);",
        &[],
        expect![[r#"
            the migration `1_it` failed (P3018)
            at the end of its transaction
            duplicate key value violates unique constraint "a_id_key" (23505)
              detail: Key (id)=(1) already exists.
            statements 1 to 2 ran and were rolled back; nothing of it is in the database
            mend the script, then `migrate resolve --rolled-back 1_it` and deploy again"#]],
    )
    .await;
}

#[tokio::test]
async fn statements_that_refuse_transactions_are_run_one_by_one() {
    let (_database, client) = empty().await;
    let mixed = folder(&[(
        "1_mixed",
        "CREATE TABLE a (id int);\n\n-- an index\nCREATE INDEX CONCURRENTLY a_id ON a (id);\nALTER TABLE a ADD b int;\n",
    )]);
    let told = Mutex::new(Vec::new());
    let listener = |progress: Progress<'_>| {
        if let Progress::Statement { number, of, text } = progress {
            told.lock().expect("one at a time").push(format!("{number}/{of} {text}"));
        }
    };
    deploy_telling(&client, &mixed, &listener).await.expect("all three");
    let told = told.into_inner().expect("one at a time");
    assert_eq!(told[1], "2/3 CREATE INDEX CONCURRENTLY a_id ON a (id)", "{told:?}");
    assert!(status(&client, &mixed).await.expect("a status").is_up_to_date());
}

/// A dump of `pg_dump` empties the search path of its session; Prisma loses its own table then.
#[tokio::test]
async fn what_a_script_sets_ends_with_it() {
    let (_database, client) = empty().await;
    let dump = "SELECT pg_catalog.set_config('search_path', '', false);\nSET lock_timeout = 1;\n\
                CREATE TABLE public.a (id int);\n";
    deploy(&client, &folder(&[("1_dump", dump), SECOND])).await.expect("both");
    let row = client.query_one("SHOW lock_timeout", &[]).await.expect("a setting");
    assert_eq!(row.get::<_, String>(0), "0");
}

#[tokio::test]
async fn an_interrupted_migration_is_told_from_one_that_still_runs() {
    let (database, client) = empty().await;
    let slow = folder(&[("1_slow", "CREATE TABLE a ();\nSELECT pg_sleep(60);\n")]);
    let (url, its) = (database.url(), slow.clone());
    let other = tokio::spawn(async move { deploy(&connect(&url).await, &its).await });
    let running = loop {
        let standing = standing(&client, &slow).await;
        if standing.contains("failed") {
            break standing;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert!(running.contains("being applied at this moment by process"), "{running}");
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
    client.execute(kill, &[]).await.expect("the server ends it");
    other.await.expect("no panic").expect_err("its connection is gone");
    expect![[r#"
        1_slow: failed
            it began at … UTC and was interrupted: a script that is one transaction left nothing in the database; of one with its own BEGIN and COMMIT, look what it left
    "#]].assert_eq(&unstamped(&standing(&client, &slow).await));
    let refused = deploy(&client, &slow).await.expect_err("P3009").to_string();
    assert!(refused.contains("P3009") && refused.contains("left nothing"), "{refused}");
    resolve(&client, &slow, "1_slow", Resolution::RolledBack).await.expect("resolved");
    let mended = folder(&[("1_slow", "CREATE TABLE a ();\n")]);
    assert_eq!(deploy(&client, &mended).await.expect("nothing was left").applied, ["1_slow"]);
}

#[tokio::test]
async fn a_migration_is_undone_with_its_record_or_not_at_all() {
    let (_database, client) = empty().await;
    let mut both = folder(&[FIRST, SECOND]);
    deploy(&client, &both).await.expect("both");
    let refused = undo(&client, &both, &|_| {}).await.expect_err("no down.sql");
    assert!(matches!(refused, HistoryError::NoWayBack { .. }), "{refused}");
    both.migrations[1].down = Some("ALTER TABLE a DROP b;\nSELECT 1/0".to_owned());
    let refused = undo(&client, &both, &|_| {}).await.expect_err("it fails");
    assert!(matches!(refused, HistoryError::Undo { .. }), "{refused}");
    client.batch_execute("SELECT b FROM a").await.expect("b is still there");
    both.migrations[1].down = Some("ALTER TABLE a DROP b; -- gone".to_owned());
    assert_eq!(undo(&client, &both, &|_| {}).await.expect("undone"), SECOND.0);
    let expected = format!("{}: applied\n{}: pending\n", FIRST.0, SECOND.0);
    assert_eq!(standing(&client, &both).await, expected);
    assert_eq!(deploy(&client, &both).await.expect("again").applied, [SECOND.0]);
}

#[tokio::test]
async fn who_waits_hears_of_whom() {
    let (database, client) = empty().await;
    let holder = connect(&database.url()).await;
    holder.batch_execute("SELECT pg_advisory_lock(72707369)").await.expect("Prisma's lock");
    let told = Mutex::new(None);
    let listener = |progress: Progress<'_>| {
        if let Progress::Waiting { holder } = progress {
            *told.lock().expect("one at a time") = Some(holder.to_owned());
        }
    };
    let release = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        holder.batch_execute("SELECT pg_advisory_unlock_all()").await.expect("let go");
    };
    let one = folder(&[FIRST]);
    let (deployed, ()) = tokio::join!(deploy_telling(&client, &one, &listener), release);
    deployed.expect("it was let go");
    let told = told.into_inner().expect("one at a time").expect("it had to wait");
    assert!(told.starts_with("process ") && told.contains("role "), "{told}");
}

#[tokio::test]
async fn a_server_or_role_that_cannot_write_is_named() {
    let (database, client) = empty().await;
    client.batch_execute("SET default_transaction_read_only = on").await.expect("a setting");
    let refused = deploy(&client, &folder(&[FIRST])).await.expect_err("read-only");
    assert!(matches!(refused, HistoryError::ReadOnly), "{refused}");

    let role = format!("reader_{}", database.name());
    let owner = connect(&database.url()).await;
    owner.batch_execute(&format!("CREATE ROLE {role} LOGIN")).await.expect("a role");
    let reader = connect(&database.url_as(&role)).await;
    let refused = deploy(&reader, &folder(&[FIRST])).await.expect_err("may not create").to_string();
    drop(reader);
    owner.batch_execute(&format!("DROP ROLE {role}")).await.expect("gone");
    expect!["the role ROLE may not create anything in the schema public; migrate as its owner, or `GRANT CREATE ON SCHEMA public TO ROLE` (nobody but the owner has it since PostgreSQL 15)"].assert_eq(&refused.replace(&role, "ROLE"));
}
