//! The visitor's own characters, as portraits and as a table.

use app::{App, Cursor, LibraryEntry, LibraryFilter, MarketFilter, Sort};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Redirect, Response};
use domain::draft::DraftEdit;
use domain::{AppId, CharacterState, TagId, Visibility};
use schemars::JsonSchema;
use serde::Deserialize;

use super::form::{Form, given, query};
use super::shell::{Shell, filters, page};
use crate::access::Creator;
use crate::input::Query;
use crate::problem::{Problem, ProblemKind};
use crate::reply::Answer;
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/library", "libraryPage", "One's own characters", show),
        route(Method::POST, "/library/characters", "newCharacter", "A new character", create),
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
}

#[derive(Template)]
#[template(path = "library.html")]
struct LibraryPage {
    shell: Shell,
    asked: Asked,
    items: Vec<LibraryEntry>,
    apps: Vec<app::AppView>,
    next: Option<String>,
    is_table: bool,
    is_filtered: bool,
    wrong: Option<String>,
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
    let is_filtered = asked.is_filtered();
    Ok(page(LibraryPage { shell, asked, items, apps, next, is_table, is_filtered, wrong }))
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
        let Asked { text, state, visibility, app, tag, sort, after, view: _ } = &mut self;
        given([text, state, visibility, app, tag, sort, after]);
        self
    }

    fn is_filtered(&self) -> bool {
        [&self.text, &self.state, &self.visibility, &self.app, &self.tag]
            .into_iter()
            .any(Option::is_some)
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
        let state: Option<CharacterState> = parsed(&self.state).map_err(|_| wrong("that state"))?;
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
