//! The envelope: signing a statement, and verifying one offline.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::Verified;
use super::statement::{PREDICATE_TYPE, STATEMENT_TYPE, Statement, subjects};
use crate::{CanonicalError, Digest, SigningKeyId, canonical};

/// What the envelope carries.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// A signed receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The DSSE envelope, JSON.
    pub envelope: String,
    /// SHA-256 of the envelope.
    pub digest: Digest,
    /// Its leaf hash in the transparency log.
    pub leaf_hash: Digest,
    /// The key that signed.
    pub key_id: SigningKeyId,
}

/// Why a receipt proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// The envelope is not JSON of its shape.
    #[error("the envelope can't be read: {0}")]
    Envelope(serde_json::Error),
    /// Another kind of content.
    #[error("the envelope carries `{0}`, not `{PAYLOAD_TYPE}`")]
    PayloadType(String),
    /// The payload or a signature is not base64.
    #[error("the envelope's {0} is not base64")]
    Base64(&'static str),
    /// None of the signatures is this key's.
    #[error("no signature of the key {wanted}; the envelope is signed by {}", found.join(", "))]
    OtherKey {
        /// The key id that was asked for.
        wanted: SigningKeyId,
        /// The key ids in the envelope.
        found: Vec<String>,
    },
    /// The signature is not one of these bytes.
    #[error("the signature does not fit: the receipt was changed, or it is not signed by this key")]
    Signature,
    /// The statement is not JSON of its shape.
    #[error("the statement can't be read: {0}")]
    Statement(serde_json::Error),
    /// Another kind of statement.
    #[error("the statement is `{0}`, not a publication of Repertoire")]
    StatementType(String),
    /// Subjects and predicate name different digests.
    #[error(
        "the statement contradicts itself: its subjects are not the revision and payload it describes"
    )]
    Contradiction,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    payload: String,
    payload_type: String,
    signatures: Vec<EnvelopeSignature>,
}

#[derive(Serialize, Deserialize)]
struct EnvelopeSignature {
    #[serde(default)]
    keyid: String,
    sig: String,
}

/// The id of a key: SHA-256 of its public half, lower-case hex.
pub fn key_id(key: &VerifyingKey) -> SigningKeyId {
    SigningKeyId(Digest::of(key.as_bytes()).to_string())
}

/// Signs a statement. The same statement and key give the same bytes.
pub fn sign(statement: &Statement, key: &SigningKey) -> Result<Receipt, CanonicalError> {
    let body = canonical::to_string(statement)?;
    let key_id = key_id(&key.verifying_key());
    let signature = key.sign(&pre_authentication_encoding(PAYLOAD_TYPE, body.as_bytes()));
    let envelope = canonical::to_string(&Envelope {
        payload: BASE64.encode(&body),
        payload_type: PAYLOAD_TYPE.to_owned(),
        signatures: vec![EnvelopeSignature {
            keyid: key_id.0.clone(),
            sig: BASE64.encode(signature.to_bytes()),
        }],
    })?;
    let digest = Digest::of(&envelope);
    let leaf_hash = leaf_hash(envelope.as_bytes());
    Ok(Receipt { envelope, digest, leaf_hash, key_id })
}

/// Verifies a receipt against a key, and reads what it says. Nothing is read that is not signed.
pub fn verify(envelope_json: &str, key: &VerifyingKey) -> Result<Verified, ReceiptError> {
    let envelope: Envelope = serde_json::from_str(envelope_json).map_err(ReceiptError::Envelope)?;
    if envelope.payload_type != PAYLOAD_TYPE {
        return Err(ReceiptError::PayloadType(envelope.payload_type));
    }
    let body = BASE64.decode(&envelope.payload).map_err(|_| ReceiptError::Base64("payload"))?;
    let key_id = key_id(key);
    check_signature(&envelope, &body, key, &key_id)?;
    let statement = read_statement(&body)?;
    Ok(Verified { statement, key_id, receipt_digest: Digest::of(envelope_json) })
}

/// The `keyid` is only a hint: a signature without one is tried too.
fn check_signature(
    envelope: &Envelope,
    body: &[u8],
    key: &VerifyingKey,
    key_id: &SigningKeyId,
) -> Result<(), ReceiptError> {
    let ours =
        |signature: &&EnvelopeSignature| signature.keyid.is_empty() || signature.keyid == key_id.0;
    let Some(signature) = envelope.signatures.iter().find(ours) else {
        let found = envelope.signatures.iter().map(|signature| signature.keyid.clone()).collect();
        return Err(ReceiptError::OtherKey { wanted: key_id.clone(), found });
    };
    let bytes = BASE64.decode(&signature.sig).map_err(|_| ReceiptError::Base64("signature"))?;
    let signature = Signature::from_slice(&bytes).map_err(|_| ReceiptError::Signature)?;
    let signed = pre_authentication_encoding(&envelope.payload_type, body);
    key.verify_strict(&signed, &signature).map_err(|_| ReceiptError::Signature)
}

fn read_statement(body: &[u8]) -> Result<Statement, ReceiptError> {
    let statement: Statement = serde_json::from_slice(body).map_err(ReceiptError::Statement)?;
    for (is, should) in
        [(&statement.statement_type, STATEMENT_TYPE), (&statement.predicate_type, PREDICATE_TYPE)]
    {
        if is != should {
            return Err(ReceiptError::StatementType(is.clone()));
        }
    }
    if statement.subject != subjects(&statement.predicate) {
        return Err(ReceiptError::Contradiction);
    }
    Ok(statement)
}

/// DSSE's pre-authentication encoding: what is signed.
pub fn pre_authentication_encoding(payload_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), body.len());
    [head.as_bytes(), body].concat()
}

/// The hash of a leaf of the transparency log (RFC 6962, 2.1): SHA-256(0x00 ‖ leaf).
pub fn leaf_hash(leaf: &[u8]) -> Digest {
    Digest::of_parts(&[&[0], leaf])
}
