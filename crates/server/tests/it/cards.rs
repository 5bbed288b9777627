//! Cards in and out over HTTP.

use axum::http::Method;
use domain::Digest;
use serde_json::{Value, json};

use crate::inventory::{APP, Call, Client, Inventory, Reply, text};

/// Our own card, with a picture.
fn ines() -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/ines-calder.png");
    std::fs::read(path).expect("our own card")
}

fn import<'a>(who: &'a Client, query: &str, card: &[u8]) -> Call<'a> {
    // What it says of itself is wrong on purpose: the bytes tell what they are.
    who.call(Method::POST, &format!("/api/cards/import{query}")).bytes("text/html", card.to_vec())
}

/// Told by length and digest: nobody reads a picture.
fn same_bytes(one: &[u8], other: &[u8]) {
    let told = |bytes: &[u8]| (bytes.len(), Digest::of(bytes).to_string());
    assert_eq!(told(one), told(other));
}

async fn exported(who: &Client, path: &str) -> Reply {
    who.get(&format!("/api/characters/{path}")).send().await
}

async fn counted(on: &Inventory, table: &str) -> i64 {
    let count = format!("SELECT count(*) FROM {table}");
    on.bed.owner().await.query_one(&count, &[]).await.expect("a count").get(0)
}

/// The save of some fields on the draft as it is.
async fn edit(on: &Inventory, id: &Value, fields: Value) {
    let draft = on.creator.get(&format!("/api/characters/{}/draft", text(id))).expect(200).await;
    let version = draft["version"].as_i64().expect("a version");
    on.creator.save(&text(id), version, fields).expect(200).await;
}

/// A V3 card in JSON, laid out as no tool of ours would.
fn json_card() -> String {
    let card = json!({
        "spec": "chara_card_v3", "spec_version": "3.0", "mood": "wry",
        "data": {
            "name": "Ada Quill", "description": "Keeps a lighthouse.", "first_mes": "Come in.", "nickname": "Ada",
            "tags": ["Open Sea"], "extensions": { "house": { "colour": "white" } }, "group_only_greetings": [],
            "creator": "", "character_version": "", "mes_example": "", "scenario": "", "personality": "",
            "creator_notes": "", "system_prompt": "", "post_history_instructions": "", "alternate_greetings": [],
        },
    });
    format!("  {card:#}")
}

#[tokio::test]
async fn the_file_is_kept_as_it_came_and_known_again() {
    let on = Inventory::new().await;
    let card = ines();
    let first = import(&on.creator, "?fileName=C%3A%5Ccards%5Cines.png", &card).expect(201).await;
    assert_eq!(first["digest"], Digest::of(&card).to_string());
    assert_eq!(
        (&first["mediaType"], &first["fileName"]),
        (&json!("image/png"), &json!("ines.png"))
    );
    assert_eq!((&first["size"], &first["alreadyImported"]), (&json!(card.len()), &json!(false)));
    assert_eq!(first["format"], "V3 PNG (ccv3)");

    let again = import(&on.creator, "", &card).expect(200).await;
    assert_eq!(again["alreadyImported"], true);
    for same in
        ["id", "slug", "digest", "fields", "repairs", "warnings", "format", "portraitDigest"]
    {
        assert_eq!(again[same], first[same], "{same}");
    }
    let asked = import(&on.creator, "?again=true", &card).expect(201).await;
    assert_ne!(asked["id"], first["id"]);
    let others = import(&on.other_creator, "", &card).expect(201).await;
    assert_eq!(others["digest"], first["digest"]);
    // The file, and the picture without the card.
    assert_eq!(counted(&on, "release.blobs").await, 2);
    assert_eq!(counted(&on, "studio.card_imports").await, 3);
}

#[tokio::test]
async fn one_file_sent_many_times_at_once_becomes_one_character() {
    let on = Inventory::new().await;
    let card = ines();
    let sends = (0..8).map(|_| import(&on.creator, "", &card).send());
    let replies = futures_of(sends).await;
    let made = replies.iter().filter(|reply| reply.status == 201).count();
    let ids: std::collections::BTreeSet<String> =
        replies.iter().map(|reply| text(&reply.json()["id"])).collect();
    assert_eq!((made, ids.len()), (1, 1));
}

