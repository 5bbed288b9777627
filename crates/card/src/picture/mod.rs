//! Pictures other than PNG, and the EXIF that any of them may carry a card in.

mod exif;
mod jpeg;
mod webp;

pub(crate) use exif::{orientation, user_comment};

use crate::notes::Notes;
use crate::png::{self, base64};
use crate::{CardError, Container, Picture, Reading, Spec, dialect, json};
use std::borrow::Cow;

/// Reads the card of a JPEG or WebP, which is in its EXIF.
pub(crate) fn read(bytes: &[u8], picture: Picture) -> Result<Reading, CardError> {
    let exif = match picture {
        Picture::Jpeg => jpeg::exif(bytes),
        Picture::Webp => webp::exif(bytes),
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

/// The picture alone: the bytes that show it, its colour profile, its frames and which way up it is.
/// Text, EXIF beside that, XMP, comments, thumbnails and what follows the picture are left out.
/// Nothing where it is no picture of ours.
///
/// The walk steps over segments and chunks, copies those that it knows, and decodes nothing: what
/// somebody hides within the data of the pixels or of a profile stays.
pub(crate) fn bare(bytes: &[u8]) -> Result<Option<Vec<u8>>, CardError> {
    let Some(picture) = Picture::of(bytes) else { return Ok(None) };
    let bare = match picture {
        Picture::Png => png::bare(bytes),
        Picture::Jpeg => jpeg::bare(bytes),
        Picture::Webp => webp::bare(bytes),
    };
    bare.map(Some).ok_or(CardError::PictureBroken { picture })
}

/// The file extension of a picture, by its first bytes.
pub(crate) fn extension(bytes: &[u8]) -> Option<&'static str> {
    match Picture::of(bytes) {
        Some(Picture::Png) => Some("png"),
        Some(Picture::Jpeg) => Some("jpg"),
        Some(Picture::Webp) => Some("webp"),
        None => bytes.starts_with(b"GIF8").then_some("gif"),
    }
}
