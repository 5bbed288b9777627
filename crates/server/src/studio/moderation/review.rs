//! One revision, and the decision about it.

use app::{App, ApprovalRequest, ApproveError, ClaimError, EvaluationView, ReferenceError, Review};
use askama::Template;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::gate::{GateStanding, Severity, Standing};
use domain::publication::Missing;
use domain::{ApprovalDecision, CharacterRevisionId, TagId, Verdict};
use serde::Deserialize;

use super::highlight::{Found, Passage, grade, highlighted};
use crate::access::Moderator;
use crate::input::Path;
use crate::problem::{Problem, ProblemKind};
use crate::reply::Answer;
use crate::route::{Route, route};
use crate::studio::form::Form;
use crate::studio::shell::{Shell, filters, page};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/moderation/revisions/{id}", "reviewPage", "A revision to judge", show),
        route(
            Method::POST,
            "/moderation/revisions/{id}/claim",
            "claimRevision",
            "Says that one is looking at it, or not any more",
            claim,
        ),
        route(
            Method::POST,
            "/moderation/revisions/{id}/decision",
            "decideRevision",
            "Approves or rejects it",
            decide,
        ),
        route(
            Method::POST,
            "/moderation/revisions/{id}/tag-note",
            "noteTagOfRevision",
            "A note on a tag of its character",
            note,
        ),
    ]
}

/// Something that was refused, and beside which form it is told.
#[derive(Default)]
struct Wrong {
    status: StatusCode,
    place: &'static str,
    told: String,
    /// What was written, so that it is not lost.
    written: String,
}

#[derive(Template)]
#[template(path = "moderation_revision.html")]
struct ReviewPage {
    shell: Shell,
    review: Review,
    found: Vec<Found>,
    passages: Vec<Passage>,
    wrong: Option<Wrong>,
}

async fn show(
    Moderator(actor): Moderator,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<CharacterRevisionId>,
) -> Answer<Response> {
    let review = app.review(&actor, id).await?;
    Ok(shown(shell, review, None))
}

fn shown(shell: Shell, review: Review, wrong: Option<Wrong>) -> Response {
    let (found, passages) = highlighted(&review);
    let status = wrong.as_ref().map_or(StatusCode::OK, |wrong| wrong.status);
    (status, page(ReviewPage { shell, review, found, passages, wrong })).into_response()
}

#[derive(Debug, Deserialize)]
struct ClaimForm {
    what: String,
}

async fn claim(
    Moderator(actor): Moderator,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<CharacterRevisionId>,
    Form(form): Form<ClaimForm>,
) -> Answer<Response> {
    if form.what == "release" {
        app.release_claim(&actor, id).await?;
        return Ok(Redirect::to("/moderation").into_response());
    }
    match app.claim(&actor, id).await {
        Ok(()) => Ok(back(id, "")),
        Err(error @ ClaimError::Taken { .. }) => {
            let told = error.to_string();
            let wrong =
                Wrong { status: StatusCode::CONFLICT, place: "claim", told, ..Wrong::default() };
            Ok(shown(shell, app.review(&actor, id).await?, Some(wrong)))
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Deserialize)]
struct DecisionForm {
    decision: ApprovalDecision,
    #[serde(default)]
    reason: String,
}

async fn decide(
    Moderator(actor): Moderator,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<CharacterRevisionId>,
    Form(form): Form<DecisionForm>,
) -> Answer<Response> {
    let request =
        ApprovalRequest { decision: form.decision, reason: form.reason.trim().to_owned() };
    if form.decision == ApprovalDecision::Reject && request.reason.is_empty() {
        let told = "a rejection says why: its creator has nothing else to go by".to_owned();
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let wrong = Wrong { status, place: "decision", told, ..Wrong::default() };
        return Ok(shown(shell, app.review(&actor, id).await?, Some(wrong)));
    }
    match app.approve(&actor, id, &request).await {
        Ok(_) => Ok(back(id, "#decisions")),
        Err(error @ ApproveError::OwnCharacter) => {
            let (told, written) = (error.to_string(), request.reason);
            let wrong = Wrong { status: StatusCode::FORBIDDEN, place: "decision", told, written };
            Ok(shown(shell, app.review(&actor, id).await?, Some(wrong)))
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Deserialize)]
struct NoteForm {
    tag: String,
    #[serde(default)]
    note: String,
}

async fn note(
    Moderator(actor): Moderator,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<CharacterRevisionId>,
    Form(form): Form<NoteForm>,
) -> Answer<Response> {
    let review = app.review(&actor, id).await?;
    let note = Some(form.note.trim()).filter(|note| !note.is_empty());
    let noted = app.note_tag(&actor, review.character_id, &TagId(form.tag), note).await;
    match noted {
        Ok(()) => Ok(back(id, "#tags")),
        Err(error @ ReferenceError::NotFound(_)) => {
            let told = error.to_string();
            let status = StatusCode::NOT_FOUND;
            let wrong = Wrong { status, place: "tags", told, written: form.note };
            Ok(shown(shell, review, Some(wrong)))
        }
        Err(error) => Err(error.into()),
    }
}

fn back(id: CharacterRevisionId, place: &str) -> Response {
    Redirect::to(&format!("/moderation/revisions/{id}{place}")).into_response()
}

impl From<ClaimError> for Problem {
    fn from(error: ClaimError) -> Self {
        let kind = match error {
            ClaimError::Store(error) => return error.into(),
            ClaimError::NotFound => ProblemKind::NotFound,
            ClaimError::Paid => ProblemKind::Forbidden,
            ClaimError::Taken { .. } => ProblemKind::Refused,
        };
        Problem::new(kind).detail(error.to_string())
    }
}

impl ReviewPage {
    fn wrong_at(&self, place: &str) -> Option<&Wrong> {
        self.wrong.as_ref().filter(|wrong| wrong.place == place)
    }

    /// The claim is the visitor's own.
    fn is_mine(&self) -> bool {
        let claim = self.review.claim.as_ref();
        claim.is_some_and(|claim| Some(claim.handle.as_str()) == self.shell.handle())
    }

    fn worst(&self) -> usize {
        self.found.iter().filter(|it| grade(&it.severity) == "error").count()
    }
}

/// How a gate stands, as a class and in words.
fn standing(gate: &GateStanding) -> (&'static str, &'static str) {
    match gate.standing {
        Standing::Passed { .. } => ("good", "passed"),
        Standing::Failed { .. } => ("bad", "failed"),
        Standing::Indeterminate { .. } => ("warn", "could not tell"),
        Standing::Expired { .. } => ("warn", "passed too long ago"),
        Standing::Outdated { .. } => ("warn", "judged something else"),
        Standing::Missing => ("warn", "not judged yet"),
    }
}

/// The class of a finding's chip.
fn chip(severity: &Severity) -> &'static str {
    match severity {
        Severity::Info => "",
        Severity::Warning => "warn",
        Severity::Error => "bad",
    }
}

fn decided(decision: &ApprovalDecision) -> &'static str {
    match decision {
        ApprovalDecision::Approve => "approved",
        ApprovalDecision::Reject => "rejected",
    }
}

/// What is lacking, in words; ids of those who rejected stand below, with their names.
fn lacks(missing: &Missing) -> String {
    match missing {
        Missing::Rejected { by } => format!("{} rejected it.", by.len()),
        other => format!("{other}."),
    }
}

fn summary(evaluation: &EvaluationView) -> &str {
    evaluation.detail.get("summary").and_then(|it| it.as_str()).unwrap_or_default()
}
