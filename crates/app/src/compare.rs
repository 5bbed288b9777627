//! Two states of a character side by side: revisions, and the draft as it is now.

use domain::revision::{FieldChange, SealedContent, diff};
use domain::{CharacterId, CharacterRevisionId};
use jiff::Timestamp;
use store::queries::revisions;
use store::rows::{Character, CharacterRevision};

use crate::aside::aside;
use crate::draft_rows::StoredDraft;
use crate::read_draft::ReadError;
use crate::revisions::out_of_contract;
use crate::seal::content_of;
use crate::{Actor, App};

/// A state of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The draft as it is now.
    Draft,
    /// The revision with this number.
    Revision(i32),
}

/// A state, and where it is from.
#[derive(Clone, Debug)]
pub struct SideView {
    pub side: Side,
    pub revision_id: Option<CharacterRevisionId>,
    pub at: Timestamp,
    /// The version of the draft.
    pub version: i32,
}

#[derive(Clone, Debug)]
pub struct ComparisonView {
    pub before: SideView,
    pub after: SideView,
    pub changes: Vec<FieldChange>,
}

/// One revision, opened.
#[derive(Clone, Debug)]
pub struct OpenedRevision {
    pub id: CharacterRevisionId,
    pub number: i32,
    pub digest: String,
    pub draft_version: i32,
    pub sealed_at: Timestamp,
    /// What was sealed, member by member.
    pub content: serde_json::Value,
}

impl App {
    /// What differs from one state of a character to another, field by field.
    pub async fn compare(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        before: Side,
        after: Side,
    ) -> Result<ComparisonView, ReadError> {
        let character = self.inspected(actor, character_id).await?;
        let (before, earlier) = self.side(&character, before).await?;
        let (after, later) = self.side(&character, after).await?;
        let changes = aside(move || diff(&earlier, &later)).await;
        Ok(ComparisonView { before, after, changes })
    }

    /// The revision with a number, and what was sealed in it.
    pub async fn opened_revision(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        number: i32,
    ) -> Result<OpenedRevision, ReadError> {
        let character = self.inspected(actor, character_id).await?;
        let row = self.numbered(&character, number).await?;
        let content =
            serde_json::from_str(&row.content).map_err(|error| out_of_contract(&error))?;
        Ok(OpenedRevision {
            id: row.id,
            number: row.number,
            digest: row.digest,
            draft_version: row.draft_version,
            sealed_at: row.sealed_at,
            content,
        })
    }

    async fn side(
        &self,
        character: &Character,
        side: Side,
    ) -> Result<(SideView, SealedContent), ReadError> {
        match side {
            Side::Draft => {
                let draft = StoredDraft::load(self.reader(), character.id).await?;
                let draft = draft.ok_or(ReadError::NotFound("draft"))?;
                let content = content_of(self.reader(), character, &draft).await?;
                let (at, version) = (draft.row.updated_at, draft.row.version);
                Ok((SideView { side, revision_id: None, at, version }, content))
            }
            Side::Revision(number) => {
                let row = self.numbered(character, number).await?;
                let content = SealedContent::parse(&row.content);
                let content = content.map_err(|error| out_of_contract(&error))?;
                let (at, version) = (row.sealed_at, row.draft_version);
                Ok((SideView { side, revision_id: Some(row.id), at, version }, content))
            }
        }
    }

    pub(crate) async fn numbered(
        &self,
        character: &Character,
        number: i32,
    ) -> Result<CharacterRevision, ReadError> {
        let row = revisions::revision_by_number(self.reader(), character.id, number).await?;
        row.ok_or(ReadError::NotFound("revision"))
    }
}
