//! The prompt: a card and a chat in, the messages out, each with its tokens and origins.

use card::activation::{Profile, Settings, Timed, messages};
use card::macros::{Chance, Seeded};
use card::prompt::{Preset, Stage, preview};
use card::tokens::Tokens;
use expect_test::expect_file;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::Path;

fn stage<'a>(card: &'a card::Card, case: &Value, profile: Profile) -> Stage<'a> {
    let number = |key: &str| case[key].as_u64().unwrap_or_default() as usize;
    Stage {
        card,
        chat: messages(&case["chat"]).expect("messages"),
        greeting: number("greeting"),
        user: "Bram".into(),
        persona: case["persona"].as_str().expect("a persona").into(),
        profile,
        books: Vec::new(),
        settings: Settings::default(),
        max_context: number("maxContext"),
        max_response: number("maxResponse"),
        tokens: Tokens::parse("ceil(utf16len/4)").expect("an estimate"),
        chance: Chance::Seeded(Seeded::new(0)),
        clock: None,
        timed: Timed::default(),
        preset: Preset::default(),
    }
}

#[test]
fn every_case_comes_out_as_beside_it() {
    for name in ["whole", "small", "greeting"] {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cases/prompt/{name}.json"));
        let case: Value =
            serde_json::from_slice(&std::fs::read(&path).expect("a case")).expect("JSON");
        let reading = card::read(case["card"].to_string().as_bytes()).expect("a card");
        let mut out = format!("{}\n", case["about"].as_str().expect("what it is about"));
        for profile in case["profiles"].as_array().expect("profiles") {
            let profile = profile.as_str().expect("a name");
            let parsed = Profile::parse(profile).expect("a profile");
            let table = preview(&stage(&reading.card, &case, parsed)).to_table();
            // Writing to a String cannot fail.
            _ = write!(out, "\n== {profile}\n{table}");
        }
        expect_file![path.with_extension("txt")].assert_eq(&out);
    }
}

#[test]
fn what_is_sent_fits_and_what_does_not_is_told() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/prompt/whole.json");
    let case: Value = serde_json::from_slice(&std::fs::read(&path).expect("a case")).expect("JSON");
    let reading = card::read(case["card"].to_string().as_bytes()).expect("a card");
    let whole = preview(&stage(&reading.card, &case, Profile::SillyTavern));
    let all = whole.blocks.len();
    for max_context in (0..=1000).step_by(25) {
        let mut stage = stage(&reading.card, &case, Profile::SillyTavern);
        (stage.max_context, stage.max_response) = (max_context, 0);
        let preview = preview(&stage);
        assert!(preview.tokens <= preview.budget.max(3), "{max_context}");
        assert!(preview.blocks.len() <= all && preview.is_estimate);
        let sum: usize = preview.blocks.iter().map(|block| block.tokens).sum();
        assert_eq!(preview.tokens, sum + 3);
    }
}

#[test]
fn macros_that_double_what_they_say_are_cut_and_told() {
    let bomb = format!("{{{{setvar::a::x}}}}{}", "{{.a = {{.a}}{{.a}}}}".repeat(40) + "{{.a}}");
    let card = json!({ "spec": "chara_card_v2", "data": {
        "name": "Oda", "description": bomb, "personality": bomb, "scenario": bomb,
        "first_mes": "Late, {{user}}.", "mes_example": bomb, "system_prompt": bomb,
    } });
    let reading = card::read(card.to_string().as_bytes()).expect("a card");
    let case = json!({ "chat": [], "persona": "" });
    let preview = preview(&stage(&reading.card, &case, Profile::SillyTavern));
    let blocks = preview.blocks.iter().chain(preview.left_out.iter().map(|left| &left.block));
    let bytes: usize = blocks.map(|block| block.text.len()).sum();
    assert!(bytes < card::limits::MACRO_BYTES_MAX, "{bytes}");
    assert_eq!(preview.to_json()["macrosCut"], true);
    assert!(preview.to_table().contains("the last ones stay as they are written"));
}

#[test]
fn a_depth_is_a_number_however_it_is_written() {
    for (depth, role, puts) in [
        (json!(1.0), json!(1.0), [1, 1]),
        (json!("1"), json!("1"), [1, 1]),
        (json!(1.5), json!(1), [0, 0]),
        (json!(-1), json!(1), [0, 0]),
        (json!(1), json!(7), [1, 0]),
    ] {
        let entry = json!({
            "id": 1, "keys": [], "content": "Lore.", "enabled": true, "constant": true,
            "insertion_order": 1, "extensions": { "position": 4, "depth": depth, "role": role },
        });
        let note = json!({ "depth_prompt": { "prompt": "Note.", "depth": depth } });
        let card = json!({ "spec": "chara_card_v2", "data": {
            "name": "Oda", "first_mes": "Late.", "extensions": note,
            "character_book": { "entries": [entry], "extensions": {} },
        } });
        let reading = card::read(card.to_string().as_bytes()).expect("a card");
        let case = json!({ "chat": [{ "name": "Bram", "mes": "Sorry." }], "persona": "", "maxContext": 4096 });
        let preview = preview(&stage(&reading.card, &case, Profile::SillyTavern));
        let at_one =
            |role| preview.blocks.iter().filter(|it| it.id == "depth-1" && it.role == role).count();
        assert_eq!([at_one("system"), at_one("user")], puts, "{depth} {role}");
    }
}
