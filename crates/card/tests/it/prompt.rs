//! The prompt: a card and a chat in, the messages out, each with its tokens and origins.

use card::activation::{Book, Bound, Profile, Settings, Timed, messages};
use card::macros::{Chance, Seeded};
use card::prompt::{Preset, Preview, Stage, preview};
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

/// The prompt of a card of these fields under SillyTavern's rules, with a main prompt of `Go.`.
fn prompt(data: Value, chat: Value, max_context: usize, books: &[(&Book, Bound)]) -> Preview {
    let mut card =
        json!({ "spec": "chara_card_v2", "data": { "name": "Oda", "first_mes": "Late." } });
    for (key, value) in data.as_object().expect("fields") {
        card["data"][key] = value.clone();
    }
    let reading = card::read(card.to_string().as_bytes()).expect("a card");
    let case = json!({ "chat": chat, "persona": "", "maxContext": max_context });
    let mut stage = stage(&reading.card, &case, Profile::SillyTavern);
    stage.preset.main = "Go.".into();
    stage.books = books.to_vec();
    preview(&stage)
}

/// Its messages, each with who says it.
fn said(data: Value, chat: Value, books: &[(&Book, Bound)]) -> Vec<String> {
    let blocks = prompt(data, chat, 4096, books).blocks;
    blocks.iter().map(|it| format!("{}: {}", it.name.unwrap_or(it.role), it.text)).collect()
}

/// An entry of a card's book that always fires.
fn constant(id: i64, content: &str, extensions: Value) -> Value {
    json!({
        "id": id, "keys": [], "content": content, "enabled": true, "constant": true,
        "insertion_order": 1, "extensions": extensions,
    })
}

/// A book beside the card's own.
fn beside(entries: Value) -> Book {
    Book::from_json(json!({ "entries": entries }), "beside").expect("a book")
}

const OPENING: &str = "system: [Start a new Chat]";

#[test]
fn a_field_is_trimmed_and_knows_no_other_field() {
    let data = json!({
        "description": " Tall.\r\n{{personality}}{{scenario}}!\n",
        "personality": "Calm. {{description}}",
        "scenario": " A reef.",
        "mes_example": " {{char}}: Hi. {{scenario}}",
        "first_mes": "{{personality}} {{scenario}} {{mesExamples}}",
    });
    let expected = [
        "system: Go.",
        "system: Tall.\n!",
        "system: Calm. ",
        "system: A reef.",
        "system: [Example Chat]",
        "example_assistant: Hi.",
        OPENING,
        "assistant: Calm.  A reef. <START>\nOda: Hi.\n",
    ];
    assert_eq!(said(data, json!([]), &[]), expected);
}

#[test]
fn variables_are_set_and_read_in_sillytaverns_order() {
    let data = json!({
        "system_prompt": "[{{getvar::mood}}]",
        "description": "{{setvar::mood::calm}}{{getvar::mood}}",
        // Read with the other fields, and once more where the preset asks for it.
        "scenario": "{{incvar::n}}",
    });
    let chat = json!([
        { "name": "Oda", "mes": "{{setvar::hour::late}}{{getvar::n}}" },
        { "name": "Bram", "is_user": true, "mes": "{{getvar::hour}}" },
    ]);
    let expected =
        ["system: []", "system: calm", "system: 2", OPENING, "assistant: 1", "user: late"];
    assert_eq!(said(data, chat, &[]), expected);
}

#[test]
fn what_is_put_among_messages_is_trimmed_once_macros_are_replaced() {
    let note = json!({ "prompt": "{{noop}} Tired. {{noop}}", "depth": 0, "role": 2 });
    let data = json!({
        "extensions": { "depth_prompt": note },
        "character_book": { "extensions": {}, "entries": [
            constant(1, "One.", json!({ "position": 4, "depth": 0, "role": 0 })),
            constant(2, "Two.", json!({ "position": 4, "depth": 0, "role": 1 })),
            constant(3, " {{noop}} ", json!({ "position": 4, "depth": 1, "role": 0 })),
        ] },
    });
    let expected = [
        "system: Go.",
        OPENING,
        "assistant: Late.",
        "assistant: Tired.",
        "user: Two.",
        "system: One.",
    ];
    assert_eq!(said(data, json!([]), &[]), expected);
}

