//! Near-duplicates: a copy holds the gate, with the evidence, until somebody says what it is.

use axum::http::Method;
use serde_json::{Value, json};

use crate::inventory::{APP, Client, Inventory, text};

const PORTRAIT: &[u8] = include_bytes!("../../../../examples/ines-calder.png");
/// The same picture at three quarters of its size, as a JPEG of middling quality.
const AS_JPEG: &[u8] = include_bytes!("../fixtures/ines-calder-copy.jpg");
const AS_WEBP: &[u8] = include_bytes!("../fixtures/ines-calder-copy.webp");

const MARTA: [&str; 6] = [
    "Marta repairs clocks in a shop below the cathedral stairs and never asks what time it is.",
    "She inherited the workshop from an uncle who vanished during a thunderstorm in November.",
    "Her fingers smell of brass polish and oranges, and she hums dance tunes while soldering.",
    "Customers bring pocket watches that run backwards, and she charges them nothing for listening.",
    "At midnight she oils the tower bell and writes letters to passengers of a sunken ferry.",
    "She distrusts mirrors, adores thunder, and keeps a jar of broken seconds under the counter.",
];

const OTTO: &str = "Otto drives a night tram through a city that floods every spring. He collects \
    umbrellas that passengers forget, repairs their ribs with fishing wire, and gives them to \
    strangers at the terminus. His cat rides beside the brake lever. He plays chess by post \
    against a lighthouse, loses gladly, and believes that every delay is somebody's good luck.";

fn marta(name: &str, sentences: &[usize]) -> Value {
    let persona: Vec<String> =
        sentences.iter().map(|at| MARTA[*at].replace("Marta", name)).collect();
    character(name, &persona.join(" "))
}

fn character(name: &str, persona: &str) -> Value {
    json!({
        "name": name, "personaPrompt": persona, "greeting": "*The bell over the door rings.*",
        "verticalApp": APP, "visibility": "public",
        "modelPacks": [{ "modelPackId": "ember", "minVersion": 1 }],
    })
}

/// A sealed revision of a new character with all its gates run: the ids of both.
async fn judged(on: &Inventory, who: &Client, draft: Value) -> (String, String) {
    let made = who.post("/api/characters", draft).expect(201).await;
    let id = text(&made["id"]);
    let live = json!({ "state": "live", "percentage": 100 });
    who.put(&format!("/api/characters/{id}/apps/{APP}"), live).expect(204).await;
    let revision = sealed(who, &id).await;
    ask(on, who, &revision).await;
    (id, revision)
}

async fn sealed(who: &Client, id: &str) -> String {
    let path = format!("/api/characters/{id}/revisions");
    let sealed = who.call(Method::POST, &path).send().await;
    assert!(sealed.status.is_success(), "{:?}", sealed.json());
    text(&sealed.json()["id"])
}

async fn ask(on: &Inventory, who: &Client, revision: &str) {
    let path = format!("/api/revisions/{revision}/evaluations");
    who.call(Method::POST, &path).expect(202).await;
    while on.bed.app.run_due_jobs().await.expect("jobs run") > 0 {}
}

async fn publish(who: &Client, id: &str, revision: &str, status: u16) -> Value {
    let request = json!({ "kind": "publish", "revisionId": revision });
    who.publish(id, &format!("publish {revision}"), request).expect(status).await
}

/// What `near-duplicates` says of a revision: its verdict and findings.
async fn verdict(who: &Client, revision: &str) -> (String, Vec<Value>) {
    let path = format!("/api/revisions/{revision}/evaluations");
    let view = who.get(&path).expect(200).await;
    let all = view["evaluations"].as_array().expect("a list").clone();
    let own = all.iter().find(|it| it["evaluator"] == "near-duplicates").expect("it was run");
    (text(&own["verdict"]), own["detail"]["findings"].as_array().expect("a list").clone())
}

fn codes(findings: &[Value]) -> Vec<&str> {
    findings.iter().filter_map(|it| it["code"].as_str()).collect()
}

/// The original, published.
async fn original(on: &Inventory) -> (String, String) {
    let (id, revision) = judged(on, &on.creator, marta("Marta", &[0, 1, 2, 3, 4, 5])).await;
    assert_eq!(verdict(&on.creator, &revision).await, ("pass".to_owned(), Vec::new()));
    publish(&on.creator, &id, &revision, 201).await;
    (id, revision)
}

