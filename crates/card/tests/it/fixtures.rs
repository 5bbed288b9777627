//! Our own cards: what each is read as, and that it comes out as it went in.

use crate::support::outline;
use card::{Disposition, Reading, Spec, read, write_json, write_png};
use expect_test::{Expect, expect};

const V2: &[u8] = include_bytes!("../fixtures/bram-okoye.v2.json");
const V3: &[u8] = include_bytes!("../fixtures/oda-lind.v3.json");
const PNG: &[u8] = include_bytes!("../fixtures/oda-lind.png");
const EXAMPLE_JSON: &[u8] = include_bytes!("../../../../examples/ines-calder.json");
const EXAMPLE_PNG: &[u8] = include_bytes!("../../../../examples/ines-calder.png");

fn check(bytes: &[u8], expected: Expect) {
    let reading = read(bytes).expect("our own card");
    assert_eq!(reading.repairs, []);
    assert_eq!(reading.warnings, []);
    expected.assert_eq(&summary(&reading));
}

fn summary(reading: &Reading) -> String {
    let data = &reading.card.data;
    let book = reading.card.lorebook();
    let kept = reading.fields().into_iter().filter(|line| line.disposition == Disposition::Kept);
    let kept: Vec<_> = kept.map(|line| line.path).collect();
    format!(
        "{}: {}, {} greetings, {} tags, {} entries; kept: {}",
        reading.format,
        data.name,
        1 + data.alternate_greetings.len(),
        data.tags.len(),
        book.map_or(0, |book| book.entries.len()),
        kept.join(" "),
    )
}

#[test]
fn each_is_read_as_what_it_is() {
    check(V2, expect!["V2 JSON: Bram Okoye, 2 greetings, 3 tags, 2 entries; kept: "]);
    check(V3, expect!["V3 JSON: Oda Lind, 1 greetings, 1 tags, 1 entries; kept: data.mood"]);
    check(PNG, expect!["V3 PNG (ccv3): Oda Lind, 1 greetings, 1 tags, 1 entries; kept: data.mood"]);
    check(EXAMPLE_JSON, expect!["V3 JSON: Ines Calder, 3 greetings, 5 tags, 6 entries; kept: "]);
    check(
        EXAMPLE_PNG,
        expect!["V3 PNG (ccv3): Ines Calder, 3 greetings, 5 tags, 6 entries; kept: "],
    );
}

#[test]
fn json_comes_out_as_the_same_text() {
    for (bytes, spec) in [(V2, Spec::V2), (V3, Spec::V3), (EXAMPLE_JSON, Spec::V3)] {
        let card = read(bytes).expect("our own card").card;
        assert_eq!(write_json(&card, spec).as_bytes(), bytes);
    }
}

#[test]
fn png_comes_out_byte_for_byte() {
    for bytes in [PNG, EXAMPLE_PNG] {
        let card = read(bytes).expect("our own card").card;
        assert!(write_png(bytes, &card).expect("written") == bytes);
    }
}

#[test]
fn the_example_is_the_same_card_in_both_forms() {
    let [json, png] = [EXAMPLE_JSON, EXAMPLE_PNG].map(|bytes| read(bytes).expect("ours").card);
    assert_eq!(json, png);
}

#[test]
fn an_edited_card_replaces_its_chunks_and_nothing_else() {
    let mut card = read(PNG).expect("our own card").card;
    card.data.first_mes = "\"It has made up its mind.\"".into();
    expect![[r#"
        IHDR
        tEXt Software
        zTXt chara
        IDAT
        iTXt ccv3
        tIME
        IEND"#]]
    .assert_eq(&outline(PNG));
    expect![[r#"
        IHDR
        tEXt Software
        tEXt chara
        tEXt ccv3
        IDAT
        tIME
        IEND"#]]
    .assert_eq(&outline(&write_png(PNG, &card).expect("written")));
}

#[test]
fn fields_are_listed_in_the_order_of_the_file() {
    let lines = read(V2).expect("our own card").fields();
    let lines: Vec<_> = lines
        .iter()
        .map(|line| format!("{:?} {} ×{}", line.disposition, line.path, line.count))
        .collect();
    expect![[r#"
        Read data.name ×1
        Read data.description ×1
        Read data.personality ×1
        Read data.scenario ×1
        Read data.first_mes ×1
        Read data.mes_example ×1
        Read data.creator_notes ×1
        Read data.system_prompt ×1
        Read data.post_history_instructions ×1
        Read data.alternate_greetings ×1
        Read data.tags ×1
        Read data.creator ×1
        Read data.character_version ×1
        Read data.extensions ×1
        Read data.character_book ×1
        Read data.character_book.name ×1
        Read data.character_book.extensions ×1
        Read data.character_book.entries ×1
        Read data.character_book.entries[].keys ×2
        Read data.character_book.entries[].content ×2
        Read data.character_book.entries[].extensions ×2
        Read data.character_book.entries[].enabled ×2
        Read data.character_book.entries[].insertion_order ×2
        Read data.character_book.entries[].id ×2
        Read data.character_book.entries[].position ×2
        Read data.character_book.entries[].secondary_keys ×1
        Read data.character_book.entries[].selective ×1"#]]
    .assert_eq(&lines.join("\n"));
}
