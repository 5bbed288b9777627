//! Revisions as they are read: a page of them, one, and what differs between two.

use domain::revision::{FieldChange, SealedContent, diff};
use domain::{AccountId, CharacterDraftId, CharacterId, CharacterRevisionId, Visibility};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::StoreError;
use store::queries::{characters, revisions};
use store::rows::CharacterRevision;

use crate::read_draft::ReadError;
use crate::{Actor, App};

/// A revision; its content only where one is asked for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RevisionView {
    pub id: CharacterRevisionId,
    pub number: i32,
    pub digest: String,
    pub parent_id: Option<CharacterRevisionId>,
    pub draft_id: CharacterDraftId,
    pub draft_version: i32,
    pub name: String,
    pub visibility: Visibility,
    pub contract_hash: String,
    pub sealed_by_id: AccountId,
    pub sealed_at: Timestamp,
    /// What was sealed, as it was sealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<serde_json::Value>,
}

impl App {
    /// Revisions of a character before a number, newest first.
    pub async fn revisions(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        before_number: i32,
        page_size: i64,
    ) -> Result<Vec<RevisionView>, ReadError> {
        self.inspectable(actor, character_id).await?;
        let rows = revisions::revisions_page(self.reader(), character_id, before_number, page_size)
            .await?;
        Ok(rows.into_iter().map(RevisionView::from).collect())
    }

    /// One revision with its content.
    pub async fn revision(
        &self,
        actor: &Actor,
        id: CharacterRevisionId,
    ) -> Result<RevisionView, ReadError> {
        let row = self.inspectable_revision(actor, id).await?;
        let content =
            serde_json::from_str(&row.content).map_err(|error| out_of_contract(&error))?;
        Ok(RevisionView { content: Some(content), ..row.into() })
    }

    /// What differs between two revisions of a character, field by field.
    pub async fn revision_diff(
        &self,
        actor: &Actor,
        before: CharacterRevisionId,
        after: CharacterRevisionId,
    ) -> Result<Vec<FieldChange>, ReadError> {
        let before = self.inspectable_revision(actor, before).await?;
        let after = self.inspectable_revision(actor, after).await?;
        if before.character_id != after.character_id {
            return Err(ReadError::NotFound("revision of the same character"));
        }
        let open = |row: &CharacterRevision| {
            SealedContent::parse(&row.content).map_err(|error| out_of_contract(&error))
        };
        Ok(diff(&open(&before)?, &open(&after)?))
    }

    /// Refuses actors who may not look into a character that is not public.
    pub(crate) async fn inspectable(
        &self,
        actor: &Actor,
        character_id: CharacterId,
    ) -> Result<(), ReadError> {
        let character = characters::character(self.reader(), character_id).await?;
        character
            .filter(|row| actor.as_domain().may_inspect(row.creator_id))
            .map(drop)
            .ok_or(ReadError::NotFound("character"))
    }

    pub(crate) async fn inspectable_revision(
        &self,
        actor: &Actor,
        id: CharacterRevisionId,
    ) -> Result<CharacterRevision, ReadError> {
        let row = revisions::revision(self.reader(), id).await?;
        let row = row.ok_or(ReadError::NotFound("revision"))?;
        self.inspectable(actor, row.character_id).await.map_err(|error| match error {
            ReadError::NotFound(_) => ReadError::NotFound("revision"),
            other => other,
        })?;
        Ok(row)
    }
}

pub(crate) fn out_of_contract(error: &dyn std::error::Error) -> ReadError {
    let what = error.to_string();
    ReadError::Store(StoreError::OutOfContract { statement: "revision", what })
}

impl From<CharacterRevision> for RevisionView {
    fn from(row: CharacterRevision) -> Self {
        RevisionView {
            id: row.id,
            number: row.number,
            digest: row.digest,
            parent_id: row.parent_id,
            draft_id: row.draft_id,
            draft_version: row.draft_version,
            name: row.name,
            visibility: row.visibility,
            contract_hash: row.contract_hash,
            sealed_by_id: row.sealed_by_id,
            sealed_at: row.sealed_at,
            content: None,
        }
    }
}

impl From<revisions::RevisionsPageRow> for RevisionView {
    fn from(row: revisions::RevisionsPageRow) -> Self {
        RevisionView {
            id: row.id,
            number: row.number,
            digest: row.digest,
            parent_id: row.parent_id,
            draft_id: row.draft_id,
            draft_version: row.draft_version,
            name: row.name,
            visibility: row.visibility,
            contract_hash: row.contract_hash,
            sealed_by_id: row.sealed_by_id,
            sealed_at: row.sealed_at,
            content: None,
        }
    }
}
