//! Base64 as tools write it: padded or not, in lines, in the alphabet of URLs.

use crate::notes::{Notes, Warning};
use crate::{CardError, Keyword};
use ::base64::alphabet::STANDARD;
use ::base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use ::base64::{DecodeError, Engine as _};
use std::borrow::Cow;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// How RisuAI marks a card that it enciphered.
const LOCKED: &[u8] = b"rcc||";

/// The JSON within the text. Text that is JSON already is taken as it is.
pub(super) fn decode<'a>(
    keyword: Keyword,
    text: &'a [u8],
    notes: &mut Notes,
) -> Result<Cow<'a, [u8]>, CardError> {
    if text.starts_with(LOCKED) {
        return Err(CardError::OtherFormat { format: "a RisuAI card that is locked" });
    }
    if text.trim_ascii_start().starts_with(b"{") {
        notes.warn(loose(keyword, "none of it encoded: plain JSON"));
        return Ok(Cow::Borrowed(text));
    }
    if let Ok(json) = LENIENT.decode(text) {
        return Ok(Cow::Owned(json));
    }
    let json = LENIENT.decode(tidied(text)).map_err(|error| not_base64(keyword, error))?;
    notes.warn(loose(keyword, "white space, padding or letters that do not belong there"));
    Ok(Cow::Owned(json))
}

/// What the text encodes, loosely written or not; nothing where it is no base64.
pub(crate) fn lenient(text: &[u8]) -> Option<Vec<u8>> {
    LENIENT.decode(text).or_else(|_| LENIENT.decode(tidied(text))).ok()
}

/// How many bytes the text encodes.
pub(crate) fn decoded_length(text: &[u8]) -> usize {
    text.trim_ascii_end()
        .iter()
        .rposition(|byte| *byte != b'=')
        .map_or(0, |last| (last + 1) * 3 / 4)
}

/// Without white space and padding, in the standard alphabet.
fn tidied(text: &[u8]) -> Vec<u8> {
    let meant = text.iter().filter(|byte| !byte.is_ascii_whitespace() && !b"=\0".contains(byte));
    meant
        .map(|byte| {
            if *byte == b'-' {
                b'+'
            } else if *byte == b'_' {
                b'/'
            } else {
                *byte
            }
        })
        .collect()
}

fn loose(keyword: Keyword, what: &'static str) -> Warning {
    Warning::LooseBase64 { keyword: keyword.as_str(), what }
}

fn not_base64(keyword: Keyword, error: DecodeError) -> CardError {
    let offset = match error {
        DecodeError::InvalidByte(offset, _) | DecodeError::InvalidLastSymbol(offset, _) => offset,
        DecodeError::InvalidLength(length) => length,
        DecodeError::InvalidPadding => 0,
    };
    CardError::NotBase64 { keyword: keyword.as_str(), offset }
}

/// As it goes into a chunk.
pub(crate) fn encode(json: &[u8]) -> String {
    ::base64::engine::general_purpose::STANDARD.encode(json)
}
