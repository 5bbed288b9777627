//! Wallets: addresses that accounts proved to hold, by signing a message of EIP-4361.

mod ask;
mod enter;
mod prove;

use domain::WalletId;
use domain::wallet::{AddressError, MessageError, Refusal, SignatureError};
use jiff::Timestamp;
use store::queries::{accounts, passkeys, wallets};
use store::{StoreError, Tx};

use crate::error::via_store;
use crate::passkeys::ways_in_of;
use crate::{AccountError, Actor, App};

pub use ask::WalletQuestion;

/// A wallet as its owner sees it.
#[derive(Clone, Debug)]
pub struct WalletView {
    pub id: WalletId,
    /// CAIP-2, as `eip155:1`.
    pub chain: String,
    pub address: String,
    /// When its key signed last; none where the account only says that it holds it.
    pub verified_at: Option<Timestamp>,
}

/// Why a wallet is not linked, not unlinked, or lets nobody in.
#[derive(Debug, thiserror::Error)]
pub enum WalletError {
    #[error("wallets are linked and unlinked in the studio, by who is signed in there")]
    NotHere,
    #[error(transparent)]
    Address(#[from] AddressError),
    #[error("a chain is a number above 0, as 1 for Ethereum")]
    Chain,
    #[error("the message can't be read: {0}")]
    Message(#[from] MessageError),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("this message was answered already, or too late; begin again")]
    Late,
    #[error(transparent)]
    Signature(#[from] SignatureError),
    #[error(
        "the signature is not of {0}'s key: sign with that address. A contract's wallet has no key \
         that this server could know (EIP-1271)"
    )]
    OtherKey(String),
    #[error("this wallet is another account's, which proved it")]
    Taken,
    #[error(
        "another account says that it holds this wallet, and published with it; ask an administrator"
    )]
    Claimed,
    #[error("there is no such wallet of yours")]
    NotFound,
    #[error("a publication or an asset names this wallet, so it stays linked")]
    Named,
    #[error(
        "this is the only way in that you have; unlink it once you know that only an \
         administrator's link leads in again"
    )]
    OnlyWay,
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(WalletError);

impl WalletError {
    /// Whether the question was not taken yet, so that another answer to it may come.
    pub fn leaves_the_question(&self) -> bool {
        use SignatureError::{Form, Length};
        matches!(self, WalletError::Message(_) | WalletError::Signature(Form | Length(_)))
    }
}

impl App {
    /// The actor's wallets, the newest first.
    pub async fn wallets(&self, actor: &Actor) -> Result<Vec<WalletView>, StoreError> {
        let rows = wallets::wallets_of_account(self.reader(), actor.id).await?;
        let view = |row: wallets::WalletsOfAccountRow| WalletView {
            id: row.id,
            chain: row.chain,
            address: row.address,
            verified_at: row.verified_at,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// Unlinks a wallet that nothing names. The last way in goes only where `knowing` says that the
    /// actor was told.
    pub async fn unlink_wallet(
        &self,
        actor: &Actor,
        id: WalletId,
        knowing: bool,
    ) -> Result<(), WalletError> {
        actor.session().ok_or(WalletError::NotHere)?;
        let done = self.writer().tx("unlink wallet", async |tx: &Tx| {
            passkeys::lock_account(tx, actor.id).await?;
            let found = accounts::wallet_of_account(tx, id, actor.id).await?;
            let leads_in = found.ok_or(WalletError::NotFound)?.verified_at.is_some();
            if leads_in && !knowing && ways_in_of(tx, actor.id).await?.is_last() {
                return Err(WalletError::OnlyWay);
            }
            wallets::remove_wallet(tx, id).await?;
            Ok(())
        });
        // What history names stays: the database holds on to it.
        done.await.map_err(|error| match error {
            WalletError::Store(StoreError::Dangling { .. }) => WalletError::Named,
            other => other,
        })
    }
}
