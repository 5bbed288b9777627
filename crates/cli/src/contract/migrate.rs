//! `contract migrate`: Prisma Migrate's folder and history.

use clap::{ArgGroup, Args, Subcommand};
use contract::NewMigration;
use jiff::Timestamp;
use migrate::{Deployment, Resolution, State};
use pgschema::lint;

use super::diff::Diff;
use super::scratch::Scratch;
use super::{Folder, Target, count, wait_for};
use crate::failure::{Outcome, answer};
use crate::say;

/// Write, apply and look after migrations, in Prisma's own layout and bookkeeping.
#[derive(Debug, Args)]
pub(super) struct Migrate {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Dev(Dev),
    Deploy(Deploy),
    Status(Status),
    Resolve(Resolve),
    Diff(Diff),
}

/// Write the migration that leads from the last one to the schema.
///
/// The migrations that are there are replayed in a scratch database first, so that the new one
/// follows on what they really do. What is dangerous on a table with rows is said.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  repertoire contract migrate dev --name add_voices")]
struct Dev {
    /// What the migration is for: lower-case letters, digits, underscores
    #[arg(long, value_name = "NAME")]
    name: String,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    scratch: Scratch,
}

/// Apply the migrations that a database lacks, in order, each recorded.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  repertoire contract migrate deploy --url postgresql://owner@db/app"
)]
struct Deploy {
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    target: Target,
}

/// Say where a database stands against the migrations; exit code 1 if it is not up to date.
#[derive(Debug, Args)]
struct Status {
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    target: Target,
}

/// Say by hand what became of a migration.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true))]
struct Resolve {
    /// Its effect is in the database, made by hand
    #[arg(long, value_name = "NAME", group = "what")]
    applied: Option<String>,
    /// Nothing of it is left in the database; the next deploy runs it
    #[arg(long, value_name = "NAME", group = "what")]
    rolled_back: Option<String>,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    target: Target,
}

impl Migrate {
    pub(super) fn run(self) -> Outcome {
        match self.command {
            Command::Dev(dev) => wait_for(dev.run())?,
            Command::Deploy(deploy) => wait_for(deploy.run())?,
            Command::Status(status) => wait_for(status.run())?,
            Command::Resolve(resolve) => wait_for(resolve.run())?,
            Command::Diff(diff) => diff.run(),
        }
    }
}

impl Dev {
    async fn run(self) -> Outcome {
        let contract = self.folder.load()?;
        let timestamp = Timestamp::now().strftime("%Y%m%d%H%M%S").to_string();
        let written = contract.migrate_dev(&self.scratch.server(), &self.name, &timestamp).await?;
        let Some(NewMigration { name, migration, .. }) = written else {
            say::line("the migrations lead to the schema already; nothing is written");
            return Ok(answer(true));
        };
        for finding in lint::lint(&migration) {
            say::warning(format_args!("[{}] {}", finding.code, finding.message));
            say::note(format_args!("    instead: {}", finding.recipe.replace('\n', "\n    ")));
        }
        let script = contract.migrations_folder().join(name).join("migration.sql");
        say::line(format_args!("wrote {}", script.display()));
        say::note("read it, then apply it with `repertoire contract migrate deploy`");
        Ok(answer(true))
    }
}

impl Deploy {
    async fn run(self) -> Outcome {
        let Deployment { applied, before } = self.folder.load()?.deploy(&self.target.url).await?;
        for name in before.all(State::Edited) {
            say::warning(format_args!("{name} was edited after it was applied"));
        }
        for name in before.all(State::Missing) {
            say::warning(format_args!("{name} was applied, and is not in the folder"));
        }
        for name in &applied {
            say::line(format_args!("applied {name}"));
        }
        if applied.is_empty() {
            say::line("nothing to apply");
        }
        Ok(answer(true))
    }
}

impl Status {
    async fn run(self) -> Outcome {
        let status = self.folder.load()?.status(&self.target.url).await?;
        say::text(&status);
        let open = status.migrations.iter().filter(|(_, state)| *state != State::Applied).count();
        say::line(match open {
            0 => "the database is up to date".to_owned(),
            open => format!("{} to look at", count(open, "migration")),
        });
        Ok(answer(status.is_up_to_date()))
    }
}

impl Resolve {
    async fn run(self) -> Outcome {
        let (name, resolution, word) = match (self.applied, self.rolled_back) {
            (Some(name), _) => (name, Resolution::Applied, "applied"),
            (None, name) => (name.unwrap_or_default(), Resolution::RolledBack, "rolled back"),
        };
        self.folder.load()?.resolve(&self.target.url, &name, resolution).await?;
        say::line(format_args!("{name} is recorded as {word}"));
        Ok(answer(true))
    }
}
