//! One account: what it may do, how it comes in, and what acts as it.

use app::{
    AccountError, AccountFile, Actor, App, AppView, GrantedRole, NewTokenRequest, SignInLinkMade,
    TokenState, TokenView,
};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{AccountId, ApiTokenId, AppId, Role, browser};
use jiff::Timestamp;

use super::accounts::shown_status;
use super::{about, unkept};
use crate::access::Admin;
use crate::input::Path;
use crate::origin::Origin;
use crate::reply::Answer;
use crate::route::{Route, route};
use crate::studio::form::{Fields, Form, Nothing, Wrong, beside};
use crate::studio::shell::{Shell, filters, page};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/admin/accounts/{id}", "accountFilePage", "One account", show),
        route(
            Method::POST,
            "/admin/accounts/{id}/invitation",
            "inviteAgain",
            "Makes and shows a new invitation",
            invite,
        ),
        route(
            Method::POST,
            "/admin/accounts/{id}/tokens",
            "newToken",
            "Issues a token and shows it once",
            issue,
        ),
        route(
            Method::POST,
            "/admin/accounts/{id}/roles/{role}/grant",
            "grantRoleForm",
            "Grants a role",
            grant,
        ),
        route(
            Method::POST,
            "/admin/accounts/{id}/roles/{role}/take",
            "takeRoleForm",
            "Takes a role away",
            take,
        ),
        route(
            Method::POST,
            "/admin/accounts/{id}/disable",
            "disableForm",
            "Disables an account",
            disable,
        ),
        route(
            Method::POST,
            "/admin/accounts/{id}/enable",
            "enableForm",
            "Enables an account again",
            enable,
        ),
        route(
            Method::POST,
            "/admin/accounts/{id}/sessions/end",
            "endSessionsForm",
            "Ends every session of an account",
            end_sessions,
        ),
        route(
            Method::POST,
            "/admin/accounts/{id}/tokens/{token}/revoke",
            "revokeTokenForm",
            "Revokes a token",
            revoke,
        ),
    ]
}

/// A secret, on the one page that has it.
pub(super) struct Shown {
    is_link: bool,
    /// The account was made just now.
    is_new: bool,
    secret: String,
    expires_at: Timestamp,
}

#[derive(Template)]
#[template(path = "admin_account.html")]
pub(super) struct AccountPage {
    shell: Shell,
    account: AccountFile,
    tokens: Vec<TokenView>,
    apps: Vec<AppView>,
    is_own: bool,
    shown: Option<Shown>,
    wrong: Option<Wrong>,
    /// What the form for a token held.
    asked: Asked,
}

#[derive(Default)]
struct Asked {
    label: String,
    app: String,
    days: String,
}

async fn show(
    Admin(actor): Admin,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<AccountId>,
) -> Answer<Response> {
    Ok(page(AccountPage::load(&app, &actor, shell, id, None, None).await?))
}

async fn invite(
    Admin(actor): Admin,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<AccountId>,
    origin: Origin,
    Form(Nothing {}): Form<Nothing>,
) -> Answer<Response> {
    let link = app.make_sign_in_link(id, Some(actor.id)).await?;
    let shown = Shown::link(&origin, &link, false);
    Ok(unkept(page(AccountPage::load(&app, &actor, shell, id, Some(shown), None).await?)))
}

async fn issue(
    Admin(actor): Admin,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<AccountId>,
    Form(fields): Form<Fields>,
) -> Answer<Response> {
    let asked = Asked {
        label: fields.get("label").trim().to_owned(),
        app: fields.get("app").to_owned(),
        days: fields.get("days").trim().to_owned(),
    };
    let request = NewTokenRequest {
        label: asked.label.clone(),
        app_id: Some(asked.app.clone()).filter(|app| !app.is_empty()).map(AppId),
        days: Some(asked.days.parse().unwrap_or(0)),
    };
    let (shown, wrong) = match app.issue_token(id, &request, Some(actor.id)).await {
        Ok(issued) => (Some(Shown::token(issued.token, issued.expires_at)), None),
        Err(error) => (None, Some((Wrong::at(field_of(&error), &error), shown_status(error)?))),
    };
    let (wrong, status) = wrong.unzip();
    let mut loaded = AccountPage::load(&app, &actor, shell, id, shown, wrong).await?;
    if status.is_some() {
        loaded.asked = asked;
    }
    Ok((status.unwrap_or_default(), unkept(page(loaded))).into_response())
}

fn field_of(error: &AccountError) -> &'static str {
    match error {
        AccountError::Label(_) => "label",
        AccountError::Days(_) => "days",
        _ => "app",
    }
}

