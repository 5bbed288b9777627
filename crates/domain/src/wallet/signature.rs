//! Whose key signed a message: `personal_sign` (EIP-191, version 0x45) and recovery on secp256k1.

use k256::ecdsa::{RecoveryId, VerifyingKey};

use super::address::{Address, keccak256};

/// What a wallet answers: r, s and v.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature(pub [u8; 65]);

/// Why a signature shows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    #[error("a signature is 0x and 130 hexadecimal digits")]
    Form,
    #[error(
        "a key's signature has 65 bytes, and this one has {0}: a contract's wallet signs otherwise \
         (EIP-1271), and only its chain, which this server does not ask, can say whether it did"
    )]
    Length(usize),
    #[error("the signature's last byte is 27 or 28, and this one is {0}")]
    Parity(u8),
    #[error("the signature's s is in the upper half (EIP-2), which no wallet writes")]
    HighS,
    #[error("no key made this signature")]
    Nobody,
}

impl Signature {
    /// The signature that a text of hexadecimal digits is.
    pub fn parse(text: &str) -> Result<Self, SignatureError> {
        let digits = text.strip_prefix("0x").ok_or(SignatureError::Form)?;
        let bytes = hex::decode(digits).map_err(|_| SignatureError::Form)?;
        let length = bytes.len();
        bytes.try_into().map(Signature).map_err(|_| SignatureError::Length(length))
    }
}

/// The address whose key signed a text.
pub fn recover(text: &str, signature: &Signature) -> Result<Address, SignatureError> {
    let (rs, v) = signature.0.split_at(64);
    // 0 and 1 are what some hardware writes for 27 and 28.
    let is_odd = match v[0] {
        0 | 27 => false,
        1 | 28 => true,
        other => return Err(SignatureError::Parity(other)),
    };
    let rs = k256::ecdsa::Signature::from_slice(rs).map_err(|_| SignatureError::Nobody)?;
    if rs.normalize_s() != rs {
        return Err(SignatureError::HighS);
    }
    let parity = RecoveryId::new(is_odd, false);
    let key = VerifyingKey::recover_from_prehash(&signed(text), &rs, parity);
    let point = key.map_err(|_| SignatureError::Nobody)?.to_sec1_point(false);
    // The last 20 bytes of the digest of both coordinates, without the byte that says that they are two.
    let digest = keccak256(&point.as_bytes()[1..]);
    let mut address = [0; 20];
    address.copy_from_slice(&digest[12..]);
    Ok(Address(address))
}

/// What is signed: no transaction begins like this.
fn signed(text: &str) -> [u8; 32] {
    let prefixed = format!("\x19Ethereum Signed Message:\n{}{text}", text.len());
    keccak256(prefixed.as_bytes())
}
