//! The editor: everything that a creator writes of a character, and what stands beside its draft.
//!
//! With a script it saves while one writes (`assets/editor.js`); without, its forms do.

use app::{App, AppView, CollaboratorRequest, DraftView, RolloutView, SaveError, VoiceView};
use askama::Template;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::draft::DraftField;
use domain::{CharacterId, CollaboratorRole, RolloutState, Visibility};
use schemars::JsonSchema;
use serde::Deserialize;

use super::character::{CharacterHead, Tab};
use super::editor_fields::{self as fields, Kind, Spec};
use super::editor_form::{Sent, Unkept};
use super::form::Form;
use super::shell::{Shell, filters, page};
use crate::access::{Creator, CreatorOrModerator};
use crate::input::{Path, Query};
use crate::problem::{Problem, ProblemKind};
use crate::reply::Answer;
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/characters/{id}/edit", "editorPage", "A draft, to be written", show),
        route(Method::POST, "/characters/{id}/edit", "saveEditor", "Save a form of a draft", save),
    ]
}

#[derive(Template)]
#[template(path = "editor.html")]
struct EditorPage {
    shell: Shell,
    head: CharacterHead,
    /// What the next save is based on.
    version: i32,
    updated_at: jiff::Timestamp,
    sections: Vec<Section>,
    beside: Vec<EditorField>,
    apps: Vec<AppView>,
    voices: Vec<VoiceView>,
    packs: Vec<String>,
    rollouts: Vec<RolloutView>,
    collaborators: Vec<CollaboratorRequest>,
    /// What is in the notes' document beside the notes, for the page's script.
    notes_others: String,
    said: &'static str,
    wrong: Option<String>,
}

struct Section {
    id: &'static str,
    title: &'static str,
    fields: Vec<EditorField>,
}

