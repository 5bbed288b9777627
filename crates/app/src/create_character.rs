//! A new character: its pointer, which rests on nothing yet, and its draft.

use domain::draft::{DraftContent, DraftEdit, FieldViolation, new_draft};
use domain::{CharacterDraftId, CharacterId, Slug};
use schemars::JsonSchema;
use serde::Serialize;
use store::inserts::NewCharacter;
use store::queries::characters;
use store::{StoreError, Tx};

use crate::draft_rows::{Documents, insert_draft, unknown_apps};
use crate::error::via_store;
use crate::ports::new_id;
use crate::{Actor, App};

/// How many numbered slugs are tried beside a name that is taken.
const SLUG_CANDIDATES: u32 = 50;

/// Each try lets one of those who chose the same slug at the same moment through, so as many may
/// come at once as there are numbers.
const SLUG_TRIES: u32 = SLUG_CANDIDATES;

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Created {
    pub id: CharacterId,
    pub slug: String,
    pub draft_id: CharacterDraftId,
    /// The draft's first version.
    pub version: i32,
}

#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    #[error("some fields are not valid")]
    Invalid(Vec<FieldViolation>),
    #[error("there is no such {0}")]
    NoSuchReference(&'static str),
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(CreateError);

impl App {
    /// Makes a character whose draft is what `edit` says.
    pub async fn create_character(
        &self,
        actor: &Actor,
        edit: DraftEdit,
    ) -> Result<Created, CreateError> {
        let newcomer = Newcomer::of(edit, self.now())?;
        let mut tries = SlugTries::default();
        loop {
            let done = self
                .writer()
                .tx("create character", async |tx: &Tx| newcomer.insert(tx, actor).await);
            match done.await {
                Err(error) if tries.another(&error) => {}
                done => return done.map_err(reference_named),
            }
        }
    }
}

/// A character that is about to be made.
#[derive(Debug)]
pub(crate) struct Newcomer {
    id: CharacterId,
    draft_id: CharacterDraftId,
    content: DraftContent,
    documents: Documents,
    now: jiff::Timestamp,
}

impl Newcomer {
    pub(crate) fn of(edit: DraftEdit, now: jiff::Timestamp) -> Result<Self, CreateError> {
        let content = new_draft(edit).map_err(CreateError::Invalid)?;
        let documents =
            Documents::of(&content).map_err(|wrong| CreateError::Invalid(vec![wrong]))?;
        let (id, draft_id) = (CharacterId(new_id()), CharacterDraftId(new_id()));
        Ok(Newcomer { id, draft_id, content, documents, now })
    }

    /// Writes the character and its draft. Where [`SlugTries`] say so, it is to be done again.
    pub(crate) async fn insert(&self, tx: &Tx, actor: &Actor) -> Result<Created, CreateError> {
        let Newcomer { id, draft_id, content, documents, now } = self;
        let unknown = unknown_apps(tx, content.runtime_settings.as_ref()).await?;
        if !unknown.is_empty() {
            return Err(CreateError::Invalid(unknown));
        }
        let slug = free_slug(tx, content, *id).await?;
        insert_character(tx, actor, *id, &slug, content, *now).await?;
        insert_draft(tx, *draft_id, *id, actor.id, content, documents, *now).await?;
        Ok(Created { id: *id, slug: slug.to_string(), draft_id: *draft_id, version: 1 })
    }
}

/// How often a slug was chosen that somebody else took meanwhile.
#[derive(Debug, Default)]
pub(crate) struct SlugTries(u32);

impl SlugTries {
    /// Whether this is such a case, and there is to be another try.
    pub(crate) fn another(&mut self, error: &CreateError) -> bool {
        self.0 += 1;
        self.0 < SLUG_TRIES && slug_was_taken(error)
    }
}

/// The name as a slug, numbered where it is taken; the id where the name has no letter for one.
async fn free_slug(tx: &Tx, content: &DraftContent, id: CharacterId) -> Result<Slug, StoreError> {
    let base = Slug::from_name(&content.name)
        .or_else(|| Slug::from_name(&format!("character-{id}")))
        .ok_or(StoreError::NotOne { statement: "slug", found: 0 })?;
    let candidates: Vec<Slug> = std::iter::once(base.clone())
        .chain((2..SLUG_CANDIDATES).map(|n| base.numbered(n)))
        .collect();
    let texts: Vec<String> = candidates.iter().map(Slug::to_string).collect();
    let taken = characters::slugs_taken(tx, &texts).await?;
    let free = candidates.into_iter().find(|slug| !taken.iter().any(|one| one == slug.as_str()));
    // All numbers are taken: the head of the id is not.
    Ok(free.unwrap_or_else(|| base.numbered((id.0.as_u128() >> 16) as u32)))
}

async fn insert_character(
    tx: &Tx,
    actor: &Actor,
    id: CharacterId,
    slug: &Slug,
    content: &DraftContent,
    now: jiff::Timestamp,
) -> Result<(), StoreError> {
    let row = NewCharacter {
        id,
        slug: slug.as_str(),
        creator_id: actor.id,
        state: None,
        name: &content.name,
        visibility: Some(content.visibility),
        vertical_app: content.vertical_app.as_ref(),
        current_publication_id: None,
        published_revision_id: None,
        payload_digest: None,
        publication_count: None,
        revision_count: None,
        created_at: Some(now),
        first_published_at: None,
        published_at: None,
        suspended_at: None,
        withdrawn_at: None,
    };
    row.insert(tx).await
}

/// Somebody else took the slug between choosing and inserting.
fn slug_was_taken(error: &CreateError) -> bool {
    let CreateError::Store(StoreError::Taken { constraint, .. }) = error else { return false };
    constraint == "characters_slug_key"
}

pub(crate) fn reference_named(error: CreateError) -> CreateError {
    match &error {
        CreateError::Store(StoreError::Dangling { constraint, .. }) => {
            CreateError::NoSuchReference(reference_of(constraint))
        }
        _ => error,
    }
}

/// What a foreign key of a draft refers to, as its creator calls it.
pub(crate) fn reference_of(constraint: &str) -> &'static str {
    match constraint {
        "character_drafts_voice_id_fkey" => "voice (voiceId)",
        "character_drafts_vertical_app_fkey" | "characters_vertical_app_fkey" => {
            "app (verticalApp)"
        }
        "draft_model_packs_model_pack_id_fkey" => "model pack (modelPacks)",
        "character_drafts_portrait_digest_creator_id_fkey" => {
            "portrait of yours (portraitDigest); POST it to /api/portraits first"
        }
        _ => "thing",
    }
}
