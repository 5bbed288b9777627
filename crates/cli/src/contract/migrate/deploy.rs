//! `migrate deploy`: what a database lacks, applied.

use clap::Args;
use contract::Contract;
use migrate::{Deployment, Progress, State};

use crate::contract::{Create, Folder, Target};
use crate::failure::{Failure, Outcome, answer};
use crate::say;

/// Apply the migrations that a database lacks, in order, each recorded.
///
/// A script is one transaction, unless it says otherwise or holds a statement that refuses them
/// (CREATE INDEX CONCURRENTLY): then it is run statement by statement. Of one that fails you are told
/// what ran, what is in the database, and how to go on. Ctrl-C stops the statement that runs.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  repertoire contract migrate deploy --url postgresql://owner@db/app
  repertoire contract migrate deploy --contract prisma/schema.prisma --url \"$DATABASE_URL\" --create")]
pub(super) struct Deploy {
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    create: Create,
}

impl Deploy {
    pub(super) async fn run(self) -> Outcome {
        let contract = self.folder.open()?;
        self.create.run(&self.target.url).await?;
        deploy(&contract, &self.target.url).await?;
        Ok(answer(true))
    }
}

/// Applies what is pending and prints what was.
pub(super) async fn deploy(contract: &Contract, url: &str) -> Result<(), Failure> {
    let Deployment { applied, before } = contract.deploy(url, &tell).await?;
    for name in before.all(State::Edited) {
        say::warning(format_args!("{name} was edited after it was applied"));
    }
    for name in before.all(State::Missing) {
        say::warning(format_args!("{name} was applied, and is not in the folder"));
    }
    if applied.is_empty() {
        say::line("nothing to apply");
    }
    Ok(())
}

/// On stderr what is being done, on stdout what was.
pub(super) fn tell(progress: Progress<'_>) {
    match progress {
        Progress::Waiting { holder } => {
            say::step(format_args!("waiting for another migration of this database: {holder}"));
        }
        Progress::Applying { name, number, of } => {
            say::step(format_args!("{number} of {of}: {name}"));
        }
        Progress::Statement { number, of, text } => {
            say::note(format_args!("    statement {number} of {of}: {text}"));
        }
        Progress::Applied { name, took } => {
            say::line(format_args!("applied {name}"));
            if took.as_secs() > 0 {
                say::note(format_args!("    in {:.1} s", took.as_secs_f64()));
            }
        }
    }
}
