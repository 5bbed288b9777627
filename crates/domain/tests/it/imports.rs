use domain::draft::DraftEdit;
use domain::import::{export, export_over, import};
use domain::revision::SealedContent;
use expect_test::expect;
use serde_json::{Value, json};

use crate::samples::draft;

fn read(json: &Value) -> card::Reading {
    card::read(json.to_string().as_bytes()).expect("a card")
}

fn v2() -> Value {
    json!({"spec": "chara_card_v2", "spec_version": "2.0", "name": "Ada", "mood": "wry", "data": {
        "name": "Ada", "description": "Keeps a lighthouse.", "personality": "", "scenario": "", "first_mes": "Come in.\u{0}",
        "mes_example": "", "creator_notes": "", "system_prompt": "", "post_history_instructions": "",
        "alternate_greetings": ["Go."], "tags": ["Open Sea", "❤"], "creator": "x".repeat(201), "character_version": 2,
        "extensions": {"depth_prompt": {"depth": 4}}, "house": {"colour": "white"},
        "character_book": {"extensions": {}, "entries": [{"keys": "sea, salt", "content": "Salt.", "enabled": true, "insertion_order": 1, "extensions": {"x": 1}}]},
    }})
}

/// The book, the label and what is kept of the card.
fn kept_beside(draft: &domain::draft::DraftContent) -> String {
    let metadata = draft.tool_metadata.as_ref().expect("it is kept");
    let data = &metadata["card"]["residue"]["data"];
    let book = draft.character_book.as_ref().expect("a book");
    let values = [&json!(draft.version_label), book, data];
    values.map(|value| format!("{value}\n")).concat().replace(&"x".repeat(200), "x…")
}

