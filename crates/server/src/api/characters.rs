//! Characters: made, imported, and what stands beside their drafts.

use app::{App, AssetRequest, CollaboratorRequest, Created, RolloutRequest, RolloutView};
use axum::extract::State;
use axum::http::Method;
use domain::draft::DraftEdit;
use domain::{AppId, CharacterId, TagId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::access::{Creator, CreatorOrModerator, Moderator};
use crate::api::drafts::Edit;
use crate::input::{Json, Path};
use crate::reply::{Answer, Done, Reply};
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            Method::POST,
            "/api/characters",
            "createCharacter",
            "Make a character with its draft",
            create,
        )
        .gives::<Created>(201),
        route(
            Method::PUT,
            "/api/characters/{id}/apps/{app}",
            "setRollout",
            "Say how an app carries a character",
            set_rollout,
        ),
        route(
            Method::PUT,
            "/api/characters/{id}/collaborators",
            "setCollaborators",
            "Say who works on a character and what their shares are",
            set_collaborators,
        ),
        route(
            Method::GET,
            "/api/characters/{id}/collaborators",
            "collaborators",
            "Who works on a character, and for which share",
            collaborators,
        )
        .gives::<Vec<CollaboratorRequest>>(200),
        route(
            Method::POST,
            "/api/characters/{id}/assets",
            "recordAsset",
            "Record a mint or an escrow of a character",
            record_asset,
        ),
        route(
            Method::GET,
            "/api/characters/{id}/apps",
            "rollouts",
            "The apps that carry, or are to carry, a character",
            rollouts,
        )
        .gives::<Vec<RolloutView>>(200),
        route(
            Method::PUT,
            "/api/characters/{id}/tags/{tag}/note",
            "noteTag",
            "Note something on a tag of a published character",
            note_tag,
        ),
        route(
            Method::PUT,
            "/api/characters/{id}/archived",
            "archive",
            "Put a character of one's own away; apps and the market see nothing of it",
            archive,
        ),
        route(
            Method::DELETE,
            "/api/characters/{id}/archived",
            "unarchive",
            "Take a character out again",
            unarchive,
        ),
    ]
}

async fn create(
    Creator(actor): Creator,
    State(app): State<App>,
    Edit(edit): Edit<DraftEdit>,
) -> Answer<Reply<Created>> {
    Ok(Reply::created(app.create_character(&actor, edit).await?))
}

async fn set_rollout(
    Creator(actor): Creator,
    State(app): State<App>,
    Path((id, app_id)): Path<(CharacterId, AppId)>,
    Json(request): Json<RolloutRequest>,
) -> Answer<Done> {
    app.set_rollout(&actor, id, &app_id, &request).await?;
    Ok(Done)
}

async fn set_collaborators(
    Creator(actor): Creator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Json(requests): Json<Vec<CollaboratorRequest>>,
) -> Answer<Done> {
    app.set_collaborators(&actor, id, &requests).await?;
    Ok(Done)
}

async fn collaborators(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
) -> Answer<Reply<Vec<CollaboratorRequest>>> {
    Ok(Reply::ok(app.collaborators(&actor, id).await?))
}

async fn record_asset(
    Creator(actor): Creator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Json(request): Json<AssetRequest>,
) -> Answer<Done> {
    app.record_asset(&actor, id, &request).await?;
    Ok(Done)
}

/// A moderator's note; null takes it away.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NoteRequest {
    note: Option<String>,
}

async fn rollouts(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
) -> Answer<Reply<Vec<RolloutView>>> {
    Ok(Reply::ok(app.rollouts(&actor, id).await?))
}

async fn note_tag(
    Moderator(actor): Moderator,
    State(app): State<App>,
    Path((id, tag)): Path<(CharacterId, TagId)>,
    Json(request): Json<NoteRequest>,
) -> Answer<Done> {
    app.note_tag(&actor, id, &tag, request.note.as_deref()).await?;
    Ok(Done)
}

async fn archive(
    Creator(actor): Creator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
) -> Answer<Done> {
    app.archive(&actor, id, true).await?;
    Ok(Done)
}

async fn unarchive(
    Creator(actor): Creator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
) -> Answer<Done> {
    app.archive(&actor, id, false).await?;
    Ok(Done)
}
