//! Where scratch databases are made: for replaying migrations, for hearing a schema in the server's
//! own words, for preparing statements.

use cluster::Binaries;
use indexmap::IndexMap;
use migrate::{Connection, Target};
use pgschema::catalogue::{DEFAULT_SCHEMA, Extension};
use tokio_postgres::Config;

use crate::ContractError;

/// Where scratch databases are made.
#[derive(Clone, Debug, Default)]
pub enum Server {
    /// A private cluster, started when it is first asked for.
    #[default]
    Private,
    /// A server of the user's, whose role may create databases.
    Url(String),
}

/// How to reach a server on which scratch databases may be made.
#[derive(Debug)]
pub struct Admin {
    pub config: Config,
    /// What the database has beside which the scratch one stands; see [`migrate::shadow::canonical_beside`].
    pub extensions: IndexMap<String, Extension>,
}

impl Server {
    /// # Errors
    /// [`ContractError::Url`]; [`ContractError::Private`] where no PostgreSQL is installed.
    pub async fn admin(&self) -> Result<Admin, ContractError> {
        match self {
            Server::Url(url) => of_url(&Target::parse(url)?),
            Server::Private => private().await,
        }
    }

    /// One whose words can be compared with those of a live server: of one major version, since each
    /// prints expressions in its own way. The private one if it is, else the live server itself.
    ///
    /// # Errors
    /// As [`Server::admin`].
    pub async fn like(&self, live: &Connection, target: &Target) -> Result<Admin, ContractError> {
        let installed = || Binaries::find().ok().map(|found| found.major());
        let admin = match self {
            Server::Private if installed() != Some(live.major()) => {
                tracing::info!(
                    major = live.major(),
                    "scratch databases are made on the server itself"
                );
                of_url(target)?
            }
            server => server.admin().await?,
        };
        Ok(Admin { extensions: migrate::extensions(live.client()).await?, ..admin })
    }
}

/// What `?schema=` says is of no use in a database that is new.
fn of_url(target: &Target) -> Result<Admin, ContractError> {
    Ok(Admin { config: target.config().clone(), extensions: IndexMap::new() })
}

async fn private() -> Result<Admin, ContractError> {
    tracing::info!("starting a private PostgreSQL for scratch databases");
    let private = |error| ContractError::Private(Box::new(error));
    let url = cluster::scratch::server_url().await.map_err(private)?;
    of_url(&Target::parse(&url)?)
}

/// Connects to a database, by any of Prisma's URLs.
///
/// # Errors
/// [`ContractError::Url`], [`ContractError::Connect`].
pub async fn connect(url: &str) -> Result<Connection, ContractError> {
    Ok(Connection::open(&Target::parse(url)?).await?)
}

/// Connects to a database whose whole catalogue is to be looked at.
///
/// # Errors
/// As [`connect`]; [`ContractError::OneSchema`] where the URL's `?schema=` moves unqualified names to
/// another place than the contract means by them.
pub(crate) async fn look(url: &str) -> Result<(Connection, Target), ContractError> {
    let target = Target::parse(url)?;
    match target.schema() {
        Some(schema) if schema != DEFAULT_SCHEMA => {
            Err(ContractError::OneSchema(schema.to_owned()))
        }
        _ => Ok((Connection::open(&target).await?, target)),
    }
}

/// Makes the database of a URL if it is missing, by way of the one that every server has. Answers
/// whether it was made.
///
/// # Errors
/// [`ContractError::Connect`]; [`ContractError::Server`] where the role may not.
pub async fn create_database(url: &str) -> Result<bool, ContractError> {
    let target = Target::parse(url)?;
    match Connection::open(&target).await {
        Err(error) if error.lacks_database() => {}
        outcome => return Ok(outcome.map(|_| false)?),
    }
    let server = Connection::open(&target.database("postgres")).await?;
    let sql = format!("CREATE DATABASE {}", migrate::quoted(target.name()));
    server.client().batch_execute(&sql).await?;
    Ok(true)
}
