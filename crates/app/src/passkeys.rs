//! Passkeys: keys that people's devices hold, added by who is signed in and asked for at the door.
//!
//! What a device says is checked by `webauthn_rp`, behind `ceremony.rs`; what is kept and who may is
//! decided here.

mod add;
mod ceremony;
mod enter;

use domain::{AccountId, PasskeyId, PublicAddress, WaysIn};
use jiff::Timestamp;
use store::queries::passkeys;
use store::{Run, StoreError, Tx};

use crate::error::via_store;
use crate::{Actor, App};

/// Enough for a name that says where the key lives; the contract's check on `passkeys.name`.
pub const PASSKEY_NAME_CHARS_MAX: usize = 80;

/// A handful of devices, and room: browsers are told all of them when another one is added.
const PASSKEYS_MAX: usize = 20;

/// A passkey as its owner sees it.
#[derive(Clone, Debug)]
pub struct PasskeyView {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

/// Why a passkey is not added or not removed.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    #[error("keys are added and removed in the studio, by who is signed in there")]
    NotHere,
    #[error(
        "passkeys are bound to a name and a secure page, and {0} has not both: the server is told \
         a public address like https://characters.example with --public-address"
    )]
    Address(PublicAddress),
    #[error("this was answered already, or too late; begin again")]
    Late,
    #[error("the browser's answer can't be read: {0}")]
    Unreadable(String),
    #[error("the passkey does not answer what was asked: {0}")]
    Answer(String),
    #[error("this passkey is registered already")]
    Taken,
    #[error("a passkey has a name of 1 to {PASSKEY_NAME_CHARS_MAX} characters")]
    Name,
    #[error("an account has {PASSKEYS_MAX} passkeys at most; remove one that is not used")]
    TooMany,
    #[error("there is no such passkey of yours")]
    NotFound,
    #[error(
        "this is the only way in that you have; remove it once you know that only an \
         administrator's link leads in again"
    )]
    OnlyWay,
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(PasskeyError);

impl App {
    /// The actor's passkeys, the newest first.
    pub async fn passkeys(&self, actor: &Actor) -> Result<Vec<PasskeyView>, StoreError> {
        let rows = passkeys::passkeys_of_account(self.reader(), actor.id).await?;
        let view = |row: passkeys::PasskeysOfAccountRow| PasskeyView {
            id: row.id,
            name: row.name,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// What the actor can sign in with.
    pub async fn ways_in(&self, actor: &Actor) -> Result<WaysIn, StoreError> {
        ways_in_of(self.reader(), actor.id).await
    }

    /// Removes a passkey of the actor's. The last way in goes only where `knowing` says that the
    /// actor was told.
    pub async fn remove_passkey(
        &self,
        actor: &Actor,
        id: PasskeyId,
        knowing: bool,
    ) -> Result<(), PasskeyError> {
        actor.session().ok_or(PasskeyError::NotHere)?;
        let done = self.writer().tx("remove passkey", async |tx: &Tx| {
            passkeys::lock_account(tx, actor.id).await?;
            let is_last = ways_in_of(tx, actor.id).await?.is_last();
            match passkeys::remove_passkey(tx, id, actor.id).await? {
                0 => Err(PasskeyError::NotFound),
                _ if is_last && !knowing => Err(PasskeyError::OnlyWay),
                _ => Ok(()),
            }
        });
        done.await
    }
}

pub(crate) async fn ways_in_of<R: Run>(on: &R, account: AccountId) -> Result<WaysIn, StoreError> {
    let row = passkeys::ways_in(on, account).await?;
    let count = |many: i64| u64::try_from(many).unwrap_or_default();
    let (passkeys, wallets) = (count(row.passkeys), count(row.wallets));
    Ok(WaysIn { has_password: row.has_password, passkeys, wallets })
}
