//! Where the database's history stands.

use app::contract_desk::{MigrationStanding, MigrationView, MigrationsView};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use migrate::{Folder, State, Status};
use pgschema::contract::hash_in_comment;
use tokio_postgres::Client;

use super::told;
use crate::serve::embedded;

pub(super) async fn look(client: &Client) -> Result<MigrationsView, String> {
    let folder = embedded::migrations();
    let status = migrate::status(client, &folder).await.map_err(told)?;
    let stamps = migrate::contract_stamps(client).await.map_err(told)?;
    Ok(MigrationsView {
        // All stamped schemas carry one contract; the first by name is where it stands.
        stamp: stamps.into_values().next(),
        is_begun: status.initialised,
        migrations: status.migrations.iter().map(|it| of_migration(it, &status, &folder)).collect(),
        busy: status.busy.clone(),
    })
}

fn of_migration(
    (name, state): &(String, State),
    status: &Status,
    folder: &Folder,
) -> MigrationView {
    let script = folder.find(name);
    let mut records = status.records.iter();
    let record = records.rfind(|it| it.name == *name && !it.rolled_back);
    let story = record.filter(|_| *state == State::Failed).map(|record| match &status.busy {
        Some(holder) if record.was_interrupted() => {
            format!("it is being applied at this moment by {holder}")
        }
        _ => record.story(),
    });
    MigrationView {
        name: name.clone(),
        standing: standing(*state),
        began_at: record.and_then(|record| time(&record.started)),
        is_by_hand: record.is_some_and(|record| record.finished && record.steps == 0),
        checksum: script.map(migrate::Migration::checksum),
        recorded: record.map(|record| record.checksum.clone()),
        story,
        leads_to: script.and_then(|it| leads_to(&it.script)),
        sql: script.map(|it| it.script.clone()),
    }
}

fn standing(state: State) -> MigrationStanding {
    match state {
        State::Applied => MigrationStanding::Applied,
        State::Pending => MigrationStanding::Pending,
        State::Failed => MigrationStanding::Failed,
        State::Edited => MigrationStanding::Edited,
        State::Missing => MigrationStanding::Missing,
    }
}

/// As [`migrate::Record::started`] has it.
fn time(started: &str) -> Option<Timestamp> {
    let civil: DateTime = started.parse().ok()?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// The stamp that a script ends with.
fn leads_to(script: &str) -> Option<String> {
    let stamps = script.lines().rev().filter(|line| line.starts_with("COMMENT ON SCHEMA"));
    stamps.filter_map(|line| hash_in_comment(line.split('\'').nth(1)?)).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{embedded, leads_to, time};

    #[test]
    fn the_last_migration_leads_to_the_contract() {
        let folder = embedded::migrations();
        let last = folder.migrations.last().expect("a migration");
        assert_eq!(leads_to(&last.script).as_deref(), Some(store::CONTRACT_HASH));
        assert_eq!(leads_to("SELECT 1;"), None);
    }

    #[test]
    fn times_are_in_utc() {
        let at = time("2026-11-22 18:04:52").expect("a time");
        assert_eq!(at.to_string(), "2026-11-22T18:04:52Z");
        assert_eq!(time("soon"), None);
    }
}
