//! Accounts as administrators see and keep them: who is there, what they may do, and what they
//! come in with.

mod first_steps;
mod taking;

use domain::{AccountId, ApiTokenId, AppId, Role};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::queries::administration::{self, AccountsPage};
use store::queries::sessions;
use store::{StoreError, Tx};

use crate::page::{contains, page_size};
use crate::sessions::SessionView;
use crate::{AccountError, App};

pub use first_steps::FirstSteps;
pub(crate) use taking::still_administers;

/// Which accounts; all filters hold at once.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccountFilter {
    /// Anywhere in handle or display name.
    pub text: Option<String>,
    pub role: Option<Role>,
    /// Only those that are disabled, or only those that are not.
    pub disabled: Option<bool>,
    /// `next` of the page before: the handle behind which this one starts.
    pub after: Option<String>,
    /// 24 where it is not said, 100 at most.
    pub page_size: Option<i64>,
}

/// An account in a list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountEntry {
    pub id: AccountId,
    pub handle: String,
    pub display_name: String,
    pub roles: Vec<Role>,
    pub created_at: Timestamp,
    pub disabled_at: Option<Timestamp>,
    /// When somebody was last here with a browser, to a few minutes.
    pub last_seen_at: Option<Timestamp>,
}

/// An account, with all that lets somebody act as it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountFile {
    pub id: AccountId,
    pub handle: String,
    pub display_name: String,
    pub created_at: Timestamp,
    pub disabled_at: Option<Timestamp>,
    pub has_password: bool,
    pub roles: Vec<GrantedRole>,
    pub invitation: Option<Invitation>,
    /// The stays that still let somebody in, the newest first.
    pub sessions: Vec<SessionView>,
}

/// A role that an account holds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GrantedRole {
    pub role: Role,
    pub granted_at: Timestamp,
    /// The handle of whoever granted it; of the first administrator's, nobody's.
    pub granted_by: Option<String>,
}

/// The newest link that was made for an account.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub made_by: Option<String>,
}

/// A token in a list: never the token itself.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TokenView {
    pub id: ApiTokenId,
    pub label: String,
    pub app_id: Option<AppId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
    pub state: TokenState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TokenState {
    Live,
    Expired,
    Revoked,
}

/// Tokens of one account that are listed: those that still let somebody in come first.
const TOKENS_MAX: i64 = 200;

impl App {
    /// A page of accounts by handle, and behind which handle the next one starts.
    pub async fn accounts(
        &self,
        filter: &AccountFilter,
    ) -> Result<(Vec<AccountEntry>, Option<String>), StoreError> {
        let size = page_size(filter.page_size);
        let pattern = contains(filter.text.as_deref().unwrap_or_default());
        let given = AccountsPage {
            after_handle: filter.after.as_deref().unwrap_or_default(),
            pattern: &pattern,
            role_name: filter.role.map_or("", Role::as_str),
            standing: match filter.disabled {
                None => "",
                Some(true) => "disabled",
                Some(false) => "active",
            },
            page_size: size,
        };
        let rows = administration::accounts_page(self.reader(), &given).await?;
        let full = rows.len() as i64 == size;
        let next = rows.last().filter(|_| full).map(|row| row.handle.clone());
        Ok((rows.into_iter().map(AccountEntry::from).collect(), next))
    }

    pub async fn account(&self, id: AccountId) -> Result<AccountFile, AccountError> {
        let on = self.reader();
        let (account, roles, link, sessions) = tokio::try_join!(
            administration::account(on, id),
            administration::roles_of_account(on, id),
            administration::newest_link_of_account(on, id),
            sessions::sessions_of_account(on, id, self.now()),
        )?;
        let account = account.ok_or(AccountError::NoSuchAccount)?;
        Ok(AccountFile {
            id,
            handle: account.handle,
            display_name: account.display_name,
            created_at: account.created_at,
            disabled_at: account.disabled_at,
            has_password: account.has_password,
            roles: roles.into_iter().map(GrantedRole::from).collect(),
            invitation: link.map(Invitation::from),
            sessions: sessions.into_iter().map(|row| SessionView::of(row, None)).collect(),
        })
    }

    /// Ends every stay of an account: whoever is in signs in again.
    pub async fn end_sessions(&self, id: AccountId) -> Result<(), AccountError> {
        let now = self.now();
        let done = self.writer().tx("end sessions", async |tx: &Tx| {
            administration::account(tx, id).await?.ok_or(AccountError::NoSuchAccount)?;
            administration::end_all_sessions(tx, now, id).await?;
            Ok::<_, AccountError>(())
        });
        done.await
    }

    /// The tokens of an account, in whatever state.
    pub async fn tokens(&self, id: AccountId) -> Result<Vec<TokenView>, AccountError> {
        let now = self.now();
        let on = self.reader();
        administration::account(on, id).await?.ok_or(AccountError::NoSuchAccount)?;
        let rows = administration::tokens_of_account(on, id, now, TOKENS_MAX).await?;
        Ok(rows.into_iter().map(|row| TokenView::of(row, now)).collect())
    }

    /// Ends a token of an account. What was revoked stays revoked since then.
    pub async fn revoke_token_of(
        &self,
        id: AccountId,
        token: ApiTokenId,
    ) -> Result<(), AccountError> {
        let now = self.now();
        let done = self.writer().tx("revoke token of account", async |tx: &Tx| {
            match administration::revoke_token_of_account(tx, now, token, id).await? {
                0 => Err(AccountError::NoSuchToken),
                _ => Ok(()),
            }
        });
        done.await
    }
}

impl From<administration::AccountsPageRow> for AccountEntry {
    fn from(row: administration::AccountsPageRow) -> Self {
        AccountEntry {
            id: row.id,
            handle: row.handle,
            display_name: row.display_name,
            roles: row.roles.iter().filter_map(|role| role.parse().ok()).collect(),
            created_at: row.created_at,
            disabled_at: row.disabled_at,
            last_seen_at: row.last_seen_at,
        }
    }
}

impl From<administration::RolesOfAccountRow> for GrantedRole {
    fn from(row: administration::RolesOfAccountRow) -> Self {
        let administration::RolesOfAccountRow { role, granted_at, granted_by } = row;
        GrantedRole { role, granted_at, granted_by }
    }
}

impl From<administration::NewestLinkOfAccountRow> for Invitation {
    fn from(row: administration::NewestLinkOfAccountRow) -> Self {
        Invitation {
            created_at: row.created_at,
            expires_at: row.expires_at,
            used_at: row.used_at,
            made_by: row.made_by,
        }
    }
}

impl TokenView {
    fn of(row: administration::TokensOfAccountRow, now: Timestamp) -> Self {
        let state = match row.revoked_at {
            Some(_) => TokenState::Revoked,
            None if row.expires_at <= now => TokenState::Expired,
            None => TokenState::Live,
        };
        TokenView {
            id: row.id,
            label: row.label,
            app_id: row.app_id,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            state,
        }
    }
}
