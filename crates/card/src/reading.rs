//! What reading a card gave.

use crate::object::{Layout, Slot};
use crate::{Card, Format, Keyword, Repair, Warning};
use std::collections::BTreeMap;

/// A card, what it came as, and what was said of it on the way. The caller keeps the original.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The card.
    pub card: Card,
    /// What it came as.
    pub format: Format,
    /// Where it broke its specification, and how it was read.
    pub repairs: Vec<Repair>,
    /// What else its creator should know.
    pub warnings: Vec<Warning>,
    /// How many repairs and warnings were left out past [`crate::limits::NOTES_MAX`].
    pub left_out: usize,
    /// Cards that the file holds besides and that say something else.
    pub alternatives: Vec<Alternative>,
    /// Files that came with the card: pictures, sounds, modules.
    pub attachments: Vec<Attachment>,
}

/// A file within a card's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its path, as `embeded://` and `__asset:` name it.
    pub path: String,
    /// Its bytes; those of base64 are as many as it decodes to.
    pub bytes: usize,
}

/// A card that lost: `chara` where `ccv3` was read and the two disagree.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// The chunk it stands in.
    pub keyword: Keyword,
    /// The card.
    pub card: Card,
}

/// What was done with a key of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disposition {
    /// A field of the specification, read as it is.
    Read,
    /// A field that broke the specification; see the repair at its path.
    Repaired,
    /// No field of ours: kept as it is, and written again.
    Kept,
}

/// A key of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldLine {
    /// Where: `data.first_mes`. Entries are gathered: `data.character_book.entries[].keys`.
    pub path: String,
    /// What was done with it.
    pub disposition: Disposition,
    /// How many objects have it, which is 1 outside lists.
    pub count: usize,
}

impl Reading {
    /// Every key that stands in the file, in its order, and what was done with it. Keys within
    /// lorebook entries and assets are gathered over all of them.
    pub fn fields(&self) -> Vec<FieldLine> {
        let card = &self.card;
        let mut lines: Vec<_> =
            card.unknown().map(|(key, _)| line(key, Disposition::Kept)).collect();
        lines.extend(lines_of(&card.data.layout, card.data_path()));
        let prefix = join(card.data_path(), "character_book");
        if let Some(book) = card.lorebook() {
            lines.extend(lines_of(&book.layout, &prefix));
            let entries = book.entries.iter().map(|entry| &entry.layout);
            lines.extend(gathered(entries, &format!("{prefix}.entries[]")));
        }
        let assets = card.data.assets.iter().flatten().map(|asset| &asset.layout);
        lines.extend(gathered(assets, &format!("{}[]", join(card.data_path(), "assets"))));
        lines
    }
}

fn line(path: &str, disposition: Disposition) -> FieldLine {
    FieldLine { path: path.to_owned(), disposition, count: 1 }
}

/// The path of a key within what stands there.
pub(crate) fn join(prefix: &str, key: &str) -> String {
    if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") }
}

fn disposition(slot: &Slot) -> Disposition {
    match slot {
        Slot::Field => Disposition::Read,
        Slot::Mended(_) => Disposition::Repaired,
        Slot::Unknown(_) => Disposition::Kept,
    }
}

fn lines_of(layout: &Layout, prefix: &str) -> Vec<FieldLine> {
    let slots = layout.slots().iter();
    slots.map(|(key, slot)| line(&join(prefix, key), disposition(slot))).collect()
}

/// One line for each key and disposition, in the order in which they are first met.
fn gathered<'a>(layouts: impl Iterator<Item = &'a Layout>, prefix: &str) -> Vec<FieldLine> {
    let mut seen: BTreeMap<(&str, Disposition), usize> = BTreeMap::new();
    let mut lines: Vec<FieldLine> = Vec::new();
    for (key, slot) in layouts.flat_map(Layout::slots) {
        let index = *seen.entry((key, disposition(slot))).or_insert(lines.len());
        match lines.get_mut(index) {
            Some(line) => line.count += 1,
            None => lines.push(line(&join(prefix, key), disposition(slot))),
        }
    }
    lines
}
