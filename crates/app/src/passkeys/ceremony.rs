//! The two ceremonies of WebAuthn (level 3, sections 7.1 and 7.2), as `webauthn_rp` checks them.
//!
//! User verification is required and no attestation is asked for: it is of no interest who made a
//! device. Extensions that a device sends unasked are not looked at.

use domain::{AccountId, PublicAddress};
use serde_json::Value;
use store::queries::passkeys::{PasskeyOfCredentialRow, PasskeysOfAccountRow};
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::{
    CredProtect, Nickname, PublicKeyCredentialUserEntity, RegistrationVerificationOptions,
    UserHandle16, Username,
};
use webauthn_rp::request::{AsciiDomain, PublicKeyCredentialDescriptor, RpId};
use webauthn_rp::response::auth::error::AuthCeremonyErr;
use webauthn_rp::response::register::{DynamicState, StaticState};
use webauthn_rp::response::{AuthTransports, CredentialId};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication16, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, PublicKeyCredentialCreationOptions, Registration,
    RegistrationServerState,
};

use crate::Actor;

/// A question, as the browser is asked it and as its answer is held against it.
pub(super) struct Question {
    pub(super) challenge: [u8; 16],
    /// The `publicKey` of `navigator.credentials`, in JSON.
    pub(super) options: Value,
    pub(super) asked: Vec<u8>,
}

/// What is kept of a passkey that was just made.
pub(super) struct MadeKey {
    pub(super) credential_id: Vec<u8>,
    pub(super) public_key: Vec<u8>,
    pub(super) state: Vec<u8>,
    pub(super) transports: i32,
}

/// Why an answer is worth nothing.
#[derive(Debug)]
pub(super) enum Worthless {
    /// The counter of a device did not go on: there may be two of it (WebAuthn 3, 6.1.1).
    Counter,
    Other(String),
}

/// Who asks: a name that browsers bind keys to, and the one origin that may use them.
pub(super) struct RelyingParty {
    id: RpId,
    origins: [String; 1],
}

impl RelyingParty {
    /// None where browsers offer no passkeys at that address.
    pub(super) fn at(address: &PublicAddress) -> Option<Self> {
        let name = AsciiDomain::try_from(address.relying_party()?.to_owned()).ok()?;
        Some(RelyingParty { id: RpId::Domain(name), origins: [address.origin().to_owned()] })
    }

    /// Asks for a new key of an account, on a device that has none of `known`.
    pub(super) fn ask_to_add(
        &self,
        actor: &Actor,
        known: &[PasskeysOfAccountRow],
    ) -> Result<Question, String> {
        let handle = user_handle(actor.id);
        let user = PublicKeyCredentialUserEntity {
            name: Username::try_from(actor.handle.as_str()).map_err(told)?,
            id: &handle,
            display_name: Some(Nickname::try_from(actor.handle.as_str()).map_err(told)?),
        };
        let known = known.iter().filter_map(descriptor).collect();
        let mut options = PublicKeyCredentialCreationOptions::passkey(&self.id, user, known);
        // Browsers refuse devices that do not know the extension where it is asked for, and the door
        // asks for user verification anyway.
        options.extensions.cred_protect = CredProtect::None;
        let challenge = options.challenge.as_data().to_be_bytes();
        let (server, client) = options.start_ceremony().map_err(told)?;
        let asked = server.encode().map_err(told)?;
        Ok(Question { challenge, options: serde_json::to_value(&client).map_err(told)?, asked })
    }

    /// Section 7.1: what was made answers what was asked.
    pub(super) fn added(&self, asked: &[u8], answer: &Registration) -> Result<MadeKey, String> {
        let server = RegistrationServerState::<16>::decode(asked).map_err(told)?;
        let options = RegistrationVerificationOptions::<String, String> {
            allowed_origins: &self.origins,
            error_on_unsolicited_extensions: false,
            ..RegistrationVerificationOptions::default()
        };
        let made = server.verify(&self.id, answer, &options).map_err(told)?;
        let Ok(public_key) = made.static_state().encode();
        let Ok(state) = made.dynamic_state().encode();
        let Ok(transports) = made.transports().encode();
        let credential_id = made.id().as_ref().to_vec();
        Ok(MadeKey {
            credential_id,
            public_key,
            state: state.to_vec(),
            transports: transports.into(),
        })
    }

    /// Asks whoever is there for any key of this server.
    pub(super) fn ask_to_enter(&self) -> Result<Question, String> {
        let options = DiscoverableCredentialRequestOptions::passkey(&self.id);
        let challenge = options.0.challenge.as_data().to_be_bytes();
        let (server, client) = options.start_ceremony().map_err(told)?;
        let asked = server.encode().map_err(told)?;
        Ok(Question { challenge, options: serde_json::to_value(&client).map_err(told)?, asked })
    }

    /// Section 7.2: the key was used, now and here. Answers what is kept of its use.
    pub(super) fn entered(
        &self,
        asked: &[u8],
        answer: &DiscoverableAuthentication16,
        key: &PasskeyOfCredentialRow,
    ) -> Result<Vec<u8>, Worthless> {
        let server = DiscoverableAuthenticationServerState::decode(asked).map_err(other)?;
        let public_key = StaticState::decode(key.public_key.as_slice()).map_err(other)?;
        let state = key.state.as_slice().try_into().map_err(other)?;
        let state = DynamicState::decode(state).map_err(other)?;
        let handle = user_handle(key.account_id);
        let mut known = AuthenticatedCredential::new(answer.raw_id(), &handle, public_key, state)
            .map_err(other)?;
        let options = AuthenticationVerificationOptions::<String, String> {
            allowed_origins: &self.origins,
            error_on_unsolicited_extensions: false,
            ..AuthenticationVerificationOptions::default()
        };
        server.verify(&self.id, answer, &mut known, &options).map_err(worthless)?;
        let Ok(state) = known.dynamic_state().encode();
        Ok(state.to_vec())
    }
}

/// Nothing of a person, and the same for all their keys (WebAuthn 3, 14.6.1).
fn user_handle(account: AccountId) -> UserHandle16 {
    let Ok(handle) = UserHandle16::decode(*account.0.as_bytes());
    handle
}

fn descriptor(key: &PasskeysOfAccountRow) -> Option<PublicKeyCredentialDescriptor<Vec<u8>>> {
    let id = CredentialId::<Vec<u8>>::decode(key.credential_id.clone()).ok()?;
    let transports = u8::try_from(key.transports).ok()?;
    Some(PublicKeyCredentialDescriptor { id, transports: AuthTransports::decode(transports).ok()? })
}

fn worthless(error: AuthCeremonyErr) -> Worthless {
    match error {
        AuthCeremonyErr::SignatureCounter => Worthless::Counter,
        error => other(error),
    }
}

fn other(error: impl std::fmt::Display) -> Worthless {
    Worthless::Other(error.to_string())
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
