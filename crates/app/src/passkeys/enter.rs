//! Signing in with a passkey: whoever is there is asked for a key, and it says whose it is.

use domain::{ChallengePurpose, Digest, SignInMethod};
use serde_json::Value;
use store::Tx;
use store::queries::passkeys;
use webauthn_rp::DiscoverableAuthentication16;

use super::ceremony::Worthless;
use crate::App;
use crate::sessions::{OpenError, Opening, SessionOpened};

impl App {
    /// What a browser is asked, to use a passkey of anybody's: the `publicKey` of
    /// `navigator.credentials.get`, in JSON.
    pub async fn ask_for_passkey(&self) -> Result<Value, OpenError> {
        self.inner.door.admit_question()?;
        let question = self.relying_party()?.ask_to_enter().map_err(unexpected)?;
        let purpose = ChallengePurpose::PasskeySignIn;
        self.ask(&question.challenge, purpose, None, &question.asked, self.now()).await?;
        Ok(question.options)
    }

    /// Signs in whom a passkey belongs to. What is wrong is not told apart: a key that nobody has,
    /// one that was removed, one that did not sign, an account that is disabled.
    pub async fn open_by_passkey(
        &self,
        answer: &Value,
        user_agent: &str,
    ) -> Result<SessionOpened, OpenError> {
        let answer = DiscoverableAuthentication16::from_json_relaxed(answer.to_string().as_bytes());
        let answer = answer.map_err(|_| OpenError::Passkey)?;
        let credential: Vec<u8> = answer.raw_id().as_ref().to_vec();
        self.inner.door.admit(format!("passkey {}", Digest::of(&credential)))?;
        let challenge = answer.challenge_relaxed().map_err(|_| OpenError::Passkey)?;
        let challenge = challenge.0.to_be_bytes();
        let asked = self.take_challenge(&challenge, ChallengePurpose::PasskeySignIn).await?;
        let asked = asked.ok_or(OpenError::Late)?.asked;
        let relying_party = self.relying_party()?;
        let opening = Opening::new(self, SignInMethod::Passkey, user_agent)?;
        let done = self.writer().tx("sign in by passkey", async |tx: &Tx| {
            let found = passkeys::passkey_of_credential(tx, &credential).await?;
            let key = found.filter(|key| key.disabled_at.is_none()).ok_or(OpenError::Passkey)?;
            let state = relying_party.entered(&asked, &answer, &key).map_err(refused)?;
            passkeys::use_passkey(tx, &state, opening.now(), key.id).await?;
            opening.insert(tx, key.account_id).await?;
            Ok::<_, OpenError>(key.account_id)
        });
        let account_id = done.await?;
        Ok(opening.opened(account_id))
    }
}

fn refused(why: Worthless) -> OpenError {
    match why {
        Worthless::Counter => {
            tracing::warn!("a passkey's counter went back: there may be a copy of it");
            OpenError::Copied
        }
        Worthless::Other(why) => {
            tracing::debug!(why, "a passkey's answer was refused");
            OpenError::Passkey
        }
    }
}

fn unexpected(why: String) -> OpenError {
    tracing::error!(why, "no passkey can be asked for");
    OpenError::Passkey
}
