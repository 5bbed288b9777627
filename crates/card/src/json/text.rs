//! Bytes to text: UTF-8 as it should be, and what people's tools write instead.

use crate::notes::{Notes, Warning};
use std::borrow::Cow;

/// The text of the bytes. Whatever they are there is a text: UTF-16 is known by its mark, and what
/// is not UTF-8 is read as Windows-1252, in which every byte means something.
pub(crate) fn decode<'a>(bytes: &'a [u8], notes: &mut Notes) -> Cow<'a, str> {
    let (encoding, text) = match bytes {
        [0xff, 0xfe, rest @ ..] => ("UTF-16", utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => ("UTF-16", utf16(rest, u16::from_be_bytes)),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => return Cow::Borrowed(text),
            Err(_) => ("Windows-1252", bytes.iter().map(|byte| from_1252(*byte)).collect()),
        },
    };
    notes.warn(Warning::Encoding { encoding });
    Cow::Owned(text)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// 0x80 to 0x9f in Windows-1252; the five that it leaves open are control characters, as in browsers.
const UPPER_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn from_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => UPPER_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

fn to_1252(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ (0..=0x7f | 0xa0..=0xff) => u8::try_from(code).ok(),
        _ => UPPER_1252
            .iter()
            .position(|upper| *upper == c)
            .and_then(|i| u8::try_from(0x80 + i).ok()),
    }
}

/// UTF-8 that was once taken for Windows-1252: `donâ€™t`. Gives the first characters in question.
///
/// Text that happens to be both is rare to the point of not occurring: each accented letter would
/// have to be followed by the right symbols, throughout. So most text is told by its first.
pub(crate) fn mojibake(text: &str) -> Option<String> {
    let first = text.bytes().position(|byte| !byte.is_ascii())?;
    let mut rest = text[first..].chars().map(to_1252);
    while let Some(lead) = rest.next() {
        let more = match lead? {
            0..=0x7f => 0,
            0xc2..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf4 => 3,
            _ => return None,
        };
        for _ in 0..more {
            rest.next()?.filter(|byte| (0x80..=0xbf).contains(byte))?;
        }
    }
    Some(text[first..].chars().take_while(|c| !c.is_ascii()).take(8).collect())
}
