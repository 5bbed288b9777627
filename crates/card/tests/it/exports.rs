//! From every format into every other: what goes along, what is lost, and what stays as it was.

use crate::support::{Zipped, base64, chunk, exif, jpeg, outline, png, text, zip};
use card::{
    Card, Change, Difference, EntryId, Piece, Reading, Spec, Target, Tool, book_losses, diff,
    diff_books, export, export_book, losses, read, read_book,
};
use expect_test::{Expect, expect};
use serde_json::{Value, json};

const V3: &[u8] = include_bytes!("../fixtures/oda-lind.v3.json");
const V2: &[u8] = include_bytes!("../fixtures/bram-okoye.v2.json");
const PNG: &[u8] = include_bytes!("../fixtures/oda-lind.png");

fn to(reading: &Reading, target: Target, original: &[u8]) -> Vec<u8> {
    export(&reading.card, target, original, None).expect("written")
}

fn names(archive: &[u8]) -> String {
    let reading = read(archive).expect("a card");
    let names: Vec<_> = reading.attachments.iter().map(|it| it.path.as_str()).collect();
    names.join(" ")
}

#[test]
fn every_own_card_comes_back_from_every_format() {
    for original in [V2, V3, PNG] {
        let reading = read(original).expect("ours");
        for target in [Target::Json(Spec::V3), Target::Png, Target::Charx] {
            let back = read(&to(&reading, target, original)).expect("a card").card;
            let differs: Vec<_> =
                diff(&reading.card, &back).into_iter().map(|it| it.path).collect();
            // A picture of its own has a path in an archive.
            assert!(differs.iter().all(|path| path.starts_with("assets")), "{target}: {differs:?}");
        }
    }
}

