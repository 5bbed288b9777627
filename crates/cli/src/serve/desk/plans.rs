//! How the server would run each statement: as it is, and as it would be if its tables were large.

use std::collections::{BTreeMap, BTreeSet};

use app::contract_desk::{
    CallsView, IndexUseView, PlanStepView, PlanVerdict, PlansView, ScanView, StatementPlanView,
};
use jiff::Timestamp;
use migrate::{Calls, Connection, IndexUsage, PlanReport, ServerError, StatementPlan, Usage};
use pgschema::Name;

use super::{server_of, told};
use crate::serve::embedded::{self, Read};

/// Rows from which reading a whole table counts, as with `contract plans`.
const LARGE: u64 = 1_000;

/// Tells the planner what a large table tells it: not to read it whole if it can be helped.
const AS_IF_LARGE: &str = "SET enable_seqscan = off";
const AS_IT_IS: &str = "RESET enable_seqscan";

pub(super) async fn look(connection: &Connection, read: &Read) -> Result<PlansView, String> {
    let client = connection.client();
    let run = async |sql: &str| {
        client.batch_execute(sql).await.map_err(|error| told(ServerError::from(error)))
    };
    let now = migrate::plans(client, &read.statements, LARGE).await.map_err(told)?;
    run(AS_IF_LARGE).await?;
    let then = migrate::plans(client, &read.statements, 0).await.map_err(told)?;
    run(AS_IT_IS).await?;
    let schemas = embedded::schemas().map_err(told)?;
    let usage = migrate::usage(client, &schemas).await.map_err(told)?;
    let (calls, uncalled) = match migrate::calls(client).await {
        Ok(Some(calls)) => (calls, None),
        Ok(None) => {
            (Vec::new(), Some("pg_stat_statements is not installed in this database".to_owned()))
        }
        Err(error) => {
            (Vec::new(), Some(format!("pg_stat_statements can't be read: {}", error.message())))
        }
    };
    let plans = now.plans.iter().zip(&then.plans).map(|(now, then)| plan(now, then, &calls));
    Ok(PlansView {
        server: server_of(connection),
        large: LARGE,
        large_tables: usage.tables.iter().filter(|it| it.rows > LARGE).count() as u64,
        tables: usage.tables.len() as u64,
        uncounted: usage.tables.iter().filter(|it| it.is_uncounted).count() as u64,
        plans: plans.collect(),
        indexes: indexes(&usage, &now, &then),
        since: usage.since.and_then(|at| Timestamp::from_millisecond(at).ok()),
        uncalled,
    })
}

fn plan(now: &StatementPlan, then: &StatementPlan, calls: &[Calls]) -> StatementPlanView {
    let names = |indexes: &BTreeSet<Name>| indexes.iter().map(ToString::to_string).collect();
    let called = calls.iter().find(|it| Some(it.query_id) == now.query_id);
    // What is small is read whole and counts nothing, however the planner is told to go about it.
    let scans = then.steps.iter().filter(|step| step.is_scan);
    let would_scan: BTreeSet<String> =
        scans.filter_map(|step| step.what.split(" on ").nth(1)).map(table_of).collect();
    let mut view = StatementPlanView {
        statement: now.name.clone(),
        verdict: PlanVerdict::NoTable,
        cost: now.cost,
        rows: now.rows,
        indexes: names(&now.indexes),
        scans: now.scans.iter().map(scan).collect(),
        would_use: names(&then.indexes.difference(&now.indexes).cloned().collect()),
        would_scan: would_scan.into_iter().collect(),
        steps: now.steps.iter().map(step).collect(),
        calls: called.map(counted),
    };
    view.verdict = PlanVerdict::of(&view);
    view
}

/// Of `shop.books b`.
fn table_of(named: &str) -> String {
    named.split(' ').next().unwrap_or_default().to_owned()
}

fn scan(scan: &migrate::SequentialScan) -> ScanView {
    ScanView { table: scan.table.to_string(), rows: scan.rows }
}

fn step(step: &migrate::PlanStep) -> PlanStepView {
    PlanStepView {
        depth: step.depth as u64,
        what: step.what.clone(),
        conditions: step.conditions.clone(),
        cost: step.cost,
        rows: step.rows,
        is_scan: step.is_scan,
    }
}

fn counted(it: &Calls) -> CallsView {
    CallsView { calls: it.calls, mean_ms: it.mean_ms, total_ms: it.total_ms, rows: it.rows }
}

fn indexes(usage: &Usage, now: &PlanReport, then: &PlanReport) -> Vec<IndexUseView> {
    let mut uses: BTreeMap<&Name, BTreeSet<&str>> = BTreeMap::new();
    for plan in now.plans.iter().chain(&then.plans) {
        for index in &plan.indexes {
            uses.entry(index).or_default().insert(&plan.name);
        }
    }
    // Those alone that keep no rule and follow no foreign key.
    let idle: BTreeSet<&Name> = now.unused.iter().map(|it| &it.index).collect();
    let view = |it: &IndexUsage| {
        let statements = uses.get(&it.index).into_iter().flatten();
        IndexUseView {
            name: it.index.to_string(),
            table: format!("{}.{}", it.index.schema, it.table),
            definition: it.definition.clone(),
            bytes: it.bytes,
            scans: it.scans,
            is_unique: it.is_unique,
            statements: statements.map(|it| (*it).to_owned()).collect(),
            is_idle: idle.contains(&it.index) && !uses.contains_key(&it.index),
        }
    };
    usage.indexes.iter().map(view).collect()
}
