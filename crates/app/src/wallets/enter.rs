//! Signing in with a wallet that an account proved.

use domain::SignInMethod;
use domain::wallet::chain;
use store::Tx;
use store::queries::wallets;

use super::ask::For;
use super::{WalletError, WalletQuestion};
use crate::App;
use crate::sessions::{OpenError, Opening, SessionOpened};

impl App {
    /// What somebody signs to come in; the same whether or not anybody has that wallet.
    pub async fn ask_to_enter_by_wallet(
        &self,
        question: &WalletQuestion,
    ) -> Result<String, OpenError> {
        self.inner.door.admit_question()?;
        Ok(self.ask_wallet(question, For::SignIn).await?)
    }

    /// Signs in whom a wallet belongs to. That nobody has it, or a disabled account, is told to who
    /// holds its key alone.
    pub async fn open_by_wallet(
        &self,
        said: &str,
        signature: &str,
        user_agent: &str,
    ) -> Result<SessionOpened, OpenError> {
        let message = self.answered_by_wallet(said, signature, For::SignIn).await?;
        let (chain, address) = (chain(message.chain_id), message.address.to_string());
        self.inner.door.admit(format!("wallet {address}"))?;
        let opening = Opening::new(self, SignInMethod::Wallet, user_agent)?;
        let done = self.writer().tx("sign in by wallet", async |tx: &Tx| {
            let found = wallets::owner_of_wallet(tx, &chain, &address).await?;
            let owner = found.filter(|it| it.disabled_at.is_none()).ok_or(OpenError::Wallet)?;
            opening.insert(tx, owner.account_id).await?;
            Ok::<_, OpenError>(owner.account_id)
        });
        let account_id = done.await?;
        Ok(opening.opened(account_id))
    }
}

impl From<WalletError> for OpenError {
    fn from(error: WalletError) -> Self {
        match error {
            WalletError::Store(error) => OpenError::Store(error),
            other => OpenError::Proof(Box::new(other)),
        }
    }
}
