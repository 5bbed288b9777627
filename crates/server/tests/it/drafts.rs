//! No save is ever silently lost.

use serde_json::{Value, json};

use crate::inventory::{APP, Inventory, text};

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
async fn who_has_the_draft_is_not_sent_it_again() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    let path = format!("/api/characters/{id}/draft");
    let asked = |version: &'static str| on.creator.get(&path).header("if-none-match", version);
    asked("\"1\"").expect(304).await;
    on.creator.save(&id, 1, json!({ "greeting": "Hello." })).expect(200).await;
    assert_eq!(asked("\"1\"").expect(200).await["fields"]["greeting"], "Hello.");
}

#[tokio::test]
async fn texts_are_counted_while_they_are_written() {
    let on = Inventory::new().await;
    let count = |texts: Value, tokens: &str| {
        on.creator.post("/api/tokens", json!({ "texts": texts, "tokens": tokens }))
    };
    let counted = count(json!({ "greeting": "Hello.", "none": "" }), "cl100k_base");
    let counted = counted.expect(200).await;
    assert_eq!(counted["counts"], json!({ "greeting": 2, "none": 0 }));
    assert_eq!(
        (&counted["countedBy"], &counted["isEstimate"]),
        (&json!("cl100k_base"), &json!(false))
    );
    count(json!({ "greeting": "Hello." }), "by hand").expect(422).await;
    count(json!({ "greeting": "a".repeat((4 << 20) + 1) }), "estimate").expect(422).await;
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

/// What the bench shows: every entry with its reason, every block with its tokens and origin.
#[tokio::test]
async fn a_preview_says_what_would_be_sent_and_why() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    let path = format!("/api/characters/{id}/preview");
    let chat = json!({
        "chat": [{ "name": "User", "text": "Who lit the lamp?" }, { "name": "Ines", "mes": "Nobody living." }],
        "maxContext": 4096,
    });
    let seen = on.creator.post(&path, chat.clone()).expect(200).await;
    assert_eq!((&seen["profile"], &seen["version"]), (&json!("sillytavern-1.18"), &json!(1)));
    let entry = &seen["lorebook"]["entries"][0];
    assert_eq!(
        (&entry["fired"], &entry["called"]["key"]),
        (&json!(true), &json!("lamp")),
        "{entry}"
    );
    let blocks = seen["blocks"].as_array().expect("a list");
    let persona = blocks.iter().find(|it| it["id"] == "charDescription").expect("who she is");
    assert_eq!(persona["origins"][0]["field"], "description", "{persona}");
    assert!(persona["tokens"].as_u64() > Some(10), "{persona}");
    assert!(
        blocks
            .iter()
            .any(|it| it["content"].as_str().is_some_and(|it| it.contains("older than the tower")))
    );
    assert_eq!((&seen["budget"], &seen["isEstimate"]), (&json!(3_796), &json!(false)));
    let again = on.moderator.post(&path, chat.clone()).expect(200).await;
    assert_eq!(again, seen, "the same question has another answer");

    // The draft says how its app activates, and a request may say otherwise.
    let settings = json!({ "runtimeSettings": {
        "all": { "profile": "repertoire" },
        "apps": { "lantern": { "scanDepth": 0 } },
    } });
    on.creator.save(&id, 1, settings).expect(200).await;
    let quiet = on.creator.post(&path, chat.clone()).expect(200).await;
    assert_eq!((&quiet["profile"], &quiet["version"]), (&json!("repertoire"), &json!(2)));
    assert_eq!(quiet["lorebook"]["entries"][0]["fired"], false, "{}", quiet["lorebook"]);
    for over in [
        json!({ "settings": { "scanDepth": 2 } }),
        json!({ "settings": { "world_info_depth": 2 } }),
        json!({ "app": "kiosk" }),
    ] {
        let mut request = chat.clone();
        request.as_object_mut().expect("an object").extend(over.as_object().expect("one").clone());
        let seen = on.creator.post(&path, request).expect(200).await;
        assert_eq!(seen["lorebook"]["entries"][0]["fired"], true, "{over}");
    }
    for (profile, tokens) in [("spec-v3", "o200k_base"), ("repertoire", "estimate")] {
        let request = json!({ "profile": profile, "tokens": tokens });
        let seen = on.creator.post(&path, request).expect(200).await;
        assert_eq!(seen["profile"], profile);
        assert_eq!(seen["isEstimate"], tokens == "estimate");
    }
}

#[tokio::test]
async fn a_preview_says_when_macros_come_to_too_much() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    let path = format!("/api/characters/{id}/preview");
    assert_eq!(on.creator.post(&path, json!({})).expect(200).await["macrosCut"], false);
    let doubled = "{{.a = {{.a}}{{.a}}}}".repeat(40);
    let bomb = format!("{{{{setvar::a::x}}}}{doubled}{{{{.a}}}}");
    on.creator.save(&id, 1, json!({ "personaPrompt": bomb })).expect(200).await;
    assert_eq!(on.creator.post(&path, json!({})).expect(200).await["macrosCut"], true);
}

