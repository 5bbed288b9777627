//! Where this server is, as the visitor's browser has it: for addresses that people send each other.

use app::App;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};

use crate::cookie;
use crate::input::Describe;
use crate::problem::Problem;
use crate::route::Input;

/// `https://studio.example`, or nothing where the request says no host that is one.
#[derive(Debug)]
pub(crate) struct Origin(pub(crate) String);

impl FromRequestParts<App> for Origin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        // Where somebody said how people find it, headers say nothing better.
        if !app.public_address().is_here() {
            return Ok(Origin(app.public_address().origin().to_owned()));
        }
        let host = host(&parts.headers).or_else(|| parts.uri.authority().cloned());
        let scheme = if cookie::is_https(&parts.headers) { "https" } else { "http" };
        Ok(Origin(host.map(|host| format!("{scheme}://{host}")).unwrap_or_default()))
    }
}

impl Describe for Origin {
    fn inputs() -> Vec<Input> {
        Vec::new()
    }
}

/// A proxy in front says which host it was asked for. Nobody's name stands before it: `user@host`
/// would lead elsewhere than it looks.
fn host(headers: &HeaderMap) -> Option<Authority> {
    let said = headers.get("x-forwarded-host").or_else(|| headers.get(header::HOST))?;
    let host: Authority = said.to_str().ok()?.parse().ok()?;
    (!host.as_str().contains('@')).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_host_is_one() {
        let host_of = |name: &'static str, value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().expect("a header"));
            host(&headers).map(|host| host.to_string())
        };
        assert_eq!(host_of("host", "127.0.0.1:7800").as_deref(), Some("127.0.0.1:7800"));
        assert_eq!(host_of("x-forwarded-host", "a.example").as_deref(), Some("a.example"));
        for none in ["a.example/b", "ours@a.example", "a b", "\"><script>", ""] {
            assert_eq!(host_of("host", none), None, "{none:?}");
        }
    }
}
