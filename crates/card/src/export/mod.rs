//! Cards out: one function for every format that we write.

mod files;
mod loss;
mod tool;

pub(crate) use files::{File, Files};
pub use loss::{Loss, book_losses, loss, losses};
pub use tool::Tool;

use crate::{
    Card, CardError, Container, Dialect, Lorebook, Reading, Spec, archive, book, picture, png,
};
use serde_json::{Map, Value};
use std::fmt;

/// What a card is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// A JSON file of that specification.
    Json(Spec),
    /// A picture with V2 and V3 in it.
    Png,
    /// A zip of `card.json` and the card's files.
    Charx,
    /// A Backyard archive.
    Byaf,
    /// The card's lorebook as SillyTavern's world info.
    WorldInfo,
    /// The card's lorebook alone, as V3 has it.
    LorebookV3,
}

impl Target {
    /// Every one, by the name that the command line has for it.
    pub const ALL: [(&'static str, Target); 8] = [
        ("v1", Target::Json(Spec::V1)),
        ("v2", Target::Json(Spec::V2)),
        ("v3", Target::Json(Spec::V3)),
        ("png", Target::Png),
        ("charx", Target::Charx),
        ("byaf", Target::Byaf),
        ("world-info", Target::WorldInfo),
        ("lorebook-v3", Target::LorebookV3),
    ];

    /// Whether it holds a lorebook and no character.
    pub fn is_book(self) -> bool {
        matches!(self, Target::WorldInfo | Target::LorebookV3)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Target::Json(Spec::V1) => "V1 JSON",
            Target::Json(Spec::V2) => "V2 JSON",
            Target::Json(Spec::V3) => "V3 JSON",
            Target::Png => "PNG",
            Target::Charx => "CHARX",
            Target::Byaf => "BYAF",
            Target::WorldInfo => "world info",
            Target::LorebookV3 => "lorebook_v3",
        })
    }
}

/// Writes a card.
///
/// `original` is the file that the card came from, or nothing: its picture, files and whatever else
/// it holds go along as far as the target has a place for them, and where neither format nor card
/// changed it comes back byte for byte. `picture` takes the place of the file's own.
pub fn export(
    card: &Card,
    target: Target,
    original: &[u8],
    picture: Option<&[u8]>,
) -> Result<Vec<u8>, CardError> {
    if picture.is_none() && crate::read(original).is_ok_and(|it| is_already(&it, card, target)) {
        return Ok(original.to_vec());
    }
    let files = Files::of(card, original, picture)?;
    match target {
        Target::Json(spec) => Ok(crate::write_json(card, spec).into_bytes()),
        Target::Png => png::export(card, &files),
        Target::Charx => archive::export_charx(card, &files),
        Target::Byaf => archive::export_byaf(card, &files),
        Target::WorldInfo | Target::LorebookV3 => {
            let book = card.lorebook().ok_or(CardError::NoLorebook)?;
            Ok(export_book(book, target == Target::WorldInfo, &[]))
        }
    }
}

/// The picture that came with a card, as it may be shown to everybody: without the card, its files
/// and all else that the file says beside its pixels. Nothing where it holds no PNG, JPEG or WebP.
pub fn portrait(card: &Card, original: &[u8]) -> Result<Option<Vec<u8>>, CardError> {
    match Files::of(card, original, None)?.picture()? {
        Some(picture) => picture::bare(&picture),
        None => Ok(None),
    }
}

fn is_already(reading: &Reading, card: &Card, target: Target) -> bool {
    let format = reading.format;
    let kind = match (format.dialect, format.container) {
        (Dialect::Card, Container::Json) => target == Target::Json(format.spec),
        (Dialect::Card, Container::Png(_) | Container::Apng(_)) => target == Target::Png,
        (Dialect::Card, Container::Zip | Container::ZipBehind(_)) => target == Target::Charx,
        (Dialect::Byaf, _) => target == Target::Byaf,
        _ => false,
    };
    kind && reading.card == *card
}

/// Writes a lorebook alone: as world info, or as `lorebook_v3`. Where the original says the same
/// already, it comes back byte for byte.
pub fn export_book(book: &Lorebook, as_world_info: bool, original: &[u8]) -> Vec<u8> {
    let kind =
        if as_world_info { book::BookFormat::WorldInfo } else { book::BookFormat::LorebookV3 };
    let known = book::read_book(original).ok().filter(|reading| reading.format == kind);
    if known.as_ref().is_some_and(|reading| reading.book == *book) {
        return original.to_vec();
    }
    let top = if as_world_info {
        let original: Option<Map<String, Value>> =
            known.and_then(|_| serde_json::from_slice(original).ok());
        book::world_info(book, original.as_ref())
    } else {
        lorebook_v3(book)
    };
    format!("{:#}\n", Value::Object(top)).into_bytes()
}

fn lorebook_v3(book: &Lorebook) -> Map<String, Value> {
    let book = book.converted(Spec::V3);
    Map::from_iter([
        ("spec".to_owned(), Value::from("lorebook_v3")),
        ("data".to_owned(), Value::Object(book)),
    ])
}
