//! A publication that is planned for a time.

use app::{App, ScheduleError, ScheduleRequest};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{CharacterId, CharacterRevisionId};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::PublishPage;
use crate::access::Creator;
use crate::input::Path;
use crate::reply::Answer;
use crate::studio::form::{Form, Nothing};
use crate::studio::shell::{Shell, page};

#[derive(Debug, Deserialize)]
pub(super) struct PlanForm {
    revision: CharacterRevisionId,
    number: Option<i32>,
    /// A date and a time of day without a zone: UTC where `at` is not said.
    due: String,
    /// The moment itself, where a script knows the visitor's zone.
    #[serde(default)]
    at: String,
    #[serde(default)]
    reason: String,
}

pub(super) async fn make(
    Creator(actor): Creator,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Form(form): Form<PlanForm>,
) -> Answer<Response> {
    let told = match form.due_at() {
        None => "say when: a day and a time".to_owned(),
        Some(due_at) => {
            let (revision_id, reason) = (form.revision, form.reason.clone());
            let request = ScheduleRequest { revision_id, due_at, reason };
            match app.schedule(&actor, id, &request).await {
                Ok(_) => return Ok(back(id, form.number)),
                Err(ScheduleError::Store(error)) => return Err(error.into()),
                Err(error @ ScheduleError::NotFound(_)) => return Err(error.into()),
                Err(error) => error.to_string(),
            }
        }
    };
    let shown = PublishPage::load(&app, &actor, shell, id, form.number, Some(told)).await?;
    Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page(shown)).into_response())
}

pub(super) async fn cancel(
    Creator(actor): Creator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Form(Nothing {}): Form<Nothing>,
) -> Answer<Response> {
    match app.cancel_schedule(&actor, id).await {
        // Whoever takes back what is gone already has what they wanted.
        Ok(()) | Err(ScheduleError::NotPlanned) => Ok(back(id, None)),
        Err(error) => Err(error.into()),
    }
}

fn back(id: CharacterId, number: Option<i32>) -> Response {
    let revision = number.map(|number| format!("?revision={number}")).unwrap_or_default();
    Redirect::to(&format!("/characters/{id}/publish{revision}#plan")).into_response()
}

impl PlanForm {
    fn due_at(&self) -> Option<Timestamp> {
        if let Ok(at) = self.at.parse() {
            return Some(at);
        }
        let due: DateTime = self.due.parse().ok()?;
        due.to_zoned(TimeZone::UTC).ok().map(|due| due.timestamp())
    }
}
