//! Differences between any two states: schemas, migrations, databases.

use std::path::PathBuf;

use migrate::{Drift, Folder, PlanReport, shadow};
use pgschema::{Catalogue, Hints, Migration};
use tokio_postgres::{Client, Config};

use crate::{Connection, Contract, ContractError, Server};

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    Empty,
    /// A contract folder, a folder of schema files, or one schema file.
    Schema(PathBuf),
    /// A folder of migrations, replayed.
    Migrations(PathBuf),
    /// A live database.
    Url(String),
}

impl Side {
    /// Whether its expressions are as written, and not the server's print.
    fn as_written(&self) -> bool {
        matches!(self, Side::Empty | Side::Schema(_))
    }

    async fn written(&self) -> Result<Catalogue, ContractError> {
        match self {
            Side::Schema(path) => Contract::load(path)?.catalogue(),
            Side::Empty | Side::Migrations(_) | Side::Url(_) => Ok(Catalogue::default()),
        }
    }

    /// In the server's words.
    async fn canonical(&self, admin: &Config) -> Result<Catalogue, ContractError> {
        match self {
            Side::Empty => Ok(Catalogue::default()),
            Side::Schema(_) => Ok(shadow::canonical(admin, &self.written().await?).await?),
            Side::Migrations(path) => Ok(shadow::replay(admin, &Folder::read(path)?, &[]).await?),
            Side::Url(url) => {
                let connection = Connection::open(url).await?;
                Ok(migrate::introspect(connection.client(), &[]).await?)
            }
        }
    }

    fn hints(&self) -> Result<Hints, ContractError> {
        match self {
            Side::Schema(path) => Contract::load(path)?.hints(),
            Side::Empty | Side::Migrations(_) | Side::Url(_) => Ok(Hints::default()),
        }
    }
}

/// What leads from one side to the other. Needs a server only where a side is one, or was one.
///
/// # Errors
/// A schema with errors, a server that refuses, a migration that fails when replayed.
pub async fn diff(server: &Server, from: &Side, to: &Side) -> Result<Migration, ContractError> {
    let hints = to.hints()?;
    if from.as_written() && to.as_written() {
        return Ok(pgschema::diff(&from.written().await?, &to.written().await?, &hints));
    }
    let admin = server.admin().await?;
    let from = from.canonical(&admin.config).await?;
    let to = to.canonical(&admin.config).await?;
    Ok(pgschema::diff(&from, &to, &hints))
}

impl Contract {
    /// What a database has that the schema has not, and the other way round. The database's own
    /// server makes the shadow, so that both sides are printed by one version.
    ///
    /// # Errors
    /// [`ContractError::Drift`]: a comparison that could see nothing fails.
    pub async fn drift(&self, url: &str) -> Result<Vec<Drift>, ContractError> {
        let catalogue = self.catalogue()?;
        let expected = shadow::canonical(&url.parse()?, &catalogue).await?;
        let connection = Connection::open(url).await?;
        Ok(migrate::drift(connection.client(), &expected).await?)
    }

    /// Which index serves which statement, on a database that is filled and analysed. `large` is
    /// the number of rows from which reading a whole table counts.
    ///
    /// # Errors
    /// [`ContractError::Server`], [`ContractError::Statements`].
    pub async fn plans(&self, client: &Client, large: u64) -> Result<PlanReport, ContractError> {
        let statements = self.statements()?;
        Ok(migrate::plans(client, &statements, large).await?)
    }

    /// The statements that let a role do what the server may, to be run by the owner in one
    /// transaction after each migration.
    ///
    /// # Errors
    /// As [`Contract::catalogue`].
    pub fn grants(&self, role: &str) -> Result<Vec<String>, ContractError> {
        Ok(pgschema::grants(&self.catalogue()?, role))
    }
}
