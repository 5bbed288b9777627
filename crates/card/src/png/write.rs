//! A card into a picture, with every other byte left as it was.

use super::chunk::{Chunk, SIGNATURE, Walk, append};
use super::{base64, blank, text};
use crate::archive::embedded_path;
use crate::export::{File, Files};
use crate::{Asset, Card, CardError, Container, Dialect, Keyword, Reading, Spec, limits};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Writes the card into a picture: V2 as `chara`, V3 as `ccv3`.
///
/// `original` is any PNG or APNG. A picture that already holds exactly this card comes back byte
/// for byte; otherwise its card chunks are replaced where the first of them stood (before IEND
/// where there was none), and all other bytes are copied, even those behind IEND.
pub fn write_png(original: &[u8], card: &Card) -> Result<Vec<u8>, CardError> {
    if !original.starts_with(&SIGNATURE) {
        return Err(CardError::NotAPng);
    }
    if super::read(original).is_ok_and(|reading| holds(&reading, card)) {
        return Ok(original.to_vec());
    }
    write(original, card, &[])
}

/// Whether a picture holds the card where cards belong: one in its EXIF alone only Backyard finds.
fn holds(reading: &Reading, card: &Card) -> bool {
    let in_chunk = matches!(reading.format.container, Container::Png(_) | Container::Apng(_));
    in_chunk && reading.format.dialect == Dialect::Card && reading.card == *card
}

/// Writes the card and its files into the picture that came with it, or a blank one.
pub(crate) fn export(card: &Card, files: &Files<'_>) -> Result<Vec<u8>, CardError> {
    if files.bytes.starts_with(&SIGNATURE) && files.archive.is_none() && files.is_own_picture() {
        return write_png(files.bytes, card);
    }
    let picture = files.picture()?.filter(|picture| picture.starts_with(&SIGNATURE));
    let picture = picture.unwrap_or_else(|| Cow::Owned(blank::picture()));
    let mut card = card.clone();
    let others = files.others()?;
    let paths: BTreeSet<&str> = others.iter().map(|file| file.path.as_str()).collect();
    for asset in card.data.assets.iter_mut().flatten() {
        point_into_picture(asset, &paths);
    }
    write(&picture, &card, &others)
}

/// In a picture the main icon is the picture itself, and files have a chunk each.
fn point_into_picture(asset: &mut Asset, paths: &BTreeSet<&str>) {
    let Some(path) = embedded_path(&asset.uri).map(str::to_owned) else { return };
    if paths.contains(path.as_str()) {
        asset.uri = format!("__asset:{path}");
    } else if asset.kind == "icon" {
        asset.uri = "ccdefault:".to_owned();
    }
}

/// The picture without its card and the card's files.
pub(crate) fn without_cards(picture: &[u8]) -> Cow<'_, [u8]> {
    let mut out = Vec::with_capacity(picture.len());
    let mut copied = 0;
    for chunk in Walk::over(picture).flatten() {
        if text::card_keyword(&chunk).is_some() || text::asset(&chunk).is_some() {
            out.extend_from_slice(&picture[copied..chunk.start]);
            copied = chunk.end();
        }
    }
    if copied == 0 {
        return Cow::Borrowed(picture);
    }
    out.extend_from_slice(&picture[copied..]);
    Cow::Owned(out)
}

fn write(original: &[u8], card: &Card, files: &[File]) -> Result<Vec<u8>, CardError> {
    let chunks = whole_chunks(original)?;
    let mine = |chunk: &&Chunk<'_>| text::card_keyword(chunk).is_some();
    let place = chunks.iter().find(mine).or(chunks.last()).map(|chunk| chunk.start);

    let mut out = Vec::with_capacity(original.len());
    let mut copied = 0;
    for chunk in &chunks {
        if place == Some(chunk.start) {
            out.extend_from_slice(&original[copied..chunk.start]);
            append_card(&mut out, card)?;
            append_files(&mut out, files)?;
            copied = chunk.start;
        }
        if mine(&chunk) {
            out.extend_from_slice(&original[copied..chunk.start]);
            copied = chunk.end();
        }
    }
    out.extend_from_slice(&original[copied..]);
    Ok(out)
}

/// All chunks up to IEND. A picture that breaks off is not written into: nobody could tell
/// afterwards who broke it.
fn whole_chunks(original: &[u8]) -> Result<Vec<Chunk<'_>>, CardError> {
    Walk::over(original)
        .collect::<Result<_, _>>()
        .map_err(|offset| CardError::PngTruncated { offset })
}

fn append_files(out: &mut Vec<u8>, files: &[File]) -> Result<(), CardError> {
    for File { path, bytes } in files {
        let data = text::asset_data(path, &base64::encode(bytes));
        let (found, limit) = (data.len(), limits::FILE_BYTES_MAX);
        if found > limit || append(out, *b"tEXt", &data).is_none() {
            return Err(CardError::FileTooLarge { found, limit });
        }
    }
    Ok(())
}

fn append_card(out: &mut Vec<u8>, card: &Card) -> Result<(), CardError> {
    for (keyword, spec) in [(Keyword::Chara, Spec::V2), (Keyword::Ccv3, Spec::V3)] {
        let json = Value::Object(card.to_json(spec)).to_string();
        let mut data = format!("{}\0", keyword.as_str()).into_bytes();
        data.extend_from_slice(base64::encode(json.as_bytes()).as_bytes());
        let (found, limit) = (data.len(), limits::TEXT_CHUNK_BYTES_MAX);
        let too_large = CardError::ChunkTooLarge { keyword: keyword.as_str(), found, limit };
        if found > limit || append(out, *b"tEXt", &data).is_none() {
            return Err(too_large);
        }
    }
    Ok(())
}
