//! What the database has that the contract has not, and the other way round.

use app::contract_desk::{DifferenceView, DriftView};
use migrate::{Connection, Drift};
use pgschema::{Catalogue, describe_difference};
use store::contract::CONTRACT_JSON;

use super::{Desk, server_of, told};
use crate::serve::{carries, embedded};

/// What remains where no scratch database can be made, and what to do about it.
const LEFT_OUT: &str = "The contract could not be printed in this server's words, because the owner's \
     login may not make a scratch database (CREATEDB). Checks, conditions of indexes, functions, \
     triggers, views and policies are not compared, and no SQL is written. Name an owner who may in \
     DATABASE_OWNER_URL, or run `repertoire contract drift --url …` beside the contract's folder.";

pub(super) async fn look(desk: &Desk, connection: &Connection) -> Result<DriftView, String> {
    let schemas = embedded::schemas().map_err(told)?;
    let printed = desk.printed.get_or_try_init(|| print(&desk.owner, &schemas)).await;
    let (differences, tables, left_out) = match printed {
        Ok(expected) => {
            let found = migrate::drift(connection.client(), expected).await.map_err(told)?;
            (found.into_iter().map(view).collect(), expected.tables.len(), None)
        }
        Err(()) => {
            let (found, tables) = as_written(connection, &schemas).await?;
            (found, tables, Some(LEFT_OUT.to_owned()))
        }
    };
    let (tables, server) = (tables as u64, server_of(connection));
    Ok(DriftView { differences, schemas, tables, server, left_out })
}

async fn print(owner: &str, schemas: &[String]) -> Result<Catalogue, ()> {
    carries::replayed(owner, schemas).await.ok_or(())
}

fn view(drift: Drift) -> DifferenceView {
    DifferenceView { what: drift.what, repair: drift.repair }
}

/// Without a scratch database: the contract as it is written, but for what servers print otherwise.
async fn as_written(
    connection: &Connection,
    schemas: &[String],
) -> Result<(Vec<DifferenceView>, usize), String> {
    migrate::check_visible(connection.client(), schemas).await.map_err(told)?;
    let actual = migrate::introspect(connection.client(), schemas).await.map_err(told)?;
    let expected = carries::without_expressions(CONTRACT_JSON).map_err(told)?;
    let tables = serde_json::from_str::<serde_json::Value>(&expected).map_err(told)?;
    let tables = tables.get("tables").and_then(|it| it.as_object()).map_or(0, serde_json::Map::len);
    let actual = carries::without_expressions(&carries::described(&actual)).map_err(told)?;
    let lines = describe_difference(&expected, &actual).map_err(told)?;
    let difference = |what| DifferenceView { what, repair: Vec::new() };
    Ok((lines.into_iter().map(difference).collect(), tables))
}
