//! The history of a character's pointer, as it is read.

use domain::receipt::{self, Verified};
use domain::{
    AccountId, CharacterId, CharacterRevisionId, PayloadDigest, PublicationId, PublicationKind,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::queries::{characters, publications};
use store::rows::Publication;

use crate::read_draft::ReadError;
use crate::{Actor, App};

/// One move of the pointer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublicationView {
    pub id: PublicationId,
    pub sequence: i32,
    pub kind: PublicationKind,
    pub revision_id: CharacterRevisionId,
    pub revision_digest: String,
    pub payload_digest: PayloadDigest,
    pub actor_id: AccountId,
    pub reason: String,
    pub receipt_digest: String,
    pub created_at: Timestamp,
}

/// A receipt, and what it says where one of our keys signed it.
#[derive(Clone, Debug)]
pub struct ReceiptView {
    pub publication: PublicationView,
    pub character_id: CharacterId,
    /// Byte for byte.
    pub envelope: String,
    pub verified: Option<Verified>,
}

impl App {
    /// Publications of a character before a sequence number, newest first.
    pub async fn publications(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        before_sequence: i32,
        page_size: i64,
    ) -> Result<Vec<PublicationView>, ReadError> {
        self.inspectable(actor, character_id).await?;
        let on = self.reader();
        let rows =
            publications::publications_page(on, character_id, before_sequence, page_size).await?;
        Ok(rows.into_iter().map(PublicationView::from).collect())
    }

    /// The receipt of a publication, byte for byte.
    pub async fn receipt(&self, actor: &Actor, id: PublicationId) -> Result<String, ReadError> {
        Ok(self.audited(actor, id).await?.receipt)
    }

    /// The receipt of a publication, opened.
    pub async fn opened_receipt(
        &self,
        actor: &Actor,
        id: PublicationId,
    ) -> Result<ReceiptView, ReadError> {
        let row = self.audited(actor, id).await?;
        let keys = self.signing_keys().await?;
        let verified = keys.iter().filter_map(crate::PublicKey::verifying);
        let verified = verified.filter_map(|key| receipt::verify(&row.receipt, &key).ok()).next();
        Ok(ReceiptView {
            character_id: row.character_id,
            envelope: row.receipt.clone(),
            verified,
            publication: row.into(),
        })
    }

    async fn audited(&self, actor: &Actor, id: PublicationId) -> Result<Publication, ReadError> {
        let missing = ReadError::NotFound("publication");
        let Some(row) = publications::publication(self.reader(), id).await? else {
            return Err(missing);
        };
        let character = characters::character(self.reader(), row.character_id).await?;
        let may = |creator| actor.as_domain().may_audit(creator);
        match character.filter(|character| may(character.creator_id)) {
            Some(_) => Ok(row),
            None => Err(missing),
        }
    }
}

macro_rules! view {
    ($($row:ty),+) => {$(
        impl From<$row> for PublicationView {
            fn from(row: $row) -> Self {
                PublicationView {
                    id: row.id,
                    sequence: row.sequence,
                    kind: row.kind,
                    revision_id: row.revision_id,
                    revision_digest: row.revision_digest,
                    payload_digest: row.payload_digest,
                    actor_id: row.actor_id,
                    reason: row.reason,
                    receipt_digest: row.receipt_digest,
                    created_at: row.created_at,
                }
            }
        }
    )+};
}

view!(Publication, publications::PublicationsPageRow, publications::PublicationsOfRevisionsRow);
