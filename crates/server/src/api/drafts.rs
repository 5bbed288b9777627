//! Drafts: read with their version, saved against it.

use app::{App, CountRequest, CountsView, DraftView, PreviewRequest, PreviewView, Saved};
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::CharacterId;
use domain::draft::DraftEdit;
use schemars::JsonSchema;
use serde_json::Value;

use crate::access::{Creator, CreatorOrModerator};
use crate::caching::has;
use crate::input::{Describe, IfMatch, Json, Path, version_etag};
use crate::problem::{Problem, ProblemKind};
use crate::reply::{Answer, Reply};
use crate::route::{Input, Place, Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/api/characters/{id}/draft",
            "draft",
            "The draft; its ETag is its version",
            read,
        )
        .gives::<DraftView>(200),
        route(
            Method::PATCH,
            "/api/characters/{id}/draft",
            "saveDraft",
            "Save some fields of the draft; others' saves to other fields merge",
            save,
        )
        .gives::<Saved>(200),
        route(
            Method::POST,
            "/api/characters/{id}/preview",
            "previewPrompt",
            "What a model would be sent for the draft and a chat, and why each lorebook entry fired or did not",
            preview,
        )
        .gives::<PreviewView>(200),
        route(
            Method::POST,
            "/api/tokens",
            "countTokens",
            "How many tokens texts are",
            count,
        )
        .gives::<CountsView>(200),
    ]
}

/// An edit, with every unknown or ill-typed field told at once.
#[derive(Debug)]
pub(super) struct Edit<T>(pub(super) T);

impl FromRequest<App> for Edit<DraftEdit> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let Json(value) = Json::<Value>::from_request(request, app).await?;
        DraftEdit::parse(value).map(Edit).map_err(|violations| {
            Problem::new(ProblemKind::Invalid)
                .detail("some fields are not valid")
                .member("violations", violations)
        })
    }
}

impl<T: JsonSchema> Describe for Edit<T> {
    fn inputs() -> Vec<Input> {
        vec![Input { place: Place::JsonBody, schema: |g| g.subschema_for::<T>() }]
    }
}

async fn read(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    headers: HeaderMap,
) -> Answer<Response> {
    // Open editors ask every few seconds: the lorebook is not read to say that nothing happened.
    if headers.contains_key(header::IF_NONE_MATCH) {
        let etag = version_etag(app.character_head(&actor, id).await?.version);
        if has(&headers, &etag) {
            return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
        }
    }
    let draft = app.read_draft(&actor, id).await?;
    Ok(([(header::ETAG, version_etag(draft.version))], Reply::ok(draft)).into_response())
}

async fn save(
    Creator(actor): Creator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    IfMatch(base): IfMatch,
    Edit(edit): Edit<DraftEdit>,
) -> Answer<Response> {
    let saved = app.save_draft(&actor, id, base, edit).await?;
    Ok(([(header::ETAG, version_etag(saved.version))], Reply::ok(saved)).into_response())
}

async fn count(
    Creator(_): Creator,
    State(app): State<App>,
    Json(request): Json<CountRequest>,
) -> Answer<Reply<CountsView>> {
    Ok(Reply::ok(app.count_tokens(request).await?))
}

async fn preview(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Json(request): Json<PreviewRequest>,
) -> Answer<Reply<PreviewView>> {
    Ok(Reply::ok(app.preview(&actor, id, request).await?))
}
