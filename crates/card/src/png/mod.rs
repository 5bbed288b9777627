//! PNG and APNG cards.
//!
//! The picture is never decoded: the walker steps over chunks, looks into the text chunks that
//! bear a card's keyword, and writing copies every other byte as it stands.

mod bare;
pub(crate) mod base64;
mod blank;
mod chunk;
mod text;
mod write;

pub(crate) use bare::bare;
pub(crate) use chunk::SIGNATURE;
pub use write::write_png;
pub(crate) use write::{export, without_cards};

use crate::archive::{self, embedded_path};
use crate::card::Card;
use crate::export::File;
use crate::notes::{Notes, Warning, shorten};
use crate::object::Object;
use crate::{
    Alternative, Attachment, CardError, Container, Dialect, Keyword, Picture, Reading, Spec,
    dialect, json, limits, picture, zip,
};
use chunk::{Chunk, Walk};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What a walk over the picture found.
#[derive(Debug, Default)]
struct Survey<'a> {
    cards: Vec<(Keyword, Chunk<'a>)>,
    assets: Vec<Attachment>,
    exif: Option<&'a [u8]>,
    warnings: Vec<Warning>,
    animated: bool,
    broken_at: Option<usize>,
    ends: usize,
}

/// The JSON of a card's chunk, and what was said of how it was written.
struct Payload<'a> {
    keyword: Keyword,
    json: Cow<'a, [u8]>,
    notes: Notes,
}

/// Reads the card of a PNG: `ccv3` if it is there and can be read, else `chara`, else what its EXIF
/// says, else what the archive behind it holds.
pub(crate) fn read(bytes: &[u8]) -> Result<Reading, CardError> {
    let mut survey = survey(bytes);
    let mut refusals = Vec::new();
    let mut payloads = Vec::new();
    for (keyword, chunk) in &survey.cards {
        match payload(*keyword, chunk) {
            Ok(payload) => payloads.push(payload),
            Err(error) => refusals.push((*keyword, error)),
        }
    }
    // The last `ccv3`, else the last `chara`: editors that append mean the last one.
    payloads.sort_by_key(|payload| payload.keyword);
    let mut found: Option<(Payload<'_>, Card, Dialect)> = None;
    let mut losers = Vec::new();
    while let Some(mut payload) = payloads.pop() {
        // Most tools write one card into both chunks, and what says the same is not read twice.
        if found.as_ref().is_some_and(|(winner, ..)| is_twin(&winner.json, &payload.json)) {
            continue;
        }
        match dialect::read(&payload.json, &mut payload.notes) {
            Ok((card, dialect)) if found.is_none() => found = Some((payload, card, dialect)),
            Ok((card, _)) => losers.push((payload.keyword, card)),
            Err(error) => refusals.push((payload.keyword, error)),
        }
    }
    let Some((Payload { keyword, notes, .. }, card, dialect)) = found else {
        return elsewhere(bytes, survey, refusals);
    };
    let container =
        if survey.animated { Container::Apng(keyword) } else { Container::Png(keyword) };
    let mut reading = json::reading(card, dialect, container, notes);
    reading.attachments = std::mem::take(&mut survey.assets);
    warn_of_missing(&mut reading);
    warn(&mut reading, survey, refusals, keyword);
    compare(&mut reading, keyword, losers.into_iter());
    Ok(reading)
}

/// What stands before the number of a specification.
const BEFORE_NUMBERS: [&[u8]; 3] =
    [b"\"chara_card_v", b"\"spec_version\":\"", b"\"spec_version\": \""];

/// Whether two texts differ in nothing but the number of their specification: as tools write both
/// from one card.
fn is_twin(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while let Some(next) = one[at..].iter().zip(&other[at..]).position(|(one, other)| one != other)
    {
        at += next;
        let numbers = matches!((one[at], other[at]), (b'3', b'2') | (b'2', b'3'));
        if !numbers || !BEFORE_NUMBERS.iter().any(|it| one[..at].ends_with(it)) {
            return false;
        }
        at += 1;
    }
    true
}

/// A card that is in no text chunk.
fn elsewhere(
    bytes: &[u8],
    survey: Survey<'_>,
    refusals: Vec<(Keyword, CardError)>,
) -> Result<Reading, CardError> {
    let behind = bytes.get(survey.ends..).unwrap_or_default();
    let exif = survey.exif.and_then(picture::user_comment);
    let read = match exif.map(|comment| picture::read_comment(comment, Picture::Png)) {
        None | Some(Err(CardError::NoCardInPicture { .. })) if zip::ends_as_zip(behind) => {
            archive::read(bytes, Some(Picture::Png))
        }
        None | Some(Err(CardError::NoCardInPicture { .. })) => {
            return Err(why_none(refusals, survey.broken_at));
        }
        Some(read) => read,
    };
    let mut reading = read?;
    reading.warnings.extend(survey.warnings);
    reading.warnings.extend(unreadable(refusals));
    Ok(reading)
}

fn warn_of_missing(reading: &mut Reading) {
    let paths: BTreeSet<&str> = reading.attachments.iter().map(|it| it.path.as_str()).collect();
    let missing = |uri: &&String| embedded_path(uri).is_some_and(|path| !paths.contains(path));
    let uris = reading.card.data.assets.iter().flatten().map(|asset| &asset.uri);
    let uris = uris.filter(missing).map(|uri| shorten(uri));
    let uris: Vec<String> = uris.take(limits::NOTES_MAX).collect();
    reading.warnings.extend(uris.into_iter().map(|uri| Warning::AssetMissing { uri }));
}

fn unreadable(refusals: Vec<(Keyword, CardError)>) -> impl Iterator<Item = Warning> {
    refusals
        .into_iter()
        .map(|(keyword, error)| Warning::ChunkUnreadable { keyword: keyword.as_str(), error })
}

fn survey(bytes: &[u8]) -> Survey<'_> {
    let mut survey = Survey::default();
    for chunk in Walk::over(bytes) {
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(offset) => {
                survey.broken_at = Some(offset);
                break;
            }
        };
        if !chunk.checksum_fits() && survey.warnings.len() < limits::NOTES_MAX {
            survey
                .warnings
                .push(Warning::WrongChecksum { chunk: chunk.name(), offset: chunk.start });
        }
        survey.animated |= &chunk.kind == b"acTL";
        survey.ends = chunk.end();
        if &chunk.kind == b"eXIf" {
            survey.exif.get_or_insert(chunk.data);
        }
        if let Some((path, text)) = text::asset(&chunk)
            && survey.assets.len() < limits::ARCHIVE_ENTRIES_MAX
        {
            let (path, bytes) = (path.to_owned(), base64::decoded_length(text));
            survey.assets.push(Attachment { path, bytes });
        }
        match text::card_keyword(&chunk) {
            Some(keyword) if survey.cards.len() < limits::CARD_CHUNKS_MAX => {
                survey.cards.push((keyword, chunk));
            }
            Some(_) if !survey.warnings.contains(&Warning::TooManyCardChunks) => {
                survey.warnings.push(Warning::TooManyCardChunks);
            }
            _ => {}
        }
    }
    survey
}

