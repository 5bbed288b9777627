//! How somebody can sign in by themselves, and what is left when one way is taken away.

/// What an account has to sign in with. A link that an administrator sends is none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaysIn {
    pub has_password: bool,
    pub passkeys: u64,
    pub wallets: u64,
}

impl WaysIn {
    /// Whether taking away a passkey or a wallet leaves no way to sign in: done only by who was
    /// told so.
    pub fn is_last(self) -> bool {
        !self.has_password && self.passkeys + self.wallets <= 1
    }
}
