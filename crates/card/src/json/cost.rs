//! What JSON would cost to hold, found before it is held.

use crate::{CardError, limits};

/// Refuses text of more values than a card has. Values are told by the commas and brackets
/// outside of strings, so this counts at most two too many for each object or list.
pub(super) fn check(text: &str) -> Result<(), CardError> {
    let limit = limits::JSON_VALUES_MAX;
    // A value takes two bytes at least, so most cards need no counting.
    if text.len() / 2 <= limit || count(text.as_bytes()) <= limit {
        return Ok(());
    }
    Err(CardError::TooManyValues { limit })
}

pub(super) fn count(text: &[u8]) -> usize {
    let (mut count, mut in_string, mut escaped) = (1, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b',' | b'[' | b'{' if !in_string => count += 1,
            _ => {}
        }
    }
    count
}
