//! Real cards and books: each is read, and comes out as it went in.

use crate::support::corpus;
use card::{
    CardError, Container, Dialect, Spec, Target, export, export_book, loss, losses, read,
    read_book, write_json, write_png,
};
use serde_json::Value;

#[test]
fn every_json_card_comes_out_as_the_same_value_in_the_same_order() {
    for (path, bytes) in ["v1", "v2", "v3"].into_iter().flat_map(corpus) {
        let reading = read(&bytes).expect("a card");
        if (reading.format.dialect, reading.format.container) != (Dialect::Card, Container::Json) {
            continue;
        }
        let original: Value = serde_json::from_slice(&bytes).expect("JSON");
        let again: Value =
            serde_json::from_str(&write_json(&reading.card, reading.format.spec)).expect("JSON");
        // As text, so that the order of keys counts.
        assert_eq!(again.to_string(), original.to_string(), "{}", path.display());
        let target = Target::Json(reading.format.spec);
        assert!(export(&reading.card, target, &bytes, None).expect("written") == bytes);
    }
}

#[test]
fn every_png_card_comes_out_byte_for_byte_and_edited_only_where_the_card_stood() {
    for (path, bytes) in corpus("png") {
        let reading = read(&bytes).expect("a card");
        if reading.format.dialect != Dialect::Card {
            continue;
        }
        assert!(write_png(&bytes, &reading.card).expect("written") == bytes, "{}", path.display());
        let target = Target::Png;
        assert!(export(&reading.card, target, &bytes, None).expect("written") == bytes);

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
fn every_archive_comes_out_byte_for_byte_and_edited_only_where_the_card_stood() {
    for (path, bytes) in corpus("charx") {
        let reading = read(&bytes).expect("a card");
        let target = match reading.format.dialect {
            Dialect::Byaf => Target::Byaf,
            _ => Target::Charx,
        };
        let written = export(&reading.card, target, &bytes, None).expect("written");
        assert!(written == bytes, "{}", path.display());

        let mut edited = reading.card.clone();
        edited.data.name.push_str(" II");
        let written = export(&edited, target, &bytes, None).expect("written");
        let again = read(&written).expect("read");
        assert_eq!(again.card, edited, "{}", path.display());
        assert_eq!(again.attachments, reading.attachments, "{}", path.display());
    }
}

#[test]
fn every_card_goes_to_v3_without_loss() {
    for (path, bytes) in ["png", "v1", "v2", "v3", "charx"].into_iter().flat_map(corpus) {
        let reading = read(&bytes).expect("a card");
        assert_eq!(loss(&reading.card, Spec::V3), [], "{}", path.display());
        let v3 = read(write_json(&reading.card, Spec::V3).as_bytes()).expect("read");
        assert_eq!(v3.card.data.description, reading.card.data.description);
        assert_eq!(v3.card.lorebook().is_some(), reading.card.lorebook().is_some());
    }
}

#[test]
fn every_card_goes_to_every_format_and_comes_back() {
    for (path, bytes) in ["png", "v1", "v2", "v3", "charx"].into_iter().flat_map(corpus) {
        let reading = read(&bytes).expect("a card");
        for (name, target) in Target::ALL {
            let written = match export(&reading.card, target, &bytes, None) {
                Ok(written) => written,
                Err(CardError::NoLorebook) if target.is_book() => continue,
                Err(error) => panic!("{} to {name}: {error}", path.display()),
            };
            losses(&reading, target, None, &bytes).expect("losses");
            let entries = |book: &card::Lorebook| book.entries.len();
            if target.is_book() {
                let book = read_book(&written).expect("a book").book;
                assert_eq!(Some(entries(&book)), reading.card.lorebook().map(entries));
                continue;
            }
            let back = read(&written).expect("a card").card;
            assert_eq!(back.data.name, reading.card.data.name, "{} as {name}", path.display());
            assert_eq!(back.data.first_mes, reading.card.data.first_mes);
        }
    }
}

#[test]
fn every_book_comes_out_byte_for_byte_and_edited_only_where_it_was() {
    for (path, bytes) in corpus("worldinfo") {
        assert!(matches!(read(&bytes), Err(CardError::LorebookAlone { .. })), "{}", path.display());
        let reading = read_book(&bytes).expect("a book");
        assert!(!reading.book.entries.is_empty(), "{}", path.display());
        if reading.format != card::BookFormat::WorldInfo {
            continue;
        }
        assert!(export_book(&reading.book, true, &bytes) == bytes, "{}", path.display());
        let mut edited = reading.book.clone();
        edited.entries[0].content.push_str(" Or so they say.");
        let written: Value =
            serde_json::from_slice(&export_book(&edited, true, &bytes)).expect("JSON");
        let mut wanted: Value = serde_json::from_slice(&bytes).expect("JSON");
        let first = wanted["entries"].as_object_mut().and_then(|it| it.values_mut().next());
        first.expect("an entry")["content"] = Value::from(edited.entries[0].content.clone());
        assert_eq!(written.to_string(), wanted.to_string(), "{}", path.display());
    }
}
