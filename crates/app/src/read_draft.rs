//! The draft as its creator has it.

use domain::draft::DraftContent;
use domain::{AccountId, CharacterDraftId, CharacterId};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::StoreError;

use crate::draft_rows::StoredDraft;
use crate::{Actor, App};

/// A draft with its version.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    pub character_id: CharacterId,
    pub draft_id: CharacterDraftId,
    pub version: i32,
    pub updated_at: Timestamp,
    pub updated_by_id: AccountId,
    pub fields: DraftContent,
}

#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It does not exist, or not for this actor.
    #[error("there is no such {0}, or it is not yours to see")]
    NotFound(&'static str),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// The draft of a character, for its creator and for moderation.
    pub async fn read_draft(
        &self,
        actor: &Actor,
        character_id: CharacterId,
    ) -> Result<DraftView, ReadError> {
        let stored = StoredDraft::load(self.reader(), character_id).await?;
        stored
            .filter(|draft| actor.as_domain().may_inspect(draft.row.creator_id))
            .map(DraftView::from)
            .ok_or(ReadError::NotFound("character"))
    }
}

impl From<StoredDraft> for DraftView {
    fn from(stored: StoredDraft) -> Self {
        DraftView {
            character_id: stored.row.character_id,
            draft_id: stored.row.id,
            version: stored.row.version,
            updated_at: stored.row.updated_at,
            updated_by_id: stored.row.updated_by_id,
            fields: stored.content,
        }
    }
}
