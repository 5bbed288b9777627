//! One character, all the way.

use base64::Engine;
use domain::Digest;
use serde_json::{Value, json};

use crate::inventory::{APP, Inventory, text};

#[tokio::test]
async fn one_character_goes_all_the_way() {
    let on = Inventory::new().await;
    let id = on.character("Ines Calder").await;
    share_with_bo(&on, &id).await;
    let wallet = json!({ "chain": "eip155:1", "address": "0xabc" });
    let wallet = on.creator.post("/api/wallets", wallet).expect(201).await;
    prove_wallets(&on).await;
    let mint = json!({
        "kind": "mint", "chain": "eip155:1", "contractAddress": "0xc0ffee", "tokenId": "7",
        "transactionHash": "0xfeed", "walletId": wallet["id"],
    });
    on.creator.post(&format!("/api/characters/{id}/assets"), mint).expect(204).await;

    let revision = on.evaluated(&id).await;
    let request = json!({ "kind": "publish", "revisionId": revision, "walletId": wallet["id"], "reason": "first" });
    let published = on.creator.publish(&id, "key-1", request.clone()).expect(201).await;
    let again = on.creator.publish(&id, "key-1", request).expect(200).await;
    assert_eq!((&again["id"], &again["replayed"]), (&published["id"], &json!(true)));

    receipt_verifies(&on, &published).await;
    market_shows(&on, &id).await;
    app_fetches(&on, &published).await;
    let event = money_is_split(&on, &id).await;
    lineage_is_complete(&on, &id, &published, &event).await;
}

/// As if their keys had signed.
async fn prove_wallets(on: &Inventory) {
    let proved = "UPDATE custody.wallets SET verified_at = now()";
    on.bed.owner().await.execute(proved, &[]).await.expect("a change");
}

async fn share_with_bo(on: &Inventory, id: &str) {
    let shares = json!([
        { "handle": "ines", "role": "author", "sharePpm": 700_000 },
        { "handle": "bo", "role": "artist", "sharePpm": 300_000 },
    ]);
    on.creator.put(&format!("/api/characters/{id}/collaborators"), shares).expect(204).await;
}

/// With the public key of the server, offline.
async fn receipt_verifies(on: &Inventory, published: &Value) {
    let keys = on.nobody.get("/api/keys").expect(200).await;
    assert_eq!(keys, json!([]), "the testbed's key was not announced yet");
    on.bed.app.announce_key().await.expect("a key");
    let keys = on.nobody.get("/api/keys").expect(200).await;
    let key = base64::engine::general_purpose::STANDARD.decode(text(&keys[0]["publicKey"]));
    let key: [u8; 32] = key.expect("base64").try_into().expect("32 bytes");
    let key = ed25519_dalek::VerifyingKey::from_bytes(&key).expect("a key");
    let receipt = text(&published["receipt"]);
    let verified = domain::receipt::verify(&receipt, &key).expect("it verifies");
    assert_eq!(verified.receipt_digest.to_string(), text(&published["receiptDigest"]));
    assert_eq!(verified.statement.predicate.evaluations.len(), 6);
    let changed = receipt.replacen("payload\":\"e", "payload\":\"f", 1);
    assert!(domain::receipt::verify(&changed, &key).is_err(), "a changed receipt verified");
}

async fn market_shows(on: &Inventory, id: &str) {
    for query in [
        "",
        "?sort=updated",
        "?sort=published",
        "?verticalApp=lantern",
        "?tag=sea,mystery",
        "?text=calder",
        "?text=lamplight&tag=sea",
        "?modelPack=ember",
    ] {
        let page = on.nobody.get(&format!("/api/characters{query}")).expect(200).await;
        assert_eq!(page["items"][0]["id"], json!(id), "{query}");
    }
    for query in ["?tag=land", "?text=100%25", "?verticalApp=other", "?voice=none"] {
        let page = on.nobody.get(&format!("/api/characters{query}")).expect(200).await;
        assert_eq!(page["items"], json!([]), "{query}");
    }
}

