use crate::catalogue::Catalogue;
use crate::sql::{ident, string};
pub(crate) fn stamped_schema(catalogue: &Catalogue) -> Option<String> {
    catalogue.schemas.iter().min().cloned()
}
pub(crate) fn stamp(schema: &str, hash: &str) -> String {
    format!("COMMENT ON SCHEMA {} IS {}", ident(schema), string(&format!("contract sha256:{hash}")))
}
