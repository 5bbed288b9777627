//! Where a database stands against its folder.

use std::fmt;

use tokio_postgres::Client;

use super::HistoryError;
use super::deploy::records;
use super::lock::holder;
use super::table::Record;
use crate::folder::{Folder, Migration};

/// What became of one migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Applied,
    /// In the folder, to be applied by the next deploy.
    Pending,
    /// Began and did not end; blocks every deploy until it is resolved.
    Failed,
    /// Applied, and its script is another now.
    Edited,
    /// Applied, and no longer in the folder.
    Missing,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Pending => "pending",
            Self::Failed => "failed",
            Self::Edited => "edited after it was applied",
            Self::Missing => "applied, but not in the folder",
        }
    }
}

/// Every migration that the folder or the database knows, each with its state: those of the folder
/// in its order, then those that only the database knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Whether the database has a history at all.
    pub initialised: bool,
    pub migrations: Vec<(String, State)>,
    /// Everything that is recorded, in the order in which it began.
    pub records: Vec<Record>,
    /// The records of those that failed, with what they said.
    pub failures: Vec<Record>,
    /// Who is migrating the database at this moment: what looks interrupted may still be running.
    pub busy: Option<String>,
}

impl Status {
    /// The names in one state.
    pub fn all(&self, state: State) -> impl Iterator<Item = &str> {
        let in_state = move |(_, found): &&(String, State)| *found == state;
        self.migrations.iter().filter(in_state).map(|(name, _)| name.as_str())
    }

    /// Nothing to apply and nothing to worry about.
    #[must_use]
    pub fn is_up_to_date(&self) -> bool {
        self.migrations.iter().all(|(_, state)| *state == State::Applied)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, state) in &self.migrations {
            writeln!(f, "{name}: {}", state.word())?;
            for failure in self.failures.iter().filter(|record| record.name == *name) {
                match &self.busy {
                    Some(holder) if failure.was_interrupted() => {
                        writeln!(f, "    it is being applied at this moment by {holder}")?;
                    }
                    _ => writeln!(f, "    {}", failure.story().replace('\n', "\n    "))?,
                }
            }
        }
        Ok(())
    }
}

/// Compares the folder with the database's history. Changes nothing and waits for no lock.
///
/// # Errors
/// [`HistoryError::Server`].
pub async fn status(client: &Client, folder: &Folder) -> Result<Status, HistoryError> {
    let mut status = compare(records(client).await?.as_deref(), folder);
    if status.failures.iter().any(Record::was_interrupted) {
        status.busy = holder(client).await?;
    }
    Ok(status)
}

pub(super) fn compare(records: Option<&[Record]>, folder: &Folder) -> Status {
    let initialised = records.is_some();
    let records = records.unwrap_or_default();
    let known = folder
        .migrations
        .iter()
        .map(|migration| (migration.name.clone(), state(records, migration)));
    let mut migrations: Vec<_> = known.collect();
    for record in records.iter().filter(|record| !record.rolled_back) {
        if migrations.iter().all(|(name, _)| *name != record.name) {
            let state = if record.finished { State::Missing } else { State::Failed };
            migrations.push((record.name.clone(), state));
        }
    }
    let failures = records.iter().filter(|record| record.has_failed()).cloned().collect();
    let records = records.to_vec();
    Status { initialised, migrations, records, failures, busy: None }
}

fn state(records: &[Record], migration: &Migration) -> State {
    let mut standing =
        records.iter().filter(|record| record.name == migration.name && !record.rolled_back);
    let Some(record) = standing.next_back() else { return State::Pending };
    match record {
        record if record.has_failed() => State::Failed,
        record if migration.is_of(&record.checksum) => State::Applied,
        _ => State::Edited,
    }
}
