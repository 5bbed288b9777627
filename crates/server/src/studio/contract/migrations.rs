//! Each migration, and what became of it in the database.

use app::App;
use app::contract_desk::{Measured, MigrationStanding, MigrationView, MigrationsView};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;

use super::{Head, Part, unknown};
use crate::access::Admin;
use crate::input::Path;
use crate::reply::Answer;
use crate::route::{Route, route};
use crate::studio::form::encoded;
use crate::studio::shell::{Shell, filters, page};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/contract/migrations",
            "contractMigrationsPage",
            "Migrations, and what became of them",
            show,
        ),
        route(
            Method::GET,
            "/contract/migrations/{migration}",
            "contractMigrationPage",
            "One migration",
            show_one,
        ),
    ]
}

#[derive(Template)]
#[template(path = "contract_migrations.html")]
struct MigrationsPage {
    shell: Shell,
    head: Head,
    history: Measured<MigrationsView>,
}

#[derive(Template)]
#[template(path = "contract_migration.html")]
struct MigrationPage {
    shell: Shell,
    head: Head,
    migration: MigrationView,
}

async fn show(Admin(_): Admin, shell: Shell, State(app): State<App>) -> Response {
    let history = app.contract_history().await;
    let head = Head::of(Part::Migrations, app.contract());
    page(MigrationsPage { shell, head, history })
}

async fn show_one(
    Admin(_): Admin,
    shell: Shell,
    State(app): State<App>,
    Path(name): Path<String>,
) -> Answer<Response> {
    let history = app.contract_history().await;
    let mut all = history.found.into_iter().flat_map(|it| it.migrations);
    let migration = all.find(|it| it.name == name).ok_or_else(|| unknown("migration", &name))?;
    let head = Head::of(Part::Migrations, app.contract());
    Ok(page(MigrationPage { shell, head, migration }))
}

impl MigrationsPage {
    fn not_applied(&self) -> usize {
        let all = self.history.found.iter().flat_map(|it| &it.migrations);
        all.filter(|it| it.standing != MigrationStanding::Applied).count()
    }
}

/// The colour of a standing.
fn tone(standing: &MigrationStanding) -> &'static str {
    match standing {
        MigrationStanding::Applied => "good",
        MigrationStanding::Pending => "warn",
        MigrationStanding::Failed | MigrationStanding::Edited | MigrationStanding::Missing => "bad",
    }
}

/// What to do where a migration is not simply applied.
fn next_step(standing: &MigrationStanding) -> Option<&'static str> {
    match standing {
        MigrationStanding::Applied => None,
        MigrationStanding::Pending => {
            Some("The next start applies it, or `repertoire contract migrate deploy` does.")
        }
        MigrationStanding::Failed => Some(
            "Say what became of it: `repertoire contract migrate resolve --rolled-back …`, or `--applied …`.",
        ),
        MigrationStanding::Edited => Some(
            "It was applied with another script than this server carries. Restore the script, and write the change as a new migration.",
        ),
        MigrationStanding::Missing => Some(
            "Somebody else applied it: a newer server, or a hand. This server does not know it.",
        ),
    }
}

/// `keep card files`, of `20261127030000_keep_card_files`.
fn title(name: &str) -> String {
    let rest = name.trim_start_matches(|it: char| it.is_ascii_digit()).trim_start_matches('_');
    if rest.is_empty() { name.to_owned() } else { rest.replace('_', " ") }
}
