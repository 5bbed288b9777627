//! The history of a character: what was sealed, what was published of it and when, and what runs now.

use std::collections::BTreeMap;

use domain::{
    AccountId, CharacterId, CharacterRevisionId, CharacterState, PublicationId, PublicationKind,
    Slug,
};
use jiff::Timestamp;
use store::StoreError;
use store::queries::{accounts, characters, publications, revisions};
use store::rows::Character;

use crate::draft_rows::StoredDraft;
use crate::publications::PublicationView;
use crate::read_draft::ReadError;
use crate::revisions::{RevisionView, out_of_contract};
use crate::seal::content_of;
use crate::{Actor, App};

/// Where a character stands.
#[derive(Clone, Debug)]
pub struct CharacterStanding {
    pub id: CharacterId,
    pub slug: String,
    pub name: String,
    pub creator_id: AccountId,
    pub state: CharacterState,
    /// The publication that the pointer stands at, and the revision that it rests on.
    pub publication_id: Option<PublicationId>,
    pub revision_id: Option<CharacterRevisionId>,
    pub publication_count: i32,
    pub published_at: Option<Timestamp>,
}

/// The draft, beside what was sealed of it.
#[derive(Clone, Debug)]
pub struct DraftStanding {
    pub version: i32,
    pub updated_at: Timestamp,
    /// The revision that has this very content, where it is sealed.
    pub sealed_as: Option<i32>,
}

/// A revision, and when the pointer came to rest on it.
#[derive(Clone, Debug)]
pub struct RevisionHistory {
    pub revision: RevisionView,
    /// Newest first.
    pub publications: Vec<PublicationView>,
    /// The pointer rests on it now.
    pub is_current: bool,
}

#[derive(Clone, Debug)]
pub struct HistoryView {
    pub character: CharacterStanding,
    pub draft: DraftStanding,
    /// Newest first.
    pub revisions: Vec<RevisionHistory>,
    /// The number before which older ones go on.
    pub older: Option<i32>,
    /// What those are called who stand in it.
    pub handles: BTreeMap<AccountId, String>,
}

/// Moves of the pointer that one page of a history shows: a page has two dozen revisions, and few
/// rest there more than once.
const MOVES_MAX: i64 = 400;

impl App {
    /// A page of a character's history, newest first.
    pub async fn history(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        before_number: i32,
        page_size: i64,
    ) -> Result<HistoryView, ReadError> {
        let row = self.inspected(actor, character_id).await?;
        let draft = self.draft_standing(&row).await?;
        let mut page =
            revisions::revisions_page(self.reader(), character_id, before_number, page_size + 1)
                .await?;
        let shown = usize::try_from(page_size).unwrap_or(0);
        let older = page.get(shown).map(|_| page[shown - 1].number);
        page.truncate(shown);
        let ids: Vec<CharacterRevisionId> = page.iter().map(|row| row.id).collect();
        let moves = publications::publications_of_revisions(self.reader(), &ids, MOVES_MAX).await?;
        let mut moves: Vec<PublicationView> = moves.into_iter().map(Into::into).collect();
        let people = page.iter().map(|row| row.sealed_by_id);
        let people: Vec<AccountId> = people.chain(moves.iter().map(|it| it.actor_id)).collect();
        let handles = self.handles(people).await?;
        let revisions = page.into_iter().map(RevisionView::from).map(|revision| {
            let (publications, others) = std::mem::take(&mut moves)
                .into_iter()
                .partition(|it| it.revision_id == revision.id);
            moves = others;
            let is_current = row.published_revision_id == Some(revision.id);
            RevisionHistory { revision, publications, is_current }
        });
        let revisions = revisions.collect();
        Ok(HistoryView { character: (&row).into(), draft, revisions, older, handles })
    }

    /// The character, for those who may look into what of it is not public.
    pub(crate) async fn inspected(
        &self,
        actor: &Actor,
        character_id: CharacterId,
    ) -> Result<Character, ReadError> {
        let character = characters::character(self.reader(), character_id).await?;
        character
            .filter(|row| actor.as_domain().may_inspect(row.creator_id))
            .ok_or(ReadError::NotFound("character"))
    }

    pub(crate) async fn draft_standing(&self, row: &Character) -> Result<DraftStanding, ReadError> {
        let draft = StoredDraft::load(self.reader(), row.id).await?;
        let draft = draft.ok_or(ReadError::NotFound("draft"))?;
        let content = content_of(self.reader(), row, &draft).await?;
        let sealed = content.seal().map_err(|error| out_of_contract(&error))?;
        let digest = sealed.digest.to_string();
        let same = revisions::revision_by_digest(self.reader(), row.id, &digest).await?;
        Ok(DraftStanding {
            version: draft.row.version,
            updated_at: draft.row.updated_at,
            sealed_as: same.map(|row| row.number),
        })
    }

    pub(crate) async fn handles(
        &self,
        people: Vec<AccountId>,
    ) -> Result<BTreeMap<AccountId, String>, StoreError> {
        let rows = accounts::handles(self.reader(), &people).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.handle)).collect())
    }
}

impl HistoryView {
    /// What somebody in it is called.
    pub fn handle(&self, account: &AccountId) -> &str {
        self.handles.get(account).map_or("somebody", String::as_str)
    }
}

impl RevisionHistory {
    /// Whether the draft is sealed as this one.
    pub fn is_draft(&self, sealed_as: &Option<i32>) -> bool {
        *sealed_as == Some(self.revision.number)
    }

    /// Whether the pointer ever rested on it, so that it can be brought back.
    pub fn was_published(&self) -> bool {
        let leads_there = |it: &PublicationView| {
            matches!(it.kind, PublicationKind::Publish | PublicationKind::Rollback)
        };
        self.publications.iter().any(leads_there)
    }
}

impl CharacterStanding {
    /// The slug, where it is one.
    pub fn slug(&self) -> Option<Slug> {
        Slug::parse(&self.slug).ok()
    }
}

impl From<&Character> for CharacterStanding {
    fn from(row: &Character) -> Self {
        CharacterStanding {
            id: row.id,
            slug: row.slug.clone(),
            name: row.name.clone(),
            creator_id: row.creator_id,
            state: row.state,
            publication_id: row.current_publication_id,
            revision_id: row.published_revision_id,
            publication_count: row.publication_count,
            published_at: row.published_at,
        }
    }
}
