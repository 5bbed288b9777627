//! Wallets in the studio: linked and unlinked by who is signed in, and asked for at the door. The
//! same two steps for both: say which wallet, then sign what is shown.

use app::{App, WalletError, WalletQuestion};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::WalletId;
use schemars::JsonSchema;
use serde::Deserialize;

use super::form::{Form, local};
use super::shell::{Shell, page};
use super::sign_in::{user_agent, welcome};
use crate::access::{Anyone, SignedIn};
use crate::input::{Path, Query};
use crate::problem::Problem;
use crate::reply::Answer;
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    let (get, post) = (Method::GET, Method::POST);
    let link = "/account/wallets/link";
    let sign = "/account/wallets/link/sign";
    let unlink = "/account/wallets/{wallet}/unlink";
    vec![
        route(get.clone(), link, "linkWalletPage", "Say which wallet to link", show_link),
        route(post.clone(), link, "askToLinkWallet", "What to sign, to link a wallet", ask_link),
        route(post.clone(), sign, "linkWallet", "Link a wallet that signed", finish_link),
        route(post.clone(), unlink, "unlinkWallet", "Unlink a wallet of one's own", remove),
        route(get, "/sign-in/wallet", "walletSignInPage", "Say which wallet comes in", show_door),
        route(
            post.clone(),
            "/sign-in/wallet",
            "askForWallet",
            "What to sign, to come in with a wallet",
            ask_door,
        ),
        route(post, "/sign-in/wallet/sign", "walletSignIn", "In with a wallet", finish_door),
    ]
}

/// The first step where there is no message yet, the second where there is.
#[derive(Default, Template)]
#[template(path = "wallet.html")]
struct WalletPage {
    shell: Shell,
    /// Whether it is linked, or signs somebody in.
    links: bool,
    origin: String,
    next: String,
    address: String,
    chain_id: String,
    message: Option<String>,
    signature: String,
    wrong: Option<String>,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
struct Begun {
    address: Option<String>,
    chain_id: Option<String>,
    next: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Signed {
    message: String,
    signature: String,
    next: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Removal {
    /// Said where the page told that nothing else leads in.
    last: Option<String>,
}

async fn show_link(
    SignedIn(_): SignedIn,
    shell: Shell,
    State(app): State<App>,
    Query(begun): Query<Begun>,
) -> Response {
    page(WalletPage::first(&app, shell, true, begun))
}

async fn show_door(
    Anyone(_): Anyone,
    shell: Shell,
    State(app): State<App>,
    Query(begun): Query<Begun>,
) -> Response {
    page(WalletPage::first(&app, shell, false, begun))
}

async fn ask_link(
    SignedIn(actor): SignedIn,
    shell: Shell,
    State(app): State<App>,
    Form(begun): Form<Begun>,
) -> Answer<Response> {
    let asked = app.ask_to_link_wallet(&actor, &question(&begun)).await;
    WalletPage::first(&app, shell, true, begun).asked(asked)
}

async fn ask_door(
    Anyone(_): Anyone,
    shell: Shell,
    State(app): State<App>,
    Form(begun): Form<Begun>,
) -> Answer<Response> {
    let asked = app.ask_to_enter_by_wallet(&question(&begun)).await;
    WalletPage::first(&app, shell, false, begun).asked(asked)
}

async fn finish_link(
    SignedIn(actor): SignedIn,
    shell: Shell,
    State(app): State<App>,
    Form(signed): Form<Signed>,
) -> Answer<Response> {
    match app.link_wallet(&actor, &signed.message, &signed.signature).await {
        Ok(_) => Ok(Redirect::to("/account?linked=1#wallets").into_response()),
        Err(error) => WalletPage::first(&app, shell, true, Begun::default()).again(signed, error),
    }
}

async fn finish_door(
    Anyone(_): Anyone,
    shell: Shell,
    State(app): State<App>,
    headers: HeaderMap,
    Form(signed): Form<Signed>,
) -> Answer<Response> {
    let agent = user_agent(&headers);
    match app.open_by_wallet(&signed.message, &signed.signature, agent).await {
        Ok(opened) => Ok(welcome(&opened, local(signed.next.as_deref()), &headers)),
        Err(error) => WalletPage::first(&app, shell, false, Begun::default()).again(signed, error),
    }
}

async fn remove(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    Path(wallet): Path<WalletId>,
    Form(removal): Form<Removal>,
) -> Answer<Redirect> {
    app.unlink_wallet(&actor, wallet, removal.last.is_some()).await?;
    Ok(Redirect::to("/account?unlinked=1#wallets"))
}

/// What is no number is no chain.
fn question(begun: &Begun) -> WalletQuestion {
    let chain_id = begun.chain_id.as_deref().map_or(Ok(1), |text| text.trim().parse());
    let address = begun.address.clone().unwrap_or_default();
    WalletQuestion { address, chain_id: chain_id.unwrap_or_default() }
}

impl WalletPage {
    fn first(app: &App, shell: Shell, links: bool, begun: Begun) -> Self {
        WalletPage {
            shell,
            links,
            origin: app.public_address().origin().to_owned(),
            next: local(begun.next.as_deref()).to_owned(),
            address: begun.address.unwrap_or_default(),
            chain_id: begun.chain_id.unwrap_or_else(|| "1".to_owned()),
            ..WalletPage::default()
        }
    }

    /// Where the forms of this page go.
    fn action(&self) -> &'static str {
        if self.links { "/account/wallets/link" } else { "/sign-in/wallet" }
    }

    /// The message, or what is wrong with the wallet that was said.
    fn asked<E: Refuses>(self, asked: Result<String, E>) -> Answer<Response> {
        match asked {
            Ok(message) => Ok(page(WalletPage { message: Some(message), ..self })),
            Err(error) => self.wrong(error),
        }
    }

    /// What is wrong with a signature: beside it where the message still counts.
    fn again<E: Refuses>(mut self, signed: Signed, error: E) -> Answer<Response> {
        self.next = local(signed.next.as_deref()).to_owned();
        if error.refusal().is_some_and(WalletError::leaves_the_question) {
            (self.message, self.signature) = (Some(signed.message), signed.signature);
        }
        self.wrong(error)
    }

    fn wrong<E: Refuses>(self, error: E) -> Answer<Response> {
        let wrong = error.to_string();
        let problem: Problem = error.into();
        let status = problem.status();
        if status.is_server_error() || status == StatusCode::UNAUTHORIZED {
            return Err(problem);
        }
        Ok((status, page(WalletPage { wrong: Some(wrong), ..self })).into_response())
    }
}

/// An error of linking or of coming in.
trait Refuses: std::fmt::Display + Into<Problem> {
    fn refusal(&self) -> Option<&WalletError>;
}

impl Refuses for WalletError {
    fn refusal(&self) -> Option<&WalletError> {
        Some(self)
    }
}

impl Refuses for app::OpenError {
    fn refusal(&self) -> Option<&WalletError> {
        match self {
            app::OpenError::Proof(error) => Some(error),
            _ => None,
        }
    }
}
