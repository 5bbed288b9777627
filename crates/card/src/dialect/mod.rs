//! Characters as tools have them that follow no card specification.
//!
//! Each becomes a V2 card: the fields that mean the same go where they belong, and all others stay
//! under the tool's name in `extensions`. `spec` decides first; only what has none is told by its
//! keys.

mod agnai;
mod backyard;
mod draft;
mod flat;
mod macros;

pub(crate) use backyard::lore;
pub(crate) use draft::Draft;
pub(crate) use macros::{from_backyard, to_backyard, translated};

use crate::card::{self, Card};
use crate::notes::Notes;
use crate::{CardError, Dialect, book, json};
use serde_json::{Map, Value};

/// Reads a character from JSON, wherever it stood.
pub(crate) fn read(json: &[u8], notes: &mut Notes) -> Result<(Card, Dialect), CardError> {
    let text = json::text_of(json, notes)?;
    from_map(json::parse(&text)?, notes)
}

/// Reads a character from an object.
pub(crate) fn from_map(
    top: Map<String, Value>,
    notes: &mut Notes,
) -> Result<(Card, Dialect), CardError> {
    if let Some(format) = book::recognise(&top) {
        return Err(CardError::LorebookAlone { format });
    }
    let dialect = recognise(&top);
    let card = match dialect {
        Dialect::Pygmalion => flat::PYGMALION.read(top, notes),
        Dialect::TextGenerationWebui => flat::TEXT_GENERATION_WEBUI.read(top, notes),
        Dialect::Backyard => backyard::read(top, notes),
        Dialect::Agnai => agnai::read(top, notes),
        Dialect::Card | Dialect::Byaf => card::from_json(top, notes),
    }?;
    Ok((card, dialect))
}

fn recognise(top: &Map<String, Value>) -> Dialect {
    let has = |key: &str| top.contains_key(key);
    let is_object = |key: &str| top.get(key).is_some_and(Value::is_object);
    if top.get("spec").is_some_and(Value::is_string) || is_object("data") {
        return Dialect::Card;
    }
    let flat_card = ["description", "personality", "scenario", "first_mes", "mes_example"];
    match () {
        () if has("char_name") => Dialect::Pygmalion,
        () if top.get("character").is_some_and(|it| it.get("aiName").is_some()) => {
            Dialect::Backyard
        }
        () if is_object("persona") && has("greeting") => Dialect::Agnai,
        () if (has("context") || has("greeting")) && !flat_card.into_iter().any(has) => {
            Dialect::TextGenerationWebui
        }
        () => Dialect::Card,
    }
}
