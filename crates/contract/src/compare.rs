//! Differences between any two states: schemas, migrations, databases.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use migrate::{Connection, Folder, PlanReport, Target, shadow};
use pgschema::catalogue::Extension;
use pgschema::{Catalogue, Hints, Migration, left_alone, opaque_differences};
use tokio_postgres::Client;

use crate::scratch::look;
use crate::{Contract, ContractError, Server};

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    Empty,
    /// A schema file, a folder of them, or a contract folder.
    Schema(PathBuf),
    /// A folder of migrations, replayed.
    Migrations(PathBuf),
    /// A live database.
    Url(String),
}

/// What leads from one side to the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    pub migration: Migration,
    /// Differences for which no SQL is written.
    pub unwritten: Vec<String>,
}

/// A side, read as far as it can be without a server.
enum Read {
    Empty,
    /// In the words of its author.
    Schema(Box<(Contract, Catalogue)>),
    Migrations(Folder),
    Url(String),
}

impl Side {
    /// Whether it can be compared without a server.
    #[must_use]
    pub fn is_as_written(&self) -> bool {
        matches!(self, Side::Empty | Side::Schema(_))
    }

    fn read(&self) -> Result<Read, ContractError> {
        Ok(match self {
            Side::Empty => Read::Empty,
            Side::Schema(path) => {
                let contract = Contract::load(path)?;
                let catalogue = contract.catalogue()?;
                Read::Schema(Box::new((contract, catalogue)))
            }
            Side::Migrations(path) => Read::Migrations(existing(path)?),
            Side::Url(url) => Read::Url(url.clone()),
        })
    }
}

/// A folder that holds no migrations yet is fine where the first is written; in a comparison a name
/// that was mistyped would look like an empty database.
fn existing(path: &Path) -> Result<Folder, ContractError> {
    if !path.is_dir() {
        return Err(ContractError::NoMigrations(path.to_path_buf()));
    }
    Ok(Folder::read(path)?)
}

impl Read {
    /// In the words of its author; nothing of what a server would have to say.
    fn written(&self) -> Catalogue {
        match self {
            Read::Schema(read) => read.1.clone(),
            Read::Empty | Read::Migrations(_) | Read::Url(_) => Catalogue::default(),
        }
    }

    fn hints(&self) -> Result<Hints, ContractError> {
        match self {
            Read::Schema(read) => read.0.hints(),
            Read::Empty | Read::Migrations(_) | Read::Url(_) => Ok(Hints::default()),
        }
    }

    async fn live(&self) -> Result<Option<(Connection, Target)>, ContractError> {
        match self {
            Read::Url(url) => Ok(Some(look(url).await?)),
            Read::Empty | Read::Schema(_) | Read::Migrations(_) => Ok(None),
        }
    }
}

/// Compares two sides that need no server: nothing, or a schema.
///
/// # Errors
/// A schema with errors. [`ContractError::NeedsServer`] of other sides.
pub fn diff_as_written(from: &Side, to: &Side) -> Result<Comparison, ContractError> {
    if !(from.is_as_written() && to.is_as_written()) {
        return Err(ContractError::NeedsServer);
    }
    let (from, to) = (from.read()?, to.read()?);
    let hints = to.hints()?.of_everything();
    let migration = pgschema::diff(&from.written(), &to.written(), &hints);
    Ok(Comparison { migration, unwritten: Vec::new() })
}

/// What leads from one side to the other. Needs a server only where a side is one, or was one.
/// `declared` are directives of which the second side is to have no more than it says.
///
/// # Errors
/// A schema with errors, a server that refuses, a migration that fails when replayed.
pub async fn diff(
    server: &Server,
    from: &Side,
    to: &Side,
    declared: &[String],
) -> Result<Comparison, ContractError> {
    if from.is_as_written() && to.is_as_written() {
        return diff_as_written(from, to);
    }
    let (from, to) = (from.read()?, to.read()?);
    let (from_live, to_live) = (from.live().await?, to.live().await?);
    let scratch = Scratch { server, live: to_live.as_ref().or(from_live.as_ref()) };
    let (before, after) = scratch.both(&from, &to).await?;
    // A database may hold more than the other side speaks of: other people's schemas.
    let named = [&before, &after].into_iter().flatten().flat_map(|it| it.schemas.iter().cloned());
    let named: Vec<String> = named.collect();
    let before = read_live(before, from_live.as_ref(), &named).await?;
    let after = read_live(after, to_live.as_ref(), &named).await?;
    // Between two schemas that only have to be printed by a server, nothing was left to others.
    let both = matches!((&from, &to), (Read::Schema(_), Read::Schema(_)));
    let hints = match &from {
        _ if both => to.hints()?.of_everything(),
        // As the next migration has it.
        Read::Migrations(folder) => to.hints()?.after(folder.scripts()),
        _ => to.hints()?,
    };
    let hints = hints.declaring(declared.iter().map(String::as_str));
    let mut unwritten = opaque_differences(&before, &after);
    unwritten.extend(left_alone(&before, &after, &hints));
    Ok(Comparison { migration: pgschema::diff(&before, &after, &hints), unwritten })
}

/// Where catalogues in a server's words come from.
struct Scratch<'a> {
    server: &'a Server,
    live: Option<&'a (Connection, Target)>,
}

type Extensions = IndexMap<String, Extension>;

impl Scratch<'_> {
    /// Migrations first: a schema may use an extension that only they create.
    async fn both(
        &self,
        from: &Read,
        to: &Read,
    ) -> Result<(Option<Catalogue>, Option<Catalogue>), ContractError> {
        let made = |catalogue: &Option<Catalogue>| {
            catalogue.as_ref().map(|it| it.extensions.clone()).unwrap_or_default()
        };
        if let Read::Migrations(_) = to {
            let after = self.stated(to, &Extensions::new()).await?;
            return Ok((self.stated(from, &made(&after)).await?, after));
        }
        let before = self.stated(from, &Extensions::new()).await?;
        let replayed = matches!(from, Read::Migrations(_));
        let given = if replayed { made(&before) } else { Extensions::new() };
        Ok((before, self.stated(to, &given).await?))
    }

    /// `None` of a live database, which is not to be stated but looked at.
    async fn stated(
        &self,
        side: &Read,
        given: &Extensions,
    ) -> Result<Option<Catalogue>, ContractError> {
        Ok(match side {
            Read::Empty => Some(Catalogue::default()),
            Read::Schema(read) => {
                let mut admin = self.admin().await?;
                admin.extensions.extend(given.clone());
                Some(shadow::canonical_beside(&admin.config, &read.1, &admin.extensions).await?)
            }
            Read::Migrations(folder) => {
                Some(shadow::replay(&self.admin().await?.config, folder, &[]).await?)
            }
            Read::Url(_) => None,
        })
    }

    async fn admin(&self) -> Result<crate::Admin, ContractError> {
        match self.live {
            Some((connection, target)) => self.server.like(connection, target).await,
            None => self.server.admin().await,
        }
    }
}

async fn read_live(
    stated: Option<Catalogue>,
    live: Option<&(Connection, Target)>,
    schemas: &[String],
) -> Result<Catalogue, ContractError> {
    match (stated, live) {
        (None, Some((connection, _))) => {
            migrate::check_visible(connection.client(), schemas).await?;
            Ok(migrate::introspect(connection.client(), schemas).await?)
        }
        (stated, _) => Ok(stated.unwrap_or_default()),
    }
}

impl Contract {
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
