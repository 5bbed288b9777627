//! Whether the database carries the contract that this binary was built with.

use migrate::{State, shadow};
use pgschema::contract::{canonical_json, hash_in_comment};
use pgschema::{Catalogue, describe_difference};
use serde_json::Value;
use store::Reader;
use store::contract::{CONTRACT_HASH, CONTRACT_JSON};
use store::queries::server::contract_stamp;
use thiserror::Error;
use tokio_postgres::Client;

use super::database::Database;
use super::embedded;
use crate::failure::Failure;

#[derive(Debug, Error)]
#[error(
    "the database does not carry this binary's contract, so the server does not start\n  \
     database: {}\n  binary:   {CONTRACT_HASH}\n{}\n\
     bring the database there with `repertoire contract migrate deploy`, or let `serve` do it by \
     naming its owner in DATABASE_OWNER_URL; a database that is ahead needs a newer binary",
    carried.as_deref().unwrap_or("no contract"),
    differences.iter().map(|line| format!("  - {line}")).collect::<Vec<_>>().join("\n")
)]
struct OtherContract {
    carried: Option<String>,
    differences: Vec<String>,
}

/// A screen of lines shows what kind of difference it is.
const LINES_MAX: usize = 20;

/// Asks as the server, and explains as the owner.
pub(super) async fn check(reader: &Reader, database: &Database) -> Result<(), Failure> {
    let stamp = contract_stamp(reader).await?;
    let carried = stamp.as_deref().and_then(hash_in_comment);
    if carried == Some(CONTRACT_HASH) {
        return Ok(());
    }
    let differences = differences(database.owner())
        .await
        .unwrap_or_else(|failure| vec![format!("what differs could not be looked up: {failure}")]);
    Err(OtherContract { carried: carried.map(str::to_owned), differences }.into())
}

async fn differences(url: &str) -> Result<Vec<String>, Failure> {
    let connection = contract::connect(url).await?;
    let mut lines = of_history(connection.client()).await?;
    let schemas = embedded::schemas()?;
    let actual = migrate::introspect(connection.client(), &schemas).await?;
    lines.extend(match replayed(url, &schemas).await {
        Some(expected) => describe_difference(&described(&expected), &described(&actual))?,
        None => describe_difference(
            &without_expressions(CONTRACT_JSON)?,
            &without_expressions(&described(&actual))?,
        )?,
    });
    if lines.len() > LINES_MAX {
        let more = lines.split_off(LINES_MAX).len();
        lines.push(format!("and {more} more"));
    }
    if lines.is_empty() {
        lines.push("history and catalogue are the same; only the stamp is another".to_owned());
    }
    Ok(lines)
}

async fn of_history(client: &Client) -> Result<Vec<String>, Failure> {
    let status = migrate::status(client, &embedded::migrations()).await?;
    let lines = status.migrations.iter().filter_map(|(name, state)| of_migration(name, *state));
    Ok(lines.collect())
}

fn of_migration(name: &str, state: State) -> Option<String> {
    match state {
        State::Applied => None,
        State::Pending => Some(format!("the migration {name} is missing in the database")),
        State::Failed => Some(format!("the migration {name} began and did not end")),
        State::Edited => Some(format!("the migration {name} was applied with another script")),
        State::Missing => Some(format!("the migration {name} is not one that this binary knows")),
    }
}

/// PostgreSQL reprints expressions, so the contract is compared as the server itself prints it, from
/// a scratch database. None where the login may not make one.
pub(super) async fn replayed(url: &str, schemas: &[String]) -> Option<Catalogue> {
    let config = url.parse().ok()?;
    shadow::replay(&config, &embedded::migrations(), schemas).await.ok()
}

/// What is left to compare where one side is the contract's print and the other the server's.
pub(super) fn without_expressions(contract: &str) -> Result<String, serde_json::Error> {
    let mut contract: Value = serde_json::from_str(contract)?;
    let tables = contract.get_mut("tables").and_then(Value::as_object_mut);
    for table in tables.into_iter().flat_map(|tables| tables.values_mut()) {
        for part in ["checks", "exclusions"] {
            members(table, part).for_each(|text| *text = Value::Null);
        }
        members(table, "indexes").for_each(|index| index["where"] = Value::Null);
    }
    Ok(contract.to_string())
}

fn members<'a>(table: &'a mut Value, part: &str) -> impl Iterator<Item = &'a mut Value> {
    let part = table.get_mut(part).and_then(Value::as_object_mut);
    part.into_iter().flat_map(|members| members.values_mut())
}

pub(super) fn described(catalogue: &Catalogue) -> String {
    canonical_json(&pgschema::contract::describe_catalogue(catalogue))
}
