//! Saying by hand what became of a migration.

use tokio_postgres::Client;

use super::HistoryError;
use super::lock::locked;
use super::table::{self, Record};
use crate::folder::Folder;

/// What became of a migration that the tool could not see through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// Its effect is in the database, made by hand.
    Applied,
    /// Nothing of it is left in the database; the next deploy runs it.
    RolledBack,
}

/// Records it, as `prisma migrate resolve` does.
///
/// # Errors
/// [`HistoryError`], where it cannot be true.
pub async fn resolve(
    client: &Client,
    folder: &Folder,
    name: &str,
    resolution: Resolution,
) -> Result<(), HistoryError> {
    locked(client, async {
        match resolution {
            Resolution::Applied => applied(client, folder, name).await,
            Resolution::RolledBack => rolled_back(client, name).await,
        }
    })
    .await
}

async fn applied(client: &Client, folder: &Folder, name: &str) -> Result<(), HistoryError> {
    let owned = || name.to_owned();
    let migration = folder.find(name).ok_or_else(|| HistoryError::NotInFolder { name: owned() })?;
    match table::read(client).await? {
        None => table::create(client).await?,
        Some(records) if of(&records, name).any(Record::is_applied) => {
            return Err(HistoryError::AlreadyApplied { name: owned() });
        }
        Some(_) => table::roll_back(client, name).await?,
    }
    Ok(table::mark_applied(client, migration).await?)
}

async fn rolled_back(client: &Client, name: &str) -> Result<(), HistoryError> {
    let records = table::read(client).await?.unwrap_or_default();
    let owned = || name.to_owned();
    if of(&records, name).next().is_none() {
        return Err(HistoryError::NeverApplied { name: owned() });
    }
    if !of(&records, name).any(Record::has_failed) {
        return Err(HistoryError::NotFailed { name: owned() });
    }
    Ok(table::roll_back(client, name).await?)
}

fn of<'a>(records: &'a [Record], name: &'a str) -> impl Iterator<Item = &'a Record> {
    records.iter().filter(move |record| record.name == name)
}
