//! What a hard look found: each of these went wrong once.

use axum::http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::inventory::{APP, Client, Inventory, text};

/// Another app, with a gate of its own and a client that speaks for it.
async fn strict_app(on: &Inventory) -> Client {
    on.admin.put("/api/apps/strict", json!({ "name": "Strict" })).expect(204).await;
    let ship = json!({ "version": 1 });
    on.admin.put("/api/apps/strict/model-packs/ember", ship).expect(204).await;
    let gate = json!({ "evaluator": "banned-terms", "configuration": { "terms": ["lighthouse"] } });
    on.admin.post("/api/apps/strict/gates", gate).expect(201).await;
    app_client(on, "strict-app", json!("strict")).await
}

async fn app_client(on: &Inventory, handle: &str, app: Value) -> Client {
    let account = json!({ "handle": handle, "displayName": handle, "roles": ["app"] });
    let id = text(&on.admin.post("/api/accounts", account).expect(201).await["id"]);
    let token = json!({ "label": "test", "appId": app });
    let issued = on.admin.post(&format!("/api/accounts/{id}/tokens"), token).expect(201).await;
    let mut client = on.nobody.clone();
    client.token = Some(text(&issued["token"]));
    client
}

fn sale(on: &Inventory, id: &str, external: &str, amount: i64) -> Value {
    json!({
        "kind": "sale", "source": "s", "externalId": external, "characterId": id, "appId": APP,
        "amountMinor": amount, "currency": "EUR", "occurredAt": on.bed.clock_now(),
    })
}

#[tokio::test]
async fn an_app_is_served_only_what_was_published_for_it() {
    let on = Inventory::new().await;
    let strict = strict_app(&on).await;
    let (id, published) = on.published("Ines").await;
    let path = format!("/api/characters/{id}/apps/strict");
    let problem = on.creator.put(&path, json!({ "state": "live" })).expect(409).await;
    assert_eq!(problem["type"], "/problems/refused", "{problem}");
    strict.get("/api/runtime/strict/characters/ines").expect(404).await;

    // Planned first: the next publication then asks for the app's own gates.
    on.creator.put(&path, json!({ "state": "planned" })).expect(204).await;
    let request = json!({ "kind": "publish", "revisionId": published["revisionId"] });
    on.evaluate(&text(&published["revisionId"])).await;
    on.creator.publish(&id, "for both", request).expect(422).await;
    // What it was published for may go on and off.
    for state in ["paused", "live", "removed", "live"] {
        let lantern = format!("/api/characters/{id}/apps/{APP}");
        on.creator.put(&lantern, json!({ "state": state })).expect(204).await;
    }
}