pub(crate) async fn futures_of<F: Future<Output = Reply> + Send>(
    sends: impl Iterator<Item = F>,
) -> Vec<Reply> {
    let mut replies = Vec::new();
    let mut waiting: Vec<_> = sends.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|send| match send.as_mut().poll(context) {
            std::task::Poll::Ready(reply) => {
                replies.push(reply);
                false
            }
            std::task::Poll::Pending => true,
        });
        if waiting.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    replies
}

#[tokio::test]
async fn what_was_not_edited_goes_out_as_it_came() {
    let on = Inventory::new().await;
    let card = ines();
    let imported = import(&on.creator, "", &card).expect(201).await;
    let slug = text(&imported["slug"]);
    let out = exported(&on.creator, &format!("{slug}/card.png")).await;
    assert_eq!(out.status, 200);
    same_bytes(&out.bytes, &card);
    assert_eq!(out.header("content-type"), "image/png");
    assert_eq!(out.header("x-content-type-options"), "nosniff");
    assert_eq!(out.header("content-disposition"), format!("attachment; filename=\"{slug}.png\""));
    assert_eq!(out.header("etag"), format!("\"{}\"", Digest::of(&card)));
    let path = format!("/api/characters/{slug}/card.png");
    on.creator.get(&path).header("if-none-match", out.header("etag")).expect(304).await;

    // As another format, in, and out again.
    for (format, media) in [("charx", "application/zip"), ("byaf", "application/zip")] {
        let made = exported(&on.creator, &format!("{slug}/card.{format}")).await;
        assert_eq!((made.status.as_u16(), made.header("content-type")), (200, media));
        let back = import(&on.creator, "", &made.bytes).expect(201).await;
        assert_eq!(back["portraitDigest"], imported["portraitDigest"], "{format}");
        let slug = text(&back["slug"]);
        let again = exported(&on.creator, &format!("{slug}/card.{format}")).await;
        same_bytes(&again.bytes, &made.bytes);
    }
    let json = json_card();
    let imported = import(&on.creator, "", json.as_bytes()).expect(201).await;
    assert_eq!(imported["portraitDigest"], Value::Null);
    let out = exported(&on.creator, &format!("{}/card.json", text(&imported["slug"]))).await;
    assert_eq!(String::from_utf8(out.bytes).expect("UTF-8"), json);
}

#[tokio::test]
async fn an_edit_goes_out_and_the_rest_stays() {
    let on = Inventory::new().await;
    let imported = import(&on.creator, "", json_card().as_bytes()).expect(201).await;
    let slug = text(&imported["slug"]);
    edit(&on, &imported["id"], json!({ "greeting": "You are early.", "nickname": "" })).await;
    let card: Value = exported(&on.creator, &format!("{slug}/card.json")).await.json();
    assert_eq!(card["data"]["first_mes"], "You are early.");
    assert_eq!(card["data"]["nickname"], Value::Null);
    assert_eq!((&card["mood"], &card["data"]["tags"]), (&json!("wry"), &json!(["Open Sea"])));
    assert_eq!(card["data"]["extensions"]["house"]["colour"], "white");
    let older: Value = exported(&on.creator, &format!("{slug}/card.json?spec=v2")).await.json();
    assert_eq!(older["spec"], "chara_card_v2");
    // A picture has to be of something: a plain one is written, and the report says so.
    let png = exported(&on.creator, &format!("{slug}/card.png")).await;
    assert!(png.bytes.starts_with(b"\x89PNG"));
    let loss = exported(&on.creator, &format!("{slug}/card.png/loss")).await.expect(200);
    assert_eq!(loss["losses"][0]["path"], "(picture)", "{loss}");
    let loss = exported(&on.creator, &format!("{slug}/card.json/loss?spec=v1")).await.expect(200);
    assert_eq!(loss["format"], "V1 JSON");
    assert!(!loss["losses"].as_array().expect("a list").is_empty());
    let with = format!("{slug}/card.json/loss?tool=risuai");
    assert_eq!(exported(&on.creator, &with).await.expect(200)["tool"], "risuai");
    for (path, status) in [
        ("card.json/loss?tool=notepad", 422),
        ("card.png?spec=v2", 422),
        ("card.json?spec=v9", 400),
        ("card.json?mood=wry", 400),
        ("card.json?revision=7", 400),
        ("card.gif", 404),
    ] {
        exported(&on.creator, &format!("{slug}/{path}")).await.expect(status);
    }
    // What is kept of the card is the creator's to spoil.
    let spoiled = json!({ "toolMetadata": { "card": { "residue": { "spec": 3 } } } });
    edit(&on, &imported["id"], spoiled).await;
    exported(&on.creator, &format!("{slug}/card.json")).await.expect(409);
}

