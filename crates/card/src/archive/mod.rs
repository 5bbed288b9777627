//! Cards in archives: CHARX and BYAF, alone or behind a picture.

mod byaf;
mod charx;
mod parts;

pub(crate) use byaf::export as export_byaf;
pub(crate) use charx::{embedded_path, export as export_charx};

use crate::notes::Notes;
use crate::zip::Archive;
use crate::{Attachment, CardError, Container, Picture, Reading, Spec, json};

const CARD: &str = "card.json";
const MANIFEST: &str = "manifest.json";

/// Reads the card of the archive that the bytes end with.
pub(crate) fn read(bytes: &[u8], behind: Option<Picture>) -> Result<Reading, CardError> {
    let archive = Archive::open(bytes)?;
    let mut notes = Notes::new(Spec::V1);
    let (card, dialect) = if let Some(entry) = archive.find(CARD) {
        charx::read(&archive, entry, &mut notes)?
    } else if let Some(entry) = archive.find(MANIFEST) {
        byaf::read(&archive, entry, &mut notes)?
    } else {
        return Err(CardError::NoCardInArchive);
    };
    let container = behind.map_or(Container::Zip, Container::ZipBehind);
    let mut reading = json::reading(card, dialect, container, notes);
    let others = archive.entries.iter().filter(|entry| !entry.name.ends_with(".json"));
    reading.attachments =
        others.map(|entry| Attachment { path: entry.name.clone(), bytes: entry.size }).collect();
    Ok(reading)
}