#[tokio::test]
async fn a_copy_holds_the_gate_with_both_passages_until_the_fork_is_declared() {
    let on = Inventory::new().await;
    let (_, original) = original(&on).await;
    let thief = &on.other_creator;
    // Renamed, in another order, without one sentence.
    let (id, copy) = judged(&on, thief, marta("Selma", &[3, 5, 0, 4, 1])).await;
    let (said, findings) = verdict(thief, &copy).await;
    assert_eq!((said.as_str(), &findings[0]["code"]), ("fail", &json!("likely_copy")));
    assert_eq!(findings[0]["earlier"]["revisionId"], json!(original));
    assert_eq!(findings[0]["earlier"]["character"], "marta");
    let passages: Vec<_> = findings.iter().filter(|it| it["code"] == "passage").collect();
    assert!(!passages.is_empty(), "{findings:?}");
    for passage in passages {
        assert_eq!(
            (&passage["path"], &passage["earlier"]["path"]),
            (&json!("personaPrompt"), &json!("personaPrompt"))
        );
        let (ours, theirs) = (text(&passage["excerpt"]), text(&passage["earlier"]["excerpt"]));
        assert_eq!(ours.replace("Selma", "Marta"), theirs.replace("Selma", "Marta"));
    }
    publish(thief, &id, &copy, 422).await;

    let path = format!("/api/characters/{id}/kinships");
    let fork = json!({ "originalId": original, "kind": "fork", "reason": "Marta's cousin." });
    let declared = thief.post(&path, fork.clone()).expect(201).await;
    assert_eq!(thief.post(&path, fork).expect(201).await, declared, "said again, it is the same");
    ask(&on, thief, &copy).await;
    let (said, findings) = verdict(thief, &copy).await;
    assert_eq!((said.as_str(), codes(&findings)), ("pass", vec!["declared_fork"]));
    let published = publish(thief, &id, &copy, 201).await;

    let lineage = format!("/api/lineage/payload/{}", text(&published["payloadDigest"]));
    let lineage = on.moderator.get(&lineage).expect(200).await;
    assert_eq!(lineage["kinships"], json!([declared]));
    assert_eq!(declared["originalCharacter"], "marta");
}

#[tokio::test]
async fn the_one_who_was_first_is_held_by_no_copy() {
    let on = Inventory::new().await;
    let (id, first) = original(&on).await;
    let (copy_id, copy) = judged(&on, &on.other_creator, marta("Selma", &[0, 1, 2, 3, 4])).await;
    let fork = json!({ "originalId": first, "kind": "fork", "reason": "A cousin." });
    let path = format!("/api/characters/{copy_id}/kinships");
    on.other_creator.post(&path, fork).expect(201).await;
    ask(&on, &on.other_creator, &copy).await;
    publish(&on.other_creator, &copy_id, &copy, 201).await;

    let second = edited(&on, &on.creator, &id).await;
    assert_eq!(verdict(&on.creator, &second).await, ("pass".to_owned(), Vec::new()));
}

/// A revision with another greeting, judged.
async fn edited(on: &Inventory, who: &Client, id: &str) -> String {
    let draft = who.get(&format!("/api/characters/{id}/draft")).expect(200).await;
    let edit = json!({ "greeting": "*She looks up from a clock.*" });
    who.save(id, draft["version"].as_i64().expect("a version"), edit).expect(200).await;
    let revision = sealed(who, id).await;
    ask(on, who, &revision).await;
    revision
}

#[tokio::test]
async fn characters_that_are_merely_similar_pass() {
    let on = Inventory::new().await;
    original(&on).await;
    // One trait is the same; the rest is another person.
    let persona = format!("{OTTO} {}", MARTA[5]);
    let (id, otto) = judged(&on, &on.other_creator, character("Otto", &persona)).await;
    let (said, findings) = verdict(&on.other_creator, &otto).await;
    assert_eq!((said.as_str(), codes(&findings)), ("pass", Vec::new()));
    publish(&on.other_creator, &id, &otto, 201).await;
}

