//! Editing and converting: what changes, what stays, and what a target can't carry.

use crate::support::{outline, png, text};
use card::{
    Card, CardData, CardError, LoreEntry, Lorebook, Spec, loss, read, write_json, write_png,
};
use expect_test::{Expect, expect};

fn compact(card: &Card, spec: Spec) -> String {
    serde_json::Value::Object(card.to_json(spec)).to_string()
}

fn edited(json: &str, edit: impl FnOnce(&mut Card), expected: Expect) {
    let mut reading = read(json.as_bytes()).expect("a card");
    edit(&mut reading.card);
    expected.assert_eq(&compact(&reading.card, reading.format.spec));
}

#[test]
fn only_what_was_edited_changes() {
    let card = r#"{"name":"Ada","data":{"tags":"a, b","x":1,"name":"Ada","character_book":{"entries":[{"position":0,"keys":"k"}]}},"spec":"chara_card_v2","y":2}"#;
    edited(
        card,
        |card| card.data.name = "Bo".into(),
        expect![[
            r#"{"name":"Bo","data":{"tags":"a, b","x":1,"name":"Bo","character_book":{"entries":[{"position":0,"keys":"k"}]}},"spec":"chara_card_v2","y":2}"#
        ]],
    );
    edited(
        card,
        |card| {
            card.data.tags.push("c".into());
            card.data.creator = "me".into();
        },
        expect![[
            r#"{"name":"Ada","data":{"tags":["a","b","c"],"x":1,"name":"Ada","character_book":{"entries":[{"position":0,"keys":"k"}]},"creator":"me"},"spec":"chara_card_v2","y":2}"#
        ]],
    );
    edited(
        card,
        |card| {
            let book = card.data.character_book.get_or_insert_default();
            book.entries.insert(0, LoreEntry { content: "new".into(), ..LoreEntry::default() });
            card.data.name.clear();
        },
        expect![[
            r#"{"name":"","data":{"tags":"a, b","x":1,"name":"","character_book":{"entries":[{"keys":[],"content":"new","extensions":{},"enabled":true,"insertion_order":100},{"position":0,"keys":"k"}]}},"spec":"chara_card_v2","y":2}"#
        ]],
    );
    edited(
        card,
        |card| card.data.character_book = None,
        expect![[
            r#"{"name":"Ada","data":{"tags":"a, b","x":1,"name":"Ada"},"spec":"chara_card_v2","y":2}"#
        ]],
    );
}

#[test]
fn converting_fills_in_what_the_target_requires() {
    let v1 = read(br#"{"name":"Ada","description":"d","avatar":"none"}"#).expect("a card").card;
    expect![[r#"{"spec":"chara_card_v2","spec_version":"2.0","data":{"name":"Ada","description":"d","personality":"","scenario":"","first_mes":"","mes_example":"","creator_notes":"","system_prompt":"","post_history_instructions":"","alternate_greetings":[],"tags":[],"creator":"","character_version":"","extensions":{}},"avatar":"none"}"#]]
        .assert_eq(&compact(&v1, Spec::V2));

    let v2 = r#"{"spec":"chara_card_v2","data":{"name":"Ada","character_book":{"entries":[{"keys":"k","position":4}]}}}"#;
    let v2 = read(v2.as_bytes()).expect("a card").card;
    expect![[r#"{"spec":"chara_card_v3","data":{"name":"Ada","character_book":{"entries":[{"keys":["k"],"position":4,"content":"","extensions":{},"enabled":true,"insertion_order":100,"use_regex":false}],"extensions":{}},"description":"","personality":"","scenario":"","first_mes":"","mes_example":"","creator_notes":"","system_prompt":"","post_history_instructions":"","alternate_greetings":[],"tags":[],"creator":"","character_version":"","extensions":{},"group_only_greetings":[]}}"#]]
        .assert_eq(&compact(&v2, Spec::V3));
}

#[test]
fn loss_names_what_a_target_cannot_carry() {
    let v3 = include_bytes!("../fixtures/oda-lind.v3.json");
    let card = read(v3).expect("our own card").card;
    let report = |spec| {
        let losses = loss(&card, spec);
        losses
            .iter()
            .map(|loss| format!("{}: {}", loss.path, loss.why))
            .collect::<Vec<_>>()
            .join("\n")
    };
    expect![""].assert_eq(&report(Spec::V3));
    expect![[r#"
        data.character_book.entries[0].use_regex: V2 has no such field
        data.nickname: V2 has no such field
        data.creator_notes_multilingual: V2 has no such field
        data.group_only_greetings: V2 has no such field
        data.creation_date: V2 has no such field
        data.assets: V2 has no such field"#]]
    .assert_eq(&report(Spec::V2));
    assert!(report(Spec::V1).contains("data.tags: V1 has no such field"));
    assert!(report(Spec::V1).ends_with("data.mood: V1 has no place for it"));
    let v2 = read(write_json(&card, Spec::V2).as_bytes()).expect("a card");
    assert_eq!((v2.format.spec, v2.card.data.nickname), (Spec::V2, None));
}

#[test]
fn a_new_card_goes_into_a_plain_picture() {
    let entry = LoreEntry { keys: vec!["lamp".into()], ..LoreEntry::default() };
    let book = Lorebook { entries: vec![entry], ..Lorebook::default() };
    let card = Card::new(CardData {
        name: "Ada".into(),
        character_book: Some(book),
        ..CardData::default()
    });
    let mut plain = png(&[]);
    plain.extend(b"behind the picture");
    let written = write_png(&plain, &card).expect("written");
    assert!(written.ends_with(b"behind the picture"));
    expect![[r#"
        IHDR
        IDAT
        tEXt chara
        tEXt ccv3
        IEND"#]]
    .assert_eq(&outline(&written[..written.len() - 18]));
    let reading = read(&written).expect("a card");
    assert_eq!((reading.repairs, reading.warnings), (vec![], vec![]));
    assert_eq!(
        reading.card.lorebook().map(|book| &book.entries[0].keys[..]),
        Some(&["lamp".to_owned()][..])
    );
}

#[test]
fn stale_card_chunks_go_when_a_card_is_written() {
    let old = r#"{"name":"Ada"}"#;
    let picture = png(&[text("Chara", old), text("comment", "x"), text("chara", old)]);
    let mut card = read(&picture).expect("a card").card;
    card.data.name = "Bo".into();
    expect![[r#"
        IHDR
        tEXt chara
        tEXt ccv3
        tEXt comment
        IDAT
        IEND"#]]
    .assert_eq(&outline(&write_png(&picture, &card).expect("written")));
    assert_eq!(write_png(b"GIF89a", &card), Err(CardError::NotAPng));
}

#[test]
fn a_book_alone_is_read_and_written_as_it_was() {
    let json = serde_json::json!({"entries": [{"content": "c", "keys": ["k"], "extensions": {"probability": 40, "useProbability": true}}], "mine": 1});
    let (book, repairs) =
        Lorebook::from_json(json.as_object().cloned().expect("an object")).expect("a book");
    assert_eq!(book.entries[0].extensions["probability"], 40);
    expect!["entries[0].enabled entries[0].insertion_order extensions"].assert_eq(
        &repairs.iter().map(|repair| repair.path.as_str()).collect::<Vec<_>>().join(" "),
    );
    assert_eq!(serde_json::Value::Object(book.to_json()).to_string(), json.to_string());
}
