//! Pictures other than PNG, and the EXIF that any of them may carry a card in.

mod exif;

pub(crate) use exif::user_comment;

use crate::notes::Notes;
use crate::png::base64;
use crate::{CardError, Container, Picture, Reading, Spec, dialect, json};
use std::borrow::Cow;

/// Reads the card of a JPEG or WebP, which is in its EXIF.
pub(crate) fn read(bytes: &[u8], picture: Picture) -> Result<Reading, CardError> {
    let exif = match picture {
        Picture::Jpeg => jpeg_exif(bytes),
        Picture::Webp => webp_exif(bytes),
        Picture::Png => None,
    };
    let Some(comment) = exif.and_then(user_comment) else {
        return Err(CardError::NoCardInPicture { picture });
    };
    read_comment(comment, picture)
}

/// Reads the card that a picture's user comment is: plain JSON, base64 of it, or its bytes as
/// decimal numbers, as the first TavernAI wrote them into WebP.
pub(crate) fn read_comment(comment: &[u8], picture: Picture) -> Result<Reading, CardError> {
    let mut notes = Notes::new(Spec::V1);
    let json: Cow<'_, [u8]> = if comment.starts_with(b"{") {
        Cow::Borrowed(comment)
    } else if let Some(bytes) = decimal(comment) {
        Cow::Owned(bytes)
    } else {
        // A camera's words are no card.
        let decoded = base64::lenient(comment).filter(|json| json.starts_with(b"{"));
        Cow::Owned(decoded.ok_or(CardError::NoCardInPicture { picture })?)
    };
    let (card, dialect) = dialect::read(&json, &mut notes)?;
    Ok(json::reading(card, dialect, Container::Exif(picture), notes))
}

fn decimal(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let bytes = text.split(',').map(|number| number.trim().parse().ok());
    bytes.collect::<Option<Vec<u8>>>().filter(|bytes| bytes.starts_with(b"{"))
}

/// Steps over the segments of a JPEG up to its picture data.
fn jpeg_exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let [0xff, marker, high, low, after @ ..] = rest else { return None };
        if matches!(marker, 0xd9 | 0xda) {
            return None;
        }
        let length = usize::from(u16::from_be_bytes([*high, *low])).checked_sub(2)?;
        let (segment, after) = after.split_at_checked(length)?;
        if *marker == 0xe1 && segment.starts_with(b"Exif\0\0") {
            return Some(segment);
        }
        rest = after;
    }
}

/// Steps over the chunks of a RIFF.
fn webp_exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.get(12..)?;
    loop {
        let (kind, after) = rest.split_first_chunk::<4>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let data = after.get(..length)?;
        if kind == b"EXIF" {
            return Some(data);
        }
        // Chunks of odd length are padded.
        rest = after.get(length + length % 2..)?;
    }
}

/// The file extension of a picture, by its first bytes.
pub(crate) fn extension(bytes: &[u8]) -> Option<&'static str> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    match () {
        () if starts(&crate::png::SIGNATURE) => Some("png"),
        () if starts(b"\xff\xd8\xff") => Some("jpg"),
        () if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => Some("webp"),
        () if starts(b"GIF8") => Some("gif"),
        () => None,
    }
}
