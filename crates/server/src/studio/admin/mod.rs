//! The administration of an installation: who is here, which apps there are and what they ask for.

mod account;
mod accounts;
mod apps;
mod gate;
mod packs;
mod start;
mod tags;
mod terms;
mod voices;

use app::ReferenceError;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use domain::Role;

use super::form::Wrong;
use super::shell::Shell;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    [
        start::routes(),
        accounts::routes(),
        account::routes(),
        apps::routes(),
        gate::routes(),
        packs::routes(),
        voices::routes(),
        tags::routes(),
        terms::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A page of the administration.
pub(super) struct Tab {
    pub(super) href: &'static str,
    pub(super) label: &'static str,
    pub(super) is_current: bool,
}

/// Every page, and whose it is: everybody's who is signed in where no role is named.
const TABS: &[(&str, &str, &[Role])] = &[
    ("/admin", "First steps", &[Role::Admin]),
    ("/admin/accounts", "Accounts", &[Role::Admin]),
    ("/admin/apps", "Apps", &[]),
    ("/admin/packs", "Model packs", &[]),
    ("/admin/voices", "Voices", &[]),
    ("/admin/tags", "Tags", &[]),
    ("/admin/terms", "Terms", &[Role::Finance, Role::Admin]),
];

/// The pages that the visitor may open.
pub(super) fn tabs(shell: &Shell) -> Vec<Tab> {
    let is_here = |href: &str| match href {
        "/admin" => shell.path() == href,
        _ => shell.path().starts_with(href),
    };
    let may = |roles: &[Role]| roles.is_empty() || roles.iter().any(|role| shell.is(*role));
    let open = TABS.iter().filter(|(_, _, roles)| may(roles));
    open.map(|&(href, label, _)| Tab { href, label, is_current: is_here(href) }).collect()
}

/// What a role is for, to whoever grants it.
pub(super) fn about(role: Role) -> &'static str {
    match role {
        Role::Creator => "Makes characters, publishes them, and is paid for them.",
        Role::Moderator => "Judges revisions, suspends what is published, and keeps the tags.",
        Role::App => {
            "A program: fetches characters for one app, and reports. It acts with a token."
        }
        Role::Finance => "Sets royalty terms, records revenue, and sees what everybody earns.",
        Role::Admin => "Keeps accounts, apps, gates, model packs and voices.",
    }
}

/// What is wrong with a form, beside the field that it is about where it is about one.
fn wrong_of(error: &ReferenceError) -> Wrong {
    match error {
        ReferenceError::Field { field, told } => Wrong::at(*field, told),
        other => Wrong::at("", other),
    }
}

/// A page with a secret on it is kept by nobody.
fn unkept(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
