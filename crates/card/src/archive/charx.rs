//! CHARX: `card.json` at the root, and the card's files beside it, in whatever folders its `assets`
//! name.

use super::CARD;
use super::parts::Parts;
use crate::card::Card;
use crate::export::{File, Files};
use crate::notes::{Notes, Warning, shorten};
use crate::object::Object;
use crate::zip::{Archive, Entry, Writer};
use crate::{Asset, CardError, Dialect, Lorebook, Spec, book, dialect};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

pub(super) fn read(
    archive: &Archive<'_>,
    entry: &Entry,
    notes: &mut Notes,
) -> Result<(Card, Dialect), CardError> {
    let mut parts = Parts::of(archive);
    let json = parts.bytes(entry, notes)?;
    let (mut card, dialect) = dialect::read(&json, notes)?;
    if let Some(module) = archive.find(book::MODULE_FILE) {
        match parts.bytes(module, notes).and_then(|bytes| book::book_of_module(&bytes)) {
            Ok(found) => take_book(&mut card, found, notes),
            Err(CardError::NoLorebook) => {}
            Err(error) => notes.warn(part_unreadable(&module.name, error)),
        }
    }
    warn_of_missing(&card, archive, notes);
    Ok((card, dialect))
}

fn part_unreadable(name: &str, error: CardError) -> Warning {
    Warning::PartUnreadable { name: shorten(name), error }
}

/// RisuAI keeps the book in its module, and leaves the card's out or writes both.
fn take_book(card: &mut Card, found: Map<String, Value>, notes: &mut Notes) {
    let found = Lorebook::read(found, &mut Notes::new(Spec::V2));
    let same = |book: &Lorebook| {
        book.entries.len() == found.entries.len()
            && book
                .entries
                .iter()
                .zip(&found.entries)
                .all(|(one, other)| one.content == other.content)
    };
    match card.lorebook() {
        None if !found.entries.is_empty() => card.data.character_book = Some(found),
        Some(book) if !same(book) => notes.warn(Warning::ModuleBookLeftOut),
        _ => {}
    }
}

fn warn_of_missing(card: &Card, archive: &Archive<'_>, notes: &mut Notes) {
    for asset in card.data.assets.iter().flatten() {
        let Some(path) = embedded_path(&asset.uri) else { continue };
        if archive.find(path).is_none() {
            notes.warn(Warning::AssetMissing { uri: shorten(&asset.uri) });
        }
    }
}

/// The path that an asset's address names within its file. The specification spells it `embeded`.
pub(crate) fn embedded_path(uri: &str) -> Option<&str> {
    let uri = uri.trim();
    ["embeded://", "embedded://", "__asset:"].iter().find_map(|scheme| {
        let start = uri.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(&uri[scheme.len()..])
    })
}

/// Writes a CHARX. Into one that it came from, only `card.json` changes.
pub(crate) fn export(card: &Card, files: &Files<'_>) -> Result<Vec<u8>, CardError> {
    match &files.archive {
        Some(archive) if archive.find(CARD).is_some() => rewrite(card, archive, files),
        _ => write(card, files),
    }
}

fn text(card: &Card) -> String {
    let spec = card.spec.max(Spec::V3);
    crate::write_json(card, spec)
}

fn rewrite(card: &Card, archive: &Archive<'_>, files: &Files<'_>) -> Result<Vec<u8>, CardError> {
    let mut writer = Writer::behind(&files.bytes[..archive.start]);
    for entry in &archive.entries {
        match entry.name.eq_ignore_ascii_case(CARD) {
            true => writer.add(&entry.name, text(card).as_bytes())?,
            false => writer.copy(archive, entry)?,
        }
    }
    writer.finish()
}

fn write(card: &Card, files: &Files<'_>) -> Result<Vec<u8>, CardError> {
    let mut card = card.clone();
    let mut writer = Writer::behind(&[]);
    let mut others = Vec::new();
    let portrait = files.picture()?.map(|picture| {
        let ext = crate::picture::extension(&picture).unwrap_or("png");
        (format!("assets/icon/images/main.{ext}"), ext, picture)
    });
    if let Some((path, ext, _)) = &portrait {
        point_icon_at(&mut card, path, ext);
    }
    let mut moved = BTreeMap::new();
    for File { path, bytes } in files.others()? {
        let at = if path.contains('/') { path.clone() } else { format!("assets/other/{path}") };
        moved.insert(path, at.clone());
        others.push((at, bytes));
    }
    repoint(&mut card, &moved);
    writer.add(CARD, text(&card).as_bytes())?;
    if let Some((path, _, picture)) = &portrait {
        writer.add(path, picture)?;
    }
    for (path, bytes) in others.iter().filter(|(path, _)| path != CARD) {
        writer.add(path, bytes)?;
    }
    writer.finish()
}

/// In a picture `ccdefault:` is the picture; in an archive it has a path.
fn point_icon_at(card: &mut Card, path: &str, ext: &str) {
    let uri = format!("embeded://{path}");
    let assets = card.data.assets.get_or_insert_default();
    let is_main = |asset: &&mut Asset| asset.kind == "icon" && asset.name == "main";
    if let Some(icon) = assets.iter_mut().find(is_main) {
        icon.uri = uri;
        icon.ext = ext.to_owned();
        return;
    }
    let (kind, name, ext) = ("icon".to_owned(), "main".to_owned(), ext.to_owned());
    assets.insert(0, Asset { kind, uri, name, ext, ..Asset::default() });
}

fn repoint(card: &mut Card, moved: &BTreeMap<String, String>) {
    for asset in card.data.assets.iter_mut().flatten() {
        if let Some(to) = embedded_path(&asset.uri).and_then(|path| moved.get(path)) {
            asset.uri = format!("embeded://{to}");
        }
    }
}
