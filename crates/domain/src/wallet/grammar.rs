//! The terms that EIP-4361 borrows: RFC 3986's characters and RFC 3339's times.

use jiff::Timestamp;

/// `unreserved` of RFC 3986.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// `reserved` of RFC 3986.
fn is_reserved(byte: u8) -> bool {
    b":/?#[]@!$&'()*+,;=".contains(&byte)
}

/// `statement`: never empty, and one line of ASCII.
pub(super) fn is_statement(text: &str) -> bool {
    let known = |byte: u8| is_reserved(byte) || is_unreserved(byte) || byte == b' ';
    !text.is_empty() && text.bytes().all(known)
}

/// `authority` of RFC 3986, of which a domain is one.
pub(super) fn is_authority(text: &str) -> bool {
    let known = |byte: u8| is_unreserved(byte) || b"!$&'()*+,;=:@[]".contains(&byte);
    !text.is_empty() && is_escaped(text, known)
}

/// `URI` of RFC 3986: a scheme, and something behind it.
pub(super) fn is_uri(text: &str) -> bool {
    let known = |byte: u8| is_reserved(byte) || is_unreserved(byte);
    text.split_once(':').is_some_and(|(scheme, rest)| {
        is_scheme(scheme) && !rest.is_empty() && is_escaped(rest, known)
    })
}

pub(super) fn is_scheme(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && text.bytes().all(inner)
}

/// `*pchar` of RFC 3986, for a request's id.
pub(super) fn is_pchars(text: &str) -> bool {
    is_escaped(text, |byte| is_unreserved(byte) || b"!$&'()*+,;=:@".contains(&byte))
}

/// Known characters, and `%` before two digits.
fn is_escaped(text: &str, known: impl Fn(u8) -> bool) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let is_escape = byte == b'%'
            && [bytes.next(), bytes.next()]
                .iter()
                .all(|it| it.is_some_and(|it| it.is_ascii_hexdigit()));
        if !is_escape && !known(byte) {
            return false;
        }
    }
    true
}

/// 8 letters and digits at least.
pub(super) fn is_nonce(text: &str) -> bool {
    text.len() >= 8 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// `date-time` of RFC 3339, in its own letters: `2026-11-27T21:00:00.000Z`.
pub(super) fn time(text: &str) -> Option<Timestamp> {
    let shape: String =
        text.chars().map(|char| if char.is_ascii_digit() { '0' } else { char }).collect();
    let (date, rest) = shape.split_at_checked(19)?;
    let rest = match rest.strip_prefix('.') {
        Some(fraction) if fraction.starts_with('0') => fraction.trim_start_matches('0'),
        Some(_) => return None,
        None => rest,
    };
    let is_zone = matches!(rest, "Z" | "+00:00" | "-00:00");
    (date == "0000-00-00T00:00:00" && is_zone).then(|| text.parse().ok()).flatten()
}
