//! No save is ever silently lost.

use serde_json::json;

use crate::inventory::{Inventory, text};

#[tokio::test]
async fn saves_to_other_fields_merge_and_to_the_same_are_told() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    let saved = on.creator.save(&id, 1, json!({ "greeting": "Hello." })).send().await;
    assert_eq!(saved.header("etag"), "\"2\"");
    assert_eq!(saved.expect(200)["version"], 2);

    let merged = on.creator.save(&id, 1, json!({ "scenario": "A pier." })).expect(200).await;
    assert_eq!((&merged["version"], &merged["merged"]), (&json!(3), &json!(true)));

    let stale = on
        .creator
        .save(&id, 1, json!({ "greeting": "Go away.", "personality": "Curt." }))
        .send()
        .await;
    assert_eq!(stale.header("etag"), "\"3\"");
    let stale = stale.expect(412);
    assert_eq!(stale["colliding"], json!(["greeting"]));
    assert_eq!(stale["current"]["fields"]["greeting"], "Hello.");
    assert_eq!(stale["current"]["fields"]["personality"], "", "a refused save wrote something");
}

#[tokio::test]
async fn a_retried_save_is_recognised() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    let save = || on.creator.save(&id, 1, json!({ "greeting": "Hello." }));
    assert_eq!(save().expect(200).await["alreadySaved"], false);
    let again = save().expect(200).await;
    assert_eq!((&again["version"], &again["alreadySaved"]), (&json!(2), &json!(true)));
    // Also when another save came between.
    on.creator.save(&id, 2, json!({ "scenario": "A pier." })).expect(200).await;
    let late = save().expect(200).await;
    assert_eq!((&late["version"], &late["alreadySaved"]), (&json!(2), &json!(true)));
    let draft = on.creator.get(&format!("/api/characters/{id}/draft")).expect(200).await;
    assert_eq!((&draft["version"], &draft["fields"]["scenario"]), (&json!(3), &json!("A pier.")));
}

#[tokio::test]
async fn what_is_wrong_is_told_all_at_once() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    let wrong = json!({ "greetings": "x", "name": 7, "visibility": "secret" });
    let problem = on.creator.save(&id, 1, wrong).expect(422).await;
    let fields: Vec<_> = problem["violations"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| text(&it["field"]))
        .collect();
    assert_eq!(fields, ["greetings", "name", "visibility"]);
    let nobodys = json!({ "voiceId": "no-such-voice" });
    let problem = on.creator.save(&id, 1, nobodys).expect(422).await;
    assert!(text(&problem["detail"]).contains("voice"), "{problem}");
    let book = json!({ "characterBook": { "entries": "none" } });
    on.creator.save(&id, 1, book).expect(422).await;
}

#[tokio::test]
async fn nulls_empty_what_can_be_empty() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    on.creator
        .save(&id, 1, json!({ "characterBook": null, "verticalApp": null }))
        .expect(200)
        .await;
    let draft = on.creator.get(&format!("/api/characters/{id}/draft")).expect(200).await;
    assert_eq!(
        (&draft["fields"]["characterBook"], &draft["fields"]["verticalApp"]),
        (&json!(null), &json!(null))
    );
    on.creator.save(&id, 2, json!({ "name": null })).expect(422).await;
}
