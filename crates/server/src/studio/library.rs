//! The visitor's own characters, as portraits and as a table.

use std::collections::BTreeMap;

use app::{App, Cursor, LibraryEntry, LibraryFilter, LibraryStanding, MarketFilter, Sort};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Redirect, Response};
use domain::draft::DraftEdit;
use domain::{AppId, CharacterId, CharacterState, TagId, Visibility};
use schemars::JsonSchema;
use serde::Deserialize;

use super::form::{Form, Nothing, given, query};
use super::shell::{Shell, filters, page};
use crate::access::Creator;
use crate::input::{Path, Query};
use crate::problem::{Problem, ProblemKind};
use crate::reply::Answer;
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/library", "libraryPage", "One's own characters", show),
        route(Method::POST, "/library/characters", "newCharacter", "A new character", create),
        route(
            Method::POST,
            "/library/{character}/archive",
            "putAway",
            "Put a character of one's own away",
            put_away,
        ),
        route(
            Method::POST,
            "/library/{character}/unarchive",
            "takeOut",
            "Take a character out again",
            take_out,
        ),
    ]
}

/// What stands behind the question mark: the page can be kept and sent as it is.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Asked {
    text: Option<String>,
    state: Option<String>,
    visibility: Option<String>,
    app: Option<String>,
    tag: Option<String>,
    sort: Option<String>,
    view: Option<String>,
    after: Option<String>,
    /// What was put away just now, so that it can be taken out again.
    #[serde(rename = "put-away")]
    put_away: Option<CharacterId>,
}

#[derive(Template)]
#[template(path = "library.html")]
struct LibraryPage {
    shell: Shell,
    asked: Asked,
    items: Vec<Item>,
    apps: Vec<app::AppView>,
    next: Option<String>,
    is_table: bool,
    is_filtered: bool,
    wrong: Option<String>,
}

/// A character, and how it stands.
struct Item {
    entry: LibraryEntry,
    standing: LibraryStanding,
}

async fn show(
    Creator(actor): Creator,
    shell: Shell,
    State(app): State<App>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    let asked = asked.tidy();
    let apps = app.apps().await?;
    let found = match asked.filter() {
        Ok(filter) => app.library(&actor, &filter).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    let (items, next, wrong) = match found {
        Ok((items, next)) => (items, next, None),
        Err(problem) => (Vec::new(), None, Some(problem.told().to_owned())),
    };
    let is_table = match asked.view.as_deref() {
        Some(view) => view == "table",
        None => crate::cookie::value_of(&headers, "library_view") == Some("table"),
    };
    let next = next.map(|cursor| asked.address(Some(&cursor)));
    let ids: Vec<CharacterId> = items.iter().map(|item| item.id).collect();
    let items = standing(items, app.library_standings(&actor, &ids).await?);
    let is_filtered = asked.is_filtered();
    Ok(page(LibraryPage { shell, asked, items, apps, next, is_table, is_filtered, wrong }))
}

fn standing(
    entries: Vec<LibraryEntry>,
    mut standings: BTreeMap<CharacterId, LibraryStanding>,
) -> Vec<Item> {
    let item = |entry: LibraryEntry| {
        let standing = standings.remove(&entry.id).unwrap_or_default();
        Item { entry, standing }
    };
    entries.into_iter().map(item).collect()
}

async fn put_away(
    Creator(actor): Creator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Form(Nothing {}): Form<Nothing>,
) -> Answer<Redirect> {
    app.archive(&actor, id, true).await?;
    Ok(Redirect::to(&format!("/library?put-away={id}")))
}

async fn take_out(
    Creator(actor): Creator,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Form(Nothing {}): Form<Nothing>,
) -> Answer<Redirect> {
    app.archive(&actor, id, false).await?;
    Ok(Redirect::to("/library"))
}

#[derive(Debug, Deserialize)]
struct NewCharacter {
    name: String,
}

async fn create(
    Creator(actor): Creator,
    State(app): State<App>,
    Form(form): Form<NewCharacter>,
) -> Answer<Response> {
    let edit = DraftEdit { name: Some(form.name), ..DraftEdit::default() };
    let created = app.create_character(&actor, edit).await?;
    let editor = format!("/characters/{}/edit", created.id);
    Ok(Redirect::to(&editor).into_response())
}

impl Asked {
    fn tidy(mut self) -> Self {
        let Asked { text, state, visibility, app, tag, sort, after, view: _, put_away: _ } =
            &mut self;
        given([text, state, visibility, app, tag, sort, after]);
        self
    }

    fn is_filtered(&self) -> bool {
        [&self.text, &self.state, &self.visibility, &self.app, &self.tag]
            .into_iter()
            .any(Option::is_some)
    }

    /// What was put away is a state of the library's own.
    fn is_archive(&self) -> bool {
        self.state.as_deref() == Some("archived")
    }

    fn is(&self, field: &str, value: &str) -> bool {
        let field = match field {
            "state" => &self.state,
            "visibility" => &self.visibility,
            "app" => &self.app,
            _ => &self.sort,
        };
        field.as_deref() == Some(value)
    }

    fn filter(&self) -> Answer<LibraryFilter> {
        let wrong =
            |what: &str| Problem::new(ProblemKind::Invalid).detail(format!("{what} is none"));
        let parsed = |text: &Option<String>| text.as_deref().map(str::parse).transpose();
        let sort = match self.sort.as_deref() {
            None | Some("updated") => Sort::Updated,
            Some("newest") => Sort::Newest,
            Some("published") => Sort::Published,
            Some(_) => return Err(wrong("that order")),
        };
        let asked = self.state.clone().filter(|_| !self.is_archive());
        let state: Option<CharacterState> = parsed(&asked).map_err(|_| wrong("that state"))?;
        let visibility = self.visibility.as_deref().map(str::parse::<Visibility>).transpose();
        let after =
            self.after.as_deref().map(|text| Cursor::decode(text).ok_or_else(|| wrong("after")));
        let market = MarketFilter {
            vertical_app: self.app.clone().map(AppId),
            tags: self.tag.clone().map(TagId).into_iter().collect(),
            text: self.text.clone(),
            sort,
            after: after.transpose()?,
            page_size: Some(48),
            ..MarketFilter::default()
        };
        Ok(LibraryFilter {
            market,
            states: state.into_iter().collect(),
            visibilities: visibility.map_err(|_| wrong("that visibility"))?.into_iter().collect(),
            is_archived: self.is_archive(),
        })
    }

    /// The same page from a cursor on, or its first.
    fn address(&self, after: Option<&Cursor>) -> String {
        let after = after.map(Cursor::encode);
        let pairs = [
            ("text", &self.text),
            ("state", &self.state),
            ("visibility", &self.visibility),
            ("app", &self.app),
            ("tag", &self.tag),
            ("sort", &self.sort),
            ("view", &self.view),
            ("after", &after),
        ];
        format!("/library?{}", query(&pairs))
    }

    fn viewed_as(&self, view: &str) -> String {
        Asked { view: Some(view.to_owned()), after: None, ..self.clone() }.address(None)
    }
}