#[test]
fn a_picture_goes_into_an_archive_and_back() {
    let asset =
        chunk(b"tEXt", format!("chara-ext-asset_:joy.webp\0{}", base64("joyful")).as_bytes());
    let card = r#"{"spec":"chara_card_v3","spec_version":"3.0","data":{"name":"Ada","assets":[{"type":"icon","uri":"ccdefault:","name":"main","ext":"png"},{"type":"emotion","uri":"__asset:joy.webp","name":"joy","ext":"webp"}]}}"#;
    let picture = png(&[asset, text("ccv3", card)]);
    let charx = to(&read(&picture).expect("a card"), Target::Charx, &picture);
    assert_eq!(names(&charx), "assets/icon/images/main.png assets/other/joy.webp");
    let inside = read(&charx).expect("a card");
    let uris: Vec<_> = inside.card.data.assets.iter().flatten().map(|it| it.uri.as_str()).collect();
    assert_eq!(uris, ["embeded://assets/icon/images/main.png", "embeded://assets/other/joy.webp"]);
    assert_eq!(
        (inside.repairs.len(), inside.warnings),
        (read(card.as_bytes()).expect("a card").repairs.len(), vec![])
    );

    let again = to(&read(&charx).expect("a card"), Target::Png, &charx);
    expect![[r#"
        IHDR
        IDAT
        tEXt chara
        tEXt ccv3
        tEXt chara-ext-asset_:assets/other/joy.webp
        IEND"#]]
    .assert_eq(&outline(&again));
    let outside = read(&again).expect("a card");
    let uris: Vec<_> =
        outside.card.data.assets.iter().flatten().map(|it| it.uri.as_str()).collect();
    assert_eq!(uris, ["ccdefault:", "__asset:assets/other/joy.webp"]);
    assert_eq!(outside.warnings, []);
}

#[test]
fn an_edited_archive_keeps_all_else() {
    let files = [
        Zipped::deflated("card.json", V3),
        Zipped::deflated("notes.txt", b"mine, mine, mine, mine"),
        Zipped::stored("assets/main.png", &png(&[])),
    ];
    let original = [jpeg(b""), zip(&files)].concat();
    let mut reading = read(&original).expect("a card");
    assert!(to(&reading, Target::Charx, &original) == original);
    reading.card.data.name = "Oda II".into();
    let edited = to(&reading, Target::Charx, &original);
    assert!(edited.starts_with(&jpeg(b"")));
    let again = read(&edited).expect("a card");
    assert_eq!(
        (&again.card, again.attachments, again.warnings),
        (&reading.card, reading.attachments, vec![])
    );
    // The packed bytes are copied as they are.
    assert!(edited.windows(files[1].data.len()).any(|it| it == files[1].data));
}

#[test]
fn a_card_without_a_picture_gets_a_blank_one() {
    let reading = read(V2).expect("ours");
    let written = to(&reading, Target::Png, V2);
    expect![[r#"
        IHDR
        PLTE
        IDAT
        tEXt chara
        tEXt ccv3
        IEND"#]]
    .assert_eq(&outline(&written));
    assert_eq!(read(&written).expect("a card").warnings, []);
    let given = export(&reading.card, Target::Png, V2, Some(PNG)).expect("written");
    assert_eq!(read(&given).expect("a card").card.data.name, "Bram Okoye");
}

#[test]
fn a_card_that_was_in_exif_goes_into_chunks() {
    let comment = exif(br#"{"character":{"aiName":"Ada","loreItems":[]},"version":4}"#);
    let picture = png(&[chunk(b"eXIf", &comment)]);
    let written = to(&read(&picture).expect("a card"), Target::Png, &picture);
    expect![[r#"
        IHDR
        eXIf
        IDAT
        tEXt chara
        tEXt ccv3
        IEND"#]]
    .assert_eq(&outline(&written));
    let reading = read(&written).expect("a card");
    assert_eq!(
        (reading.format.to_string().as_str(), reading.card.data.name.as_str()),
        ("V3 PNG (ccv3)", "Ada")
    );
}

fn lost(original: &[u8], target: Target, tool: Option<Tool>, expected: Expect) {
    let losses = losses(&read(original).expect("a card"), target, tool, original).expect("losses");
    let lines: Vec<_> = losses.iter().map(|it| format!("{}: {}", it.path, it.why)).collect();
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn losses_are_told_for_format_and_tool() {
    lost(PNG, Target::Png, None, expect![""]);
    lost(PNG, Target::Json(Spec::V3), None, expect!["(picture): V3 JSON carries no picture"]);
    lost(
        V2,
        Target::Byaf,
        None,
        expect![[r#"
            data.description: BYAF has one text for who the character is: the personality is joined to it
            data.personality: BYAF has one text for who the character is: it is joined to the description
            data.creator_notes: BYAF has no notes of the creator
            data.tags: BYAF has no tags, but for `nsfw`
            data.character_version: BYAF has no place for it
            data.extensions.repertoire/weather: BYAF has no place for it
            data.character_book.name: BYAF has no place for it
            data.character_book.entries: BYAF has no entries that are off: they are left out"#]],
    );
    lost(
        PNG,
        Target::Byaf,
        None,
        expect![[r#"
        data.nickname: BYAF has no place for it
        data.description: BYAF has one text for who the character is: the personality is joined to it
        data.personality: BYAF has one text for who the character is: it is joined to the description
        data.creator_notes: BYAF has no notes of the creator
        data.creator_notes_multilingual: BYAF has no place for it
        data.group_only_greetings: BYAF has no place for it
        data.tags: BYAF has no tags, but for `nsfw`
        data.character_version: BYAF has no place for it
        data.creation_date: BYAF has no place for it
        data.assets: BYAF has images of the character alone
        data.character_book.entries[0].insertion_order: BYAF keeps entries in their order, without numbers
        data.character_book.entries[0].use_regex: BYAF has no place for it
        data.character_book.entries[0].id: BYAF has no place for it
        data.mood: BYAF has no place for it"#]],
    );
    lost(
        V2,
        Target::Charx,
        Some(Tool::RisuAi),
        expect![[r#"
        data.character_book.entries[1].enabled: RisuAI switches the entry on
        data.character_book.entries[0].position: RisuAI places entries by decorators alone (and 1 more)"#]],
    );
    lost(V2, Target::Png, Some(Tool::SillyTavern), expect![[""]]);
    lost(
        V3,
        Target::Png,
        Some(Tool::Agnai),
        expect![[r#"
        data.personality: Agnai joins it to the description
        spec: Agnai reads V2; of a V3 JSON it takes the fields beside `data`, or nothing
        data.character_book.entries[0].use_regex: Agnai reads keys as plain text"#]],
    );
    lost(
        V3,
        Target::WorldInfo,
        None,
        expect!["entries[0].use_regex: world info tells regular expressions by their slashes"],
    );
}

#[test]
fn a_card_goes_into_a_byaf() {
    let reading = read(V2).expect("ours");
    let written = to(&reading, Target::Byaf, V2);
    assert_eq!(written, to(&reading, Target::Byaf, V2), "the same card, the same bytes");
    let back = read(&written).expect("a card");
    let data = &back.card.data;
    assert_eq!(data.first_mes, reading.card.data.first_mes);
    assert_eq!(data.alternate_greetings, reading.card.data.alternate_greetings);
    assert_eq!(data.mes_example, reading.card.data.mes_example);
    assert_eq!(data.character_book.as_ref().map(|book| book.entries.len()), Some(1));
    assert_eq!(back.warnings, []);

    // Edited, it keeps what it had.
    let mut edited = back.card.clone();
    edited.data.alternate_greetings.push("A third.".into());
    edited.data.scenario.push_str(" Later.");
    let again = read(&to(&Reading { card: edited.clone(), ..back }, Target::Byaf, &written))
        .expect("a card");
    assert_eq!(again.card.data.alternate_greetings, edited.data.alternate_greetings);
    assert_eq!(again.card.data.scenario, edited.data.scenario);
}

#[test]
fn a_book_goes_into_world_info_and_back() {
    let card = read(V2).expect("ours").card;
    let book = card.lorebook().expect("a book");
    let written = export_book(book, true, &[]);
    let json: Value = serde_json::from_slice(&written).expect("JSON");
    expect![[r#"{"name":"The Teal","entries":{"0":{"uid":0,"key":["umbrella"],"keysecondary":[],"comment":"","content":"There are sixty-one umbrellas in the wheelhouse, each with a label.","constant":false,"selective":false,"order":10,"disable":false,"position":0,"vectorized":false,"selectiveLogic":0,"ignoreBudget":false,"excludeRecursion":false,"preventRecursion":false,"matchPersonaDescription":false,"matchCharacterDescription":false,"matchCharacterPersonality":false,"matchCharacterDepthPrompt":false,"matchScenario":false,"matchCreatorNotes":false,"delayUntilRecursion":false,"probability":100,"useProbability":true,"depth":4,"outletName":"","group":"","groupOverride":false,"groupWeight":100,"scanDepth":null,"caseSensitive":null,"matchWholeWords":null,"useGroupScoring":null,"automationId":"","role":0,"sticky":null,"cooldown":null,"delay":null,"triggers":[],"displayIndex":0,"addMemo":false},"1":{"uid":1,"key":["chain","gap"],"keysecondary":[],"comment":"","content":"The chain is older than the ferry.","constant":false,"selective":false,"order":20,"disable":true,"position":1,"vectorized":false,"selectiveLogic":0,"ignoreBudget":false,"excludeRecursion":false,"preventRecursion":false,"matchPersonaDescription":false,"matchCharacterDescription":false,"matchCharacterPersonality":false,"matchCharacterDepthPrompt":false,"matchScenario":false,"matchCreatorNotes":false,"delayUntilRecursion":false,"probability":100,"useProbability":true,"depth":4,"outletName":"","group":"","groupOverride":false,"groupWeight":100,"scanDepth":null,"caseSensitive":null,"matchWholeWords":null,"useGroupScoring":null,"automationId":"","role":0,"sticky":null,"cooldown":null,"delay":null,"triggers":[],"displayIndex":1,"addMemo":false}}}"#]].assert_eq(&json.to_string());
    let back = read_book(&written).expect("a book");
    assert_eq!(back.repairs, []);
    let differs: Vec<_> = diff_books(book, &back.book).into_iter().map(|it| it.path).collect();
    assert!(differs.iter().all(|path| path.contains(".extensions.")), "{differs:?}");
    assert_eq!(export_book(&back.book, true, &written), written);
    assert_eq!(book_losses(book, true), []);
}

#[test]
fn entries_of_one_id_are_all_written() {
    let mut book = read(V2).expect("ours").card.lorebook().expect("a book").clone();
    for entry in &mut book.entries {
        entry.id = Some(EntryId::Number(7));
    }
    let back = read_book(&export_book(&book, true, &[])).expect("a book").book;
    let ids: Vec<_> = back.entries.iter().filter_map(|it| it.id.clone()).collect();
    assert_eq!(ids, [EntryId::Number(1), EntryId::Number(7)]);
}

fn told(differences: &[Difference]) -> String {
    let pieces = |pieces: &[Piece]| -> String {
        let piece = |it: &Piece| match it {
            Piece::Same(text) => text.clone(),
            Piece::Removed(text) => format!("[-{text}-]"),
            Piece::Added(text) => format!("[+{text}+]"),
        };
        pieces.iter().map(piece).collect()
    };
    let line = |it: &Difference| match &it.change {
        Change::Added(value) => format!("+ {}: {value}", it.path),
        Change::Removed(value) => format!("- {}: {value}", it.path),
        Change::Changed(from, to) => format!("~ {}: {from} → {to}", it.path),
        Change::Moved { from, to } => format!("~ {}: {from} → {to}", it.path),
        Change::Text(text) => format!("~ {}: {}", it.path, pieces(text)),
    };
    differences.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn differences_are_told_by_field_word_and_entry() {
    let one = read(V2).expect("ours").card;
    assert_eq!(diff(&one, &one), []);
    let mut other: Card = one.clone();
    let data = &mut other.data;
    data.personality = "unhurried, courteous, fond of fog".into();
    data.tags = vec!["night".into(), "ferry".into(), "cozy".into()];
    data.nickname = Some("Bram".into());
    data.alternate_greetings.push("\"Rain again.\"".into());
    data.extensions.insert("fav".into(), json!(true));
    let book = data.character_book.get_or_insert_default();
    book.entries.reverse();
    book.entries[0].content.push_str(" It squeaks.");
    book.entries[0].enabled = true;
    book.entries.push(card::LoreEntry { keys: vec!["fog".into()], ..card::LoreEntry::default() });
    expect![[r#"
        ~ personality: unhurried, courteous, fond of [-puns-][+fog+]
        + alternate_greetings[1]: "\"Rain again.\""
        ~ tags[0]: 0 → 1
        ~ tags[1]: 1 → 0
        + extensions.fav: true
        + nickname: "Bram"
        ~ character_book.entries["chain"].content: The chain is older than the ferry.[+ It squeaks.+]
        ~ character_book.entries["chain"].enabled: false → true
        + character_book.entries["fog"]: {"keys":["fog"],"content":"","extensions":{},"enabled":true,"insertion_order":100,"use_regex":false,"constant":false,"selective":false}"#]].assert_eq(&told(&diff(&one, &other)));
}
