//! Who acts: the account behind a bearer token, or behind a stay in the studio (`sessions.rs`).

use domain::{AccountId, AppId, Digest, Role, SessionId};
use store::StoreError;
use store::queries::accounts;

use crate::App;

/// Somebody who was let in.
#[derive(Clone, Debug)]
pub struct Actor {
    pub id: AccountId,
    pub handle: String,
    pub roles: Vec<Role>,
    /// The app that the token speaks for.
    pub app: Option<AppId>,
    pub(crate) credential: Credential,
}

/// What somebody came in with, for ending it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Credential {
    /// A bearer token, by its digest.
    Token(String),
    Session(SessionId),
    /// Nothing: they are not here, and what they planned comes due.
    Plan,
}

/// Why a token lets nobody in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error("send Authorization: Bearer and a token")]
    Missing,
    #[error("the Authorization header is not a bearer token; it looks like `Bearer rpt_…`")]
    Malformed,
    #[error("nobody has this token")]
    Unknown,
    #[error("this token expired at {0}; ask an administrator for a new one")]
    Expired(jiff::Timestamp),
    #[error("this token was revoked at {0}")]
    Revoked(jiff::Timestamp),
    #[error("nobody is signed in here")]
    NoSession,
    #[error("you were signed out; sign in again")]
    SessionOver,
    #[error("this page's form is not of your session; reload the page and try again")]
    Forged,
    #[error("the account {0} is disabled")]
    Disabled(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// The actor behind a token.
    pub async fn sign_in(&self, token: &str) -> Result<Actor, SignInError> {
        let token_digest = Digest::of(token).to_string();
        let found = accounts::token_actor(self.reader(), &token_digest).await?;
        let row = found.ok_or(SignInError::Unknown)?;
        if let Some(at) = row.revoked_at {
            return Err(SignInError::Revoked(at));
        }
        if row.expires_at <= self.now() {
            return Err(SignInError::Expired(row.expires_at));
        }
        if row.disabled_at.is_some() {
            return Err(SignInError::Disabled(row.handle));
        }
        let roles = row.roles.iter().filter_map(|role| role.parse().ok()).collect();
        let credential = Credential::Token(token_digest);
        Ok(Actor { id: row.account_id, handle: row.handle, roles, app: row.app_id, credential })
    }
}

impl Actor {
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The stay that the actor is here with, where it is one.
    pub fn session(&self) -> Option<SessionId> {
        match self.credential {
            Credential::Session(id) => Some(id),
            Credential::Token(_) | Credential::Plan => None,
        }
    }

    /// As `domain` sees it.
    pub(crate) fn as_domain(&self) -> domain::roles::Actor<'_> {
        domain::roles::Actor { account: self.id, roles: &self.roles }
    }
}
