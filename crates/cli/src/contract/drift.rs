//! `contract drift`: what a database has that its contract has not, the other way round, and what to
//! do about it.

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use super::scratch::Scratch;
use super::{Folder, Target};
use crate::failure::{Failure, Outcome, answer};
use crate::say;

/// Compare a live database with the contract, both ways; exit code 1 if they differ.
///
/// Every object is named, and beside it stands the SQL that would bring it back, where that is
/// anybody's to write. A comparison that could see nothing (another database, a schema that the role
/// may not look into) fails and does not pass. Nothing is ever reset: --adopt lets the contract follow
/// the database, --repair lets the database follow the contract.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  repertoire contract drift --url postgresql://owner@db/app
  repertoire contract drift --url \"$DATABASE_URL\" --against migrations --adopt    # a hotfix stays
  repertoire contract drift --url \"$DATABASE_URL\" --repair > back.sql             # a hotfix goes")]
pub(super) struct Drift {
    /// What the database is compared with
    #[arg(long, value_enum, default_value_t = Against::Schema)]
    against: Against,
    /// Write the migration that makes the history lead to what the database is, and mark it as applied
    #[arg(long)]
    adopt: bool,
    /// Print the SQL that brings the database back
    #[arg(long, conflicts_with = "adopt")]
    repair: bool,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    scratch: Scratch,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Against {
    /// What the schema asks for
    Schema,
    /// Where the migrations lead that the database has applied
    Migrations,
}

impl From<Against> for contract::Against {
    fn from(against: Against) -> Self {
        match against {
            Against::Schema => Self::Schema,
            Against::Migrations => Self::Migrations,
        }
    }
}

impl Drift {
    pub(super) async fn run(self) -> Outcome {
        let contract = self.folder.load()?;
        match (self.adopt, self.repair) {
            (true, _) => self.adopt(&contract).await,
            (_, true) => self.repair(&contract).await,
            (false, false) => self.compare(&contract).await,
        }
    }

    async fn compare(&self, contract: &contract::Contract) -> Outcome {
        let server = self.scratch.server();
        let found = contract.drift(&server, &self.target.url, self.against.into()).await?;
        for drift in &found {
            say::line(&drift.what);
            for statement in &drift.repair {
                say::line(format_args!("    {}", statement.replace('\n', "\n    ")));
            }
        }
        say::line(match found.len() {
            0 => "the database is as the contract says".to_owned(),
            number => say::count(number, "difference", "differences"),
        });
        if !found.is_empty() {
            say::note(
                "--adopt lets the contract follow the database; --repair prints the way back",
            );
        }
        Ok(answer(found.is_empty()))
    }

    async fn adopt(&self, contract: &contract::Contract) -> Outcome {
        let timestamp = Timestamp::now().strftime("%Y%m%d%H%M%S").to_string();
        let adopted = contract.adopt(&self.scratch.server(), &self.target.url, &timestamp).await?;
        match adopted {
            Some(migration) => {
                let script =
                    contract.migrations_folder().join(&migration.name).join("migration.sql");
                say::line(format_args!("wrote {}", script.display()));
                say::line(format_args!("{} is recorded as applied", migration.name));
            }
            None => say::line("the history leads to what the database is already"),
        }
        say::note("let the schema say it too: repertoire contract pull");
        Ok(answer(true))
    }

    async fn repair(&self, contract: &contract::Contract) -> Outcome {
        let server = self.scratch.server();
        let (migration, unwritten) = contract
            .repair(&server, &self.target.url, self.against.into())
            .await
            .map_err(Failure::from)?;
        for line in unwritten {
            say::warning(format_args!("{line}; no SQL is written for it"));
        }
        if migration.steps.iter().any(|step| step.safety().loses_data) {
            say::warning("this loses data: it removes what the contract does not have");
        }
        say::text(format_args!("{}\n", migration.script().trim_end()));
        Ok(answer(true))
    }
}
