//! Activation: an entry list and a chat in, what became of every entry out.

use crate::support::corpus_file;
use card::activation::{
    Activation, Book, Bound, Message, PROFILES, Profile, QUIRKS, Quirks, Scene, Vector, activate,
    by_rounds,
};
use expect_test::expect_file;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

pub(crate) fn cases(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(folder);
    let entries = std::fs::read_dir(folder).expect("a folder of cases");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    paths
}

/// The runs of a case: for each profile the vector as it is, and as each of `more` changes it.
pub(crate) fn runs(case: &Value) -> Vec<(&str, Option<&str>, Value)> {
    let names = case["profiles"].as_array().expect("profiles").iter();
    let more = case.get("more").and_then(Value::as_array).into_iter().flatten();
    let variants: Vec<_> = std::iter::once(None).chain(more.map(Some)).collect();
    let mut runs = Vec::new();
    for name in names.map(|name| name.as_str().expect("a name")) {
        for change in &variants {
            let mut vector = case["vector"].clone();
            for (key, value) in change.and_then(Value::as_object).into_iter().flatten() {
                vector[key] = value.clone();
            }
            vector.as_object_mut().expect("a vector").shift_remove("about");
            runs.push((name, change.and_then(|change| change["about"].as_str()), vector));
        }
    }
    runs
}

pub(crate) fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("a case")).expect("JSON")
}

pub(crate) fn run(vector: &Value, book: &Value, profile: Profile) -> Activation {
    let vector = Vector::from_json(vector.clone()).expect("a vector");
    let name = vector.book().unwrap_or("book").to_owned();
    let book = Book::from_json(book.clone(), &name).expect("a book");
    let mut around = vector.around(profile);
    activate(&[(&book, Bound::Global)], &vector.scene(), profile, &mut around)
}

/// One line for each entry, and the texts.
fn shown(activation: &Activation, timed: bool) -> String {
    let mut out = String::new();
    for entry in &activation.entries {
        let mark = if entry.fired { "+" } else { "-" };
        // Writing to a String cannot fail.
        _ = writeln!(out, "{mark} {}", entry.to_json());
    }
    for (key, value) in activation.to_json() {
        if value.as_str() != Some("") && value.as_array().is_none_or(|list| !list.is_empty()) {
            _ = writeln!(out, "{key}: {value}");
        }
    }
    if timed {
        _ = writeln!(out, "timed: {}", activation.timed.to_json());
    }
    out
}

#[test]
fn every_case_comes_out_as_beside_it() {
    for path in cases("activation") {
        let case = read(&path);
        let mut out = format!("{}\n", case["about"].as_str().expect("what it is about"));
        for (name, about, vector) in runs(&case) {
            let profile = Profile::parse(name).expect("a profile");
            let activation = run(&vector, &case["book"], profile);
            let timed = vector.get("timedWorldInfo").is_some();
            let about = about.map(|about| format!(": {about}")).unwrap_or_default();
            _ = write!(out, "\n== {name}{about}\n{}", shown(&activation, timed));
        }
        expect_file![path.with_extension("txt")].assert_eq(&out);
    }
}

#[test]
fn every_vector_of_the_corpus_is_exact_under_sillytavern() {
    let Some(vectors) = corpus_file("cards/lorebook_vectors.json") else { return };
    let vectors: Value = serde_json::from_slice(&vectors).expect("JSON");
    for vector in vectors.as_array().expect("a list") {
        let name = vector["book"].as_str().expect("a name");
        let folder = if name.contains('/') { "cards" } else { "cards/worldinfo" };
        let book = corpus_file(&format!("{folder}/{name}")).expect("a book");
        let book = serde_json::from_slice(&book).expect("JSON");
        let activation = run(vector, &book, Profile::SillyTavern);
        assert_eq!(Value::Object(activation.to_json()), vector["expect"], "{vector}");
    }
}

#[test]
fn every_peculiarity_is_documented_by_its_name() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/lorebooks.md");
    let page = std::fs::read_to_string(page).expect("the page on lorebooks");
    for (id, theirs, ours) in QUIRKS {
        let row = format!("| `{id}` | {theirs} | {ours} |");
        assert!(page.contains(&row), "docs/lorebooks.md lacks this row:\n{row}");
    }
    for (_, name) in PROFILES {
        assert!(page.contains(&format!("`{name}`")), "docs/lorebooks.md does not speak of {name}");
    }
}

fn message(text: &str) -> Message {
    Message { name: "User".into(), text: text.into(), is_user: true }
}

