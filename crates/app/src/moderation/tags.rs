//! What moderators note on the tags of a character.

use domain::revision::SealedContent;
use domain::{CharacterId, TagId};
use jiff::Timestamp;
use store::queries::{characters, moderation, publications, reference, revisions};
use store::{StoreError, Tx};

use crate::{Actor, App, ReferenceError};

/// A tag of a character, and what moderators noted on it.
pub type NotedTag = moderation::NotedTagsRow;

impl App {
    /// A moderator's note on a tag that the character has, published or only sealed.
    pub async fn note_tag(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        tag_id: &TagId,
        note: Option<&str>,
    ) -> Result<(), ReferenceError> {
        let now = self.now();
        let done = self.writer().tx("note tag", async |tx: &Tx| {
            if reference::note_tag(tx, note, actor.id, character_id, tag_id).await? > 0 {
                return Ok(());
            }
            characters::lock_character(tx, character_id).await?;
            let missing = ReferenceError::NotFound("tag of this character");
            let tags = sealed_tags(tx, character_id).await?;
            if !tags.contains(tag_id) {
                return Err(missing);
            }
            place(tx, character_id, &tags, now).await?;
            reference::note_tag(tx, note, actor.id, character_id, tag_id).await?;
            Ok(())
        });
        done.await
    }
}

/// Those of the revision that was sealed last.
async fn sealed_tags(tx: &Tx, character_id: CharacterId) -> Result<Vec<TagId>, StoreError> {
    let Some(newest) = revisions::newest_revision(tx, character_id).await? else {
        return Ok(Vec::new());
    };
    let row = revisions::revision(tx, newest.id).await?;
    let content = row.and_then(|row| SealedContent::parse(&row.content).ok());
    Ok(content.map(|content| content.draft.tags).unwrap_or_default())
}

/// As a publication does it: what is noted stays when it comes.
async fn place(
    tx: &Tx,
    character_id: CharacterId,
    tags: &[TagId],
    now: Timestamp,
) -> Result<(), StoreError> {
    publications::propose_tags(tx, now, tags).await?;
    publications::place_tags(tx, character_id, tags).await?;
    Ok(())
}

/// The tags of a revision in its order, with what was noted; then what was noted on others.
pub(super) fn with_notes(tags: &[TagId], noted: Vec<NotedTag>) -> Vec<NotedTag> {
    let blank =
        |tag: &TagId| NotedTag { tag_id: tag.clone(), moderation_note: None, noted_by: None };
    let of = |tag: &TagId| noted.iter().find(|it| it.tag_id == *tag).cloned();
    let own = tags.iter().map(|tag| of(tag).unwrap_or_else(|| blank(tag)));
    let others = noted.iter().filter(|it| !tags.contains(&it.tag_id)).cloned();
    own.chain(others).collect()
}
