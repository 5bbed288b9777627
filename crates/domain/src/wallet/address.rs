//! Addresses, with the checksum that their letters' case holds (EIP-55).

use std::fmt;
use std::str::FromStr;

use sha3::{Digest, Keccak256};

/// An Ethereum address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(pub [u8; 20]);

/// A text that is not an address, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("an address is 0x and 40 hexadecimal digits")]
    Form,
    #[error("the address has a letter in the wrong case (EIP-55): it may have been mistyped")]
    Checksum,
}

impl Address {
    /// The address that a text in one case, or with its checksum, is.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let digits = text.strip_prefix("0x").ok_or(AddressError::Form)?;
        let mut bytes = [0; 20];
        hex::decode_to_slice(digits, &mut bytes).map_err(|_| AddressError::Form)?;
        let address = Address(bytes);
        let has = |test: fn(&u8) -> bool| digits.as_bytes().iter().any(test);
        let is_mixed = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
        if is_mixed && address.to_string() != text {
            return Err(AddressError::Checksum);
        }
        Ok(address)
    }
}

impl fmt::Display for Address {
    /// A letter is a capital where the digest of the lower-case digits has an 8 or more.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = hex::encode(self.0);
        let digest = hex::encode(keccak256(digits.as_bytes()));
        f.write_str("0x")?;
        digits.chars().zip(digest.bytes()).try_for_each(|(digit, nibble)| {
            let shown = if nibble >= b'8' { digit.to_ascii_uppercase() } else { digit };
            write!(f, "{shown}")
        })
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        Self::parse(text)
    }
}

/// Keccak-256 as Ethereum has it: before SHA-3 was given other padding.
pub fn keccak256(bytes: &[u8]) -> [u8; 32] {
    Keccak256::digest(bytes).into()
}
