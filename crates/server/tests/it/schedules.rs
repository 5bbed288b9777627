//! Publications that are planned, reports that are dealt with, and characters that are put away.

use axum::http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::inventory::{Inventory, text};

/// A new character and a sealed revision of it that lacks nothing.
async fn ready(on: &Inventory, name: &str) -> (String, String) {
    let id = on.character(name).await;
    let revision = on.evaluated(&id).await;
    (id, revision)
}

fn plan(on: &Inventory, revision: &str, hours: i64) -> Value {
    let due = on.bed.clock_now() + SignedDuration::from_hours(hours);
    json!({ "revisionId": revision, "dueAt": due, "reason": "Release day." })
}

fn path(id: &str) -> String {
    format!("/api/characters/{id}/schedules")
}

async fn due(on: &Inventory, hours: i64) -> usize {
    on.bed.clock.advance(SignedDuration::from_hours(hours));
    on.bed.app.publish_due().await.expect("work is done")
}

#[tokio::test]
async fn a_plan_is_carried_out_when_its_time_comes_and_once() {
    let on = Inventory::new().await;
    let (id, revision) = ready(&on, "Ines").await;
    on.creator.post(&path(&id), plan(&on, &revision, 3)).expect(201).await;
    assert_eq!(due(&on, 2).await, 0, "it is early");
    assert_eq!(due(&on, 2).await, 1);
    assert_eq!(due(&on, 2).await, 0, "it is done");
    let plans = on.creator.get(&path(&id)).expect(200).await;
    assert_eq!(plans[0]["outcome"], "published", "{plans}");
    let publications = format!("/api/characters/{id}/publications");
    let publications = on.creator.get(&publications).expect(200).await;
    assert_eq!(publications.as_array().map(Vec::len), Some(1));
    assert_eq!(publications[0]["id"], plans[0]["publicationId"]);
    assert_eq!(publications[0]["reason"], "Release day.");
}

#[tokio::test]
async fn what_is_missing_when_the_time_comes_is_told_and_nothing_goes_out() {
    let on = Inventory::new().await;
    let (id, revision) = ready(&on, "Ines").await;
    on.creator.post(&path(&id), plan(&on, &revision, 3)).expect(201).await;
    let gate = json!({ "evaluator": "banned-terms", "configuration": { "terms": ["lighthouse"] } });
    on.admin.post("/api/apps/lantern/gates", gate).expect(201).await;
    assert_eq!(due(&on, 4).await, 1);
    let plans = on.creator.get(&path(&id)).expect(200).await;
    assert_eq!(plans[0]["outcome"], "refused", "{plans}");
    assert!(text(&plans[0]["refusal"]).contains("banned-terms"), "{plans}");
    on.nobody.get("/api/characters").expect(200).await["items"]
        .as_array()
        .filter(|items| items.is_empty())
        .expect("nothing is published");
    // Another plan can be made now.
    on.creator.post(&path(&id), plan(&on, &revision, 3)).expect(201).await;
}

#[tokio::test]
async fn a_plan_is_the_owners_one_at_a_time_and_can_be_taken_back() {
    let on = Inventory::new().await;
    let (id, revision) = ready(&on, "Ines").await;
    let (_, other) = ready(&on, "Bram").await;
    on.other_creator.post(&path(&id), plan(&on, &revision, 3)).expect(404).await;
    on.creator.post(&path(&id), plan(&on, &other, 3)).expect(404).await;
    on.creator.post(&path(&id), plan(&on, &revision, -1)).expect(422).await;
    on.creator.post(&path(&id), plan(&on, &revision, 24 * 367)).expect(422).await;
    on.creator.post(&path(&id), plan(&on, &revision, 3)).expect(201).await;
    on.creator.post(&path(&id), plan(&on, &revision, 5)).expect(409).await;
    let open = format!("{}/open", path(&id));
    on.other_creator.call(Method::DELETE, &open).expect(404).await;
    on.creator.call(Method::DELETE, &open).expect(204).await;
    on.creator.call(Method::DELETE, &open).expect(404).await;
    assert_eq!(due(&on, 9).await, 0);
    let plans = on.moderator.get(&path(&id)).expect(200).await;
    assert_eq!(plans[0]["outcome"], "cancelled", "{plans}");
}

