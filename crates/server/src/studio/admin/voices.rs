//! The voices that characters may speak with.

use app::{App, VoiceRequest, VoiceView};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Role, VoiceId};

use super::accounts::shown_status;
use super::wrong_of;
use crate::access::{Admin, SignedIn};
use crate::input::Path;
use crate::reply::Answer;
use crate::route::{Route, route};
use crate::studio::form::{Fields, Form, Wrong, beside};
use crate::studio::shell::{Shell, page};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/admin/voices", "voicesPage", "The voices of characters", list),
        route(Method::POST, "/admin/voices", "newVoice", "Makes a voice", create),
        route(Method::POST, "/admin/voices/{voice}", "changeVoice", "Changes a voice", change),
    ]
}

#[derive(Template)]
#[template(path = "admin_voices.html")]
struct VoicesPage {
    shell: Shell,
    voices: Vec<VoiceView>,
    /// The voice that the form was about; none for a new one.
    about: Option<VoiceId>,
    id: String,
    name: String,
    language: String,
    wrong: Option<Wrong>,
}

async fn list(SignedIn(_): SignedIn, shell: Shell, State(app): State<App>) -> Answer<Response> {
    Ok(page(VoicesPage::load(&app, shell, None, &Fields::default(), None).await?))
}

async fn create(
    Admin(_): Admin,
    shell: Shell,
    State(app): State<App>,
    Form(fields): Form<Fields>,
) -> Answer<Response> {
    let id = VoiceId(fields.get("id").trim().to_owned());
    let Err(error) = app.make_voice(&id, &request(&fields)).await else {
        return Ok(Redirect::to("/admin/voices").into_response());
    };
    let (wrong, status) = (wrong_of(&error), shown_status(error)?);
    let shown = VoicesPage::load(&app, shell, None, &fields, Some(wrong)).await?;
    Ok((status, page(shown)).into_response())
}

async fn change(
    Admin(_): Admin,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<VoiceId>,
    Form(fields): Form<Fields>,
) -> Answer<Response> {
    let Err(error) = app.define_voice(&id, &request(&fields)).await else {
        return Ok(Redirect::to("/admin/voices").into_response());
    };
    let (wrong, status) = (wrong_of(&error), shown_status(error)?);
    let shown = VoicesPage::load(&app, shell, Some(id), &fields, Some(wrong)).await?;
    Ok((status, page(shown)).into_response())
}

fn request(fields: &Fields) -> VoiceRequest {
    let text = |name| fields.get(name).trim().to_owned();
    VoiceRequest { name: text("name"), language: text("language") }
}

impl VoicesPage {
    async fn load(
        app: &App,
        shell: Shell,
        about: Option<VoiceId>,
        fields: &Fields,
        wrong: Option<Wrong>,
    ) -> Answer<Self> {
        let text = |name| fields.get(name).trim().to_owned();
        let (id, name, language) = (text("id"), text("name"), text("language"));
        Ok(VoicesPage { shell, voices: app.voices().await?, about, id, name, language, wrong })
    }

    fn is_about(&self, voice: &VoiceView) -> bool {
        self.about.as_ref() == Some(&voice.id)
    }
}
