use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

use cluster::{Cluster, ClusterError, Options, SUPERUSER};
use tokio_postgres::{Client, NoTls};

/// A folder below the temporary one, removed with it.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = env::temp_dir().join(format!("cluster-test-{}-{number}-{name}", process::id()));
        fs::create_dir_all(&dir).expect("a scratch folder");
        Self(dir)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _left_to_the_system = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn start(dir: &Path) -> Result<Cluster, ClusterError> {
    Cluster::start(dir, &Options { durable: false, ..Options::default() })
}

pub(crate) async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

pub(crate) async fn connect_to(cluster: &Cluster) -> Client {
    connect(&cluster.url(SUPERUSER, "postgres")).await
}

pub(crate) async fn text(client: &Client, sql: &str) -> String {
    client.query_one(sql, &[]).await.expect("one row").get(0)
}