#[tokio::test]
async fn drafts_go_to_those_who_may_read_them() {
    let on = Inventory::new().await;
    let imported = import(&on.creator, "", &ines()).expect(201).await;
    let slug = text(&imported["slug"]);
    let path = format!("/api/characters/{}/revisions", text(&imported["id"]));
    let sealed = on.creator.call(Method::POST, &path).send().await.json();
    edit(&on, &imported["id"], json!({ "greeting": "Edited since." })).await;
    let revision = text(&sealed["id"]);
    let of_revision = format!("{slug}/card.png?revision={revision}");
    for who in [&on.creator, &on.moderator] {
        same_bytes(&exported(who, &of_revision).await.bytes, &ines());
        let edited = exported(who, &format!("{slug}/card.png")).await;
        assert!(edited.bytes != ines(), "the draft was edited");
        exported(who, &format!("{slug}/card.png?revision=published")).await.expect(404);
    }
    for who in [&on.other_creator, &on.app, &on.finance, &on.nobody] {
        for format in ["png", "json", "charx", "byaf"] {
            exported(who, &format!("{slug}/card.{format}")).await.expect(404);
            exported(who, &format!("{slug}/card.{format}/loss")).await.expect(404);
            exported(who, &format!("{slug}/card.{format}?revision={revision}")).await.expect(404);
        }
        // They learn neither whether there is such a character nor whether it has such a revision.
        let told = async |slug: &str, revision: &str| {
            let path = format!("{slug}/card.json?revision={revision}");
            let problem = exported(who, &path).await.expect(404);
            (problem["type"].clone(), text(&problem["detail"]).replace(slug, "it"))
        };
        let nowhere = told("no-such-character", &revision).await;
        assert_eq!(told(&slug, &revision).await, nowhere);
        assert_eq!(told(&slug, "00000000-0000-0000-0000-000000000000").await, nowhere);
    }
    let other = on.character("Other").await;
    let draft = on.creator.get(&format!("/api/characters/{other}/draft")).expect(200).await;
    assert_eq!(draft["fields"]["portraitDigest"], Value::Null);
    let path = format!("other/card.png?revision={revision}");
    exported(&on.creator, &path).await.expect(404);
    exported(&on.nobody, "no-such/card.png").await.expect(404);
    exported(&on.nobody, "No Such/card.png".replace(' ', "%20").as_str()).await.expect(404);
}

/// What no gate reads (of tools, of the file that was imported) does not go out with what they passed.
#[tokio::test]
async fn what_is_published_goes_to_everybody_without_what_tools_keep() {
    let on = Inventory::new().await;
    let (id, published) = on.published("Ines").await;
    let id = json!(id);
    let metadata = json!({ "card": { "residue": serde_json::from_str::<Value>(&json_card()).expect("JSON") } });
    edit(&on, &id, json!({ "toolMetadata": metadata })).await;
    let revision = on.evaluated(&text(&id)).await;
    assert_ne!(json!(revision), published["revisionId"]);
    let request = json!({ "kind": "publish", "revisionId": revision });
    on.creator.publish(&text(&id), "again", request).expect(201).await;

    let out = exported(&on.nobody, "ines/card.json").await;
    assert_eq!(out.header("vary"), "authorization");
    let card = out.expect(200);
    assert_eq!(card["data"]["name"], "Ines");
    assert!(!card.to_string().contains("white"), "{card}");
    let own = exported(&on.creator, "ines/card.json").await.expect(200);
    assert_eq!(own["data"]["extensions"]["house"]["colour"], "white");
    let same = exported(&on.creator, "ines/card.json?revision=published").await.expect(200);
    assert_eq!(same, card);
    exported(&on.nobody, "ines/card.json/loss").await.expect(200);

    on.moderator.publish(&text(&id), "s", json!({ "kind": "suspend" })).expect(201).await;
    exported(&on.nobody, "ines/card.json").await.expect(451);
    exported(&on.creator, "ines/card.json?revision=published").await.expect(451);
    exported(&on.creator, "ines/card.json").await.expect(200);
    on.moderator.publish(&text(&id), "r", json!({ "kind": "reinstate" })).expect(201).await;
    on.creator.publish(&text(&id), "w", json!({ "kind": "withdraw" })).expect(201).await;
    exported(&on.nobody, "ines/card.png").await.expect(410);
}

