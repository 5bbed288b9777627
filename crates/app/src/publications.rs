//! The history of a character's pointer, as it is read.

use domain::{
    AccountId, CharacterId, CharacterRevisionId, PayloadDigest, PublicationId, PublicationKind,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::queries::{characters, publications};

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
        let missing = ReadError::NotFound("publication");
        let Some(row) = publications::publication(self.reader(), id).await? else {
            return Err(missing);
        };
        let character = characters::character(self.reader(), row.character_id).await?;
        let may = |creator| actor.as_domain().may_audit(creator);
        match character.filter(|character| may(character.creator_id)) {
            Some(_) => Ok(row.receipt),
            None => Err(missing),
        }
    }
}

impl From<publications::PublicationsPageRow> for PublicationView {
    fn from(row: publications::PublicationsPageRow) -> Self {
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
