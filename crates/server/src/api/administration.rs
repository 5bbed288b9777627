//! Accounts, for administrators: the list, roles, disabling, stays and tokens.

use app::{AccountEntry, AccountFile, AccountFilter, App, TokenView};
use axum::extract::State;
use axum::http::Method;
use domain::{AccountId, ApiTokenId, Role};
use schemars::JsonSchema;
use serde::Serialize;

use crate::access::Admin;
use crate::input::{Path, Query};
use crate::reply::{Answer, Done, Reply};
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/api/accounts", "accounts", "Accounts, by handle", list)
            .gives::<AccountPage>(200),
        route(
            Method::GET,
            "/api/accounts/{id}",
            "account",
            "An account: its roles, its newest invitation and its sessions",
            show,
        )
        .gives::<AccountFile>(200),
        route(
            Method::PUT,
            "/api/accounts/{id}/roles/{role}",
            "grantRole",
            "Grant an account a role",
            grant,
        ),
        route(
            Method::DELETE,
            "/api/accounts/{id}/roles/{role}",
            "takeRole",
            "Take a role from an account",
            take,
        ),
        route(
            Method::PUT,
            "/api/accounts/{id}/disabled",
            "disableAccount",
            "Disable an account: its history stays, and nobody acts as it",
            disable,
        ),
        route(
            Method::DELETE,
            "/api/accounts/{id}/disabled",
            "enableAccount",
            "Enable an account again",
            enable,
        ),
        route(
            Method::DELETE,
            "/api/accounts/{id}/sessions",
            "endSessions",
            "End every session of an account",
            end_sessions,
        ),
        route(
            Method::GET,
            "/api/accounts/{id}/tokens",
            "tokens",
            "The tokens of an account, without the tokens themselves",
            tokens,
        )
        .gives::<Vec<TokenView>>(200),
        route(
            Method::DELETE,
            "/api/accounts/{id}/tokens/{token}",
            "revokeTokenOf",
            "End a token of an account",
            revoke,
        ),
    ]
}

/// A page; `next` is there where there may be more.
#[derive(Debug, Serialize, JsonSchema)]
struct AccountPage {
    items: Vec<AccountEntry>,
    next: Option<String>,
}

async fn list(
    Admin(_): Admin,
    State(app): State<App>,
    Query(filter): Query<AccountFilter>,
) -> Answer<Reply<AccountPage>> {
    let (items, next) = app.accounts(&filter).await?;
    Ok(Reply::ok(AccountPage { items, next }))
}

async fn show(
    Admin(_): Admin,
    State(app): State<App>,
    Path(id): Path<AccountId>,
) -> Answer<Reply<AccountFile>> {
    Ok(Reply::ok(app.account(id).await?))
}

async fn grant(
    Admin(actor): Admin,
    State(app): State<App>,
    Path((id, role)): Path<(AccountId, Role)>,
) -> Answer<Done> {
    app.grant_role(&actor, id, role).await?;
    Ok(Done)
}

async fn take(
    Admin(actor): Admin,
    State(app): State<App>,
    Path((id, role)): Path<(AccountId, Role)>,
) -> Answer<Done> {
    app.take_role(&actor, id, role).await?;
    Ok(Done)
}

async fn disable(
    Admin(actor): Admin,
    State(app): State<App>,
    Path(id): Path<AccountId>,
) -> Answer<Done> {
    app.disable_account(&actor, id).await?;
    Ok(Done)
}

async fn enable(
    Admin(actor): Admin,
    State(app): State<App>,
    Path(id): Path<AccountId>,
) -> Answer<Done> {
    app.enable_account(&actor, id).await?;
    Ok(Done)
}

async fn end_sessions(
    Admin(_): Admin,
    State(app): State<App>,
    Path(id): Path<AccountId>,
) -> Answer<Done> {
    app.end_sessions(id).await?;
    Ok(Done)
}

async fn tokens(
    Admin(_): Admin,
    State(app): State<App>,
    Path(id): Path<AccountId>,
) -> Answer<Reply<Vec<TokenView>>> {
    Ok(Reply::ok(app.tokens(id).await?))
}

async fn revoke(
    Admin(_): Admin,
    State(app): State<App>,
    Path((id, token)): Path<(AccountId, ApiTokenId)>,
) -> Answer<Done> {
    app.revoke_token_of(id, token).await?;
    Ok(Done)
}
