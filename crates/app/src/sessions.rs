//! Stays in the studio: how somebody comes in, who is behind a browser's cookie, and how it ends.

use domain::{AccountId, Digest, SessionId, SignInLinkTokenDigest, SignInMethod};
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;
use store::inserts::{NewSession, NewSignInLink};
use store::queries::sessions;
use store::{StoreError, Tx};

use crate::accounts::{dangling_is, new_secret};
use crate::actor::Credential;
use crate::administration::still_administers;
use crate::error::via_store;
use crate::ports::new_id;
use crate::{AccountError, Actor, App, PasskeyError, SignInError, WalletError};

/// How long a stay lasts at most. Whoever writes every day signs in twelve times a year.
const STAY: SignedDuration = SignedDuration::from_hours(24 * 30);

/// A link is for somebody who waits for it.
const LINK: SignedDuration = SignedDuration::from_hours(24);

/// How exactly it is known when somebody was here last.
const SEEN: SignedDuration = SignedDuration::from_mins(5);

/// As the contract has it.
const USER_AGENT_CHARS_MAX: usize = 200;

/// A stay that has begun. The token is the cookie's value and is kept nowhere else.
#[derive(Clone, Debug)]
pub struct SessionOpened {
    pub token: String,
    pub account_id: AccountId,
    pub lasts: SignedDuration,
}

/// A stay as its owner sees it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    pub id: SessionId,
    pub method: SignInMethod,
    pub user_agent: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// A link that signs in once. Shown to whoever made it, and kept nowhere.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignInLinkMade {
    /// Behind the server's address: `/sign-in/link?token=…`.
    pub path: String,
    pub account_id: AccountId,
    pub expires_at: Timestamp,
}