#[tokio::test]
async fn whoever_may_not_publish_any_more_publishes_nothing_by_a_plan() {
    let on = Inventory::new().await;
    let (id, revision) = ready(&on, "Ines").await;
    on.creator.post(&path(&id), plan(&on, &revision, 3)).expect(201).await;
    let disabled = "UPDATE identity.accounts SET disabled_at = now() WHERE handle = 'ines'";
    on.bed.owner().await.execute(disabled, &[]).await.expect("a change");
    assert_eq!(due(&on, 4).await, 1);
    let plans = on.moderator.get(&path(&id)).expect(200).await;
    assert_eq!(plans[0]["refusal"], "the account ines is disabled", "{plans}");
}

#[tokio::test]
async fn a_worker_that_died_after_publishing_finds_what_it_made() {
    let on = Inventory::new().await;
    let (id, revision) = ready(&on, "Ines").await;
    let made = on.creator.post(&path(&id), plan(&on, &revision, 3)).expect(201).await;
    // What the worker did before it died: the publication, under the plan's key.
    let request = json!({ "kind": "publish", "revisionId": revision, "reason": "Release day." });
    let key = format!("schedule-{}", text(&made["id"]));
    let published = on.creator.publish(&id, &key, request).expect(201).await;
    assert_eq!(due(&on, 4).await, 1);
    let plans = on.creator.get(&path(&id)).expect(200).await;
    assert_eq!(plans[0]["outcome"], "published", "{plans}");
    assert_eq!(plans[0]["publicationId"], published["id"], "{plans}");
}

#[tokio::test]
async fn a_plan_never_leads_back_behind_what_was_published_since() {
    let on = Inventory::new().await;
    let (id, older) = ready(&on, "Ines").await;
    on.creator.post(&path(&id), plan(&on, &older, 3)).expect(201).await;
    on.creator.save(&id, 1, json!({ "greeting": "*She closes the door.*" })).expect(200).await;
    let newer = on.evaluated(&id).await;
    let request = json!({ "kind": "publish", "revisionId": newer });
    let live = on.creator.publish(&id, "hotfix", request).expect(201).await;
    assert_eq!(due(&on, 4).await, 1);
    let plans = on.creator.get(&path(&id)).expect(200).await;
    assert_eq!(plans[0]["outcome"], "refused", "{plans}");
    assert!(text(&plans[0]["refusal"]).contains("revision 2 was published meanwhile"), "{plans}");
    let publications = format!("/api/characters/{id}/publications");
    let publications = on.creator.get(&publications).expect(200).await;
    assert_eq!(publications[0]["id"], live["id"]);
}

#[tokio::test]
async fn what_is_put_away_is_not_published_by_a_plan() {
    let on = Inventory::new().await;
    let (id, revision) = ready(&on, "Ines").await;
    on.creator.post(&path(&id), plan(&on, &revision, 3)).expect(201).await;
    let away = format!("/api/characters/{id}/archived");
    on.creator.call(Method::PUT, &away).expect(204).await;
    let plans = on.creator.get(&path(&id)).expect(200).await;
    assert_eq!(plans[0]["outcome"], "cancelled", "{plans}");
    on.creator.post(&path(&id), plan(&on, &revision, 3)).expect(409).await;
    assert_eq!(due(&on, 4).await, 0);
}

#[tokio::test]
async fn a_plan_that_is_taken_back_while_a_worker_holds_it_is_not_carried_out() {
    let on = Inventory::new().await;
    let (id, revision) = ready(&on, "Ines").await;
    on.creator.post(&path(&id), plan(&on, &revision, 3)).expect(201).await;
    on.bed.clock.advance(SignedDuration::from_hours(4));
    // The worker has taken it and waits for the character, which somebody else holds.
    let mut owner = on.bed.owner().await;
    let holder = owner.transaction().await.expect("a transaction");
    let lock = "SELECT 1 FROM catalog.characters FOR UPDATE";
    holder.query(lock, &[]).await.expect("a lock");
    let worker = on.bed.app.clone();
    let worker = tokio::spawn(async move { worker.publish_due().await });
    let leased = "SELECT count(*) FROM release.scheduled_publications WHERE attempts > 0";
    let watcher = on.bed.owner().await;
    while watcher.query_one(leased, &[]).await.expect("a count").get::<_, i64>(0) == 0 {
        tokio::task::yield_now().await;
    }
    let cancelled =
        "UPDATE release.scheduled_publications SET outcome = 'cancelled', settled_at = now()";
    holder.execute(cancelled, &[]).await.expect("a change");
    holder.commit().await.expect("a commit");
    assert_eq!(worker.await.expect("a worker").expect("work is done"), 1);
    let publications = format!("/api/characters/{id}/publications");
    let publications = on.creator.get(&publications).expect(200).await;
    assert_eq!(publications.as_array().map(Vec::len), Some(0));
}

