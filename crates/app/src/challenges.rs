//! Challenges: something random that somebody signs to show that they hold a key now. Each is kept
//! in the database, so that any server may hear the answer, and is taken once.

use domain::{AccountId, ChallengeDigest, ChallengePurpose, Digest};
use jiff::{SignedDuration, Timestamp};
use store::inserts::NewChallenge;
use store::queries::passkeys;
use store::{StoreError, Tx};

use crate::App;

/// As long as browsers leave the question on the screen: WebAuthn 3, 15.1, recommends 5 to 10 minutes.
pub(crate) const ANSWER_WITHIN: SignedDuration = SignedDuration::from_mins(5);

/// A question that was put and is answered now.
#[derive(Debug)]
pub(crate) struct Asked {
    /// Who adds a key.
    pub(crate) account_id: Option<AccountId>,
    /// What the answer is held against.
    pub(crate) asked: Vec<u8>,
}

impl App {
    /// Keeps a question until it is answered, or until nobody has.
    pub(crate) async fn ask(
        &self,
        challenge: &[u8],
        purpose: ChallengePurpose,
        account_id: Option<AccountId>,
        asked: &[u8],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let digest = digest_of(challenge);
        let done = self.writer().tx("ask for a key", async |tx: &Tx| {
            let challenge = NewChallenge {
                digest: &digest,
                purpose,
                account_id,
                asked,
                created_at: now,
                expires_at: now + ANSWER_WITHIN,
            };
            challenge.insert(tx).await
        });
        done.await
    }

    /// Takes the question that somebody answers. It is gone whatever the answer is worth: each
    /// attempt needs a question of its own.
    pub(crate) async fn take_challenge(
        &self,
        challenge: &[u8],
        purpose: ChallengePurpose,
    ) -> Result<Option<Asked>, StoreError> {
        let (digest, now) = (digest_of(challenge), self.now());
        let done = self.writer().tx("take challenge", async |tx: &Tx| {
            passkeys::take_challenge(tx, &digest, purpose, now).await
        });
        let taken = done.await?;
        Ok(taken.map(|row| Asked { account_id: row.account_id, asked: row.asked }))
    }

    /// Deletes the questions that nobody answered in time.
    pub async fn purge_challenges(&self) -> Result<u64, StoreError> {
        let now = self.now();
        let purge = async |tx: &Tx| passkeys::purge_challenges(tx, now).await;
        self.writer().tx("purge challenges", purge).await
    }
}

fn digest_of(challenge: &[u8]) -> ChallengeDigest {
    ChallengeDigest(Digest::of(challenge).to_string())
}
