//! What stands above every page of a character.

use domain::{BlobDigest, CharacterId, CharacterState};
use store::queries::characters;

use crate::read_draft::ReadError;
use crate::{Actor, App};

/// A character as its pages are headed.
#[derive(Clone, Debug)]
pub struct HeadView {
    pub id: CharacterId,
    pub slug: String,
    /// The draft's name: what is published may have another.
    pub name: String,
    pub state: CharacterState,
    /// The draft's version.
    pub version: i32,
    /// The draft's picture.
    pub portrait_digest: Option<BlobDigest>,
    /// Whether the actor may change the draft, or only look.
    pub is_own: bool,
}

impl App {
    /// For its creator and for moderation.
    pub async fn character_head(
        &self,
        actor: &Actor,
        character_id: CharacterId,
    ) -> Result<HeadView, ReadError> {
        let row = characters::character_head(self.reader(), character_id).await?;
        let who = actor.as_domain();
        let row = row.filter(|row| who.may_inspect(row.creator_id));
        let row = row.ok_or(ReadError::NotFound("character"))?;
        Ok(HeadView {
            id: row.id,
            slug: row.slug,
            name: row.name,
            state: row.state,
            version: row.version,
            portrait_digest: row.portrait_digest,
            is_own: who.may_edit(row.creator_id),
        })
    }
}
