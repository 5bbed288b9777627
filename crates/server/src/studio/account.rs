//! The visitor's own account: how they come in, and where they are in.

use app::{App, PasswordError, SessionView};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use domain::SessionId;
use serde::Deserialize;

use super::form::{Form, Nothing};
use super::shell::{Shell, filters, page};
use crate::access::SignedIn;
use crate::input::{Path, Query};
use crate::problem::Problem;
use crate::reply::Answer;
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/account", "accountPage", "One's own account", show),
        route(Method::POST, "/account/password", "setPassword", "A new password", set_password),
        route(
            Method::POST,
            "/account/sessions/{session}/end",
            "endSession",
            "End a session of one's own",
            end,
        ),
    ]
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    shell: Shell,
    roles: Vec<&'static str>,
    sessions: Vec<SessionView>,
    has_password: bool,
    is_new: bool,
    saved: bool,
    wrong: Option<String>,
}

#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
struct Said {
    welcome: Option<String>,
    saved: Option<String>,
}

#[derive(Debug, Deserialize)]
struct NewPassword {
    before: Option<String>,
    password: String,
}

async fn show(
    SignedIn(actor): SignedIn,
    shell: Shell,
    State(app): State<App>,
    Query(said): Query<Said>,
) -> Answer<Response> {
    Ok(page(AccountPage::load(&app, &actor, shell, &said, None).await?))
}

async fn set_password(
    SignedIn(actor): SignedIn,
    shell: Shell,
    State(app): State<App>,
    Form(form): Form<NewPassword>,
) -> Answer<Response> {
    match app.set_password(&actor, form.before.as_deref(), &form.password).await {
        Ok(()) => Ok(Redirect::to("/account?saved=1").into_response()),
        Err(error @ (PasswordError::Length | PasswordError::IsHandle | PasswordError::Wrong)) => {
            let wrong = Some(error.to_string());
            let status = Problem::from(error).status();
            let shown = AccountPage::load(&app, &actor, shell, &Said::default(), wrong).await?;
            Ok((status, page(shown)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn end(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    Path(session): Path<SessionId>,
    Form(Nothing {}): Form<Nothing>,
) -> Answer<Redirect> {
    app.end_session(&actor, Some(session)).await?;
    Ok(Redirect::to("/account#sessions"))
}

impl AccountPage {
    async fn load(
        app: &App,
        actor: &app::Actor,
        shell: Shell,
        said: &Said,
        wrong: Option<String>,
    ) -> Answer<Self> {
        Ok(AccountPage {
            shell,
            roles: actor.roles.iter().map(|role| role.as_str()).collect(),
            sessions: app.sessions(actor).await?,
            has_password: app.has_password(actor.id).await?,
            is_new: said.welcome.is_some(),
            saved: said.saved.is_some(),
            wrong,
        })
    }
}