async fn app_fetches(on: &Inventory, published: &Value) {
    let pointer =
        on.app.get(&format!("/api/runtime/{APP}/characters/ines-calder")).expect(200).await;
    assert_eq!(pointer["payloadDigest"], published["payloadDigest"]);
    let url = text(&pointer["payloadUrl"]);
    let plain = on.app.get(&url).send().await;
    assert_eq!(Digest::of(&plain.bytes).to_string(), text(&pointer["payloadDigest"]));
    assert!(plain.header("cache-control").contains("immutable"));
    let packed = on.app.get(&url).header("accept-encoding", "gzip").send().await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.bytes.starts_with(&[0x1f, 0x8b]) && packed.bytes.len() < plain.bytes.len());
    let known = on.app.get(&url).header("if-none-match", plain.header("etag")).send().await;
    assert_eq!((known.status.as_u16(), known.bytes.len()), (304, 0));
}

/// 999 minor units: 30 % to the platform, the rest 70 to 30, and nothing is lost.
async fn money_is_split(on: &Inventory, id: &str) -> Value {
    let at = on.bed.clock_now();
    let sale = json!({
        "kind": "sale", "source": "app-store", "externalId": "order-1", "characterId": id, "appId": APP,
        "amountMinor": 999, "currency": "EUR", "occurredAt": at,
    });
    let post = |key: &'static str, body: Value| {
        on.finance.post("/api/revenue-events", body).header("idempotency-key", key)
    };
    let event = post("sale-1", sale.clone()).expect(201).await;
    let amounts: Vec<i64> = event["postings"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| line["amountMinor"].as_i64().expect("a number"))
        .collect();
    assert_eq!(amounts.iter().sum::<i64>(), 0, "{amounts:?}");
    assert_eq!(amounts[..2], [999, -299], "{amounts:?}");
    assert_eq!(amounts.len(), 4);
    let again = post("sale-1", sale.clone()).expect(200).await;
    assert_eq!(again["id"], event["id"]);
    post("another-key", sale).expect(200).await;

    let refund = json!({ "kind": "refund", "source": "app-store", "externalId": "refund-1", "refundOf": event["id"], "occurredAt": at });
    let back = post("refund-1", refund.clone()).expect(201).await;
    let negated: Vec<i64> = back["postings"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| -line["amountMinor"].as_i64().expect("a number"))
        .collect();
    assert_eq!(negated, amounts);
    let twice = json!({ "kind": "refund", "source": "app-store", "externalId": "refund-2", "refundOf": event["id"], "occurredAt": at });
    let refused = post("refund-2", twice).expect(409).await;
    assert_eq!(refused["type"], "/problems/refused");
    event
}

async fn lineage_is_complete(on: &Inventory, id: &str, published: &Value, event: &Value) {
    let payload = text(&published["payloadDigest"]);
    let report = json!({ "kind": "safety", "payloadDigest": payload, "category": "test", "description": "a drill" });
    let report = on.app.post("/api/reports", report).expect(201).await;
    let subjects = [
        ("revenue-event", text(&event["id"])),
        ("report", text(&report["id"])),
        ("payload", payload),
        ("publication", text(&published["id"])),
        ("revision", text(&published["revisionId"])),
    ];
    for (kind, subject) in subjects {
        let lineage = on.finance.get(&format!("/api/lineage/{kind}/{subject}")).expect(200).await;
        assert_eq!(lineage["character"]["id"], json!(id), "{kind}");
        let fact = &lineage["publications"][0];
        assert_eq!(fact["id"], published["id"], "{kind}");
        assert_eq!(fact["draftVersion"], json!(1), "{kind}");
        assert_eq!(fact["evaluations"].as_array().map(Vec::len), Some(6), "{kind}");
        assert_eq!(fact["targets"][0]["modelPackId"], "ember", "{kind}");
        assert_eq!(fact["assets"][0]["tokenId"], "7", "{kind}");
        assert_eq!(fact["actor"]["walletAddress"], "0xabc", "{kind}");
        assert_eq!(fact["splitSet"]["shares"].as_array().map(Vec::len), Some(2), "{kind}");
        assert_eq!(lineage["revisions"][0]["digest"], published["revisionDigest"], "{kind}");
        let owed = lineage["owed"].as_array().expect("a list");
        if kind == "revenue-event" {
            // The sale was given back: its terms are told, and nobody is owed anything of it.
            assert_eq!(lineage["terms"]["platformFeePpm"], 300_000);
            assert_eq!(lineage["refund"]["externalId"], "refund-1");
            assert_eq!(owed.len(), 0, "{owed:?}");
        } else {
            let sums: Vec<_> = owed.iter().map(|it| it["amountMinor"].as_i64()).collect();
            assert_eq!(sums, [Some(0); 4], "{kind}: {owed:?}");
        }
    }
    // Its creator may ask too; another creator learns nothing.
    let path = format!("/api/lineage/publication/{}", text(&published["id"]));
    on.creator.get(&path).expect(200).await;
    on.other_creator.get(&path).expect(404).await;
}

