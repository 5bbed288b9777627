//! Bad input and forbidden acts get a clear problem, and nothing changes.

use axum::http::Method;
use jiff::SignedDuration;
use serde_json::json;

use crate::inventory::{APP, Inventory, text};

#[tokio::test]
async fn a_publication_names_everything_that_is_missing() {
    let on = Inventory::new().await;
    let made =
        on.creator.post("/api/characters", crate::inventory::draft("Ines")).expect(201).await;
    let id = text(&made["id"]);
    let path = format!("/api/characters/{id}/revisions");
    let sealed = on.creator.call(Method::POST, &path).expect(201).await;
    let request = json!({ "kind": "publish", "revisionId": sealed["id"] });
    let problem = on.creator.publish(&id, "k", request.clone()).expect(422).await;
    assert_eq!(problem["type"], "/problems/gates-missing");
    assert_eq!(problem["missing"][0]["code"], "no_target_app");

    let live = json!({ "state": "live" });
    on.creator.put(&format!("/api/characters/{id}/apps/{APP}"), live).expect(204).await;
    on.admin
        .put(&format!("/api/apps/{APP}"), json!({ "name": "Lantern", "requiredApprovals": 1 }))
        .expect(204)
        .await;
    let problem = on.creator.publish(&id, "k", request).expect(422).await;
    let codes: Vec<_> =
        problem["missing"].as_array().expect("a list").iter().map(|it| text(&it["code"])).collect();
    assert_eq!(codes, ["gates_missing", "approvals_missing"]);
    assert_eq!(problem["missing"][0]["gates"].as_array().map(Vec::len), Some(6));
}

#[tokio::test]
async fn a_verdict_counts_for_this_revision_and_configuration_only() {
    let on = Inventory::new().await;
    let (id, _) = on.published("Ines").await;
    on.creator.save(&id, 1, json!({ "greeting": "Changed." })).expect(200).await;
    let path = format!("/api/characters/{id}/revisions");
    let sealed = on.creator.call(Method::POST, &path).expect(201).await;
    let request = json!({ "kind": "publish", "revisionId": sealed["id"] });
    on.creator.publish(&id, "unproved", request.clone()).expect(422).await;

    on.evaluate(&text(&sealed["id"])).await;
    let stricter = json!({ "evaluator": "banned-terms", "configuration": { "terms": ["fog"] } });
    let stricter = on.admin.post(&format!("/api/apps/{APP}/gates"), stricter).send().await;
    assert_eq!(stricter.status, 201, "{:?}", stricter.json());
    let problem = on.creator.publish(&id, "outdated", request).expect(422).await;
    assert_eq!(problem["missing"][0]["gates"][0]["standing"]["standing"], "outdated", "{problem}");
}

#[tokio::test]
async fn what_could_not_be_told_never_passes() {
    let on = Inventory::new().await;
    let gate = json!({ "evaluator": "moderation", "validDays": 1 });
    on.admin.post(&format!("/api/apps/{APP}/gates"), gate).expect(201).await;
    let id = on.character("Ines").await;
    let revision = on.evaluated(&id).await;
    let request = json!({ "kind": "publish", "revisionId": revision });
    on.creator.publish(&id, "down", request.clone()).expect(422).await;
    let standing =
        on.creator.get(&format!("/api/revisions/{revision}/evaluations")).expect(200).await;
    assert_eq!(
        standing["pending"][0]["attempts"], 1,
        "a service that is down is asked again later"
    );

    on.bed
        .moderation
        .answer_each(json!({ "flagged": false, "category_scores": { "violence": 0.01 } }));
    on.bed.clock.advance(SignedDuration::from_mins(5));
    while on.bed.app.run_due_jobs().await.expect("jobs run") > 0 {}
    on.creator.publish(&id, "up", request.clone()).expect(201).await;

    // A day later the verdict has expired.
    on.bed.clock.advance(SignedDuration::from_hours(25));
    on.creator.publish(&id, "end", json!({ "kind": "withdraw" })).expect(201).await;
}

#[tokio::test]
async fn private_and_unlisted_never_leak() {
    let on = Inventory::new().await;
    for (name, visibility, status) in [("Hidden", "private", 404), ("Quiet", "unlisted", 200)] {
        let id = on.character(name).await;
        on.creator.save(&id, 1, json!({ "visibility": visibility })).expect(200).await;
        let revision = on.evaluated(&id).await;
        let request = json!({ "kind": "publish", "revisionId": revision });
        on.creator.publish(&id, name, request).expect(201).await;
        let slug = name.to_lowercase();
        on.app.get(&format!("/api/runtime/{APP}/characters/{slug}")).expect(status).await;
        for query in ["", "?text=lamplight", "?tag=sea", "?verticalApp=lantern"] {
            let page = on.nobody.get(&format!("/api/characters{query}")).expect(200).await;
            assert_eq!(page["items"], json!([]), "{name} {query}");
        }
        let own = on.creator.get("/api/characters?creator=me").expect(200).await;
        assert_eq!(own["items"][0]["name"], json!(name));
        on.other_creator.get(&format!("/api/characters/{id}/draft")).expect(404).await;
        on.other_creator.save(&id, 2, json!({ "name": "Mine" })).expect(404).await;
    }
}