#[tokio::test]
async fn what_is_not_public_is_evidence_without_its_words() {
    let on = Inventory::new().await;
    let mut hidden = marta("Marta", &[0, 1, 2, 3, 4, 5]);
    hidden["visibility"] = json!("private");
    let (id, revision) = judged(&on, &on.creator, hidden).await;
    publish(&on.creator, &id, &revision, 201).await;
    let (_, copy) = judged(&on, &on.other_creator, marta("Selma", &[0, 1, 2, 3, 4])).await;
    let (said, findings) = verdict(&on.other_creator, &copy).await;
    assert_eq!(said, "fail");
    for finding in findings {
        let earlier = finding["earlier"].as_object().expect("what was earlier");
        assert_eq!(earlier["revisionId"], json!(revision));
        assert_eq!(earlier.keys().collect::<Vec<_>>(), ["revisionId", "revisionDigest"]);
    }
}

#[tokio::test]
async fn a_portrait_that_was_encoded_anew_is_known() {
    let on = Inventory::new().await;
    let mut first = marta("Marta", &[0, 1, 2, 3, 4, 5]);
    first["portraitDigest"] = portrait(&on.creator, "image/png", PORTRAIT).await;
    let (id, revision) = judged(&on, &on.creator, first).await;
    publish(&on.creator, &id, &revision, 201).await;
    for (name, media, bytes) in [("Otto", "image/jpeg", AS_JPEG), ("Olaf", "image/webp", AS_WEBP)] {
        let mut other = character(name, OTTO);
        other["portraitDigest"] = portrait(&on.other_creator, media, bytes).await;
        let (copy_id, copy) = judged(&on, &on.other_creator, other).await;
        let (said, findings) = verdict(&on.other_creator, &copy).await;
        assert_eq!((said.as_str(), codes(&findings)[0]), ("fail", "likely_copy"), "{media}");
        let message = text(&findings[0]["message"]);
        assert!(message.contains("the portraits are one picture"), "{message}");
        // It is published all the same, which holds nobody who was first.
        let path = format!("/api/characters/{copy_id}/kinships");
        for found in findings.iter().filter(|it| it["code"] == "likely_copy") {
            let original = &found["earlier"]["revisionId"];
            let fork =
                json!({ "originalId": original, "kind": "fork", "reason": "The same face." });
            on.other_creator.post(&path, fork).expect(201).await;
        }
        ask(&on, &on.other_creator, &copy).await;
        publish(&on.other_creator, &copy_id, &copy, 201).await;
    }
    let second = edited(&on, &on.creator, &id).await;
    assert_eq!(verdict(&on.creator, &second).await, ("pass".to_owned(), Vec::new()));
}

async fn portrait(who: &Client, media: &str, bytes: &[u8]) -> Value {
    let brought = who.call(Method::POST, "/api/portraits").bytes(media, bytes.to_vec());
    brought.send().await.expect(201)["digest"].clone()
}

#[tokio::test]
async fn a_moderator_may_say_that_two_are_unrelated_and_others_may_not() {
    let on = Inventory::new().await;
    let (first_id, original) = original(&on).await;
    let (id, copy) = judged(&on, &on.other_creator, marta("Selma", &[0, 1, 2, 3, 4])).await;
    let path = format!("/api/characters/{id}/kinships");
    let say = |kind: &str| json!({ "originalId": original, "kind": kind, "reason": "Seen both." });

    on.other_creator.post(&path, say("unrelated")).expect(403).await;
    on.moderator.post(&path, say("fork")).expect(403).await;
    on.creator.post(&path, say("fork")).expect(404).await;
    on.moderator
        .post(&path, json!({ "originalId": original, "kind": "unrelated", "reason": " " }))
        .expect(422)
        .await;
    let unpublished = json!({ "originalId": copy, "kind": "fork", "reason": "x" });
    let own = format!("/api/characters/{first_id}/kinships");
    on.creator.post(&own, unpublished).expect(404).await;
    on.creator.post(&own, say("fork")).expect(422).await;
    on.creator.get(&path).expect(404).await;

    on.moderator.post(&path, say("unrelated")).expect(201).await;
    ask(&on, &on.other_creator, &copy).await;
    let (said, findings) = verdict(&on.other_creator, &copy).await;
    assert_eq!((said.as_str(), codes(&findings)), ("pass", vec!["ruled_unrelated"]));
    let all = on.other_creator.get(&path).expect(200).await;
    assert_eq!((all.as_array().map(Vec::len), &all[0]["kind"]), (Some(1), &json!("unrelated")));

    // It was said of what was sealed by then. What comes later may be a copy after all.
    on.bed.clock.advance(jiff::SignedDuration::from_secs(60));
    let later = edited(&on, &on.other_creator, &id).await;
    assert_eq!(verdict(&on.other_creator, &later).await.0, "fail");
    on.moderator.post(&path, say("unrelated")).expect(201).await;
    ask(&on, &on.other_creator, &later).await;
    assert_eq!(verdict(&on.other_creator, &later).await.0, "pass");
}

