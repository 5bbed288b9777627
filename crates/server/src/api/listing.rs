//! Lists of characters: the market for anyone, and a creator's own library.

use app::{App, Cursor, LibraryFilter, MarketFilter, Sort};
use axum::extract::State;
use axum::http::Method;
use domain::{
    AccountId, AppId, CharacterId, CharacterState, ModelPackId, TagId, Visibility, VoiceId,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::access::Anyone;
use crate::input::Query;
use crate::problem::{Problem, ProblemKind};
use crate::reply::{Answer, Reply};
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/api/characters",
            "characters",
            "The market; with `creator=me`, one's own library",
            list,
        )
        .gives::<Page>(200),
    ]
}

/// Filters; all hold at once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ListQuery {
    /// An account's id, or `me` for one's own library in every state.
    creator: Option<String>,
    vertical_app: Option<AppId>,
    /// Tag ids, separated by commas.
    tag: Option<String>,
    model_pack: Option<ModelPackId>,
    voice: Option<VoiceId>,
    /// Three characters at least, anywhere in name, blurb or tags.
    text: Option<String>,
    /// Only with `creator=me`.
    state: Option<CharacterState>,
    /// Only with `creator=me`: the market is public.
    visibility: Option<Visibility>,
    /// Only with `creator=me`: those that were put away, instead of the others.
    #[serde(default)]
    archived: bool,
    sort: Option<Sort>,
    /// `next` of the page before.
    after: Option<String>,
    /// 24 where it is not said, 100 at most.
    page_size: Option<i64>,
}

/// A page; `next` is there where there may be more.
#[derive(Debug, Serialize, JsonSchema)]
struct Page {
    items: Vec<Summary>,
    next: Option<String>,
}

/// A character in a list. What only its creator sees is there in a library alone.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Summary {
    id: CharacterId,
    slug: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    blurb: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    creator_id: Option<AccountId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    creator_handle: Option<String>,
    vertical_app: Option<AppId>,
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<CharacterState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    visibility: Option<Visibility>,
    /// The draft's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i32>,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    saved_at: Option<Timestamp>,
    first_published_at: Option<Timestamp>,
    published_at: Option<Timestamp>,
}

async fn list(
    Anyone(actor): Anyone,
    State(app): State<App>,
    Query(query): Query<ListQuery>,
) -> Answer<Reply<Page>> {
    let filter = query.market_filter()?;
    if query.creator.as_deref() != Some("me") {
        if query.state.is_some() || query.visibility.is_some() || query.archived {
            return Err(invalid(
                "state, visibility and archived filter one's own library: add creator=me",
            ));
        }
        let (items, next) = app.market(&filter).await?;
        return Ok(page(items, next));
    }
    let actor = actor.ok_or_else(|| Problem::from(app::SignInError::Missing))?;
    let filter = LibraryFilter {
        market: filter,
        states: query.state.into_iter().collect(),
        visibilities: query.visibility.into_iter().collect(),
        is_archived: query.archived,
    };
    let (items, next) = app.library(&actor, &filter).await?;
    Ok(page(items, next))
}

fn page<T: Into<Summary>>(items: Vec<T>, next: Option<Cursor>) -> Reply<Page> {
    let items = items.into_iter().map(T::into).collect();
    Reply::ok(Page { items, next: next.map(|cursor| cursor.encode()) })
}

fn invalid(why: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::Invalid).detail(why)
}

impl ListQuery {
    fn market_filter(&self) -> Answer<MarketFilter> {
        let tags = self.tag.iter().flat_map(|tags| tags.split(','));
        let library = self.creator.as_deref() == Some("me");
        let usual = if library { Sort::Updated } else { Sort::Newest };
        Ok(MarketFilter {
            vertical_app: self.vertical_app.clone(),
            creator: self.creator_id()?,
            tags: tags.filter(|tag| !tag.is_empty()).map(|tag| TagId(tag.to_owned())).collect(),
            model_pack: self.model_pack.clone(),
            voice: self.voice.clone(),
            text: self.text.clone(),
            sort: self.sort.unwrap_or(usual),
            after: self.cursor()?,
            page_size: self.page_size,
        })
    }

    fn creator_id(&self) -> Answer<Option<AccountId>> {
        match self.creator.as_deref() {
            None | Some("me") => Ok(None),
            Some(id) => id
                .parse()
                .map(Some)
                .map_err(|_| invalid("creator is the id of an account, or `me`")),
        }
    }

    fn cursor(&self) -> Answer<Option<Cursor>> {
        let Some(text) = &self.after else { return Ok(None) };
        let wrong = || invalid("after is not a cursor; take `next` of the page before as it is");
        Cursor::decode(text).map(Some).ok_or_else(wrong)
    }
}

impl From<app::Listing> for Summary {
    fn from(item: app::Listing) -> Self {
        Summary {
            id: item.id,
            slug: item.slug,
            name: item.name,
            blurb: Some(item.blurb),
            creator_id: Some(item.creator_id),
            creator_handle: Some(item.creator_handle),
            vertical_app: item.vertical_app,
            tags: item.tags,
            state: None,
            visibility: None,
            version: None,
            created_at: item.created_at,
            saved_at: None,
            first_published_at: Some(item.first_published_at),
            published_at: Some(item.published_at),
        }
    }
}

impl From<app::LibraryEntry> for Summary {
    fn from(item: app::LibraryEntry) -> Self {
        Summary {
            id: item.id,
            slug: item.slug,
            name: item.name,
            blurb: None,
            creator_id: None,
            creator_handle: None,
            vertical_app: item.vertical_app,
            tags: item.tags,
            state: Some(item.state),
            visibility: Some(item.visibility),
            version: Some(item.version),
            created_at: item.created_at,
            saved_at: Some(item.updated_at),
            first_published_at: item.first_published_at,
            published_at: item.published_at,
        }
    }
}
