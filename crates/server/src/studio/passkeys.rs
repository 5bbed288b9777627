//! Passkeys in the studio: the ceremonies, for the scripts of the door and of the account's page, and
//! the form that removes one.

use app::App;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Redirect, Response};
use domain::PasskeyId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::asked::{Asked, Nothing};
use super::form::{Form, local};
use super::sign_in::{entered, user_agent};
use crate::access::{Anyone, SignedIn};
use crate::input::Path;
use crate::reply::{Answer, Made, Reply};
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            Method::POST,
            "/sign-in/passkey/options",
            "askForPasskey",
            "What a browser is asked, to sign in with a passkey",
            ask_to_enter,
        )
        .gives::<Value>(200),
        route(Method::POST, "/sign-in/passkey", "passkeySignIn", "In with a passkey", enter)
            .gives::<Next>(200),
        route(
            Method::POST,
            "/account/passkeys/options",
            "askToAddPasskey",
            "What a browser is asked, to make a passkey",
            ask_to_add,
        )
        .gives::<Value>(200),
        route(Method::POST, "/account/passkeys", "addPasskey", "Keep a passkey of one's own", add)
            .gives::<Made<PasskeyId>>(201),
        route(
            Method::POST,
            "/account/passkeys/{passkey}/remove",
            "removePasskey",
            "Remove a passkey of one's own",
            remove,
        ),
    ]
}

/// Where keys work, for the scripts of pages.
#[derive(Debug)]
pub(super) struct Keys {
    /// The one origin.
    pub(super) origin: String,
    /// Whether browsers have passkeys there.
    pub(super) are_there: bool,
}

impl Keys {
    pub(super) fn of(app: &App) -> Self {
        let address = app.public_address();
        Keys { origin: address.origin().to_owned(), are_there: address.relying_party().is_some() }
    }
}

/// What a device answered, as `PublicKeyCredential.toJSON` has it, and where to go on.
#[derive(Debug, Deserialize, JsonSchema)]
struct Entry {
    answer: Value,
    next: Option<String>,
}

/// Where the browser goes on.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Next {
    pub(super) next: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct NewPasskey {
    name: String,
    answer: Value,
}

#[derive(Debug, Deserialize)]
struct Removal {
    /// Said where the page told that nothing else leads in.
    last: Option<String>,
}

async fn ask_to_enter(
    Anyone(_): Anyone,
    State(app): State<App>,
    Asked(Nothing {}): Asked<Nothing>,
) -> Answer<Reply<Value>> {
    Ok(Reply::ok(app.ask_for_passkey().await?))
}

async fn enter(
    Anyone(_): Anyone,
    State(app): State<App>,
    headers: HeaderMap,
    Asked(entry): Asked<Entry>,
) -> Answer<Response> {
    let opened = app.open_by_passkey(&entry.answer, user_agent(&headers)).await?;
    let next = local(entry.next.as_deref()).to_owned();
    Ok(entered(&opened, Reply::ok(Next { next }).into_response(), &headers))
}

async fn ask_to_add(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    Asked(Nothing {}): Asked<Nothing>,
) -> Answer<Reply<Value>> {
    Ok(Reply::ok(app.ask_to_add_passkey(&actor).await?))
}

async fn add(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    Asked(passkey): Asked<NewPasskey>,
) -> Answer<Reply<Made<PasskeyId>>> {
    let id = app.add_passkey(&actor, &passkey.name, &passkey.answer).await?;
    Ok(Reply::created(Made { id }))
}

async fn remove(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    Path(passkey): Path<PasskeyId>,
    Form(removal): Form<Removal>,
) -> Answer<Redirect> {
    app.remove_passkey(&actor, passkey, removal.last.is_some()).await?;
    Ok(Redirect::to("/account?removed=passkey#passkeys"))
}
