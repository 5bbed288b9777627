//! Sealing: the draft as it is now becomes an immutable revision, addressed by its content.

use domain::revision::{Sealed, SealedContent};
use domain::{CanonicalError, CharacterId, CharacterRevisionId, Share, Slug};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::inserts::{NewCharacterRevision, NewRevisionModelPack};
use store::queries::{characters, drafts, revisions};
use store::rows::{Character, CharacterRevision};
use store::{Run, StoreError, Tx};

use crate::draft_rows::StoredDraft;
use crate::error::via_store;
use crate::ports::new_id;
use crate::{Actor, App};

/// A revision, and whether this call made it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SealedRevision {
    pub id: CharacterRevisionId,
    pub number: i32,
    /// SHA-256 of the canonical content.
    pub digest: String,
    pub draft_version: i32,
    pub sealed_at: Timestamp,
    /// The same content was sealed before: this is that revision.
    pub already_sealed: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("there is no such character, or it is not yours")]
    NotFound,
    #[error("the content can't be canonicalised: {0}")]
    Canonical(#[from] CanonicalError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(SealError);

impl App {
    /// Seals the draft of a character. The same content gives the same revision.
    pub async fn seal(
        &self,
        actor: &Actor,
        character_id: CharacterId,
    ) -> Result<SealedRevision, SealError> {
        let now = self.now();
        self.writer()
            .tx("seal", async |tx: &Tx| {
                let character = characters::lock_character(tx, character_id)
                    .await?
                    .filter(|character| actor.as_domain().may_edit(character.creator_id))
                    .ok_or(SealError::NotFound)?;
                let draft =
                    StoredDraft::lock(tx, character_id).await?.ok_or(SealError::NotFound)?;
                let content = content_of(tx, &character, &draft).await?;
                let sealed = content.seal()?;
                let digest = sealed.digest.to_string();
                match revisions::revision_by_digest(tx, character_id, &digest).await? {
                    Some(row) => Ok(SealedRevision::from(&row).again()),
                    None => record(tx, actor, &draft, &content, &sealed, now).await,
                }
            })
            .await
    }
}

/// Everything that is sealed: the draft, and what stands beside it.
pub(crate) async fn content_of(
    on: &impl Run,
    character: &Character,
    draft: &StoredDraft,
) -> Result<SealedContent, StoreError> {
    let slug = Slug::parse(&character.slug).map_err(|error| StoreError::OutOfContract {
        statement: "seal",
        what: format!("the slug {:?}: {error}", character.slug),
    })?;
    let collaborators = collaborators_of(on, character.id).await?;
    Ok(SealedContent::new(slug, draft.content.clone(), collaborators))
}

/// Who works on a character, with their shares.
pub(crate) async fn collaborators_of(
    on: &impl Run,
    character_id: CharacterId,
) -> Result<Vec<Share>, StoreError> {
    let rows = drafts::collaborators(on, character_id).await?;
    let share = |row: drafts::CollaboratorsRow| Share {
        account_id: row.account_id,
        role: row.role,
        share_ppm: row.share_ppm,
    };
    Ok(rows.into_iter().map(share).collect())
}

async fn record(
    tx: &Tx,
    actor: &Actor,
    draft: &StoredDraft,
    content: &SealedContent,
    sealed: &Sealed,
    now: Timestamp,
) -> Result<SealedRevision, SealError> {
    let character_id = draft.row.character_id;
    let parent = revisions::newest_revision(tx, character_id).await?;
    let number = revisions::take_revision_number(tx, character_id).await?;
    let digest = sealed.digest.to_string();
    let id = CharacterRevisionId(new_id());
    let row = NewCharacterRevision {
        id,
        character_id,
        number,
        digest: &digest,
        content: &sealed.content,
        parent_id: parent.map(|parent| parent.id),
        draft_id: draft.row.id,
        draft_version: draft.row.version,
        name: &content.draft.name,
        visibility: content.draft.visibility,
        vertical_app: content.draft.vertical_app.as_ref(),
        portrait_digest: content.draft.portrait_digest.as_ref(),
        contract_hash: store::CONTRACT_HASH,
        sealed_by_id: actor.id,
        sealed_at: now,
    };
    row.insert(tx).await?;
    for range in &content.draft.model_packs {
        let row = NewRevisionModelPack {
            revision_id: id,
            model_pack_id: &range.model_pack_id,
            min_version: range.min_version,
            max_version: range.max_version,
        };
        row.insert(tx).await?;
    }
    let draft_version = draft.row.version;
    Ok(SealedRevision { id, number, digest, draft_version, sealed_at: now, already_sealed: false })
}

impl From<&CharacterRevision> for SealedRevision {
    fn from(row: &CharacterRevision) -> Self {
        SealedRevision {
            id: row.id,
            number: row.number,
            digest: row.digest.clone(),
            draft_version: row.draft_version,
            sealed_at: row.sealed_at,
            already_sealed: false,
        }
    }
}

impl SealedRevision {
    fn again(self) -> Self {
        SealedRevision { already_sealed: true, ..self }
    }
}
