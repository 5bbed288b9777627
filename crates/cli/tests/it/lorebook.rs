//! `card activate` and `card prompt`, on files.

use std::fs;
use std::path::Path;

use expect_test::expect;
use serde_json::Value;

use crate::run::{Dir, run};

const BOOK: &str = r#"{"entries":{"0":{"uid":0,"key":["lamp"],"content":"{{char}} lit it."},
    "1":{"uid":1,"key":["reef"],"content":"Sharp."}}}"#;
const CASE: &str = r#"{"book":"lore","chat":[{"name":"User","mes":"The lamp!"}],"settings":{},
    "maxContext":8192,"random":0.5,"tokens":"ceil(utf16len/4)"}"#;

fn write(dir: &Path, name: &str, text: &str) {
    fs::write(dir.join(name), text).expect("written");
}

#[test]
fn activate_prints_the_texts_and_the_reasons() {
    let dir = Dir::new("activate");
    write(dir.path(), "book.json", BOOK);
    write(dir.path(), "case.json", CASE);
    let (code, out, said) =
        run(dir.path(), &["card", "activate", "case.json", "--book", "book.json"]);
    assert_eq!(code, 0, "{said}");
    let answer: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(answer["activated"], serde_json::json!(["lore.0"]));
    assert_eq!(answer["before"], "Char lit it.");
    assert_eq!(answer["entries"][1]["fell"]["because"], "noKeyFound");
    expect![[r#"
        sillytavern-1.18: 1 of 2 entries fired in 2 rounds, budget 2048 (estimate: ceil(utf16len/4))
    "#]]
    .assert_eq(&said);
}

#[test]
fn what_is_no_book_or_no_case_is_refused_in_a_sentence() {
    let dir = Dir::new("no-book");
    write(dir.path(), "book.json", r#"{"name":"nothing"}"#);
    write(dir.path(), "case.json", CASE);
    write(dir.path(), "odd.json", r#"{"chat":[],"maxContext":1,"tokens":"guess"}"#);
    for (case, word) in [("case.json", "holds no lorebook"), ("odd.json", "cl100k_base")] {
        let (code, _, said) = run(dir.path(), &["card", "activate", case, "--book", "book.json"]);
        assert_eq!(code, 1);
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn prompt_shows_each_message_with_its_tokens_and_origin() {
    let dir = Dir::new("prompt");
    let card = r#"{"name":"Oda","description":"Keeps a lamp.","first_mes":"Late, {{user}}."}"#;
    write(dir.path(), "oda.json", card);
    let (code, out, said) = run(dir.path(), &["card", "prompt", "oda.json"]);
    assert_eq!(code, 0, "{said}");
    assert!(out.contains("card.description"), "{out}");
    assert!(out.contains("(cl100k_base)"), "{out}");
    let (_, out, _) =
        run(dir.path(), &["card", "prompt", "oda.json", "--json", "--tokens", "estimate"]);
    let json: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["isEstimate"], true);
    assert_eq!(json["blocks"][0]["origins"][0]["preset"], "main");
}
