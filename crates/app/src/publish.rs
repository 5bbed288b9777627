//! Publishing, and everything else that moves the pointer of a character.
//!
//! One transaction: load all facts, locked; let `domain` decide; record pointer, publication with
//! its provenance, receipt, log leaf, payload, split set, market listing and outbox. Visible if
//! and only if all of it is.

pub(crate) mod facts;
mod record;

use domain::publication::{PublishRefusal, ScheduleRefusal, decide};
use domain::{
    CanonicalError, CharacterId, CharacterRevisionId, Digest, PayloadDigest, PublicationId,
    PublicationKind, WalletId, canonical,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::queries::publications;
use store::rows::{Publication, ScheduledPublication};
use store::{Run, StoreError, Tx};

use crate::error::via_store;
use crate::schedule::{carried_out, still_meant};
use crate::{Actor, App};

/// What is to happen to the pointer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PublicationRequest {
    pub kind: PublicationKind,
    /// The revision to publish or to roll back to; for the other kinds, the one it rests on.
    pub revision_id: Option<CharacterRevisionId>,
    /// Why; kept in the receipt.
    #[serde(default)]
    pub reason: String,
    /// A wallet of the actor's, to stand in the receipt.
    pub wallet_id: Option<WalletId>,
}

/// A publication that happened.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Published {
    pub id: PublicationId,
    pub sequence: i32,
    pub kind: PublicationKind,
    pub revision_id: CharacterRevisionId,
    pub revision_digest: String,
    pub payload_digest: PayloadDigest,
    pub receipt_digest: String,
    /// The DSSE envelope, as the text that the digest is of.
    pub receipt: String,
    pub created_at: Timestamp,
    /// This key was used for the same request before: this is what it made.
    pub replayed: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    #[error("there is no such {0}, or it is not yours")]
    NotFound(&'static str),
    #[error("{actor} may not {kind} this character")]
    NotAllowed { actor: String, kind: PublicationKind },
    #[error("this Idempotency-Key stands for another request")]
    KeyReused,
    #[error("nobody proved the wallet {0}; link it in the account by signing, then name it")]
    WalletNotProved(String),
    /// A plan that somebody took back, or that was carried out meanwhile.
    #[error("the plan is settled already")]
    PlanSettled,
    #[error(transparent)]
    Overtaken(#[from] ScheduleRefusal),
    #[error(transparent)]
    Refused(#[from] PublishRefusal),
    #[error("the facts can't be canonicalised: {0}")]
    Canonical(#[from] CanonicalError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(PublishError);

const KEY_CONSTRAINT: &str = "publications_actor_id_idempotency_key_key";

/// A reason is a sentence or two; it stands in every receipt.
const REASON_CHARS_MAX: usize = 2_000;

impl App {
    /// Moves the pointer of a character. The same key and request give the same publication.
    pub async fn publish(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        key: &str,
        request: &PublicationRequest,
    ) -> Result<Published, PublishError> {
        self.publish_for(actor, character_id, key, request, None).await
    }

    /// The same, where it was planned: then the plan is asked, and settled, in the transaction.
    pub(crate) async fn publish_for(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        key: &str,
        request: &PublicationRequest,
        plan: Option<&ScheduledPublication>,
    ) -> Result<Published, PublishError> {
        let request = &PublicationRequest { reason: shortened(&request.reason), ..request.clone() };
        let digest = request_digest(character_id, request)?.to_string();
        if let Some(made) = self.replay(self.reader(), actor, key, &digest).await? {
            return Ok(made);
        }
        let now = self.now();
        let done = self.writer().tx("publish", async |tx: &Tx| {
            let facts = facts::load(tx, actor, character_id, request).await?;
            // The character is locked now: a request with this key that was first is seen here.
            if let Some(made) = self.replay(tx, actor, key, &digest).await? {
                return Ok(made);
            }
            if let Some(plan) = plan {
                still_meant(tx, plan).await?;
            }
            let now = now.max(facts.last_publication_at);
            let decided = decide(&facts.file, request.kind, now)?;
            let act = record::Act { actor, key, request_digest: &digest, request, now };
            let published = record::record(tx, &self.inner.signer, &act, &facts, &decided).await?;
            if let Some(plan) = plan {
                carried_out(tx, plan, published.id, now).await?;
            }
            Ok(published)
        });
        let done = done.await;
        self.inner.work.notify_waiters();
        done.map_err(|error| match &error {
            // Two characters were published under one key at the same moment.
            PublishError::Store(error) if error.constraint() == Some(KEY_CONSTRAINT) => {
                PublishError::KeyReused
            }
            _ => error,
        })
    }

    async fn replay(
        &self,
        on: &impl Run,
        actor: &Actor,
        key: &str,
        request_digest: &str,
    ) -> Result<Option<Published>, PublishError> {
        match publications::publication_by_key(on, actor.id, key).await? {
            None => Ok(None),
            Some(row) if row.request_digest == request_digest => {
                Ok(Some(Published { replayed: true, ..row.into() }))
            }
            Some(_) => Err(PublishError::KeyReused),
        }
    }
}

/// A reason as it is kept.
pub(crate) fn shortened(reason: &str) -> String {
    reason.trim().chars().take(REASON_CHARS_MAX).collect()
}

fn request_digest(
    character_id: CharacterId,
    request: &PublicationRequest,
) -> Result<Digest, CanonicalError> {
    canonical::digest(&json!({ "character": character_id, "request": request }))
}

impl From<Publication> for Published {
    fn from(row: Publication) -> Self {
        Published {
            id: row.id,
            sequence: row.sequence,
            kind: row.kind,
            revision_id: row.revision_id,
            revision_digest: row.revision_digest,
            payload_digest: row.payload_digest,
            receipt_digest: row.receipt_digest,
            receipt: row.receipt,
            created_at: row.created_at,
            replayed: false,
        }
    }
}
