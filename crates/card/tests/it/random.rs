//! Whatever the bytes, an answer and no panic; and what was read comes out again.

use crate::support::{Zipped, chunk, corpus, exif, jpeg, png, text, webp, zip};
use card::{
    Target, Tool, diff_books, export, export_book, losses, read, read_book, write_json, write_png,
};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

const PNG: &[u8] = include_bytes!("../fixtures/oda-lind.png");
const JSON: &[u8] = include_bytes!("../fixtures/oda-lind.v3.json");

/// Any JSON, with the keys of a card here and there.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            vec((key(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    let known = "name description tags extensions character_book entries keys position enabled id \
                 insertion_order assets type creation_date alternate_greetings use_regex source";
    prop_oneof![
        4 => proptest::sample::select(known.split_whitespace().collect::<Vec<_>>()).prop_map(str::to_owned),
        1 => "[a-z]{0,4}",
    ]
}

/// Reads, writes to every format, and reads that.
fn exercise(bytes: &[u8]) {
    if let Ok(reading) = read_book(bytes) {
        let written = export_book(&reading.book, true, bytes);
        read_book(&written).expect("what we wrote");
        assert_eq!(diff_books(&reading.book, &reading.book), []);
    }
    let Ok(reading) = read(bytes) else { return };
    _ = reading.fields();
    for (name, target) in Target::ALL {
        let Ok(written) = export(&reading.card, target, bytes, None) else { continue };
        _ = losses(&reading, target, Some(Tool::SillyTavern), bytes);
        let back = if target.is_book() {
            read_book(&written).map(|_| ())
        } else {
            read(&written).map(|_| ())
        };
        back.unwrap_or_else(|error| panic!("to {name}: {error}"));
    }
    if let Ok(written) = write_png(PNG, &reading.card) {
        read(&written).expect("what we wrote");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in vec(any::<u8>(), 0..400)) {
        exercise(&bytes);
        exercise(&[b"\x89PNG\r\n\x1a\n", &bytes[..]].concat());
        exercise(&[b"PK\x03\x04", &bytes[..]].concat());
        exercise(&[b"o\0", &bytes[..]].concat());
        exercise(&jpeg(&bytes));
        exercise(&webp(&bytes));
        exercise(&png(&[chunk(b"eXIf", &bytes)]));
    }

    #[test]
    fn any_yaml(text in "(name|data|context|- |: |\\[|\\]|\\{|\\}|&a|\\*a|\n|  |\"|'|\\||>|#|~|1|\t|,|\\?|!|%){0,40}") {
        exercise(text.as_bytes());
        exercise(format!("name: Ada\n{text}").as_bytes());
    }

    #[test]
    fn our_archives_with_bytes_changed(
        at in vec((any::<proptest::sample::Index>(), any::<u8>()), 0..4),
        data in json(),
    ) {
        let card = serde_json::json!({ "spec": "chara_card_v3", "data": data }).to_string();
        let manifest = br#"{"characters":["c/character.json"],"scenarios":["s.json"]}"#;
        let scenario = serde_json::json!({ "firstMessages": [data], "messages": data }).to_string();
        let charx = zip(&[Zipped::deflated("card.json", card.as_bytes()), Zipped::stored("a/b.png", PNG)]);
        let byaf = zip(&[
            Zipped::stored("manifest.json", manifest),
            Zipped::deflated("c/character.json", data.to_string().as_bytes()),
            Zipped::deflated("s.json", scenario.as_bytes()),
        ]);
        for mut bytes in [charx, byaf] {
            for (index, byte) in &at {
                let index = index.index(bytes.len());
                bytes[index] = *byte;
            }
            exercise(&bytes);
            exercise(&[jpeg(&exif(b"{}")), bytes].concat());
        }
    }

    #[test]
    fn any_json_in_a_tools_own_format(data in json(), entry in json()) {
        let mut map = data.as_object().cloned().unwrap_or_default();
        for (key, value) in [("char_name", data.clone()), ("entries", serde_json::json!([entry, { "key": entry }])), ("kind", "memory".into()), ("type", "risu".into()), ("data", serde_json::json!([entry]))] {
            map.insert(key.to_owned(), value);
            exercise(serde_json::Value::Object(map.clone()).to_string().as_bytes());
        }
        let persona = serde_json::json!({ "name": "Ada", "greeting": data, "persona": { "attributes": entry }, "characterBook": entry });
        exercise(persona.to_string().as_bytes());
        let backyard = serde_json::json!({ "character": { "aiName": data, "loreItems": [entry], "Chat": entry } });
        exercise(backyard.to_string().as_bytes());
    }

    #[test]
    fn our_cards_with_bytes_changed(
        at in vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6),
        of_json in any::<bool>(),
    ) {
        let mut bytes = if of_json { JSON.to_vec() } else { PNG.to_vec() };
        for (index, byte) in at {
            let index = index.index(bytes.len());
            bytes[index] = byte;
        }
        exercise(&bytes);
    }

    #[test]
    fn any_json_in_a_card_comes_out_as_it_went_in(data in json(), v3 in any::<bool>()) {
        let spec = if v3 { "chara_card_v3" } else { "chara_card_v2" };
        let card = serde_json::json!({ "spec": spec, "tags": data.get("tags"), "data": data });
        let json = card.to_string();
        // Reading our own writing: floats come out of serde_json as they will come out again.
        let json = serde_json::from_str::<Value>(&json).expect("JSON").to_string();
        let reading = read(json.as_bytes()).expect("a card");
        let again: Value = serde_json::from_str(&write_json(&reading.card, reading.format.spec)).expect("JSON");
        prop_assert_eq!(again.to_string(), json.clone());
        let picture = png(&[text("chara", &json)]);
        let reading = read(&picture).expect("a card");
        prop_assert!(write_png(&picture, &reading.card).expect("written") == picture);
        exercise(json.as_bytes());
    }
}

#[test]
fn real_cards_with_bytes_changed() {
    // A fixed sequence, so that a failure comes again.
    let mut state = 0x9e37_79b9_u64;
    let mut next = move |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for (_, mut bytes) in
        ["png", "v1", "v2", "v3", "charx", "worldinfo"].into_iter().flat_map(corpus)
    {
        bytes.truncate(400_000);
        for _ in 0..12 {
            let (at, tail) = (next(bytes.len()), bytes.len() - 1 - next(bytes.len().min(3000)));
            bytes[at] = next(256) as u8;
            bytes[tail] ^= 1 << next(8);
            exercise(&bytes);
        }
    }
}
