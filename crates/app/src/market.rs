//! The market: what is published and public, page by page.

use domain::listing::Facet;
use domain::{AccountId, AppId, CharacterId, ModelPackId, TagId, VoiceId};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::StoreError;
use store::queries::market;

use crate::App;
use crate::page::{Cursor, contains, page_size};

/// By what a list is sorted; newest first always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Sort {
    /// When the character was made.
    #[default]
    Newest,
    /// When it was last published, or in a library last saved.
    Updated,
    /// When it was first published.
    Published,
}

/// Which characters; all filters hold at once.
#[derive(Clone, Debug, Default)]
pub struct MarketFilter {
    pub vertical_app: Option<AppId>,
    pub creator: Option<AccountId>,
    pub tags: Vec<TagId>,
    pub model_pack: Option<ModelPackId>,
    pub voice: Option<VoiceId>,
    pub text: Option<String>,
    pub sort: Sort,
    pub after: Option<Cursor>,
    pub page_size: Option<i64>,
}

/// What the market shows of a character.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Listing {
    pub id: CharacterId,
    pub slug: String,
    pub name: String,
    pub blurb: String,
    pub creator_id: AccountId,
    pub creator_handle: String,
    pub vertical_app: Option<AppId>,
    pub tags: Vec<String>,
    pub created_at: Timestamp,
    pub first_published_at: Timestamp,
    pub published_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum ListError {
    #[error("{0}")]
    Filter(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Sort {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Sort::Newest => "newest",
            Sort::Updated => "updated",
            Sort::Published => "published",
        }
    }
}

impl MarketFilter {
    /// Filters other than the app and the text, as the listing keeps them.
    pub(crate) fn facets(&self) -> Vec<String> {
        let app = self.vertical_app.iter().map(Facet::App);
        let creator = self.creator.map(Facet::Creator);
        let pack = self.model_pack.iter().map(Facet::Pack);
        let tags = self.tags.iter().map(Facet::Tag);
        let voice = self.voice.iter().map(Facet::Voice);
        let all = app.chain(creator).chain(pack).chain(tags).chain(voice);
        all.map(|facet| facet.to_string()).collect()
    }

    fn only_app(&self) -> Option<&AppId> {
        let alone = self.creator.is_none()
            && self.tags.is_empty()
            && self.model_pack.is_none()
            && self.voice.is_none();
        self.vertical_app.as_ref().filter(|_| alone)
    }
}

/// The statements differ only in their plan; their rows are the same.
macro_rules! listing {
    ($($row:ident),+) => {$(
        impl From<market::$row> for Listing {
            fn from(row: market::$row) -> Self {
                Listing {
                    id: row.character_id,
                    slug: row.slug,
                    name: row.name,
                    blurb: row.blurb,
                    creator_id: row.creator_id,
                    creator_handle: row.creator_handle,
                    vertical_app: row.vertical_app,
                    tags: row.tags,
                    created_at: row.created_at,
                    first_published_at: row.first_published_at,
                    published_at: row.published_at,
                }
            }
        }
    )+};
}

listing!(
    MarketNewestRow,
    MarketUpdatedRow,
    MarketPublishedRow,
    MarketAppNewestRow,
    MarketAppUpdatedRow,
    MarketAppPublishedRow,
    MarketFacetsRow,
    MarketSearchRow,
    MarketSearchFacetsRow
);

fn listings<R>(rows: Vec<R>) -> Vec<Listing>
where
    Listing: From<R>,
{
    rows.into_iter().map(Listing::from).collect()
}

impl Listing {
    /// Where the next page starts.
    fn cursor(&self, sort: Sort) -> Cursor {
        let at = match sort {
            Sort::Newest => self.created_at,
            Sort::Updated => self.published_at,
            Sort::Published => self.first_published_at,
        };
        Cursor { at, id: self.id.0 }
    }
}