/// Says by SQL what would take hundreds of people.
async fn by_hand(on: &Inventory, sql: &str) {
    on.bed.owner().await.batch_execute(sql).await.expect(sql);
}

#[tokio::test]
async fn a_copy_of_what_more_than_200_characters_have_is_held_all_the_same() {
    let on = Inventory::new().await;
    let (_, original) = original(&on).await;
    on.bed.app.sign_published().await.expect("it is signed");
    // Its forks: later characters that have each of its phrases.
    by_hand(
        &on,
        "INSERT INTO release.text_keys
         SELECT k.key, ('ffffffff-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, gen_random_uuid()
           FROM release.text_keys k, generate_series(1, 250) AS n",
    )
    .await;
    let (_, copy) = judged(&on, &on.other_creator, marta("Selma", &[3, 5, 0, 4, 1])).await;
    let (said, findings) = verdict(&on.other_creator, &copy).await;
    assert_eq!((said.as_str(), &findings[0]["code"]), ("fail", &json!("likely_copy")));
    assert_eq!(findings[0]["earlier"]["revisionId"], json!(original));
}

#[tokio::test]
async fn a_first_index_has_its_own_time_and_the_gate_waits_for_it() {
    let on = Inventory::new().await;
    let (_, original) = original(&on).await;
    // More revisions than one job signs; the original's comes last.
    by_hand(
        &on,
        &format!(
            "INSERT INTO release.character_revisions
             SELECT (jsonb_populate_record(r, jsonb_build_object(
                     'id', ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
                     'number', 100 + n, 'digest', encode(sha256(n::text::bytea), 'hex')))).*
               FROM release.character_revisions r, generate_series(1, 45) AS n
              WHERE r.id = '{original}';
             INSERT INTO release.revision_signatures (revision_id, version)
             SELECT id, 0 FROM release.character_revisions WHERE number > 100"
        ),
    )
    .await;
    let (_, copy) = judged(&on, &on.other_creator, marta("Selma", &[3, 5, 0, 4, 1])).await;
    let path = format!("/api/revisions/{copy}/evaluations");
    let standing = on.other_creator.get(&path).expect(200).await;
    let pending = &standing["pending"][0];
    assert_eq!(pending["lastError"], "published revisions are still being indexed", "{standing}");
    on.bed.clock.advance(jiff::SignedDuration::from_secs(10));
    while on.bed.app.run_due_jobs().await.expect("jobs run") > 0 {}
    assert_eq!(verdict(&on.other_creator, &copy).await.0, "fail");
}

/// A fork of Marta with all she is, and 20 more of them that nobody had to publish.
async fn family(on: &Inventory, original: &str) -> String {
    let (id, fork) = judged(on, &on.creator, marta("Marta", &[0, 1, 2, 3, 4, 5])).await;
    let path = format!("/api/characters/{id}/kinships");
    let said = json!({ "originalId": original, "kind": "fork", "reason": "More of her." });
    on.creator.post(&path, said).expect(201).await;
    ask(on, &on.creator, &fork).await;
    publish(&on.creator, &id, &fork, 201).await;
    on.bed.app.sign_published().await.expect("it is signed");
    by_hand(
        on,
        &format!(
            "CREATE TEMP TABLE twin AS
             SELECT n, gen_random_uuid() AS character_id, gen_random_uuid() AS revision_id
               FROM generate_series(1, 20) AS n;
             INSERT INTO catalog.characters
             SELECT (jsonb_populate_record(c, jsonb_build_object(
                     'id', t.character_id, 'slug', c.slug || '-' || t.n, 'state', 'draft',
                     'current_publication_id', NULL, 'published_revision_id', NULL))).*
               FROM catalog.characters c, twin t WHERE c.id = '{id}';
             INSERT INTO release.character_revisions
             SELECT (jsonb_populate_record(r, jsonb_build_object(
                     'id', t.revision_id, 'character_id', t.character_id))).*
               FROM release.character_revisions r, twin t WHERE r.id = '{fork}';
             INSERT INTO release.revision_signatures
             SELECT t.revision_id, s.version, s.signature
               FROM release.revision_signatures s, twin t WHERE s.revision_id = '{fork}';
             INSERT INTO release.text_keys
             SELECT k.key, t.character_id, t.revision_id
               FROM release.text_keys k, twin t WHERE k.revision_id = '{fork}'"
        ),
    )
    .await;
    fork
}

#[tokio::test]
async fn kin_that_is_liker_crowds_out_nobody_of_whom_nothing_was_said() {
    let on = Inventory::new().await;
    let persona = marta("Marta", &[0, 1, 2]);
    let persona = format!("{} {OTTO}", text(&persona["personaPrompt"]));
    let (first_id, first) = judged(&on, &on.creator, character("Marta", &persona)).await;
    publish(&on.creator, &first_id, &first, 201).await;
    family(&on, &first).await;

    let (id, revision) = judged(&on, &on.other_creator, marta("Selma", &[0, 1, 2, 3, 4, 5])).await;
    let account = "SELECT creator_id FROM catalog.characters WHERE id = c.id";
    by_hand(
        &on,
        &format!(
            "INSERT INTO release.kinships (id, character_id, original_id, kind, reason, declared_by_id, declared_at)
             SELECT gen_random_uuid(), c.id, r.id, 'fork', 'A fork of forks.', ({account}), now()
               FROM catalog.characters c, release.character_revisions r
              WHERE c.id = '{id}' AND r.character_id NOT IN (c.id, '{first_id}')"
        ),
    )
    .await;
    ask(&on, &on.other_creator, &revision).await;
    let (said, findings) = verdict(&on.other_creator, &revision).await;
    let copies: Vec<_> = findings.iter().filter(|it| it["code"] == "likely_copy").collect();
    assert_eq!((said.as_str(), copies.len()), ("fail", 1), "{findings:#?}");
    assert_eq!(copies[0]["earlier"]["revisionId"], json!(first));
    assert!(codes(&findings).contains(&"declared_fork"));
}

#[tokio::test]
async fn the_evidence_names_the_first_of_a_characters_revisions_that_are_as_like() {
    let on = Inventory::new().await;
    let (id, first) = original(&on).await;
    let second = edited(&on, &on.creator, &id).await;
    publish(&on.creator, &id, &second, 201).await;
    // Both to be signed anew, and the first lies behind the second.
    by_hand(
        &on,
        &format!(
            "ALTER TABLE release.text_keys DISABLE TRIGGER USER;
             DELETE FROM release.text_keys;
             UPDATE release.revision_signatures SET version = 0, signature = NULL
              WHERE revision_id = '{second}';
             UPDATE release.revision_signatures SET version = 0, signature = NULL
              WHERE revision_id = '{first}'"
        ),
    )
    .await;
    on.bed.app.sign_published().await.expect("they are signed");
    let owner = on.bed.owner().await;
    let of = "SELECT DISTINCT revision_id::text FROM release.text_keys WHERE character_id = $1::text::uuid";
    let rows = owner.query(of, &[&id]).await.expect("rows");
    let holders: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(holders, std::slice::from_ref(&first), "what both say is the first one's");

    by_hand(
        &on,
        &format!(
            "UPDATE release.revision_signatures SET version = version WHERE revision_id = '{first}'"
        ),
    )
    .await;
    let mut copy = marta("Selma", &[3, 5, 0, 4, 1]);
    copy["greeting"] = json!("*…*");
    let (_, copy) = judged(&on, &on.other_creator, copy).await;
    let (_, findings) = verdict(&on.other_creator, &copy).await;
    assert_eq!(findings[0]["earlier"]["revisionId"], json!(first), "{findings:#?}");
}

#[tokio::test]
async fn an_original_may_grow_and_may_not_take_what_its_copy_added() {
    let on = Inventory::new().await;
    let (id, first) = judged(&on, &on.creator, marta("Marta", &[0, 1, 2])).await;
    publish(&on.creator, &id, &first, 201).await;
    let added = marta("Selma", &[0, 1, 2]);
    let added = format!("{} {OTTO}", text(&added["personaPrompt"]));
    let (copy_id, copy) = judged(&on, &on.other_creator, character("Selma", &added)).await;
    let fork = json!({ "originalId": first, "kind": "fork", "reason": "And a tram." });
    let path = format!("/api/characters/{copy_id}/kinships");
    on.other_creator.post(&path, fork).expect(201).await;
    ask(&on, &on.other_creator, &copy).await;
    publish(&on.other_creator, &copy_id, &copy, 201).await;

    let own = marta("Marta", &[0, 1, 2, 3, 4, 5]);
    let grown = with_persona(&on, &id, &text(&own["personaPrompt"])).await;
    assert_eq!(verdict(&on.creator, &grown).await.0, "pass");
    publish(&on.creator, &id, &grown, 201).await;

    let taken = with_persona(&on, &id, &added.replace("Selma", "Marta")).await;
    let (said, findings) = verdict(&on.creator, &taken).await;
    assert_eq!((said.as_str(), codes(&findings)[0]), ("fail", "likely_copy"));
    assert_eq!(findings[0]["earlier"]["revisionId"], json!(copy));
}

/// A revision with another persona, judged.
async fn with_persona(on: &Inventory, id: &str, persona: &str) -> String {
    let draft = on.creator.get(&format!("/api/characters/{id}/draft")).expect(200).await;
    let version = draft["version"].as_i64().expect("a version");
    on.creator.save(id, version, json!({ "personaPrompt": persona })).expect(200).await;
    let revision = sealed(&on.creator, id).await;
    ask(on, &on.creator, &revision).await;
    revision
}

/// A server of before, during an upgrade, publishes and marks nothing.
#[tokio::test]
async fn what_was_published_unmarked_is_found_by_the_worker() {
    let on = Inventory::new().await;
    original(&on).await;
    by_hand(&on, "DELETE FROM release.revision_signatures").await;
    let worker = tokio::spawn(app::Worker::new(on.bed.app.clone()).run());
    let owner = on.bed.owner().await;
    let signed = "SELECT count(*) FROM release.revision_signatures WHERE version > 0";
    for _ in 0..100 {
        if owner.query_one(signed, &[]).await.expect("a row").get::<_, i64>(0) > 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    worker.abort();
    let (_, copy) = judged(&on, &on.other_creator, marta("Selma", &[3, 5, 0, 4, 1])).await;
    assert_eq!(verdict(&on.other_creator, &copy).await.0, "fail");
}

#[tokio::test]
async fn what_is_said_of_a_character_has_an_end() {
    let on = Inventory::new().await;
    let (_, first) = original(&on).await;
    let (other_id, other) = judged(&on, &on.creator, character("Otto", OTTO)).await;
    publish(&on.creator, &other_id, &other, 201).await;
    let (id, _) = judged(&on, &on.other_creator, marta("Selma", &[0, 1, 2, 3, 4])).await;
    by_hand(
        &on,
        &format!(
            "INSERT INTO release.kinships (id, character_id, original_id, kind, reason, declared_by_id, declared_at)
             SELECT gen_random_uuid(), c.id, '{first}', 'fork', 'Again.', c.creator_id, now()
               FROM catalog.characters c, generate_series(1, 300) WHERE c.id = '{id}'"
        ),
    )
    .await;
    let path = format!("/api/characters/{id}/kinships");
    let say = |original: &str, kind: &str| json!({ "originalId": original, "kind": kind, "reason": "Seen." });
    let refused = on.other_creator.post(&path, say(&other, "fork")).expect(409).await;
    assert_eq!(refused["type"], "/problems/refused");
    assert_eq!(refused["detail"], "at most 300 are said `fork` of one character, and so many were");
    on.other_creator.post(&path, say(&first, "fork")).expect(201).await;
    on.moderator.post(&path, say(&other, "unrelated")).expect(201).await;
}
