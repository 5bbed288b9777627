//! The door: a link that works once, or handle and password.

use app::{App, OpenError, SessionOpened};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::form::{Form, Nothing, local};
use super::passkeys::Keys;
use super::shell::{Shell, page};
use crate::access::{Anyone, SignedIn};
use crate::cookie;
use crate::input::Query;
use crate::problem::Problem;
use crate::reply::Answer;
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/", "home", "To where the visitor works", home),
        route(Method::GET, "/sign-in", "signInPage", "The door", show),
        route(Method::POST, "/sign-in", "signIn", "In with handle and password", by_password),
        route(Method::GET, "/sign-in/link", "linkPage", "In with a link: asks first", show_link),
        route(
            Method::POST,
            "/sign-in/link",
            "followLink",
            "In with a link that works once",
            by_link,
        ),
        route(Method::POST, "/sign-out", "signOut", "End the session of this browser", sign_out),
    ]
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    shell: Shell,
    next: String,
    handle: String,
    wrong: Option<String>,
    keys: Keys,
}

#[derive(Template)]
#[template(path = "sign_in_link.html")]
struct LinkPage {
    shell: Shell,
    token: String,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
struct Next {
    next: Option<String>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
struct Token {
    token: String,
}

#[derive(Debug, Deserialize)]
struct Credentials {
    handle: String,
    password: String,
    next: Option<String>,
}

async fn home(Anyone(actor): Anyone, shell: Shell) -> Redirect {
    match actor {
        Some(_) => Redirect::to(shell.home()),
        None => Redirect::to("/sign-in"),
    }
}

async fn show(
    Anyone(actor): Anyone,
    shell: Shell,
    State(app): State<App>,
    Query(query): Query<Next>,
) -> Response {
    let next = local(query.next.as_deref());
    if actor.is_some() {
        return Redirect::to(next).into_response();
    }
    let (next, handle) = (next.to_owned(), String::new());
    page(SignInPage { shell, next, handle, wrong: None, keys: Keys::of(&app) })
}

async fn by_password(
    Anyone(_): Anyone,
    shell: Shell,
    State(app): State<App>,
    headers: HeaderMap,
    Form(form): Form<Credentials>,
) -> Answer<Response> {
    let handle = form.handle.trim().to_lowercase();
    let next = local(form.next.as_deref()).to_owned();
    match app.open_by_password(&handle, &form.password, user_agent(&headers)).await {
        Ok(opened) => Ok(welcome(&opened, &next, &headers)),
        Err(error @ (OpenError::Password | OpenError::TooMany)) => {
            let wrong = Some(error.to_string());
            let shown = page(SignInPage { shell, next, handle, wrong, keys: Keys::of(&app) });
            Ok((Problem::from(error).status(), shown).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Mail programs and chats open links to preview them: a link is used by the button, not by the look.
async fn show_link(Anyone(_): Anyone, shell: Shell, Query(query): Query<Token>) -> Response {
    page(LinkPage { shell, token: query.token })
}

async fn by_link(
    Anyone(_): Anyone,
    State(app): State<App>,
    headers: HeaderMap,
    Form(form): Form<Token>,
) -> Answer<Response> {
    let opened = app.open_by_link(&form.token, user_agent(&headers)).await?;
    Ok(welcome(&opened, "/account?welcome=1", &headers))
}

async fn sign_out(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    headers: HeaderMap,
    Form(Nothing {}): Form<Nothing>,
) -> Answer<Response> {
    app.end_session(&actor, None).await?;
    let gone = cookie::session("", 0, &headers);
    Ok(with_cookie(Redirect::to("/sign-in").into_response(), gone))
}

pub(super) fn welcome(opened: &SessionOpened, next: &str, headers: &HeaderMap) -> Response {
    entered(opened, Redirect::to(next).into_response(), headers)
}

/// An answer to somebody who is in now.
pub(super) fn entered(opened: &SessionOpened, answer: Response, headers: &HeaderMap) -> Response {
    with_cookie(answer, cookie::session(&opened.token, opened.lasts.as_secs(), headers))
}

fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

pub(super) fn user_agent(headers: &HeaderMap) -> &str {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    agent.unwrap_or_default()
}
