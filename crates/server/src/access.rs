//! Who may call: extractors that stand first in a handler's signature.
//!
//! Programs show a bearer token, browsers a session's cookie; what a browser changes also shows
//! that a page of ours asked for it ([`csrf`]).
//!
//! A handler that takes [`Creator`] can't run for anyone else, and the route table reads from the
//! same type what OpenAPI and the golden matrix say.

use app::{Actor, App, SignInError};
use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use domain::Role;

use crate::problem::{Problem, ProblemKind};
use crate::{cookie, csrf};

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anyone, with or without a token.
    Anyone,
    /// Anyone with a valid token.
    SignedIn,
    /// A token whose account has one of these roles.
    OneOf(&'static [Role]),
}

impl Who {
    pub fn admits(self, role: Option<Role>) -> bool {
        match (self, role) {
            (Who::Anyone, _) | (Who::SignedIn, Some(_)) => true,
            (Who::OneOf(roles), Some(role)) => roles.contains(&role),
            (_, None) => false,
        }
    }
}

/// An extractor that decides who may call.
pub(crate) trait Access {
    const WHO: Who;
}

/// Anyone; with the actor where a token was sent. A token that is sent must be good.
#[derive(Debug)]
pub(crate) struct Anyone(pub(crate) Option<Actor>);

impl Access for Anyone {
    const WHO: Who = Who::Anyone;
}

impl FromRequestParts<App> for Anyone {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        actor(parts, app).await.map(Anyone)
    }
}

/// Declares one extractor for each set of roles that a route may admit.
macro_rules! admits {
    ($($(#[$doc:meta])* $name:ident: $who:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub(crate) struct $name(pub(crate) Actor);

        impl Access for $name {
            const WHO: Who = $who;
        }

        impl FromRequestParts<App> for $name {
            type Rejection = Problem;

            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
                admitted(parts, app, Self::WHO).await.map($name)
            }
        }
    )*};
}

admits! {
    SignedIn: Who::SignedIn;
    Creator: Who::OneOf(&[Role::Creator]);
    Moderator: Who::OneOf(&[Role::Moderator]);
    /// Those who may look into a character that is not public: its creator, and moderation.
    CreatorOrModerator: Who::OneOf(&[Role::Creator, Role::Moderator]);
    /// Creators see their own; the others all.
    Auditor: Who::OneOf(&[Role::Creator, Role::Moderator, Role::Finance]);
    /// Who earns, and who pays.
    CreatorOrFinance: Who::OneOf(&[Role::Creator, Role::Finance]);
    AppClient: Who::OneOf(&[Role::App]);
    AppOrModerator: Who::OneOf(&[Role::App, Role::Moderator]);
    Finance: Who::OneOf(&[Role::Finance]);
    /// Who sets the terms, and who sees to it that there are some.
    FinanceOrAdmin: Who::OneOf(&[Role::Finance, Role::Admin]);
    Admin: Who::OneOf(&[Role::Admin]);
}

async fn admitted(parts: &mut Parts, app: &App, who: Who) -> Result<Actor, Problem> {
    let actor = actor(parts, app).await?.ok_or_else(|| Problem::from(SignInError::Missing))?;
    if actor.roles.iter().any(|role| who.admits(Some(*role))) || who == Who::SignedIn {
        return Ok(actor);
    }
    Err(Problem::new(ProblemKind::Forbidden).detail(format!(
        "this needs {}; {} has {}",
        wanted(who),
        actor.handle,
        held(&actor)
    )))
}

fn wanted(who: Who) -> String {
    match who {
        Who::Anyone | Who::SignedIn => "a token".to_owned(),
        Who::OneOf(roles) => format!("the role {}", names(roles, " or ")),
    }
}

fn held(actor: &Actor) -> String {
    if actor.roles.is_empty() { "none".to_owned() } else { names(&actor.roles, ", ") }
}

fn names(roles: &[Role], separator: &str) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(separator)
}

/// Who calls: behind a bearer token or, where none is sent, behind a browser's cookie. On a page a
/// cookie that is no good any more is nobody's.
async fn actor(parts: &mut Parts, app: &App) -> Result<Option<Actor>, Problem> {
    if let Some(token) = bearer(parts)? {
        return Ok(Some(app.sign_in(token).await?));
    }
    let is_page = !parts.uri.path().starts_with("/api/");
    let Some(token) = cookie::value_of(&parts.headers, cookie::SESSION) else { return Ok(None) };
    let token = token.to_owned();
    let actor = match app.session_actor(&token).await {
        Err(SignInError::NoSession | SignInError::SessionOver) if is_page => return Ok(None),
        other => other?,
    };
    let csrf = csrf::token_of(&token);
    // A page's form has it in its body, where `Form` looks.
    if !is_page && !parts.method.is_safe() {
        csrf::check_header(&parts.headers, &csrf)?;
    }
    parts.extensions.insert(Visitor { actor: actor.clone(), csrf });
    Ok(Some(actor))
}

/// Who is here with a browser, for what comes after the door.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    pub(crate) actor: Actor,
    /// What the session's forms and scripts show that they are its own.
    pub(crate) csrf: String,
}

/// The token of `Authorization: Bearer …` (RFC 6750).
fn bearer(parts: &Parts) -> Result<Option<&str>, Problem> {
    let Some(header) = parts.headers.get(AUTHORIZATION) else { return Ok(None) };
    let token = header.to_str().ok().and_then(|text| text.split_once(' '));
    match token {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(token.trim())),
        _ => Err(SignInError::Malformed.into()),
    }
}
