//! A creator's own characters, in every state.

mod standings;

use domain::{AppId, BlobDigest, CharacterId, CharacterState, Visibility};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::Tx;
use store::queries::{characters, library, schedules};

use crate::market::{ListError, MarketFilter, Sort, contains_pattern};
use crate::page::{Cursor, page_size};
use crate::read_draft::ReadError;
use crate::{Actor, App};

pub use standings::LibraryStanding;

/// Which of one's characters, beside the filters that the market has too.
#[derive(Clone, Debug, Default)]
pub struct LibraryFilter {
    pub market: MarketFilter,
    /// Empty for all.
    pub states: Vec<CharacterState>,
    pub visibilities: Vec<Visibility>,
    /// Those that were put away, instead of the others.
    pub is_archived: bool,
}

/// What a library shows of a character.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LibraryEntry {
    pub id: CharacterId,
    pub slug: String,
    pub name: String,
    pub state: CharacterState,
    pub visibility: Visibility,
    pub vertical_app: Option<AppId>,
    pub tags: Vec<String>,
    /// The draft's version.
    pub version: i32,
    /// The draft's picture.
    pub portrait_digest: Option<BlobDigest>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub first_published_at: Option<Timestamp>,
    pub published_at: Option<Timestamp>,
}

macro_rules! entry {
    ($($row:ident),+) => {$(
        impl From<library::$row> for LibraryEntry {
            fn from(row: library::$row) -> Self {
                LibraryEntry {
                    id: row.id,
                    slug: row.slug,
                    name: row.name,
                    state: row.state,
                    visibility: row.visibility,
                    vertical_app: row.vertical_app,
                    tags: row.tags,
                    version: row.version,
                    portrait_digest: row.portrait_digest,
                    created_at: row.created_at,
                    updated_at: row.updated_at,
                    first_published_at: row.first_published_at,
                    published_at: row.published_at,
                }
            }
        }
    )+};
}

entry!(LibraryUpdatedRow, LibraryUpdatedFilteredRow, LibraryFilteredRow);

impl App {
    /// A page of the actor's own characters, and the cursor of the next one where there is one.
    pub async fn library(
        &self,
        actor: &Actor,
        filter: &LibraryFilter,
    ) -> Result<(Vec<LibraryEntry>, Option<Cursor>), ListError> {
        let size = page_size(filter.market.page_size);
        let sort = filter.market.sort;
        let found: Vec<LibraryEntry> = if filter.is_plain() {
            let cursor = filter.market.after.unwrap_or(Cursor::START);
            let (at, id) = (cursor.at, CharacterId(cursor.id));
            let rows = library::library_updated(self.reader(), actor.id, at, id, size).await?;
            rows.into_iter().map(LibraryEntry::from).collect()
        } else {
            self.filtered_library(actor, filter, size).await?
        };
        let full = found.len() as i64 == size;
        let next = found.last().filter(|_| full).map(|last| last.cursor(sort));
        Ok((found, next))
    }

    /// Puts a character of the actor's away, or takes it out again. Apps and the market see nothing
    /// of it: what is published stays published.
    pub async fn archive(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        is_archived: bool,
    ) -> Result<(), ReadError> {
        let at = is_archived.then(|| self.now());
        let now = self.now();
        let done = self.writer().tx("archive", async |tx: &Tx| {
            characters::lock_character(tx, character_id).await?;
            let moved = library::archive_draft(tx, at, character_id, actor.id).await?;
            // Out of sight nothing is to go out by itself.
            if moved > 0 && is_archived {
                schedules::cancel_schedule(tx, now, character_id).await?;
            }
            Ok::<_, store::StoreError>(moved)
        });
        match done.await? {
            0 => Err(ReadError::NotFound("character of yours")),
            _ => Ok(()),
        }
    }

    async fn filtered_library(
        &self,
        actor: &Actor,
        filter: &LibraryFilter,
        page_size: i64,
    ) -> Result<Vec<LibraryEntry>, ListError> {
        let cursor = filter.market.after.unwrap_or(Cursor::START);
        let pattern = match &filter.market.text {
            Some(text) => contains_pattern(text)?,
            None => "%".to_owned(),
        };
        let states = names(&filter.states, &CharacterState::ALL, CharacterState::as_str);
        let visibilities = names(&filter.visibilities, &Visibility::ALL, Visibility::as_str);
        let (facets, sort) = (filter.market.facets(), filter.market.sort);
        let (creator_id, is_archived) = (actor.id, filter.is_archived);
        let (before, before_character_id) = (cursor.at, CharacterId(cursor.id));
        let (states, visibilities, facets, pattern) = (&states, &visibilities, &facets, &pattern);
        // In the library's own order a page is full early; any other has to be sorted.
        if sort == Sort::Updated {
            let given = library::LibraryUpdatedFiltered {
                creator_id,
                is_archived,
                states,
                visibilities,
                facets,
                pattern,
                before,
                before_character_id,
                page_size,
            };
            let rows = library::library_updated_filtered(self.reader(), &given).await?;
            return Ok(rows.into_iter().map(LibraryEntry::from).collect());
        }
        let given = library::LibraryFiltered {
            sort: sort.as_str(),
            creator_id,
            is_archived,
            states,
            visibilities,
            facets,
            pattern,
            before,
            before_character_id,
            page_size,
        };
        let rows = library::library_filtered(self.reader(), &given).await?;
        Ok(rows.into_iter().map(LibraryEntry::from).collect())
    }
}

impl LibraryFilter {
    /// Nothing but the default order: the index gives the page as it is.
    fn is_plain(&self) -> bool {
        !self.is_archived
            && self.states.is_empty()
            && self.visibilities.is_empty()
            && self.market.facets().is_empty()
            && self.market.text.is_none()
            && self.market.sort == Sort::Updated
    }
}

impl LibraryEntry {
    fn cursor(&self, sort: Sort) -> Cursor {
        let at = match sort {
            Sort::Newest => self.created_at,
            Sort::Updated => self.updated_at,
            Sort::Published => self.first_published_at.unwrap_or(Cursor::EARLIEST),
        };
        Cursor { at, id: self.id.0 }
    }
}

/// The names of the values asked for; of all where none is.
fn names<T: Copy>(asked: &[T], all: &[T], name: fn(T) -> &'static str) -> Vec<String> {
    let values = if asked.is_empty() { all } else { asked };
    values.iter().map(|value| name(*value).to_owned()).collect()
}
