//! Many at once: no save is lost, one publication wins, numbers have no gap.

use axum::http::Method;
use serde_json::json;

use crate::inventory::{Inventory, text};

/// Sixteen writers, each saving its own mark again and again on whatever version it last saw.
#[tokio::test(flavor = "multi_thread")]
async fn sixteen_writers_on_one_draft_lose_no_save() {
    const WRITERS: usize = 16;
    const SAVES: usize = 5;
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    let writer = |number: usize| {
        let (client, id) = (on.creator.clone(), id.clone());
        tokio::spawn(async move {
            let (mut base, mut saved) = (1, 0);
            while saved < SAVES {
                let draft = client.get(&format!("/api/characters/{id}/draft")).expect(200).await;
                let seen = draft["version"].as_i64().unwrap_or(base);
                base = seen;
                let notes = text(&draft["fields"]["creatorNotes"]);
                let fields = json!({ "creatorNotes": format!("{notes} [{number}.{saved}]") });
                let reply = client.save(&id, base, fields).send().await;
                match reply.status.as_u16() {
                    200 => saved += 1,
                    412 => {}
                    other => panic!("{other}: {:?}", reply.json()),
                }
            }
        })
    };
    for task in (0..WRITERS).map(writer).collect::<Vec<_>>() {
        task.await.expect("a writer");
    }
    let draft = on.creator.get(&format!("/api/characters/{id}/draft")).expect(200).await;
    let notes = text(&draft["fields"]["creatorNotes"]);
    for (number, save) in (0..WRITERS).flat_map(|n| (0..SAVES).map(move |s| (n, s))) {
        assert!(
            notes.contains(&format!("[{number}.{save}]")),
            "save {number}.{save} is lost: {notes}"
        );
    }
    assert_eq!(draft["version"], json!(1 + WRITERS * SAVES));
}

/// Writers of different fields never get in each other's way, whatever version they started from.
#[tokio::test(flavor = "multi_thread")]
async fn writers_of_different_fields_all_succeed_from_the_same_version() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    let fields = [
        "nickname",
        "personality",
        "greeting",
        "scenario",
        "exampleDialogue",
        "creatorNotes",
        "attribution",
        "versionLabel",
    ];
    let save = |field: &'static str| {
        let (client, id) = (on.creator.clone(), id.clone());
        tokio::spawn(async move { client.save(&id, 1, json!({ field: "mine" })).expect(200).await })
    };
    for task in fields.map(save) {
        task.await.expect("a save");
    }
    let draft = on.creator.get(&format!("/api/characters/{id}/draft")).expect(200).await;
    for field in fields {
        assert_eq!(draft["fields"][field], "mine", "{field}");
    }
    assert_eq!(draft["version"], json!(1 + fields.len()));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_eight_publishers_one_wins_and_sequences_have_no_gap() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    let revision = on.evaluated(&id).await;
    let publisher = |number: usize| {
        let (client, id, revision) = (on.creator.clone(), id.clone(), revision.clone());
        tokio::spawn(async move {
            let request = json!({ "kind": "publish", "revisionId": revision });
            client
                .publish(&id, &format!("publisher {number}"), request)
                .send()
                .await
                .status
                .as_u16()
        })
    };
    let mut statuses = Vec::new();
    for task in (0..8).map(publisher).collect::<Vec<_>>() {
        statuses.push(task.await.expect("a publisher"));
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409, 409, 409]);
    let history = on.creator.get(&format!("/api/characters/{id}/publications")).expect(200).await;
    assert_eq!(history.as_array().map(Vec::len), Some(1));
}

/// The same key from eight hands is one publication, told to all.
#[tokio::test(flavor = "multi_thread")]
async fn one_key_is_one_publication() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    let revision = on.evaluated(&id).await;
    let publisher = |_| {
        let (client, id, revision) = (on.creator.clone(), id.clone(), revision.clone());
        tokio::spawn(async move {
            let request = json!({ "kind": "publish", "revisionId": revision });
            let reply = client.publish(&id, "the same", request).send().await;
            assert!(reply.status.is_success(), "{:?}", reply.json());
            text(&reply.json()["id"])
        })
    };
    let mut ids = Vec::new();
    for task in (0..8).map(publisher).collect::<Vec<_>>() {
        ids.push(task.await.expect("a publisher"));
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn revision_numbers_have_no_gap_and_equal_content_is_one_revision() {
    let on = Inventory::new().await;
    let id = on.character("Ines").await;
    let sealer = |_| {
        let (client, id) = (on.creator.clone(), id.clone());
        tokio::spawn(async move {
            let path = format!("/api/characters/{id}/revisions");
            let reply = client.call(Method::POST, &path).send().await;
            assert!(reply.status.is_success(), "{:?}", reply.json());
        })
    };
    for task in (0..8).map(sealer).collect::<Vec<_>>() {
        task.await.expect("a sealer");
    }
    on.creator.save(&id, 1, json!({ "greeting": "New." })).expect(200).await;
    on.creator.call(Method::POST, &format!("/api/characters/{id}/revisions")).expect(201).await;
    let revisions = on.creator.get(&format!("/api/characters/{id}/revisions")).expect(200).await;
    let numbers: Vec<_> =
        revisions.as_array().expect("a list").iter().map(|it| it["number"].as_i64()).collect();
    assert_eq!(numbers, [2, 1].map(Some));
}
