//! What a portrait is: the pixels and what shows them rightly, and nothing that somebody wrote.

use crate::support::{Zipped, chunk, corpus, exif, png, riff, text, webp_of, zip, zlib};
use card::{Card, CardData, CardError, Picture, portrait};
use expect_test::{Expect, expect};
use proptest::prelude::*;

/// Stands wherever a file can say something beside its pixels.
const SECRET: &[u8] = b"52.3702N 4.8952E";

fn bare(file: &[u8]) -> Result<Option<Vec<u8>>, CardError> {
    portrait(&Card::new(CardData::default()), file).map(|it| it.map(|it| it.to_vec()))
}

fn holds(file: &[u8], part: &[u8]) -> bool {
    file.windows(part.len()).any(|it| it == part)
}

/// EXIF of a camera: which way up, and in its comment where it was taken.
fn turned(orientation: u8) -> Vec<u8> {
    let mut out = b"II*\0\x08\0\0\0\x02\0".to_vec();
    out.extend([0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    out.extend([0x0e, 1, 2, 0, 16, 0, 0, 0, 38, 0, 0, 0]);
    out.extend([0, 0, 0, 0]);
    out.extend(SECRET);
    out
}

fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).expect("a segment is small");
    [&[0xff, marker], &length.to_be_bytes()[..], data].concat()
}

/// A progressive JPEG as an editor leaves it, with the secret wherever a JPEG has room.
fn jpeg(orientation: u8) -> Vec<u8> {
    let app = |name: &[u8]| [name, SECRET].concat();
    [
        &b"\xff\xd8"[..],
        &segment(0xe0, &[b"JFIF\0\x01\x02\x01\0\x48\0\x48\x01\x05", SECRET].concat()),
        &segment(0xe0, &app(b"JFXX\0\x13")),
        &segment(0xe1, &[&b"Exif\0\0"[..], &turned(orientation)].concat()),
        &segment(0xe1, &app(b"http://ns.adobe.com/xap/1.0/\0")),
        &segment(0xe2, &app(b"MPF\0")),
        &segment(0xe2, b"ICC_PROFILE\0\x01\x01profile"),
        &segment(0xed, &app(b"Photoshop 3.0\0")),
        &segment(0xee, &app(b"Adobe\0\x64\0\0\0\0\x01")),
        &segment(0xfe, SECRET),
        &segment(0xdb, b"quantizers"),
        &segment(0xc2, b"progressive"),
        &segment(0xc4, b"codes"),
        &segment(0xda, b"scan"),
        b"one\xff\x00more\xff\xd0again\xff",
        &segment(0xfe, SECRET),
        &segment(0xc4, b"more codes"),
        &segment(0xda, b"scan"),
        b"two\xff\xff\xd9",
        SECRET,
        &segment(0xfe, SECRET),
    ]
    .concat()
}

fn animated_png(orientation: u8) -> Vec<u8> {
    let frame = |kind: &[u8; 4], number: u8| {
        chunk(kind, &[&[0, 0, 0, number], &zlib(&[0, 7])[..]].concat())
    };
    let named = |kind: &[u8; 4], name: &[u8]| chunk(kind, &[name, SECRET].concat());
    [
        &b"\x89PNG\r\n\x1a\n"[..],
        &chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
        &chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]),
        &chunk(b"gAMA", &[0, 0, 0xb1, 0x8f]),
        &named(b"gAMA", b""),
        &chunk(b"iCCP", &[SECRET, b"\0\0", &zlib(b"profile")].concat()),
        &chunk(b"tRNS", &[0, 7]),
        &text("chara", "{}"),
        &named(b"tEXt", b"Comment\0"),
        &named(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0"),
        &named(b"zTXt", b"Comment\0\0"),
        &named(b"sPLT", b""),
        &named(b"tIME", b""),
        &named(b"prVt", b""),
        &chunk(b"eXIf", &turned(orientation)),
        &chunk(b"fcTL", &[0; 26]),
        &chunk(b"IDAT", &zlib(&[0, 0x80])),
        &chunk(b"fcTL", &[1; 26]),
        &frame(b"fdAT", 2),
        &named(b"IEND", b""),
        SECRET,
        &named(b"tEXt", b"Comment\0"),
    ]
    .concat()
}

fn animated_webp(orientation: u8) -> Vec<u8> {
    let frame = [
        &[0; 16][..],
        &riff(b"ALPH", b"alpha"),
        &riff(b"note", SECRET),
        &riff(b"VP8 ", b"lossy"),
        &riff(b"VP8 ", SECRET),
    ]
    .concat();
    let file = webp_of(&[
        // With a profile, EXIF, XMP and animation, and something where nothing is to be.
        riff(b"VP8X", b"\x2ePST\0\0\0\0\0\0"),
        riff(b"ICCP", b"profile"),
        riff(b"ANIM", b"\0\0\0\0\0\0"),
        riff(b"ANMF", &frame),
        riff(b"ANMF", &[&[1; 16][..], &riff(b"VP8L", b"lossless")].concat()),
        riff(b"EXIF", &turned(orientation)),
        riff(b"XMP ", SECRET),
        riff(b"note", SECRET),
    ]);
    [file, SECRET.to_vec()].concat()
}

