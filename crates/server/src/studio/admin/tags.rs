//! The taxonomy: what creators proposed, and what moderators made of it.

use app::{App, TagRequest, TagView};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Role, TagId, TagStatus};
use schemars::JsonSchema;
use serde::Deserialize;

use super::accounts::shown_status;
use super::wrong_of;
use crate::access::{Moderator, SignedIn};
use crate::input::{Path, Query};
use crate::reply::Answer;
use crate::route::{Route, route};
use crate::studio::form::{Fields, Form, Wrong, beside, encoded, given, query};
use crate::studio::shell::{Shell, page};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/admin/tags", "tagsPage", "The taxonomy of tags", list),
        route(Method::GET, "/admin/tags/{tag}", "tagPage", "One tag", show),
        route(Method::POST, "/admin/tags", "newTag", "A tag of the moderators' own", create),
        route(Method::POST, "/admin/tags/{tag}", "changeTag", "Judges or places a tag", change),
    ]
}

/// What stands behind the question mark.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
struct Asked {
    text: Option<String>,
    status: Option<String>,
    after: Option<String>,
}

/// A form about a tag.
#[derive(Default)]
struct Written {
    id: String,
    label: String,
    parent: String,
    status: String,
}

#[derive(Template)]
#[template(path = "admin_tags.html")]
struct TagsPage {
    shell: Shell,
    asked: Asked,
    items: Vec<TagView>,
    next: Option<String>,
    written: Written,
    wrong: Option<Wrong>,
}

#[derive(Template)]
#[template(path = "admin_tag.html")]
struct TagPage {
    shell: Shell,
    tag: TagView,
    written: Written,
    wrong: Option<Wrong>,
}

async fn list(
    SignedIn(_): SignedIn,
    shell: Shell,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    let written = Written { status: TagStatus::Accepted.to_string(), ..Written::default() };
    Ok(page(TagsPage::load(&app, shell, asked, written, None).await?))
}

async fn show(
    SignedIn(_): SignedIn,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<TagId>,
) -> Answer<Response> {
    let tag = app.tag(&id).await?;
    let written = Written::from(&tag);
    Ok(page(TagPage { shell, tag, written, wrong: None }))
}

async fn create(
    Moderator(_): Moderator,
    shell: Shell,
    State(app): State<App>,
    Form(fields): Form<Fields>,
) -> Answer<Response> {
    let written = Written::of(&fields, fields.get("id").trim());
    let id = TagId(written.id.clone());
    let Err(error) = app.make_tag(&id, &written.request()).await else {
        return Ok(Redirect::to(&path(&id)).into_response());
    };
    let (wrong, status) = (wrong_of(&error), shown_status(error)?);
    let shown = TagsPage::load(&app, shell, Asked::default(), written, Some(wrong)).await?;
    Ok((status, page(shown)).into_response())
}

async fn change(
    Moderator(_): Moderator,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<TagId>,
    Form(fields): Form<Fields>,
) -> Answer<Response> {
    let tag = app.tag(&id).await?;
    let written = Written::of(&fields, &id.0);
    let Err(error) = app.judge_tag(&id, &written.request()).await else {
        let back = Asked { status: Some(fields.get("from").to_owned()), ..Asked::default() };
        return Ok(Redirect::to(&back.tidy().address()).into_response());
    };
    let (wrong, status) = (wrong_of(&error), shown_status(error)?);
    Ok((status, page(TagPage { shell, tag, written, wrong: Some(wrong) })).into_response())
}

impl Written {
    fn of(fields: &Fields, id: &str) -> Self {
        let text = |name| fields.get(name).trim().to_owned();
        let (label, parent, status) = (text("label"), text("parent"), text("status"));
        Written { id: id.to_owned(), label, parent, status }
    }

    fn request(&self) -> TagRequest {
        let parent = Some(self.parent.clone()).filter(|parent| !parent.is_empty());
        TagRequest {
            label: self.label.clone(),
            parent_id: parent.map(TagId),
            status: self.status.parse().unwrap_or(TagStatus::Proposed),
        }
    }
}

impl From<&TagView> for Written {
    fn from(tag: &TagView) -> Self {
        Written {
            id: tag.id.0.clone(),
            label: tag.label.clone(),
            parent: tag.parent_id.as_ref().map(|parent| parent.0.clone()).unwrap_or_default(),
            status: tag.status.to_string(),
        }
    }
}

impl TagsPage {
    async fn load(
        app: &App,
        shell: Shell,
        asked: Asked,
        written: Written,
        wrong: Option<Wrong>,
    ) -> Answer<Self> {
        let asked = asked.tidy();
        let status = asked.status.as_deref().and_then(|status| status.parse().ok());
        let after = asked.after.clone().map(TagId);
        let (items, next) = app.tags_page(asked.text.as_deref(), status, after).await?;
        let next = next.map(|after| Asked { after: Some(after.0), ..asked.clone() }.address());
        Ok(TagsPage { shell, asked, items, next, written, wrong })
    }
}

impl Asked {
    fn tidy(mut self) -> Self {
        let Asked { text, status, after } = &mut self;
        given([text, status, after]);
        self
    }

    fn is_filtered(&self) -> bool {
        self.text.is_some() || self.status.is_some() || self.after.is_some()
    }

    fn address(&self) -> String {
        let pairs = [("text", &self.text), ("status", &self.status), ("after", &self.after)];
        format!("/admin/tags?{}", query(&pairs))
    }
}

/// A tag in a path.
fn path(id: &TagId) -> String {
    format!("/admin/tags/{}", encoded(&id.0).replace('/', "%2F"))
}

fn tone(status: TagStatus) -> &'static str {
    match status {
        TagStatus::Accepted => "good",
        TagStatus::Proposed => "warn",
        TagStatus::Refused => "bad",
    }
}
