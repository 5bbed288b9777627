//! `migrate dev`: the next migration, written and applied.

use std::io::{BufRead, IsTerminal, stdin};

use clap::Args;
use contract::{Change, Contract, Manner, NewMigration, migration_name};
use jiff::Timestamp;
use pgschema::Question;
use pgschema::lint::Finding;

use super::deploy::deploy;
use super::rename::{Answer, Answering, name};
use crate::contract::scratch::Scratch;
use crate::contract::{Create, Folder, Undeclared};
use crate::failure::{Failure, Outcome, answer};
use crate::say;

/// Write the migration that leads from the last one to the schema, and apply it.
///
/// The migrations that are there are replayed in a scratch database first, so that the new one
/// follows on what they really do. A database is never reset: where it is not what its history says,
/// you are told how to adopt or repair what differs.
///
/// A step that is dangerous on a table with rows (a lock under which every row is read or written, a
/// NOT NULL that rows may break) is refused with the recipe beside it, which --safe writes for you.
/// What loses data is refused until --accept-data-loss. Beside each migration that can be undone
/// stands a down.sql, which Prisma passes over.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  repertoire contract migrate dev --name add_voices --url postgresql://owner@localhost/app
  repertoire contract migrate dev --name add_voices --create-only     # write it, apply nothing
  repertoire contract migrate dev --name title_required --safe        # in phases, each a migration
  repertoire contract migrate dev --name headline --answer title=headline    # a rename, not a loss

Without --url and DATABASE_URL it writes the migration and applies nothing.")]
pub(super) struct Dev {
    /// What the migration is for; asked for on a terminal
    #[arg(long, short, value_name = "NAME")]
    name: Option<String>,
    /// Write the migration, empty if there is no difference, and apply nothing
    #[arg(long)]
    create_only: bool,
    /// Write what is dangerous in phases that a busy database bears, each a migration
    #[arg(long)]
    safe: bool,
    /// Write what is dangerous as it is
    #[arg(long, conflicts_with = "safe")]
    force: bool,
    /// Write what loses data
    #[arg(long)]
    accept_data_loss: bool,
    /// What was `old` is called `new` now: rename, and keep what it holds. Asked for on a terminal
    #[arg(long = "answer", value_name = "OLD=NEW")]
    answers: Vec<Answer>,
    /// The database to apply it to, as postgresql://user:password@host/name
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    url: Option<String>,
    #[command(flatten)]
    undeclared: Undeclared,
    #[command(flatten)]
    create: Create,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    scratch: Scratch,
}

impl Dev {
    pub(super) async fn run(self) -> Outcome {
        let contract = self.folder.load()?.declaring(&self.undeclared.directives);
        let server = self.scratch.server();
        if let Some(url) = &self.url {
            self.create.run(url).await?;
            contract.check_history(&server, url).await?;
        }
        let answering = Answering::new(&self.answers);
        let change = contract.pending(&server, &|question| answering.answer(question)).await?;
        if let Some(unused) = answering.unused().first() {
            return Err(Failure::new(format!(
                "--answer {unused} fits no rename: nothing of the first name goes where the second comes"
            )));
        }
        tell_what_is_left(&change.left);
        self.check(&change)?;
        let written = self.write(&contract, &change)?;
        for migration in &written {
            tell(&contract, migration);
        }
        match &self.url {
            Some(url) if !self.create_only => deploy(&contract, url).await?,
            _ if written.is_empty() => {
                say::line("the migrations lead to the schema already; nothing is written");
            }
            _ => say::note("read it, then apply it with `repertoire contract migrate deploy`"),
        }
        Ok(answer(true))
    }

    fn write(&self, contract: &Contract, change: &Change) -> Result<Vec<NewMigration>, Failure> {
        let timestamp = Timestamp::now().strftime("%Y%m%d%H%M%S").to_string();
        if change.is_empty() && !self.create_only {
            return Ok(Vec::new());
        }
        let name = self.name()?;
        if change.is_empty() {
            return Ok(vec![contract.write_empty_migration(&name, &timestamp)?]);
        }
        let manner = if self.safe { Manner::Safe } else { Manner::Plain };
        Ok(contract.write_migrations(change, &name, &timestamp, manner)?)
    }

    fn name(&self) -> Result<String, Failure> {
        if let Some(name) = &self.name {
            return Ok(migration_name(name));
        }
        if !stdin().is_terminal() {
            return Err(Failure::new("the migration has no name; give it one with --name"));
        }
        say::note("what is the migration for? (lower-case words)");
        let mut line = String::new();
        stdin().lock().read_line(&mut line)?;
        Ok(migration_name(&line))
    }

    /// Refuses what nobody has agreed to.
    fn check(&self, change: &Change) -> Result<(), Failure> {
        let losses: Vec<&Finding> = match self.accept_data_loss || self.force {
            true => Vec::new(),
            false => change.losses().collect(),
        };
        let dangers: Vec<&Finding> = match self.safe || self.force {
            true => Vec::new(),
            false => change.dangers().collect(),
        };
        for question in change.open.iter().filter(|_| !losses.is_empty()) {
            tell_of(question);
        }
        for finding in losses.iter().chain(&dangers) {
            say::warning(format_args!("[{}] {}", finding.code, finding.message));
            say::note(format_args!("    instead: {}", finding.recipe.replace('\n', "\n    ")));
        }
        let ways: Vec<&str> = [
            (!losses.is_empty()).then_some("what loses data is written with --accept-data-loss"),
            (!dangers.is_empty()).then_some(
                "what is dangerous is written in safe phases with --safe, or as it is with --force",
            ),
        ]
        .into_iter()
        .flatten()
        .collect();
        if ways.is_empty() {
            return Ok(());
        }
        Err(Failure::new(format!("nothing is written; {}", ways.join("; "))))
    }
}

/// A rename that nobody has spoken of is a loss.
fn tell_of(question: &Question) {
    say::warning(question);
    if let Some(likeliest) = question.candidates.first() {
        say::note(format_args!(
            "    if so, say --answer {}={}, or write {} above it in the schema",
            name(&likeliest.old),
            name(&question.new),
            likeliest.old.directive()
        ));
    }
}

/// Of a project whose triggers are all made by hand nobody wants the list each time.
fn tell_what_is_left(left: &[String]) {
    let Some((first, more)) = left.split_first() else { return };
    let more = if more.is_empty() { String::new() } else { format!(", like {} more", more.len()) };
    say::note(format_args!("{first}{more} (--undeclared drops what no directive declares)"));
}

fn tell(contract: &Contract, migration: &NewMigration) {
    let script = contract.migrations_folder().join(&migration.name).join("migration.sql");
    say::line(format_args!("wrote {}", script.display()));
    for before in &migration.before {
        say::warning(format_args!("before it is deployed: {}", before.replace('\n', "\n    ")));
    }
}
