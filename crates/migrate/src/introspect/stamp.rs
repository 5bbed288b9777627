//! The contract that a database says it carries.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use crate::server::ServerError;

/// The last migration leaves the contract's hash as a comment on a schema: `contract sha256:4f1c…`.
const STAMPS: &str = "
SELECT n.nspname, substr(d.description, length('contract sha256:') + 1)
  FROM pg_namespace n
  JOIN pg_description d ON d.classoid = 'pg_namespace'::regclass AND d.objoid = n.oid
 WHERE starts_with(d.description, 'contract sha256:')";

/// The hash that each stamped schema carries.
///
/// # Errors
/// What the server refused.
pub async fn contract_stamps(client: &Client) -> Result<BTreeMap<String, String>, ServerError> {
    let rows = client.query(STAMPS, &[]).await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}
