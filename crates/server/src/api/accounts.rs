//! Accounts, tokens, wallets.

use app::{App, NewAccountRequest, NewTokenRequest, SignInLinkMade, TokenIssued, WalletRequest};
use axum::extract::State;
use axum::http::Method;
use domain::{AccountId, AppId, Role, WalletId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::access::{Admin, SignedIn};
use crate::input::{Json, Path};
use crate::reply::{Answer, Done, Made, Reply};
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::POST, "/api/accounts", "createAccount", "Make an account", create)
            .gives::<Made<AccountId>>(201),
        route(
            Method::POST,
            "/api/accounts/{id}/tokens",
            "issueToken",
            "Issue a token for an account; it is shown once",
            issue,
        )
        .gives::<TokenIssued>(201),
        route(
            Method::POST,
            "/api/accounts/{id}/sign-in-links",
            "makeSignInLink",
            "Make a link that signs an account in to the studio, once",
            invite,
        )
        .gives::<SignInLinkMade>(201),
        route(
            Method::DELETE,
            "/api/tokens/current",
            "revokeToken",
            "End the token that this request came with",
            revoke,
        ),
        route(Method::GET, "/api/me", "me", "Who the token is of", me).gives::<Me>(200),
        route(
            Method::POST,
            "/api/wallets",
            "addWallet",
            "Register a wallet of one's own",
            add_wallet,
        )
        .gives::<Made<WalletId>>(201),
    ]
}

/// Who acts.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Me {
    id: AccountId,
    handle: String,
    roles: Vec<Role>,
    app_id: Option<AppId>,
}

async fn create(
    Admin(actor): Admin,
    State(app): State<App>,
    Json(request): Json<NewAccountRequest>,
) -> Answer<Reply<Made<AccountId>>> {
    let id = app.create_account(&request, Some(actor.id)).await?;
    Ok(Reply::created(Made { id }))
}

async fn issue(
    Admin(actor): Admin,
    State(app): State<App>,
    Path(id): Path<AccountId>,
    Json(request): Json<NewTokenRequest>,
) -> Answer<Reply<TokenIssued>> {
    Ok(Reply::created(app.issue_token(id, &request, Some(actor.id)).await?))
}

async fn invite(
    Admin(actor): Admin,
    State(app): State<App>,
    Path(id): Path<AccountId>,
) -> Answer<Reply<SignInLinkMade>> {
    Ok(Reply::created(app.make_sign_in_link(id, Some(actor.id)).await?))
}

async fn revoke(SignedIn(actor): SignedIn, State(app): State<App>) -> Answer<Done> {
    app.revoke_token(&actor).await?;
    Ok(Done)
}

async fn me(SignedIn(actor): SignedIn) -> Reply<Me> {
    Reply::ok(Me { id: actor.id, handle: actor.handle, roles: actor.roles, app_id: actor.app })
}

async fn add_wallet(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    Json(request): Json<WalletRequest>,
) -> Answer<Reply<Made<WalletId>>> {
    let id = app.add_wallet(&actor, &request).await?;
    Ok(Reply::created(Made { id }))
}
