//! Text chunks: tEXt, zTXt and iTXt.

use super::chunk::Chunk;
use crate::{CardError, Keyword, limits};
use flate2::read::ZlibDecoder;
use std::borrow::Cow;
use std::io::Read;

/// PNG allows keywords of 79 bytes; the paths of RisuAI's assets are longer.
const KEYWORD_BYTES_MAX: usize = 1024;

/// Where RisuAI keeps the files of a card: a text chunk for each, named by its path.
const ASSET: &[u8] = b"chara-ext-asset_";

/// The keyword of a text chunk.
pub(super) fn keyword<'a>(chunk: &Chunk<'a>) -> Option<&'a [u8]> {
    if ![*b"tEXt", *b"zTXt", *b"iTXt"].contains(&chunk.kind) {
        return None;
    }
    let end = chunk.data.iter().take(KEYWORD_BYTES_MAX).position(|byte| *byte == 0)?;
    Some(&chunk.data[..end])
}

/// The keyword, if this is a text chunk that holds a card.
pub(super) fn card_keyword(chunk: &Chunk<'_>) -> Option<Keyword> {
    keyword(chunk).and_then(Keyword::parse)
}

/// The path and the base64 of a card's file, if this is a chunk that holds one.
pub(super) fn asset<'a>(chunk: &Chunk<'a>) -> Option<(&'a str, &'a [u8])> {
    let keyword = keyword(chunk).filter(|_| &chunk.kind == b"tEXt")?;
    let path = keyword.strip_prefix(ASSET)?;
    let path = std::str::from_utf8(path.strip_prefix(b":").unwrap_or(path)).ok()?;
    Some((path, &chunk.data[keyword.len() + 1..]))
}

/// The data of a chunk that holds a card's file.
pub(super) fn asset_data(path: &str, base64: &str) -> Vec<u8> {
    [ASSET, b":", path.as_bytes(), b"\0", base64.as_bytes()].concat()
}

/// The text of a card's chunk, inflated where it was compressed.
pub(super) fn payload<'a>(keyword: Keyword, chunk: &Chunk<'a>) -> Result<Cow<'a, [u8]>, CardError> {
    let limit = limits::TEXT_CHUNK_BYTES_MAX;
    if chunk.data.len() > limit {
        let found = chunk.data.len();
        return Err(CardError::ChunkTooLarge { keyword: keyword.as_str(), found, limit });
    }
    let rest = &chunk.data[keyword.as_str().len() + 1..];
    match &chunk.kind {
        b"zTXt" => compressed(keyword, rest),
        b"iTXt" => international(keyword, rest),
        _ => Ok(Cow::Borrowed(rest)),
    }
}

/// zTXt: a method byte, then zlib.
fn compressed(keyword: Keyword, rest: &[u8]) -> Result<Cow<'static, [u8]>, CardError> {
    match rest {
        [0, stream @ ..] => inflate(keyword, stream).map(Cow::Owned),
        [_, ..] => Err(damaged(keyword, "an unknown compression")),
        [] => Err(damaged(keyword, "it breaks off")),
    }
}

/// iTXt: compressed or not, by which method, language, translated keyword, text.
fn international(keyword: Keyword, rest: &[u8]) -> Result<Cow<'_, [u8]>, CardError> {
    let [flag, method, rest @ ..] = rest else { return Err(damaged(keyword, "it breaks off")) };
    let mut parts = rest.splitn(3, |byte| *byte == 0);
    let (Some(_language), Some(_translated), Some(text)) =
        (parts.next(), parts.next(), parts.next())
    else {
        return Err(damaged(keyword, "it breaks off"));
    };
    match (flag, method) {
        (0, _) => Ok(Cow::Borrowed(text)),
        (1, 0) => inflate(keyword, text).map(Cow::Owned),
        _ => Err(damaged(keyword, "an unknown compression")),
    }
}

/// Stops at the limit, however much the stream would go on to give.
fn inflate(keyword: Keyword, stream: &[u8]) -> Result<Vec<u8>, CardError> {
    let limit = limits::INFLATED_BYTES_MAX;
    let mut text = Vec::new();
    let mut stream = ZlibDecoder::new(stream).take(limit as u64 + 1);
    let read = stream.read_to_end(&mut text);
    if text.len() > limit {
        return Err(CardError::InflatesTooFar { keyword: keyword.as_str(), limit });
    }
    read.map(|_| text).map_err(|_| damaged(keyword, "its zlib stream is broken"))
}

fn damaged(keyword: Keyword, what: &'static str) -> CardError {
    CardError::ChunkDamaged { keyword: keyword.as_str(), what }
}
