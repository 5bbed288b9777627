//! `contract push`: the schema straight into a database.

use clap::Args;

use super::scratch::Scratch;
use super::{Create, Folder, Target, Undeclared};
use crate::failure::{Failure, Outcome, answer};
use crate::say;

/// Bring a database to the schema, without migrations: for prototypes and tests.
///
/// As `prisma db push`: it writes no history. What loses data is refused until --accept-data-loss; it
/// never resets.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  repertoire contract push --url postgresql://owner@localhost/app --dry-run   # what it would do
  repertoire contract push --contract prisma/schema.prisma --url \"$DATABASE_URL\" --create")]
pub(super) struct Push {
    /// Print the SQL and run nothing
    #[arg(long)]
    dry_run: bool,
    /// Run what loses data
    #[arg(long)]
    accept_data_loss: bool,
    #[command(flatten)]
    undeclared: Undeclared,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    create: Create,
    #[command(flatten)]
    scratch: Scratch,
}

impl Push {
    pub(super) async fn run(self) -> Outcome {
        let contract = self.folder.load()?.declaring(&self.undeclared.directives);
        let url = &self.target.url;
        self.create.run(url).await?;
        let push = contract.plan_push(&self.scratch.server(), url).await?;
        for line in &push.unwritten {
            say::warning(format_args!("{line}; no SQL is written for it"));
        }
        if push.has_history {
            say::warning(
                "the database has a history of migrations, and this will be no part of it; \
                 `migrate dev` would write a migration",
            );
        }
        for loss in &push.losses {
            say::warning(format_args!("[{}] {}", loss.code, loss.message));
        }
        if self.dry_run {
            say::text(format_args!("{}\n", push.migration.script().trim_end()));
            return Ok(answer(true));
        }
        if !push.losses.is_empty() && !self.accept_data_loss {
            return Err(Failure::new(
                "nothing was changed; look at it with --dry-run, or run it with --accept-data-loss",
            ));
        }
        contract.push(url, &push).await?;
        match push.migration.is_empty() {
            true => say::line("the database is as the schema says already"),
            false => say::text(format_args!(
                "{}\nthe database is now as the schema says\n",
                push.migration.summary()
            )),
        }
        Ok(answer(true))
    }
}
