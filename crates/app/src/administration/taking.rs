//! Roles granted and taken away, and accounts disabled.

use domain::administration::{Taking, TakingRefusal, take};
use domain::{AccountId, Role};
use store::Tx;
use store::queries::{accounts, administration, sessions};

use crate::accounts::dangling_is;
use crate::{AccountError, Actor, App};

impl App {
    pub async fn grant_role(
        &self,
        actor: &Actor,
        id: AccountId,
        role: Role,
    ) -> Result<(), AccountError> {
        let now = self.now();
        let done = self.writer().tx("grant role", async |tx: &Tx| {
            still_administers(tx, Some(actor.id)).await?;
            accounts::grant_role(tx, id, role, now, Some(actor.id)).await?;
            Ok::<_, AccountError>(())
        });
        done.await.map_err(dangling_is(AccountError::NoSuchAccount))
    }

    /// Takes a role from an account. What was done with it stays done.
    pub async fn take_role(
        &self,
        actor: &Actor,
        id: AccountId,
        role: Role,
    ) -> Result<(), AccountError> {
        let done = self.writer().tx("take role", async |tx: &Tx| {
            self.may_take(tx, actor, id, Taking::Role(role)).await?;
            administration::take_role(tx, id, role).await?;
            Ok::<_, AccountError>(())
        });
        done.await
    }

    /// Disables an account: its history stays, and nobody acts as it. Its stays end; its tokens
    /// work again should it be enabled.
    pub async fn disable_account(&self, actor: &Actor, id: AccountId) -> Result<(), AccountError> {
        let now = self.now();
        let done = self.writer().tx("disable account", async |tx: &Tx| {
            self.may_take(tx, actor, id, Taking::All).await?;
            administration::disable_account(tx, now, id).await?;
            administration::end_all_sessions(tx, now, id).await?;
            sessions::end_sign_in_links(tx, now, id).await?;
            Ok::<_, AccountError>(())
        });
        done.await
    }

    pub async fn enable_account(&self, actor: &Actor, id: AccountId) -> Result<(), AccountError> {
        let done = self.writer().tx("enable account", async |tx: &Tx| {
            still_administers(tx, Some(actor.id)).await?;
            match administration::enable_account(tx, id).await? {
                0 => Err(AccountError::NoSuchAccount),
                _ => Ok(()),
            }
        });
        done.await
    }

    /// Asked behind the administrators' locks: of two who take it from each other, one is refused.
    async fn may_take(
        &self,
        tx: &Tx,
        actor: &Actor,
        id: AccountId,
        what: Taking,
    ) -> Result<(), AccountError> {
        let administrators = administration::lock_administrators(tx).await?;
        administration::account(tx, id).await?.ok_or(AccountError::NoSuchAccount)?;
        Ok(take(actor.id, id, what, &administrators)?)
    }
}

/// Who gives or invites is asked once more, behind the administrators' locks: it may have been taken
/// from them while the request was under way. The server itself gives without a name.
pub(crate) async fn still_administers(
    tx: &Tx,
    actor: Option<AccountId>,
) -> Result<(), AccountError> {
    let Some(actor) = actor else { return Ok(()) };
    let administrators = administration::lock_administrators(tx).await?;
    match administrators.contains(&actor) {
        true => Ok(()),
        false => Err(TakingRefusal::NotAdministrator.into()),
    }
}