/// Why somebody does not come in.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("this link was used, is too old, or was never made; ask for a new one")]
    Link,
    #[error("handle and password do not belong together")]
    Password,
    #[error("too many attempts; wait a minute and try again")]
    TooMany,
    #[error("no account here takes this passkey: it was removed, or is not of this server")]
    Passkey,
    #[error(
        "this passkey may have been copied, so it lets nobody in; remove it, and add a new one"
    )]
    Copied,
    #[error("this was answered already, or too late; try again")]
    Late,
    #[error(
        "no account here takes this wallet on this chain; sign in otherwise, and link it first"
    )]
    Wallet,
    #[error(transparent)]
    Keys(#[from] PasskeyError),
    #[error(transparent)]
    Proof(Box<WalletError>),
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(OpenError);

impl App {
    /// A link for an account, made by an administrator or, where the server starts, by nobody. Those
    /// that were made before and not followed lead nowhere any more.
    pub async fn make_sign_in_link(
        &self,
        account_id: AccountId,
        made_by_id: Option<AccountId>,
    ) -> Result<SignInLinkMade, AccountError> {
        let now = self.now();
        let expires_at = now + LINK;
        let token = new_secret("rpl_")?;
        let token_digest = SignInLinkTokenDigest(Digest::of(&token).to_string());
        let done = self.writer().tx("make sign-in link", async |tx: &Tx| {
            still_administers(tx, made_by_id).await?;
            sessions::end_sign_in_links(tx, now, account_id).await?;
            let link = NewSignInLink {
                token_digest: &token_digest,
                account_id,
                made_by_id,
                created_at: now,
                expires_at,
                used_at: None,
            };
            link.insert(tx).await?;
            Ok::<_, AccountError>(())
        });
        done.await.map_err(dangling_is(AccountError::NoSuchAccount))?;
        Ok(SignInLinkMade { path: format!("/sign-in/link?token={token}"), account_id, expires_at })
    }

    /// Follows a link: it works once.
    pub async fn open_by_link(
        &self,
        token: &str,
        user_agent: &str,
    ) -> Result<SessionOpened, OpenError> {
        let opening = Opening::new(self, SignInMethod::Link, user_agent)?;
        let token_digest = Digest::of(token).to_string();
        let done = self.writer().tx("sign in by link", async |tx: &Tx| {
            let used = sessions::use_sign_in_link(tx, opening.now, &token_digest).await?;
            let account_id = used.ok_or(OpenError::Link)?;
            opening.insert(tx, account_id).await?;
            Ok::<_, OpenError>(account_id)
        });
        let account_id = done.await?;
        Ok(opening.opened(account_id))
    }

    /// A stay of somebody who has shown otherwise who they are.
    pub(crate) async fn open_session(
        &self,
        account_id: AccountId,
        method: SignInMethod,
        user_agent: &str,
    ) -> Result<SessionOpened, OpenError> {
        let opening = Opening::new(self, method, user_agent)?;
        let done = self.writer().tx("sign in", async |tx: &Tx| {
            opening.insert(tx, account_id).await?;
            Ok::<_, OpenError>(())
        });
        done.await?;
        Ok(opening.opened(account_id))
    }

    /// The actor behind a browser's cookie.
    pub async fn session_actor(&self, token: &str) -> Result<Actor, SignInError> {
        let found = sessions::session_actor(self.reader(), &Digest::of(token).to_string()).await?;
        let row = found.ok_or(SignInError::NoSession)?;
        let now = self.now();
        if row.ended_at.is_some() || row.expires_at <= now {
            return Err(SignInError::SessionOver);
        }
        if row.disabled_at.is_some() {
            return Err(SignInError::Disabled(row.handle));
        }
        if now.duration_since(row.last_seen_at) >= SEEN {
            self.see_session(row.session_id, now).await?;
        }
        let roles = row.roles.iter().filter_map(|role| role.parse().ok()).collect();
        let credential = Credential::Session(row.session_id);
        Ok(Actor { id: row.account_id, handle: row.handle, roles, app: None, credential })
    }

    async fn see_session(&self, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
        let done = self.writer().tx("see session", async |tx: &Tx| {
            sessions::see_session(tx, now, id).await?;
            Ok::<_, StoreError>(())
        });
        done.await
    }

    /// The actor's stays that still let somebody in, the newest first.
    pub async fn sessions(&self, actor: &Actor) -> Result<Vec<SessionView>, StoreError> {
        let rows = sessions::sessions_of_account(self.reader(), actor.id, self.now()).await?;
        Ok(rows.into_iter().map(|row| SessionView::of(row, actor.session())).collect())
    }

    /// Ends one of the actor's stays; without a name the one that asks. What is over stays over.
    pub async fn end_session(
        &self,
        actor: &Actor,
        which: Option<SessionId>,
    ) -> Result<(), StoreError> {
        let Some(id) = which.or(actor.session()) else { return Ok(()) };
        let now = self.now();
        let done = self.writer().tx("end session", async |tx: &Tx| {
            sessions::end_session(tx, now, id, actor.id).await?;
            Ok::<_, StoreError>(())
        });
        done.await
    }
}

impl SessionView {
    pub(crate) fn of(row: sessions::SessionsOfAccountRow, current: Option<SessionId>) -> Self {
        SessionView {
            id: row.id,
            method: row.method,
            user_agent: row.user_agent,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
            is_current: current == Some(row.id),
        }
    }
}

/// A stay that is about to be written.
pub(crate) struct Opening {
    id: SessionId,
    token: String,
    token_digest: String,
    method: SignInMethod,
    user_agent: String,
    now: Timestamp,
}

impl Opening {
    pub(crate) fn new(
        app: &App,
        method: SignInMethod,
        user_agent: &str,
    ) -> Result<Self, AccountError> {
        let token = new_secret("rps_")?;
        let token_digest = Digest::of(&token).to_string();
        let user_agent = user_agent.chars().filter(|char| !char.is_control());
        let user_agent = user_agent.take(USER_AGENT_CHARS_MAX).collect();
        let id = SessionId(new_id());
        Ok(Opening { id, token, token_digest, method, user_agent, now: app.now() })
    }

    pub(crate) async fn insert(&self, tx: &Tx, account_id: AccountId) -> Result<(), StoreError> {
        let session = NewSession {
            id: self.id,
            account_id,
            token_digest: &self.token_digest,
            method: self.method,
            user_agent: &self.user_agent,
            created_at: self.now,
            last_seen_at: self.now,
            expires_at: self.now + STAY,
            ended_at: None,
        };
        session.insert(tx).await
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    pub(crate) fn opened(self, account_id: AccountId) -> SessionOpened {
        SessionOpened { token: self.token, account_id, lasts: STAY }
    }
}
