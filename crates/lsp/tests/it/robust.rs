//! Any text, any place.

use lsp::{Lines, Place, complete, definition, fixes, hover, outline, references, rename};
use lsp_types::Position;

use crate::support::{SHOP, project};

fn asked_everywhere(text: &str, step: usize) {
    let it = project(&[text]);
    outline(&it, 0);
    lsp::findings(&it, 0);
    fixes(&it, 0, 0..text.len());
    for offset in (0..text.len() + 2).step_by(step) {
        let place = Place { file: 0, offset };
        hover(&it, place);
        complete(&it, place);
        definition(&it, place);
        references(&it, place, true);
        let _refused = rename(&it, place, "Other");
    }
}

#[test]
fn every_place_of_every_prefix_is_answered() {
    let ends = SHOP.char_indices().map(|(at, _)| at).step_by(7);
    ends.for_each(|end| asked_everywhere(&SHOP[..end], 5));
    asked_everywhere(SHOP, 1);
}

#[test]
fn strange_texts_are_answered() {
    for text in [
        "",
        "\u{feff}",
        "é@",
        "model é {\n é é @é(é: [é(é",
        "model A {\n@@index([(\n}",
        "/// @é",
        "\r\r\n\u{2028}",
        "model A { id Int @id @map(\"\\",
    ] {
        asked_everywhere(text, 1);
    }
}

#[test]
fn positions_count_as_the_protocol_does() {
    let text = "a\r\n😀é\rz\n";
    let lines = Lines::new(text);
    let places: Vec<_> = text.char_indices().map(|(at, _)| lines.position(text, at)).collect();
    let expected = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (1, 3), (2, 0), (2, 1)];
    assert_eq!(places, expected.map(|(line, character)| Position::new(line, character)));
    for (at, _) in text.char_indices().filter(|(_, c)| !"\r\n".contains(*c)) {
        assert_eq!(lines.offset(text, lines.position(text, at)), at);
    }
    assert_eq!(lines.offset(text, Position::new(0, 99)), 1);
    assert_eq!(lines.offset(text, Position::new(99, 0)), text.len());
}
