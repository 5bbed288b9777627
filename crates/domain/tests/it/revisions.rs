use domain::revision::{Change, EntryChangeKind, SealedContent, diff};
use expect_test::expect;
use serde_json::json;

use crate::samples::sealed;

#[test]
fn the_same_content_has_the_same_digest_and_opens_again() {
    let one =
        sealed(json!({"name": "Ada", "tags": ["sea", "lamp"], "toolMetadata": {"b": 1, "a": 2}}));
    let same =
        sealed(json!({"toolMetadata": {"a": 2, "b": 1}, "tags": ["sea", "lamp"], "name": "Ada"}));
    let other =
        sealed(json!({"name": "Ada", "tags": ["lamp", "sea"], "toolMetadata": {"b": 1, "a": 2}}));
    let sealed = one.seal().expect("it seals");
    assert_eq!(sealed, same.seal().expect("it seals"));
    assert_ne!(sealed.digest, other.seal().expect("it seals").digest);
    assert_eq!(SealedContent::open(&sealed.content, &sealed.digest).expect("it opens"), one);
    let changed = sealed.content.replace("Ada", "Eve");
    assert!(SealedContent::open(&changed, &sealed.digest).is_err());
    let newer = sealed.content.replace("\"format\":1", "\"format\":3");
    expect!["the sealed content has format 3; this version reads up to 2"]
        .assert_eq(&SealedContent::parse(&newer).expect_err("a refusal").to_string());
}

/// What was sealed before portraits and runtime settings were fields has neither, and is sealed to
/// the same bytes again.
#[test]
fn content_that_needs_nothing_newer_keeps_its_format_and_digest() {
    let plain = sealed(json!({"name": "Ada"})).seal().expect("it seals");
    assert!(plain.content.contains("\"format\":1"), "{}", plain.content);
    assert!(!plain.content.contains("portraitDigest"), "{}", plain.content);
    expect!["e600687012642c9e17921a54e2a1e23db3b22cbe1860df82a661ef8f99647045"]
        .assert_eq(&plain.digest.to_string());
    let again = SealedContent::open(&plain.content, &plain.digest).expect("it opens");
    assert_eq!(again.seal().expect("it seals"), plain);
    let digest = domain::Digest::of("a picture").to_string();
    let pictured = sealed(json!({"name": "Ada", "portraitDigest": digest}));
    let newer = pictured.seal().expect("it seals");
    assert!(newer.content.contains("\"format\":2"), "{}", newer.content);
    assert_eq!(SealedContent::open(&newer.content, &newer.digest).expect("it opens"), pictured);
}

#[test]
fn a_diff_goes_field_by_field() {
    let entry = |id: u32, content: &str| json!({"id": id, "keys": ["k"], "content": content});
    let before = sealed(json!({
        "name": "Ada", "greeting": "Come in, it is late.", "tags": ["sea", "lamp", "letters"], "voiceId": "alto",
        "characterBook": {"scan_depth": 2, "entries": [entry(1, "Salt."), entry(2, "Fog."), entry(3, "Gulls.")]},
    }));
    let after = sealed(json!({
        "name": "Ada", "greeting": "Come in, it is cold.", "tags": ["lamp", "sea", "storm"], "voiceId": null,
        "characterBook": {"scan_depth": 3, "entries": [entry(1, "Salt."), entry(3, "Gulls and terns."), entry(4, "Rain.")]},
    }));
    let lines: String = diff(&before, &after)
        .iter()
        .map(|change| format!("{}\n", serde_json::to_string(change).expect("JSON")))
        .collect();
    expect![[r#"
        {"field":"greeting","kind":"text","spans":[{"op":"equal","text":"Come in, it is "},{"op":"delete","text":"late"},{"op":"insert","text":"cold"},{"op":"equal","text":"."}]}
        {"field":"tags","kind":"list","items":[{"op":"moved","from":1,"to":0,"value":"lamp"},{"op":"moved","from":0,"to":1,"value":"sea"},{"op":"added","at":2,"value":"storm"},{"op":"removed","at":2,"value":"letters"}]}
        {"field":"voiceId","kind":"value","before":"alto","after":null}
        {"field":"characterBook","kind":"book","settings":[{"field":"scan_depth","kind":"value","before":2,"after":3}],"entries":[{"entry":"id 3","kind":"changed","from":2,"to":1,"fields":[{"field":"content","kind":"text","spans":[{"op":"equal","text":"Gulls"},{"op":"insert","text":" and terns"},{"op":"equal","text":"."}]}]},{"entry":"id 4","kind":"added","to":2,"fields":[{"field":"id","kind":"value","before":null,"after":4},{"field":"keys","kind":"value","before":null,"after":["k"]},{"field":"content","kind":"value","before":null,"after":"Rain."}]},{"entry":"id 2","kind":"removed","from":1,"fields":[{"field":"id","kind":"value","before":2,"after":null},{"field":"keys","kind":"value","before":["k"],"after":null},{"field":"content","kind":"value","before":"Fog.","after":null}]}]}
    "#]].assert_eq(&lines);
    assert!(diff(&before, &before).is_empty());
}

/// Entries of tools that give no ids: one whose keys changed is known by its name, one that was
/// renamed by its keys, one of which only the text is left by that.
#[test]
fn an_entry_without_an_id_is_still_the_same_one() {
    let entry = |name: &str, key: &str, content: &str| json!({"name": name, "keys": [key], "content": content});
    let before = sealed(json!({"name": "Ada", "characterBook": {"entries": [
        entry("Lamp", "lamp", "Old."), entry("Fog", "fog", "Grey."), entry("", "tide", "Salt."),
    ]}}));
    let after = sealed(json!({"name": "Ada", "characterBook": {"entries": [
        entry("Lamp", "light", "Old."), entry("Mist", "fog", "Grey."), entry("Sea", "wave", "Salt."),
    ]}}));
    let told: Vec<_> = entries(&before, &after)
        .into_iter()
        .map(|(name, kind)| format!("{name} {kind:?}"))
        .collect();
    assert_eq!(told, ["name Lamp Changed", "name Mist Changed", "name Sea Changed"]);
}

fn entries(before: &SealedContent, after: &SealedContent) -> Vec<(String, EntryChangeKind)> {
    let changes = diff(before, after).into_iter();
    let books = changes.filter_map(|field| match field.change {
        Change::Book { entries, .. } => Some(entries),
        _ => None,
    });
    books.flatten().map(|entry| (entry.entry, entry.kind)).collect()
}

#[test]
fn a_greeting_that_was_mended_is_one_change_and_another_one_is_two() {
    let greetings = |list: &[&str]| sealed(json!({"name": "Ada", "alternateGreetings": list}));
    let before = greetings(&["The harbour sleeps at noon.", "Rain, and nobody comes."]);
    let after = greetings(&["The harbour sleeps at night.", "A letter lies on the stairs."]);
    let told = serde_json::to_string(&diff(&before, &after)).expect("JSON");
    expect![[r#"[{"field":"alternateGreetings","kind":"list","items":[{"op":"changed","from":0,"to":0,"spans":[{"op":"equal","text":"The harbour sleeps at "},{"op":"delete","text":"noon"},{"op":"insert","text":"night"},{"op":"equal","text":"."}]},{"op":"added","at":1,"value":"A letter lies on the stairs."},{"op":"removed","at":1,"value":"Rain, and nobody comes."}]}]"#]]
        .assert_eq(&told);
}
