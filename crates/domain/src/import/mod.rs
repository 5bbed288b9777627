//! Cards in and out: a card becomes a draft, and a draft a card again.
//!
//! What a draft has a field for goes there. The card itself, with those texts taken out, is kept
//! as the residue in `toolMetadata.card`, so that unknown keys, extensions and the fields that a
//! draft does not have come back on export.

mod back;
mod file_name;
mod report;
mod routes;

use card::{Card, Reading, Warning};
use serde_json::{Map, Value, json};

use crate::document::{self, Kind};
use crate::draft::{DraftContent, DraftEdit, FieldViolation, limits, validate};
use crate::slug;

pub use back::{ExportError, export, export_over};
pub use file_name::{FileName, FileNameError};
pub use report::{Disposition, FieldReport, ImportReport, RepairReport};

/// The name of a character whose card has none.
pub const UNNAMED: &str = "Unnamed character";

/// A card as a draft, and what was done with each field.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The draft.
    pub draft: DraftContent,
    /// Every field of the card, in its order, and where it went; what was mended and noticed.
    pub report: ImportReport,
    /// What can't be kept, if anything: then the draft is not to be saved.
    pub violations: Vec<FieldViolation>,
}

/// A card that was read, as a draft.
pub fn import(reading: &Reading) -> Imported {
    let original = reading;
    let cleaned = without_nul(original);
    let reading = cleaned.as_ref().unwrap_or(original);
    let mut draft = draft_of(&reading.card);
    let report = ImportReport::of(original, report::fields(original, reading, &draft));
    let format = reading.format.to_string();
    let residue = Value::Object(residue(reading, &draft));
    draft.tool_metadata = Some(json!({ "card": { "format": format, "residue": residue } }));
    let violations = validate(&DraftEdit::from(draft.clone()));
    Imported { draft, report, violations }
}

/// The draft that a card's fields make. Export leaves alone what this gives back unchanged.
fn draft_of(card: &Card) -> DraftContent {
    let mut data = card.data.clone();
    let mut draft = DraftContent::named("");
    for route in &routes::TEXTS {
        *(route.draft)(&mut draft) = routes::cut((route.card)(&mut data), route.chars_max);
    }
    for route in &routes::LISTS {
        let texts = (route.card)(&mut data).iter().take(limits::GREETINGS_MAX);
        *(route.draft)(&mut draft) =
            texts.map(|text| routes::cut(text, limits::TEXT_CHARS_MAX)).collect();
    }
    let nickname = data.nickname.as_deref().unwrap_or_default();
    draft.nickname = routes::cut(nickname, limits::NAME_CHARS_MAX);
    draft.name = name_of(&draft);
    draft.tags = tags_of(&data.tags);
    draft.character_book = book_of(card);
    draft
}

fn name_of(draft: &DraftContent) -> String {
    let given = [&draft.name, &draft.nickname].into_iter().find(|name| !name.trim().is_empty());
    given.cloned().unwrap_or_else(|| UNNAMED.to_owned())
}

/// The ids of labels, each once. A label without a letter or digit has none and stays in the residue.
fn tags_of(labels: &[String]) -> Vec<crate::TagId> {
    let ids = labels.iter().filter_map(|label| slug::tag_id(label)).collect();
    let edit = DraftEdit { tags: Some(ids), ..DraftEdit::default() };
    let mut tags = edit.tidied().tags.unwrap_or_default();
    tags.truncate(limits::TAGS_MAX);
    tags
}

/// The book as the card has it; where that is not of the document's shape, as it was mended.
fn book_of(card: &Card) -> Option<Value> {
    let book = Value::Object(card.lorebook()?.to_json());
    if document::violations(Kind::CharacterBook, &book).is_empty() {
        return Some(book);
    }
    Some(mended_book(card).unwrap_or(book))
}

/// Converting writes every field that was repaired in its proper shape.
fn mended_book(card: &Card) -> Option<Value> {
    let mut converting = card.clone();
    converting.spec = card::Spec::V2;
    let mut json = converting.to_json(card::Spec::V3);
    json.get_mut("data")?.get_mut("character_book").map(Value::take)
}

/// The card without what the draft holds word for word. What was cut or repaired stays whole, and
/// so does what stands beside `data` with another value, and the name, which tells whose it is.
fn residue(reading: &Reading, draft: &DraftContent) -> Map<String, Value> {
    let mut card = reading.card.clone();
    let mut emptied = draft.clone();
    let stays =
        |key: &str| key == "name" || report::is_repaired(reading, key) || disagrees(reading, key);
    for route in routes::TEXTS.iter().filter(|route| !stays(route.key)) {
        let text = (route.card)(&mut card.data);
        if *text == *(route.draft)(&mut emptied) {
            text.clear();
        }
    }
    for route in routes::LISTS.iter().filter(|route| !stays(route.key)) {
        let texts = (route.card)(&mut card.data);
        if *texts == *(route.draft)(&mut emptied) {
            texts.clear();
        }
    }
    if book_is_held(reading, draft) {
        card.data.character_book = None;
    }
    card.to_json(card.spec)
}

fn disagrees(reading: &Reading, key: &str) -> bool {
    let names = |warning: &Warning| matches!(warning, Warning::MirrorDisagrees { field, .. } if *field == key);
    reading.warnings.iter().any(names)
}

fn book_is_held(reading: &Reading, draft: &DraftContent) -> bool {
    let written = reading.card.lorebook().map(|book| Value::Object(book.to_json()));
    written.is_some() && written == draft.character_book
}

/// The card without U+0000, which PostgreSQL can't keep; nothing where it has none.
fn without_nul(reading: &Reading) -> Option<Reading> {
    let mut json = Value::Object(reading.card.to_json(reading.card.spec));
    if !strip_nul(&mut json) {
        return None;
    }
    let cleaned = card::read(json.to_string().as_bytes()).ok()?;
    Some(Reading { card: cleaned.card, ..reading.clone() })
}

/// Takes U+0000 out of every text and key, and says whether there was any.
fn strip_nul(value: &mut Value) -> bool {
    match value {
        Value::String(text) if text.contains('\0') => {
            text.retain(|character| character != '\0');
            true
        }
        Value::Array(items) => items.iter_mut().fold(false, |any, item| strip_nul(item) | any),
        Value::Object(members) => strip_members(members),
        _ => false,
    }
}

fn strip_members(members: &mut Map<String, Value>) -> bool {
    let any = members.values_mut().fold(false, |any, value| strip_nul(value) | any);
    if !members.keys().any(|key| key.contains('\0')) {
        return any;
    }
    let renamed =
        std::mem::take(members).into_iter().map(|(key, value)| (key.replace('\0', ""), value));
    members.extend(renamed);
    true
}
