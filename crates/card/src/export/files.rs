//! What came with a card: its picture, and other files.

use crate::archive::embedded_path;
use crate::zip::{Archive, Entry, ends_as_zip};
use crate::{Card, CardError, limits, picture, png};
use std::borrow::Cow;

/// A file of a card.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

/// Where a card's files are.
pub(crate) struct Files<'a> {
    pub(crate) bytes: &'a [u8],
    /// The archive that the file is or ends with.
    pub(crate) archive: Option<Archive<'a>>,
    /// A picture to take in place of the file's own.
    given: Option<&'a [u8]>,
    /// The path of the portrait in the archive.
    portrait: Option<String>,
}

impl<'a> Files<'a> {
    pub(crate) fn of(
        card: &Card,
        bytes: &'a [u8],
        given: Option<&'a [u8]>,
    ) -> Result<Self, CardError> {
        let is_archive = crate::is_archive(bytes);
        let behind_picture = picture::extension(bytes).is_some() && ends_as_zip(bytes);
        let archive = match (is_archive, behind_picture) {
            (true, _) => Some(Archive::open(bytes)?),
            // What a picture ends with may as well be something else.
            (_, true) => Archive::open(bytes).ok(),
            _ => None,
        };
        let portrait = archive.as_ref().and_then(|archive| portrait(card, archive));
        Ok(Self { bytes, archive, given, portrait })
    }

    /// Whether no other picture was given.
    pub(crate) fn is_own_picture(&self) -> bool {
        self.given.is_none()
    }

    /// The portrait, without the card that it may carry.
    pub(crate) fn picture(&self) -> Result<Option<Cow<'a, [u8]>>, CardError> {
        if let Some(given) = self.given {
            return Ok(Some(bare(given)));
        }
        if let (Some(archive), Some(path)) = (&self.archive, &self.portrait)
            && let Some(entry) = archive.find(path)
        {
            let (bytes, _) = archive.read(entry, limits::FILE_BYTES_MAX)?;
            return Ok(Some(bytes));
        }
        let before = self.archive.as_ref().map_or(self.bytes.len(), |archive| archive.start);
        let picture = self.bytes.get(..before).filter(|it| picture::extension(it).is_some());
        Ok(picture.map(bare))
    }

    /// The others: pictures, sounds, models. What is a format's own (its JSON) is not among them.
    pub(crate) fn others(&self) -> Result<Vec<File>, CardError> {
        let mut left = limits::UNPACKED_BYTES_MAX;
        let mut files = Vec::new();
        if let Some(archive) = &self.archive {
            for entry in archive.entries.iter().filter(|entry| self.is_other(entry)) {
                let (bytes, _) = archive.read(entry, left)?;
                left -= bytes.len();
                files.push(File { path: entry.name.clone(), bytes: bytes.into_owned() });
            }
        }
        files.extend(png::assets(self.bytes));
        Ok(files)
    }

    fn is_other(&self, entry: &Entry) -> bool {
        !entry.name.ends_with(".json") && self.portrait.as_ref() != Some(&entry.name)
    }
}

fn bare(picture: &[u8]) -> Cow<'_, [u8]> {
    if picture.starts_with(&png::SIGNATURE) {
        return png::without_cards(picture);
    }
    Cow::Borrowed(picture)
}

/// The main icon of the card, else its first; else the first image of a BYAF's character.
fn portrait(card: &Card, archive: &Archive<'_>) -> Option<String> {
    let icons = || card.data.assets.iter().flatten().filter(|asset| asset.kind == "icon");
    let main = icons().find(|asset| asset.name == "main").or_else(|| icons().next());
    let named = main.and_then(|asset| embedded_path(&asset.uri));
    let images =
        card.data.extensions.get("byaf").and_then(|it| it.pointer("/character/images/0/path"));
    let image = images.and_then(serde_json::Value::as_str);
    let found = |path: &str| archive.entries.iter().find(|entry| entry.name.ends_with(path));
    let entry = named.and_then(|path| archive.find(path)).or_else(|| image.and_then(found));
    entry.map(|entry| entry.name.clone())
}
