//! What an account may do, where more than one room asks.

use crate::{AccountId, KinshipKind, PublicationKind, Role};

/// Who acts.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    /// The account.
    pub account: AccountId,
    /// The roles that it holds.
    pub roles: &'a [Role],
}

impl Actor<'_> {
    /// Whether the account holds a role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether the actor may write and seal a character of `owner`: only its owner, a creator.
    pub fn may_edit(&self, owner: AccountId) -> bool {
        self.is(Role::Creator) && self.account == owner
    }

    /// Whether the actor may see what of a character is not public: the owner, or who judges it.
    pub fn may_inspect(&self, owner: AccountId) -> bool {
        self.account == owner || self.is(Role::Moderator) || self.is(Role::Admin)
    }

    /// Whether the actor may read receipts and lineage of a character of `owner`: whoever may inspect
    /// it, and finance.
    pub fn may_audit(&self, owner: AccountId) -> bool {
        self.may_inspect(owner) || self.is(Role::Finance)
    }

    /// Whether the actor may see what `account` earned: everybody their own, and finance all.
    pub fn may_see_earnings(&self, account: AccountId) -> bool {
        self.account == account || self.is(Role::Finance)
    }

    /// Whether the actor may move the pointer of a character of `owner` in this way.
    pub fn may_move(&self, kind: PublicationKind, owner: AccountId) -> bool {
        match kind {
            PublicationKind::Publish | PublicationKind::Rollback | PublicationKind::Withdraw => {
                self.may_edit(owner) || self.is(Role::Admin)
            }
            PublicationKind::Suspend | PublicationKind::Reinstate => {
                self.is(Role::Moderator) || self.is(Role::Admin)
            }
        }
    }

    /// Whether the actor's approval of a character of `owner` counts: nobody judges their own.
    pub fn may_approve(&self, owner: AccountId) -> bool {
        self.is(Role::Moderator) && self.account != owner
    }

    /// Whether the actor may say this of a character of `owner` and another of `original_owner`: its
    /// creator that it is a fork, a moderator who made neither that they are unrelated.
    pub fn may_declare(
        &self,
        kind: KinshipKind,
        owner: AccountId,
        original_owner: AccountId,
    ) -> bool {
        match kind {
            KinshipKind::Fork => self.may_edit(owner),
            KinshipKind::Unrelated => self.may_approve(owner) && self.may_approve(original_owner),
        }
    }
}
