//! Whatever the bytes, an answer and no panic; and what was read comes out again.

use crate::support::{corpus, png, text};
use card::{read, write_json, write_png};
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

/// Reads, writes to every specification, and into a picture.
fn exercise(bytes: &[u8]) {
    let Ok(reading) = read(bytes) else { return };
    _ = reading.fields();
    for spec in [card::Spec::V1, card::Spec::V2, card::Spec::V3] {
        _ = card::loss(&reading.card, spec);
        _ = write_json(&reading.card, spec);
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
    for (_, mut bytes) in ["png", "v1", "v2", "v3"].into_iter().flat_map(corpus) {
        bytes.truncate(400_000);
        for _ in 0..12 {
            let (at, tail) = (next(bytes.len()), bytes.len() - 1 - next(bytes.len().min(3000)));
            bytes[at] = next(256) as u8;
            bytes[tail] ^= 1 << next(8);
            exercise(&bytes);
        }
    }
}
