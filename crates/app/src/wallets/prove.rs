//! Linking a wallet to an account, or proving one again.

use domain::wallet::chain;
use domain::{AccountId, WalletId};
use jiff::Timestamp;
use store::inserts::NewWallet;
use store::queries::wallets;
use store::rows::Wallet;
use store::{StoreError, Tx};

use super::ask::For;
use super::{WalletError, WalletQuestion};
use crate::ports::new_id;
use crate::{Actor, App};

impl App {
    /// What the actor signs to link a wallet.
    pub async fn ask_to_link_wallet(
        &self,
        actor: &Actor,
        question: &WalletQuestion,
    ) -> Result<String, WalletError> {
        actor.session().ok_or(WalletError::NotHere)?;
        self.ask_wallet(question, For::Link(actor)).await
    }

    /// Links the wallet whose key signed what the actor was asked.
    pub async fn link_wallet(
        &self,
        actor: &Actor,
        said: &str,
        signature: &str,
    ) -> Result<WalletId, WalletError> {
        actor.session().ok_or(WalletError::NotHere)?;
        let message = self.answered_by_wallet(said, signature, For::Link(actor)).await?;
        let (chain, address) = (chain(message.chain_id), message.address.to_string());
        let now = self.now();
        let done = self.writer().tx("link wallet", async |tx: &Tx| {
            match wallets::wallet_at(tx, &chain, &address).await? {
                None => {}
                Some(known) if known.account_id == actor.id => {
                    wallets::prove_wallet(tx, now, known.id).await?;
                    return Ok(known.id);
                }
                Some(known) => give_way(tx, &known).await?,
            }
            link(tx, actor.id, &chain, &address, now).await
        });
        // Somebody else registered it at the same moment, or published with it.
        done.await.map_err(|error| match error {
            WalletError::Store(StoreError::Taken { .. }) => WalletError::Taken,
            WalletError::Store(StoreError::Dangling { .. }) => WalletError::Claimed,
            other => other,
        })
    }
}

/// Who proves a wallet has it: another account's word for it gives way, unless that account acted on
/// it and history names it.
async fn give_way(tx: &Tx, known: &Wallet) -> Result<(), WalletError> {
    if known.verified_at.is_some() {
        return Err(WalletError::Taken);
    }
    wallets::remove_wallet(tx, known.id).await?;
    Ok(())
}

async fn link(
    tx: &Tx,
    account_id: AccountId,
    chain: &str,
    address: &str,
    now: Timestamp,
) -> Result<WalletId, WalletError> {
    let id = WalletId(new_id());
    let (verified_at, created_at) = (Some(now), Some(now));
    let wallet = NewWallet { id, account_id, chain, address, verified_at, created_at };
    wallet.insert(tx).await?;
    Ok(id)
}
