//! A draft as a card again.

use card::{Card, CardData, Lorebook};
use serde_json::Value;

use super::{draft_of, routes};
use crate::draft::DraftContent;
use crate::{TagId, slug};

/// Why a draft can't be written as a card.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// What is kept of the imported card is no card any more.
    #[error("toolMetadata.card.residue is not a card: {0}")]
    Residue(String),
    /// The book is not one.
    #[error("characterBook is not a lorebook: {0}")]
    Book(String),
}

/// The card of a draft, or of a sealed revision's draft: the card that it was imported from with
/// what was edited since, or a new one. Where nothing was edited it is the imported card.
pub fn export(draft: &DraftContent) -> Result<Card, ExportError> {
    let mut card = residue_of(draft)?;
    let imported = draft_of(&card);
    write_texts(&mut card.data, draft, &imported);
    if draft.nickname != imported.nickname {
        card.data.nickname = Some(draft.nickname.clone()).filter(|name| !name.is_empty());
    }
    if draft.tags != imported.tags {
        card.data.tags = labels(&draft.tags, &card.data.tags);
    }
    if draft.character_book != imported.character_book {
        card.data.character_book = book(draft.character_book.as_ref())?;
    }
    Ok(card)
}

fn residue_of(draft: &DraftContent) -> Result<Card, ExportError> {
    let metadata = draft.tool_metadata.as_ref();
    let Some(residue) = metadata.and_then(|metadata| metadata.pointer("/card/residue")) else {
        return Ok(Card::new(CardData::default()));
    };
    let reading = card::read(residue.to_string().as_bytes())
        .map_err(|error| ExportError::Residue(error.to_string()))?;
    Ok(reading.card)
}

/// Writes what differs from what the residue would be imported as.
fn write_texts(data: &mut CardData, draft: &DraftContent, imported: &DraftContent) {
    let (mut draft, mut imported) = (draft.clone(), imported.clone());
    for route in &routes::TEXTS {
        let now = (route.draft)(&mut draft);
        if *now != *(route.draft)(&mut imported) {
            *(route.card)(data) = std::mem::take(now);
        }
    }
    for route in &routes::LISTS {
        let now = (route.draft)(&mut draft);
        if *now != *(route.draft)(&mut imported) {
            *(route.card)(data) = std::mem::take(now);
        }
    }
}

/// Each tag by the label that the card had for it, else by its id; labels that have no id stay.
fn labels(tags: &[TagId], imported: &[String]) -> Vec<String> {
    let label = |tag: &TagId| {
        let known = imported.iter().find(|label| slug::tag_id(label).as_ref() == Some(tag));
        known.cloned().unwrap_or_else(|| tag.0.clone())
    };
    let without_id = imported.iter().filter(|label| slug::tag_id(label).is_none()).cloned();
    tags.iter().map(label).chain(without_id).collect()
}

fn book(book: Option<&Value>) -> Result<Option<Lorebook>, ExportError> {
    match book {
        None => Ok(None),
        Some(Value::Object(book)) => Lorebook::from_json(book.clone())
            .map(|(book, _)| Some(book))
            .map_err(|error| ExportError::Book(error.to_string())),
        Some(_) => Err(ExportError::Book("it is no object".to_owned())),
    }
}
