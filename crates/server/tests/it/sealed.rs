//! What is sealed stays sealed: direct SQL as the server's role and as the owner.

use serde_json::{Value, json};

use crate::inventory::{Inventory, text};

#[tokio::test]
async fn neither_the_server_nor_the_owner_changes_what_is_append_only() {
    let on = Inventory::new().await;
    on.published("Ines").await;
    let (server, owner) = (on.bed.server().await, on.bed.owner().await);
    for table in store::contract::APPEND_ONLY {
        let column: String = owner
            .query_one("SELECT attname::text FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum = 1", &[table])
            .await
            .expect("a column")
            .get(0);
        for attack in [
            format!("UPDATE {table} SET {column} = {column}"),
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table} CASCADE"),
        ] {
            let refused = server.batch_execute(&attack).await.expect_err("the server did it");
            assert_eq!(refused.code().map(|code| code.code()), Some("42501"), "{attack}");
            let refused = owner.batch_execute(&attack).await.expect_err("the owner did it");
            assert_eq!(refused.code().map(|code| code.code()), Some("RP001"), "{attack}");
        }
    }
}

#[tokio::test]
async fn the_server_can_t_reach_beyond_its_rights() {
    let on = Inventory::new().await;
    let server = on.bed.server().await;
    for attack in [
        "ALTER TABLE release.publications DISABLE TRIGGER ALL",
        "DROP TRIGGER refuse_change ON release.publications",
        "SET session_replication_role = replica",
        "CREATE TABLE release.mine (id int)",
        "SET ROLE repertoire_owner",
        "COMMENT ON SCHEMA catalog IS 'contract sha256:0'",
    ] {
        let refused = server.batch_execute(attack).await.expect_err(attack);
        assert_eq!(refused.code().map(|code| code.code()), Some("42501"), "{attack}: {refused}");
    }
}

/// Whoever is told a digest is given these bytes and no others.
#[tokio::test]
async fn a_blob_is_what_its_digest_says() {
    let on = Inventory::new().await;
    let (server, owner) = (on.bed.server().await, on.bed.owner().await);
    let insert = |digest: &str, size: usize| {
        format!(
            "INSERT INTO release.blobs (digest, bytes, size, media_type, created_at) \
             VALUES ('{digest}', 'lamp', {size}, 'text/plain', now())"
        )
    };
    let digest = domain::Digest::of("lamp").to_string();
    for lie in [insert(&domain::Digest::of("oil").to_string(), 4), insert(&digest, 5)] {
        for role in [&server, &owner] {
            let refused = role.batch_execute(&lie).await.expect_err(&lie);
            assert_eq!(refused.code().map(|it| it.code()), Some("23514"), "{lie}: {refused}");
        }
    }
    server.batch_execute(&insert(&digest, 4)).await.expect("the truth");
}

#[tokio::test]
async fn the_pointer_can_t_rest_on_nothing_and_history_can_t_lose_its_ground() {
    let on = Inventory::new().await;
    let (id, _) = on.published("Ines").await;
    let owner = on.bed.owner().await;
    for (attack, code) in [
        ("UPDATE catalog.characters SET current_publication_id = NULL", "23514"),
        ("UPDATE catalog.characters SET payload_digest = NULL", "23514"),
        ("UPDATE catalog.characters SET state = 'draft'", "23514"),
        ("DELETE FROM studio.character_drafts", "23503"),
        ("DELETE FROM catalog.characters", "23503"),
        ("DELETE FROM catalog.apps", "23503"),
        ("DELETE FROM identity.accounts", "23503"),
    ] {
        let refused = owner.batch_execute(attack).await.expect_err(attack);
        assert_eq!(refused.code().map(|it| it.code()), Some(code), "{attack}: {refused}");
    }
    on.creator.get(&format!("/api/characters/{id}/draft")).expect(200).await;
}

/// A payload follows from its revision, byte for byte.
#[tokio::test]
async fn a_payload_can_be_built_again() {
    let on = Inventory::new().await;
    let (_, published) = on.published("Ines").await;
    let revision = on.creator.get(&format!("/api/revisions/{}", text(&published["revisionId"])));
    let revision: Value = revision.expect(200).await;
    let content = domain::revision::SealedContent::parse(&revision["content"].to_string());
    let digest = text(&revision["digest"]).parse().expect("a digest");
    let number = revision["number"].as_i64().expect("a number") as i32;
    let content = content.expect("sealed content");
    let source = domain::payload::Source { content: &content, number, digest: &digest };
    let built = domain::payload::build(source, domain::payload::VERSION).expect("a payload");
    assert_eq!(json!(built.digest), published["payloadDigest"]);
    let served = on.app.get(&format!("/api/runtime/payloads/{}", built.digest)).send().await;
    assert_eq!(served.bytes, built.body);
}
