//! Publishing: what is written is sealed, judged for each app, looked at as the bytes that apps would
//! fetch, and then let out; with what moves the pointer besides.

mod plan;

use app::{
    App, Candidate, PublicationRequest, PublishError, ReadinessView, RequestError, RolloutRequest,
    ScheduleView, WalletView,
};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    AppId, ApprovalDecision, CharacterId, CharacterRevisionId, CharacterState, PublicationKind,
    RolloutState, ScheduleOutcome,
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::character::{CharacterHead, Tab};
use super::difference::Difference;
use super::form::{Form, Nothing};
use super::gates::{self, AppShown};
use super::shell::{Shell, filters, page};
use crate::access::{Creator, CreatorOrModerator};
use crate::input::{Path, Query};
use crate::problem::Problem;
use crate::reply::Answer;
use crate::route::{Route, route};

/// Of the payload, a page shows this much; the file has the rest.
const PAYLOAD_CHARS_MAX: usize = 30_000;

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/characters/{id}/publish",
            "publishPage",
            "What a publication lacks, and what it would let out",
            show,
        ),
        route(
            Method::POST,
            "/characters/{id}/seal",
            "sealAndJudge",
            "Seal what is written and have its gates judge it",
            seal,
        ),
        route(
            Method::POST,
            "/characters/{id}/revisions/{number}/judge",
            "judgeAgain",
            "Have the gates judge a revision again",
            judge,
        ),
        route(
            Method::POST,
            "/characters/{id}/publish",
            "movePointer",
            "Publish, roll back, suspend, reinstate or withdraw",
            move_pointer,
        ),
        route(
            Method::POST,
            "/characters/{id}/rollout",
            "saveRollout",
            "Say how an app carries a character",
            set_rollout,
        ),
        route(
            Method::POST,
            "/characters/{id}/publish/plan",
            "planPublication",
            "Plan the publication of a revision for a time",
            plan::make,
        ),
        route(
            Method::POST,
            "/characters/{id}/publish/plan/cancel",
            "cancelPlan",
            "Take the open plan back",
            plan::cancel,
        ),
    ]
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
struct Asked {
    /// The number of a revision; the newest where it is not said.
    revision: Option<i32>,
}

#[derive(Template)]
#[template(path = "publish.html")]
struct PublishPage {
    shell: Shell,
    head: CharacterHead,
    view: ReadinessView,
    shown: Option<Shown>,
    others: Vec<app::AppView>,
    moves: Vec<Move>,
    /// Newest first; the open one is among them.
    plans: Vec<ScheduleView>,
    /// Those of the visitor's that a receipt may name.
    wallets: Vec<WalletView>,
    wrong: Option<String>,
}

/// The candidate, laid out.
struct Shown {
    apps: Vec<AppShown>,
    difference: Difference,
    payload: String,
    payload_left_out: usize,
    missing: Vec<String>,
    kind: PublicationKind,
    verb: &'static str,
    key: String,
}

/// Another move of the pointer, as a form that asks first.
struct Move {
    kind: PublicationKind,
    key: String,
    label: &'static str,
    question: &'static str,
    consequence: &'static str,
    verb: &'static str,
}

async fn show(
    CreatorOrModerator(actor): CreatorOrModerator,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    Ok(page(PublishPage::load(&app, &actor, shell, id, asked.revision, None).await?))
}

