//! The contract that this binary was built with.

use migrate::{Folder, Migration};
use serde::Deserialize;

/// Its migrations as a folder, which is how `migrate` takes them.
pub(super) fn migrations() -> Folder {
    let migration = |it: &store::contract::Migration| Migration {
        name: it.name.to_owned(),
        script: it.sql.to_owned(),
        down: None,
    };
    Folder { migrations: store::contract::MIGRATIONS.iter().map(migration).collect() }
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
    fn a_checksum_is_the_one_that_was_generated() {
        let checksums = super::migrations().migrations.into_iter().map(|it| it.checksum());
        let generated = store::contract::MIGRATIONS.iter().map(|it| it.checksum);
        assert!(checksums.eq(generated), "run `repertoire contract generate`");
    }
}
