//! `repertoire card` over files of our own.

use std::fs;
use std::path::Path;

use expect_test::expect;
use serde_json::Value;

use crate::run::{Dir, run};

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name);
    path.to_str().expect("a path of ours").to_owned()
}

#[test]
fn a_card_is_inspected() {
    let dir = Dir::new("card-inspect");
    let (code, out, err) = run(dir.path(), &["card", "inspect", &example("ines-calder.png")]);
    assert_eq!((code, err.as_str()), (0, ""));
    expect![[r#"
        V3 PNG (ccv3): Ines Calder
          creator     Repertoire
          version     1.2
          tags        slice of life, mystery, archivist, lighthouse, cozy
          greetings   3
          extensions  repertoire/voice, depth_prompt, talkativeness, fav
          book        6 entries, 1 constant, 1 selective, 1 with regular expressions, 1405 characters
          chunk       tEXt Title, 43 bytes at 33
          chunk       tEXt chara, 11170 bytes at 22802
          chunk       tEXt ccv3, 12041 bytes at 33984
          fields      48 read
    "#]].assert_eq(&out);
    let (code, out, _) =
        run(dir.path(), &["card", "inspect", "--json", &example("ines-calder.png")]);
    let facts: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &facts["kind"], &facts["book"]["entries"]), (0, &"card".into(), &6.into()));

    dir.write("prose.txt", "Once upon a time");
    let (code, out, err) = run(dir.path(), &["card", "inspect", "prose.txt"]);
    assert_eq!((code, out.as_str()), (1, ""));
    expect![[r#"
        error: prose.txt: this is none of PNG, JPEG, WebP, JSON, YAML, CHARX and BYAF; a card is one of them
    "#]].assert_eq(&err);
}

#[test]
fn a_card_is_converted_and_compared() {
    let dir = Dir::new("card-convert");
    let card = example("ines-calder.png");
    let convert = |to: &str, out: &str, more: &[&str]| {
        let arguments = [&["card", "convert", &card, "--to", to, "-o", out][..], more].concat();
        run(dir.path(), &arguments)
    };
    let (code, out, err) = convert("png", "same.png", &[]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    let original = fs::read(&card).expect("an example");
    assert!(fs::read(dir.path().join("same.png")).expect("written") == original);

    let (code, _, err) = convert("png", "same.png", &[]);
    assert_eq!(code, 1);
    expect![[r#"
        error: same.png is there already; name another, or replace it with --force
    "#]]
    .assert_eq(&err);
    assert_eq!(convert("png", "same.png", &["--force"]).0, 0);

    let (code, _, err) = convert("v3", "no.json", &["--strict"]);
    assert_eq!(code, 1);
    expect![[r#"
        lost: (picture): V3 JSON carries no picture
        error: nothing is written, for --strict allows no loss
    "#]]
    .assert_eq(&err);
    assert!(!dir.path().join("no.json").exists());

    let (code, out, _) = convert("byaf", "ines.byaf", &["--json", "--for", "backyard"]);
    let report: Value = serde_json::from_str(&out).expect("JSON");
    assert!(code == 0 && report["losses"].as_array().is_some_and(|it| !it.is_empty()));

    for (to, name) in [("charx", "ines.charx"), ("json", "ines.json"), ("v2", "ines.v2.json")] {
        assert_eq!(convert(to, name, &[]).0, 0);
    }
    let (code, out, err) = run(dir.path(), &["card", "diff", &card, "ines.json"]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    let text = fs::read_to_string(dir.path().join("ines.json")).expect("written");
    dir.write("edited.json", text.replace("Ines Calder", "Ines Caldera"));
    let (code, out, _) = run(dir.path(), &["card", "diff", "ines.json", "edited.json"]);
    assert_eq!(code, 1);
    assert!(out.starts_with("~ name: Ines [-Calder-]{+Caldera+}\n"), "{out}");
    let (_, out, _) = run(dir.path(), &["card", "diff", "ines.json", "edited.json", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&out).expect("JSON")[0]["path"], "name");
}

#[test]
fn a_book_is_converted_alone() {
    let dir = Dir::new("card-book");
    let card = example("ines-calder.png");
    let to_book = ["card", "convert", &card, "--to", "world-info", "-o", "lore.json"];
    assert_eq!(run(dir.path(), &to_book).0, 0);
    let (code, out, _) = run(dir.path(), &["card", "inspect", "lore.json"]);
    assert!(code == 0 && out.starts_with("SillyTavern world info: "), "{out}");
    let (code, _, err) =
        run(dir.path(), &["card", "convert", "lore.json", "--to", "png", "-o", "x.png"]);
    assert_eq!(code, 1);
    assert!(err.contains("convert it to world-info or lorebook-v3"), "{err}");
    let to_spec = ["card", "convert", "lore.json", "--to", "lorebook-v3", "-o", "-"];
    let (code, out, _) = run(dir.path(), &to_spec);
    let book: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &book["spec"]), (0, &"lorebook_v3".into()));
}

/// What a terminal would obey: it sets the title, clears the screen, turns the line around.
const HOSTILE: &str = r#"{"spec":"chara_card_v2","spec_version":"2.0","data":{
    "name":"Ada\u001b]0;owned\u0007\nkept nothing","creator":"\u009b31m\u007f","tags":["\u202eadA"],
    "description":"Keeps\u001b[2J a lamp.","first_mes":"Late\u009b2J.","talk\u009b2J\u001bative":1,
    "character_book":{"name":"lo\u001bre\n","entries":[{"id":"\u001b[1m\n","keys":["lamp\u009b"],
        "comment":"\u009b1m","content":"Bright\u001b[5m.","enabled":true,"constant":true,
        "insertion_order":1,"position":"before_char","extensions":{}}]},
    "extensions":{"\u001b]8;;http://evil\u0007":1}}}"#;

#[test]
fn nothing_that_a_card_says_is_obeyed_by_a_terminal() {
    let dir = Dir::new("card-hostile");
    dir.write("ada.json", HOSTILE);
    dir.write("bo.json", HOSTILE.replace("lamp", "reef").replace("owned", "others"));
    dir.write("case.json", r#"{"chat":[{"name":"User","mes":"Hm"}],"maxContext":8192}"#);
    dir.write("bad.json", r#"{"chat":[],"maxContext":1,"tokens":"\u001b[2J"}"#);
    for arguments in [
        &["card", "inspect", "ada.json"][..],
        &["card", "inspect", "ada.json", "--json"],
        &["card", "diff", "ada.json", "bo.json"],
        &["card", "diff", "ada.json", "bo.json", "--json"],
        &["card", "convert", "ada.json", "--to", "v1", "-o", "v1.json"],
        &["card", "convert", "ada.json", "--to", "v1", "-o", "v1.json", "--json", "--force"],
        &["card", "activate", "case.json", "--book", "ada.json"],
        &["card", "activate", "bad.json", "--book", "ada.json"],
        &["card", "prompt", "ada.json"],
        &["card", "prompt", "ada.json", "--json"],
    ] {
        let (_, out, err) = run(dir.path(), arguments);
        let obeyed = |it: char| (it.is_control() && it != '\n') || it == '\u{202e}';
        let said = [out, err].concat();
        assert!(!said.is_empty() && !said.contains(obeyed), "{arguments:?}\n{said:?}");
        if arguments.contains(&"--json") {
            let json = &said[..said.rfind(['}', ']']).map_or(0, |at| at + 1)];
            let json: Value = serde_json::from_str(json).expect("JSON");
            assert!(json.to_string().contains('\u{9b}'), "{arguments:?}\n{json}");
        }
    }
    let (_, out, _) = run(dir.path(), &["card", "inspect", "ada.json"]);
    expect![[r#"
        V2 JSON: Ada␛]0;owned␇⏎kept nothing
          creator     �31m␡
          tags        �adA
          greetings   1
          extensions  ␛]8;;http://evil␇
          book        1 entry, 1 constant, 11 characters
          fields      18 read
          kept        data.talk�2J␛ative
          repair      data.character_book.extensions: required and missing; read as blank
          repair      data.personality: required and missing; read as blank
          repair      data.scenario: required and missing; read as blank
          repair      data.mes_example: required and missing; read as blank
          repair      data.creator_notes: required and missing; read as blank
          repair      data.system_prompt: required and missing; read as blank
          repair      data.post_history_instructions: required and missing; read as blank
          repair      data.alternate_greetings: required and missing; read as blank
          repair      data.character_version: required and missing; read as blank
    "#]]
    .assert_eq(&out);
    let (_, out, _) = run(dir.path(), &["card", "diff", "ada.json", "bo.json"]);
    expect![[r#"
        ~ name: Ada␛]0;[-owned-]{+others+}␇
            kept nothing
        ~ description: Keeps␛[2J a [-lamp-]{+reef+}.
        ~ character_book.entries["\u{9b}1m"].keys[0]: [-lamp-]{+reef+}�
    "#]]
    .assert_eq(&out);
}
