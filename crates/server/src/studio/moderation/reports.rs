//! What apps reported, and what is done about it.

use app::{App, AppView, PublicationRequest, PublishError, ReportEntry, ReportFile, ReportFilter};
use askama::Template;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AppId, CharacterState, PublicationKind, ReportId, ReportKind};
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
    ]
}

/// What stands behind the question mark.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
struct Asked {
    kind: Option<String>,
    app: Option<String>,
    state: Option<String>,
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
    wrong: Option<String>,
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
    let key = uuid::Uuid::now_v7().to_string();
    Ok(page(ReportPage { shell, file, key, reason: String::new(), wrong: None }))
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
        let (key, reason) = (uuid::Uuid::now_v7().to_string(), reason.clone());
        let file = file.clone();
        (status, page(ReportPage { shell, file, key, reason, wrong: Some(told) })).into_response()
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

impl Asked {
    fn tidy(mut self) -> Self {
        let Asked { kind, app, state, after } = &mut self;
        given([kind, app, state, after]);
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
            after: after.map_err(|_| wrong("there is no such page"))?,
        })
    }

    fn is(&self, field: &str, value: &str) -> bool {
        let field = match field {
            "kind" => &self.kind,
            "state" => &self.state,
            _ => &self.app,
        };
        field.as_deref() == Some(value)
    }

    fn address(&self) -> String {
        let pairs = [
            ("kind", &self.kind),
            ("app", &self.app),
            ("state", &self.state),
            ("after", &self.after),
        ];
        format!("/moderation/reports?{}", query(&pairs))
    }
}
