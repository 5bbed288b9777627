//! `migrate down`: the last migration, undone.

use clap::Args;

use super::deploy::tell;
use crate::contract::{Folder, Target};
use crate::failure::{Outcome, answer};
use crate::say;

/// Undo the last migration by the down.sql beside it.
///
/// Script and history change in one transaction; the migration is pending again, for Prisma too.
/// Prisma passes over down.sql. One migration at a time: what it would lose is worth a look at each.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  repertoire contract migrate down --url postgresql://owner@localhost/app")]
pub(super) struct Down {
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    target: Target,
}

impl Down {
    pub(super) async fn run(self) -> Outcome {
        let undone = self.folder.open()?.undo(&self.target.url, &tell).await?;
        say::line(format_args!("undid {undone}"));
        Ok(answer(true))
    }
}
