//! What handlers take: parsed at the door, with a problem that names the place of what is wrong.

use app::App;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::header::{CONTENT_TYPE, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;

use crate::problem::{Problem, ProblemKind};
use crate::route::{Input, Place};

/// What an extractor says of itself to the route table.
pub(crate) trait Describe {
    fn inputs() -> Vec<Input>;
}

/// The parameters in the path.
#[derive(Debug)]
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        // A path that does not parse names nothing that exists.
        path.map(|axum::extract::Path(value)| Path(value))
            .map_err(|error| Problem::new(ProblemKind::NotFound).detail(error.body_text()))
    }
}

impl<T> Describe for Path<T> {
    fn inputs() -> Vec<Input> {
        vec![Input { place: Place::Path, schema: anything }]
    }
}

/// The parameters behind the question mark. Unknown ones are refused where `T` refuses them.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(value)| Query(value))
            .map_err(|error| Problem::new(ProblemKind::Malformed).detail(error.body_text()))
    }
}

impl<T: JsonSchema> Describe for Query<T> {
    fn inputs() -> Vec<Input> {
        vec![Input { place: Place::Query, schema: |generator| T::json_schema(generator) }]
    }
}

/// A JSON body.
#[derive(Debug)]
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequest<App> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(ProblemKind::UnsupportedMedia)
                .detail("send JSON with Content-Type: application/json"));
        }
        let Body(bytes) = Body::from_request(request, app).await?;
        parse_json(&bytes).map(Json)
    }
}

impl<T: JsonSchema> Describe for Json<T> {
    fn inputs() -> Vec<Input> {
        vec![Input { place: Place::JsonBody, schema: |g| g.subschema_for::<T>() }]
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let media = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
        || essence.eq_ignore_ascii_case("application/merge-patch+json")
}

/// The value, or the path to what is wrong with it: `characterBook.entries[3].keys: …`.
pub(crate) fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let cause = error.into_inner();
        let kind = if cause.is_data() { ProblemKind::Invalid } else { ProblemKind::Malformed };
        Problem::new(kind).detail(format!("{path}: {cause}")).member("path", path)
    })?;
    reader.end().map_err(|error| {
        Problem::new(ProblemKind::Malformed).detail(format!("after the value: {error}"))
    })?;
    Ok(value)
}

/// The body as it is, up to the limit of the route's layer.
#[derive(Debug)]
pub(crate) struct Body(pub(crate) Bytes);

impl FromRequest<App> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        Bytes::from_request(request, app).await.map(Body).map_err(|error| {
            let kind = match error.status().as_u16() {
                413 => ProblemKind::TooLarge,
                _ => ProblemKind::Malformed,
            };
            Problem::new(kind).detail(error.body_text())
        })
    }
}

impl Describe for Body {
    fn inputs() -> Vec<Input> {
        vec![Input { place: Place::FileBody, schema: anything }]
    }
}

/// `If-Match`: the version of the draft that a save was based on.
#[derive(Debug)]
pub(crate) struct IfMatch(pub(crate) i32);

impl FromRequestParts<App> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let Some(header) = parts.headers.get(IF_MATCH) else {
            return Err(Problem::new(ProblemKind::PreconditionMissing).detail(
                "send If-Match with the ETag of the draft that the save is based on: GET it first",
            ));
        };
        version_of(header).map(IfMatch).ok_or_else(|| {
            Problem::new(ProblemKind::Malformed)
                .detail("If-Match is not an ETag of a draft; it looks like \"17\"")
        })
    }
}

impl Describe for IfMatch {
    fn inputs() -> Vec<Input> {
        let about = "the ETag of the draft that the save is based on";
        vec![Input {
            place: Place::Header { name: "If-Match", required: true, about },
            schema: text,
        }]
    }
}

fn version_of(header: &HeaderValue) -> Option<i32> {
    header.to_str().ok()?.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}

/// The `ETag` of a draft at a version.
pub(crate) fn version_etag(version: i32) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// `Idempotency-Key`: the client's name for a request that it may have to send twice.
#[derive(Debug)]
pub(crate) struct IdempotencyKey(pub(crate) String);

/// Long enough for a UUID with a prefix; it is stored with each publication.
const KEY_BYTES_MAX: usize = 128;

impl FromRequestParts<App> for IdempotencyKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let Some(header) = parts.headers.get("idempotency-key") else {
            return Err(Problem::new(ProblemKind::PreconditionMissing).detail(
                "send Idempotency-Key with a value of your own, the same for each retry (a UUID)",
            ));
        };
        match header.to_str() {
            Ok(key) if (1..=KEY_BYTES_MAX).contains(&key.len()) => {
                Ok(IdempotencyKey(key.to_owned()))
            }
            _ => Err(Problem::new(ProblemKind::Malformed).detail(format!(
                "Idempotency-Key must be 1 to {KEY_BYTES_MAX} visible ASCII characters"
            ))),
        }
    }
}

impl Describe for IdempotencyKey {
    fn inputs() -> Vec<Input> {
        let about = "the client's name for this request, the same for each retry";
        let place = Place::Header { name: "Idempotency-Key", required: true, about };
        vec![Input { place, schema: text }]
    }
}

/// The use cases; nothing of the request.
impl Describe for State<App> {
    fn inputs() -> Vec<Input> {
        Vec::new()
    }
}

/// The request's headers, for caching.
impl Describe for HeaderMap {
    fn inputs() -> Vec<Input> {
        Vec::new()
    }
}

fn anything(_: &mut SchemaGenerator) -> schemars::Schema {
    schemars::Schema::default()
}

fn text(_: &mut SchemaGenerator) -> schemars::Schema {
    json_schema!({ "type": "string" })
}
