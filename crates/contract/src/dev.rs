//! The next migration: what leads from the last one to the schema, and how it is written.

use migrate::{Folder, shadow};
use pgschema::lint::{Finding, lint};
use pgschema::{Catalogue, Migration, safe};
use tokio_postgres::Client;

use crate::generate::write;
use crate::{Contract, ContractError, Server};

/// What leads from the migrations to the schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Where the migrations lead.
    pub from: Catalogue,
    pub migration: Migration,
    /// What is dangerous about it on tables with rows.
    pub findings: Vec<Finding>,
    /// The hash that its last step stamps, where this contract is one that is stamped.
    pub hash: Option<String>,
}

/// How a change is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    /// As one migration.
    #[default]
    Plain,
    /// In phases that a busy database bears, each a migration.
    Safe,
}

/// A migration that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMigration {
    /// The name of its folder: `20261122170000_first_character`.
    pub name: String,
    pub script: String,
    /// What has to be done before it is deployed.
    pub before: Vec<String>,
}

/// Where a folder of migrations leads.
struct Replayed {
    catalogue: Catalogue,
    /// The contract hash that the last migration left.
    stamp: Option<String>,
}

impl Change {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.migration.is_empty()
    }

    /// The findings that lose rows or values: no manner of writing avoids that.
    pub fn losses(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| self.loses(finding))
    }

    /// The findings that [`Manner::Safe`] avoids.
    pub fn dangers(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| !self.loses(finding))
    }

    fn loses(&self, finding: &Finding) -> bool {
        self.migration.steps.get(finding.step).is_some_and(|step| step.safety().loses_data)
    }

    /// Empty where there is no difference and no other hash to stamp.
    fn scripts(&self, manner: Manner) -> Vec<(Option<String>, NewMigration)> {
        let unnamed = |script, before| NewMigration { name: String::new(), script, before };
        match manner {
            _ if self.is_empty() => Vec::new(),
            Manner::Plain => vec![(None, unnamed(self.migration.script(), Vec::new()))],
            Manner::Safe => {
                let phases = safe(&self.migration, &self.from).phases.into_iter();
                let of = |phase: pgschema::Phase| {
                    (Some(phase.slug.clone()), unnamed(phase.script(), phase.before))
                };
                phases.map(of).collect()
            }
        }
    }
}

impl Contract {
    /// What the next migration has to do.
    ///
    /// # Errors
    /// A schema with errors, a migration that fails when it is replayed.
    pub async fn pending(&self, server: &Server) -> Result<Change, ContractError> {
        let folder = self.migrations()?;
        let to = self.catalogue()?;
        let hints = self.hints()?;
        let (from, stamp, mut migration) = match folder.migrations.is_empty() {
            true => {
                let nothing = Catalogue::default();
                let migration = pgschema::diff(&nothing, &to, &hints);
                (nothing, None, migration)
            }
            false => {
                let admin = server.admin().await?;
                tracing::info!(
                    migrations = folder.migrations.len(),
                    "replaying in a shadow database"
                );
                let from = replay(&admin.config, &folder).await?;
                let canonical = shadow::canonical(&admin.config, &to).await?;
                let migration = pgschema::diff(&from.catalogue, &canonical, &hints);
                (from.catalogue, from.stamp, migration)
            }
        };
        let findings = lint(&migration);
        let hash = self.hash_to_stamp(stamp.as_deref(), migration.is_empty())?;
        if let Some(hash) = &hash {
            migration.stamp(&to, hash);
        }
        Ok(Change { from, migration, findings, hash })
    }

    /// A contract with more than a schema is hashed, and so is one that was before. A schema that is
    /// Prisma's alone stays as Prisma leaves it.
    fn hash_to_stamp(
        &self,
        stamped: Option<&str>,
        same: bool,
    ) -> Result<Option<String>, ContractError> {
        let ours = ["queries", "documents"].iter().any(|dir| self.root().join(dir).is_dir());
        let hash = self.canonical()?.hash;
        let wanted = match (stamped, same) {
            (Some(stamped), true) => stamped != hash,
            (Some(_), false) => true,
            (None, _) => ours,
        };
        Ok(wanted.then_some(hash))
    }

    /// Writes a change as the next migrations; nothing where it is empty.
    ///
    /// `timestamp` has fourteen digits: `20261122170000`.
    ///
    /// # Errors
    /// A bad name; a folder that can't be written.
    pub fn write_migrations(
        &self,
        change: &Change,
        name: &str,
        timestamp: &str,
        manner: Manner,
    ) -> Result<Vec<NewMigration>, ContractError> {
        let timestamp = self.after_the_last(name, timestamp)?;
        let folder = self.migrations_folder();
        let scripts = change.scripts(manner);
        let several = scripts.len() > 1;
        let mut written = Vec::new();
        for (at, (slug, migration)) in scripts.into_iter().enumerate() {
            // Folders are applied in the order of their names.
            let suffix = slug.filter(|_| several).map(|slug| format!("_{:02}_{slug}", at + 1));
            let name = format!("{timestamp}_{name}{}", suffix.unwrap_or_default());
            write(&folder.join(&name).join("migration.sql"), &migration.script)?;
            written.push(NewMigration { name, ..migration });
        }
        if !written.is_empty() {
            write(&folder.join("migration_lock.toml"), Folder::lock_file())?;
        }
        Ok(written)
    }

    /// Two migrations of one second, or a clock that was set back: the next one comes last all the same.
    fn after_the_last(&self, name: &str, timestamp: &str) -> Result<String, ContractError> {
        check_name(name, timestamp)?;
        let folder = self.migrations()?;
        let last = folder.migrations.last().and_then(|last| last.name.get(..14)?.parse().ok());
        let now: u64 = timestamp.parse().unwrap_or_default();
        Ok(format!("{:014}", now.max(last.map_or(0, |last: u64| last + 1))))
    }

    /// An empty migration, to be filled by hand.
    ///
    /// # Errors
    /// As [`Contract::write_migrations`].
    pub fn write_empty_migration(
        &self,
        name: &str,
        timestamp: &str,
    ) -> Result<NewMigration, ContractError> {
        let name = format!("{}_{name}", self.after_the_last(name, timestamp)?);
        let script = Migration::default().script();
        let folder = self.migrations_folder();
        write(&folder.join(&name).join("migration.sql"), &script)?;
        write(&folder.join("migration_lock.toml"), Folder::lock_file())?;
        Ok(NewMigration { name, script, before: Vec::new() })
    }

    /// Writes the migration that leads from the last one to the schema, or nothing where there is no
    /// difference.
    ///
    /// # Errors
    /// As [`Contract::pending`] and [`Contract::write_migrations`].
    pub async fn migrate_dev(
        &self,
        server: &Server,
        name: &str,
        timestamp: &str,
    ) -> Result<Option<NewMigration>, ContractError> {
        check_name(name, timestamp)?;
        let change = self.pending(server).await?;
        Ok(self.write_migrations(&change, name, timestamp, Manner::Plain)?.pop())
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

/// A name as Prisma makes it of what somebody typed: `Add Voices!` becomes `add_voices`.
#[must_use]
pub fn migration_name(typed: &str) -> String {
    let lower = typed.trim().to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit());
    let mut name = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_");
    name.truncate(NAME_BYTES_MAX);
    name
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
