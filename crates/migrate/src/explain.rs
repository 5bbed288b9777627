//! The plan that the server would run for a statement, whatever its parameters: a generic one.

use serde_json::Value;
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::server::ServerError;
use crate::statements::Statement;

/// Runs `work` in a session that plans generically, and leaves the session as it was.
pub(crate) async fn generically<T, E: From<ServerError>>(
    client: &Client,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let set = client.batch_execute("SET plan_cache_mode = force_generic_plan").await;
    set.map_err(ServerError::from)?;
    let outcome = work.await;
    let reset = client.batch_execute("RESET plan_cache_mode").await;
    let outcome = outcome?;
    reset.map_err(ServerError::from)?;
    Ok(outcome)
}

/// What has a plan. `LOCK`, `NOTIFY` and their like are run as they stand.
const PLANNED: [&str; 8] =
    ["SELECT", "WITH", "VALUES", "TABLE", "INSERT", "UPDATE", "DELETE", "MERGE"];

/// How the server would run a statement.
pub(crate) struct Explained {
    /// The root node, with schemas and outputs; null for what has no plan.
    pub(crate) root: Value,
    /// What `pg_stat_statements` knows the statement by, where the server computes it.
    pub(crate) query_id: Option<i64>,
}

/// The root node of [`explained`].
pub(crate) async fn plan(client: &Client, statement: &Statement) -> Result<Value, ServerError> {
    Ok(explained(client, statement).await?.root)
}

/// The parameters are NULL: a generic plan never looks. Nothing is run.
pub(crate) async fn explained(
    client: &Client,
    statement: &Statement,
) -> Result<Explained, ServerError> {
    let word =
        statement.sql.split(|c: char| !c.is_ascii_alphabetic()).find(|word| !word.is_empty());
    if !word.is_some_and(|word| PLANNED.contains(&word.to_ascii_uppercase().as_str())) {
        return Ok(Explained { root: Value::Null, query_id: None });
    }
    client.batch_execute(&format!("PREPARE repertoire_plan AS {}", statement.sql)).await?;
    let nulls = vec!["NULL"; statement.parameters.len()].join(", ");
    let call = if nulls.is_empty() { String::new() } else { format!("({nulls})") };
    let sql = format!("EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE repertoire_plan{call}");
    let explained = client.simple_query(&sql).await;
    client.batch_execute("DEALLOCATE repertoire_plan").await?;
    Ok(read(&explained?))
}

fn read(messages: &[SimpleQueryMessage]) -> Explained {
    let text: Vec<&str> = messages
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0),
            _ => None,
        })
        .collect();
    let mut plans: Value = serde_json::from_str(&text.join("\n")).unwrap_or_default();
    let query_id = plans.pointer("/0/Query Identifier").and_then(Value::as_i64);
    let root = plans.pointer_mut("/0/Plan").map(Value::take).unwrap_or_default();
    Explained { root, query_id }
}

/// A node's text property.
pub(crate) fn text<'a>(node: &'a Value, property: &str) -> Option<&'a str> {
    node.get(property).and_then(Value::as_str)
}

/// The nodes below.
pub(crate) fn children(node: &Value) -> &[Value] {
    node.get("Plans").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
