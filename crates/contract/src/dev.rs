//! The next migration: what leads from the last one to the schema, and how it is written.

use std::path::Path;

use migrate::{Folder, shadow};
use pgschema::lint::{Finding, lint};
use pgschema::{Catalogue, Hints, Migration, Question, down, left_alone, questions, safe};
use tokio_postgres::Client;

use crate::{Contract, ContractError, Server, whole};

/// What leads from the migrations to the schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Where the migrations lead.
    pub from: Catalogue,
    /// What the schema asks for, in the same words.
    pub to: Catalogue,
    pub migration: Migration,
    /// What is dangerous about it on tables with rows.
    pub findings: Vec<Finding>,
    /// Probable renames that nobody has said anything of.
    pub open: Vec<Question>,
    /// What is there, of a kind of which the schema says nothing.
    pub left: Vec<String>,
    /// The hash that its last step stamps, where this contract is one that is stamped.
    pub hash: Option<String>,
    /// The hash that the last migration stamped, which the way back leads to.
    pub hash_before: Option<String>,
}

/// Whoever knows which candidate of a question it was, if any.
pub type Answers<'a> = &'a dyn Fn(&Question) -> Option<usize>;

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
    /// What leads back, where one migration does.
    pub down: Option<String>,
    /// What has to be done before it is deployed.
    pub before: Vec<String>,
}

/// Where a folder of migrations leads.
#[derive(Default)]
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

    /// With the slug of each; none where there is no difference and no other hash to stamp.
    fn migrations(&self, manner: Manner) -> Vec<(String, NewMigration)> {
        let mut migrations: Vec<(String, NewMigration)> = match manner {
            _ if self.is_empty() => Vec::new(),
            Manner::Plain => vec![(String::new(), unnamed(self.migration.script(), Vec::new()))],
            Manner::Safe => {
                let phases = safe(&self.migration, &self.from).phases.into_iter();
                phases.map(|it| (it.slug.clone(), unnamed(it.script(), it.before))).collect()
            }
        };
        // The way back from several would have to be as many.
        if let [(_, only)] = migrations.as_mut_slice() {
            let mut back = down(&self.migration, &self.from, &self.to);
            if let (Some(_), Some(before)) = (&self.hash, &self.hash_before) {
                back.migration.stamp(&self.from, before);
            }
            only.down = Some(back.script());
        }
        migrations
    }
}

fn unnamed(script: String, before: Vec<String>) -> NewMigration {
    NewMigration { name: String::new(), script, down: None, before }
}

impl Contract {
    /// What the next migration has to do. `answers` is asked of each probable rename.
    ///
    /// # Errors
    /// A schema with errors, a migration that fails when it is replayed.
    pub async fn pending(
        &self,
        server: &Server,
        answers: Answers<'_>,
    ) -> Result<Change, ContractError> {
        let (from, to) = self.both_sides(server).await?;
        let history = self.migrations()?;
        let mut hints = self.hints()?.after(history.scripts());
        let open = ask(&from.catalogue, &to, &mut hints, answers);
        let mut migration = pgschema::diff(&from.catalogue, &to, &hints);
        let findings = lint(&migration);
        let hash = self.hash_to_stamp(from.stamp.as_deref(), migration.is_empty())?;
        if let Some(hash) = &hash {
            migration.stamp(&to, hash);
        }
        let left = left_alone(&from.catalogue, &to, &hints);
        let (from, hash_before) = (from.catalogue, from.stamp);
        Ok(Change { from, to, migration, findings, open, left, hash, hash_before })
    }

    /// Where the migrations lead and what the schema asks for, in the same words.
    async fn both_sides(&self, server: &Server) -> Result<(Replayed, Catalogue), ContractError> {
        let (folder, written) = (self.migrations()?, self.catalogue()?);
        if folder.migrations.is_empty() {
            return Ok((Replayed::default(), written));
        }
        let admin = server.admin().await?;
        tracing::info!(migrations = folder.migrations.len(), "replaying in a shadow database");
        let from = replay(&admin.config, &folder).await?;
        let given = &from.catalogue.extensions;
        let to = shadow::canonical_beside(&admin.config, &written, given).await?;
        Ok((from, to))
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
        let migrations = change.migrations(manner);
        let several = migrations.len() > 1;
        let mut written = Vec::new();
        for (at, (slug, migration)) in migrations.into_iter().enumerate() {
            // Folders are applied in the order of their names.
            let suffix = several.then(|| format!("_{:02}_{slug}", at + 1));
            let name = format!("{timestamp}_{name}{}", suffix.unwrap_or_default());
            write(&folder.join(&name).join("migration.sql"), &migration.script)?;
            if let Some(down) = &migration.down {
                write(&folder.join(&name).join("down.sql"), down)?;
            }
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
        Ok(NewMigration { name, ..unnamed(script, Vec::new()) })
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
        let change = self.pending(server, &|_| None).await?;
        Ok(self.write_migrations(&change, name, timestamp, Manner::Plain)?.pop())
    }
}

/// Asks until nothing is left to ask: columns of a table are only compared once its own name is known.
fn ask(from: &Catalogue, to: &Catalogue, hints: &mut Hints, answers: Answers<'_>) -> Vec<Question> {
    let mut open: Vec<Question> = Vec::new();
    loop {
        let asked = questions(from, to, hints);
        let next = asked.into_iter().find(|it| open.iter().all(|known| known.new != it.new));
        let Some(question) = next else { return open };
        match answers(&question) {
            Some(candidate) if candidate < question.candidates.len() => {
                hints.answer(&question, candidate);
            }
            _ => open.push(question),
        }
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

fn write(path: &Path, text: &str) -> Result<(), ContractError> {
    whole::write(path, text).map_err(ContractError::io(path))
}
