//! What a target can't carry.

use super::{Target, Tool, tool};
use crate::object::Object;
use crate::{Card, CardError, Lorebook, Reading, Spec, export_book, read_book};
use serde_json::Value;

/// One thing that a card says and a target can't.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Where: `data.nickname`.
    pub path: String,
    /// Why it is lost.
    pub why: String,
}

/// What would be lost if the card were written to that specification, in the card's order.
pub fn loss(card: &Card, spec: Spec) -> Vec<Loss> {
    let mut losses = Vec::new();
    card.data.losses(card.target(spec), card.data_path(), &mut losses);
    if spec == Spec::V1 && card.spec != Spec::V1 {
        let why = || "V1 has no place for it".to_owned();
        let paths = card.data.unknown().map(|(key, _)| format!("data.{key}"));
        losses.extend(paths.map(|path| Loss { path, why: why() }));
    }
    losses
}

/// What would be lost if a card that was read were written to a target, and then read by a tool.
///
/// For formats of other tools this is found by doing it: the card is written and read again, and
/// what comes back otherwise is lost.
pub fn losses(
    reading: &Reading,
    target: Target,
    tool: Option<Tool>,
    original: &[u8],
) -> Result<Vec<Loss>, CardError> {
    let card = &reading.card;
    let mut losses = match target {
        Target::Json(spec) => loss(card, spec),
        Target::Png | Target::Charx => Vec::new(),
        Target::Byaf => round_trip(reading, original)?,
        Target::WorldInfo | Target::LorebookV3 => {
            let book = card.lorebook().ok_or(CardError::NoLorebook)?;
            book_losses(book, target == Target::WorldInfo)
        }
    };
    if !target.is_book() {
        files(reading, target, original, &mut losses)?;
    }
    match tool {
        // Whatever the file, Backyard keeps what its own format has.
        Some(Tool::Backyard) if target != Target::Byaf => {
            losses.extend(round_trip(reading, original)?)
        }
        Some(tool) => tool::losses(card, tool, &mut losses),
        None => {}
    }
    Ok(losses)
}

/// What of a book the other form can't carry.
pub fn book_losses(book: &Lorebook, as_world_info: bool) -> Vec<Loss> {
    let written = export_book(book, as_world_info, &[]);
    let mut losses = Vec::new();
    if let Ok(back) = read_book(&written) {
        let [was, is] = [book, &back.book].map(|book| Value::Object(book.converted(Spec::V3)));
        compare("", &was, &is, &mut losses);
    }
    gather(losses, if as_world_info { "world info" } else { "lorebook_v3" })
}

fn round_trip(reading: &Reading, original: &[u8]) -> Result<Vec<Loss>, CardError> {
    let written = super::export(&reading.card, Target::Byaf, original, None)?;
    let back = crate::read(&written)?;
    let [was, is] = [&reading.card, &back.card].map(|card| Value::Object(card.to_json(Spec::V3)));
    let mut lost = Vec::new();
    compare("data", &was["data"], &is["data"], &mut lost);
    Ok(gather(lost, "BYAF"))
}

/// Paths at which one value says something that the other does not say.
fn compare(path: &str, was: &Value, is: &Value, out: &mut Vec<String>) {
    let join = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match (was, is) {
        (Value::Object(was), Value::Object(is)) => {
            for (key, value) in was {
                compare(&join(key), value, is.get(key).unwrap_or(&Value::Null), out);
            }
        }
        (Value::Array(was), Value::Array(is)) if was.len() == is.len() => {
            for (index, (was, is)) in was.iter().zip(is).enumerate() {
                compare(&format!("{path}[{index}]"), was, is, out);
            }
        }
        _ if was == is || is_blank(was) => {}
        _ => out.push(path.to_owned()),
    }
}

/// What says nothing can't be lost.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) | Value::Number(_) => false,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.values().all(is_blank),
    }
}

/// Why something is lost where a format has a reason of its own, by the end of its path.
const REASONS: &[(&str, &str, &str)] = &[
    (
        "BYAF",
        "data.personality",
        "BYAF has one text for who the character is: it is joined to the description",
    ),
    (
        "BYAF",
        "data.description",
        "BYAF has one text for who the character is: the personality is joined to it",
    ),
    ("BYAF", "data.creator_notes", "BYAF has no notes of the creator"),
    ("BYAF", "data.tags", "BYAF has no tags, but for `nsfw`"),
    ("BYAF", "data.character_book.entries", "BYAF has no entries that are off: they are left out"),
    ("BYAF", ".insertion_order", "BYAF keeps entries in their order, without numbers"),
    ("BYAF", "data.assets", "BYAF has images of the character alone"),
    ("BYAF", "data.mes_example", "BYAF keeps examples apart: white space around them is lost"),
    ("world info", ".use_regex", "world info tells regular expressions by their slashes"),
    ("world info", ".name", "world info shows one text for an entry: its comment"),
    ("lorebook_v3", ".secondary_keys", "it is read as a list"),
];

fn gather(paths: Vec<String>, format: &str) -> Vec<Loss> {
    let reason = |path: &str| {
        let known = REASONS.iter().find(|(of, end, _)| *of == format && path.ends_with(end));
        known.map_or_else(|| format!("{format} has no place for it"), |(.., why)| (*why).to_owned())
    };
    paths.into_iter().map(|path| Loss { why: reason(&path), path }).collect()
}

/// Files that the target has no place for.
fn files(
    reading: &Reading,
    target: Target,
    original: &[u8],
    out: &mut Vec<Loss>,
) -> Result<(), CardError> {
    let files = super::Files::of(&reading.card, original, None)?;
    let picture = files.picture()?;
    let lost = |path: &str, why: String| Loss { path: path.to_owned(), why };
    match (target, &picture) {
        (Target::Json(_), Some(_)) => {
            out.push(lost("(picture)", format!("{target} carries no picture")))
        }
        (Target::Png, Some(picture)) if !picture.starts_with(&crate::png::SIGNATURE) => {
            out.push(lost("(picture)", "the picture is no PNG, and we don't recode pictures: a blank one is written; name another".to_owned()));
        }
        _ => {}
    }
    if matches!(target, Target::Json(_) | Target::Byaf) && !same_archive(reading, target) {
        let portrait = picture.as_ref().map(|it| it.len());
        let mut skipped = false;
        for file in &reading.attachments {
            // The portrait is spoken of above, or goes along.
            if !skipped && Some(file.bytes) == portrait {
                skipped = true;
                continue;
            }
            out.push(lost(&file.path, format!("{target} has no place for the file")));
        }
    }
    Ok(())
}

fn same_archive(reading: &Reading, target: Target) -> bool {
    target == Target::Byaf && reading.format.dialect == crate::Dialect::Byaf
}
