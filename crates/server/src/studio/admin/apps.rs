//! The apps that carry characters, and one of them: what it is called, ships and asks for.

use app::{
    App, AppFile, AppRequest, AppView, GateView, Pack, ReferenceError, ReleaseView, ShippedRelease,
};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use domain::gate::{Offer, offer, offers};
use domain::{AppId, GateId, ModelPackId, Role};

use super::accounts::shown_status;
use super::wrong_of;
use crate::access::{Admin, SignedIn};
use crate::input::Path;
use crate::reply::Answer;
use crate::route::{Route, route};
use crate::studio::form::{Fields, Form, Nothing, Wrong, beside, encoded};
use crate::studio::shell::{Shell, filters, page};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/admin/apps", "appsPage", "The apps that carry characters", list),
        route(Method::POST, "/admin/apps", "newApp", "Makes an app", create),
        route(Method::GET, "/admin/apps/{app}", "appPage", "One app", show),
        route(Method::POST, "/admin/apps/{app}", "changeApp", "Changes an app", change),
        route(
            Method::POST,
            "/admin/apps/{app}/packs",
            "shipForm",
            "Says which release an app ships",
            ship,
        ),
        route(
            Method::POST,
            "/admin/apps/{app}/gates/{gate}/retire",
            "retireForm",
            "Requires a gate no more",
            retire,
        ),
    ]
}

#[derive(Template)]
#[template(path = "admin_apps.html")]
struct AppsPage {
    shell: Shell,
    apps: Vec<AppView>,
    asked: Written,
    wrong: Option<Wrong>,
}

/// What a form about an app held.
#[derive(Default)]
struct Written {
    id: String,
    name: String,
    approvals: String,
}

#[derive(Template)]
#[template(path = "admin_app.html")]
struct AppPage {
    shell: Shell,
    file: AppFile,
    packs: Vec<Pack>,
    asked: Written,
    wrong: Option<Wrong>,
}

async fn list(SignedIn(_): SignedIn, shell: Shell, State(app): State<App>) -> Answer<Response> {
    let asked = Written { approvals: "0".to_owned(), ..Written::default() };
    Ok(page(AppsPage { shell, apps: app.apps().await?, asked, wrong: None }))
}

async fn create(
    Admin(_): Admin,
    shell: Shell,
    State(app): State<App>,
    Form(fields): Form<Fields>,
) -> Answer<Response> {
    let asked = Written::of(&fields);
    let id = AppId(asked.id.clone());
    let Err(error) = app.make_app(&id, &asked.request()).await else {
        return Ok(Redirect::to(&format!("/admin/apps/{}", encoded(&id.0))).into_response());
    };
    let (wrong, status) = (Some(wrong_of(&error)), shown_status(error)?);
    let shown = AppsPage { shell, apps: app.apps().await?, asked, wrong };
    Ok((status, page(shown)).into_response())
}

async fn show(
    SignedIn(_): SignedIn,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<AppId>,
) -> Answer<Response> {
    Ok(page(AppPage::load(&app, shell, &id, None, None).await?))
}

async fn change(
    Admin(_): Admin,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<AppId>,
    Form(fields): Form<Fields>,
) -> Answer<Response> {
    app.app_file(&id).await?;
    let asked = Written::of(&fields);
    let Err(error) = app.define_app(&id, &asked.request()).await else {
        return Ok(back(&id, "").into_response());
    };
    let (wrong, status) = (wrong_of(&error), shown_status(error)?);
    let shown = AppPage::load(&app, shell, &id, Some(asked), Some(wrong)).await?;
    Ok((status, page(shown)).into_response())
}

/// The field holds pack and version, as `ember 2`: a list offers the releases that there are.
async fn ship(
    Admin(_): Admin,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<AppId>,
    Form(fields): Form<Fields>,
) -> Answer<Response> {
    let (pack, version) = fields.get("release").split_once(' ').unwrap_or_default();
    let version = version.parse().unwrap_or(0);
    let shipped = app.ship_model_pack(&id, &ModelPackId(pack.to_owned()), version).await;
    let Err(error) = shipped else { return Ok(back(&id, "#packs").into_response()) };
    let wrong = match error {
        ReferenceError::Store(error) => return Err(error.into()),
        error => Wrong::at("release", error),
    };
    let shown = AppPage::load(&app, shell, &id, None, Some(wrong)).await?;
    Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page(shown)).into_response())
}

async fn retire(
    Admin(_): Admin,
    State(app): State<App>,
    Path((id, gate)): Path<(AppId, GateId)>,
    Form(Nothing {}): Form<Nothing>,
) -> Answer<Redirect> {
    app.retire_gate(gate).await?;
    Ok(back(&id, "#gates"))
}

fn back(id: &AppId, anchor: &str) -> Redirect {
    Redirect::to(&format!("/admin/apps/{}{anchor}", encoded(&id.0)))
}

impl Written {
    fn of(fields: &Fields) -> Self {
        let text = |name| fields.get(name).trim().to_owned();
        Written { id: text("id"), name: text("name"), approvals: text("requiredApprovals") }
    }

    fn request(&self) -> AppRequest {
        // What is no number is none that the contract takes, which is told beside the field.
        let required_approvals = self.approvals.parse().unwrap_or(-1);
        AppRequest { name: self.name.clone(), required_approvals }
    }
}

impl AppPage {
    async fn load(
        app: &App,
        shell: Shell,
        id: &AppId,
        asked: Option<Written>,
        wrong: Option<Wrong>,
    ) -> Answer<Self> {
        let file = app.app_file(id).await?;
        let packs = app.packs().await?;
        let asked = asked.unwrap_or_else(|| Written {
            id: file.id.0.clone(),
            name: file.name.clone(),
            approvals: file.required_approvals.to_string(),
        });
        Ok(AppPage { shell, file, packs, asked, wrong })
    }

    fn may_change(&self) -> bool {
        self.shell.is(Role::Admin)
    }

    fn ships(&self, release: &ReleaseView) -> bool {
        let same = |it: &ShippedRelease| {
            it.model_pack_id == release.model_pack_id && it.version == release.version
        };
        self.file.packs.iter().any(same)
    }

    /// The evaluators that the app does not require.
    fn others(&self) -> Vec<Offer> {
        let is_required = |id: &str| self.file.gates.iter().any(|gate| gate.evaluator.0 == id);
        offers().into_iter().filter(|offer| !is_required(offer.id)).collect()
    }
}

/// The name of an evaluator, and its configuration in words; of one that is not here any more, as it is.
fn words(gate: &GateView) -> (String, Vec<(&'static str, String)>) {
    match offer(&gate.evaluator.0) {
        Some(offer) => (offer.name.to_owned(), offer.in_words(&gate.configuration)),
        None => (gate.evaluator.0.clone(), vec![("Configuration", gate.configuration.to_string())]),
    }
}
