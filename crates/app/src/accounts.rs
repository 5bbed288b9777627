//! Accounts, their roles, tokens and wallets.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::administration::TakingRefusal;
use domain::wallet::Address;
use domain::{AccountId, ApiTokenId, AppId, Digest, Role, WalletId};
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::inserts::{NewAccount, NewApiToken, NewWallet};
use store::queries::{accounts, administration};
use store::{StoreError, Tx};

use crate::actor::Credential;
use crate::administration::still_administers;
use crate::error::via_store;
use crate::ports::new_id;
use crate::{Actor, App};

/// Long enough that a token can't be guessed: 256 bits, as the digest that is kept of it.
const TOKEN_BYTES: usize = 32;

/// One line of a list.
const NAME_CHARS_MAX: usize = 200;

/// A year; longer-lived tokens are forgotten about.
const TOKEN_DAYS_MAX: i64 = 366;

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewAccountRequest {
    pub handle: String,
    pub display_name: String,
    pub roles: Vec<Role>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTokenRequest {
    /// What the token is for, as people will see it in a list.
    pub label: String,
    /// The app that the token speaks for; needed for the role `app`.
    pub app_id: Option<AppId>,
    /// 30 where it is not said.
    pub days: Option<i64>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WalletRequest {
    /// CAIP-2 chain id, as `eip155:1`.
    pub chain: String,
    pub address: String,
}

/// A token, shown once.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TokenIssued {
    pub token: String,
    pub account_id: AccountId,
    pub expires_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("the handle {0:?} is not one: lower-case letters, digits, - and _, at most 63")]
    Handle(String),
    #[error("a display name has 1 to {NAME_CHARS_MAX} characters, not {0}")]
    DisplayName(usize),
    #[error("a label has 1 to {NAME_CHARS_MAX} characters, not {0}; it is what a list shows")]
    Label(usize),
    #[error("a token of an account with the role app speaks for one app; choose which")]
    AppNeeded,
    #[error("the handle {0} is taken")]
    HandleTaken(String),
    #[error("a token lives 1 to {TOKEN_DAYS_MAX} days, not {0}")]
    Days(i64),
    #[error("there is no account or app of that id")]
    NoSuchAccount,
    #[error("this account has no such token")]
    NoSuchToken,
    #[error(transparent)]
    Refused(#[from] TakingRefusal),
    #[error("this wallet is registered already")]
    WalletTaken,
    #[error("the machine gives no random bytes: {0}")]
    Entropy(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(AccountError);

impl App {
    /// An account with roles, granted by an administrator or, for the first one, by nobody.
    pub async fn create_account(
        &self,
        request: &NewAccountRequest,
        granted_by: Option<AccountId>,
    ) -> Result<AccountId, AccountError> {
        check_handle(&request.handle)?;
        check_name(&request.display_name).map_err(AccountError::DisplayName)?;
        let (id, now) = (AccountId(new_id()), self.now());
        let done = self.writer().tx("create account", async |tx: &Tx| {
            still_administers(tx, granted_by).await?;
            let account = NewAccount {
                id,
                handle: &request.handle,
                display_name: &request.display_name,
                created_at: Some(now),
                disabled_at: None,
            };
            account.insert(tx).await?;
            for role in &request.roles {
                accounts::grant_role(tx, id, *role, now, granted_by).await?;
            }
            Ok::<_, AccountError>(())
        });
        done.await.map_err(|error| match error {
            AccountError::Store(StoreError::Taken { .. }) => {
                AccountError::HandleTaken(request.handle.clone())
            }
            other => other,
        })?;
        Ok(id)
    }

    /// A token for an account. Only its digest is kept.
    pub async fn issue_token(
        &self,
        account_id: AccountId,
        request: &NewTokenRequest,
        issued_by: Option<AccountId>,
    ) -> Result<TokenIssued, AccountError> {
        let days = request.days.unwrap_or(30);
        if !(1..=TOKEN_DAYS_MAX).contains(&days) {
            return Err(AccountError::Days(days));
        }
        check_name(&request.label).map_err(AccountError::Label)?;
        let now = self.now();
        let expires_at = now + SignedDuration::from_hours(24 * days);
        let token = new_secret("rpt_")?;
        let token_digest = Digest::of(&token).to_string();
        let done = self.writer().tx("issue token", async |tx: &Tx| {
            still_administers(tx, issued_by).await?;
            let roles = administration::roles_of_account(tx, account_id).await?;
            if request.app_id.is_none() && roles.iter().any(|held| held.role == Role::App) {
                return Err(AccountError::AppNeeded);
            }
            let row = NewApiToken {
                id: ApiTokenId(new_id()),
                account_id,
                token_digest: &token_digest,
                label: &request.label,
                app_id: request.app_id.as_ref(),
                created_at: Some(now),
                expires_at,
                revoked_at: None,
            };
            row.insert(tx).await?;
            Ok::<_, AccountError>(())
        });
        done.await.map_err(dangling_is(AccountError::NoSuchAccount))?;
        Ok(TokenIssued { token, account_id, expires_at })
    }

    /// Ends the token that the actor came with.
    pub async fn revoke_token(&self, actor: &Actor) -> Result<(), AccountError> {
        let Credential::Token(token_digest) = &actor.credential else { return Ok(()) };
        let now = self.now();
        self.writer()
            .tx("revoke token", async |tx: &Tx| {
                accounts::revoke_token(tx, now, token_digest).await?;
                Ok(())
            })
            .await
    }

    /// A wallet of the actor's, not yet proved.
    pub async fn add_wallet(
        &self,
        actor: &Actor,
        request: &WalletRequest,
    ) -> Result<WalletId, AccountError> {
        let (id, now) = (WalletId(new_id()), self.now());
        let address = written(request);
        let done = self.writer().tx("add wallet", async |tx: &Tx| {
            let row = NewWallet {
                id,
                account_id: actor.id,
                chain: &request.chain,
                address: &address,
                verified_at: None,
                created_at: Some(now),
            };
            row.insert(tx).await?;
            Ok::<_, AccountError>(())
        });
        done.await.map_err(|error| match error {
            AccountError::Store(StoreError::Taken { .. }) => AccountError::WalletTaken,
            other => other,
        })?;
        Ok(id)
    }

    /// Makes the first administrator where there is none, and a token for them. With `again`, a
    /// fresh token also where there is one: for those who hold the machine and lost the token.
    pub async fn first_admin(&self, again: bool) -> Result<Option<TokenIssued>, AccountError> {
        let known = accounts::account_by_handle(self.reader(), ADMIN).await?;
        let id = match known {
            Some(_) if !again => return Ok(None),
            Some(account) => account.id,
            None if accounts::admin_exists(self.reader()).await? => return Ok(None),
            None => self.make_admin().await?,
        };
        let label = "made by the server".to_owned();
        let token = NewTokenRequest { label, app_id: None, days: None };
        self.issue_token(id, &token, None).await.map(Some)
    }

    async fn make_admin(&self) -> Result<AccountId, AccountError> {
        let admin = NewAccountRequest {
            handle: ADMIN.to_owned(),
            display_name: "Administrator".to_owned(),
            roles: vec![Role::Admin],
        };
        self.create_account(&admin, None).await
    }
}

/// The handle of the administrator that a first start makes.
const ADMIN: &str = "admin";

fn check_handle(handle: &str) -> Result<(), AccountError> {
    let inner = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
    let first = handle.bytes().next().is_some_and(|byte| byte != b'-' && byte != b'_');
    if first && handle.len() <= 63 && handle.bytes().all(inner) {
        return Ok(());
    }
    Err(AccountError::Handle(handle.to_owned()))
}

/// How many characters it has instead, where it is no name.
fn check_name(name: &str) -> Result<(), usize> {
    let chars = name.trim().chars().count();
    if (1..=NAME_CHARS_MAX).contains(&chars) { Ok(()) } else { Err(chars) }
}

/// An address of Ethereum as it is written once and for all, so that whoever proves it finds it.
fn written(request: &WalletRequest) -> String {
    let is_ethereum = request.chain.starts_with("eip155:");
    let address = is_ethereum.then(|| Address::parse(&request.address).ok()).flatten();
    address.map_or_else(|| request.address.clone(), |address| address.to_string())
}

/// 128 random bits in letters and digits, as a message's nonce has them.
pub(crate) fn random_letters() -> Result<String, AccountError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| AccountError::Entropy(error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A prefix and 32 random bytes: by the prefix scanners of leaked secrets know it.
pub(crate) fn new_secret(prefix: &str) -> Result<String, AccountError> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes).map_err(|error| AccountError::Entropy(error.to_string()))?;
    Ok(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

pub(crate) fn dangling_is(error: AccountError) -> impl FnOnce(AccountError) -> AccountError {
    move |actual| match actual {
        AccountError::Store(StoreError::Dangling { .. }) => error,
        other => other,
    }
}
