//! An evaluator to require for an app: what it looks for, and how it is set.

use app::{App, AppFile, GateRequest, GateView, ReferenceError};
use askama::Template;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::gate::{Offer, Setting, SettingKind, WEIGHTS, offer};
use domain::{AppId, EvaluatorId};
use serde_json::Value;

use crate::access::Admin;
use crate::input::Path;
use crate::problem::{Problem, ProblemKind};
use crate::reply::Answer;
use crate::route::{Route, route};
use crate::studio::form::{Fields, Form, encoded};
use crate::studio::shell::{Shell, page};

pub(super) fn routes() -> Vec<Route> {
    let path = "/admin/apps/{app}/require/{evaluator}";
    vec![
        route(Method::GET, path, "gatePage", "An evaluator to require for an app", show),
        route(Method::POST, path, "requireForm", "Requires an evaluator for an app", require),
    ]
}

/// A setting, with what stands in its field.
struct Row {
    setting: Setting,
    text: String,
    wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "admin_gate.html")]
struct GatePage {
    shell: Shell,
    app: AppFile,
    offer: Offer,
    /// The gate that this one takes the place of.
    before: Option<GateView>,
    rows: Vec<Row>,
    days: String,
    days_wrong: Option<String>,
    wrong: Option<String>,
}

async fn show(
    Admin(_): Admin,
    shell: Shell,
    State(app): State<App>,
    Path((id, evaluator)): Path<(AppId, String)>,
) -> Answer<Response> {
    Ok(page(GatePage::load(&app, shell, &id, &evaluator).await?))
}

async fn require(
    Admin(_): Admin,
    shell: Shell,
    State(app): State<App>,
    Path((id, evaluator)): Path<(AppId, String)>,
    Form(fields): Form<Fields>,
) -> Answer<Response> {
    let mut shown = GatePage::load(&app, shell, &id, &evaluator).await?;
    shown.keep(&fields);
    if let Some(request) = shown.request(&fields) {
        match app.require_gate(&id, &request).await {
            Ok(_) => {
                let back = format!("/admin/apps/{}#gates", encoded(&id.0));
                return Ok(Redirect::to(&back).into_response());
            }
            Err(error @ (ReferenceError::Invalid(_) | ReferenceError::Field { .. })) => {
                shown.wrong = Some(error.to_string());
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(shown)).into_response())
}

impl GatePage {
    async fn load(app: &App, shell: Shell, id: &AppId, evaluator: &str) -> Answer<Self> {
        let file = app.app_file(id).await?;
        let offer = offer(evaluator).ok_or_else(|| {
            Problem::new(ProblemKind::NotFound).detail("there is no such evaluator")
        })?;
        let before = file.gates.iter().find(|gate| gate.evaluator.0 == offer.id).cloned();
        let defaults = offer.defaults();
        let values = before.as_ref().map_or(&defaults, |gate| &gate.configuration);
        let row = |setting: &Setting| Row {
            setting: *setting,
            text: setting.kind.written(values.get(setting.key).unwrap_or(&Value::Null)),
            wrong: None,
        };
        let rows = offer.settings.iter().map(row).collect();
        let days = before.as_ref().and_then(|gate| gate.valid_days);
        let days = days.map(|days| days.to_string()).unwrap_or_default();
        let (days_wrong, wrong) = (None, None);
        Ok(GatePage { shell, app: file, offer, before, rows, days, days_wrong, wrong })
    }

    /// The form as it was sent.
    fn keep(&mut self, fields: &Fields) {
        for row in &mut self.rows {
            row.text = fields.get(row.setting.key).replace("\r\n", "\n");
        }
        self.days = fields.get("validDays").trim().to_owned();
    }

    /// What is asked for; nothing where some field can't be read, which then says so.
    fn request(&mut self, fields: &Fields) -> Option<GateRequest> {
        let days = match self.days.as_str() {
            "" => Some(None),
            text => text.parse().ok().filter(|days| (1..=DAYS_MAX).contains(days)).map(Some),
        };
        if days.is_none() {
            let told = format!("{:?} is not a whole number from 1 to {DAYS_MAX}", self.days);
            self.days_wrong = Some(told);
        }
        let configuration = self.offer.read(|key| fields.get(key));
        for (key, told) in configuration.as_ref().err().into_iter().flatten() {
            let row = self.rows.iter_mut().find(|row| row.setting.key == *key);
            row.into_iter().for_each(|row| row.wrong = Some(told.clone()));
        }
        Some(GateRequest {
            evaluator: EvaluatorId(self.offer.id.to_owned()),
            configuration: Some(configuration.ok()?),
            valid_days: days?,
        })
    }
}

/// A verdict that counts for longer counts for ever: leave the field empty.
const DAYS_MAX: i32 = 3_650;
