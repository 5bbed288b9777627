//! New migrations, and what became of old ones.

use migrate::{Deployment, Folder, Resolution, Status, shadow};
use pgschema::{Catalogue, Hints, Migration};
use tokio_postgres::Client;

use crate::generate::write;
use crate::{Contract, ContractError, Server, connect};

/// A migration that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMigration {
    /// The name of its folder: `20261122170000_first_character`.
    pub name: String,
    pub script: String,
    pub migration: Migration,
}

/// Where a folder of migrations leads.
struct Replayed {
    catalogue: Catalogue,
    /// The contract hash that the last migration left.
    stamp: Option<String>,
}

impl Contract {
    /// Writes the migration that leads from the last one to the schema, or nothing where there is no
    /// difference. It ends by stamping the contract's hash.
    ///
    /// `timestamp` has fourteen digits: `20261122170000`.
    ///
    /// # Errors
    /// A schema with errors, a migration that fails when it is replayed, a bad name.
    pub async fn migrate_dev(
        &self,
        server: &Server,
        name: &str,
        timestamp: &str,
    ) -> Result<Option<NewMigration>, ContractError> {
        check_name(name, timestamp)?;
        let hash = self.canonical()?.hash;
        let (mut migration, stamp) = self.pending(server).await?;
        if migration.is_empty() && stamp.as_deref() == Some(&hash) {
            return Ok(None);
        }
        migration.stamp(&self.catalogue()?, &hash);
        let name = format!("{timestamp}_{name}");
        let script = migration.script();
        let folder = self.migrations_folder();
        write(&folder.join(&name).join("migration.sql"), &script)?;
        write(&folder.join("migration_lock.toml"), Folder::lock_file())?;
        Ok(Some(NewMigration { name, script, migration }))
    }

    /// What leads from the migrations to the schema, and the hash that the last of them stamped.
    ///
    /// # Errors
    /// As [`Contract::migrate_dev`].
    pub async fn pending(
        &self,
        server: &Server,
    ) -> Result<(Migration, Option<String>), ContractError> {
        let folder = self.migrations()?;
        let to = self.catalogue()?;
        let hints = self.hints()?;
        if folder.migrations.is_empty() {
            return Ok((pgschema::diff(&Catalogue::default(), &to, &hints), None));
        }
        let admin = server.admin().await?;
        tracing::info!(migrations = folder.migrations.len(), "replaying in a shadow database");
        let from = replay(&admin.config, &folder).await?;
        let to = shadow::canonical(&admin.config, &to).await?;
        Ok((pgschema::diff(&from.catalogue, &to, &hints), from.stamp))
    }

    pub(crate) fn hints(&self) -> Result<Hints, ContractError> {
        Hints::from_schema(self.validate()?).map_err(|errors| self.unrepresentable(&errors))
    }

    /// Applies what is pending to a database.
    ///
    /// # Errors
    /// [`ContractError::History`].
    pub async fn deploy(&self, url: &str) -> Result<Deployment, ContractError> {
        let connection = connect(url).await?;
        Ok(migrate::deploy(connection.client(), &self.migrations()?).await?)
    }

    /// Where a database stands against the migrations.
    ///
    /// # Errors
    /// [`ContractError::History`].
    pub async fn status(&self, url: &str) -> Result<Status, ContractError> {
        let connection = connect(url).await?;
        Ok(migrate::status(connection.client(), &self.migrations()?).await?)
    }

    /// Records what became of a migration that failed or was made by hand.
    ///
    /// # Errors
    /// [`ContractError::History`].
    pub async fn resolve(
        &self,
        url: &str,
        migration: &str,
        resolution: Resolution,
    ) -> Result<(), ContractError> {
        let connection = connect(url).await?;
        let folder = self.migrations()?;
        Ok(migrate::resolve(connection.client(), &folder, migration, resolution).await?)
    }
}

async fn replay(
    admin: &tokio_postgres::Config,
    folder: &Folder,
) -> Result<Replayed, ContractError> {
    shadow::with_shadow(admin, async |client: Client| {
        migrate::deploy(&client, folder).await?;
        let catalogue = migrate::introspect(&client, &[]).await?;
        let stamp = migrate::contract_stamps(&client).await?.into_values().next();
        Ok(Replayed { catalogue, stamp })
    })
    .await
}

/// Prisma's own layout sorts migrations by name, so the timestamp comes first and has one length.
fn check_name(name: &str, timestamp: &str) -> Result<(), ContractError> {
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if name.is_empty() || name.len() > NAME_BYTES_MAX || !name.chars().all(plain) {
        return Err(ContractError::MigrationName(name.to_owned()));
    }
    if timestamp.len() != 14 || !timestamp.chars().all(|digit| digit.is_ascii_digit()) {
        return Err(ContractError::Timestamp(timestamp.to_owned()));
    }
    Ok(())
}

/// `_prisma_migrations.migration_name` holds 255, a folder's name on most systems too; fifteen
/// are the timestamp's. Rounded down.
const NAME_BYTES_MAX: usize = 200;
