//! The contract's page over a database of its own: what was done to it by hand is seen.

use serde_json::{Value, json};

use crate::served::{Served, text};

fn drift(on: &Served) -> Vec<String> {
    let admin = on.admin();
    let look = admin.must("POST", "/api/contract/drift", Value::Null);
    assert_eq!(look["problem"], Value::Null, "{look}");
    let found = admin.must("GET", "/api/contract/drift", Value::Null);
    assert_eq!(found["found"]["leftOut"], Value::Null, "{found}");
    let differences = found["found"]["differences"].as_array().expect("a list").clone();
    differences.iter().map(|it| text(&it["what"])).collect()
}

fn standing(on: &Served, name: &str) -> String {
    let found = on.admin().must("GET", "/api/contract/migrations", Value::Null);
    let migrations = found["found"]["migrations"].as_array().expect("a list").clone();
    let found = migrations.iter().find(|it| it["name"] == name);
    text(&found.unwrap_or_else(|| panic!("no {name} in {migrations:?}"))["standing"])
}

#[test]
fn what_was_done_to_a_database_by_hand_is_seen() {
    let on = Served::start();
    assert_eq!(drift(&on), [""; 0]);

    on.sql("CREATE TABLE studio.\"<script>alert(1)</script>\" (id int)");
    on.sql("ALTER TABLE catalog.voices ADD COLUMN loudness int");
    on.sql("DROP INDEX studio.character_drafts_library_idx");
    let seen = drift(&on);
    for told in ["<script>alert(1)</script>", "loudness", "character_drafts_library_idx"] {
        assert!(seen.iter().any(|it| it.contains(told)), "{told}: {seen:?}");
    }
    assert_eq!(seen.len(), 3, "{seen:?}");

    // Without that index, nothing serves the library.
    let admin = on.admin();
    admin.must("POST", "/api/contract/plans", Value::Null);
    let plans = admin.must("GET", "/api/contract/plans", Value::Null);
    assert_eq!(plans["found"]["uncalled"], "pg_stat_statements is not installed in this database");
    let plans = plans["found"]["plans"].as_array().expect("a list").clone();
    let of = |name: &str| {
        plans.iter().find(|it| it["statement"] == name).expect("it is planned").clone()
    };
    assert_eq!(of("draft")["verdict"], "served");
    assert_ne!(of("draft")["steps"], json!([]));

    let last = on.sql("SELECT migration_name FROM _prisma_migrations ORDER BY started_at DESC, migration_name DESC LIMIT 1");
    assert_eq!(standing(&on, &last), "applied");
    on.sql("UPDATE _prisma_migrations SET checksum = repeat('0', 64) WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)");
    assert_eq!(standing(&on, &last), "edited");
    on.sql("UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)");
    assert_eq!(standing(&on, &last), "failed");
    on.sql("DELETE FROM _prisma_migrations WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)");
    assert_eq!(standing(&on, &last), "pending");
    on.sql("INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', 'of somebody', now())");
    assert_eq!(standing(&on, "of somebody"), "missing");
    assert_eq!(
        on.sql("SELECT count(*) FROM pg_database WHERE datname LIKE 'repertoire_shadow_%'"),
        "0"
    );
}

#[test]
fn keys_of_documents_are_counted_and_those_that_repeat_a_column_are_told() {
    let on = Served::start();
    let creator = on.furnish();
    let book = json!({ "entries": [{ "keys": ["sea"], "content": "salt", "extensions": {}, "enabled": true, "insertion_order": 1 }], "x-mine": 1, "name": "Sea" });
    for name in ["Sea", "Sky"] {
        creator.must("POST", "/api/characters", json!({ "name": name, "characterBook": book }));
    }
    creator.must("POST", "/api/characters", json!({ "name": "Bare" }));
    let admin = on.admin();
    admin.must("POST", "/api/contract/documents", Value::Null);
    let found = admin.must("GET", "/api/contract/documents", Value::Null);
    let fields = found["found"]["fields"].as_array().expect("a list").clone();
    let field = fields.iter().find(|it| it["field"] == "characterBook").expect("the lorebook");
    assert_eq!((&field["sampled"], &field["present"]), (&json!(3), &json!(2)), "{field}");
    let key = |place: usize, name: &str| {
        let keys = field["places"][place]["keys"].as_array().expect("a list").clone();
        keys.into_iter().find(|it| it["key"] == name).unwrap_or_else(|| panic!("{name}: {field}"))
    };
    assert_eq!(key(0, "x-mine")["isKnown"], false);
    assert_eq!(key(0, "entries")["isRequired"], true);
    assert_eq!(key(0, "name")["twin"], json!({ "column": "name", "valued": 2, "equal": 1 }));
    assert_eq!(key(0, "name")["advice"], Value::Null);
    assert_eq!(field["places"][1]["place"], "entries[]");
    assert_eq!(key(1, "content")["objects"], 2);
    // Every book is called as its character is: then it says nothing that the column does not.
    on.sql("UPDATE studio.character_drafts SET character_book = jsonb_set(character_book, '{name}', to_jsonb(name))");
    admin.must("POST", "/api/contract/documents", Value::Null);
    let found = admin.must("GET", "/api/contract/documents", Value::Null);
    assert!(
        found.to_string().contains("it says what the column name says in 2 of 2 documents"),
        "{found}"
    );
}