/// What is typed is tried before it is saved, and keeps to the bounds of what is.
#[tokio::test]
async fn a_preview_takes_a_book_that_is_not_saved() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    let path = format!("/api/characters/{id}/preview");
    let entry = |id: u32, key: &str, content: &str| json!({ "id": id, "keys": [key], "content": content, "enabled": true, "insertion_order": 1 });
    let entries = [entry(7, "gull", "Gulls follow boats."), entry(3, "boats", "Nine of them.")];
    let book = json!({ "name": "Harbour", "entries": entries, "theirs": { "kept": 1 } });
    let chat = json!([{ "name": "User", "text": "A gull!" }]);
    let seen = on.creator.post(&path, json!({ "chat": chat, "characterBook": book }));
    let seen = seen.expect(200).await;
    let lorebook = &seen["lorebook"];
    assert_eq!((&lorebook["book"], &lorebook["rounds"]), (&json!("Harbour"), &json!(3)));
    let ids: Vec<&Value> = lorebook["fired"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|place| &lorebook["entries"][place.as_u64().expect("a place") as usize]["id"])
        .collect();
    assert_eq!(ids, ["Harbour.7", "Harbour.3"], "{lorebook}");
    let draft = on.creator.get(&format!("/api/characters/{id}/draft")).expect(200).await;
    assert_eq!(draft["version"], 1, "a preview saves nothing");
    let wrong = json!({ "characterBook": { "entries": [{ "keys": "gull" }] } });
    let problem = on.creator.post(&path, wrong).expect(422).await;
    assert_eq!(problem["violations"][0]["field"], "characterBook.entries[0].content");
}

/// The names of apps go out with what is published: nobody writes to the public there.
#[tokio::test]
async fn settings_are_for_apps_that_there_are() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    for (app, why) in
        [("call 555 0100", "is not the id of an app"), ("call-555-0100", "there is no such app")]
    {
        let settings = json!({ "apps": { APP: {}, app: { "scanDepth": 4 } } });
        let fields = json!({ "name": "Bo", "runtimeSettings": settings });
        for refused in [
            on.creator.save(&id, 1, fields.clone()).expect(422).await,
            on.creator.post("/api/characters", fields.clone()).expect(422).await,
        ] {
            let violation = &refused["violations"][0];
            assert_eq!(violation["field"], format!("runtimeSettings.apps.{app}"), "{refused}");
            assert!(violation["message"].as_str().is_some_and(|it| it.starts_with(why)));
        }
    }
    let known = json!({ "runtimeSettings": { "apps": { APP: { "scanDepth": 4 } } } });
    on.creator.save(&id, 1, known).expect(200).await;
}

#[tokio::test]
async fn a_preview_is_for_those_who_may_read_the_draft() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    let path = format!("/api/characters/{id}/preview");
    on.other_creator.post(&path, json!({})).expect(404).await;
    on.nobody.post(&path, json!({})).expect(401).await;
    on.app.post(&path, json!({})).expect(403).await;
    let nowhere = "/api/characters/00000000-0000-0000-0000-000000000000/preview";
    on.creator.post(nowhere, json!({})).expect(404).await;
    let wrong = json!({
        "profile": "mine", "tokens": "words", "settings": { "scanDepth": -1, "mood": 1, "world_info_budget": 1e300 },
        "maxContext": 0, "persona": "", "chat": [], "user": "x".repeat(201),
        "timed": { "sticky": { "1": { "hash": "x".repeat(300_000) } } },
    });
    let problem = on.creator.post(&path, wrong).expect(422).await;
    let fields: Vec<&str> = problem["violations"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| it["field"].as_str().expect("a field"))
        .collect();
    assert_eq!(
        fields,
        [
            "user",
            "timed",
            "maxContext",
            "settings.scanDepth",
            "settings.mood",
            "settings.world_info_budget",
            "profile",
            "tokens"
        ]
    );
    let effects: serde_json::Map<_, _> = (0..1_001).map(|it| (it.to_string(), json!({}))).collect();
    let crowded = json!({ "timed": { "cooldown": effects } });
    let problem = on.creator.post(&path, crowded).expect(422).await;
    assert_eq!(problem["violations"][0]["field"], "timed");
    // What else SillyTavern sets is passed over.
    let tavern = json!({ "settings": { "world_info_overflow_alert": true, "world_info": {} } });
    on.creator.post(&path, tavern).expect(200).await;
    for malformed in [json!({ "mood": 1 }), json!({ "chat": [{ "name": "x" }] }), json!([])] {
        on.creator.post(&path, malformed).expect(422).await;
    }
    let long = json!({ "chat": [{ "text": "x".repeat(5 << 20) }] });
    on.creator.post(&path, long).expect(422).await;
}
