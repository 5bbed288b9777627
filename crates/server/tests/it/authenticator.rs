//! A device that holds passkeys, as much of it as the ceremonies need (WebAuthn 3, section 6): Ed25519
//! keys, and whatever lies a test wants told.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::Digest;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};

/// User present, user verified.
const VERIFIED: u8 = 0b0000_0101;
/// And attested credential data follow.
const ATTESTED: u8 = 0b0100_0000;

/// A passkey, and what its device says of where it is used.
#[derive(Clone)]
pub(crate) struct Authenticator {
    key: SigningKey,
    pub(crate) credential: [u8; 32],
    pub(crate) user_handle: String,
    pub(crate) origin: String,
    pub(crate) rp_id: String,
    pub(crate) flags: u8,
    pub(crate) counter: u32,
}

impl Authenticator {
    pub(crate) fn new(seed: u8) -> Self {
        Authenticator {
            key: SigningKey::from_bytes(&[seed; 32]),
            credential: [seed; 32],
            user_handle: String::new(),
            origin: "http://localhost:7800".to_owned(),
            rp_id: "localhost".to_owned(),
            flags: VERIFIED,
            counter: 0,
        }
    }

    /// Makes a passkey, as `navigator.credentials.create` answers.
    pub(crate) fn create(&mut self, options: &Value) -> Value {
        self.user_handle = options["user"]["id"].as_str().expect("a handle").to_owned();
        let client_data = self.client_data("webauthn.create", options);
        let mut data = self.authenticator_data(self.flags | ATTESTED);
        data.extend([0; 16]);
        data.extend([0, 32]);
        data.extend(self.credential);
        // COSE_Key (RFC 9053): kty OKP, alg EdDSA, crv Ed25519, x.
        data.extend([0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20]);
        data.extend(self.key.verifying_key().as_bytes());
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).expect("fits in one byte"));
        object.extend(data);
        let response = json!({
            "clientDataJSON": BASE64.encode(client_data),
            "attestationObject": BASE64.encode(object),
            "transports": ["internal"],
        });
        self.answered(response)
    }

    /// Uses the passkey, as `navigator.credentials.get` answers.
    pub(crate) fn get(&self, options: &Value) -> Value {
        let client_data = self.client_data("webauthn.get", options);
        let data = self.authenticator_data(self.flags);
        let signed = [data.as_slice(), &sha256(client_data.as_bytes())].concat();
        let response = json!({
            "clientDataJSON": BASE64.encode(client_data),
            "authenticatorData": BASE64.encode(data),
            "signature": BASE64.encode(self.key.sign(&signed).to_bytes()),
            "userHandle": self.user_handle,
        });
        self.answered(response)
    }

    fn answered(&self, response: Value) -> Value {
        let id = BASE64.encode(self.credential);
        json!({
            "id": id, "rawId": id, "type": "public-key", "authenticatorAttachment": "platform",
            "clientExtensionResults": {}, "response": response,
        })
    }

    fn client_data(&self, kind: &str, options: &Value) -> String {
        json!({
            "type": kind, "challenge": options["challenge"], "origin": self.origin,
            "crossOrigin": false,
        })
        .to_string()
    }

    fn authenticator_data(&self, flags: u8) -> Vec<u8> {
        let mut data = sha256(self.rp_id.as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    let hex = Digest::of(bytes).to_string();
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("two digits");
    (0..hex.len()).step_by(2).map(byte).collect()
}

#[test]
fn a_digest_is_read_back() {
    let known =
        Digest::from_str("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_eq!(known.expect("a digest"), Digest::of(""));
    assert_eq!(sha256(b"")[..2], [0xe3, 0xb0]);
}
