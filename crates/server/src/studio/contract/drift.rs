//! What differs between the database and the contract.

use std::sync::Arc;

use app::App;
use app::contract_desk::{DriftView, Measured};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::{Redirect, Response};

use super::{Head, Part, grouped};
use crate::access::Admin;
use crate::route::{Route, route};
use crate::studio::form::{Form, Nothing};
use crate::studio::shell::{Shell, filters, page};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(Method::GET, "/contract/drift", "contractDriftPage", "What differs", show),
        route(Method::POST, "/contract/drift", "compareContract", "Compare now", compare),
    ]
}

#[derive(Template)]
#[template(path = "contract_drift.html")]
struct DriftPage {
    shell: Shell,
    head: Head,
    measured: Option<Arc<Measured<DriftView>>>,
}

async fn show(Admin(_): Admin, shell: Shell, State(app): State<App>) -> Response {
    let head = Head::of(Part::Drift, app.contract());
    page(DriftPage { shell, head, measured: app.measured_drift() })
}

async fn compare(
    Admin(_): Admin,
    State(app): State<App>,
    Form(Nothing {}): Form<Nothing>,
) -> Redirect {
    app.measure_drift().await;
    Redirect::to("/contract/drift")
}

/// Everything that would mend, as one script.
fn script(view: &DriftView) -> String {
    let steps = view.differences.iter().filter(|it| !it.repair.is_empty());
    let step = |it: &app::contract_desk::DifferenceView| {
        let statements = it.repair.iter().map(|it| it.trim_end().trim_end_matches(';'));
        let sql: Vec<String> = statements.map(|it| format!("{it};")).collect();
        format!("-- {}\n{}\n", it.what.replace(['\n', '\r'], " "), sql.join("\n"))
    };
    steps.map(step).collect::<Vec<_>>().join("\n")
}
