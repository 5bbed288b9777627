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
