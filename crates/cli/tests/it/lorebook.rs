//! `card activate` and `card prompt`, on files.

use std::fs;
use std::path::Path;

use expect_test::expect;
use serde_json::Value;

use crate::run::{Dir, repertoire, run, said};

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

#[test]
fn files_are_read_as_people_have_them() {
    let dir = Dir::new("as-they-are");
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let picture = fs::File::open(examples.join("ines-calder.png")).expect("an example");
    let mark = "\u{feff}";
    write(dir.path(), "case.json", &format!("{mark}{CASE}"));
    write(dir.path(), "book.json", &format!("{mark}{BOOK}"));
    let line = r#"{"name":"Oda","mes":"Late."}"#;
    write(dir.path(), "chat.jsonl", &format!("{mark}{line}\n{line}\n"));
    let card = picture.try_clone().expect("a file");
    let (code, out, said) =
        from_stdin(dir.path(), picture, &["card", "activate", "case.json", "--book", "-"]);
    assert_eq!(code, 0, "{said}");
    assert!(out.contains("\"activated\""), "{out}");
    std::io::Seek::rewind(&mut &card).expect("a file");
    let arguments = ["card", "prompt", "-", "--chat", "chat.jsonl", "--book", "book.json"];
    let (code, out, said) = from_stdin(dir.path(), card, &arguments);
    assert_eq!(code, 0, "{said}");
    assert!(out.contains("chatHistory-2"), "{out}");

    let (code, _, said) = run(dir.path(), &["card", "prompt", "book.json"]);
    assert_eq!(code, 1);
    expect![[r#"
        error: book.json is a lorebook; name a card, and it as --book
    "#]]
    .assert_eq(&said);
}

fn from_stdin(dir: &Path, stdin: fs::File, arguments: &[&str]) -> (i32, String, String) {
    let mut command = repertoire();
    said(&command.current_dir(dir).args(arguments).stdin(stdin).output().expect("it runs"))
}
