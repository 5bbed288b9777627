//! How real cards break the rules, one table: what stood there, what is said of it, and that it
//! stands there again after export.

use crate::support::{png, text};
use card::{BookFormat, CardError, Reading, read, write_json};
use expect_test::{Expect, expect};

/// A V2 card of just a name and these members, with what is missing left unsaid.
fn v2(members: &str) -> String {
    format!(r#"{{"spec":"chara_card_v2","spec_version":"2.0","data":{{"name":"Ada",{members}}}}}"#)
}

fn check(json: &str, expected: Expect) -> Reading {
    let reading = read(json.as_bytes()).expect("a card");
    let again: serde_json::Value =
        serde_json::from_str(&write_json(&reading.card, reading.format.spec)).expect("JSON");
    assert_eq!(again.to_string(), json, "comes out as it went in");
    let repairs = reading.repairs.iter().filter(|repair| !repair.what.starts_with("required"));
    let repairs = repairs.map(|repair| match &repair.kept {
        Some(kept) => format!("{}: {kept}: {}", repair.path, repair.what),
        None => format!("{}: {}", repair.path, repair.what),
    });
    let warnings = reading.warnings.iter().map(|warning| format!("warning: {warning}"));
    expected.assert_eq(&repairs.chain(warnings).collect::<Vec<_>>().join("\n"));
    reading
}

#[test]
fn what_real_cards_break() {
    check(
        &v2(r#""character_book":null"#),
        expect!["data.character_book: null: null; read as left out"],
    );
    let card = check(
        &v2(r#""tags":"sea, lamp","alternate_greetings":"Hi, you""#),
        expect![[r#"
            data.tags: "sea, lamp": a text where a list belongs; read as divided by commas
            data.alternate_greetings: "Hi, you": a text where a list belongs; read as a list of one"#]],
    );
    assert_eq!(card.card.data.tags, ["sea", "lamp"]);
    assert_eq!(card.card.data.alternate_greetings, ["Hi, you"]);
    check(
        &v2(r#""description":["one","two"],"creator":7,"extensions":[]"#),
        expect![[r#"
            data.description: ["one", "two"]: a list where a text belongs; read as lines
            data.creator: 7: not a text; read as its digits or word
            data.extensions: []: not an object; read as an empty one"#]],
    );
    let card = check(
        &v2(r#""creation_date":1703462400000,"modification_date":1703462400.5"#),
        expect![[r#"
            data.creation_date: 1703462400000: in milliseconds; read as seconds
            data.modification_date: 1703462400.5: not a whole number; read as the nearest below"#]],
    );
    assert_eq!(card.card.data.creation_date, Some(1_703_462_400));
}

#[test]
fn what_real_books_break() {
    let card = check(
        &v2(
            r#""character_book":{"entries":[{"id":3,"keys":"a,b","position":1},{"id":3,"position":4,"enabled":"false"},{"id":null,"insertion_order":"7"}]}"#,
        ),
        expect![[r#"
            data.character_book.entries[0].keys: "a,b": a text where a list belongs; read as divided by commas
            data.character_book.entries[0].position: 1: a number; read as "after_char"
            data.character_book.entries[1].position: 4: neither "before_char" nor "after_char"; read as left out
            data.character_book.entries[1].enabled: "false": neither true nor false; read as what it stands for
            data.character_book.entries[2].id: null: null; read as left out
            data.character_book.entries[2].insertion_order: "7": not a whole number; read as the nearest below
            data.character_book.entries: entries [0], [1] share the id 3; each is kept"#]],
    );
    let entries = &card.card.lorebook().expect("a book").entries;
    assert_eq!(entries[0].keys, ["a", "b"]);
    assert!(!entries[1].enabled && entries[2].enabled);
    check(
        &v2(r#""character_book":{"entries":{"0":{"keys":["a"]},"1":null}}"#),
        expect![[
            r#"data.character_book.entries: {"0": {…}, "1": null}: an object where a list belongs; read as the list of its values"#
        ]],
    );
}

#[test]
fn spec_decides_and_not_shape() {
    check(
        r#"{"name":"Ada","spec":"chara_card_v2","spec_version":"2.0","tags":["x"],"data":{"name":"Ada","tags":["y"]}}"#,
        expect!["warning: `tags` beside `data` differs from `data.tags`, which is used"],
    );
    check(
        r#"{"spec":"chara_card_v3","spec_version":"3.1","data":{"name":"Ada"}}"#,
        expect![[r#"spec_version: "3.1": not the 3.0 that we know; read as that"#]],
    );
    check(
        r#"{"spec":"chara_card_v4","spec_version":4,"data":{"name":"Ada","new":1}}"#,
        expect![[r#"
            spec: "chara_card_v4": not a specification we know; read as V3
            spec_version: 4: not a text; read as "3.0""#]],
    );
    check(r#"{"data":{"name":"Ada"}}"#, expect!["spec: missing; read as V2"]);
    check(
        r#"{"spec":"chara_card_v2","name":"Ada"}"#,
        expect!["data: missing; read from the fields beside it"],
    );
    check(r#"{"name":"Ada","data":{"mine":1}}"#, expect![""]);
    check(
        &v2(r#""scenario":"donâ€™t""#),
        expect![
            "warning: `data.scenario` reads as if its encoding was mistaken once (â€™); correct it in the draft"
        ],
    );
}

#[test]
fn missing_fields_are_reported_by_the_specification_of_the_card() {
    let missing = |json: &str| {
        let reading = read(json.as_bytes()).expect("a card");
        reading.repairs.iter().map(|repair| repair.path.clone()).collect::<Vec<_>>().join(" ")
    };
    expect!["personality scenario first_mes mes_example"]
        .assert_eq(&missing(r#"{"name":"Ada","description":""}"#));
    let v3 = r#"{"spec":"chara_card_v3","spec_version":"3.0","data":{"name":"Ada"}}"#;
    assert!(missing(v3).ends_with(
        "data.tags data.creator data.character_version data.extensions data.group_only_greetings"
    ));
}

#[test]
fn chunks_that_disagree_are_both_kept() {
    let chara = v2(r#""description":"old""#);
    let ccv3 = r#"{"spec":"chara_card_v3","spec_version":"3.0","data":{"name":"Ada","description":"new"}}"#;
    let reading = read(&png(&[text("ccv3", ccv3), text("Chara", &chara)])).expect("a card");
    assert_eq!(reading.card.data.description, "new");
    assert_eq!(reading.alternatives[0].card.data.description, "old");
    expect!["`chara` and `ccv3` disagree on description; `ccv3` is used"]
        .assert_eq(&reading.warnings[0].to_string());

    // One card in both chunks is one card, and a number elsewhere is a difference.
    let twin = ccv3.replace("_v3", "_v2").replace("3.0", "2.0");
    let reading = read(&png(&[text("chara", &twin), text("ccv3", ccv3)])).expect("a card");
    assert!(reading.warnings.is_empty() && reading.alternatives.is_empty());
    let [one, other] = ["new 2", "new 3"].map(|it| ccv3.replace("new", it));
    let reading = read(&png(&[text("chara", &one), text("ccv3", &other)])).expect("a card");
    assert_eq!(reading.alternatives.len(), 1);

    let reading = read(&png(&[text("chara", ccv3)])).expect("a card");
    expect!["the `chara` text holds a V3 card; tools that know V2 alone may refuse it"]
        .assert_eq(&reading.warnings[0].to_string());

    let reading = read(&png(&[text("chara", &chara), text("ccv3", "{")])).expect("a card");
    assert_eq!(reading.card.data.description, "old");
    assert!(reading.warnings[0].to_string().starts_with("the `ccv3` text was left aside: "));
}

#[test]
fn what_is_no_card_is_refused_with_a_way_on() {
    let refused = |bytes: &[u8]| read(bytes).expect_err("no card").to_string();
    expect!["the file is empty; export the card again from the tool that made it"]
        .assert_eq(&refused(b""));
    expect!["this is none of PNG, JPEG, WebP, JSON, YAML, CHARX and BYAF; a card is one of them"]
        .assert_eq(&refused(b"Once upon a time"));
    expect!["this is a PDF; export the character as a V2 or V3 card (PNG or JSON) and import that"]
        .assert_eq(&refused(b"%PDF-1.7"));
    expect!["the archive is damaged (its directory is missing); download or export it again"]
        .assert_eq(&refused(b"PK\x03\x04"));
    expect!["the JSON is a list, and a card is an object; is this the right file?"]
        .assert_eq(&refused(b"[1]"));
    expect!["the file has none of a card's fields (`name`, `description`, `first_mes`); is this the right file?"]
        .assert_eq(&refused(b"{}"));
    expect![[r#"`spec` is "world"; a card says "chara_card_v2" or "chara_card_v3""#]]
        .assert_eq(&refused(br#"{"spec":"world"}"#));
    expect!["the card's JSON is broken at line 2, column 1: expected `,` or `}`; mend it there, or export again"]
        .assert_eq(&refused(b"{\"name\":\"Ada\"\n\"x\"}"));
    expect!["the picture carries no card (no `chara` or `ccv3` text); sites that re-encode images remove it: get the original file, or import the card's JSON"]
        .assert_eq(&refused(&png(&[])));
    assert_eq!(
        read(br#"{"entries":{}}"#),
        Err(CardError::LorebookAlone { format: BookFormat::WorldInfo })
    );
}
