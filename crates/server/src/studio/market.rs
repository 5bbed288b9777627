//! What an app's user would see: everything that is public, and one character.

use std::collections::HashMap;

use app::{App, Cursor, Listing, MarketFilter, ShownCharacter, Sort};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use domain::{AppId, BlobDigest, CharacterId, TagId, VoiceId};
use schemars::JsonSchema;
use serde::Deserialize;

use super::form::{given, query};
use super::shell::{Shell, filters, page};
use crate::access::Anyone;
use crate::input::{Path, Query};
use crate::problem::{Problem, ProblemKind};
use crate::reply::Answer;
use crate::route::{Route, route};

/// Characters of one page: four rows of six.
const PAGE_SIZE: i64 = 24;

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/market", "marketPage", "Everything that is public", show),
        route(Method::GET, "/market/{slug}", "marketCharacterPage", "One character", one),
    ]
}

/// What stands behind the question mark.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
struct Asked {
    text: Option<String>,
    app: Option<String>,
    tag: Option<String>,
    voice: Option<String>,
    sort: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "market.html")]
struct MarketPage {
    shell: Shell,
    asked: Asked,
    items: Vec<Listing>,
    portraits: HashMap<CharacterId, BlobDigest>,
    next: Option<String>,
    wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "market_character.html")]
struct CharacterPage {
    shell: Shell,
    shown: ShownCharacter,
    /// Whether it is the visitor's own.
    is_own: bool,
}

async fn show(
    Anyone(_): Anyone,
    shell: Shell,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    let asked = asked.tidy();
    let found = match asked.filter() {
        Ok(filter) => app.market(&filter).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    let (items, next, wrong) = match found {
        Ok((items, next)) => (items, next, None),
        Err(problem) => (Vec::new(), None, Some(problem.told().to_owned())),
    };
    let ids: Vec<CharacterId> = items.iter().map(|item| item.id).collect();
    let portraits = app.published_portraits(&ids).await?;
    let next = next.map(|cursor| Asked { after: Some(cursor.encode()), ..asked.clone() }.address());
    Ok(page(MarketPage { shell, asked, items, portraits, next, wrong }))
}

async fn one(
    Anyone(_): Anyone,
    shell: Shell,
    State(app): State<App>,
    Path(slug): Path<String>,
) -> Answer<Response> {
    let shown = app.show_character(&slug).await?;
    let is_own = shell.handle() == Some(shown.creator_handle.as_str());
    Ok(page(CharacterPage { shell, shown, is_own }))
}

impl Asked {
    fn tidy(mut self) -> Self {
        let Asked { text, app, tag, voice, sort, after } = &mut self;
        given([text, app, tag, voice, sort, after]);
        self
    }

    /// The facets that are asked for, each with the page without it.
    fn facets(&self) -> Vec<(String, String)> {
        let without = |change: fn(&mut Self)| {
            let mut rest = Asked { after: None, ..self.clone() };
            change(&mut rest);
            rest.address()
        };
        let shown = [
            (&self.app, "in", without(|rest| rest.app = None)),
            (&self.tag, "tag", without(|rest| rest.tag = None)),
            (&self.voice, "voice", without(|rest| rest.voice = None)),
        ];
        let shown = shown.into_iter();
        shown
            .filter_map(|(value, kind, rest)| Some((format!("{kind} {}", value.as_ref()?), rest)))
            .collect()
    }

    fn sorts_by(&self, name: &str) -> bool {
        self.sort.as_deref() == Some(name)
    }

    fn filter(&self) -> Answer<MarketFilter> {
        let wrong = |why: &str| Problem::new(ProblemKind::Invalid).detail(why);
        let sort = match self.sort.as_deref() {
            None => Sort::Newest,
            Some("updated") => Sort::Updated,
            Some("published") => Sort::Published,
            Some(_) => return Err(wrong("there is no such order")),
        };
        let after = self.after.as_deref().map(Cursor::decode);
        Ok(MarketFilter {
            vertical_app: self.app.clone().map(AppId),
            tags: self.tag.clone().map(TagId).into_iter().collect(),
            voice: self.voice.clone().map(VoiceId),
            text: self.text.clone(),
            sort,
            after: after.map(|at| at.ok_or_else(|| wrong("there is no such page"))).transpose()?,
            page_size: Some(PAGE_SIZE),
            ..MarketFilter::default()
        })
    }

    fn address(&self) -> String {
        let pairs = [
            ("text", &self.text),
            ("app", &self.app),
            ("tag", &self.tag),
            ("voice", &self.voice),
            ("sort", &self.sort),
            ("after", &self.after),
        ];
        format!("/market?{}", query(&pairs))
    }
}

impl CharacterPage {
    fn lorebook_entries(&self) -> usize {
        let book = self.shown.content.character_book.as_ref();
        let entries = book.and_then(|book| book.get("entries")).and_then(|it| it.as_array());
        entries.map_or(0, Vec::len)
    }

    fn cards(&self) -> [(&'static str, String); 4] {
        ["png", "json", "charx", "byaf"]
            .map(|format| (format, format!("/api/characters/{}/card.{format}", self.shown.slug)))
    }
}
