//! Real cards: each is read, and comes out as it went in.

use crate::support::corpus;
use card::{Spec, loss, read, write_json, write_png};
use serde_json::Value;
use std::path::Path;

/// Files of the corpus that carry no card in a form of this table, and why they are refused.
fn refusal(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_str()?;
    match name {
        "byaf_image_v1.png" | "byaf_image_v4.png" => Some("the picture carries no card"),
        "ooba_example.yaml" => Some("this is neither a PNG nor a JSON file"),
        "ooba_example_pyg_a.json" => Some("this is a Pygmalion character"),
        _ => None,
    }
}

#[test]
fn every_json_card_comes_out_as_the_same_value_in_the_same_order() {
    for (path, bytes) in ["v1", "v2", "v3"].into_iter().flat_map(corpus) {
        match (read(&bytes), refusal(&path)) {
            (Ok(reading), None) => {
                let original: Value = serde_json::from_slice(&bytes).expect("JSON");
                let again: Value =
                    serde_json::from_str(&write_json(&reading.card, reading.format.spec))
                        .expect("JSON");
                // As text, so that the order of keys counts.
                assert_eq!(again.to_string(), original.to_string(), "{}", path.display());
            }
            (Err(error), Some(why)) => assert!(error.to_string().starts_with(why), "{error}"),
            (result, why) => panic!("{}: {result:?}, expected {why:?}", path.display()),
        }
    }
}

#[test]
fn every_png_card_comes_out_byte_for_byte_and_edited_only_where_the_card_stood() {
    for (path, bytes) in corpus("png") {
        let reading = match (read(&bytes), refusal(&path)) {
            (Ok(reading), None) => reading,
            (Err(error), Some(why)) => {
                assert!(error.to_string().starts_with(why), "{error}");
                continue;
            }
            (result, why) => panic!("{}: {result:?}, expected {why:?}", path.display()),
        };
        assert!(write_png(&bytes, &reading.card).expect("written") == bytes, "{}", path.display());

        let mut edited = reading.card.clone();
        edited.data.name.push_str(" II");
        let written = write_png(&bytes, &edited).expect("written");
        let again = read(&written).expect("read");
        assert_eq!(again.card.data.name, edited.data.name);
        assert_eq!(again.format.spec, Spec::V3);
        assert!(again.alternatives.is_empty(), "{}: {:?}", path.display(), again.warnings);
    }
}

#[test]
fn every_card_goes_to_v3_without_loss() {
    for (path, bytes) in ["png", "v1", "v2", "v3"].into_iter().flat_map(corpus) {
        let Ok(reading) = read(&bytes) else { continue };
        assert_eq!(loss(&reading.card, Spec::V3), [], "{}", path.display());
        let v3 = read(write_json(&reading.card, Spec::V3).as_bytes()).expect("read");
        assert_eq!(v3.card.data.description, reading.card.data.description);
        assert_eq!(v3.card.lorebook().is_some(), reading.card.lorebook().is_some());
    }
}
