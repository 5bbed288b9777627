use expect_test::expect;
use migrate::{Folder, HistoryError, Migration, Resolution, deploy, resolve, status};
use tokio_postgres::Client;

use crate::support::{connect, empty};

fn folder(migrations: &[(&str, &str)]) -> Folder {
    let migration = |(name, script): &(&str, &str)| Migration {
        name: (*name).to_owned(),
        script: (*script).to_owned(),
    };
    Folder { migrations: migrations.iter().map(migration).collect() }
}

const FIRST: (&str, &str) = ("20260101000000_first", "CREATE TABLE a (id int);\n");
const SECOND: (&str, &str) = ("20260102000000_second", "ALTER TABLE a ADD b int;\n");
const BROKEN: (&str, &str) =
    ("20260103000000_broken", "CREATE TABLE c (id int);\n\nINSERT INTO nowhere VALUES (1);\n");

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
        the migration `20260103000000_broken` failed (P3018) at line 3
        relation "nowhere" does not exist (42P01)
        it was rolled back unless it contains its own BEGIN and COMMIT; mend the script, then `migrate resolve --rolled-back 20260103000000_broken` and deploy again"#]]
    .assert_eq(&failed.to_string());
    let again = deploy(&client, &broken).await.expect_err("it is not forgotten");
    expect![[r#"
        the migration `20260103000000_broken` failed earlier, and nothing is applied after it until that is settled (P3009)
        it said: relation "nowhere" does not exist (42P01)
        repair the database, then say which it is:
          migrate resolve --applied 20260103000000_broken      if you completed it by hand
          migrate resolve --rolled-back 20260103000000_broken  if nothing of it is left; the next deploy runs it again"#]]
    .assert_eq(&again.to_string());

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
    assert_eq!(standing(&client, &own).await, "1_own: pending\n".replace("pending", "failed"));
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
