//! The history of a character: what was sealed, what differs, what was published of it and when,
//! what runs now; and a way back to each of it.

use app::{App, ComparisonView, HistoryView, ReadError, RestoreError, RolloutView, Side, SideView};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{CharacterId, CharacterState, RolloutState};
use schemars::JsonSchema;
use serde::Deserialize;

use super::character::{CharacterHead, Tab};
use super::difference::{Difference, name_of};
use super::form::Form;
use super::shell::{Shell, filters, page};
use crate::access::{Creator, CreatorOrModerator};
use crate::input::{Path, Query};
use crate::problem::Problem;
use crate::reply::Answer;
use crate::route::{Route, route};

/// Revisions on one page: two dozen are more than a screen, and each may have a few publications.
const PAGE_SIZE: i64 = 24;

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/characters/{id}/revisions",
            "revisionsPage",
            "What was sealed and published of a character, and what differs",
            show,
        ),
        route(
            Method::POST,
            "/characters/{id}/revisions/{number}/restore",
            "restoreRevision",
            "Write a revision into the draft again",
            restore,
        ),
    ]
}

/// What stands behind the question mark: a comparison can be kept and sent as it is.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Asked {
    /// `draft`, or the number of a revision.
    from: Option<String>,
    to: Option<String>,
    view: Option<String>,
    /// Only revisions with a lower number.
    before: Option<i32>,
    /// The revision that was just restored, and the one that has what was written before.
    restored: Option<i32>,
    kept: Option<i32>,
}

#[derive(Template)]
#[template(path = "revisions.html")]
struct RevisionsPage {
    shell: Shell,
    head: CharacterHead,
    asked: Asked,
    history: HistoryView,
    runs: Vec<RolloutView>,
    compared: Option<Compared>,
    marked: Marked,
    wrong: Option<String>,
}

/// Two states, and what differs.
struct Compared {
    view: ComparisonView,
    difference: Difference,
    names: Vec<String>,
    is_side: bool,
}

async fn show(
    CreatorOrModerator(actor): CreatorOrModerator,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    Ok(page(RevisionsPage::load(&app, &actor, shell, id, asked, None).await?))
}

#[derive(Debug, Deserialize)]
struct RestoreForm {
    /// Of the draft that is replaced.
    version: i32,
}

