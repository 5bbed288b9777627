//! The contract that a database says it carries.

use std::collections::BTreeMap;

use pgschema::contract::hash_in_comment;
use tokio_postgres::Client;

use crate::server::ServerError;

/// The last migration leaves the contract's hash as a comment on a schema.
const COMMENTS: &str = "
SELECT n.nspname, d.description
  FROM pg_namespace n
  JOIN pg_description d ON d.classoid = 'pg_namespace'::regclass AND d.objoid = n.oid";

/// The hash that each stamped schema carries.
///
/// # Errors
/// What the server refused.
pub async fn contract_stamps(client: &Client) -> Result<BTreeMap<String, String>, ServerError> {
    let rows = client.query(COMMENTS, &[]).await?;
    let stamp = |row: &tokio_postgres::Row| {
        let hash = hash_in_comment(row.get(1))?.to_owned();
        Some((row.get(0), hash))
    };
    Ok(rows.iter().filter_map(stamp).collect())
}
