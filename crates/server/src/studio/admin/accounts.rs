//! Everybody who has an account, and how somebody gets one.

use app::{AccountEntry, AccountError, AccountFilter, App, NewAccountRequest};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use domain::Role;
use schemars::JsonSchema;
use serde::Deserialize;

use super::account::{AccountPage, Shown};
use super::{about, unkept};
use crate::access::Admin;
use crate::input::Query;
use crate::origin::Origin;
use crate::problem::{Problem, ProblemKind};
use crate::reply::Answer;
use crate::route::{Route, route};
use crate::studio::form::{Fields, Form, Wrong, beside, given, query};
use crate::studio::shell::{Shell, filters, page};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/admin/accounts", "accountsPage", "Everybody's accounts", list),
        route(Method::GET, "/admin/accounts/new", "newAccountPage", "To make an account", blank),
        route(
            Method::POST,
            "/admin/accounts",
            "newAccount",
            "Makes an account and shows its invitation",
            create,
        ),
    ]
}

/// What stands behind the question mark.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
struct Asked {
    text: Option<String>,
    role: Option<String>,
    state: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "admin_accounts.html")]
struct AccountsPage {
    shell: Shell,
    asked: Asked,
    items: Vec<AccountEntry>,
    next: Option<String>,
    wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "admin_account_new.html")]
struct NewAccountPage {
    shell: Shell,
    handle: String,
    display_name: String,
    roles: Vec<Role>,
    wrong: Option<Wrong>,
}

async fn list(
    Admin(_): Admin,
    shell: Shell,
    State(app): State<App>,
    Query(mut asked): Query<Asked>,
) -> Answer<Response> {
    let Asked { text, role, state, after } = &mut asked;
    given([text, role, state, after]);
    let (items, next, wrong) = match asked.filter() {
        Ok(filter) => {
            let (items, next) = app.accounts(&filter).await?;
            (items, next, None)
        }
        Err(problem) => (Vec::new(), None, Some(problem.told().to_owned())),
    };
    let next = next.map(|after| Asked { after: Some(after), ..asked.clone() }.address());
    Ok(page(AccountsPage { shell, asked, items, next, wrong }))
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
struct Proposed {
    role: Option<String>,
}

async fn blank(Admin(_): Admin, shell: Shell, Query(proposed): Query<Proposed>) -> Response {
    let role = proposed.role.as_deref().and_then(|role| role.parse().ok());
    page(NewAccountPage {
        shell,
        handle: String::new(),
        display_name: String::new(),
        roles: role.into_iter().collect(),
        wrong: None,
    })
}

async fn create(
    Admin(actor): Admin,
    shell: Shell,
    State(app): State<App>,
    origin: Origin,
    Form(fields): Form<Fields>,
) -> Answer<Response> {
    let request = NewAccountRequest {
        handle: fields.get("handle").trim().to_lowercase(),
        display_name: fields.get("displayName").trim().to_owned(),
        roles: fields.all("roles").filter_map(|role| role.parse().ok()).collect(),
    };
    let id = match app.create_account(&request, Some(actor.id)).await {
        Ok(id) => id,
        Err(error) => {
            let wrong = Some(Wrong::at(field_of(&error), &error));
            let NewAccountRequest { handle, display_name, roles } = request;
            let status = shown_status(error)?;
            let shown = NewAccountPage { shell, handle, display_name, roles, wrong };
            return Ok((status, page(shown)).into_response());
        }
    };
    let link = app.make_sign_in_link(id, Some(actor.id)).await?;
    let shown = Shown::link(&origin, &link, true);
    Ok(unkept(page(AccountPage::load(&app, &actor, shell, id, Some(shown), None).await?)))
}

fn field_of(error: &AccountError) -> &'static str {
    match error {
        AccountError::Handle(_) | AccountError::HandleTaken(_) => "handle",
        AccountError::DisplayName(_) => "displayName",
        _ => "",
    }
}

/// The status of what the page itself tells; what it can't tell is the answer as it is.
pub(super) fn shown_status(error: impl Into<Problem>) -> Answer<axum::http::StatusCode> {
    let problem = error.into();
    let status = problem.status();
    if status.is_server_error() || status == axum::http::StatusCode::NOT_FOUND {
        return Err(problem);
    }
    Ok(status)
}

impl Asked {
    fn filter(&self) -> Answer<AccountFilter> {
        let wrong = |what: &str| {
            Problem::new(ProblemKind::Invalid).detail(format!("there is no such {what}"))
        };
        let role = self.role.as_deref().map(str::parse::<Role>).transpose();
        Ok(AccountFilter {
            text: self.text.clone(),
            role: role.map_err(|_| wrong("role"))?,
            disabled: match self.state.as_deref() {
                None => None,
                Some("disabled") => Some(true),
                Some("active") => Some(false),
                Some(_) => return Err(wrong("state")),
            },
            after: self.after.clone(),
            page_size: Some(50),
        })
    }

    fn is_filtered(&self) -> bool {
        self.text.is_some() || self.role.is_some() || self.state.is_some() || self.after.is_some()
    }

    fn address(&self) -> String {
        let pairs = [
            ("text", &self.text),
            ("role", &self.role),
            ("state", &self.state),
            ("after", &self.after),
        ];
        format!("/admin/accounts?{}", query(&pairs))
    }
}
