//! Wallets: Ethereum addresses, and the message that somebody signs to show that one is theirs
//! (EIP-4361, Sign-In with Ethereum).

mod address;
mod grammar;
mod message;
mod signature;

pub use address::{Address, AddressError, keccak256};
pub use message::{Message, MessageError, Refusal};
pub use signature::{Signature, SignatureError, recover};

/// The CAIP-2 id of an Ethereum chain (EIP-155).
pub fn chain(id: u64) -> String {
    format!("eip155:{id}")
}

/// The chains that most wallets know, as they call them.
pub const CHAINS: &[(u64, &str)] = &[
    (1, "Ethereum"),
    (10, "OP Mainnet"),
    (137, "Polygon"),
    (8453, "Base"),
    (42161, "Arbitrum One"),
    (11155111, "Sepolia"),
];

/// A chain in words, where it is a known one; its CAIP-2 id otherwise.
pub fn chain_name(id: &str) -> &str {
    let known = CHAINS.iter().find(|(number, _)| chain(*number) == id);
    known.map_or(id, |(_, name)| name)
}
