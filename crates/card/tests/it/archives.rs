//! Archives made to hurt: a clear error, before anything is unpacked.

use crate::support::{Zipped, zip};
use card::{CardError, Warning, limits, read};
use expect_test::{Expect, expect};

const CARD: &str = r#"{"spec":"chara_card_v3","data":{"name":"Ada"}}"#;

fn card() -> Zipped {
    Zipped::deflated("card.json", CARD.as_bytes())
}

fn refused(files: &[Zipped], expected: Expect) {
    expected.assert_eq(&read(&zip(files)).expect_err("hostile").to_string());
}

#[test]
fn what_no_honest_archive_has_is_refused() {
    refused(
        &[card(), Zipped::stored("../../etc/cron.d/x", b"x")],
        expect![[
            r#"the archive holds "../../etc/cron.d/x", which leads out of it; no honest card does: do not import it"#
        ]],
    );
    for name in ["/etc/passwd", "a\\..\\..\\b", "C:/x", "a/../../b", "a\0b"] {
        let error = read(&zip(&[card(), Zipped::stored(name, b"x")])).expect_err("hostile");
        assert!(matches!(error, CardError::ArchiveHostile { .. }), "{name:?}: {error}");
    }
    refused(
        &[card(), card()],
        expect![[r#"the archive holds "card.json" twice; no honest card does: do not import it"#]],
    );
    // One block of data that many entries share, as Fifield's bomb has it.
    let kernel = Zipped::deflated("a", &vec![0; 1 << 20]);
    let shared = Zipped { name: b"b".to_vec(), offset: Some(0), ..kernel.clone() };
    refused(
        &[kernel, shared, card()],
        expect![
            "the archive holds entries that lie over each other; no honest card does: do not import it"
        ],
    );
    refused(
        &[Zipped { flags: 1, ..card() }],
        expect!["the archive is locked with a password; pack it again as a plain zip"],
    );
    refused(
        &[Zipped { method: 14, ..card() }],
        expect!["the archive is packed in a way other than deflate; pack it again as a plain zip"],
    );
}

#[test]
fn a_bomb_is_not_inflated() {
    let bomb = Zipped::deflated("card.json", &vec![b' '; limits::JSON_BYTES_MAX + 1]);
    refused(
        std::slice::from_ref(&bomb),
        expect![[
            r#""card.json" in the archive unpacks to more than 16777216 bytes; make it smaller"#
        ]],
    );
    refused(
        &[Zipped { size: 1000, ..bomb }],
        expect![[
            r#"the archive unpacks "card.json" to more than it says; no honest card does: do not import it"#
        ]],
    );
    // Many parts that are each small enough are no way around it.
    let part =
        |index: usize| Zipped::deflated(&format!("scenarios/{index}.json"), &vec![b' '; 4 << 20]);
    let parts: Vec<Zipped> = (0..8).map(part).collect();
    let names: Vec<String> =
        (0..8).map(|index| format!("{:?}", format!("scenarios/{index}.json"))).collect();
    let manifest = format!(r#"{{"characters":["c.json"],"scenarios":[{}]}}"#, names.join(","));
    let head = [
        Zipped::stored("manifest.json", manifest.as_bytes()),
        Zipped::stored("c.json", br#"{"name":"Ada"}"#),
    ];
    let reading = read(&zip(&[&head[..], &parts].concat())).expect("the character is whole");
    let too_large = |it: &&Warning| {
        matches!(it, Warning::PartUnreadable { error: CardError::FileInArchiveTooLarge { .. }, .. })
    };
    assert!(reading.warnings.iter().filter(too_large).count() >= 5, "{:?}", reading.warnings);
}

#[test]
fn an_archive_cut_anywhere_is_refused() {
    let whole = zip(&[card(), Zipped::stored("a.png", b"picture")]);
    for end in 0..whole.len() {
        let error = read(&whole[..end]).expect_err("cut");
        let expected = matches!(
            error,
            CardError::ArchiveDamaged { .. } | CardError::Empty | CardError::NotACardFile
        );
        assert!(expected, "{end}: {error}");
    }
}

#[test]
fn a_changed_byte_is_noticed_or_does_not_matter() {
    let whole = zip(&[card(), Zipped::stored("a.png", b"picture")]);
    for index in 0..whole.len() {
        for bit in [1, 0x80] {
            let mut bytes = whole.clone();
            bytes[index] ^= bit;
            if let Ok(reading) = read(&bytes) {
                let noticed = !reading.warnings.is_empty() || reading.card.data.name == "Ada";
                assert!(noticed, "byte {index}");
            }
        }
    }
}

#[test]
fn a_wrong_checksum_is_reported_and_the_card_read() {
    let reading = read(&zip(&[Zipped { checksum: 7, ..card() }])).expect("a card");
    assert_eq!(reading.card.data.name, "Ada");
    let name = "card.json".to_owned();
    assert_eq!(reading.warnings[0], Warning::WrongChecksumInArchive { name });
}

#[test]
fn more_files_than_a_card_has_are_refused() {
    let many: Vec<Zipped> =
        (0..=limits::ARCHIVE_ENTRIES_MAX).map(|it| Zipped::stored(&it.to_string(), b"")).collect();
    let (found, limit) = (many.len(), limits::ARCHIVE_ENTRIES_MAX);
    assert_eq!(read(&zip(&many)), Err(CardError::TooManyFiles { found, limit }));
}

#[test]
fn yaml_is_bounded() {
    let error = |text: &str| read(text.as_bytes()).expect_err("hostile");
    // Ten aliases of ten aliases of ten …
    let mut laughs = "a0: &a0 [lol, lol]\n".to_owned();
    for level in 1..12 {
        let alias = vec![format!("*a{}", level - 1); 10].join(",");
        laughs += &format!("a{level}: &a{level} [{alias}]\n");
    }
    assert!(matches!(error(&laughs), CardError::TooManyValues { .. }));
    let long = format!("name: &x {}\nb: [{}]\n", "y".repeat(100_000), vec!["*x"; 1000].join(","));
    assert!(matches!(error(&long), CardError::JsonTooLarge { .. }));
    assert_eq!(error(&format!("name: {}", "[".repeat(100_000))), CardError::TooDeep);
    let nested: String = (0..1000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert_eq!(error(&nested), CardError::TooDeep);
    assert!(matches!(error("name: [Ada"), CardError::BadYaml { .. }));
    assert!(matches!(error(&"a: b\n".repeat(1 << 19)), CardError::JsonTooLarge { .. }));
    assert_eq!(error("just: \"prose\"\n"), CardError::NotACard);
}

#[test]
fn markup_is_text() {
    let evil = r#"{"spec":"chara_card_v2","data":{"name":"<script>alert(1)</script>","description":"{{char}}<img src=x onerror=alert(1)>"}}"#;
    let reading = read(&zip(&[Zipped::stored("card.json", evil.as_bytes())])).expect("a card");
    assert_eq!(reading.card.data.name, "<script>alert(1)</script>");
    assert!(reading.card.data.description.ends_with("onerror=alert(1)>"));
}