#[test]
fn each_field_of_a_card_is_accounted_for() {
    let imported = import(&read(&v2()));
    assert_eq!(imported.violations, []);
    let lines: String = imported
        .report
        .fields
        .iter()
        .map(|it| {
            format!(
                "{} -> {} {:?}{}\n",
                it.path,
                it.to,
                it.disposition,
                it.note.as_ref().map_or(String::new(), |note| format!(" ({note})"))
            )
        })
        .collect();
    expect![[r#"
        mood -> toolMetadata Kept
        data.name -> name Taken
        data.description -> personaPrompt Taken
        data.personality -> personality Taken
        data.scenario -> scenario Taken
        data.first_mes -> greeting Repaired (held U+0000, which was taken out)
        data.mes_example -> exampleDialogue Taken
        data.creator_notes -> creatorNotes Taken
        data.system_prompt -> systemPromptOverride Taken
        data.post_history_instructions -> postHistoryInstructions Taken
        data.alternate_greetings -> alternateGreetings Taken
        data.tags -> tags Taken
        data.creator -> attribution Truncated
        data.character_version -> versionLabel Repaired (not a text; read as its digits or word)
        data.extensions -> toolMetadata Kept
        data.house -> toolMetadata Kept
        data.character_book -> characterBook Taken
        data.character_book.extensions -> characterBook Taken
        data.character_book.entries -> characterBook Taken
        data.character_book.entries[].keys -> characterBook Repaired (a text where a list belongs; read as divided by commas)
        data.character_book.entries[].content -> characterBook Taken
        data.character_book.entries[].enabled -> characterBook Taken
        data.character_book.entries[].insertion_order -> characterBook Taken
        data.character_book.entries[].extensions -> characterBook Taken
    "#]]
    .assert_eq(&lines);
    expect![[r#"
        "2"
        {"extensions":{},"entries":[{"keys":["sea","salt"],"content":"Salt.","enabled":true,"insertion_order":1,"extensions":{"x":1},"use_regex":false}]}
        {"name":"Ada","description":"","personality":"","scenario":"","first_mes":"","mes_example":"","creator_notes":"","system_prompt":"","post_history_instructions":"","alternate_greetings":[],"tags":["Open Sea","❤"],"creator":"x…x","character_version":2,"extensions":{"depth_prompt":{"depth":4}},"house":{"colour":"white"},"character_book":{"extensions":{},"entries":[{"keys":"sea, salt","content":"Salt.","enabled":true,"insertion_order":1,"extensions":{"x":1}}]}}
    "#]]
    .assert_eq(&kept_beside(&imported.draft));
}

#[test]
fn what_was_not_edited_comes_back_and_what_was_is_written() {
    let mut card = v2();
    card["data"]["first_mes"] = json!("Come in.");
    let imported = import(&read(&card)).draft;
    let back = export(&imported).expect("a card");
    assert_eq!(Value::Object(back.to_json(back.spec)), card);

    let edit = json!({"greeting": "Go away.", "tags": ["storm", "open-sea"], "name": "Ada Quill", "characterBook": null});
    let edited = DraftEdit::parse(edit).expect("an edit").apply(&imported);
    let back = export(&edited).expect("a card");
    card["name"] = json!("Ada Quill");
    card["data"]["name"] = json!("Ada Quill");
    card["data"]["first_mes"] = json!("Go away.");
    card["data"]["tags"] = json!(["storm", "Open Sea", "❤"]);
    card["data"].as_object_mut().expect("data").remove("character_book");
    assert_eq!(Value::Object(back.to_json(back.spec)), card);
}

#[test]
fn a_draft_that_was_no_card_becomes_one() {
    let card = export(&draft(json!({"name": "Ada", "greeting": "Come in.", "tags": ["sea"]})))
        .expect("a card");
    let reading = card::read(card::write_json(&card, card::Spec::V3).as_bytes()).expect("a card");
    assert_eq!(
        (reading.card.data.name.as_str(), reading.card.data.first_mes.as_str()),
        ("Ada", "Come in.")
    );
    assert!(reading.repairs.is_empty(), "{:?}", reading.repairs);
}

/// Through a draft and through sealed content, each real card comes back with the same value, and with
/// the file at hand as the same card.
#[test]
fn real_cards_come_back() {
    let mut seen = 0;
    for folder in ["cards/v1", "cards/v2", "cards/v3", "cards/png", "cards/charx"] {
        let Some(folder) = crate::corpus::folder(folder) else { return };
        for path in crate::corpus::files(&folder) {
            let Ok(reading) = card::read(&std::fs::read(&path).expect("a file")) else { continue };
            let imported = import(&reading);
            assert_eq!(imported.violations, [], "{path:?}");
            let slug = domain::Slug::parse("x").expect("a slug");
            let sealed =
                SealedContent::new(slug, imported.draft, Vec::new()).seal().expect("it seals");
            let opened = SealedContent::parse(&sealed.content).expect("it opens");
            let back = export(&opened.draft).expect("a card");
            let spec = reading.card.spec;
            let canonical = |card: &card::Card| {
                domain::canonical::to_string(&card.to_json(spec)).expect("canonical")
            };
            assert_eq!(canonical(&back), canonical(&reading.card), "{path:?}");
            let over = export_over(&opened.draft, &reading).expect("a card");
            assert!(over == reading.card, "{path:?}");
            seen += 1;
        }
    }
    assert!(seen > 0, "the corpus has cards");
}

/// A database and canonical JSON order keys as they like and write numbers their way.
#[test]
fn with_the_file_at_hand_what_was_not_edited_is_written_as_it_stands_there() {
    let text = r#"{"spec":"chara_card_v3","z":1.0,"spec_version":"3.0","data":{"name":"Ada","tags":[],"extensions":{"zeta":1e2,"a":[{"y":1,"x":2.50}]},"first_mes":"Hi","character_book":{"name":"B","extensions":{},"entries":[{"keys":["k"],"content":"c","use_regex":false,"extensions":{"z":1,"a":2.0},"enabled":true,"insertion_order":1}]}}}"#;
    let reading = card::read(text.as_bytes()).expect("a card");
    let imported = import(&reading).draft;
    let slug = domain::Slug::parse("ada").expect("a slug");
    let sealed = SealedContent::new(slug, imported, Vec::new()).seal().expect("it seals");
    let mut kept = SealedContent::parse(&sealed.content).expect("it opens").draft;
    assert_ne!(export(&kept).expect("a card"), reading.card);
    let back = export_over(&kept, &reading).expect("a card");
    assert_eq!(Value::Object(back.to_json(back.spec)).to_string(), reading_text(&reading));
    assert!(back == reading.card, "{:?}\n{:?}", back, reading.card);
    // An edit of the book is written, and the rest of it stays as it stands in the file.
    kept.character_book.as_mut().expect("a book")["entries"][0]["content"] = json!("d");
    let card = export_over(&kept, &reading).expect("a card");
    let written = Value::Object(card.to_json(card.spec)).to_string();
    assert_eq!(written, reading_text(&reading).replace("\"content\":\"c\"", "\"content\":\"d\""));
}

fn reading_text(reading: &card::Reading) -> String {
    Value::Object(reading.card.to_json(reading.card.spec)).to_string()
}