/// Each byte that is printable stands for itself.
fn check(file: &[u8], expected: Expect) {
    let bare = bare(file).expect("a whole picture").expect("a picture");
    assert!(!holds(&bare, SECRET), "{}", bare.escape_ascii());
    assert_eq!(self::bare(&bare), Ok(Some(bare.clone())), "bare is bare");
    let shown =
        bare.split_inclusive(|byte| *byte == b'\n').map(|line| line.escape_ascii().to_string());
    expected.assert_eq(&shown.collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_jpeg_keeps_its_colours_and_which_way_up_it_is() {
    check(
        &jpeg(6),
        expect![[
            r#"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02\x01\x00H\x00H\x00\x00\xff\xe1\x00\"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00\xff\xe2\x00\x17ICC_PROFILE\x00\x01\x01profile\xff\xee\x00\x0eAdobe\x00d\x00\x00\x00\x00\x01\xff\xdb\x00\x0cquantizers\xff\xc2\x00\rprogressive\xff\xc4\x00\x07codes\xff\xda\x00\x06scanone\xff\x00more\xff\xd0again\xff\xc4\x00\x0cmore codes\xff\xda\x00\x06scantwo\xff\xd9"#
        ]],
    );
    let upright = bare(&jpeg(1)).expect("a picture").expect("a picture");
    assert!(!holds(&upright, b"Exif"));
}

#[test]
fn a_png_keeps_its_colours_and_frames() {
    check(
        &animated_png(3),
        expect![[r#"
        \x89PNG\r\n
        \x1a\n
        \x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\x08acTL\x00\x00\x00\x02\x00\x00\x00\x00\xf3\x8d\x93p\x00\x00\x00\x04gAMA\x00\x00\xb1\x8f\x0b\xfca\x05\x00\x00\x00\x14iCCPicc\x00\x00x\x01+(\xcaO\xcb\xccI\x05\x00\x0b\xfe\x02\xf2\xa8,\xb2\xe6\x00\x00\x00\x02tRNS\x00\x07\xe8\xf7X\x9b\x00\x00\x00\x1aeXIfMM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x03\x00\x00\x00\x00\x00\x00\x84_d\xce\x00\x00\x00\x1afcTL\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x91\xc7\x06\x00\x00\x00\n
        IDATx\x01ch\x00\x00\x00\x82\x00\x81L\x17\xd7\xdf\x00\x00\x00\x1afcTL\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\xb0\xc9<l\x00\x00\x00\x0efdAT\x00\x00\x00\x02x\x01c`\x07\x00\x00\t\x00\x08i\xe6-5\x00\x00\x00\x00IEND\xaeB`\x82"#]],
    );
    let upright = bare(&animated_png(0)).expect("a picture").expect("a picture");
    assert!(!holds(&upright, b"eXIf"));
}

#[test]
fn a_webp_keeps_its_colours_and_frames() {
    check(
        &animated_webp(8),
        expect![[r#"
        RIFF\xb2\x00\x00\x00WEBPVP8X\n
        \x00\x00\x00*\x00\x00\x00\x00\x00\x00\x00\x00\x00ICCP\x07\x00\x00\x00profile\x00ANIM\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00ANMF,\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00ALPH\x05\x00\x00\x00alpha\x00VP8 \x05\x00\x00\x00lossy\x00ANMF \x00\x00\x00\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01VP8L\x08\x00\x00\x00losslessEXIF\x1a\x00\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x08\x00\x00\x00\x00\x00\x00"#]],
    );
    let upright = bare(&animated_webp(9)).expect("a picture").expect("a picture");
    assert!(!holds(&upright, b"EXIF"));
    // The simple form is one chunk, and what follows is no part of it.
    let simple =
        webp_of(&[riff(b"VP8L", b"lossless"), riff(b"EXIF", &exif(SECRET)), riff(b"VP8 ", SECRET)]);
    check(&simple, expect![[r#"RIFF\x14\x00\x00\x00WEBPVP8L\x08\x00\x00\x00lossless"#]]);
}

/// A decoder may make room for a frame before it looks at the canvas: a small file, much memory.
#[test]
fn a_webp_whose_frame_is_larger_than_its_canvas_is_no_picture() {
    let lossy = [&b"\0\0\0\x9d\x01\x2a"[..], &[0xff, 0x3f, 0xff, 0x3f]].concat();
    let lossless = [0x2f, 0xff, 0xff, 0xff, 0x0f];
    // 10 × 10, and as large as a frame can be.
    let small = riff(b"VP8X", &[0, 0, 0, 0, 9, 0, 0, 9, 0, 0]);
    let large = riff(b"VP8X", &[0, 0, 0, 0, 0xff, 0x3f, 0, 0xff, 0x3f, 0]);
    for frame in [riff(b"VP8 ", &lossy), riff(b"VP8L", &lossless)] {
        let animated = riff(b"ANMF", &[&[0; 16][..], &frame].concat());
        for shown in [frame, animated] {
            assert!(bare(&webp_of(&[small.clone(), shown.clone()])).is_err(), "{shown:?}");
            assert!(bare(&webp_of(&[large.clone(), shown])).is_ok());
        }
    }
}

/// The icon of an archive is a portrait like any other, and what is no picture is none.
#[test]
fn the_icon_of_an_archive_is_bare_too() {
    let card = r#"{"spec":"chara_card_v3","spec_version":"3.0","data":{"name":"Ada","assets":[{"type":"icon","uri":"embeded://icon","name":"main","ext":"png"}]}}"#;
    let of = |icon: &[u8]| {
        let file =
            zip(&[Zipped::stored("card.json", card.as_bytes()), Zipped::stored("icon", icon)]);
        let reading = card::read(&file).expect("a card");
        portrait(&reading.card, &file).map(|it| it.map(|it| it.to_vec()))
    };
    for file in [jpeg(6), animated_png(3), animated_webp(8)] {
        assert_eq!(of(&file), bare(&file));
    }
    assert_eq!(of(b"<script>"), Ok(None));
    assert_eq!(of(b"GIF89a"), Ok(None));
}

/// Cut anywhere, what there is of a picture is one, or it is said to be broken.
#[test]
fn a_picture_that_breaks_off_gives_nothing_away() {
    for (whole, picture) in [
        (jpeg(6), Picture::Jpeg),
        (animated_png(3), Picture::Png),
        (animated_webp(8), Picture::Webp),
    ] {
        let mut shown = 0;
        for end in 12..whole.len() {
            match bare(&whole[..end]) {
                Ok(Some(found)) => {
                    shown += 1;
                    assert!(!holds(&found, &SECRET[..8]), "{picture} {end}");
                    assert_eq!(bare(&found), Ok(Some(found.clone())), "{picture} {end}");
                }
                refused => assert_eq!(refused, Err(CardError::PictureBroken { picture })),
            }
        }
        assert!(shown > SECRET.len(), "{picture}: {shown}");
    }
}

#[test]
fn lengths_that_lie_end_the_walk() {
    let endless = [b"RIFF\xff\xff\xff\xffWEBPVP8X", &[0xff; 40][..]].concat();
    assert_eq!(bare(&endless), Err(CardError::PictureBroken { picture: Picture::Webp }));
    assert_eq!(
        bare(b"\xff\xd8\xff\xc0\0\x01\xff\xda\0\0"),
        Err(CardError::PictureBroken { picture: Picture::Jpeg })
    );
    assert_eq!(
        bare(b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR"),
        Err(CardError::PictureBroken { picture: Picture::Png })
    );
    // No picture has more than one header: what calls itself one is none of it.
    let twice = png(&[chunk(b"IHDR", SECRET), chunk(b"PLTE", &[0x52; 4096])]);
    let found = bare(&twice).expect("a picture").expect("a picture");
    assert_eq!(Some(found), bare(&png(&[])).expect("a picture"));
}

/// Real portraits stay whole but for their texts.
#[test]
fn real_portraits_lose_their_cards_and_nothing_that_is_shown() {
    for (path, file) in corpus("png") {
        let found = bare(&file).expect("a picture").expect("a picture");
        let lines = |file: &[u8], kind: &str| {
            let lines = card::chunks(file).into_iter().filter(|it| it.kind == kind);
            lines.map(|it| it.bytes).collect::<Vec<_>>()
        };
        for kind in ["IHDR", "PLTE", "tRNS", "IDAT", "fdAT", "gAMA"] {
            assert_eq!(lines(&found, kind), lines(&file, kind), "{}: {kind}", path.display());
        }
        assert!(card::chunks(&found).iter().all(|it| it.keyword.is_none()), "{}", path.display());
    }
}

proptest! {
    #[test]
    fn whatever_the_bytes(
        at in 2..400usize,
        bytes in proptest::collection::vec(any::<u8>(), 0..12),
        of in 0..3usize,
    ) {
        let mut file = [jpeg(6), animated_png(3), animated_webp(8)][of].clone();
        let end = file.len().min(at + bytes.len());
        let at = at.min(end);
        file.splice(at..end, bytes);
        if let Ok(Some(found)) = bare(&file) {
            prop_assert_eq!(bare(&found), Ok(Some(found.clone())));
            // An end, an orientation, and nothing more can come to it.
            prop_assert!(found.len() <= file.len() + 64);
        }
    }
}
