//! What apps fetch: a short-lived pointer and immutable bytes. Nothing is serialised here that
//! publishing did not serialise.

use app::{App, FetchError, Pointer};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{AppId, BlobDigest, PayloadDigest};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::access::{Anyone, AppClient};
use crate::caching::{has, quoted};
use crate::input::{Path, Query};
use crate::problem::Problem;
use crate::reply::{Answer, Reply};
use crate::route::{Route, route};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/api/runtime/{app}/characters/{slug}",
            "pointer",
            "Where the pointer of a character rests for an app",
            pointer,
        )
        .gives::<Pointer>(200),
        route(
            Method::GET,
            "/api/runtime/payloads/{digest}",
            "payload",
            "The frozen bytes of a payload; they never change",
            payload,
        )
        .gives_bytes("application/json"),
        route(
            Method::GET,
            "/api/runtime/portraits/{digest}",
            "portrait",
            "The bytes of a portrait; they never change",
            portrait,
        )
        .gives_bytes("image/*"),
    ]
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Cohort {
    /// A stable name of the user or device, for partial rollouts. It is hashed and not kept.
    cohort: Option<String>,
}

/// Apps ask again after this long: a suspension reaches them within seconds.
const POINTER_CACHE: HeaderValue = HeaderValue::from_static("private, max-age=5");

/// The bytes of a digest are the bytes of a digest.
const PAYLOAD_CACHE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

async fn pointer(
    AppClient(actor): AppClient,
    State(app): State<App>,
    Path((app_id, slug)): Path<(AppId, String)>,
    Query(query): Query<Cohort>,
    headers: HeaderMap,
) -> Answer<Response> {
    if actor.app.as_ref() != Some(&app_id) {
        // Another app's characters are none of this app's business.
        return Err(Problem::from(FetchError::NotFound { app: app_id, slug }));
    }
    let pointer = app.pointer(&app_id, &slug, query.cohort.as_deref()).await?;
    let etag = quoted(&pointer.publication_id.to_string());
    let caching = [(header::ETAG, etag.clone()), (header::CACHE_CONTROL, POINTER_CACHE)];
    if has(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    Ok((caching, Reply::ok(pointer)).into_response())
}

async fn payload(
    Anyone(_): Anyone,
    State(app): State<App>,
    Path(digest): Path<PayloadDigest>,
    headers: HeaderMap,
) -> Answer<Response> {
    let etag = quoted(&digest.0);
    if has(&headers, &etag) && digest.0.parse::<domain::Digest>().is_ok() {
        // Whoever holds these bytes under this digest holds the right ones.
        let caching = [(header::ETAG, etag), (header::CACHE_CONTROL, PAYLOAD_CACHE)];
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let bytes = app.payload(&digest).await?;
    let gzip = accepts_gzip(&headers);
    let body = Body::from(if gzip { bytes.body_gzip } else { bytes.body });
    let mut response = body.into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    out.insert(header::ETAG, etag);
    out.insert(header::CACHE_CONTROL, PAYLOAD_CACHE);
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if gzip {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(response)
}

async fn portrait(
    Anyone(_): Anyone,
    State(app): State<App>,
    Path(digest): Path<BlobDigest>,
    headers: HeaderMap,
) -> Answer<Response> {
    let etag = quoted(&digest.0);
    let caching = [(header::ETAG, etag.clone()), (header::CACHE_CONTROL, PAYLOAD_CACHE)];
    if has(&headers, &etag) && digest.0.parse::<domain::Digest>().is_ok() {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let picture = app.portrait(&digest).await?;
    let media = HeaderValue::from_static(picture.media.mime());
    Ok((caching, [(header::CONTENT_TYPE, media)], picture.bytes).into_response())
}

/// Whether `Accept-Encoding` takes gzip with a weight above 0 (RFC 9110, 12.5.3).
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|it| it.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let weight = weight.trim().trim_start_matches("q=").parse::<f32>().unwrap_or(0.0);
        name.trim().eq_ignore_ascii_case("gzip") && weight > 0.0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))])
    }

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        assert!(accepts_gzip(&accept("gzip, deflate, br")));
        assert!(accepts_gzip(&accept("br;q=1.0, GZIP;q=0.2")));
        assert!(!accepts_gzip(&accept("gzip;q=0")));
        assert!(!accepts_gzip(&accept("identity")));
        assert!(!accepts_gzip(&HeaderMap::new()));
    }
}
