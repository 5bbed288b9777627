//! PNG and APNG cards.
//!
//! The picture is never decoded: the walker steps over chunks, looks into the text chunks that
//! bear a card's keyword, and writing copies every other byte as it stands.

mod base64;
mod chunk;
mod text;
mod write;

pub(crate) use chunk::SIGNATURE;
pub use write::write_png;

use crate::card::Card;
use crate::notes::{Notes, Warning};
use crate::object::Object;
use crate::{Alternative, CardError, Container, Keyword, Reading, Spec, json, limits};
use chunk::{Chunk, Walk};

/// What a walk over the picture found.
#[derive(Debug, Default)]
struct Survey<'a> {
    cards: Vec<(Keyword, Chunk<'a>)>,
    warnings: Vec<Warning>,
    animated: bool,
    broken_at: Option<usize>,
}

/// Reads the card of a PNG: `ccv3` if it is there and can be read, else `chara`.
pub(crate) fn read(bytes: &[u8]) -> Result<Reading, CardError> {
    let survey = survey(bytes);
    let mut refusals = Vec::new();
    let mut found = Vec::new();
    for (keyword, chunk) in &survey.cards {
        let mut notes = Notes::new(Spec::V1);
        match read_chunk(*keyword, chunk, &mut notes) {
            Ok(card) => found.push((*keyword, card, notes)),
            Err(error) => refusals.push((*keyword, error)),
        }
    }
    // The last `ccv3`, else the last `chara`: editors that append mean the last one.
    let Some(best) = (0..found.len()).max_by_key(|index| (found[*index].0, *index)) else {
        return Err(why_none(refusals, survey.broken_at));
    };
    let (keyword, card, notes) = found.swap_remove(best);
    let container =
        if survey.animated { Container::Apng(keyword) } else { Container::Png(keyword) };
    let mut reading = json::reading(card, container, notes);
    warn(&mut reading, survey, refusals, keyword);
    compare(&mut reading, keyword, found.into_iter().map(|(keyword, card, _)| (keyword, card)));
    Ok(reading)
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

fn read_chunk(keyword: Keyword, chunk: &Chunk<'_>, notes: &mut Notes) -> Result<Card, CardError> {
    let text = text::payload(keyword, chunk)?;
    let json = base64::decode(keyword, &text, notes)?;
    json::read_card(&json, notes)
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
    warnings.extend(
        refusals
            .into_iter()
            .map(|(keyword, error)| Warning::ChunkUnreadable { keyword: keyword.as_str(), error }),
    );
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
