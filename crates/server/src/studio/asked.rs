//! What a page's script asks for in JSON where a form would not do: ceremonies of keys.

use app::App;
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::access::Visitor;
use crate::csrf;
use crate::input::{Describe, Json};
use crate::problem::Problem;
use crate::route::{Input, Place};

/// An answer of a device is a few kilobytes: a credential's id has 1023 bytes, an RSA key 2 kB.
const BYTES_MAX: usize = 64 << 10;

/// A JSON body that a script of a page of the visitor's sent. A session's word is looked for in the
/// header; of those who are not signed in yet, the browser says that the page is ours.
#[derive(Debug)]
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequest<App> for Asked<T> {
    type Rejection = Problem;

    async fn from_request(mut request: Request, app: &App) -> Result<Self, Problem> {
        match request.extensions().get::<Visitor>() {
            Some(visitor) => csrf::check_header(request.headers(), &visitor.csrf)?,
            None => csrf::same_site(request.headers())?,
        }
        DefaultBodyLimit::max(BYTES_MAX).apply(&mut request);
        Json::from_request(request, app).await.map(|Json(value)| Asked(value))
    }
}

impl<T: JsonSchema> Describe for Asked<T> {
    fn inputs() -> Vec<Input> {
        vec![Input { place: Place::JsonBody, schema: |g| g.subschema_for::<T>() }]
    }
}

/// A request that says nothing but that a page of the visitor's sent it.
#[derive(Debug, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}