async fn restore(
    Creator(actor): Creator,
    shell: Shell,
    State(app): State<App>,
    Path((id, number)): Path<(CharacterId, i32)>,
    Form(form): Form<RestoreForm>,
) -> Answer<Response> {
    match app.restore(&actor, id, number, form.version).await {
        Ok(restored) => {
            let kept = restored.kept.number;
            let back = format!("/characters/{id}/revisions?restored={number}&kept={kept}");
            Ok(Redirect::to(&back).into_response())
        }
        Err(error @ (RestoreError::Moved { .. } | RestoreError::Save(_))) => {
            let (from, to) = (Some("draft".to_owned()), Some(number.to_string()));
            let asked = Asked { from, to, ..Asked::default() };
            let wrong = Some(error.to_string());
            let shown = RevisionsPage::load(&app, &actor, shell, id, asked, wrong).await?;
            Ok((Problem::from(error).status(), page(shown)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

impl RevisionsPage {
    async fn load(
        app: &App,
        actor: &app::Actor,
        shell: Shell,
        id: CharacterId,
        asked: Asked,
        wrong: Option<String>,
    ) -> Answer<Self> {
        let head = CharacterHead::load(app, actor, id, Tab::Revisions).await?;
        let before = asked.before.unwrap_or(i32::MAX);
        let history = app.history(actor, id, before, PAGE_SIZE).await?;
        let runs = app.rollouts(actor, id).await?;
        let runs = runs.into_iter().filter(|run| run.state != RolloutState::Removed).collect();
        let (compared, unknown) = match asked.sides() {
            Some((from, to)) => match app.compare(actor, id, from, to).await {
                Ok(view) => (Some(Compared::of(view, asked.is_side())), None),
                Err(ReadError::NotFound(what)) => (None, Some(format!("there is no such {what}"))),
                Err(error) => return Err(error.into()),
            },
            None => (None, None),
        };
        let wrong = wrong.or(unknown);
        let marked = Marked::of(&asked, &history);
        Ok(RevisionsPage { shell, head, asked, history, runs, compared, marked, wrong })
    }

    /// In which apps what is published runs, in words.
    fn runs_in(&self) -> String {
        let run = |run: &RolloutView| match run.state {
            RolloutState::Live if run.percentage == 100 => format!("{}, for everybody", run.app_id),
            RolloutState::Live => format!("{}, for {} %", run.app_id, run.percentage),
            RolloutState::Planned => format!("{}, not yet: it is planned", run.app_id),
            RolloutState::Paused | RolloutState::Removed => format!("{}, paused", run.app_id),
        };
        let runs: Vec<String> = self.runs.iter().map(run).collect();
        if runs.is_empty() { "no app".to_owned() } else { runs.join("; ") }
    }

    fn is_live(&self) -> bool {
        self.history.character.state == CharacterState::Published
    }
}

/// The sides of a comparison that are marked: those that were asked for, or the usual ones.
struct Marked {
    from: Option<Side>,
    to: Side,
}

impl Marked {
    fn of(asked: &Asked, history: &HistoryView) -> Self {
        let newest = history.revisions.first().map(|it| Side::Revision(it.revision.number));
        match asked.sides() {
            Some((from, to)) => Marked { from: Some(from), to },
            None => Marked { from: newest, to: Side::Draft },
        }
    }

    fn is_from(&self, number: &i32) -> bool {
        self.from == Some(Side::Revision(*number))
    }

    fn is_to(&self, number: &i32) -> bool {
        self.to == Side::Revision(*number)
    }

    fn is_from_draft(&self) -> bool {
        self.from == Some(Side::Draft)
    }

    fn is_to_draft(&self) -> bool {
        self.to == Side::Draft
    }
}

impl Asked {
    fn sides(&self) -> Option<(Side, Side)> {
        Some((side(self.from.as_deref()?)?, side(self.to.as_deref()?)?))
    }

    fn is_side(&self) -> bool {
        self.view.as_deref() == Some("side")
    }
}

fn side(text: &str) -> Option<Side> {
    if text == "draft" { Some(Side::Draft) } else { text.parse().ok().map(Side::Revision) }
}

impl Compared {
    fn of(view: ComparisonView, is_side: bool) -> Self {
        let difference = Difference::of(&view.changes, is_side);
        let names = view.changes.iter().map(|change| name_of(&change.field)).collect();
        Compared { view, difference, names, is_side }
    }

    /// The revision that the draft may be made like, where one is compared with it.
    fn restores(&self) -> Option<i32> {
        match (self.view.before.side, self.view.after.side) {
            (Side::Draft, Side::Revision(number)) if !self.difference.is_empty() => Some(number),
            _ => None,
        }
    }

    fn as_side(&self, view: &str) -> String {
        format!("?from={}&to={}&view={view}", word(&self.view.before), word(&self.view.after))
    }

    fn from(&self) -> String {
        called(&self.view.before)
    }

    fn to(&self) -> String {
        called(&self.view.after)
    }

    fn inline(&self) -> String {
        self.as_side("inline")
    }

    fn side_by_side(&self) -> String {
        self.as_side("side")
    }

    fn turned(&self) -> String {
        format!("?from={}&to={}", word(&self.view.after), word(&self.view.before))
    }
}

fn word(side: &SideView) -> String {
    match side.side {
        Side::Draft => "draft".to_owned(),
        Side::Revision(number) => number.to_string(),
    }
}

/// As a heading says it.
fn called(side: &SideView) -> String {
    match side.side {
        Side::Draft => format!("the draft (version {})", side.version),
        Side::Revision(number) => format!("revision {number}"),
    }
}