#[tokio::test]
async fn a_rollout_reaches_its_share_of_cohorts_and_no_other_app() {
    let on = Inventory::new().await;
    let (id, _) = on.published("Ines").await;
    let half = json!({ "state": "live", "percentage": 50 });
    on.creator.put(&format!("/api/characters/{id}/apps/{APP}"), half).expect(204).await;
    let mut reached = 0;
    for cohort in 0..200 {
        let path = format!("/api/runtime/{APP}/characters/ines?cohort=user-{cohort}");
        reached += u32::from(on.app.get(&path).send().await.status == 200);
    }
    assert!((60..=140).contains(&reached), "{reached} of 200 at 50 %");
    on.app.get(&format!("/api/runtime/{APP}/characters/ines")).expect(404).await;
    on.app.get("/api/runtime/other/characters/ines").expect(404).await;
    // The app moves to a pack that the character was not written for.
    let whole = json!({ "state": "live", "percentage": 100 });
    on.creator.put(&format!("/api/characters/{id}/apps/{APP}"), whole).expect(204).await;
    on.app.get(&format!("/api/runtime/{APP}/characters/ines")).expect(200).await;
}

#[tokio::test]
async fn hostile_bodies_are_refused_with_words() {
    let on = Inventory::new().await;
    let post = |media: &str, body: &[u8]| {
        on.creator.call(Method::POST, "/api/characters").bytes(media, body.to_vec())
    };
    post("text/plain", b"{}").expect(415).await;
    post("application/json", b"{\"name\":").expect(400).await;
    post("application/json", b"{\"name\":\"a\"} trailing").expect(400).await;
    post("application/json", b"").expect(400).await;
    post("application/json", b"[1]").expect(422).await;
    post("application/json", b"{\"name\":\"a\\u0000b\"}").expect(422).await;
    post("application/json", "[".repeat(100_000).as_bytes()).expect(400).await;
    let huge = format!("{{\"name\":\"a\",\"greeting\":\"{}\"}}", "x".repeat(5 << 20));
    post("application/json", huge.as_bytes()).expect(422).await;
    let card = |body: &[u8]| {
        on.creator.call(Method::POST, "/api/cards/import").bytes("image/png", body.to_vec())
    };
    let problem = card(b"\x89PNG\r\n\x1a\n\0\0").expect(422).await;
    assert_eq!(problem["type"], "/problems/card-unreadable");
    card(b"").expect(422).await;
    card(&vec![0; 65 << 20]).expect(413).await;
    let own = on.creator.get("/api/characters?creator=me").expect(200).await;
    assert_eq!(own["items"], json!([]), "something was made of it");
}

#[tokio::test]
async fn a_card_comes_in_with_a_word_on_each_field() {
    let on = Inventory::new().await;
    let card =
        std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/ines-calder.png"));
    let imported = on
        .creator
        .call(Method::POST, "/api/cards/import")
        .bytes("image/png", card.expect("our own card"))
        .expect(201)
        .await;
    assert_eq!(imported["format"], "V3 PNG (ccv3)");
    let fields = imported["fields"].as_array().expect("a list");
    assert!(
        fields
            .iter()
            .any(|field| field["path"] == "data.description" && field["to"] == "personaPrompt"),
        "{fields:?}"
    );
    let id = text(&imported["id"]);
    let draft = on.creator.get(&format!("/api/characters/{id}/draft")).expect(200).await;
    assert_eq!(draft["fields"]["name"], "Ines Calder");
    assert_eq!(draft["fields"]["characterBook"]["entries"].as_array().map(Vec::len), Some(6));
}

#[tokio::test]
async fn money_that_can_t_be_pinned_is_refused() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    let sale = |amount: i64, currency: &str| {
        let body = json!({
            "kind": "sale", "source": "s", "externalId": "e", "characterId": id, "appId": APP,
            "amountMinor": amount, "currency": currency, "occurredAt": on.bed.clock_now(),
        });
        on.finance.post("/api/revenue-events", body).header("idempotency-key", "k")
    };
    sale(100, "EUR").expect(409).await;
    sale(0, "EUR").expect(422).await;
    sale(100, "euro").expect(422).await;
    let refund = json!({ "kind": "refund", "source": "s", "externalId": "r", "occurredAt": on.bed.clock_now() });
    on.finance.post("/api/revenue-events", refund).header("idempotency-key", "r").expect(422).await;
}

#[tokio::test]
async fn tokens_end_and_say_why() {
    let on = Inventory::new().await;
    on.nobody.get("/api/me").expect(401).await;
    on.creator.get("/api/me").expect(200).await;
    on.creator.call(Method::DELETE, "/api/tokens/current").expect(204).await;
    let problem = on.creator.get("/api/me").expect(401).await;
    assert_eq!(problem["type"], "/problems/token-invalid");
    on.bed.clock.advance(SignedDuration::from_hours(24 * 31));
    let problem = on.finance.get("/api/me").expect(401).await;
    assert_eq!(problem["type"], "/problems/token-expired");
    let wrong = on.nobody.get("/api/me").header("authorization", "Basic abc").expect(401).await;
    assert_eq!(wrong["type"], "/problems/token-invalid");
}
