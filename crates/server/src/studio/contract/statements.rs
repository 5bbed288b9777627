//! Every statement, its plan, and the indexes.

use std::sync::Arc;

use app::App;
use app::contract_desk::{
    ContractView, IndexUseView, Measured, PlanVerdict, PlansView, StatementPlanView, StatementView,
};
use askama::Template;
use axum::extract::State;
use axum::http::Method;
use axum::response::{Redirect, Response};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Head, Part, bytes, grouped, pieces, unknown};
use crate::access::Admin;
use crate::input::{Path, Query};
use crate::reply::Answer;
use crate::route::{Route, route};
use crate::studio::form::{Form, Nothing};
use crate::studio::shell::{Shell, filters, page};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route(
            Method::GET,
            "/contract/statements",
            "contractStatementsPage",
            "Every statement and its plan",
            show,
        ),
        route(Method::POST, "/contract/statements", "planStatements", "Ask the planner", plan),
        route(
            Method::GET,
            "/contract/statements/{statement}",
            "contractStatementPage",
            "One statement",
            show_one,
        ),
        route(
            Method::GET,
            "/contract/indexes",
            "contractIndexesPage",
            "Every index and its uses",
            show_indexes,
        ),
    ]
}

type Plans = Option<Arc<Measured<PlansView>>>;

#[derive(Debug, Deserialize, JsonSchema)]
struct Asked {
    /// `hot`, or `amiss`: those that read whole tables.
    only: Option<String>,
}

#[derive(Template)]
#[template(path = "contract_statements.html")]
struct StatementsPage<'a> {
    shell: Shell,
    head: Head,
    contract: &'a ContractView,
    measured: Plans,
    only: String,
}

/// The statements of a file.
struct File<'a> {
    name: &'a str,
    statements: Vec<&'a StatementView>,
}

#[derive(Template)]
#[template(path = "contract_statement.html")]
struct StatementPage<'a> {
    shell: Shell,
    head: Head,
    statement: &'a StatementView,
    measured: Plans,
}

#[derive(Template)]
#[template(path = "contract_indexes.html")]
struct IndexesPage {
    shell: Shell,
    head: Head,
    measured: Plans,
}

async fn show(
    Admin(_): Admin,
    shell: Shell,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Response {
    let contract = app.contract();
    let head = Head::of(Part::Statements, contract);
    let only = asked.only.unwrap_or_default();
    page(StatementsPage { shell, head, contract, measured: app.measured_plans(), only })
}

async fn plan(
    Admin(_): Admin,
    State(app): State<App>,
    Form(Nothing {}): Form<Nothing>,
) -> Redirect {
    app.measure_plans().await;
    Redirect::to("/contract/statements")
}

async fn show_one(
    Admin(_): Admin,
    shell: Shell,
    State(app): State<App>,
    Path(name): Path<String>,
) -> Answer<Response> {
    let contract = app.contract();
    let found = contract.statements.iter().find(|it| it.name == name);
    let statement = found.ok_or_else(|| unknown("statement", &name))?;
    let head = Head::of(Part::Statements, contract);
    Ok(page(StatementPage { shell, head, statement, measured: app.measured_plans() }))
}

async fn show_indexes(Admin(_): Admin, shell: Shell, State(app): State<App>) -> Response {
    let head = Head::of(Part::Statements, app.contract());
    page(IndexesPage { shell, head, measured: app.measured_plans() })
}

fn found(measured: &Plans) -> Option<&PlansView> {
    measured.as_ref()?.found.as_ref()
}

fn plan_of<'a>(measured: &'a Plans, statement: &str) -> Option<&'a StatementPlanView> {
    found(measured)?.plans.iter().find(|it| it.statement == statement)
}

fn is_amiss(verdict: PlanVerdict) -> bool {
    matches!(verdict, PlanVerdict::ScansLarge | PlanVerdict::WouldScan)
}

/// What is hot has to be served; of the rest it is only told.
fn tone(verdict: &PlanVerdict, is_hot: &bool) -> &'static str {
    match verdict {
        PlanVerdict::ScansLarge if *is_hot => "bad",
        PlanVerdict::ScansLarge | PlanVerdict::WouldScan if *is_hot => "warn",
        PlanVerdict::ScansLarge => "warn",
        PlanVerdict::WouldScan | PlanVerdict::NoTable => "",
        PlanVerdict::Served => "good",
    }
}

/// `studio.character_drafts_library_idx` without its schema, which its table tells.
fn bare(name: &str) -> &str {
    name.split_once('.').map_or(name, |(_, name)| name)
}

/// A cost or a number of rows as the planner guesses it: no digit more than it knows.
fn rough(number: &f64) -> String {
    match *number {
        small if small < 10.0 => format!("{small:.1}"),
        number => grouped(number.round() as i64),
    }
}

fn milliseconds(number: &f64) -> String {
    format!("{number:.2} ms")
}

impl StatementsPage<'_> {
    fn plan(&self, statement: &StatementView) -> Option<&StatementPlanView> {
        plan_of(&self.measured, &statement.name)
    }

    fn files(&self) -> Vec<File<'_>> {
        let mut files: Vec<File<'_>> = Vec::new();
        for statement in self.contract.statements.iter().filter(|it| self.is_shown(it)) {
            match files.last_mut().filter(|file| file.name == statement.file) {
                Some(file) => file.statements.push(statement),
                None => files.push(File { name: &statement.file, statements: vec![statement] }),
            }
        }
        files
    }

    fn is_shown(&self, statement: &StatementView) -> bool {
        match self.only.as_str() {
            "hot" => statement.is_hot,
            "amiss" => self.plan(statement).is_some_and(|plan| is_amiss(plan.verdict)),
            _ => true,
        }
    }

    fn hot(&self) -> usize {
        self.contract.statements.iter().filter(|it| it.is_hot).count()
    }

    /// Those that an index has to serve and none does.
    fn hot_amiss(&self) -> usize {
        let hot = self.contract.statements.iter().filter(|it| it.is_hot);
        hot.filter(|it| self.plan(it).is_some_and(|plan| is_amiss(plan.verdict))).count()
    }

    fn amiss(&self) -> usize {
        let plans = found(&self.measured).into_iter().flat_map(|it| &it.plans);
        plans.filter(|plan| is_amiss(plan.verdict)).count()
    }

    fn idle<'a>(&self, view: &'a PlansView) -> Vec<&'a IndexUseView> {
        view.indexes.iter().filter(|it| it.is_idle).collect()
    }
}

impl StatementPage<'_> {
    fn plan(&self) -> Option<&StatementPlanView> {
        plan_of(&self.measured, &self.statement.name)
    }

    fn view(&self) -> Option<&PlansView> {
        found(&self.measured)
    }
}
