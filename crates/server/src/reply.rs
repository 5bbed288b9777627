//! What handlers give back.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use crate::problem::Problem;

pub(crate) type Answer<T> = Result<T, Problem>;

/// A JSON body with its status.
#[derive(Debug)]
pub(crate) struct Reply<T>(pub(crate) StatusCode, pub(crate) T);

impl<T> Reply<T> {
    pub(crate) fn ok(body: T) -> Self {
        Reply(StatusCode::OK, body)
    }

    pub(crate) fn created(body: T) -> Self {
        Reply(StatusCode::CREATED, body)
    }

    /// Made now, or there already.
    pub(crate) fn created_unless(there_already: bool, body: T) -> Self {
        if there_already { Reply::ok(body) } else { Reply::created(body) }
    }
}

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        (self.0, axum::Json(self.1)).into_response()
    }
}

/// Done, and nothing to say.
#[derive(Debug)]
pub(crate) struct Done;

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

/// The id of what was made.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Made<T> {
    pub(crate) id: T,
}
