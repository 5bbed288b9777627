//! A plan as lines, in the words of EXPLAIN.

use serde_json::Value;

use crate::explain::{children, text};

/// One node of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanStep {
    /// How many nodes stand above it.
    pub depth: usize,
    /// `Index Scan using books_shelf_idx on shop.books b`.
    pub what: String,
    /// What rows it keeps, and by which keys it finds them.
    pub conditions: Vec<String>,
    /// To its last row, those below included; in the planner's unit.
    pub cost: f64,
    pub rows: f64,
    /// It reads a whole table.
    pub is_scan: bool,
}

/// What a node says of the rows that it looks for.
const CONDITIONS: [&str; 7] =
    ["Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "TID Cond", "Join Filter", "Filter"];

pub(super) fn steps(root: &Value) -> Vec<PlanStep> {
    let mut found = Vec::new();
    if root.is_object() {
        visit(root, 0, &mut found);
    }
    found
}

fn visit(node: &Value, depth: usize, found: &mut Vec<PlanStep>) {
    let number = |property: &str| node.get(property).and_then(Value::as_f64).unwrap_or(0.0);
    let condition = |name: &&str| Some(format!("{name}: {}", text(node, name)?));
    found.push(PlanStep {
        depth,
        what: what(node),
        conditions: CONDITIONS.iter().filter_map(condition).collect(),
        cost: number("Total Cost"),
        rows: number("Plan Rows"),
        is_scan: text(node, "Node Type") == Some("Seq Scan"),
    });
    children(node).iter().for_each(|child| visit(child, depth + 1, found));
}

fn what(node: &Value) -> String {
    let kind = text(node, "Node Type").unwrap_or("?");
    let mut words = match (kind, text(node, "Operation"), text(node, "Join Type")) {
        ("ModifyTable", Some(operation), _) => operation.to_owned(),
        (kind, _, Some(join)) if join != "Inner" => format!("{kind} ({join})"),
        (kind, _, _) => kind.to_owned(),
    };
    if text(node, "Scan Direction") == Some("Backward") {
        words.push_str(" Backward");
    }
    if let Some(index) = text(node, "Index Name") {
        words.push_str(&format!(" using {index}"));
    }
    if let Some(table) = text(node, "Relation Name") {
        let schema = text(node, "Schema").map(|schema| format!("{schema}.")).unwrap_or_default();
        words.push_str(&format!(" on {schema}{table}"));
        let alias = text(node, "Alias").filter(|alias| *alias != table);
        words.extend(alias.map(|alias| format!(" {alias}")));
    }
    words.extend(text(node, "CTE Name").map(|name| format!(" on {name}")));
    match text(node, "Subplan Name") {
        Some(name) => format!("{name}: {words}"),
        None => words,
    }
}
