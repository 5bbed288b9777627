//! One revision as it was sealed, with the passage marked that somebody points at.

use app::{App, OpenedRevision};
use askama::Template;
use axum::extract::State;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use domain::CharacterId;
use domain::draft::DraftField;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::character::{CharacterHead, Tab};
use super::difference::name_of;
use super::shell::{Shell, filters, page};
use crate::access::CreatorOrModerator;
use crate::input::{Path, Query};
use crate::reply::Answer;
use crate::route::{Route, route};

/// A page shows this many characters, beside the passage that is asked for.
const CHARS_MAX: usize = 300_000;

/// What a text weighs beside its letters: a book may have more keys than a page has room for.
const ELEMENT: usize = 60;

/// Of one value that is no prose.
const JSON_CHARS_MAX: usize = 8_000;

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/characters/{id}/revisions/{number}",
            "revisionPage",
            "One revision as it was sealed",
            show,
        ),
        route(
            Method::GET,
            "/characters/{id}/revisions/{number}/payload.json",
            "payloadOfRevision",
            "The bytes that apps would fetch of a revision",
            payload,
        )
        .gives_bytes("application/json"),
    ]
}

/// The passage that is meant.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
struct Asked {
    /// As `characterBook.entries[3].content`.
    path: Option<String>,
    start: Option<usize>,
    end: Option<usize>,
}

#[derive(Template)]
#[template(path = "revision.html")]
struct RevisionPage {
    shell: Shell,
    head: CharacterHead,
    revision: OpenedRevision,
    texts: Vec<Text>,
    left_out: usize,
    /// A passage was asked for that is not there.
    is_lost: bool,
}

struct Text {
    path: String,
    name: String,
    before: String,
    marked: String,
    after: String,
    is_prose: bool,
}

async fn show(
    CreatorOrModerator(actor): CreatorOrModerator,
    shell: Shell,
    State(app): State<App>,
    Path((id, number)): Path<(CharacterId, i32)>,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    let head = CharacterHead::load(&app, &actor, id, Tab::Revisions).await?;
    let revision = app.opened_revision(&actor, id, number).await?;
    let mut reading = Reading { asked: &asked, left: CHARS_MAX, left_out: 0, texts: Vec::new() };
    reading.content(&revision.content);
    let Reading { texts, left_out, .. } = reading;
    let is_lost = asked.path.is_some() && !texts.iter().any(|text| !text.marked.is_empty());
    Ok(page(RevisionPage { shell, head, revision, texts, left_out, is_lost }))
}

async fn payload(
    CreatorOrModerator(actor): CreatorOrModerator,
    State(app): State<App>,
    Path((id, number)): Path<(CharacterId, i32)>,
) -> Answer<Response> {
    let body = app.payload_of_revision(&actor, id, number).await?;
    let name = format!("attachment; filename=\"revision-{number}.payload.json\"");
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, body).into_response())
}

/// Sealed content, laid out text by text.
struct Reading<'a> {
    asked: &'a Asked,
    left: usize,
    left_out: usize,
    texts: Vec<Text>,
}

impl Reading<'_> {
    /// In the contract's order; what a revision says beside what was written comes last.
    fn content(&mut self, content: &Value) {
        let written = DraftField::ALL.iter().map(|field| field.as_str());
        for field in written.chain(["collaborators"]) {
            self.value(field, &name_of(field), content.get(field).unwrap_or(&Value::Null));
        }
    }

    fn value(&mut self, path: &str, name: &str, value: &Value) {
        match value {
            Value::Null => {}
            Value::String(text) if text.is_empty() => {}
            Value::Object(members) if members.is_empty() => {}
            Value::String(text) => self.text(path, name, text),
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.value(&format!("{path}[{at}]"), &format!("{name} {}", at + 1), item);
                }
            }
            // What tools keep is theirs: it is not read word by word.
            Value::Object(_) if matches!(path, "toolMetadata" | "authoringNotes") => {
                self.json(path, name, value);
            }
            Value::Object(members) if path.matches(['.', '[']).count() < 3 => {
                for (member, value) in members {
                    let joined = format!("{name} {}", name_of(member).to_lowercase());
                    self.value(&format!("{path}.{member}"), &joined, value);
                }
            }
            other => self.json(path, name, other),
        }
    }

    fn text(&mut self, path: &str, name: &str, text: &str) {
        let is_asked = self.asked.path.as_deref() == Some(path);
        let size = text.chars().count();
        if size + ELEMENT > self.left && !is_asked {
            self.left_out += size;
            return;
        }
        self.left = self.left.saturating_sub(size + ELEMENT);
        let end = self.asked.end.unwrap_or(size).min(size);
        let start = self.asked.start.unwrap_or(0).min(end);
        let (start, end) = if is_asked { (start, end) } else { (size, size) };
        let part = |from: usize, to: usize| text.chars().skip(from).take(to - from).collect();
        self.texts.push(Text {
            path: path.to_owned(),
            name: name.to_owned(),
            before: part(0, start),
            marked: part(start, end),
            after: part(end, size),
            is_prose: true,
        });
    }

    fn json(&mut self, path: &str, name: &str, value: &Value) {
        let text = serde_json::to_string_pretty(value).unwrap_or_default();
        if self.left < ELEMENT {
            self.left_out += text.chars().count();
            return;
        }
        self.left -= ELEMENT;
        let shown: String = text.chars().take(self.left.min(JSON_CHARS_MAX)).collect();
        let size = shown.chars().count();
        self.left -= size;
        self.left_out += text.chars().count() - size;
        let (path, name) = (path.to_owned(), name.to_owned());
        let nothing = String::new();
        self.texts.push(Text {
            path,
            name,
            before: shown,
            marked: nothing.clone(),
            after: nothing,
            is_prose: false,
        });
    }
}
