//! Lorebooks that stand alone, as tools export them.
//!
//! Each becomes a [`Lorebook`]: the fields that mean the same go where they belong, what
//! SillyTavern has in `extensions` of a card's entry goes there, and all others stay under the
//! tool's name.

mod entries;
mod module;
mod tools;
mod world_info;

pub(crate) use entries::As;
pub(crate) use module::{MODULE_FILE, book_of as book_of_module};
pub(crate) use tools::from_agnai;
pub(crate) use world_info::{export as world_info, names as world_info_names};

use crate::card::is_card;
use crate::notes::{Notes, Step, Warning};
use crate::object::Object;
use crate::{CardError, Lorebook, Picture, Repair, Spec, js, json, limits, png, spec};
use serde_json::{Map, Value};
use std::fmt;

/// What a lorebook came as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BookFormat {
    /// `lorebook_v3`, the specification's own.
    LorebookV3,
    /// What a card has as `character_book`.
    CharacterBook,
    /// SillyTavern's world info.
    WorldInfo,
    /// A memory book of Agnai.
    Agnai,
    /// A lorebook of NovelAI.
    NovelAi,
    /// A lorebook of RisuAI.
    Risu,
    /// The lorebook of a RisuAI module.
    RisuModule,
    /// The book of a character card.
    InCard,
}

impl fmt::Display for BookFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BookFormat::LorebookV3 => "lorebook_v3",
            BookFormat::CharacterBook => "a bare character_book",
            BookFormat::WorldInfo => "SillyTavern world info",
            BookFormat::Agnai => "an Agnai memory book",
            BookFormat::NovelAi => "a NovelAI lorebook",
            BookFormat::Risu => "a RisuAI lorebook",
            BookFormat::RisuModule => "a RisuAI module",
            BookFormat::InCard => "the lorebook of a card",
        })
    }
}

/// A lorebook, what it came as, and what was said of it on the way. The caller keeps the original.
#[derive(Debug, Clone, PartialEq)]
pub struct BookReading {
    /// The book.
    pub book: Lorebook,
    /// What it came as.
    pub format: BookFormat,
    /// Where it broke its format, and how it was read.
    pub repairs: Vec<Repair>,
    /// What else its creator should know.
    pub warnings: Vec<Warning>,
    /// How many repairs and warnings were left out past [`limits::NOTES_MAX`].
    pub left_out: usize,
}

/// Reads a lorebook: one that stands alone in JSON or a RisuAI module, or that of a card.
pub fn read_book(bytes: &[u8]) -> Result<BookReading, CardError> {
    let alone = match spec::sniff(bytes) {
        spec::Sniffed::Module => Some(alone(module::object(bytes)?, Notes::new(Spec::V2))?),
        spec::Sniffed::Text => read_text(bytes)?,
        spec::Sniffed::Picture(Picture::Png) => {
            png::novel_book(bytes).map(read_text_of).transpose()?.flatten()
        }
        _ => None,
    };
    match alone {
        Some(book) => Ok(book),
        None => of_card(bytes),
    }
}

fn read_text_of(json: Vec<u8>) -> Result<Option<BookReading>, CardError> {
    read_text(&json)
}

fn read_text(bytes: &[u8]) -> Result<Option<BookReading>, CardError> {
    let mut notes = Notes::new(Spec::V2);
    let (top, _) = json::object(bytes, &mut notes)?;
    match recognise(&top) {
        Some(_) => alone(top, notes).map(Some),
        None => Ok(None),
    }
}

fn of_card(bytes: &[u8]) -> Result<BookReading, CardError> {
    let reading = crate::read(bytes)?;
    let book = reading.card.data.character_book.ok_or(CardError::NoLorebook)?;
    let of_the_book = |path: &str| path.contains("character_book");
    let repairs = reading.repairs.into_iter().filter(|it| of_the_book(&it.path)).collect();
    let (warnings, left_out) = (reading.warnings, reading.left_out);
    Ok(BookReading { book, format: BookFormat::InCard, repairs, warnings, left_out })
}

