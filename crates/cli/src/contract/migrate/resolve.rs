//! `migrate resolve`: what became of a migration, said by hand.

use clap::{ArgGroup, Args};
use migrate::Resolution;

use crate::contract::{Folder, Target};
use crate::failure::{Outcome, answer};
use crate::say;

/// Say by hand what became of a migration.
///
/// After a failure: --rolled-back, if nothing of it is left, and the next deploy runs it again;
/// --applied, if all of it is in the database now. Also to take over a database that was made without
/// migrations: --applied for those that describe what is there.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("what").required(true),
    after_help = "\
Examples:
  repertoire contract migrate resolve --rolled-back 20261122170000_add_voices --url \"$DATABASE_URL\"
  repertoire contract migrate resolve --applied 20261101000000_baseline --url \"$DATABASE_URL\""
)]
pub(super) struct Resolve {
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

impl Resolve {
    pub(super) async fn run(self) -> Outcome {
        let (name, resolution, word) = match (self.applied, self.rolled_back) {
            (Some(name), _) => (name, Resolution::Applied, "applied"),
            (None, name) => (name.unwrap_or_default(), Resolution::RolledBack, "rolled back"),
        };
        self.folder.open()?.resolve(&self.target.url, &name, resolution).await?;
        say::line(format_args!("{name} is recorded as {word}"));
        Ok(answer(true))
    }
}
