//! What Prisma asks, as far as it is read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
pub(crate) struct Request<'a> {
    pub(crate) id: u64,
    pub(crate) method: Method,
    #[serde(borrow, default)]
    pub(crate) params: Params<'a>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) enum Method {
    #[serde(rename = "getManifest")]
    Manifest,
    #[serde(rename = "generate")]
    Generate,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Params<'a> {
    /// The block's, of `getManifest` alone, which sends the block itself.
    #[serde(default)]
    pub(crate) name: Option<String>,
    #[serde(default)]
    pub(crate) generator: Option<Block>,
    #[serde(default, rename = "schemaPath")]
    pub(crate) schema_path: Option<String>,
    /// All files of the schema as one text.
    #[serde(borrow, default)]
    pub(crate) datamodel: Option<Cow<'a, str>>,
}

/// The `generator` block.
#[derive(Debug, Deserialize)]
pub(crate) struct Block {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) output: Option<Output>,
    /// Its own settings: a text, or a list of texts.
    #[serde(default)]
    pub(crate) config: BTreeMap<String, Value>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Output {
    #[serde(default)]
    pub(crate) value: Option<String>,
}
