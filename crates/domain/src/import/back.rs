//! A draft as a card again.

use card::{Card, CardData, Lorebook, Reading};
use serde_json::{Map, Value};

use super::{draft_of, import, routes, without_nul};
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
    let card = match residue_of(draft) {
        Some(residue) => read_residue(residue)?,
        None => Card::new(CardData::default()),
    };
    edited(card, draft)
}

/// As [`export`], with the file at hand that the draft was imported from. A database and canonical JSON
/// keep values and not how they were written: where a value is still the file's, it is written as it
/// stands there, keys in their order.
pub fn export_over(draft: &DraftContent, original: &Reading) -> Result<Card, ExportError> {
    let imported = import(original).draft;
    let mut draft = draft.clone();
    let pairs = [
        (&mut draft.tool_metadata, &imported.tool_metadata),
        (&mut draft.character_book, &imported.character_book),
    ];
    for (value, imported) in pairs {
        if let (Some(value), Some(imported)) = (value, imported) {
            write_like(value, imported);
        }
    }
    if residue_of(&draft) != residue_of(&imported) {
        return export(&draft);
    }
    let cleaned = without_nul(original);
    edited(cleaned.as_ref().unwrap_or(original).card.clone(), &draft)
}

/// What a draft keeps of the card that it was imported from.
fn residue_of(draft: &DraftContent) -> Option<&Value> {
    draft.tool_metadata.as_ref().and_then(|metadata| metadata.pointer("/card/residue"))
}

/// Gives objects the order of keys that the original has, and numbers its way to write them. What the
/// original does not have goes behind.
fn write_like(value: &mut Value, original: &Value) {
    match (value, original) {
        (Value::Object(members), Value::Object(original)) => {
            let mut others = std::mem::take(members);
            let known = original.iter().filter_map(|(key, original)| {
                let mut value = others.get_mut(key).map(Value::take)?;
                write_like(&mut value, original);
                Some((key.clone(), value))
            });
            let known: Map<String, Value> = known.collect();
            members.extend(known);
            members.extend(others.into_iter().filter(|(key, _)| !original.contains_key(key)));
        }
        (Value::Array(items), Value::Array(original)) => {
            items.iter_mut().zip(original).for_each(|(item, original)| write_like(item, original));
        }
        (Value::Number(number), Value::Number(original))
            if number.as_f64() == original.as_f64() =>
        {
            *number = original.clone();
        }
        _ => {}
    }
}

fn edited(mut card: Card, draft: &DraftContent) -> Result<Card, ExportError> {
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

fn read_residue(residue: &Value) -> Result<Card, ExportError> {
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
