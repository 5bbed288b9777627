//! The text forms of default values that Prisma rewrites: dates and bytes.

/// RFC 3339 as Prisma prints it: `2020-01-01T00:00:00.5Z` → `2020-01-01 00:00:00.500 +00:00`.
pub(super) fn as_prisma_prints(text: &str) -> Option<String> {
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    let offset_at = rest.find(['Z', 'z', '+', '-'])?;
    let (time, offset) = rest.split_at(offset_at);
    let offset = if offset.eq_ignore_ascii_case("z") { "+00:00" } else { offset };
    let (seconds, fraction) = time.split_once('.').unwrap_or((time, ""));
    let plausible = is_shaped(date, "0000-00-00")
        && is_shaped(seconds, "00:00:00")
        && is_shaped(&offset[1..], "00:00")
        && fraction.len() <= 9
        && fraction.bytes().all(|byte| byte.is_ascii_digit());
    plausible.then(|| format!("{date} {seconds}{} {offset}", grouped_fraction(fraction)))
}

/// In groups of three digits, as milli-, micro- or nanoseconds; nothing where there is none.
fn grouped_fraction(digits: &str) -> String {
    let significant = digits.trim_end_matches('0').len();
    if significant == 0 {
        return String::new();
    }
    let width = significant.div_ceil(3) * 3;
    format!(".{digits:0<width$}").chars().take(width + 1).collect()
}

/// Digits where the pattern has a zero, the same character elsewhere.
fn is_shaped(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(byte, expected)| match expected {
            b'0' => byte.is_ascii_digit(),
            other => byte == other,
        })
}

/// Standard base64, padding optional.
pub(super) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut buffer, mut bits) = (0u32, 0u32);
    for character in text.trim_end_matches('=').bytes() {
        buffer = (buffer << 6) | sextet(character)?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits) as u8);
            buffer &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

fn sextet(character: u8) -> Option<u32> {
    Some(u32::from(match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
