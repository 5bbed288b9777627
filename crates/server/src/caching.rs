//! Entity tags: what a client holds already is not sent again.

use axum::http::{HeaderMap, HeaderValue, header};

pub(crate) fn quoted(text: &str) -> HeaderValue {
    HeaderValue::try_from(format!("\"{text}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// Whether `If-None-Match` names the tag (RFC 9110, 13.1.2; weak comparison).
pub(crate) fn has(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let values = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|it| it.to_str().ok());
    let mut tags = values.flat_map(|value| value.split(',')).map(str::trim);
    tags.any(|tag| tag == "*" || tag.trim_start_matches("W/").as_bytes() == etag.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_matches_alone_in_a_list_and_as_a_star() {
        let etag = quoted("abc");
        let with = |value: &'static str| {
            HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(value))])
        };
        assert!(has(&with("\"abc\""), &etag));
        assert!(has(&with("\"x\", W/\"abc\""), &etag));
        assert!(has(&with("*"), &etag));
        assert!(!has(&with("\"abcd\""), &etag));
    }
}