#[tokio::test]
async fn a_wallet_that_nobody_proved_stands_in_no_receipt() {
    let on = Inventory::new().await;
    let (id, revision) = ready(&on, "Ines").await;
    let wallet = json!({ "chain": "eip155:1", "address": "0xabc" });
    let wallet = on.creator.post("/api/wallets", wallet).expect(201).await;
    let request = json!({ "kind": "publish", "revisionId": revision, "walletId": wallet["id"] });
    let problem = on.creator.publish(&id, "one", request).expect(422).await;
    assert!(text(&problem["detail"]).contains("nobody proved the wallet 0xabc"), "{problem}");
}

#[tokio::test]
async fn many_are_due_at_once_and_two_workers_share_them() {
    let on = Inventory::new().await;
    for number in 0..6 {
        let (id, revision) = ready(&on, &format!("Ines {number}")).await;
        on.creator.post(&path(&id), plan(&on, &revision, 3)).expect(201).await;
    }
    on.bed.clock.advance(SignedDuration::from_hours(4));
    let (one, two) = tokio::join!(on.bed.app.publish_due(), on.bed.app.publish_due());
    assert_eq!(one.expect("done") + two.expect("done"), 6);
    let market = on.nobody.get("/api/characters").expect(200).await;
    assert_eq!(market["items"].as_array().map(Vec::len), Some(6));
}

#[tokio::test]
async fn a_report_is_closed_with_a_reason_and_can_be_opened_again() {
    let on = Inventory::new().await;
    let (_, published) = on.published("Ines").await;
    let report = json!({
        "kind": "safety", "payloadDigest": published["payloadDigest"], "category": "harm",
    });
    let report = text(&on.app.post("/api/reports", report).expect(201).await["id"]);
    let path = format!("/api/reports/{report}/resolutions");
    let word = |outcome: &str, reason: &str| json!({ "outcome": outcome, "reason": reason });
    on.creator.post(&path, word("dismissed", "no")).expect(403).await;
    on.moderator.post(&path, word("dismissed", "  ")).expect(422).await;
    on.moderator.post(&path, word("dismissed", &"x".repeat(2_001))).expect(422).await;
    on.moderator.post(&path, word("reopened", "why?")).expect(409).await;
    on.moderator.post(&path, word("dismissed", "Nothing to see.")).expect(201).await;
    on.moderator.post(&path, word("actioned", "Twice.")).expect(409).await;
    on.moderator.post(&path, word("reopened", "It came back.")).expect(201).await;
    on.moderator.post(&path, word("actioned", "Suspended.")).expect(201).await;
    let nowhere = format!("/api/reports/{}/resolutions", text(&published["id"]));
    on.moderator.post(&nowhere, word("dismissed", "no")).expect(404).await;
}

#[tokio::test]
async fn what_is_put_away_is_out_of_sight_and_stays_published() {
    let on = Inventory::new().await;
    let (id, _) = on.published("Ines").await;
    let away = format!("/api/characters/{id}/archived");
    let count = async |query: &str| {
        let path = format!("/api/characters?creator=me{query}");
        on.creator.get(&path).expect(200).await["items"].as_array().map(Vec::len)
    };
    on.other_creator.call(Method::PUT, &away).expect(404).await;
    on.creator.call(Method::PUT, &away).expect(204).await;
    assert_eq!((count("").await, count("&archived=true").await), (Some(0), Some(1)));
    assert_eq!(count("&sort=newest").await, Some(0));
    let market = on.nobody.get("/api/characters").expect(200).await;
    assert_eq!(market["items"].as_array().map(Vec::len), Some(1));
    on.nobody.get("/api/characters?archived=true").expect(422).await;
    on.creator.call(Method::DELETE, &away).expect(204).await;
    assert_eq!((count("").await, count("&archived=true").await), (Some(1), Some(0)));
}
