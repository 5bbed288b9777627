//! Saying by hand what became of a migration.

use tokio_postgres::Client;

use super::HistoryError;
use super::deploy::{open, records, writable};
use super::lock::locked;
use super::table::{Record, Table};
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
    writable(client).await?;
    locked(client, &|_| {}, async {
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
    let table = open(client).await?;
    if of(&table.read().await?, name).any(Record::is_applied) {
        return Err(HistoryError::AlreadyApplied { name: owned() });
    }
    table.roll_back(name).await?;
    Ok(table.mark_applied(migration).await?)
}

async fn rolled_back(client: &Client, name: &str) -> Result<(), HistoryError> {
    let records = records(client).await?.unwrap_or_default();
    let owned = || name.to_owned();
    if of(&records, name).next().is_none() {
        return Err(HistoryError::NeverApplied { name: owned() });
    }
    if !of(&records, name).any(Record::has_failed) {
        return Err(HistoryError::NotFailed { name: owned() });
    }
    match Table::find(client).await? {
        Some(table) => Ok(table.roll_back(name).await?),
        None => Ok(()),
    }
}

fn of<'a>(records: &'a [Record], name: &'a str) -> impl Iterator<Item = &'a Record> {
    records.iter().filter(move |record| record.name == name)
}