#[test]
fn a_chain_of_entries_without_end_is_cut_off() {
    let entries = (0..5_000).map(
        |n| json!({"uid": n, "key": [format!("link{n}.")], "content": format!("link{}.", n + 1)}),
    );
    let book = json!({"entries": entries.collect::<Vec<_>>()});
    let book = Book::from_json(book, "chain").expect("a book");
    let chat = [message("link0.")];
    let vector = json!({"chat": [], "maxContext": 1e9, "tokens": "ceil(utf16len/4)"});
    let mut around = Vector::from_json(vector).expect("a vector").around(Profile::SillyTavern);
    let scene = Scene::new(&chat, 1e9);
    let activation = by_rounds(&[(&book, Bound::Global)], &scene, Quirks::ALL, &mut around);
    assert!(activation.cut);
    assert!(activation.fired.len() > 100);
}

/// An expression that no number of steps is enough for, on a chat of `a`s.
const ENDLESS: &str = "/(a*)*(?!b)c/";

fn on_a_long_chat(book: Value, profile: Profile) -> Activation {
    let book = Book::from_json(book, "book").expect("a book");
    let chat = [message(&format!("{} lamp", "a".repeat(5_000)))];
    let vector = json!({"chat": [], "maxContext": 8192});
    let mut around = Vector::from_json(vector).expect("a vector").around(profile);
    let scene = Scene::new(&chat, 8192.0);
    activate(&[(&book, Bound::Global)], &scene, profile, &mut around)
}

#[test]
fn expressions_that_never_end_are_given_up_and_told() {
    let keys: Vec<String> = (0..200).map(|n| format!("/(a*)*(?!b)[c{n}]/")).collect();
    for (profile, _) in PROFILES {
        let entry = json!({
            "id": 1, "keys": keys, "content": "Never.", "enabled": true, "use_regex": true,
            "insertion_order": 1, "extensions": {},
        });
        let activation = on_a_long_chat(json!({"entries": [entry]}), profile);
        assert!(activation.fired.is_empty());
        let fall = activation.entries[0].fall.as_ref().expect("a reason");
        assert_eq!(fall.kind(), "gaveUp", "{profile:?}");
    }
}

#[test]
fn secondary_keys_that_are_given_up_are_told_where_they_would_decide() {
    // AND ANY, NOT ALL, NOT ANY, AND ALL; with a key that is there, with one that is not.
    for (logic, with_lamp, with_reef) in [
        (0, "fired", "gaveUp"),
        (1, "gaveUp", "fired"),
        (2, "secondaryKeys", "gaveUp"),
        (3, "gaveUp", "secondaryKeys"),
    ] {
        for (other, expected) in [("lamp", with_lamp), ("reef", with_reef)] {
            let entry = json!({
                "uid": 1, "key": ["lamp"], "keysecondary": [ENDLESS, other], "selective": true,
                "selectiveLogic": logic, "content": "Hm.",
            });
            let activation = on_a_long_chat(json!({"entries": [entry]}), Profile::SillyTavern);
            let fall = activation.entries[0].fall.as_ref().map_or("fired", |fall| fall.kind());
            assert_eq!(fall, expected, "logic {logic} with {other}");
        }
    }
}

#[test]
fn a_book_is_walked_by_order_and_specified_as_its_file_has_it() {
    let walked = |orders: [Value; 4], profile| {
        let entries = orders.into_iter().enumerate().map(
            |(n, order)| json!({"uid": n, "key": ["lamp"], "content": "Lit.", "order": order}),
        );
        let book = json!({"entries": entries.collect::<Vec<_>>()});
        let activation = on_a_long_chat(book, profile);
        activation.entries.iter().map(|entry| entry.id.to_string()).collect::<Vec<_>>().join(" ")
    };
    let orders = || [json!(10), json!(30), json!(10), json!(20)];
    assert_eq!(walked(orders(), Profile::SillyTavern), "book.1 book.3 book.0 book.2");
    assert_eq!(walked(orders(), Profile::SpecV3), "book.0 book.1 book.2 book.3");
    // As V8 sorts by what is no number: whoever stood before it in the file is not compared.
    let orders = || [json!(10), json!("high"), json!(30), json!(20)];
    assert_eq!(walked(orders(), Profile::SillyTavern), "book.0 book.1 book.2 book.3");
}

#[test]
fn an_expression_is_told_where_the_search_found_it() {
    let entry = json!({"uid": 1, "key": ["/^reef|lamp$/m"], "content": "Sharp."});
    let book = Book::from_json(json!({"entries": [entry]}), "book").expect("a book");
    // A carriage return ends a line in JavaScript; the linear engine takes it for no end.
    let chat = [message("the lamp"), message("the\rreef")];
    let vector = json!({"chat": [], "maxContext": 8192});
    let profile = Profile::SillyTavern;
    let mut around = Vector::from_json(vector).expect("a vector").around(profile);
    let scene = Scene::new(&chat, 8192.0);
    let activation = activate(&[(&book, Bound::Global)], &scene, profile, &mut around);
    let told = activation.entries[0].to_json();
    assert_eq!(told["called"]["in"], json!({"messagesBack": 0}));
}
