use domain::Digest;
use domain::draft::*;
use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::samples::draft;

fn violations(json: Value) -> String {
    let violations = match DraftEdit::parse(json) {
        Ok(edit) => validate(&edit),
        Err(violations) => violations,
    };
    violations.iter().map(|it| format!("{it}\n")).collect()
}

#[test]
fn every_unknown_field_and_wrong_type_is_told_at_once() {
    expect![[r#"
        persona_prompt: a draft has no such field; did you mean `personaPrompt`?
        mood: a draft has no such field
        tags: invalid type: string "sea", expected a sequence
        name: invalid type: null, expected a string
    "#]]
    .assert_eq(&violations(
        json!({"persona_prompt": "x", "mood": 1, "tags": "sea", "name": null, "voiceId": null}),
    ));
}

#[test]
fn every_broken_limit_is_told_at_once() {
    let edit = json!({
        "name": " ", "greeting": "nul \0", "versionLabel": "v".repeat(201),
        "tags": ["sea", "Open Sea", "!"], "alternateGreetings": ["a\0"],
        "modelPacks": [{"modelPackId": "lyra", "minVersion": 3, "maxVersion": 2}],
        "characterBook": {"entries": [{"keys": "sea", "content": "x"}, {"keys": []}, 3], "scan_depth": "deep"},
        "authoringNotes": [], "toolMetadata": {"deep": {"k\0": 1}},
    });
    expect![[r#"
        greeting: holds the character U+0000, which PostgreSQL can't keep
        versionLabel: has 201 characters; at most 200 are kept
        name: a character has a name
        alternateGreetings[0]: holds the character U+0000, which PostgreSQL can't keep
        tags[1]: `Open Sea` is not a tag id; its id is `open-sea`
        tags[2]: `!` is not a tag id: letters and digits in lower case, hyphens between
        modelPacks[0]: maxVersion 2 is below minVersion 3
        characterBook.scan_depth: is a number or null
        characterBook.entries[0].keys: is a list of texts
        characterBook.entries[1].content: is missing
        characterBook.entries[2]: is an object
        authoringNotes: is a JSON object, or null for none
        toolMetadata.deep: holds the character U+0000, which PostgreSQL can't keep
    "#]]
    .assert_eq(&violations(edit));
}

#[test]
fn null_empties_and_absence_leaves_alone() {
    let before = draft(
        json!({"name": "Ada", "voiceId": "alto", "characterBook": {"entries": []}, "tags": ["sea", "lamp", "sea"]}),
    );
    let edit = DraftEdit::parse(json!({"voiceId": null, "name": "Ada Quill"})).expect("an edit");
    let after = edit.apply(&before);
    let changed: Vec<_> = changed_fields(&before, &after).iter().map(ToString::to_string).collect();
    assert_eq!(changed, ["name", "voiceId"]);
    assert_eq!((after.voice_id, after.character_book.is_some(), after.tags.len()), (None, true, 2));
}

/// `edit` is `base: fields`, `history` is `version: fields` for each save since; `=` before the
/// fields says that it is the very save that is being decided.
fn check(current: i32, edit: &str, history: &[&str], expected: &Expect) {
    let (base_version, fields) = split(edit);
    let digest = Digest::of(edit);
    let named = |name: &str| DraftField::named(name).expect("a field");
    let envelope =
        EditEnvelope { base_version, digest, fields: fields.iter().map(|it| named(it)).collect() };
    let since: Vec<_> = history.iter().map(|past| past_edit(past, digest)).collect();
    expected.assert_eq(&format!("{:?}", decide_save(current, &envelope, &since)));
}

fn past_edit(text: &str, same: Digest) -> PastEdit {
    let (version, changed_fields) = split(text.trim_end_matches('='));
    let digest = if text.ends_with('=') { same } else { Digest::of(text) };
    PastEdit { version, digest, changed_fields }
}

fn split(text: &str) -> (i32, Vec<String>) {
    let (number, fields) = text.split_once(':').expect("a colon");
    let fields = fields.split_whitespace().map(str::to_owned).collect();
    (number.parse().expect("a number"), fields)
}

#[test]
fn a_save_is_applied_merged_recognised_or_refused_with_what_collides() {
    check(4, "4: name", &[], &expect!["Apply { fields: [Name] }"]);
    check(
        6,
        "4: name",
        &["5: greeting", "6: tags"],
        &expect!["Merge { fields: [Name], over: [5, 6] }"],
    );
    check(
        6,
        "4: name greeting",
        &["5: greeting", "6: tags"],
        &expect!["Stale { colliding: [Greeting], current: 6 }"],
    );
    check(6, "4: name", &["5: name =", "6: name"], &expect!["AlreadySaved { version: 5 }"]);
    check(4, "4:", &[], &expect!["AlreadySaved { version: 4 }"]);
}

#[test]
fn what_history_does_not_reach_is_stale_and_never_guessed() {
    check(6, "4: name", &["6: tags"], &expect!["Stale { colliding: [Name], current: 6 }"]);
    check(6, "4: name", &[], &expect!["Stale { colliding: [Name], current: 6 }"]);
    check(6, "9: name", &[], &expect!["Stale { colliding: [Name], current: 6 }"]);
    check(
        6,
        "5: name",
        &["6: name_of_an_older_contract"],
        &expect!["Merge { fields: [Name], over: [6] }"],
    );
    check(6, "5: name", &["4: name =", "6: tags"], &expect!["Merge { fields: [Name], over: [6] }"]);
}

#[test]
fn the_digest_of_a_save_is_of_its_base_and_its_fields_in_any_order() {
    let digest = |base, text: &str| {
        let edit = DraftEdit::parse(serde_json::from_str(text).expect("JSON")).expect("an edit");
        edit_digest(base, &edit).expect("a digest")
    };
    let one = digest(1, r#"{"name": "Ada", "voiceId": null}"#);
    assert_eq!(one, digest(1, r#"{"voiceId": null, "name": "Ada"}"#));
    assert_ne!(one, digest(1, r#"{"name": "Ada"}"#));
    assert_ne!(one, digest(2, r#"{"name": "Ada", "voiceId": null}"#));
}
