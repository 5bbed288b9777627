//! `contract drift`: what a database has that its contract has not, and the other way round.

use clap::Args;

use super::scratch::Scratch;
use super::{Folder, Target, count};
use crate::failure::{Outcome, answer};
use crate::say;

/// Compare a live database with the contract, both ways; exit code 1 if they differ.
///
/// For each difference it prints the SQL that would repair it, where that is anybody's to write.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  repertoire contract drift --url postgresql://owner@db/app")]
pub(super) struct Drift {
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    scratch: Scratch,
}

impl Drift {
    pub(super) async fn run(self) -> Outcome {
        let contract = self.folder.load()?;
        let found = contract.drift(&self.scratch.server(), &self.target.url).await?;
        for drift in &found {
            say::line(&drift.what);
            for statement in &drift.repair {
                say::line(format_args!("    {}", statement.replace('\n', "\n    ")));
            }
        }
        say::line(match found.len() {
            0 => "the database is as the contract says".to_owned(),
            number => count(number, "difference"),
        });
        Ok(answer(found.is_empty()))
    }
}
