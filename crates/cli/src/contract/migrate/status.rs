//! `migrate status`: where a database stands.

use clap::Args;
use migrate::State;

use crate::contract::{Folder, Target};
use crate::failure::{Outcome, answer};
use crate::say;

/// Say where a database stands against the migrations; exit code 1 if it is not up to date.
///
/// Of a migration that failed or was interrupted it says what is known: which statement stopped it,
/// what of it is in the database, and whether it is still running.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  repertoire contract migrate status --url postgresql://owner@db/app")]
pub(super) struct Status {
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    target: Target,
}

impl Status {
    pub(super) async fn run(self) -> Outcome {
        let status = self.folder.open()?.status(&self.target.url).await?;
        say::text(&status);
        let open = status.migrations.iter().filter(|(_, state)| *state != State::Applied).count();
        say::line(match open {
            0 => "the database is up to date".to_owned(),
            open => format!("{} to look at", say::count(open, "migration", "migrations")),
        });
        say::text(next(&status));
        Ok(answer(status.is_up_to_date()))
    }
}

/// What to run next, where something is to be done.
fn next(status: &migrate::Status) -> String {
    if let Some(failed) = status.all(State::Failed).next().filter(|_| status.busy.is_none()) {
        return format!(
            "say what became of it: migrate resolve --rolled-back {failed}, or --applied {failed}\n"
        );
    }
    let pending = status.all(State::Pending).next();
    pending.map(|_| "apply what is pending: migrate deploy\n".to_owned()).unwrap_or_default()
}