async fn seal(
    Creator(actor): Creator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Form(Nothing {}): Form<Nothing>,
) -> Answer<Response> {
    let sealed = app.seal(&actor, id).await?;
    match app.request_evaluations(&actor, sealed.id).await {
        // It is sealed all the same; the page says that an app is missing.
        Ok(_) | Err(RequestError::NoGates) => {
            let there = format!("/characters/{id}/publish#standing");
            Ok(Redirect::to(&there).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn judge(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path((id, number)): Path<(CharacterId, i32)>,
    Form(Nothing {}): Form<Nothing>,
) -> Answer<Response> {
    let revision = app.opened_revision(&actor, id, number).await?;
    app.request_evaluations(&actor, revision.id).await?;
    let there = format!("/characters/{id}/publish?revision={number}#standing");
    Ok(Redirect::to(&there).into_response())
}

#[derive(Debug, Deserialize)]
struct MoveForm {
    kind: PublicationKind,
    revision: Option<CharacterRevisionId>,
    number: Option<i32>,
    #[serde(default)]
    reason: String,
    /// A proved wallet of the visitor's, or nothing.
    #[serde(default)]
    wallet: String,
    /// The page's name for this request: sent twice, it is done once.
    key: String,
}

async fn move_pointer(
    CreatorOrModerator(actor): CreatorOrModerator,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Form(form): Form<MoveForm>,
) -> Answer<Response> {
    let request = PublicationRequest {
        kind: form.kind,
        revision_id: form.revision,
        reason: form.reason,
        wallet_id: form.wallet.parse().ok(),
    };
    let wrong = match app.publish(&actor, id, &form.key, &request).await {
        Ok(published) => {
            let receipt = format!("/characters/{id}/publications/{}", published.id);
            return Ok(Redirect::to(&receipt).into_response());
        }
        Err(error @ PublishError::Refused(_)) => error,
        Err(error @ (PublishError::KeyReused | PublishError::WalletNotProved(_))) => error,
        Err(error) => return Err(error.into()),
    };
    let told = match &wrong {
        PublishError::KeyReused => {
            "it was done before, with other words: this page shows how it stands now".to_owned()
        }
        other => other.to_string(),
    };
    let shown = PublishPage::load(&app, &actor, shell, id, form.number, Some(told)).await?;
    Ok((Problem::from(wrong).status(), page(shown)).into_response())
}

#[derive(Debug, Deserialize)]
struct RolloutForm {
    app: AppId,
    state: RolloutState,
    percentage: Option<i32>,
    /// The editor has the same form.
    #[serde(default)]
    is_edited: bool,
}

async fn set_rollout(
    Creator(actor): Creator,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Form(form): Form<RolloutForm>,
) -> Answer<Response> {
    let request = RolloutRequest { state: form.state, percentage: form.percentage };
    match app.set_rollout(&actor, id, &form.app, &request).await {
        Ok(()) => {
            let there = if form.is_edited { "edit?saved=1#apps" } else { "publish#standing" };
            Ok(Redirect::to(&format!("/characters/{id}/{there}")).into_response())
        }
        Err(
            error @ (app::CharacterError::NotPublishedFor(_)
            | app::CharacterError::NoSuchApp(_)
            | app::CharacterError::Percentage(_)),
        ) => {
            let told = Some(error.to_string());
            let shown = PublishPage::load(&app, &actor, shell, id, None, told).await?;
            Ok((Problem::from(error).status(), page(shown)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

impl PublishPage {
    async fn load(
        app: &App,
        actor: &app::Actor,
        shell: Shell,
        id: CharacterId,
        number: Option<i32>,
        wrong: Option<String>,
    ) -> Answer<Self> {
        let head = CharacterHead::load(app, actor, id, Tab::Publish).await?;
        let view = app.readiness(actor, id, number).await?;
        let count = view.character.publication_count;
        let shown = view.candidate.as_ref().map(|candidate| Shown::of(id, candidate, count));
        let moves = moves(&head, &view);
        let carried: Vec<&AppId> =
            view.candidate.iter().flat_map(|it| &it.apps).map(|it| &it.app_id).collect();
        let mut others = app.apps().await?;
        others.retain(|other| !carried.contains(&&other.id));
        let plans = app.schedules(actor, id).await?;
        let mut wallets = app.wallets(actor).await?;
        wallets.retain(|wallet| wallet.verified_at.is_some());
        Ok(PublishPage { shell, head, view, shown, others, moves, plans, wallets, wrong })
    }

    fn open_plan(&self) -> Option<&ScheduleView> {
        self.plans.iter().find(|plan| plan.is_open())
    }

    /// What became of the newest plan, as long as nothing was planned after it.
    fn last_refusal(&self) -> Option<&ScheduleView> {
        self.plans.first().filter(|plan| plan.outcome == Some(ScheduleOutcome::Refused))
    }

    fn is_published(&self) -> bool {
        self.view.character.state == CharacterState::Published
    }

    fn is_waiting(&self) -> bool {
        self.view.candidate.as_ref().is_some_and(|it| !it.pending.is_empty())
    }
}

/// What the visitor may do with what is live, beside publishing.
fn moves(head: &CharacterHead, view: &ReadinessView) -> Vec<Move> {
    let open = MOVES.iter().filter(|(kind, ..)| view.moves.contains(kind));
    let count = view.character.publication_count;
    open.map(|&(kind, label, question, consequence, verb)| Move {
        key: key(head.id, kind, None, count),
        kind,
        label,
        question,
        consequence,
        verb,
    })
    .collect()
}

/// Kind, button, question, what it means, and the word that does it.
type MoveText = (PublicationKind, &'static str, &'static str, &'static str, &'static str);

const MOVES: &[MoveText] = &[
    (
        PublicationKind::Withdraw,
        "Withdraw…",
        "Withdraw the character for ever?",
        "Apps and users are told that it is gone. There is no way back: a withdrawn character is never published again.",
        "Withdraw it",
    ),
    (
        PublicationKind::Suspend,
        "Suspend…",
        "Suspend the character?",
        "Apps stop serving it within seconds, until a moderator reinstates it.",
        "Suspend it",
    ),
    (
        PublicationKind::Reinstate,
        "Reinstate…",
        "Reinstate the character?",
        "Apps serve it again, where its gates still stand.",
        "Reinstate it",
    ),
];

/// The same for the same move of the same pointer, on whichever page it stands and however often
/// that is loaded, so that what is sent twice is done once. When the pointer has moved, it is another.
fn key(
    character: CharacterId,
    kind: PublicationKind,
    revision: Option<CharacterRevisionId>,
    publication_count: i32,
) -> String {
    let revision = revision.map(|id| id.to_string()).unwrap_or_default();
    format!("studio-{kind}-{character}-{revision}-{publication_count}")
}

impl Shown {
    fn of(character: CharacterId, candidate: &Candidate, publication_count: i32) -> Self {
        let payload: serde_json::Value =
            serde_json::from_str(&candidate.payload.body).unwrap_or_default();
        let text = serde_json::to_string_pretty(&payload).unwrap_or_default();
        let payload: String = text.chars().take(PAYLOAD_CHARS_MAX).collect();
        Shown {
            apps: gates::shown(character, candidate),
            difference: Difference::of(&candidate.payload.changes, false),
            payload_left_out: text.chars().count() - payload.chars().count(),
            payload,
            missing: candidate.missing(),
            kind: candidate.kind,
            verb: verb(candidate.kind),
            key: key(character, candidate.kind, Some(candidate.revision.id), publication_count),
        }
    }

    fn is_rollback(&self) -> bool {
        self.kind == PublicationKind::Rollback
    }
}

/// As a button says it.
fn verb(kind: PublicationKind) -> &'static str {
    match kind {
        PublicationKind::Publish => "Publish",
        PublicationKind::Rollback => "Roll back to",
        PublicationKind::Suspend => "Suspend",
        PublicationKind::Reinstate => "Reinstate",
        PublicationKind::Withdraw => "Withdraw",
    }
}
