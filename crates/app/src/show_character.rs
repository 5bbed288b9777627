//! A published character, as anybody may see it.

use std::collections::HashMap;

use domain::draft::DraftContent;
use domain::revision::SealedContent;
use domain::{
    AppId, BlobDigest, CharacterId, CharacterState, PayloadDigest, PublicationId, Slug, Visibility,
};
use jiff::Timestamp;
use store::StoreError;
use store::queries::market;

use crate::revisions::out_of_contract;
use crate::{App, ReadError};

/// What the page of a character shows.
#[derive(Clone, Debug)]
pub struct ShownCharacter {
    pub id: CharacterId,
    pub slug: String,
    pub visibility: Visibility,
    pub vertical_app: Option<AppId>,
    pub creator_handle: String,
    pub creator_name: String,
    pub first_published_at: Option<Timestamp>,
    pub published_at: Option<Timestamp>,
    pub payload_digest: Option<PayloadDigest>,
    pub publication_id: Option<PublicationId>,
    pub revision_number: i32,
    pub revision_digest: String,
    pub portrait_digest: Option<BlobDigest>,
    /// As it was sealed.
    pub content: DraftContent,
}

impl App {
    /// A character that is published and not private. Of others nobody learns that they exist.
    pub async fn show_character(&self, slug: &str) -> Result<ShownCharacter, ReadError> {
        let missing = || ReadError::NotFound("character");
        let slug = Slug::parse(slug).map_err(|_| missing())?;
        let row = market::shown_character(self.reader(), slug.as_str()).await?;
        let is_shown = |row: &market::ShownCharacterRow| {
            row.state == CharacterState::Published && row.visibility != Visibility::Private
        };
        let row = row.filter(is_shown).ok_or_else(missing)?;
        let sealed = SealedContent::parse(&row.content).map_err(|error| out_of_contract(&error))?;
        Ok(ShownCharacter {
            id: row.id,
            slug: row.slug,
            visibility: row.visibility,
            vertical_app: row.vertical_app,
            creator_handle: row.handle,
            creator_name: row.display_name,
            first_published_at: row.first_published_at,
            published_at: row.published_at,
            payload_digest: row.payload_digest,
            publication_id: row.current_publication_id,
            revision_number: row.number,
            revision_digest: row.digest,
            portrait_digest: row.portrait_digest,
            content: sealed.draft,
        })
    }

    /// The published pictures of characters, where they have one.
    pub async fn published_portraits(
        &self,
        characters: &[CharacterId],
    ) -> Result<HashMap<CharacterId, BlobDigest>, StoreError> {
        let rows = market::listing_portraits(self.reader(), characters).await?;
        Ok(rows.into_iter().map(|row| (row.character_id, row.portrait_digest)).collect())
    }
}
