use std::convert::Infallible;
use std::sync::atomic::{AtomicU32, Ordering};

use cluster::testing::{Database, TestError};

use crate::support::{connect, text};

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_prepared_once_and_each_copy_stands_alone() {
    static PREPARED: AtomicU32 = AtomicU32::new(0);
    let key = format!("once-{}", std::process::id());
    let copy = async || {
        Database::from_template(&key, |url| async move {
            PREPARED.fetch_add(1, Ordering::SeqCst);
            let sql = "CREATE TABLE shelf AS SELECT 'prepared' AS what";
            connect(&url).await.batch_execute(sql).await
        })
        .await
        .expect("a copy")
    };
    let (one, two, three) = tokio::join!(copy(), copy(), copy());
    assert_eq!(PREPARED.load(Ordering::SeqCst), 1);

    let client = connect(&one.url()).await;
    client.batch_execute("UPDATE shelf SET what = 'changed'").await.expect("an update");
    for other in [&two, &three] {
        let client = connect(&other.url()).await;
        assert_eq!(text(&client, "SELECT what FROM shelf").await, "prepared");
    }
}

#[tokio::test]
async fn a_failed_preparation_is_told_and_tried_again() {
    let key = format!("failing-{}", std::process::id());
    let failed = Database::from_template(&key, |_| async { Err("no such migration") }).await;
    let error = failed.expect_err("it failed");
    assert!(matches!(error, TestError::Prepare { .. }), "{error}");
    let again = Database::from_template(&key, |_| async { Ok::<_, Infallible>(()) }).await;
    assert!(again.is_ok());
}

#[tokio::test]
async fn a_database_goes_with_its_test() {
    let watcher = Database::empty().await.expect("an empty database");
    let gone = Database::empty().await.expect("another");
    let (url, name) = (gone.url(), gone.name().to_owned());
    let _still_connected = connect(&url).await;
    drop(gone);
    let client = connect(&watcher.url()).await;
    let sql = format!("SELECT count(*)::text FROM pg_database WHERE datname = '{name}'");
    assert_eq!(text(&client, &sql).await, "0");
}
