//! What became of migrations in a database: applied, pending, failed, resolved, undone.

use migrate::{Deployment, HistoryError, Listener, Resolution, State, Status, shadow};
use tokio::select;
use tokio::signal::ctrl_c;
use tokio_postgres::{Client, NoTls};

use crate::scratch::look;
use crate::{Contract, ContractError, Server, connect};

impl Contract {
    /// Applies what is pending to a database. Ctrl-C cancels the statement that runs, and what became
    /// of the migration is recorded.
    ///
    /// # Errors
    /// [`ContractError::History`].
    pub async fn deploy(
        &self,
        url: &str,
        listener: Listener<'_>,
    ) -> Result<Deployment, ContractError> {
        let connection = connect(url).await?;
        let folder = self.migrations()?;
        let deploying = migrate::deploy_telling(connection.client(), &folder, listener);
        Ok(interruptible(connection.client(), deploying).await?)
    }

    /// Where a database stands against the migrations.
    ///
    /// # Errors
    /// [`ContractError::History`].
    pub async fn status(&self, url: &str) -> Result<Status, ContractError> {
        let connection = connect(url).await?;
        Ok(migrate::status(connection.client(), &self.migrations()?).await?)
    }

    /// Records what became of a migration that failed or was made by hand.
    ///
    /// # Errors
    /// [`ContractError::History`].
    pub async fn resolve(
        &self,
        url: &str,
        migration: &str,
        resolution: Resolution,
    ) -> Result<(), ContractError> {
        let connection = connect(url).await?;
        let folder = self.migrations()?;
        Ok(migrate::resolve(connection.client(), &folder, migration, resolution).await?)
    }

    /// Undoes the last migration by the `down.sql` beside it, and answers its name.
    ///
    /// # Errors
    /// [`ContractError::History`].
    pub async fn undo(&self, url: &str, listener: Listener<'_>) -> Result<String, ContractError> {
        let connection = connect(url).await?;
        let folder = self.migrations()?;
        let undoing = migrate::undo(connection.client(), &folder, listener);
        Ok(interruptible(connection.client(), undoing).await?)
    }

    /// Whether a database is what its history says: nothing failed, edited or missing, and no drift.
    /// Asked before something is built on it.
    ///
    /// # Errors
    /// [`ContractError::Astray`] with everything that is not as it should be.
    pub async fn check_history(&self, server: &Server, url: &str) -> Result<(), ContractError> {
        let (connection, target) = look(url).await?;
        let mut folder = self.migrations()?;
        let status = migrate::status(connection.client(), &folder).await?;
        let mut astray: Vec<String> = status
            .failures
            .iter()
            .map(|failed| format!("{} failed; {}", failed.name, failed.story()))
            .collect();
        astray.extend(status.all(State::Edited).map(|name| format!(
            "{name} was edited after it was applied; restore the file, and write the change as a new migration"
        )));
        astray.extend(status.all(State::Missing).map(|name| {
            format!("{name} was applied and is not in the folder; get it back from version control")
        }));
        if astray.is_empty() {
            let applied: Vec<&str> = status.all(State::Applied).collect();
            folder.migrations.retain(|migration| applied.contains(&&*migration.name));
            let admin = server.like(&connection, &target).await?;
            let expected = shadow::replay(&admin.config, &folder, &[]).await?;
            let drift = migrate::compare(connection.client(), &expected).await?;
            astray.extend(drift.into_iter().map(|drift| drift.what));
        }
        if astray.is_empty() { Ok(()) } else { Err(ContractError::Astray(astray)) }
    }
}

/// Waits for `work`. A first Ctrl-C cancels what the server is doing, so that `work` can record how it
/// ended; a second one ends the program as ever.
async fn interruptible<T>(
    client: &Client,
    work: impl Future<Output = Result<T, HistoryError>>,
) -> Result<T, HistoryError> {
    let token = client.cancel_token();
    let mut work = std::pin::pin!(work);
    select! {
        done = &mut work => return done,
        _ = ctrl_c() => {}
    }
    let _too_late = token.cancel_query(NoTls).await;
    select! {
        done = &mut work => done,
        _ = ctrl_c() => std::process::exit(130),
    }
}
