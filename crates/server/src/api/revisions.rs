//! Revisions: sealed, listed, compared, evaluated, approved, and what is said of those alike.

use app::{
    App, ApprovalRequest, EvaluationsView, KinshipRequest, KinshipView, RevisionView,
    SealedRevision,
};
use axum::extract::State;
use axum::http::{Method, StatusCode};
use domain::revision::FieldChange;
use domain::{ApprovalId, CharacterId, CharacterRevisionId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::access::{Creator, CreatorOrModerator, Moderator};
use crate::input::{Json, Path, Query};
use crate::reply::{Answer, Made, Reply};
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            Method::POST,
            "/api/characters/{id}/revisions",
            "seal",
            "Seal the draft; the same content gives the same revision",
            seal,
        )
        .gives::<SealedRevision>(201),
        route(
            Method::GET,
            "/api/characters/{id}/revisions",
            "revisions",
            "Revisions of a character, newest first",
            list,
        )
        .gives::<Vec<RevisionView>>(200),
        route(Method::GET, "/api/revisions/{id}", "revision", "One revision with its content", one)
            .gives::<RevisionView>(200),
        route(
            Method::GET,
            "/api/revisions/{id}/diff/{other}",
            "diffRevisions",
            "What differs from one revision to another, field by field",
            diff,
        )
        .gives::<Vec<FieldChange>>(200),
        route(
            Method::POST,
            "/api/revisions/{id}/evaluations",
            "requestEvaluations",
            "Run the gates that the target apps require",
            request,
        )
        .gives::<Queued>(202),
        route(
            Method::GET,
            "/api/revisions/{id}/evaluations",
            "evaluations",
            "How a revision stands with its gates",
            standing,
        )
        .gives::<EvaluationsView>(200),
        route(
            Method::POST,
            "/api/revisions/{id}/approvals",
            "approve",
            "Approve or reject a revision",
            approve,
        )
        .gives::<Made<ApprovalId>>(201),
        route(
            Method::POST,
            "/api/characters/{id}/kinships",
            "declareKinship",
            "Declare that a character is a fork of a published revision or, as a moderator, unrelated to it",
            declare,
        )
        .gives::<KinshipView>(201),
        route(
            Method::GET,
            "/api/characters/{id}/kinships",
            "kinships",
            "What was said of a character and those that it is like",
            kinships,
        )
        .gives::<Vec<KinshipView>>(200),
    ]
}

/// Which page of a character's numbered history.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct History {
    /// Only what has a lower number.
    pub(super) before: Option<i32>,
    /// 24 where it is not said, 100 at most.
    pub(super) page_size: Option<i64>,
}

impl History {
    pub(super) fn before(&self) -> i32 {
        self.before.unwrap_or(i32::MAX)
    }

    pub(super) fn page_size(&self) -> i64 {
        self.page_size.unwrap_or(24).clamp(1, 100)
    }
}

/// How many evaluations are new; what was asked for before is not asked for twice.
#[derive(Debug, Serialize, JsonSchema)]
struct Queued {
    queued: u64,
}

async fn seal(
    Creator(actor): Creator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
) -> Answer<Reply<SealedRevision>> {
    let sealed = app.seal(&actor, id).await?;
    Ok(Reply::created_unless(sealed.already_sealed, sealed))
}

async fn list(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Query(history): Query<History>,
) -> Answer<Reply<Vec<RevisionView>>> {
    let page = app.revisions(&actor, id, history.before(), history.page_size());
    Ok(Reply::ok(page.await?))
}

async fn one(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path(id): Path<CharacterRevisionId>,
) -> Answer<Reply<RevisionView>> {
    Ok(Reply::ok(app.revision(&actor, id).await?))
}

async fn diff(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path((before, after)): Path<(CharacterRevisionId, CharacterRevisionId)>,
) -> Answer<Reply<Vec<FieldChange>>> {
    Ok(Reply::ok(app.revision_diff(&actor, before, after).await?))
}

async fn request(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path(id): Path<CharacterRevisionId>,
) -> Answer<Reply<Queued>> {
    let queued = app.request_evaluations(&actor, id).await?;
    Ok(Reply(StatusCode::ACCEPTED, Queued { queued }))
}

async fn standing(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path(id): Path<CharacterRevisionId>,
) -> Answer<Reply<EvaluationsView>> {
    Ok(Reply::ok(app.evaluations(&actor, id).await?))
}

async fn approve(
    Moderator(actor): Moderator,
    State(app): State<App>,
    Path(id): Path<CharacterRevisionId>,
    Json(request): Json<ApprovalRequest>,
) -> Answer<Reply<Made<ApprovalId>>> {
    let id = app.approve(&actor, id, &request).await?;
    Ok(Reply::created(Made { id }))
}

async fn declare(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Json(request): Json<KinshipRequest>,
) -> Answer<Reply<KinshipView>> {
    Ok(Reply::created(app.declare_kinship(&actor, id, &request).await?))
}

async fn kinships(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
) -> Answer<Reply<Vec<KinshipView>>> {
    Ok(Reply::ok(app.kinships(&actor, id).await?))
}
