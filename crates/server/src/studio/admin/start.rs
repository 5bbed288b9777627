//! Where an administrator starts: what is still missing on the way to a first published character.

use app::{App, FirstSteps};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use domain::Role;

use crate::access::Admin;
use crate::reply::Answer;
use crate::route::{Route, route};
use crate::studio::form::encoded;
use crate::studio::shell::{Shell, page};

pub(super) fn routes() -> Vec<Route> {
    vec![route(Method::GET, "/admin", "adminPage", "What is still to be set up", show)]
}

/// Something that has to be there, and where it is done.
struct Step {
    title: &'static str,
    why: &'static str,
    href: String,
    action: &'static str,
    is_done: bool,
    /// Nothing waits for it.
    is_optional: bool,
}

#[derive(Template)]
#[template(path = "admin_start.html")]
struct StartPage {
    shell: Shell,
    steps: Vec<Step>,
    has_published: bool,
}

async fn show(Admin(_): Admin, shell: Shell, State(app): State<App>) -> Answer<Response> {
    let so_far = app.first_steps().await?;
    let has_published = so_far.has_published;
    Ok(page(StartPage { shell, steps: steps(&so_far), has_published }))
}

impl StartPage {
    fn done(&self) -> usize {
        self.steps.iter().filter(|step| step.is_done).count()
    }

    /// The first that is missing and that something waits for.
    fn is_next(&self, step: &Step) -> bool {
        let open = |step: &&Step| !step.is_done && !step.is_optional;
        self.steps.iter().find(open).is_some_and(|next| std::ptr::eq(next, step))
    }
}

/// In the order in which they lead to a first published character.
fn steps(so_far: &FirstSteps) -> Vec<Step> {
    let there = |role: Role| so_far.roles.contains(&role);
    let of_app = |anchor: &str| match &so_far.app {
        Some(app) => format!("/admin/apps/{}{anchor}", encoded(&app.0)),
        None => "/admin/apps".to_owned(),
    };
    let invite = |role: Role| format!("/admin/accounts/new?role={role}");
    let step = |is_done, title, why, action, href| Step {
        title,
        why,
        href,
        action,
        is_done,
        is_optional: false,
    };
    vec![
        step(
            so_far.app.is_some(),
            "An app that shows characters",
            "Creators choose which apps carry a character, and every app has its own rules.",
            "Make an app",
            "/admin/apps".to_owned(),
        ),
        step(
            so_far.has_release,
            "A model pack",
            "Characters are written for models: say which there are.",
            "Make a model pack",
            "/admin/packs".to_owned(),
        ),
        step(
            so_far.ships_release,
            "The app ships a release of it",
            "A character is published only where the app ships a model that suits it.",
            "Choose the release",
            of_app("#packs"),
        ),
        step(
            so_far.has_gate,
            "A gate",
            "What a revision must pass before it is published. Completeness and banned terms are a good beginning.",
            "Require a gate",
            of_app("#gates"),
        ),
        step(
            there(Role::Creator),
            "A creator",
            "Whoever makes characters. Give yourself the role, or invite somebody.",
            "Invite a creator",
            invite(Role::Creator),
        ),
        step(
            there(Role::Finance),
            "Somebody for finance",
            "They set what the provider keeps, and record what comes in.",
            "Invite finance",
            invite(Role::Finance),
        ),
        step(
            so_far.has_terms,
            "Royalty terms in force",
            "Finance sets them on the page Terms. Until then no revenue can be recorded.",
            "See the terms",
            "/admin/terms".to_owned(),
        ),
        Step {
            is_optional: !so_far.asks_for_approval,
            ..step(
                there(Role::Moderator),
                "A moderator",
                "Judges what gates hold, approves where an app asks for it, and suspends.",
                "Invite a moderator",
                invite(Role::Moderator),
            )
        },
        step(
            so_far.has_published,
            "A published character",
            match so_far.has_character {
                _ if so_far.has_published => {
                    "Apps that carry it fetch it; whatever is published next goes the same way."
                }
                true => {
                    "Somebody is writing. The creator seals the draft and publishes it, on the character’s page Publish."
                }
                false => {
                    "The creator names a character in the library, chooses app, visibility and model pack in the editor, and publishes it on the page Publish."
                }
            },
            "See the market",
            "/market".to_owned(),
        ),
    ]
}
