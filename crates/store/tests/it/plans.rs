//! Every access path of the product is served by an index, and every index serves one.

use std::fs;
use std::path::{Path, PathBuf};

use migrate::statements::{Statement, parse};
use migrate::{PlanReport, StatementPlan};
use testbed::Testbed;

/// As many as the product promises to be quick with.
const CHARACTERS: u32 = 100_000;

/// Whole tables up to this size are read in a millisecond: apps, voices, gates, tags.
const LARGE: u64 = 1_000;

/// `contract/queries`, read as the generator reads it.
fn statements() -> Vec<Statement> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contract/queries");
    let entries = fs::read_dir(&folder).expect("the contract lies beside the crates");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let files: Vec<(String, String)> = files.iter().map(|path| named(path)).collect();
    parse(&files).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn named(path: &Path) -> (String, String) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    (name, fs::read_to_string(path).expect("a statement file"))
}

async fn report() -> PlanReport {
    let bed = Testbed::seeded(CHARACTERS).await;
    let report = migrate::plans(&bed.owner().await, &statements(), LARGE).await;
    report.expect("every statement has a plan")
}

fn told(plan: &StatementPlan) -> String {
    let scans = plan.scans.iter().map(|scan| format!(" {} ({} rows)", scan.table, scan.rows));
    format!("{} {} reads whole:{}", plan.place, plan.name, scans.collect::<String>())
}

#[tokio::test]
async fn at_100_000_characters_an_index_serves_each_hot_statement_and_each_index_serves_one() {
    let report = report().await;
    let hot = report.plans.iter().filter(|plan| plan.hot).count();
    assert!(hot >= 30, "only {hot} statements are marked hot");
    let unserved: Vec<String> = report.unserved().map(told).collect();
    assert_eq!(unserved, [""; 0], "hot statements that no index serves");
    let unused: Vec<String> =
        report.unused.iter().map(|it| format!("{} on {}", it.index, it.table)).collect();
    assert_eq!(unused, [""; 0], "indexes that no statement uses");
}