#[tokio::test]
async fn a_report_after_a_suspension_leads_to_what_was_served() {
    let on = Inventory::new().await;
    let (id, published) = on.published("Ines").await;
    on.moderator.publish(&id, "stop", json!({ "kind": "suspend" })).expect(201).await;
    let report = json!({
        "kind": "safety", "payloadDigest": published["payloadDigest"], "category": "harm",
    });
    let made = on.app.post("/api/reports", report).expect(201).await;
    let lineage = format!("/api/lineage/report/{}", text(&made["id"]));
    let lineage = on.moderator.get(&lineage).expect(200).await;
    let publication = &lineage["publications"][0];
    assert_eq!(publication["id"], published["id"], "{publication}");
    assert_eq!(publication["evaluations"].as_array().map(Vec::len), Some(6));
    assert_eq!(publication["targets"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn an_app_role_without_an_app_speaks_for_none() {
    let on = Inventory::new().await;
    let (_, published) = on.published("Ines").await;
    // No token of such an account is issued without an app; one may be older than the role.
    let role = format!(
        "/api/accounts/{}/roles/app",
        text(&on.creator.get("/api/me").expect(200).await["id"])
    );
    on.admin.call(Method::PUT, &role).expect(204).await;
    let stray = &on.creator;
    let report = json!({
        "kind": "safety", "payloadDigest": published["payloadDigest"], "category": "harm", "appId": APP,
    });
    stray.post("/api/reports", report.clone()).expect(422).await;
    on.moderator.post("/api/reports", report).expect(201).await;
}

#[tokio::test]
async fn a_refund_of_a_part_is_not_taken_for_the_whole() {
    let on = Inventory::new().await;
    let (id, _) = on.published("Ines").await;
    let post = |key: &str, body: Value| {
        on.finance.post("/api/revenue-events", body).header("idempotency-key", key)
    };
    let event = post("sale", sale(&on, &id, "order", 1000)).expect(201).await;
    let refund = |more: Value| {
        let mut body = json!({
            "kind": "refund", "source": "s", "externalId": "back", "refundOf": event["id"],
            "occurredAt": on.bed.clock_now(),
        });
        body.as_object_mut().expect("an object").extend(more.as_object().expect("too").clone());
        body
    };
    post("r1", refund(json!({ "amountMinor": 400 }))).expect(422).await;
    post("r1", refund(json!({ "currency": "USD" }))).expect(422).await;
    post("r1", refund(json!({ "appId": "other" }))).expect(422).await;
    let earlier = json!({ "occurredAt": "2001-01-01T00:00:00Z" });
    post("r1", refund(earlier)).expect(422).await;
    let whole = json!({ "amountMinor": 1000, "currency": "EUR" });
    let back = post("r1", refund(whole)).expect(201).await;
    assert_eq!(back["postings"][0]["amountMinor"], -1000);
    // A refund can't be given back.
    let again = json!({ "refundOf": back["id"], "externalId": "twice" });
    post("r2", refund(again)).expect(404).await;
}

#[tokio::test]
async fn money_of_no_time_or_no_measure_is_refused() {
    let on = Inventory::new().await;
    let (id, _) = on.published("Ines").await;
    let post =
        |body: Value| on.finance.post("/api/revenue-events", body).header("idempotency-key", "k");
    for at in ["-009000-01-01T00:00:00Z", "9999-01-01T00:00:00Z"] {
        let mut body = sale(&on, &id, "order", 100);
        body["occurredAt"] = json!(at);
        post(body).expect(422).await;
    }
    post(sale(&on, &id, "order", i64::MAX)).expect(422).await;
    let mut body = sale(&on, &id, "order", 100);
    body["source"] = json!("");
    post(body).expect(422).await;
    let terms = json!({ "platformFeePpm": 1, "effectiveFrom": "-009000-01-01T00:00:00Z" });
    on.finance.put("/api/royalty-terms", terms).expect(422).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sale_sent_eight_times_at_once_is_told_to_all() {
    let on = Inventory::new().await;
    let (id, _) = on.published("Ines").await;
    for round in 0..8 {
        let body = sale(&on, &id, &format!("order {round}"), 100);
        let sender = |_| {
            let (client, body) = (on.finance.clone(), body.clone());
            let key = format!("sale {round}");
            tokio::spawn(async move {
                let call = client.post("/api/revenue-events", body).header("idempotency-key", &key);
                let reply = call.send().await;
                assert!(reply.status.is_success(), "{:?}", reply.json());
                text(&reply.json()["id"])
            })
        };
        let mut ids = Vec::new();
        for task in (0..8).map(sender).collect::<Vec<_>>() {
            ids.push(task.await.expect("a sender"));
        }
        ids.dedup();
        assert_eq!(ids.len(), 1, "{ids:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_characters_of_one_name_all_come_to_be() {
    let on = Inventory::new().await;
    let maker = |_| {
        let client = on.creator.clone();
        tokio::spawn(async move {
            let draft = crate::inventory::draft("Ines");
            text(&client.post("/api/characters", draft).expect(201).await["slug"])
        })
    };
    let mut slugs = std::collections::BTreeSet::new();
    for task in (0..8).map(maker).collect::<Vec<_>>() {
        slugs.insert(task.await.expect("a maker"));
    }
    assert_eq!(slugs.len(), 8, "{slugs:?}");
}

#[tokio::test]
async fn what_postgresql_can_t_keep_is_told_as_such() {
    let on = Inventory::new().await;
    let (id, published) = on.published("Ines").await;
    let nul = "a\u{0}b";
    let revision = text(&published["revisionId"]);
    let asset = json!({
        "kind": "mint", "chain": "eip155:1", "contractAddress": nul, "tokenId": "1", "transactionHash": "0x1",
    });
    // No two bytes alike, so that it stays too long for an index when compressed.
    let long: String =
        (0..1000).map(|n: u64| domain::Digest::of(n.to_string()).to_string()).collect();
    let wallet = |address: &str| {
        on.creator.post("/api/wallets", json!({ "chain": "eip155:1", "address": address }))
    };
    wallet(nul).expect(422).await;
    wallet(&long).expect(422).await;
    on.creator.post(&format!("/api/characters/{id}/assets"), asset).expect(422).await;
    let stop = json!({ "kind": "withdraw", "reason": nul });
    on.creator.publish(&id, "nul", stop).expect(422).await;
    let judged = json!({ "decision": "reject", "reason": nul });
    on.moderator.post(&format!("/api/revisions/{revision}/approvals"), judged).expect(422).await;
    on.creator.save(&id, 1, json!({ "voiceId": nul })).expect(422).await;
    on.creator.save(&id, 1, json!({ "verticalApp": "none" })).expect(422).await;
    let account = json!({ "handle": "x", "displayName": nul, "roles": [] });
    on.admin.post("/api/accounts", account).expect(422).await;
    on.admin.put("/api/voices/x", json!({ "name": nul, "language": "en" })).expect(422).await;
    let release = json!({ "name": "n", "label": "l" });
    on.admin.put(&format!("/api/model-packs/{long}/versions/1"), release.clone()).expect(422).await;
    on.admin.put("/api/model-packs/x/versions/0", release).expect(422).await;
    let report =
        json!({ "kind": "safety", "payloadDigest": published["payloadDigest"], "category": nul });
    on.app.post("/api/reports", report).expect(422).await;
    on.nobody.get("/api/characters?text=abc%00d").expect(422).await;
    on.nobody.get("/api/characters?tag=%00").expect(422).await;
    let payload = on.nobody.get("/api/runtime/payloads/%00").send().await.status;
    assert!(payload.is_client_error(), "{payload}");
    let lineage = on.finance.get("/api/lineage/payload/%00").send().await.status;
    assert!(lineage.is_client_error(), "{lineage}");
}

#[tokio::test]
async fn a_cursor_of_another_age_is_refused() {
    use base64::Engine;
    let on = Inventory::new().await;
    let mut bytes = [0; 24];
    bytes[..8].copy_from_slice(&jiff::Timestamp::MIN.as_microsecond().to_be_bytes());
    let cursor = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
    on.nobody.get(&format!("/api/characters?after={cursor}")).expect(422).await;
    let far = on.creator.get("/api/characters?creator=me&pageSize=-5").expect(200).await;
    assert_eq!(far["items"], json!([]));
}

#[tokio::test]
async fn a_gate_takes_its_new_limit_of_days() {
    let on = Inventory::new().await;
    let path = format!("/api/apps/{APP}/gates");
    let gate = json!({ "evaluator": "completeness", "validDays": 1 });
    on.admin.post(&path, gate).expect(201).await;
    let gates = on.admin.get(&path).expect(200).await;
    let days: Vec<_> = gates
        .as_array()
        .expect("a list")
        .iter()
        .filter(|gate| gate["evaluator"] == "completeness")
        .map(|gate| gate["validDays"].clone())
        .collect();
    assert_eq!(days, [json!(1)]);
}

#[tokio::test]
async fn collaborators_have_an_end() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    let one = json!({ "handle": "nobody", "role": "author", "sharePpm": 1 });
    let many = Value::Array(vec![one; 5_000]);
    let path = format!("/api/characters/{id}/collaborators");
    let problem = on.creator.put(&path, many).expect(422).await;
    assert!(text(&problem["detail"]).contains("at most"), "{problem}");
    let none = on.creator.put(&path, json!([])).expect(422).await;
    assert!(text(&none["detail"]).contains("sum"), "{none}");
}

/// A moderation gate beside the others, and a revision whose gates are asked for: where it is told how
/// they stand.
async fn asks_for_moderation(on: &Inventory) -> String {
    let gate = json!({ "evaluator": "moderation" });
    on.admin.post(&format!("/api/apps/{APP}/gates"), gate).expect(201).await;
    let id = on.character("Ines").await;
    let path = format!("/api/characters/{id}/revisions");
    let sealed = on.creator.call(Method::POST, &path).expect(201).await;
    let path = format!("/api/revisions/{}/evaluations", text(&sealed["id"]));
    on.creator.call(Method::POST, &path).expect(202).await;
    path
}

/// A verdict that can't be written down is not the end of the others.
#[tokio::test]
async fn a_moderation_service_that_talks_nonsense_stops_no_other_gate() {
    let on = Inventory::new().await;
    on.bed.moderation.answer_each(
        json!({ "flagged": true, "categories": { "a\u{0}b": true }, "category_scores": { "a\u{0}b": 7e300 } }),
    );
    let path = asks_for_moderation(&on).await;
    for _ in 0..3 {
        on.bed.clock.advance(SignedDuration::from_mins(5));
        let _ = on.bed.app.run_due_jobs().await;
    }
    let standing = on.creator.get(&path).expect(200).await;
    assert_eq!(standing["pending"], json!([]), "{standing}");
    assert_eq!(standing["evaluations"].as_array().map(Vec::len), Some(7));
}

/// Nor is a panic, and it is not tried for ever.
#[tokio::test]
async fn an_evaluator_that_panics_is_given_up_with_the_reason_and_stops_no_other_gate() {
    let on = Inventory::new().await;
    on.bed.moderation.panic();
    let path = asks_for_moderation(&on).await;
    for attempt in 1..=3 {
        on.bed.app.run_due_jobs().await.expect("the worker goes on");
        let standing = on.creator.get(&path).expect(200).await;
        assert_eq!(standing["evaluations"].as_array().map(Vec::len), Some(6), "{standing}");
        let pending = &standing["pending"][0];
        assert_eq!(pending["attempts"], attempt, "{standing}");
        assert!(text(&pending["lastError"]).contains("broke off"), "{standing}");
        on.bed.clock.advance(SignedDuration::from_secs(30));
    }
    on.bed.app.run_due_jobs().await.expect("the worker goes on");
    let standing = on.creator.get(&path).expect(200).await;
    assert_eq!(standing["pending"], json!([]), "{standing}");
    let all = standing["evaluations"].as_array().expect("a list");
    let given_up = all.iter().find(|it| it["evaluator"] == "moderation").expect("it is told");
    assert_eq!(given_up["verdict"], "indeterminate");
    assert!(text(&given_up["detail"]["summary"]).contains("broke off"), "{given_up}");
}

#[tokio::test]
async fn a_note_on_a_tag_of_what_is_only_sealed_stays_when_it_is_published() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    let note = |tag: &str| format!("/api/characters/{id}/tags/{tag}/note");
    let word = json!({ "note": "It is a canal." });
    on.moderator.put(&note("sea"), word.clone()).expect(404).await;
    let revision = on.evaluated(&id).await;
    on.moderator.put(&note("sea"), word.clone()).expect(204).await;
    on.moderator.put(&note("land"), word).expect(404).await;
    let request = json!({ "kind": "publish", "revisionId": revision });
    on.creator.publish(&id, "one", request).expect(201).await;
    let owner = on.bed.owner().await;
    let kept = "SELECT tag_id, moderation_note FROM catalog.character_tags ORDER BY position";
    let rows = owner.query(kept, &[]).await.expect("rows");
    let rows: Vec<(String, Option<String>)> =
        rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let sea = || Some("It is a canal.".to_owned());
    assert_eq!(rows, [("mystery".to_owned(), None), ("sea".to_owned(), sea())]);

    // Without the tag for a while: what was noted is there when it comes back.
    on.creator.save(&id, 1, json!({ "tags": ["mystery"] })).expect(200).await;
    let request = json!({ "kind": "publish", "revisionId": on.evaluated(&id).await });
    on.creator.publish(&id, "two", request).expect(201).await;
    let still = "SELECT moderation_note FROM catalog.character_tags WHERE tag_id = 'sea'";
    let row = owner.query_one(still, &[]).await.expect("a row");
    assert_eq!(row.get::<_, Option<String>>(0), sea());
}