#[test]
fn of_texts_at_depth_that_are_called_the_same_the_later_is_used() {
    let entry = |uid: i64, content: &str| {
        json!({
            "uid": uid, "constant": true, "content": content, "order": uid,
            "position": 4, "depth": null,
        })
    };
    let book = beside(json!({ "1": entry(1, "One."), "2": entry(2, "Two.") }));
    let said = said(json!({}), json!([]), &[(&book, Bound::Global)]);
    assert_eq!(said, ["system: Go.", OPENING, "assistant: Late.", "system: One."]);
}

#[test]
fn the_cards_own_book_stands_before_others_of_the_character() {
    let entry = constant(1, "Own.", json!({ "position": 0 }));
    let own = json!({ "character_book": { "extensions": {}, "entries": [entry] } });
    let book = beside(json!({
        "1": { "uid": 1, "constant": true, "content": "Other.", "order": 1 },
    }));
    let said = said(own, json!([]), &[(&book, Bound::Character)]);
    // Of the same order the last stands first.
    assert_eq!(said[1], "system: Other.\nOwn.");
}

#[test]
fn a_card_without_a_first_message_begins_with_the_first_of_the_others() {
    let data = json!({ "first_mes": "", "alternate_greetings": ["Again?", "Third."] });
    assert_eq!(said(data, json!([]), &[])[2], "assistant: Again?");
}

#[test]
fn hidden_messages_are_not_sent() {
    let chat = json!([
        { "name": "Oda", "mes": "Late." },
        { "name": "Bram", "is_user": true, "is_system": true, "mes": "Hidden." },
        { "name": "Bram", "is_user": true, "mes": "Sorry." },
    ]);
    let expected = ["system: Go.", OPENING, "assistant: Late.", "user: Sorry."];
    assert_eq!(said(json!({}), chat, &[]), expected);
}

#[test]
fn an_empty_line_of_an_example_is_not_sent_but_needs_room() {
    let data = json!({ "mes_example": "{{user}}:\n{{char}}: Hi." });
    // What opens the answer, the prompt and the history take 27; the example 21, and its empty line 9.
    for (max_context, sends) in [(56, 3), (57, 5)] {
        let preview = prompt(data.clone(), json!([]), max_context, &[]);
        assert_eq!(preview.blocks.len(), sends, "{max_context}");
        let left: Vec<_> = preview.left_out.iter().map(|left| &*left.block.text).collect();
        assert_eq!(left, if sends == 3 { vec!["Hi."] } else { vec![] });
    }
}

#[test]
fn what_has_to_be_there_and_has_no_room_ends_the_prompt() {
    let data = json!({
        "description": "x".repeat(400),
        "personality": "Calm.",
        "post_history_instructions": "Stay.",
        "mes_example": "{{char}}: Hi.",
    });
    let preview = prompt(data, json!([]), 60, &[]);
    let sent: Vec<_> = preview.blocks.iter().map(|block| &*block.text).collect();
    assert_eq!(sent, ["Go."]);
    let left: Vec<_> = preview.left_out.iter().map(|left| (&*left.block.id, left.why)).collect();
    let (small, ended) = (
        "required, and the context is too small for it",
        "something required had no room before it, which ends the prompt",
    );
    let expected = [
        ("charDescription", small),
        ("charPersonality", ended),
        ("jailbreak", ended),
        ("newMainChat", ended),
        ("chatHistory-1", ended),
        ("dialogueExamples 0-0", ended),
    ];
    assert_eq!(left, expected);
}
