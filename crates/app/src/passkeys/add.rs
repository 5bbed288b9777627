//! Adding a passkey: asked for, made by a device, kept.

use domain::{ChallengePurpose, PasskeyId};
use serde_json::Value;
use store::inserts::NewPasskey;
use store::queries::passkeys;
use store::{StoreError, Tx};
use webauthn_rp::Registration;

use super::ceremony::{MadeKey, RelyingParty};
use super::{PASSKEY_NAME_CHARS_MAX, PASSKEYS_MAX, PasskeyError};
use crate::ports::new_id;
use crate::{Actor, App};

impl App {
    /// What a browser is asked, to make a passkey for the actor: the `publicKey` of
    /// `navigator.credentials.create`, in JSON.
    pub async fn ask_to_add_passkey(&self, actor: &Actor) -> Result<Value, PasskeyError> {
        actor.session().ok_or(PasskeyError::NotHere)?;
        let known = passkeys::passkeys_of_account(self.reader(), actor.id).await?;
        if known.len() >= PASSKEYS_MAX {
            return Err(PasskeyError::TooMany);
        }
        let question =
            self.relying_party()?.ask_to_add(actor, &known).map_err(PasskeyError::Answer)?;
        let (purpose, owner) = (ChallengePurpose::PasskeyAdd, Some(actor.id));
        self.ask(&question.challenge, purpose, owner, &question.asked, self.now()).await?;
        Ok(question.options)
    }

    /// Keeps the passkey that a device made for the actor.
    pub async fn add_passkey(
        &self,
        actor: &Actor,
        name: &str,
        answer: &Value,
    ) -> Result<PasskeyId, PasskeyError> {
        actor.session().ok_or(PasskeyError::NotHere)?;
        let name = checked(name)?;
        let unreadable = |error: serde_json::Error| PasskeyError::Unreadable(error.to_string());
        let answer = Registration::from_json_relaxed(answer.to_string().as_bytes());
        let answer = answer.map_err(unreadable)?;
        let challenge = answer.challenge_relaxed().map_err(unreadable)?.0.to_be_bytes();
        let asked = self.take_challenge(&challenge, ChallengePurpose::PasskeyAdd).await?;
        let asked = asked.filter(|it| it.account_id == Some(actor.id));
        let asked = asked.ok_or(PasskeyError::Late)?.asked;
        let made = self.relying_party()?.added(&asked, &answer).map_err(PasskeyError::Answer)?;
        self.keep_passkey(actor, name, &made).await
    }

    async fn keep_passkey(
        &self,
        actor: &Actor,
        name: &str,
        made: &MadeKey,
    ) -> Result<PasskeyId, PasskeyError> {
        let (id, created_at) = (PasskeyId(new_id()), self.now());
        let done = self.writer().tx("add passkey", async |tx: &Tx| {
            passkeys::lock_account(tx, actor.id).await?;
            if passkeys::passkeys_of_account(tx, actor.id).await?.len() >= PASSKEYS_MAX {
                return Err(PasskeyError::TooMany);
            }
            let passkey = NewPasskey {
                id,
                account_id: actor.id,
                credential_id: &made.credential_id,
                name,
                public_key: &made.public_key,
                state: &made.state,
                transports: made.transports,
                created_at,
                last_used_at: None,
            };
            Ok(passkey.insert(tx).await?)
        });
        done.await.map_err(|error| match error {
            PasskeyError::Store(StoreError::Taken { .. }) => PasskeyError::Taken,
            other => other,
        })?;
        Ok(id)
    }

    pub(super) fn relying_party(&self) -> Result<RelyingParty, PasskeyError> {
        let address = self.public_address();
        RelyingParty::at(address).ok_or_else(|| PasskeyError::Address(address.clone()))
    }
}

fn checked(name: &str) -> Result<&str, PasskeyError> {
    let name = name.trim();
    let fits = (1..=PASSKEY_NAME_CHARS_MAX).contains(&name.chars().count());
    (fits && !name.contains(char::is_control)).then_some(name).ok_or(PasskeyError::Name)
}
