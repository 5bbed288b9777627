//! Connections: to a PostgreSQL that is new enough, with a clear word where there is none.

mod error;
mod url;

use std::fmt;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::{Client, Config, NoTls, Socket};

pub use error::ConnectError;
pub use url::UrlError;

use crate::role::quoted;

/// The oldest server that is supported: what the catalogue is asked for is there from 15 on.
const OLDEST: u32 = 15;

/// Who we are to `pg_stat_activity`, where the URL does not say.
const APPLICATION: &str = "repertoire";

/// A server that is gone without a word is noticed after a minute: TCP asks after it so often. The
/// kernel of one that works on a statement answers, however long that takes.
const IDLE: Duration = Duration::from_secs(30);
const INTERVAL: Duration = Duration::from_secs(10);
const RETRIES: u32 = 3;
/// The same for what was sent and is not acknowledged, over which TCP does not ask.
const UNACKNOWLEDGED: Duration = Duration::from_secs(60);

/// Which database is meant. Shown without its password.
#[derive(Clone)]
pub struct Target {
    config: Config,
    /// `?schema=` of Prisma: where unqualified names lead.
    schema: Option<String>,
}

/// An open connection that ends with its value.
#[derive(Debug)]
pub struct Connection {
    client: Client,
    driver: JoinHandle<()>,
    major: u32,
}

impl Target {
    /// # Errors
    /// [`UrlError`], which repeats nothing of the URL.
    pub fn parse(url: &str) -> Result<Self, UrlError> {
        let mut target = url::parse(url)?;
        if target.config.get_application_name().is_none() {
            target.config.application_name(APPLICATION);
        }
        let untouched = Config::new();
        if target.config.get_keepalives_idle() == untouched.get_keepalives_idle() {
            target.config.keepalives_idle(IDLE);
        }
        if target.config.get_keepalives_interval().is_none() {
            target.config.keepalives_interval(INTERVAL);
        }
        if target.config.get_keepalives_retries().is_none() {
            target.config.keepalives_retries(RETRIES);
        }
        if target.config.get_tcp_user_timeout().is_none() {
            target.config.tcp_user_timeout(UNACKNOWLEDGED);
        }
        Ok(target)
    }

    pub(crate) fn of(config: &Config) -> Self {
        Self { config: config.clone(), schema: None }
    }

    /// Another database of the same server.
    #[must_use]
    pub fn database(&self, name: &str) -> Self {
        let mut config = self.config.clone();
        config.dbname(name);
        Self { config, schema: None }
    }

    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The schema that `?schema=` names.
    #[must_use]
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// The name of the database; by PostgreSQL's rule the user's where the URL has none.
    #[must_use]
    pub fn name(&self) -> &str {
        self.config.get_dbname().or(self.config.get_user()).unwrap_or("postgres")
    }

    /// `db.example:5432`, or the folder of the socket.
    fn place(&self) -> String {
        let ports = self.config.get_ports();
        let port = |at: usize| ports.get(at).or(ports.first()).copied().unwrap_or(5432);
        let hosts = self.config.get_hosts().iter().enumerate();
        let places = hosts.map(|(at, host)| match host {
            Host::Tcp(host) => format!("{host}:{}", port(at)),
            Host::Unix(folder) => folder.display().to_string(),
        });
        places.collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.name(), self.place())
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({self})")
    }
}

impl Connection {
    /// Connects without TLS, and drives the connection in the background.
    ///
    /// # Errors
    /// [`ConnectError`]: no server, no database, no right, or a server that is too old.
    pub async fn open(target: &Target) -> Result<Self, ConnectError> {
        if target.config.get_ssl_mode() == SslMode::Require {
            return Err(ConnectError::Tls { place: target.place() });
        }
        let (client, connection) = answered(target).await?;
        let version = connection.parameter("server_version").unwrap_or_default().to_owned();
        let driver = tokio::spawn(async move {
            // Whoever waits for an answer hears of it.
            let _broken = connection.await;
        });
        let connection = Self { client, driver, major: major(&version).unwrap_or(0) };
        if connection.major < OLDEST {
            let place = target.place();
            return Err(ConnectError::TooOld { place, found: version, oldest: OLDEST });
        }
        connection.enter(target).await?;
        Ok(connection)
    }

    /// As Prisma does with `?schema=`, whether the schema is there or not.
    async fn enter(&self, target: &Target) -> Result<(), ConnectError> {
        let Some(schema) = &target.schema else { return Ok(()) };
        let entered =
            self.client.batch_execute(&format!("SET search_path = {}", quoted(schema))).await;
        entered.map_err(|error| ConnectError::from(target, error))
    }

    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The server's major version.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.major
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

type Driven = tokio_postgres::Connection<Socket, NoTlsStream>;

/// Something may accept a connection and say nothing: as bad as nobody.
pub(crate) async fn answered(target: &Target) -> Result<(Client, Driven), ConnectError> {
    let connecting = target.config.connect(NoTls);
    let connected = match target.config.get_connect_timeout() {
        Some(wait) => timeout(*wait * 2, connecting).await.map_err(|_| {
            let cause = "it takes connections and answers nothing".to_owned();
            ConnectError::Unreachable { place: target.place(), cause }
        })?,
        None => connecting.await,
    };
    connected.map_err(|error| ConnectError::from(target, error))
}

/// `15.13 (Debian 15.13-0+deb12u1)`, `18beta1`.
fn major(version: &str) -> Option<u32> {
    let digits = version.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(version.len());
    version[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Target, major};

    #[test]
    fn a_silent_server_is_asked_after_as_the_url_says_or_we_do() {
        let asked = |url: &str| {
            let target = Target::parse(url).expect("a URL");
            let config = target.config();
            let (interval, retries) =
                (config.get_keepalives_interval(), config.get_keepalives_retries());
            let seconds = [
                Some(config.get_keepalives_idle()),
                interval,
                config.get_tcp_user_timeout().copied(),
            ];
            (seconds.map(|it| it.map(|it| it.as_secs())), retries)
        };
        let ours = ([Some(30), Some(10), Some(60)], Some(3));
        assert_eq!(asked("postgresql://ada@db/app"), ours);
        let said = "host=db keepalives_idle=1 keepalives_interval=2 keepalives_retries=4 tcp_user_timeout=9";
        assert_eq!(asked(said), ([Some(1), Some(2), Some(9)], Some(4)));
    }

    #[test]
    fn the_major_version_is_the_first_number() {
        let versions = ["15.13 (Debian 15.13-0+deb12u1)", "18beta1", "9.6.24", "", "EDB"];
        assert_eq!(versions.map(major), [Some(15), Some(18), Some(9), None, None]);
    }
}