fn payload<'a>(keyword: Keyword, chunk: &Chunk<'a>) -> Result<Payload<'a>, CardError> {
    let mut notes = Notes::new(Spec::V1);
    let json = match text::payload(keyword, chunk)? {
        Cow::Borrowed(text) => base64::decode(keyword, text, &mut notes)?,
        Cow::Owned(text) => Cow::Owned(base64::decode(keyword, &text, &mut notes)?.into_owned()),
    };
    Ok(Payload { keyword, json, notes })
}

/// The files that a picture carries for its card.
pub(crate) fn assets(bytes: &[u8]) -> Vec<File> {
    if !bytes.starts_with(&SIGNATURE) {
        return Vec::new();
    }
    let chunks: Vec<Chunk<'_>> = Walk::over(bytes).flatten().collect();
    let files = chunks.iter().filter_map(text::asset).take(limits::ARCHIVE_ENTRIES_MAX);
    files
        .filter_map(|(path, text)| {
            Some(File { path: path.to_owned(), bytes: base64::lenient(text)? })
        })
        .collect()
}

/// The lorebook that NovelAI writes into a picture.
pub(crate) fn novel_book(bytes: &[u8]) -> Option<Vec<u8>> {
    let is_book =
        |chunk: &Chunk<'_>| text::keyword(chunk) == Some(b"naidata") && &chunk.kind == b"tEXt";
    let chunk = Walk::over(bytes).flatten().find(is_book)?;
    base64::lenient(chunk.data.get(b"naidata\0".len()..)?)
}

/// A chunk of a PNG, for people to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkLine {
    /// Its type: `IDAT`.
    pub kind: String,
    /// Where it begins.
    pub offset: usize,
    /// Bytes of its data.
    pub bytes: usize,
    /// The keyword of a text chunk.
    pub keyword: Option<String>,
}

/// The chunks of a PNG, in their order; nothing for what is none.
pub fn chunks(bytes: &[u8]) -> Vec<ChunkLine> {
    if !bytes.starts_with(&SIGNATURE) {
        return Vec::new();
    }
    let line = |chunk: Chunk<'_>| ChunkLine {
        kind: chunk.name(),
        offset: chunk.start,
        bytes: chunk.data.len(),
        keyword: text::keyword(&chunk).map(|it| String::from_utf8_lossy(it).into_owned()),
    };
    Walk::over(bytes).flatten().map(line).collect()
}

fn why_none(refusals: Vec<(Keyword, CardError)>, broken_at: Option<usize>) -> CardError {
    let refusal = refusals.into_iter().max_by_key(|(keyword, _)| *keyword).map(|(_, error)| error);
    refusal.unwrap_or(match broken_at {
        Some(offset) => CardError::PngTruncated { offset },
        None => CardError::NoCardInPng,
    })
}

fn warn(
    reading: &mut Reading,
    survey: Survey<'_>,
    refusals: Vec<(Keyword, CardError)>,
    winner: Keyword,
) {
    let warnings = &mut reading.warnings;
    warnings.extend(survey.warnings);
    warnings.extend(survey.broken_at.map(|offset| Warning::PictureTruncated { offset }));
    warnings.extend(unreadable(refusals));
    if winner == Keyword::Chara && reading.card.spec == Spec::V3 {
        warnings.push(Warning::V3InChara);
    }
}

/// Cards beside the one that was read are kept where they say something else, as far as both
/// specifications can say it.
fn compare(reading: &mut Reading, winner: Keyword, losers: impl Iterator<Item = (Keyword, Card)>) {
    for (keyword, card) in losers {
        let common = reading.card.spec.min(card.spec);
        let fields = reading.card.data.differing(&card.data, common);
        if !fields.is_empty() {
            let (winner, loser) = (winner.as_str(), keyword.as_str());
            reading.warnings.push(Warning::ChunksDisagree { winner, loser, fields });
            reading.alternatives.push(Alternative { keyword, card });
        }
    }
}
