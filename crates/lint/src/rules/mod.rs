//! The rules. One is a file; this list is all there is to know of it.

mod broad_schema;
mod float_money;
mod foreign_key_without_index;
mod gin_without_search;
mod implicit_with_facts;
mod index_without_path;
mod json_key_filtered;
mod json_without_document;
mod mutable_on_append_only;

pub use json_key_filtered::KeyAsked;
pub(crate) use json_key_filtered::asked;

use crate::facts::Facts;
use crate::finding::Finding;

/// Every rule, by code.
pub const RULES: &[&Rule] = &[
    &json_without_document::RULE,
    &json_key_filtered::RULE,
    &implicit_with_facts::RULE,
    &gin_without_search::RULE,
    &foreign_key_without_index::RULE,
    &index_without_path::RULE,
    &float_money::RULE,
    &mutable_on_append_only::RULE,
    &broad_schema::RULE,
];

/// A rule about the shape of a schema.
#[derive(Debug)]
pub struct Rule {
    /// `DSN0101`.
    pub code: &'static str,
    /// One line: what is wrong.
    pub summary: &'static str,
    /// Why it is wrong, and what to do.
    pub why: &'static str,
    /// A schema that it objects to, with statements behind `-- name:` lines where it needs them.
    pub bad: &'static str,
    /// The same, mended.
    pub good: &'static str,
    pub(crate) check: fn(&Facts<'_>) -> Vec<Finding>,
}