/// Which book an object is that stands alone, if it is one.
pub(crate) fn recognise(top: &Map<String, Value>) -> Option<BookFormat> {
    let text = |key: &str| top.get(key).and_then(Value::as_str);
    if let Some(spec) = text("spec") {
        return (spec == "lorebook_v3").then_some(BookFormat::LorebookV3);
    }
    let data = top.get("data").and_then(Value::as_object);
    match (text("type"), text("kind")) {
        (Some("risu"), _) => return Some(BookFormat::Risu),
        (Some("risuModule"), _) => return Some(BookFormat::RisuModule),
        (_, Some("memory")) => return Some(BookFormat::Agnai),
        _ if top.contains_key("lorebookVersion") => return Some(BookFormat::NovelAi),
        _ => {}
    }
    match (data, top.get("entries")) {
        (Some(data), None) if data.contains_key("entries") && !is_card(data) => {
            Some(BookFormat::LorebookV3)
        }
        (Some(_), _) | (None, None) => None,
        (None, Some(entries)) => of_entries(entries),
    }
}

/// World info numbers its entries by key and calls their keys `key`.
pub(crate) fn of_entries(entries: &Value) -> Option<BookFormat> {
    let has_keys = |list: &[Value]| list.iter().any(|entry| entry.get("keys").is_some());
    match entries {
        Value::Array(list) if list.is_empty() || has_keys(list) => Some(BookFormat::CharacterBook),
        Value::Array(_) | Value::Object(_) => Some(BookFormat::WorldInfo),
        _ => None,
    }
}

/// Reads a book that stands alone from its object.
fn alone(mut top: Map<String, Value>, mut notes: Notes) -> Result<BookReading, CardError> {
    let format = recognise(&top).unwrap_or(BookFormat::RisuModule);
    let (book, names) = match format {
        BookFormat::CharacterBook | BookFormat::InCard => (top, entries::NO_NAMES),
        BookFormat::LorebookV3 => (data_of(&mut top, &mut notes)?, entries::NO_NAMES),
        BookFormat::WorldInfo => (world_info::book(top)?, world_info::NAMES),
        BookFormat::Agnai => (tools::agnai(top)?, tools::AGNAI_NAMES),
        BookFormat::NovelAi => (tools::novel(top)?, tools::NOVEL_NAMES),
        BookFormat::Risu => (tools::risu(top, "data")?, tools::RISU_NAMES),
        BookFormat::RisuModule => (module::book(top)?, tools::RISU_NAMES),
    };
    let book = Lorebook::read(book, &mut notes);
    entries::rename(&mut notes, names);
    if let Some(fault) = notes.fault {
        return Err(fault);
    }
    let Notes { repairs, warnings, left_out, .. } = notes;
    Ok(BookReading { book, format, repairs, warnings, left_out })
}

fn data_of(
    top: &mut Map<String, Value>,
    notes: &mut Notes,
) -> Result<Map<String, Value>, CardError> {
    if !top.contains_key("spec") {
        notes.within(Step::Key("spec"), |notes| notes.repair("missing; read as lorebook_v3", None));
    }
    match top.shift_remove("data") {
        Some(Value::Object(data)) => Ok(data),
        _ => Err(CardError::NotABook),
    }
}

/// The entries of a tool's book, which are a list or numbered by key.
fn listed(entries: Option<Value>) -> Result<Vec<(String, Value)>, CardError> {
    let entries: Vec<(String, Value)> = match entries {
        Some(Value::Array(list)) => {
            list.into_iter().enumerate().map(|(at, entry)| (at.to_string(), entry)).collect()
        }
        Some(Value::Object(map)) => {
            let mut entries: Vec<_> = map.into_iter().collect();
            entries.sort_by_key(|(key, _)| js::turn(key));
            entries
        }
        _ => return Err(CardError::NotABook),
    };
    let (found, limit) = (entries.len(), limits::ENTRIES_MAX);
    if found > limit {
        return Err(CardError::TooManyEntries { path: "entries".to_owned(), found, limit });
    }
    Ok(entries)
}