async fn grant(
    Admin(actor): Admin,
    State(app): State<App>,
    Path((id, role)): Path<(AccountId, Role)>,
    Form(Nothing {}): Form<Nothing>,
) -> Answer<Redirect> {
    app.grant_role(&actor, id, role).await?;
    Ok(Redirect::to(&format!("/admin/accounts/{id}#roles")))
}

async fn take(
    Admin(actor): Admin,
    shell: Shell,
    State(app): State<App>,
    Path((id, role)): Path<(AccountId, Role)>,
    Form(Nothing {}): Form<Nothing>,
) -> Answer<Response> {
    let taken = app.take_role(&actor, id, role).await;
    done(&app, &actor, shell, id, taken, &format!("role-{role}"), "#roles").await
}

async fn disable(
    Admin(actor): Admin,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<AccountId>,
    Form(Nothing {}): Form<Nothing>,
) -> Answer<Response> {
    let disabled = app.disable_account(&actor, id).await;
    done(&app, &actor, shell, id, disabled, "disable", "").await
}

/// Back to the account, or the account with what was refused beside what asked for it.
async fn done(
    app: &App,
    actor: &Actor,
    shell: Shell,
    id: AccountId,
    outcome: Result<(), AccountError>,
    field: &str,
    anchor: &str,
) -> Answer<Response> {
    let Err(error) = outcome else {
        return Ok(Redirect::to(&format!("/admin/accounts/{id}{anchor}")).into_response());
    };
    let wrong = Wrong::at(field, &error);
    let status = shown_status(error)?;
    let shown = AccountPage::load(app, actor, shell, id, None, Some(wrong)).await?;
    Ok((status, page(shown)).into_response())
}

async fn enable(
    Admin(actor): Admin,
    State(app): State<App>,
    Path(id): Path<AccountId>,
    Form(Nothing {}): Form<Nothing>,
) -> Answer<Redirect> {
    app.enable_account(&actor, id).await?;
    Ok(Redirect::to(&format!("/admin/accounts/{id}")))
}

async fn end_sessions(
    Admin(_): Admin,
    State(app): State<App>,
    Path(id): Path<AccountId>,
    Form(Nothing {}): Form<Nothing>,
) -> Answer<Redirect> {
    app.end_sessions(id).await?;
    Ok(Redirect::to(&format!("/admin/accounts/{id}#coming-in")))
}

async fn revoke(
    Admin(_): Admin,
    State(app): State<App>,
    Path((id, token)): Path<(AccountId, ApiTokenId)>,
    Form(Nothing {}): Form<Nothing>,
) -> Answer<Redirect> {
    app.revoke_token_of(id, token).await?;
    Ok(Redirect::to(&format!("/admin/accounts/{id}#tokens")))
}

impl Shown {
    pub(super) fn link(origin: &Origin, link: &SignInLinkMade, is_new: bool) -> Self {
        let secret = format!("{}{}", origin.0, link.path);
        Shown { is_link: true, is_new, secret, expires_at: link.expires_at }
    }

    fn token(secret: String, expires_at: Timestamp) -> Self {
        Shown { is_link: false, is_new: false, secret, expires_at }
    }
}

impl AccountPage {
    pub(super) async fn load(
        app: &App,
        actor: &Actor,
        shell: Shell,
        id: AccountId,
        shown: Option<Shown>,
        wrong: Option<Wrong>,
    ) -> Answer<Self> {
        let account = app.account(id).await?;
        let is_own = actor.id == id;
        let tokens = app.tokens(id).await?;
        let apps = app.apps().await?;
        let asked = Asked { days: "90".to_owned(), ..Asked::default() };
        Ok(AccountPage { shell, account, tokens, apps, is_own, shown, wrong, asked })
    }

    fn held(&self, role: Role) -> Option<&GrantedRole> {
        self.account.roles.iter().find(|held| held.role == role)
    }

    /// The consequence of taking a role, before it is taken.
    fn without(&self, role: Role) -> &'static str {
        match role {
            Role::Creator => {
                "It writes, seals and publishes nothing any more. Its characters stay as they are, published ones too, and it is still paid for them."
            }
            Role::Moderator => {
                "It opens no queue any more. What it approved or refused still counts."
            }
            Role::App => {
                "Its tokens fetch nothing any more, so the app shows no characters through them."
            }
            Role::Finance => {
                "It sets no terms and records no revenue any more. What it recorded stays."
            }
            Role::Admin => "It opens none of these pages any more. What it set up stays.",
        }
    }
}