impl App {
    /// A page of the market, and the cursor of the next one where there is one.
    pub async fn market(
        &self,
        filter: &MarketFilter,
    ) -> Result<(Vec<Listing>, Option<Cursor>), ListError> {
        let size = page_size(filter.page_size);
        let found = self.market_page(filter, size).await?;
        let full = found.len() as i64 == size;
        let next = found.last().filter(|_| full).map(|last| last.cursor(filter.sort));
        Ok((found, next))
    }

    /// Chooses the statement by the shape of its plan.
    async fn market_page(
        &self,
        filter: &MarketFilter,
        size: i64,
    ) -> Result<Vec<Listing>, ListError> {
        let facets = filter.facets();
        match (&filter.text, filter.only_app()) {
            (Some(text), _) => self.market_search(filter, text, &facets, size).await,
            (None, Some(app)) => self.market_of_app(filter, app, size).await,
            (None, None) if facets.is_empty() => self.whole_market(filter, size).await,
            (None, None) => self.market_by_facets(filter, &facets, size).await,
        }
    }

    async fn whole_market(
        &self,
        filter: &MarketFilter,
        size: i64,
    ) -> Result<Vec<Listing>, ListError> {
        let (on, (at, id)) = (self.reader(), start(filter));
        Ok(match filter.sort {
            Sort::Newest => listings(market::market_newest(on, at, id, size).await?),
            Sort::Updated => listings(market::market_updated(on, at, id, size).await?),
            Sort::Published => listings(market::market_published(on, at, id, size).await?),
        })
    }

    async fn market_of_app(
        &self,
        filter: &MarketFilter,
        app: &AppId,
        size: i64,
    ) -> Result<Vec<Listing>, ListError> {
        let (on, (at, id)) = (self.reader(), start(filter));
        Ok(match filter.sort {
            Sort::Newest => listings(market::market_app_newest(on, app, at, id, size).await?),
            Sort::Updated => listings(market::market_app_updated(on, app, at, id, size).await?),
            Sort::Published => listings(market::market_app_published(on, app, at, id, size).await?),
        })
    }

    async fn market_by_facets(
        &self,
        filter: &MarketFilter,
        facets: &[String],
        page_size: i64,
    ) -> Result<Vec<Listing>, ListError> {
        let (before, before_character_id) = start(filter);
        let sort = filter.sort.as_str();
        let given = market::MarketFacets { facets, sort, before, before_character_id, page_size };
        Ok(listings(market::market_facets(self.reader(), &given).await?))
    }

    async fn market_search(
        &self,
        filter: &MarketFilter,
        text: &str,
        facets: &[String],
        page_size: i64,
    ) -> Result<Vec<Listing>, ListError> {
        let pattern = &contains_pattern(text)?;
        let (before, before_character_id) = start(filter);
        let sort = filter.sort.as_str();
        if facets.is_empty() {
            let given =
                market::MarketSearch { pattern, sort, before, before_character_id, page_size };
            return Ok(listings(market::market_search(self.reader(), &given).await?));
        }
        let given = market::MarketSearchFacets {
            pattern,
            facets,
            sort,
            before,
            before_character_id,
            page_size,
        };
        Ok(listings(market::market_search_facets(self.reader(), &given).await?))
    }
}

fn start(filter: &MarketFilter) -> (Timestamp, CharacterId) {
    let cursor = filter.after.unwrap_or(Cursor::START);
    (cursor.at, CharacterId(cursor.id))
}

/// A search shorter than this matches nearly everything and no trigram index serves it.
const TEXT_CHARS_MIN: usize = 3;

/// Longer searches find nothing more and cost the planner time.
const TEXT_CHARS_MAX: usize = 100;

/// `%text%` for LIKE, with what LIKE reads as special taken literally.
pub(crate) fn contains_pattern(text: &str) -> Result<String, ListError> {
    let chars = text.trim().chars().count();
    if !(TEXT_CHARS_MIN..=TEXT_CHARS_MAX).contains(&chars) {
        return Err(ListError::Filter(format!(
            "search for {TEXT_CHARS_MIN} to {TEXT_CHARS_MAX} characters, not {chars}"
        )));
    }
    Ok(contains(text))
}
