//! The one cookie: a session's.

use axum::http::{HeaderMap, HeaderValue, header};

pub(crate) const SESSION: &str = "repertoire_session";

/// The value of a cookie (RFC 6265, 5.4), where it was sent.
pub(crate) fn value_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim())
}

/// `Set-Cookie` for a session, or for ending one where the value is empty. No script reads it, and no
/// other site's request carries it but a link that somebody follows.
pub(crate) fn session(value: &str, max_age_seconds: i64, headers: &HeaderMap) -> HeaderValue {
    let secure = if is_https(headers) { "; Secure" } else { "" };
    let line = format!(
        "{SESSION}={value}; Path=/; Max-Age={max_age_seconds}; HttpOnly; SameSite=Lax{secure}"
    );
    HeaderValue::try_from(line).unwrap_or(HeaderValue::from_static(""))
}

/// TLS ends at a proxy in front, which says so.
pub(crate) fn is_https(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes() == b"https")
}
