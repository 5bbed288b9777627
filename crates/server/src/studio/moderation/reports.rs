//! What apps reported, and what is done about it.

use app::{
    App, AppView, PublicationRequest, PublishError, ReportEntry, ReportFile, ReportFilter,
    ResolutionRequest, ResolveError,
};
use askama::Template;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AppId, CharacterState, PublicationKind, ReportId, ReportKind, ReportOutcome};
use schemars::JsonSchema;
use serde::Deserialize;

use super::wrong;
use crate::access::Moderator;
use crate::input::{Path, Query};
use crate::problem::Problem;
use crate::reply::Answer;
use crate::route::{Route, route};
use crate::studio::form::{Form, given, query};
use crate::studio::shell::{Shell, filters, page};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/moderation/reports", "reportsPage", "What apps reported", list),
        route(Method::GET, "/moderation/reports/{id}", "reportPage", "One report", show),
        route(
            Method::POST,
            "/moderation/reports/{id}/pointer",
            "moveReported",
            "Suspends or reinstates what was reported",
            act,
        ),
        route(
            Method::POST,
            "/moderation/reports/{id}/resolution",
            "resolveReported",
            "Closes a report, or opens it again",
            resolve,
        ),
    ]
}

/// What stands behind the question mark.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
struct Asked {
    kind: Option<String>,
    app: Option<String>,
    state: Option<String>,
    /// `all` for those too that somebody has dealt with.
    show: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "moderation_reports.html")]
struct ReportsPage {
    shell: Shell,
    asked: Asked,
    items: Vec<ReportEntry>,
    apps: Vec<AppView>,
    next: Option<String>,
    wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "moderation_report.html")]
struct ReportPage {
    shell: Shell,
    file: ReportFile,
    /// The name of what the form asks for: sent twice, it is done once.
    key: String,
    reason: String,
    /// What the form about the report itself said.
    word: String,
    wrong: Option<String>,
    unresolved: Option<String>,
}

async fn list(
    Moderator(_): Moderator,
    shell: Shell,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    let asked = asked.tidy();
    let apps = app.apps().await?;
    let (items, next, wrong) = match asked.filter() {
        Ok(filter) => {
            let (items, next) = app.reports(&filter).await?;
            (items, next, None)
        }
        Err(problem) => (Vec::new(), None, Some(problem.told().to_owned())),
    };
    let next = next.map(|id| Asked { after: Some(id.to_string()), ..asked.clone() }.address());
    Ok(page(ReportsPage { shell, asked, items, apps, next, wrong }))
}

async fn show(
    Moderator(actor): Moderator,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<ReportId>,
) -> Answer<Response> {
    let file = app.report_file(&actor, id).await?;
    Ok(page(ReportPage::of(shell, file)))
}

#[derive(Debug, Deserialize)]
struct Act {
    kind: PublicationKind,
    key: String,
    #[serde(default)]
    reason: String,
}

async fn act(
    Moderator(actor): Moderator,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<ReportId>,
    Form(form): Form<Act>,
) -> Answer<Response> {
    let file = app.report_file(&actor, id).await?;
    let reason = form.reason.trim().to_owned();
    let refused = |status: StatusCode, told: String| {
        let shown = ReportPage::of(shell, file.clone());
        let reason = reason.clone();
        (status, page(ReportPage { reason, wrong: Some(told), ..shown })).into_response()
    };
    if !matches!(form.kind, PublicationKind::Suspend | PublicationKind::Reinstate) {
        let told = "a report is answered by a suspension or a reinstatement".to_owned();
        return Ok(refused(StatusCode::UNPROCESSABLE_ENTITY, told));
    }
    if reason.is_empty() {
        let told = "say why: it stands in the receipt".to_owned();
        return Ok(refused(StatusCode::UNPROCESSABLE_ENTITY, told));
    }
    let request = PublicationRequest {
        kind: form.kind,
        revision_id: None,
        reason: reason.clone(),
        wallet_id: None,
    };
    match app.publish(&actor, file.report.character_id, &form.key, &request).await {
        Ok(_) => Ok(Redirect::to(&format!("/moderation/reports/{id}")).into_response()),
        Err(PublishError::Store(error)) => Err(error.into()),
        Err(error) => {
            let told = error.to_string();
            Ok(refused(Problem::from(error).status(), told))
        }
    }
}

#[derive(Debug, Deserialize)]
struct Word {
    outcome: ReportOutcome,
    #[serde(default)]
    reason: String,
}

async fn resolve(
    Moderator(actor): Moderator,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<ReportId>,
    Form(form): Form<Word>,
) -> Answer<Response> {
    let request = ResolutionRequest { outcome: form.outcome, reason: form.reason };
    let error = match app.resolve_report(&actor, id, &request).await {
        Ok(_) => return Ok(Redirect::to(&format!("/moderation/reports/{id}")).into_response()),
        Err(error @ (ResolveError::Reason | ResolveError::AlreadyThere(_))) => error,
        Err(error) => return Err(error.into()),
    };
    let shown = ReportPage::of(shell, app.report_file(&actor, id).await?);
    let unresolved = Some(error.to_string());
    let shown = ReportPage { word: request.reason, unresolved, ..shown };
    Ok((Problem::from(error).status(), page(shown)).into_response())
}

impl ReportPage {
    fn of(shell: Shell, file: ReportFile) -> Self {
        let key = uuid::Uuid::now_v7().to_string();
        let (reason, word) = (String::new(), String::new());
        ReportPage { shell, file, key, reason, word, wrong: None, unresolved: None }
    }
}

impl Asked {
    fn tidy(mut self) -> Self {
        let Asked { kind, app, state, show, after } = &mut self;
        given([kind, app, state, show, after]);
        self
    }

    fn filter(&self) -> Answer<ReportFilter> {
        let kind = self.kind.as_deref().map(str::parse::<ReportKind>).transpose();
        let state = self.state.as_deref().map(str::parse::<CharacterState>).transpose();
        let after = self.after.as_deref().map(str::parse::<ReportId>).transpose();
        Ok(ReportFilter {
            kind: kind.map_err(|_| wrong("there is no such kind"))?,
            app: self.app.clone().map(AppId),
            state: state.map_err(|_| wrong("there is no such state"))?,
            closed_too: self.show.as_deref() == Some("all"),
            after: after.map_err(|_| wrong("there is no such page"))?,
        })
    }

    fn is(&self, field: &str, value: &str) -> bool {
        let field = match field {
            "kind" => &self.kind,
            "state" => &self.state,
            "show" => &self.show,
            _ => &self.app,
        };
        field.as_deref() == Some(value)
    }

    fn address(&self) -> String {
        let pairs = [
            ("kind", &self.kind),
            ("app", &self.app),
            ("state", &self.state),
            ("show", &self.show),
            ("after", &self.after),
        ];
        format!("/moderation/reports?{}", query(&pairs))
    }
}
