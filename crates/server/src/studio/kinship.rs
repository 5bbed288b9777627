//! What is said about a character that is like one published before it, from beside the finding.

use app::{App, KinshipRequest, RequestError};
use axum::extract::State;
use axum::http::Method;
use axum::response::Redirect;
use domain::{CharacterId, CharacterRevisionId, KinshipKind};
use serde::Deserialize;

use super::form::Form;
use crate::access::CreatorOrModerator;
use crate::input::Path;
use crate::reply::Answer;
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![route(
        Method::POST,
        "/characters/{id}/kinships",
        "sayKinship",
        "Say that a character was made from another one, or has nothing to do with it",
        say,
    )]
}

#[derive(Debug, Deserialize)]
struct Said {
    kind: KinshipKind,
    /// The revision that was published before.
    original: CharacterRevisionId,
    /// The revision that was judged; it is judged again.
    revision: CharacterRevisionId,
    reason: String,
}

async fn say(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Form(form): Form<Said>,
) -> Answer<Redirect> {
    let request =
        KinshipRequest { original_id: form.original, kind: form.kind, reason: form.reason };
    app.declare_kinship(&actor, id, &request).await?;
    match app.request_evaluations(&actor, form.revision).await {
        Ok(_) | Err(RequestError::NoGates) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Redirect::to(&match form.kind {
        KinshipKind::Fork => format!("/characters/{id}/publish#standing"),
        KinshipKind::Unrelated => format!("/moderation/revisions/{}#found", form.revision),
    }))
}