/// A field as it is shown.
struct EditorField {
    spec: &'static Spec,
    texts: Vec<String>,
    /// Shows the form's answer what it was.
    mark: String,
    theirs: Option<String>,
    wrong: Option<String>,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
struct Said {
    saved: Option<String>,
}

async fn show(
    CreatorOrModerator(actor): CreatorOrModerator,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Query(said): Query<Said>,
) -> Answer<Response> {
    let mut shown = EditorPage::load(&app, &actor, shell, id, &Unkept::default()).await?;
    if said.saved.is_some() {
        shown.said = "Saved.";
    }
    Ok(page(shown))
}

async fn save(
    Creator(actor): Creator,
    shell: Shell,
    State(app): State<App>,
    Path(id): Path<CharacterId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer<Response> {
    let sent = Sent::read(&pairs).ok_or_else(|| {
        Problem::new(ProblemKind::Malformed).detail("the form does not say its version")
    })?;
    let draft = app.read_draft(&actor, id).await?;
    let saved = match sent.edit(&draft.fields) {
        Ok(edit) => app.save_draft(&actor, id, sent.version, edit).await,
        Err(violations) => Err(SaveError::Invalid(violations)),
    };
    let (status, unkept, wrong) = match saved {
        Ok(_) => {
            return Ok(Redirect::to(&format!("/characters/{id}/edit?saved=1")).into_response());
        }
        Err(SaveError::Stale { colliding, current, .. }) => {
            let told = "Others changed the same since. Theirs stand beside yours: nothing is saved \
                        yet. Make of both what you want, and save again.";
            (StatusCode::PRECONDITION_FAILED, sent.beside(&current, &colliding), told.to_owned())
        }
        Err(error @ SaveError::Invalid(_)) => {
            let told = error.to_string();
            let SaveError::Invalid(violations) = error else { return Err(error.into()) };
            (StatusCode::UNPROCESSABLE_ENTITY, sent.refused(&violations), told)
        }
        Err(error @ SaveError::NoSuchReference(_)) => {
            let told = error.to_string();
            (StatusCode::UNPROCESSABLE_ENTITY, sent.refused(&[]), told)
        }
        Err(error) => return Err(error.into()),
    };
    let mut shown = EditorPage::load(&app, &actor, shell, id, &unkept).await?;
    shown.wrong = Some(wrong);
    Ok((status, page(shown)).into_response())
}

impl EditorPage {
    async fn load(
        app: &App,
        actor: &app::Actor,
        shell: Shell,
        id: CharacterId,
        unkept: &Unkept,
    ) -> Answer<Self> {
        let head = CharacterHead::load(app, actor, id, Tab::Edit).await?;
        let draft = app.read_draft(actor, id).await?;
        let sections = fields::SECTIONS.iter().map(|&(id, title, specs)| Section {
            id,
            title,
            fields: shown(specs, &draft, unkept),
        });
        let mut packs: Vec<String> =
            app.model_packs().await?.into_iter().map(|release| release.model_pack_id.0).collect();
        packs.dedup();
        Ok(EditorPage {
            version: unkept.version.unwrap_or(draft.version),
            updated_at: draft.updated_at,
            sections: sections.collect(),
            beside: shown(fields::ASIDE, &draft, unkept),
            apps: app.apps().await?,
            voices: app.voices().await?,
            packs,
            rollouts: app.rollouts(actor, id).await?,
            collaborators: app.collaborators(actor, id).await?,
            notes_others: fields::notes_others(&draft.fields),
            said: "",
            wrong: None,
            shell,
            head,
        })
    }

    /// What a field of choices may be, and how each is called.
    fn options(&self, field: &EditorField) -> Vec<(String, String)> {
        let none = |told: &str| vec![(String::new(), told.to_owned())];
        let mut options = match field.spec.field {
            DraftField::Visibility => Visibility::ALL
                .iter()
                .map(|it| (it.as_str().to_owned(), it.as_str().to_owned()))
                .collect(),
            DraftField::VoiceId => {
                let named =
                    |it: &VoiceView| (it.id.0.clone(), format!("{} · {}", it.name, it.language));
                let mut options = none("no voice");
                options.extend(self.voices.iter().map(named));
                options
            }
            _ => {
                let mut options = none("no app in particular");
                options.extend(self.apps.iter().map(|it| (it.id.0.clone(), it.name.clone())));
                options
            }
        };
        // What was chosen may be retired since: it stays what it is until another is chosen.
        if !options.iter().any(|(id, _)| id == field.text()) {
            options.push((field.text().to_owned(), field.text().to_owned()));
        }
        options
    }

    fn rollout(&self, app: &AppView) -> Option<&RolloutView> {
        self.rollouts.iter().find(|rollout| rollout.app_id == app.id)
    }

    fn is_carried(&self, app: &AppView) -> bool {
        self.rollout(app).is_some()
    }

    fn is_in(&self, app: &AppView, state: &str) -> bool {
        self.rollout(app).is_some_and(|rollout| rollout.state.as_str() == state)
    }

    fn percentage(&self, app: &AppView) -> i32 {
        self.rollout(app).map_or(100, |rollout| rollout.percentage)
    }

    /// For the page's script.
    fn collaborators_json(&self) -> String {
        serde_json::to_string(&self.collaborators).unwrap_or_default()
    }

    /// The rows of collaborators, with a place for one more.
    fn shares(&self) -> Vec<(String, CollaboratorRole, String)> {
        let row = |it: &CollaboratorRequest| (it.handle.clone(), it.role, per_cent(it.share_ppm));
        let mut rows: Vec<_> = self.collaborators.iter().map(row).collect();
        if !self.head.is_own {
            return rows;
        }
        if rows.is_empty() {
            let handle = self.shell.handle().unwrap_or_default().to_owned();
            rows.push((handle, CollaboratorRole::Author, "100".to_owned()));
        }
        rows.push((String::new(), CollaboratorRole::Author, String::new()));
        rows
    }
}

/// `33.3333` for 333,333 parts per million.
fn per_cent(ppm: i32) -> String {
    let text = format!("{}.{:04}", ppm / 10_000, ppm % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn shown(specs: &'static [Spec], draft: &DraftView, unkept: &Unkept) -> Vec<EditorField> {
    let field = |spec: &'static Spec| {
        let now = fields::texts(spec, &draft.fields);
        EditorField {
            mark: match unkept.marks.get(&spec.field) {
                Some(mark) => mark.clone(),
                None => fields::mark_of(spec.kind, &now),
            },
            texts: unkept.texts.get(&spec.field).cloned().unwrap_or(now),
            theirs: unkept.theirs.get(&spec.field).cloned(),
            wrong: unkept.wrong.get(&spec.field).cloned(),
            spec,
        }
    };
    specs.iter().map(field).collect()
}

impl EditorField {
    fn name(&self) -> &'static str {
        self.spec.field.as_str()
    }

    fn text(&self) -> &str {
        self.texts.first().map_or("", String::as_str)
    }

    /// How scripts call its kind.
    fn kind(&self) -> &'static str {
        match self.spec.kind {
            Kind::Line | Kind::Area(_) => "text",
            Kind::Texts => "texts",
            Kind::Tags => "tags",
            Kind::Choice => "choice",
            Kind::Packs => "packs",
            Kind::Notes => "notes",
            Kind::Portrait => "portrait",
        }
    }

    fn rows(&self) -> u8 {
        match self.spec.kind {
            Kind::Area(rows) => rows,
            _ => 4,
        }
    }

    fn is_line(&self) -> bool {
        self.spec.kind == Kind::Line
    }

    /// A prompt's words: what they weigh is counted.
    fn is_counted(&self) -> bool {
        use DraftField as F;
        let unsent = [F::CreatorNotes, F::Attribution, F::VersionLabel, F::Nickname, F::Name];
        matches!(self.spec.kind, Kind::Area(_) | Kind::Texts) && !unsent.contains(&self.spec.field)
    }

    /// The places for texts that there are, and one more.
    fn places(&self) -> Vec<&str> {
        self.texts.iter().map(String::as_str).chain([""]).collect()
    }

    /// The rows of model packs, and one more: pack, first version, last version.
    fn pack_rows(&self) -> Vec<[&str; 3]> {
        let texts = self.texts.iter().map(String::as_str).chain([""]);
        texts
            .map(|text| {
                let mut parts = text.split(' ');
                std::array::from_fn(|_| parts.next().unwrap_or_default())
            })
            .collect()
    }
}