#[tokio::test]
async fn unlisted_goes_to_apps_that_carry_it_and_private_to_nobody() {
    let on = Inventory::new().await;
    for (name, visibility, app, nobody) in
        [("Uma", "unlisted", 200, 404), ("Pia", "private", 404, 404)]
    {
        let id = on.character(name).await;
        edit(&on, &json!(id), json!({ "visibility": visibility })).await;
        let revision = on.evaluated(&id).await;
        let request = json!({ "kind": "publish", "revisionId": revision });
        on.creator.publish(&id, name, request).expect(201).await;
        let path = format!("{}/card.json", name.to_lowercase());
        exported(&on.app, &path).await.expect(app);
        exported(&on.nobody, &path).await.expect(nobody);
        exported(&on.other_creator, &path).await.expect(nobody);
        exported(&on.creator, &format!("{path}?revision=published")).await.expect(200);
        if app == 200 {
            let paused = json!({ "state": "paused", "percentage": 100 });
            on.creator.put(&format!("/api/characters/{id}/apps/{APP}"), paused).expect(204).await;
            exported(&on.app, &path).await.expect(404);
            // Not carried yet, it is told of in the words for what is not there.
            let planned = json!({ "state": "planned", "percentage": 100 });
            on.creator.put(&format!("/api/characters/{id}/apps/{APP}"), planned).expect(204).await;
            let told = |problem: Value| text(&problem["detail"]);
            let nowhere = told(exported(&on.app, "no-such/card.json").await.expect(404));
            let problem = exported(&on.app, &path).await.expect(404);
            assert_eq!(told(problem), nowhere.replace("no-such", &name.to_lowercase()));
        }
    }
}

#[tokio::test]
async fn a_portrait_is_brought_chosen_sealed_and_shown() {
    let on = Inventory::new().await;
    let bring = |bytes: &[u8]| {
        on.creator.call(Method::POST, "/api/portraits").bytes("image/png", bytes.to_vec())
    };
    for hostile in [&b"<svg onload=alert(1)>"[..], b"<html>", b"", b"PK\x03\x04"] {
        let status = bring(hostile).send().await.status.as_u16();
        assert!(matches!(status, 415 | 422), "{status}");
    }
    let brought = bring(&ines()).send().await.expect(201);
    let digest = text(&brought["digest"]);
    assert_ne!(digest, Digest::of(ines()).to_string(), "the card went along");
    let shown = on.nobody.get(&format!("/api/runtime/portraits/{digest}")).send().await;
    assert_eq!((shown.status.as_u16(), shown.header("content-type")), (200, "image/png"));
    assert_eq!(Digest::of(&shown.bytes).to_string(), digest);
    assert!(!shown.bytes.windows(4).any(|it| it == b"ccv3"));
    // It is the same picture, whatever stands behind it.
    let longer = [ines(), b"52.3702N 4.8952E".to_vec()].concat();
    assert_eq!(bring(&longer).send().await.expect(201)["digest"], json!(digest));

    let id = on.character("Ines").await;
    edit(&on, &json!(id), json!({ "portraitDigest": digest })).await;
    let revision = on.evaluated(&id).await;
    let sealed = on.creator.get(&format!("/api/revisions/{revision}")).expect(200).await;
    assert_eq!(sealed["content"]["portraitDigest"], json!(digest));
    let request = json!({ "kind": "publish", "revisionId": revision });
    let published = on.creator.publish(&id, "p", request).expect(201).await;
    let payload = format!("/api/runtime/payloads/{}", text(&published["payloadDigest"]));
    let payload = on.app.get(&payload).expect(200).await;
    assert_eq!(
        (&payload["payloadVersion"], &payload["portraitDigest"]),
        (&json!(2), &json!(digest))
    );
    assert_eq!(payload["runtime"]["all"]["profile"], "sillytavern-1.18");
    let card = exported(&on.nobody, "ines/card.png").await;
    let back = import(&on.other_creator, "", &card.bytes).expect(201).await;
    assert_eq!(back["portraitDigest"], json!(digest));

    // Nobody takes a picture that they did not bring.
    let stranger = &on.other_creator;
    let made = stranger.post("/api/characters", json!({ "name": "Bo" })).expect(201).await;
    let unknown = Digest::of("nobody brought this").to_string();
    for wrong in ["x", &unknown, &Digest::of(ines()).to_string()] {
        let fields = json!({ "portraitDigest": wrong });
        stranger.save(&text(&made["id"]), 1, fields).expect(422).await;
    }
    on.nobody.get(&format!("/api/runtime/portraits/{unknown}")).expect(404).await;
}

