//! A database that exists for a question: what would the server make of this?

use std::fmt::Write as _;

use indexmap::IndexMap;
use pgschema::catalogue::Extension;
use pgschema::{Catalogue, Hints, Name, diff};
use thiserror::Error;
use tokio_postgres::{Client, Config};
use uuid::Uuid;

use crate::connect::{ConnectError, Target, answered};
use crate::folder::Folder;
use crate::history::{HistoryError, deploy};
use crate::introspect::introspect;
use crate::role::quoted;
use crate::server::ServerError;

/// Why a shadow gave no answer.
#[derive(Debug, Error)]
pub enum ShadowError {
    #[error("no shadow database can be made: {0}")]
    Connect(#[from] ConnectError),
    #[error("no shadow database could be made (the role needs CREATEDB): {0}")]
    Create(ServerError),
    #[error("in the shadow database: {0}")]
    History(#[from] HistoryError),
    #[error("in the shadow database: {0}")]
    Server(#[from] ServerError),
}

impl From<tokio_postgres::Error> for ShadowError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Server(error.into())
    }
}

/// Runs `work` in a database made for it on the server of `admin`, and drops it afterwards.
///
/// # Errors
/// What making it or `work` said.
pub async fn with_shadow<T, E, F>(admin: &Config, work: impl FnOnce(Client) -> F) -> Result<T, E>
where
    E: From<ShadowError>,
    F: Future<Output = Result<T, E>>,
{
    let keeper = connect(admin).await?;
    let name = format!("repertoire_shadow_{}", Uuid::now_v7().simple());
    let create = format!("CREATE DATABASE {} TEMPLATE template0", quoted(&name));
    let created = keeper.batch_execute(&create).await;
    created.map_err(|error| ShadowError::Create(error.into()))?;
    let mut config = admin.clone();
    let outcome = match connect(config.dbname(&name)).await {
        Ok(client) => work(client).await,
        Err(error) => Err(error.into()),
    };
    let dropped =
        keeper.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", quoted(&name))).await;
    let outcome = outcome?;
    dropped.map_err(ShadowError::from)?;
    Ok(outcome)
}

/// The catalogue that a folder of migrations leads to.
///
/// # Errors
/// [`ShadowError`]; a migration that fails on an empty database among them.
pub async fn replay(
    admin: &Config,
    folder: &Folder,
    schemas: &[String],
) -> Result<Catalogue, ShadowError> {
    with_shadow(admin, async |client: Client| {
        deploy(&client, folder).await?;
        Ok(introspect(&client, schemas).await?)
    })
    .await
}

/// A schema's catalogue in the server's own words: created, and read back. Only so can it be
/// compared with a live database, whose expressions are the server's print.
///
/// # Errors
/// [`ShadowError`]; SQL in a directive that the server does not accept among them.
pub async fn canonical(admin: &Config, catalogue: &Catalogue) -> Result<Catalogue, ShadowError> {
    canonical_beside(admin, catalogue, &IndexMap::new()).await
}

/// [`canonical`], beside a database that has extensions. A schema may use the types and operators of
/// one that it does not name, as Prisma's may: somebody created it by hand.
///
/// # Errors
/// As [`canonical`].
pub async fn canonical_beside(
    admin: &Config,
    catalogue: &Catalogue,
    given: &IndexMap<String, Extension>,
) -> Result<Catalogue, ShadowError> {
    let for_everybody = with_roles(catalogue.clone(), |_, _| Vec::new());
    let script = diff(&Catalogue::default(), &for_everybody, &Hints::default()).script();
    let schemas: Vec<String> = catalogue.schemas.iter().cloned().collect();
    let printed = with_shadow(admin, async |client: Client| {
        for (name, extension) in given {
            if !catalogue.extensions.contains_key(name) {
                give(&client, name, extension).await;
            }
        }
        client.batch_execute(&script).await?;
        Ok::<_, ShadowError>(introspect(&client, &schemas).await?)
    })
    .await?;
    let roles = |table: &Name, policy: &str| {
        let written = catalogue.tables.get(table).and_then(|table| table.policies.get(policy));
        written.map(|policy| policy.roles.clone()).unwrap_or_default()
    };
    Ok(with_roles(printed, roles))
}

/// The roles of policies belong to the server that the schema is for, and may be on no other: a
/// shadow is asked for everything but them.
fn with_roles(mut catalogue: Catalogue, roles: impl Fn(&Name, &str) -> Vec<String>) -> Catalogue {
    for (name, table) in &mut catalogue.tables {
        for (policy_name, policy) in &mut table.policies {
            policy.roles = roles(name, policy_name);
        }
    }
    catalogue
}

/// One that this server does not have may be one that the schema does not use. Where it does, the
/// script fails on it by name.
async fn give(client: &Client, name: &str, extension: &Extension) {
    let mut script = String::new();
    let mut place = String::new();
    if let Some(schema) = &extension.schema {
        let _ = write!(script, "CREATE SCHEMA IF NOT EXISTS {}; ", quoted(schema));
        let _ = write!(place, " SCHEMA {}", quoted(schema));
    }
    let _ = write!(script, "CREATE EXTENSION IF NOT EXISTS {}{place} CASCADE", quoted(name));
    let _ = client.batch_execute(&script).await;
}

/// Connects without TLS, and drives the connection in the background.
async fn connect(config: &Config) -> Result<Client, ShadowError> {
    let (client, connection) = answered(&Target::of(config)).await?;
    tokio::spawn(connection);
    Ok(client)
}
