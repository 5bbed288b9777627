//! That a change which a browser asks for was asked for by a page of ours.
//!
//! Each session has a token, a digest of its secret, which pages carry in forms and scripts send as a
//! header: no other site can read either. Where the browser says which site asks (`Sec-Fetch-Site`),
//! another one is refused whatever it sends.

use app::SignInError;
use axum::http::HeaderMap;
use domain::Digest;

use crate::problem::Problem;

pub(crate) const HEADER: &str = "x-csrf-token";

/// The token of a session.
pub(crate) fn token_of(session: &str) -> String {
    let mut token = Digest::of(format!("csrf {session}")).to_string();
    token.truncate(32);
    token
}

/// For requests of scripts.
pub(crate) fn check_header(headers: &HeaderMap, token: &str) -> Result<(), Problem> {
    let sent = headers.get(HEADER).and_then(|value| value.to_str().ok());
    check(headers, sent, token)
}

/// For a token from wherever it was sent.
pub(crate) fn check(headers: &HeaderMap, sent: Option<&str>, token: &str) -> Result<(), Problem> {
    same_site(headers)?;
    // Both are digests of a secret: where they differ tells nothing of it.
    if sent == Some(token) { Ok(()) } else { Err(SignInError::Forged.into()) }
}

/// For forms of those who are not signed in yet.
pub(crate) fn same_site(headers: &HeaderMap) -> Result<(), Problem> {
    let site = headers.get("sec-fetch-site").map(|site| site.as_bytes());
    match site {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err(SignInError::Forged.into()),
    }
}
