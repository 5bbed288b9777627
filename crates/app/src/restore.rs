//! A revision becomes the draft again. What was written until then is sealed first: nothing is lost,
//! and restoring that revision is the way back.

use domain::draft::{DraftEdit, DraftField, changed_fields};
use domain::{CanonicalError, CharacterId};
use store::StoreError;

use crate::read_draft::ReadError;
use crate::revisions::out_of_contract;
use crate::save_draft::SaveError;
use crate::seal::SealError;
use crate::{Actor, App, SealedRevision};

/// A draft that is like a revision again.
#[derive(Clone, Debug)]
pub struct Restored {
    /// The draft's version now.
    pub version: i32,
    /// What was written until then.
    pub kept: SealedRevision,
    /// What is different in it now.
    pub fields: Vec<DraftField>,
}

#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("there is no such {0}, or it is not yours")]
    NotFound(&'static str),
    /// Nothing was written: somebody who asks for this has seen an older draft.
    #[error(
        "the draft was saved since you looked at it: it has version {current}, not {base}; look \
         again at what would be replaced"
    )]
    Moved { base: i32, current: i32 },
    #[error("the content can't be canonicalised: {0}")]
    Canonical(CanonicalError),
    #[error(transparent)]
    Save(SaveError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ReadError> for RestoreError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotFound(what) => RestoreError::NotFound(what),
            ReadError::Store(error) => RestoreError::Store(error),
        }
    }
}

impl From<SealError> for RestoreError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::NotFound => RestoreError::NotFound("character"),
            SealError::Canonical(error) => RestoreError::Canonical(error),
            SealError::Store(error) => RestoreError::Store(error),
        }
    }
}

impl App {
    /// Writes what a revision sealed into the draft, which has to be at `base_version`. Who works on
    /// the character, and their shares, stay as they are.
    pub async fn restore(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        number: i32,
        base_version: i32,
    ) -> Result<Restored, RestoreError> {
        let character = self.inspected(actor, character_id).await?;
        let row = self.numbered(&character, number).await?;
        let content = domain::revision::SealedContent::parse(&row.content);
        let content = content.map_err(|error| out_of_contract(&error))?.draft;
        let draft = self.read_draft(actor, character_id).await?;
        if draft.version != base_version {
            return Err(RestoreError::Moved { base: base_version, current: draft.version });
        }
        let kept = self.seal(actor, character_id).await?;
        let fields = changed_fields(&draft.fields, &content);
        let saved = self.save_draft(actor, character_id, base_version, DraftEdit::from(content));
        let saved = saved.await.map_err(RestoreError::Save)?;
        Ok(Restored { version: saved.version, kept, fields })
    }
}
