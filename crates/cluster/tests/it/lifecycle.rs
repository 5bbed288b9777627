use std::os::unix::fs::MetadataExt;
use std::process::Command;
use std::time::Duration;
use std::{fs, process, thread};

use cluster::{Cluster, ClusterError, Options};

use crate::support::{Scratch, connect_to, start, text};

#[tokio::test]
async fn a_cluster_is_made_once_and_keeps_its_rows() {
    let scratch = Scratch::new("keeps");
    let cluster = start(scratch.path()).expect("first start");
    cluster.ensure_database("inventory").expect("made");
    cluster.ensure_database("inventory").expect("already there");
    let client = connect_to(&cluster).await;
    client.batch_execute("CREATE TABLE kept AS SELECT 'a row' AS what").await.expect("a table");
    drop(client);
    cluster.stop();

    let cluster = start(scratch.path()).expect("second start");
    let client = connect_to(&cluster).await;
    assert_eq!(text(&client, "SELECT what FROM kept").await, "a row");
}

#[tokio::test]
async fn nothing_listens_but_a_private_socket() {
    let scratch = Scratch::new("private");
    let cluster = Cluster::start(scratch.path(), &Options::default()).expect("a start");
    let client = connect_to(&cluster).await;
    for (setting, expected) in [
        ("listen_addresses", ""),
        ("fsync", "on"),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("lc_collate", "C"),
    ] {
        assert_eq!(text(&client, &format!("SHOW {setting}")).await, expected, "{setting}");
    }
    let mode = fs::metadata(cluster.socket_folder()).expect("the socket's folder").mode();
    assert_eq!(mode & 0o777, 0o700);
    assert_ne!(fs::metadata(scratch.path().join("pgdata")).expect("data").uid(), 0);
}

#[tokio::test]
async fn a_killed_server_is_recovered_with_all_that_was_committed() {
    let scratch = Scratch::new("killed");
    let cluster = Cluster::start(scratch.path(), &Options::default()).expect("first start");
    let client = connect_to(&cluster).await;
    client.batch_execute("CREATE TABLE kept AS SELECT 'a row' AS what").await.expect("a table");
    client.batch_execute("INSERT INTO kept VALUES ('another')").await.expect("a row");
    kill(cluster.pid().expect("running"));
    drop(cluster);

    let cluster = Cluster::start(scratch.path(), &Options::default()).expect("recovery");
    let client = connect_to(&cluster).await;
    assert_eq!(text(&client, "SELECT count(*)::text FROM kept").await, "2");
}

/// What a container sees after a restart: the number in `postmaster.pid` is somebody else's now.
#[test]
fn a_process_number_that_was_given_to_another_does_not_hinder_the_start() {
    let scratch = Scratch::new("number");
    start(scratch.path()).expect("first start").stop();
    let data = scratch.path().join("pgdata");
    let mut bystander = Command::new("sleep").arg("60").spawn().expect("a bystander");
    let remains = format!("{}\n{}\n0\n5432\n/nowhere\n", bystander.id(), data.display());
    fs::write(data.join("postmaster.pid"), remains).expect("a stale file");
    start(scratch.path()).expect("a start").stop();
    assert!(bystander.try_wait().expect("its state").is_none(), "the bystander lives on");
    bystander.kill().and_then(|()| bystander.wait()).expect("end of the bystander");
}

/// The test plays both: this process again, told to start a cluster and to wait for its death.
#[tokio::test]
async fn a_server_that_outlived_its_killed_owner_is_taken_over() {
    let scratch = Scratch::new("orphan");
    let mut owner = Command::new(std::env::current_exe().expect("this test"))
        .args(["--ignored", "--exact", "lifecycle::owner_that_will_be_killed"])
        .env("CLUSTER_TEST_DIR", scratch.path())
        .spawn()
        .expect("an owner");
    let started = scratch.path().join("started");
    while !started.exists() {
        thread::sleep(Duration::from_millis(20));
    }
    let refused = start(scratch.path()).expect_err("the folder has an owner");
    assert!(matches!(&refused, ClusterError::InUse { owner: Some(_), .. }), "{refused}");
    kill(owner.id());
    owner.wait().expect("its end");

    let cluster = start(scratch.path()).expect("takes over");
    assert_eq!(text(&connect_to(&cluster).await, "SELECT what FROM kept").await, "a row");
}

#[tokio::test]
#[ignore = "the other process of a_server_that_outlived_its_killed_owner_is_taken_over"]
async fn owner_that_will_be_killed() {
    let Some(dir) = std::env::var_os("CLUSTER_TEST_DIR").map(std::path::PathBuf::from) else {
        return;
    };
    let cluster = start(&dir).expect("a start");
    let client = connect_to(&cluster).await;
    client.batch_execute("CREATE TABLE kept AS SELECT 'a row' AS what").await.expect("a table");
    fs::write(dir.join("started"), "").expect("a sign");
    thread::sleep(Duration::from_secs(60));
}

#[test]
fn a_second_owner_is_told_who_the_first_is() {
    let scratch = Scratch::new("second");
    let _first = start(scratch.path()).expect("the first");
    let error = start(scratch.path()).expect_err("the second");
    let expected = format!("is in use by another process ({})", process::id());
    assert!(error.to_string().contains(&expected), "{error}");
}

#[tokio::test]
async fn a_deep_folder_gets_its_socket_elsewhere() {
    let scratch = Scratch::new("deep");
    let dir =
        scratch.path().join("a folder with quite a long name ".repeat(4)).join("and, a comma");
    let cluster = start(&dir).expect("a start");
    let socket_folder = cluster.socket_folder().to_path_buf();
    assert!(!socket_folder.starts_with(&dir), "{}", socket_folder.display());
    assert_eq!(text(&connect_to(&cluster).await, "SELECT 'here'").await, "here");
    cluster.stop();
    assert!(!socket_folder.exists(), "it goes with the server");
}

#[test]
fn a_server_that_will_not_start_shows_the_end_of_its_log() {
    let scratch = Scratch::new("wrong");
    let settings = vec![("shared_buffers".to_owned(), "a lot".to_owned())];
    let error = Cluster::start(scratch.path(), &Options { settings, ..Options::default() });
    let error = error.expect_err("a wrong setting").to_string();
    assert!(error.contains(r#"invalid value for parameter "shared_buffers": "a lot""#), "{error}");
}

#[test]
fn data_of_another_version_is_named() {
    let scratch = Scratch::new("version");
    start(scratch.path()).expect("first start").stop();
    fs::write(scratch.path().join("pgdata/PG_VERSION"), "9\n").expect("another version");
    let error = start(scratch.path()).expect_err("no PostgreSQL 9 here").to_string();
    assert!(error.contains("was made by PostgreSQL 9, but only other versions"), "{error}");
}

fn kill(process: u32) {
    let status = Command::new("kill").args(["-9", &process.to_string()]).status();
    assert!(status.expect("kill runs").success());
}