/// A file that was imported is no picture that is served, whoever knows its digest.
#[tokio::test]
async fn a_file_is_not_served_by_its_digest() {
    let on = Inventory::new().await;
    let imported = import(&on.creator, "", &ines()).expect(201).await;
    let file = format!("/api/runtime/portraits/{}", text(&imported["digest"]));
    on.creator.get(&file).expect(404).await;
    let portrait = text(&imported["portraitDigest"]);
    on.nobody.get(&format!("/api/runtime/portraits/{portrait}")).expect(200).await;
    // Taken away, it does not come back with the file.
    edit(&on, &imported["id"], json!({ "portraitDigest": null })).await;
    let slug = text(&imported["slug"]);
    let out = exported(&on.creator, &format!("{slug}/card.png")).await;
    assert!(out.bytes.len() < ines().len(), "the picture is still there");
    edit(&on, &imported["id"], json!({ "portraitDigest": portrait })).await;
    same_bytes(&exported(&on.creator, &format!("{slug}/card.png")).await.bytes, &ines());
}

#[tokio::test]
async fn what_can_t_be_imported_says_why() {
    let on = Inventory::new().await;
    let refused = async |query: &str, bytes: &[u8], status: u16| {
        import(&on.creator, query, bytes).send().await.expect(status)
    };
    let card = json_card();
    let long = format!("?fileName={}", "x".repeat(256));
    refused(&long, card.as_bytes(), 422).await;
    refused("?fileName=a%0Ab", card.as_bytes(), 422).await;
    refused("?again=perhaps", card.as_bytes(), 400).await;
    refused("?name=x", card.as_bytes(), 400).await;
    let problem = refused("", b"<html><script>alert(1)</script>", 422).await;
    assert_eq!(problem["type"], "/problems/card-unreadable");
    refused("", b"PK\x03\x04 no archive", 422).await;
    import(&on.moderator, "", card.as_bytes()).expect(403).await;
    assert_eq!(counted(&on, "release.blobs").await, 0);
    // A hostile card makes no long report, and its text is only text.
    let mut hostile: Value = serde_json::from_str(&card).expect("JSON");
    for n in 0..3_000 {
        hostile["data"][format!("<script>{n}\u{0}")] = json!(n);
    }
    let imported =
        refused("?fileName=%3Cscript%3E.json", hostile.to_string().as_bytes(), 201).await;
    assert_eq!(imported["fields"].as_array().map(Vec::len), Some(1_000));
    assert!(imported["leftOut"].as_u64() > Some(2_000), "{}", imported["leftOut"]);
    let again = refused("", hostile.to_string().as_bytes(), 200).await;
    assert_eq!(again["fields"], imported["fields"]);
}