#[tokio::test]
async fn the_pointer_moves_back_and_forth_and_history_keeps_it_all() {
    let on = Inventory::new().await;
    let (id, first) = on.published("Ines Calder").await;
    let pointer = format!("/api/runtime/{APP}/characters/ines-calder");

    on.creator
        .save(&id, 1, json!({ "greeting": "You are late. The fog is not." }))
        .expect(200)
        .await;
    let revision = on.evaluated(&id).await;
    let second = json!({ "kind": "publish", "revisionId": revision });
    let second = on.creator.publish(&id, "second", second).expect(201).await;
    assert_ne!(second["payloadDigest"], first["payloadDigest"]);

    let suspend = json!({ "kind": "suspend", "reason": "a complaint" });
    on.creator.publish(&id, "not mine to do", suspend.clone()).expect(403).await;
    on.moderator.publish(&id, "suspend", suspend).expect(201).await;
    on.app.get(&pointer).expect(451).await;
    let market = on.nobody.get("/api/characters").expect(200).await;
    assert_eq!(market["items"], json!([]), "suspended, yet on the market");
    on.moderator.publish(&id, "reinstate", json!({ "kind": "reinstate" })).expect(201).await;

    let back = json!({ "kind": "rollback", "revisionId": first["revisionId"] });
    let back = on.creator.publish(&id, "back", back).expect(201).await;
    assert_eq!(
        back["payloadDigest"], first["payloadDigest"],
        "the same revision is the same bytes"
    );
    let served = on.app.get(&pointer).expect(200).await;
    assert_eq!(served["payloadDigest"], first["payloadDigest"]);

    on.creator.publish(&id, "end", json!({ "kind": "withdraw" })).expect(201).await;
    on.app.get(&pointer).expect(410).await;
    let history = on.creator.get(&format!("/api/characters/{id}/publications")).expect(200).await;
    let kinds: Vec<_> =
        history.as_array().expect("a list").iter().map(|it| text(&it["kind"])).collect();
    assert_eq!(kinds, ["withdraw", "rollback", "reinstate", "suspend", "publish", "publish"]);
    let sequences: Vec<_> =
        history.as_array().expect("a list").iter().map(|it| it["sequence"].as_i64()).collect();
    assert_eq!(sequences, [6, 5, 4, 3, 2, 1].map(Some));
}

#[tokio::test]
async fn subscribers_are_told_in_order_and_none_is_skipped() {
    let on = Inventory::new().await;
    let (id, _) = on.published("Ines").await;
    on.bed.subscribers.go_away(true);
    assert_eq!(on.bed.app.announce_events().await.expect("an answer"), 0);
    on.moderator.publish(&id, "s", json!({ "kind": "suspend" })).expect(201).await;
    on.bed.subscribers.go_away(false);
    assert_eq!(on.bed.app.announce_events().await.expect("an answer"), 2);
    assert_eq!(on.bed.app.announce_events().await.expect("an answer"), 0, "told twice");
    let topics: Vec<_> = on.bed.subscribers.told().into_iter().map(|it| it.topic).collect();
    assert_eq!(topics, ["character.publish", "character.suspend"]);
}

#[tokio::test]
async fn reference_data_is_there_to_choose_from() {
    let on = Inventory::new().await;
    let (id, _) = on.published("Ines").await;
    let apps = on.creator.get("/api/apps").expect(200).await;
    assert_eq!(apps[0]["id"], APP);
    let packs = on.creator.get("/api/model-packs").expect(200).await;
    assert_eq!((&packs[0]["modelPackId"], &packs[0]["version"]), (&json!("ember"), &json!(1)));
    let tags = on.nobody.get("/api/tags").expect(200).await;
    assert_eq!((&tags[0]["id"], &tags[0]["status"]), (&json!("mystery"), &json!("proposed")));
    let rollouts = on.creator.get(&format!("/api/characters/{id}/apps")).expect(200).await;
    assert_eq!(rollouts[0]["percentage"], 100);
    let note = json!({ "note": "fits" });
    on.moderator
        .put(&format!("/api/characters/{id}/tags/sea/note"), note.clone())
        .expect(204)
        .await;
    on.moderator.put(&format!("/api/characters/{id}/tags/land/note"), note).expect(404).await;
}
