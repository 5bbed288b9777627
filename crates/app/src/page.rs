//! Keyset cursors: where a page ended, so that the next one starts right behind it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use uuid::Uuid;

/// As many as a screen of portraits; more is asked for page by page.
pub(crate) const PAGE_SIZE: i64 = 24;

/// What one answer may hold, whatever is asked for.
const PAGE_SIZE_MAX: i64 = 100;

/// The sort key and the id of the last row of a page. Opaque to clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub at: Timestamp,
    pub id: Uuid,
}

impl Cursor {
    /// Before everything: rows sort newest first.
    pub(crate) const START: Cursor = Cursor { at: Timestamp::MAX, id: Uuid::max() };

    /// Nothing was made before this, and PostgreSQL's calendar begins earlier still: a cursor that
    /// says so was not made by us.
    pub(crate) const EARLIEST: Timestamp = Timestamp::constant(-62_135_596_800, 0);

    pub fn encode(&self) -> String {
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&self.at.as_microsecond().to_be_bytes());
        bytes[8..].copy_from_slice(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub fn decode(text: &str) -> Option<Self> {
        let bytes: [u8; 24] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (at, id) = bytes.split_first_chunk::<8>()?;
        let at = Timestamp::from_microsecond(i64::from_be_bytes(*at)).ok()?;
        (at >= Self::EARLIEST).then_some(())?;
        Some(Cursor { at, id: Uuid::from_slice(id).ok()? })
    }
}

/// No id that was made from a moment on is smaller: ids begin with the milliseconds since 1970.
pub(crate) fn first_id_of(at: Timestamp) -> Uuid {
    Uuid::from_u128(u128::try_from(at.as_millisecond()).unwrap_or(0) << 80)
}

/// A pattern for LIKE that finds a text anywhere in one of lower case; everything for an empty one.
pub(crate) fn contains(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for character in text.trim().to_lowercase().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

pub(crate) fn page_size(asked: Option<i64>) -> i64 {
    asked.unwrap_or(PAGE_SIZE).clamp(1, PAGE_SIZE_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_text_and_garbage_is_none() {
        let cursor =
            Cursor { at: Timestamp::constant(1_700_000_000, 123_000_000), id: Uuid::from_u128(7) };
        assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        assert_eq!(Cursor::decode("not a cursor"), None);
        assert_eq!(Cursor::decode(""), None);
    }
}
