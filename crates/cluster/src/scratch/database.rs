//! A database of one test's own.

use std::error::Error;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::Duration;

use thiserror::Error;
use tokio::task::spawn_blocking;

use super::shared::Shared;
use crate::cluster::{SUPERUSER, quoted, url};
use crate::error::ClusterError;
use crate::wire::{Row, Session};

/// How a database is copied. With fsync off, copying files beats writing them through the log.
const STRATEGY: &str = "FILE_COPY";

/// SQLSTATE of a database to which somebody is still connected.
const OBJECT_IN_USE: &str = "55006";

/// A name in PostgreSQL has at most 63 bytes; this leaves room for a prefix, a hash and a suffix.
const KEY_BYTES_SHOWN: usize = 24;

/// Why a test got no database.
#[derive(Debug, Error)]
pub enum TestError {
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    #[error("template `{key}` could not be prepared: {source}")]
    Prepare { key: String, source: Box<dyn Error + Send + Sync> },
    #[error("the runtime is shutting down")]
    Runtime(#[from] tokio::task::JoinError),
}

/// A database of one test's own, dropped with it.
#[derive(Debug)]
pub struct Database {
    server: Shared,
    name: String,
}

impl Database {
    /// A copy of the template of this key. Who comes first prepares it, by whatever `prepare` does
    /// with the URL; all others, in all processes, wait and then copy. A key names content: put the
    /// hash of what is prepared into it.
    ///
    /// # Errors
    /// [`TestError`]: no cluster, or what `prepare` said.
    pub async fn from_template<P, F, E>(key: &str, prepare: P) -> Result<Self, TestError>
    where
        P: FnOnce(String) -> F,
        F: Future<Output = Result<(), E>>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let server = blocking(Shared::get).await?;
        let template = Template { server: server.clone(), name: template_name(key) };
        if !blocking(template.call(Template::exists)).await? {
            let lock = blocking(template.call(Template::lock)).await?;
            if !blocking(template.call(Template::exists)).await? {
                blocking(template.call(Template::begin)).await?;
                let prepared =
                    prepare(url(&server.socket_folder, SUPERUSER, &template.unfinished()));
                let failed =
                    |error: E| TestError::Prepare { key: key.to_owned(), source: error.into() };
                prepared.await.map_err(failed)?;
                blocking(template.call(Template::finish)).await?;
            }
            drop(lock);
        }
        Self::create(server, template.name).await
    }

    /// An empty database.
    ///
    /// # Errors
    /// [`TestError::Cluster`].
    pub async fn empty() -> Result<Self, TestError> {
        let server = blocking(Shared::get).await?;
        Self::create(server, "template0".to_owned()).await
    }

    async fn create(server: Shared, template: String) -> Result<Self, TestError> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("t_{}_{number}", std::process::id());
        let (to, from) = (quoted(&name), quoted(&template));
        let sql = format!("CREATE DATABASE {to} TEMPLATE {from} STRATEGY {STRATEGY}");
        let database = Self { server: server.clone(), name };
        blocking(move || execute(&server, &sql)).await?;
        Ok(database)
    }

    /// Connects as the owner of everything.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_as(SUPERUSER)
    }

    /// Connects as a role that the test made. Roles belong to the cluster: give one a name of its own.
    #[must_use]
    pub fn url_as(&self, user: &str) -> String {
        url(&self.server.socket_folder, user, &self.name)
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(&self.name));
        // One that can't be dropped now is swept up by the next test process.
        let _swept_later = execute(&self.server, &sql);
    }
}

#[derive(Debug, Clone)]
struct Template {
    server: Shared,
    name: String,
}

impl Template {
    fn call<T>(&self, step: fn(&Self) -> T) -> impl FnOnce() -> T + use<T> {
        let template = self.clone();
        move || step(&template)
    }

    fn unfinished(&self) -> String {
        format!("{}_unfinished", self.name)
    }

    fn exists(&self) -> Result<bool, ClusterError> {
        let sql = format!("SELECT 1 FROM pg_database WHERE datname = '{}'", self.name);
        Ok(!execute(&self.server, &sql)?.is_empty())
    }

    /// Held by the session, so that it ends with the process that holds it.
    fn lock(&self) -> Result<Session, ClusterError> {
        let mut session = self.server.session("postgres")?;
        let sql = format!("SELECT pg_advisory_lock(hashtextextended('{}', 0))", self.name);
        let locked = session.wait_forever().and_then(|()| session.query(&sql));
        locked.map_err(|error| error.into_cluster(&self.server.socket_folder))?;
        Ok(session)
    }

    fn begin(&self) -> Result<(), ClusterError> {
        let name = quoted(&self.unfinished());
        execute(&self.server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
        execute(&self.server, &format!("CREATE DATABASE {name} TEMPLATE template0"))?;
        Ok(())
    }

    /// The name without its suffix is the sign that the template is whole.
    fn finish(&self) -> Result<(), ClusterError> {
        let (unfinished, name) = (self.unfinished(), &self.name);
        let disconnect = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{unfinished}'"
        );
        let rename = format!(
            "ALTER DATABASE \"{unfinished}\" ALLOW_CONNECTIONS false; \
             ALTER DATABASE \"{unfinished}\" RENAME TO \"{name}\""
        );
        for _ in 0..500 {
            execute(&self.server, &disconnect)?;
            match execute(&self.server, &rename) {
                Err(ClusterError::Refused { code, .. }) if code == OBJECT_IN_USE => {
                    sleep(Duration::from_millis(10));
                }
                outcome => return outcome.map(|_| ()),
            }
        }
        let message = format!("somebody stays connected to {unfinished}");
        Err(ClusterError::Refused { code: OBJECT_IN_USE.to_owned(), message })
    }
}

/// Readable in psql, and still another name for another key.
fn template_name(key: &str) -> String {
    let mut hash = DefaultHasher::new();
    key.hash(&mut hash);
    let plain =
        key.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' });
    let shown: String = plain.take(KEY_BYTES_SHOWN).collect();
    format!("template_{shown}_{:016x}", hash.finish())
}

fn execute(server: &Shared, sql: &str) -> Result<Vec<Row>, ClusterError> {
    let answer = server.session("postgres")?.query(sql);
    answer.map_err(|error| error.into_cluster(&server.socket_folder))
}

/// Where databases to throw away can be made by hand: the shared cluster's own `postgres`, as its
/// owner.
///
/// # Errors
/// [`TestError::Cluster`].
pub async fn server_url() -> Result<String, TestError> {
    let server = blocking(Shared::get).await?;
    Ok(url(&server.socket_folder, SUPERUSER, "postgres"))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ClusterError> + Send + 'static,
) -> Result<T, TestError> {
    Ok(spawn_blocking(work).await??)
}
