//! What an administrator may take from an account. Somebody always has to be left who can give it back.

use crate::{AccountId, Role};

/// What is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    /// Everything: the account is disabled.
    All,
    /// A role.
    Role(Role),
}

/// Why it is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TakingRefusal {
    /// Whoever locks themselves out seldom means to.
    #[error("you would lock yourself out; another administrator can do it")]
    Oneself,
    /// It was taken from the actor while the request was under way.
    #[error("you are no administrator any more")]
    NotAdministrator,
    /// Nobody could make another one.
    #[error("it is the last account that can administer; make another administrator first")]
    LastAdministrator,
}

/// Whether `actor` takes this from `account`, where these can act as administrators.
///
/// # Errors
/// Why not.
pub fn take(
    actor: AccountId,
    account: AccountId,
    what: Taking,
    administrators: &[AccountId],
) -> Result<(), TakingRefusal> {
    if !administrators.contains(&actor) {
        return Err(TakingRefusal::NotAdministrator);
    }
    let ends_administration = matches!(what, Taking::All | Taking::Role(Role::Admin));
    if !ends_administration {
        return Ok(());
    }
    if administrators == [account] {
        return Err(TakingRefusal::LastAdministrator);
    }
    if actor == account {
        return Err(TakingRefusal::Oneself);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn somebody_who_can_administer_is_always_left() {
        let [ada, bo, cy] = [1, 2, 3].map(|id| AccountId(Uuid::from_u128(id)));
        let (all, admin) = (Taking::All, Taking::Role(Role::Admin));
        let creator = Taking::Role(Role::Creator);
        for (actor, account, what, administrators, wanted) in [
            (ada, bo, all, &[ada, bo][..], Ok(())),
            (ada, bo, admin, &[ada, bo], Ok(())),
            (ada, cy, all, &[ada], Ok(())),
            (ada, ada, creator, &[ada], Ok(())),
            (ada, ada, all, &[ada, bo], Err(TakingRefusal::Oneself)),
            (ada, ada, admin, &[ada, bo], Err(TakingRefusal::Oneself)),
            (ada, ada, admin, &[ada], Err(TakingRefusal::LastAdministrator)),
            // Ada was disabled in between: her request is still under way.
            (ada, bo, all, &[bo], Err(TakingRefusal::NotAdministrator)),
            (ada, cy, creator, &[bo, cy], Err(TakingRefusal::NotAdministrator)),
        ] {
            assert_eq!(take(actor, account, what, administrators), wanted, "{what:?}");
        }
    }
}
