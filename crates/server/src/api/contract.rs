//! The contract: what the program carries, and how the database stands with it.

use std::sync::Arc;

use app::App;
use app::contract_desk::{
    ContractView, DocumentsView, DriftView, Measured, MigrationsView, PlansView,
};
use axum::extract::State;
use axum::http::Method;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::access::Admin;
use crate::problem::{Problem, ProblemKind};
use crate::reply::{Answer, Reply};
use crate::route::{Route, route};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/api/contract",
            "contract",
            "The contract that the server carries: models, and the statements over them",
            contract,
        )
        .gives::<ContractView>(200),
        route(
            Method::GET,
            "/api/contract/migrations",
            "contractMigrations",
            "Each migration, and what became of it in the database",
            migrations,
        )
        .gives::<Measured<MigrationsView>>(200),
        route(
            Method::GET,
            "/api/contract/plans",
            "contractPlans",
            "How the database would run each statement, as it was last measured",
            plans,
        )
        .gives::<Measured<PlansView>>(200),
        route(
            Method::POST,
            "/api/contract/plans",
            "measureContractPlans",
            "Ask the planner about each statement; none is run",
            measure_plans,
        )
        .gives::<Look>(200),
        route(
            Method::GET,
            "/api/contract/drift",
            "contractDrift",
            "What differs between database and contract, as it was last compared",
            drift,
        )
        .gives::<Measured<DriftView>>(200),
        route(
            Method::POST,
            "/api/contract/drift",
            "measureContractDrift",
            "Compare the database with the contract",
            measure_drift,
        )
        .gives::<Look>(200),
        route(
            Method::GET,
            "/api/contract/documents",
            "contractDocuments",
            "What stands in JSON columns, as a sample last showed it",
            documents,
        )
        .gives::<Measured<DocumentsView>>(200),
        route(
            Method::POST,
            "/api/contract/documents",
            "measureContractDocuments",
            "Look at a sample of each JSON column",
            measure_documents,
        )
        .gives::<Look>(200),
    ]
}

/// That a look was taken; what it found is read where it is kept.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Look {
    measured_at: Timestamp,
    took_ms: i64,
    /// Why there was nothing to see.
    problem: Option<String>,
}

impl Look {
    fn of<T>(measured: &Measured<T>) -> Reply<Self> {
        let Measured { measured_at, took_ms, problem, .. } = measured;
        Reply::ok(Look { measured_at: *measured_at, took_ms: *took_ms, problem: problem.clone() })
    }
}

async fn contract(Admin(_): Admin, State(app): State<App>) -> Reply<ContractView> {
    Reply::ok(app.contract().clone())
}

async fn migrations(Admin(_): Admin, State(app): State<App>) -> Reply<Measured<MigrationsView>> {
    Reply::ok(app.contract_history().await)
}

async fn plans(Admin(_): Admin, State(app): State<App>) -> Answer<Reply<Measured<PlansView>>> {
    kept(app.measured_plans())
}

async fn measure_plans(Admin(_): Admin, State(app): State<App>) -> Reply<Look> {
    Look::of(&*app.measure_plans().await)
}

async fn drift(Admin(_): Admin, State(app): State<App>) -> Answer<Reply<Measured<DriftView>>> {
    kept(app.measured_drift())
}

async fn measure_drift(Admin(_): Admin, State(app): State<App>) -> Reply<Look> {
    Look::of(&*app.measure_drift().await)
}

async fn documents(
    Admin(_): Admin,
    State(app): State<App>,
) -> Answer<Reply<Measured<DocumentsView>>> {
    kept(app.measured_documents())
}

async fn measure_documents(Admin(_): Admin, State(app): State<App>) -> Reply<Look> {
    Look::of(&*app.measure_documents().await)
}

fn kept<T: Clone>(last: Option<Arc<Measured<T>>>) -> Answer<Reply<Measured<T>>> {
    let never = "nothing was measured since this server started; POST here measures";
    let last = last.ok_or_else(|| Problem::new(ProblemKind::NotFound).detail(never))?;
    Ok(Reply::ok(Measured::clone(&last)))
}
