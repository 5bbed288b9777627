//! The visitor's own account: how they come in, and where they are in.

use app::{App, PasskeyView, PasswordError, SessionView, WalletView};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{SessionId, WaysIn, browser, wallet};
use serde::Deserialize;

use super::form::{Form, Nothing};
use super::passkeys::Keys;
use super::shell::{Shell, filters, page};
use super::sign_in::user_agent;
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
    passkeys: Vec<PasskeyView>,
    wallets: Vec<WalletView>,
    ways: WaysIn,
    keys: Keys,
    /// The browser that looks at the page, in words.
    here: String,
    is_new: bool,
    saved: bool,
    added: bool,
    removed: bool,
    linked: bool,
    unlinked: bool,
    wrong: Option<String>,
}

#[derive(Debug, Default, Deserialize, schemars::JsonSchema)]
struct Said {
    welcome: Option<String>,
    saved: Option<String>,
    added: Option<String>,
    removed: Option<String>,
    linked: Option<String>,
    unlinked: Option<String>,
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
    headers: HeaderMap,
    Query(said): Query<Said>,
) -> Answer<Response> {
    let here = browser::name(user_agent(&headers));
    Ok(page(AccountPage::load(&app, &actor, shell, &said, here).await?))
}

async fn set_password(
    SignedIn(actor): SignedIn,
    shell: Shell,
    State(app): State<App>,
    headers: HeaderMap,
    Form(form): Form<NewPassword>,
) -> Answer<Response> {
    match app.set_password(&actor, form.before.as_deref(), &form.password).await {
        Ok(()) => Ok(Redirect::to("/account?saved=1").into_response()),
        Err(error @ (PasswordError::Length | PasswordError::IsHandle | PasswordError::Wrong)) => {
            let wrong = Some(error.to_string());
            let status = Problem::from(error).status();
            let (said, here) = (Said::default(), browser::name(user_agent(&headers)));
            let shown = AccountPage::load(&app, &actor, shell, &said, here).await?;
            Ok((status, page(AccountPage { wrong, ..shown })).into_response())
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
        here: String,
    ) -> Answer<Self> {
        Ok(AccountPage {
            shell,
            roles: actor.roles.iter().map(|role| role.as_str()).collect(),
            sessions: app.sessions(actor).await?,
            passkeys: app.passkeys(actor).await?,
            wallets: app.wallets(actor).await?,
            ways: app.ways_in(actor).await?,
            keys: Keys::of(app),
            here,
            is_new: said.welcome.is_some(),
            saved: said.saved.is_some(),
            added: said.added.is_some(),
            removed: said.removed.is_some(),
            linked: said.linked.is_some(),
            unlinked: said.unlinked.is_some(),
            wrong: None,
        })
    }
}
