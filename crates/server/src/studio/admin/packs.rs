//! Model packs, and what was released of them.

use app::{App, Pack};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{ModelPackId, Role};

use super::accounts::shown_status;
use super::wrong_of;
use crate::access::{Admin, SignedIn};
use crate::input::Path;
use crate::reply::Answer;
use crate::route::{Route, route};
use crate::studio::form::{Fields, Form, Wrong, beside, encoded};
use crate::studio::shell::{Shell, filters, page};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/admin/packs", "packsPage", "Model packs and their releases", list),
        route(Method::POST, "/admin/packs", "newPack", "Makes a pack with a first release", create),
        route(
            Method::POST,
            "/admin/packs/{pack}/releases",
            "newRelease",
            "Records the next release of a pack",
            release,
        ),
    ]
}

#[derive(Template)]
#[template(path = "admin_packs.html")]
struct PacksPage {
    shell: Shell,
    packs: Vec<Pack>,
    id: String,
    name: String,
    label: String,
    wrong: Option<Wrong>,
}

async fn list(SignedIn(_): SignedIn, shell: Shell, State(app): State<App>) -> Answer<Response> {
    Ok(page(PacksPage::load(&app, shell, &Fields::default(), None).await?))
}

async fn create(
    Admin(_): Admin,
    shell: Shell,
    State(app): State<App>,
    Form(fields): Form<Fields>,
) -> Answer<Response> {
    let id = ModelPackId(fields.get("id").trim().to_owned());
    let (name, label) = (fields.get("name").trim(), fields.get("label").trim());
    let Err(error) = app.make_model_pack(&id, name, label).await else {
        return Ok(back(&id).into_response());
    };
    let (wrong, status) = (wrong_of(&error), shown_status(error)?);
    Ok((status, page(PacksPage::load(&app, shell, &fields, Some(wrong)).await?)).into_response())
}

async fn release(
    Admin(_): Admin,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<ModelPackId>,
    Form(fields): Form<Fields>,
) -> Answer<Response> {
    let Err(error) = app.release_next(&id, fields.get("label").trim()).await else {
        return Ok(back(&id).into_response());
    };
    let wrong = Wrong::at(format!("release-{id}"), &error);
    let status = shown_status(error)?;
    let shown = PacksPage::load(&app, shell, &Fields::default(), Some(wrong)).await?;
    Ok((status, page(shown)).into_response())
}

fn back(id: &ModelPackId) -> Redirect {
    Redirect::to(&format!("/admin/packs#pack-{}", encoded(&id.0)))
}

impl PacksPage {
    async fn load(app: &App, shell: Shell, fields: &Fields, wrong: Option<Wrong>) -> Answer<Self> {
        let text = |name| fields.get(name).trim().to_owned();
        let (id, name, label) = (text("id"), text("name"), text("label"));
        Ok(PacksPage { shell, packs: app.packs().await?, id, name, label, wrong })
    }
}
