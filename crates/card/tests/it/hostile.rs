//! Files made to hurt: a clear error or a card, in bounded time and memory.

use crate::support::{chunk, png, text, zlib};
use base64::Engine as _;
use card::{CardError, Warning, limits, read, write_png};

const CARD: &str = r#"{"spec":"chara_card_v2","spec_version":"2.0","data":{"name":"Ada"}}"#;

fn base64(json: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(json)
}

#[test]
fn a_gigabyte_behind_zlib_is_not_inflated() {
    // zlib of zlib would be smaller still; one stream of zeros is a thousandth of its size.
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let megabyte = vec![0; 1 << 20];
    (0..1024).for_each(|_| std::io::Write::write_all(&mut encoder, &megabyte).expect("memory"));
    let bomb = encoder.finish().expect("memory");
    for data in [[b"chara\0\0", &bomb[..]].concat(), [b"ccv3\0\x01\0\0\0", &bomb[..]].concat()] {
        let kind = if data.starts_with(b"chara") { b"zTXt" } else { b"iTXt" };
        let error = read(&png(&[chunk(kind, &data)])).expect_err("a bomb");
        assert!(matches!(error, CardError::InflatesTooFar { .. }), "{error}");
    }
}

#[test]
fn a_picture_cut_anywhere_is_read_or_refused() {
    let whole = png(&[text("chara", CARD)]);
    let card_ends = 8 + 25 + text("chara", CARD).len();
    for end in 0..whole.len() {
        match read(&whole[..end]) {
            Ok(reading) => {
                assert!(end >= card_ends);
                assert!(matches!(reading.warnings[..], [Warning::PictureTruncated { .. }]));
                let mut card = reading.card;
                card.data.name = "Bo".into();
                let refused = write_png(&whole[..end], &card);
                assert!(matches!(refused, Err(CardError::PngTruncated { .. })));
            }
            Err(CardError::Empty) => assert_eq!(end, 0),
            Err(CardError::NotACardFile) => assert!(end < 8),
            Err(CardError::PngTruncated { offset }) => assert!(offset <= end && end < card_ends),
            Err(error) => panic!("{end}: {error}"),
        }
    }
}

#[test]
fn a_length_past_the_end_of_memory_is_a_broken_chunk() {
    let mut bytes = png(&[text("chara", CARD)]);
    bytes[33..37].copy_from_slice(&[0xff; 4]);
    assert_eq!(read(&bytes), Err(CardError::PngTruncated { offset: 33 }));
}

#[test]
fn a_wrong_checksum_is_reported_and_the_text_read() {
    let mut bytes = png(&[text("chara", CARD)]);
    let checksum = 33 + text("chara", CARD).len() - 1;
    bytes[checksum] ^= 1;
    let reading = read(&bytes).expect("a card");
    assert_eq!(reading.card.data.name, "Ada");
    let chunk = "tEXt".to_owned();
    assert_eq!(reading.warnings, [Warning::WrongChecksum { chunk, offset: 33 }]);
}

#[test]
fn damaged_texts_are_named() {
    let error = |kind, data: &[u8]| read(&png(&[chunk(kind, data)])).expect_err("damaged");
    let damaged = |what| CardError::ChunkDamaged { keyword: "chara", what };
    assert_eq!(error(b"zTXt", b"chara\0"), damaged("it breaks off"));
    assert_eq!(error(b"zTXt", b"chara\0\x05abc"), damaged("an unknown compression"));
    assert_eq!(error(b"zTXt", b"chara\0\0abc"), damaged("its zlib stream is broken"));
    assert_eq!(error(b"iTXt", b"chara\0\0\0en"), damaged("it breaks off"));
    assert_eq!(error(b"tEXt", b"chara\0%%%"), CardError::NotBase64 { keyword: "chara", offset: 0 });
    assert_eq!(error(b"tEXt", b"character\0e30="), CardError::NoCardInPng);
}

