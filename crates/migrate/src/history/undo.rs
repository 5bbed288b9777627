//! Taking the last migration back by its `down.sql`.

use tokio_postgres::Client;

use super::HistoryError;
use super::deploy::writable;
use super::lock::locked;
use super::run::Listener;
use super::table::Table;
use crate::folder::Folder;

/// Undoes the migration that was applied last, and takes it out of the history as Prisma understands
/// it: to both it is pending again. Script and history change in one transaction.
///
/// # Errors
/// [`HistoryError`]: nothing is applied, there is no `down.sql`, or it failed and changed nothing.
pub async fn undo(
    client: &Client,
    folder: &Folder,
    listener: Listener<'_>,
) -> Result<String, HistoryError> {
    writable(client).await?;
    locked(client, listener, undo_locked(client, folder)).await
}

async fn undo_locked(client: &Client, folder: &Folder) -> Result<String, HistoryError> {
    let table = Table::find(client).await?.ok_or(HistoryError::NothingToUndo)?;
    let records = table.read().await?;
    if let Some(failed) = records.iter().find(|record| record.has_failed()) {
        return Err(HistoryError::FailedBefore(Box::new(failed.clone())));
    }
    let applied = records.iter().filter(|record| record.is_applied());
    let last = applied.max_by(|a, b| a.name.cmp(&b.name)).ok_or(HistoryError::NothingToUndo)?;
    let name = || last.name.clone();
    let down = folder.find(&last.name).and_then(|migration| migration.down.as_deref());
    let down = down.ok_or_else(|| HistoryError::NoWayBack { name: name() })?;
    run(client, down, &table.undoing(&last.id)).await.map_err(|error| {
        let error = error.into();
        HistoryError::Undo { name: name(), error }
    })?;
    Ok(last.name.clone())
}

/// One message, so one transaction.
async fn run(client: &Client, down: &str, undoing: &str) -> Result<(), tokio_postgres::Error> {
    let outcome = client.batch_execute(&format!("{down}\n;{undoing}")).await;
    if outcome.is_err() {
        let _none_open = client.batch_execute("ROLLBACK").await;
    }
    outcome
}
