//! Which index serves which statement, proved by plans.

mod steps;

pub use steps::PlanStep;

use std::collections::{BTreeMap, BTreeSet};

use pgschema::Name;
use serde_json::Value;
use tokio_postgres::Client;

use crate::explain::{self, Explained, children, generically, text};
use crate::server::ServerError;
use crate::statements::{Place, Statement};

/// Rows of each table, as the last ANALYZE counted them.
const TABLES: &str = "
SELECT n.nspname, c.relname, greatest(c.reltuples, 0)::float8
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'm')
   AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')";

/// Indexes that exist for access alone: none that enforces a rule (keys, uniques, exclusions), and
/// none whose first columns are those of a foreign key, which its deletes and joins need.
const ACCESS_INDEXES: &str = "
SELECT n.nspname, i.relname, t.relname
  FROM pg_index x
  JOIN pg_class i ON i.oid = x.indexrelid
  JOIN pg_class t ON t.oid = x.indrelid
  JOIN pg_namespace n ON n.oid = i.relnamespace
 WHERE NOT x.indisunique
   AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
   AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.oid AND c.contype = 'x')
   AND NOT EXISTS (
        SELECT 1 FROM pg_constraint c
         WHERE c.conrelid = t.oid AND c.contype = 'f' AND x.indpred IS NULL
           AND c.conkey <@ (x.indkey::int2[])[0:cardinality(c.conkey) - 1])
 ORDER BY n.nspname, i.relname";

/// What the plans show.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanReport {
    pub plans: Vec<StatementPlan>,
    /// Indexes for access that no statement uses.
    pub unused: Vec<UnusedIndex>,
}

/// How the server would run one statement.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementPlan {
    pub name: String,
    pub hot: bool,
    pub place: Place,
    pub indexes: BTreeSet<Name>,
    /// Whole tables that it reads, those that are larger than the limit.
    pub scans: Vec<SequentialScan>,
    /// What the planner expects it to cost, in its own unit: a page read in sequence is 1.
    pub cost: f64,
    /// How many rows the planner expects.
    pub rows: f64,
    /// The nodes of the plan, as EXPLAIN lists them; none of what has no plan.
    pub steps: Vec<PlanStep>,
    /// What `pg_stat_statements` knows it by, where the server computes it.
    pub query_id: Option<i64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SequentialScan {
    pub table: Name,
    pub rows: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusedIndex {
    pub index: Name,
    pub table: String,
}

impl PlanReport {
    /// Hot statements that read a whole large table.
    pub fn unserved(&self) -> impl Iterator<Item = &StatementPlan> {
        self.plans.iter().filter(|plan| plan.hot && !plan.scans.is_empty())
    }
}

/// Explains every statement as the server would run it for any parameters. `large` is the number of
/// rows above which reading a whole table counts. The database has to be filled and analysed: of an
/// empty one every plan is a scan.
///
/// # Errors
/// [`ServerError`]; statements that do not fit are better reported by [`crate::describe()`].
pub async fn plans(
    client: &Client,
    statements: &[Statement],
    large: u64,
) -> Result<PlanReport, ServerError> {
    let rows = table_rows(client).await?;
    let explained = generically(client, async {
        let mut plans = Vec::new();
        for statement in statements {
            let explained = explain::explained(client, statement).await?;
            plans.push(statement_plan(statement, &explained, &rows, large));
        }
        Ok::<_, ServerError>(plans)
    });
    let plans = explained.await?;
    let unused = unused(client, &plans).await?;
    Ok(PlanReport { plans, unused })
}

async fn table_rows(client: &Client) -> Result<BTreeMap<Name, u64>, ServerError> {
    let rows = client.query(TABLES, &[]).await?;
    let entry = |row: &tokio_postgres::Row| {
        let name = Name::new(row.get::<_, &str>(0), row.get::<_, &str>(1));
        (name, row.get::<_, f64>(2) as u64)
    };
    Ok(rows.iter().map(entry).collect())
}

fn statement_plan(
    statement: &Statement,
    explained: &Explained,
    rows: &BTreeMap<Name, u64>,
    large: u64,
) -> StatementPlan {
    let root = &explained.root;
    let number = |property: &str| root.get(property).and_then(Value::as_f64).unwrap_or(0.0);
    let mut plan = StatementPlan {
        name: statement.name.clone(),
        hot: statement.hot,
        place: statement.place.clone(),
        indexes: BTreeSet::new(),
        scans: Vec::new(),
        cost: number("Total Cost"),
        rows: number("Plan Rows"),
        steps: steps::steps(root),
        query_id: explained.query_id,
    };
    visit(root, "public", &mut plan);
    for scan in &mut plan.scans {
        scan.rows = rows.get(&scan.table).copied().unwrap_or(0);
    }
    plan.scans.retain(|scan| scan.rows > large);
    plan
}

/// An index stands in the schema of its table, and a bitmap's index scan below the scan of the table.
fn visit(node: &Value, schema: &str, plan: &mut StatementPlan) {
    let schema = text(node, "Schema").unwrap_or(schema);
    if let Some(index) = text(node, "Index Name") {
        plan.indexes.insert(Name::new(schema, index));
    }
    let whole = text(node, "Node Type") == Some("Seq Scan");
    if let Some(table) = text(node, "Relation Name").filter(|_| whole) {
        plan.scans.push(SequentialScan { table: Name::new(schema, table), rows: 0 });
    }
    for child in children(node) {
        visit(child, schema, plan);
    }
}

async fn unused(client: &Client, plans: &[StatementPlan]) -> Result<Vec<UnusedIndex>, ServerError> {
    let used: BTreeSet<&Name> = plans.iter().flat_map(|plan| &plan.indexes).collect();
    let rows = client.query(ACCESS_INDEXES, &[]).await?;
    let index = |row: &tokio_postgres::Row| {
        let index = Name::new(row.get::<_, &str>(0), row.get::<_, &str>(1));
        UnusedIndex { index, table: row.get(2) }
    };
    Ok(rows.iter().map(index).filter(|found| !used.contains(&found.index)).collect())
}
