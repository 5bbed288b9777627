//! The contract that this binary was built with.

use migrate::{Folder, Migration, Statement};
use psl::{Schema, SourceFile};
use serde::Deserialize;
use serde_json::Value;
use store::contract::Text;

/// Its migrations as a folder, which is how `migrate` takes them.
pub(super) fn migrations() -> Folder {
    let migration = |it: &store::contract::Migration| Migration {
        name: it.name.to_owned(),
        script: it.sql.to_owned(),
        down: None,
    };
    Folder { migrations: store::contract::MIGRATIONS.iter().map(migration).collect() }
}

/// It, read: what its texts mean.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) files: Vec<SourceFile>,
    pub(super) schema: Schema,
    pub(super) statements: Vec<Statement>,
    /// The shapes of its documents, by their names.
    pub(super) documents: serde_json::Map<String, Value>,
}

impl Read {
    /// All of it was read when it was generated; what can't be read any more is left out.
    pub(super) fn new() -> Self {
        let file = |it: &Text| SourceFile { path: name_of(it), text: it.text.to_owned() };
        let files: Vec<SourceFile> = store::contract::SCHEMA.iter().map(file).collect();
        let texts = store::contract::QUERIES.iter();
        let texts: Vec<(String, String)> =
            texts.map(|it| (name_of(it), it.text.to_owned())).collect();
        let contract: Value =
            serde_json::from_str(store::contract::CONTRACT_JSON).unwrap_or_default();
        let documents = contract.get("documents").and_then(Value::as_object);
        Read {
            schema: psl::analyze(&files).schema,
            files,
            statements: migrate::statements::parse(&texts).unwrap_or_default(),
            documents: documents.cloned().unwrap_or_default(),
        }
    }
}

/// `drafts.sql`.
fn name_of(text: &Text) -> String {
    text.path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// Its schemas: nothing else that may live in the database is ours.
pub(super) fn schemas() -> Result<Vec<String>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Schemas {
        schemas: Vec<String>,
    }
    let contract: Schemas = serde_json::from_str(store::contract::CONTRACT_JSON)?;
    Ok(contract.schemas)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_contract_names_its_schemas() {
        let schemas = super::schemas().expect("contract.json is one");
        assert!(schemas.iter().any(|schema| schema == "catalog"), "{schemas:?}");
    }

    #[test]
    fn the_texts_are_read_whole() {
        let read = super::Read::new();
        assert!(psl::analyze(&read.files).is_valid());
        let named = store::contract::QUERIES.iter().map(|it| it.text.matches("-- name: ").count());
        assert_eq!(read.statements.len(), named.sum::<usize>());
        assert!(!read.documents.is_empty());
    }

    #[test]
    fn a_checksum_is_the_one_that_was_generated() {
        let checksums = super::migrations().migrations.into_iter().map(|it| it.checksum());
        let generated = store::contract::MIGRATIONS.iter().map(|it| it.checksum);
        assert!(checksums.eq(generated), "run `repertoire contract generate`");
    }
}
