//! `contract plans`: which index serves which statement.

use clap::Args;
use migrate::{PlanReport, StatementPlan};

use super::{Folder, Target};
use crate::failure::{Outcome, answer};
use crate::say;

/// Prove by the plans of a filled database that an index serves every hot statement.
///
/// The database has to be of the size that matters, and analysed (`ANALYZE`): of an empty one every
/// plan is a scan. Exit code 1 if a hot statement reads a whole large table, or an index serves no
/// statement.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  repertoire contract plans --url postgresql://owner@db/filled --large 10000"
)]
pub(super) struct Plans {
    /// Rows above which reading a whole table counts; below, a scan takes no longer than an index
    #[arg(long, value_name = "ROWS", default_value_t = 1000)]
    large: u64,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    target: Target,
}

impl Plans {
    pub(super) async fn run(self) -> Outcome {
        let statements = self.folder.load()?.statements()?;
        let connection = contract::connect(&self.target.url).await?;
        let report = migrate::plans(connection.client(), &statements, self.large).await?;
        say::text(shown(&report));
        Ok(answer(report.unserved().next().is_none() && report.unused.is_empty()))
    }
}

fn shown(report: &PlanReport) -> String {
    let width = report.plans.iter().map(|plan| plan.name.len()).max().unwrap_or(0);
    let mut text: String = report.plans.iter().map(|plan| of_statement(plan, width)).collect();
    for unused in &report.unused {
        text.push_str(&format!("{} on {} serves no statement\n", unused.index, unused.table));
    }
    let unserved = report.unserved().count();
    text.push_str(&format!(
        "{}, {} without an index, {} without a statement\n",
        say::count(report.plans.len(), "statement", "statements"),
        say::count(unserved, "hot one", "hot ones"),
        say::count(report.unused.len(), "index", "indexes")
    ));
    text
}

fn of_statement(plan: &StatementPlan, width: usize) -> String {
    let hot = if plan.hot { "hot" } else { "   " };
    let served = plan.indexes.iter().map(ToString::to_string);
    let scanned =
        plan.scans.iter().map(|scan| format!("SCANS {} ({} rows)", scan.table, scan.rows));
    let how: Vec<String> = served.chain(scanned).collect();
    let how = if how.is_empty() { "no large table".to_owned() } else { how.join(", ") };
    format!("{hot} {:width$}  {how}\n", plan.name)
}
