//! The studio: pages for creators, moderators and finance, rendered here.
//!
//! It decides nothing: a page shows what use cases say, and what it changes goes through the same
//! ones as the API. Scripts of a page call the API itself, with the session's cookie.

mod account;
mod admin;
mod asked;
mod assets;
mod character;
mod contract;
mod difference;
mod earnings;
mod editor;
mod editor_beside;
mod editor_fields;
mod editor_form;
mod form;
mod gates;
mod kinship;
mod library;
mod lineage;
mod lorebook;
mod market;
mod moderation;
mod passkeys;
mod publish;
mod receipt;
mod revisions;
mod sealed;
mod shell;
mod sign_in;
mod wallets;

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use crate::problem::{ProblemKind, Shown};
use crate::route::Route;

use form::encoded;
use shell::{Failure, page};

pub(crate) fn routes() -> Vec<Route> {
    [
        assets::routes(),
        sign_in::routes(),
        account::routes(),
        admin::routes(),
        passkeys::routes(),
        wallets::routes(),
        library::routes(),
        editor::routes(),
        editor_beside::routes(),
        market::routes(),
        lineage::routes(),
        lorebook::routes(),
        contract::routes(),
        earnings::routes(),
        moderation::routes(),
        revisions::routes(),
        sealed::routes(),
        publish::routes(),
        kinship::routes(),
        receipt::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Who asks for a page gets one, whatever happens: to sign in, or of what went wrong.
pub(crate) async fn as_pages(request: Request, next: Next) -> Response {
    let wants = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let wants_page = wants.is_some_and(|accept| accept.contains("text/html"));
    let is_api = request.uri().path().starts_with("/api/");
    let target = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let is_read = request.method().is_safe();
    let response = next.run(request).await;
    if !wants_page || is_api {
        return response;
    }
    let Some(shown) = response.extensions().get::<Shown>().cloned() else { return response };
    match shown.kind {
        ProblemKind::TokenMissing | ProblemKind::TokenExpired | ProblemKind::TokenInvalid => {
            let back = if is_read { target } else { "/".to_owned() };
            Redirect::to(&format!("/sign-in?next={}", encoded(&back))).into_response()
        }
        _ => failure(response.status(), &shown),
    }
}

fn failure(status: StatusCode, shown: &Shown) -> Response {
    let detail = shown.body.get("detail").and_then(|detail| detail.as_str());
    let told = Failure::new(shown.kind.title(), detail.unwrap_or_default(), status.as_u16());
    (status, page(told)).into_response()
}