#[test]
fn loose_base64_is_read_and_reported() {
    let card = r#"{"name":"Ada >>> ??? ü"}"#;
    let urls = base64(card).replace('+', "-").replace('/', "_").replace('=', "");
    let lines = format!("{}\n{}\r\n", &base64(card)[..20], &base64(card)[20..]);
    for loose in [urls, lines, format!("{}\0", base64(card)), card.to_owned()] {
        let reading =
            read(&png(&[chunk(b"tEXt", format!("chara\0{loose}").as_bytes())])).expect("a card");
        assert_eq!(reading.card.data.name, "Ada >>> ??? ü", "{loose}");
        assert!(matches!(reading.warnings[..], [Warning::LooseBase64 { .. }]), "{loose}");
    }
}

#[test]
fn other_encodings_are_read_and_reported() {
    let utf16: Vec<u8> =
        "\u{feff}{\"name\":\"Zoë\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [utf16, b"{\"name\":\"Zo\xeb\"}".to_vec()] {
        let reading = read(&bytes).expect("a card");
        assert_eq!(reading.card.data.name, "Zoë");
        assert!(matches!(reading.warnings[..], [Warning::Encoding { .. }]));
    }
    assert_eq!(read("\u{feff}{\"name\":\"Zoë\"}".as_bytes()).expect("a card").warnings, []);
}

#[test]
fn deep_json_is_refused_at_the_named_depth() {
    let nested = |depth: usize| format!(r#"{{"name":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert!(read(nested(limits::JSON_DEPTH_MAX - 1).as_bytes()).is_ok());
    assert_eq!(read(nested(limits::JSON_DEPTH_MAX).as_bytes()), Err(CardError::TooDeep));
    assert_eq!(read(nested(1_000_000).as_bytes()), Err(CardError::TooDeep));
}

#[test]
fn a_million_entries_are_refused() {
    let entries = vec!["{}"; 1_000_000].join(",");
    let card = format!(
        r#"{{"spec":"chara_card_v2","data":{{"character_book":{{"entries":[{entries}]}}}}}}"#
    );
    let path = "data.character_book.entries".to_owned();
    let (found, limit) = (1_000_000, limits::ENTRIES_MAX);
    assert_eq!(read(card.as_bytes()), Err(CardError::TooManyEntries { path, found, limit }));
}

#[test]
fn more_of_anything_than_a_card_has_is_refused() {
    let values = format!(r#"{{"name":[{}0]}}"#, "0,".repeat(limits::JSON_VALUES_MAX));
    assert!(matches!(read(values.as_bytes()), Err(CardError::TooManyValues { .. })));
    let long = format!(r#"{{"name":"{}"}}"#, "a".repeat(limits::JSON_BYTES_MAX));
    assert!(matches!(read(long.as_bytes()), Err(CardError::JsonTooLarge { .. })));
    let huge = vec![0; limits::FILE_BYTES_MAX + 1];
    assert!(matches!(read(&huge), Err(CardError::FileTooLarge { .. })));
    let packed = zlib(base64(&long).as_bytes());
    let refused = read(&png(&[chunk(b"zTXt", &[b"chara\0\0", &packed[..]].concat())]));
    assert!(matches!(refused, Err(CardError::JsonTooLarge { .. })));
}

#[test]
fn notes_are_bounded() {
    let entries = vec![r#"{"position":9}"#; 20_000].join(",");
    let card = format!(
        r#"{{"spec":"chara_card_v2","data":{{"character_book":{{"entries":[{entries}]}}}}}}"#
    );
    let reading = read(card.as_bytes()).expect("a card");
    assert_eq!(reading.repairs.len(), limits::NOTES_MAX);
    assert!(reading.left_out > 100_000);

    let many = vec![text("chara", CARD); 1000];
    let reading = read(&png(&many)).expect("a card");
    assert_eq!(reading.warnings, [Warning::TooManyCardChunks]);
}
