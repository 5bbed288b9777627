//! The contract as one canonical JSON text and its hash, the hash's place in the database, and
//! the difference of two contracts in words.

mod describe;
mod difference;
mod objects;

pub use describe::describe_catalogue;
pub use difference::{ContractJsonError, describe_difference};

use crate::catalogue::Catalogue;
use crate::from_schema::{SchemaError, SqlFiles, from_schema_with, values::hex};
use crate::sql::{ident, string};
use psl::schema::Schema;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What stands before the hash in the comment.
const STAMP: &str = "contract sha256:";

/// The contract and its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Sorted, without spaces: the same contract is the same text.
    pub json: String,
    /// SHA-256 of `json`, lower-case hex.
    pub hash: String,
}

/// The description of a schema with the SQL files that it names and its JSON documents, by name.
pub fn contract(
    schema: &Schema,
    files: &SqlFiles,
    documents: &BTreeMap<String, Value>,
) -> Result<Contract, Vec<SchemaError>> {
    let mut description = describe_catalogue(&from_schema_with(schema, files)?);
    description["models"] = describe::models(schema);
    description["documents"] = json!(documents);
    let json = canonical_json(&description);
    let hash = hex(&Sha256::digest(&json));
    Ok(Contract { json, hash })
}

/// Keys sorted by UTF-16 code units, as RFC 8785 has it; numbers as `serde_json` prints them.
pub fn canonical_json(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            let entries = entries.into_iter().map(|(key, value)| {
                format!("{}:{}", Value::from(key.as_str()), canonical_json(value))
            });
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(canonical_json).collect();
            format!("[{}]", items.join(","))
        }
        scalar => scalar.to_string(),
    }
}

/// The schema whose comment carries the hash: the first by name. `None` in an empty catalogue.
pub fn stamped_schema(catalogue: &Catalogue) -> Option<String> {
    catalogue.schemas.iter().min().cloned()
}

/// The hash in a comment that [`Step::StampContract`](crate::Step::StampContract) wrote.
pub fn hash_in_comment(comment: &str) -> Option<&str> {
    let hash = comment.strip_prefix(STAMP)?;
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then_some(hash)
}

pub(crate) fn stamp(schema: &str, hash: &str) -> String {
    format!("COMMENT ON SCHEMA {} IS {}", ident(schema), string(&format!("{STAMP}{hash}")))
}
