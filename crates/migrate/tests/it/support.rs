use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

use cluster::testing::Database;
use migrate::Statement;
use migrate::statements::parse;
use tokio_postgres::{Client, Config, NoTls};

pub(crate) async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

/// An empty database with a connection to it.
pub(crate) async fn empty() -> (Database, Client) {
    let database = Database::empty().await.expect("a database");
    let client = connect(&database.url()).await;
    (database, client)
}

pub(crate) fn config(database: &Database) -> Config {
    database.url().parse().expect("a connection string")
}

pub(crate) fn statements(text: &str) -> Vec<Statement> {
    parse(&[("q.sql".to_owned(), text.to_owned())]).expect("good statements")
}

/// Lines joined, for comparison with an `expect!`.
pub(crate) fn lines<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.to_string() + "\n").collect()
}

/// A folder below the temporary one, removed with it.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = env::temp_dir().join(format!("migrate-test-{}-{number}", process::id()));
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

/// `shared/corpus` beside one of the folders above this crate, or `REPERTOIRE_CORPUS`.
pub(crate) fn corpus() -> Option<PathBuf> {
    let named = env::var_os("REPERTOIRE_CORPUS").map(PathBuf::from);
    let above = || {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        here.ancestors().map(|dir| dir.join("shared/corpus")).find(|dir| dir.is_dir())
    };
    named.or_else(above).filter(|dir| dir.is_dir())
}
