//! Rust for Diesel 2.3: `schema.rs` with the tables, `enums.rs`, `models.rs`, and `mod.rs` over them.
//!
//! Enums carry their own `ToSql` and `FromSql`, so that no other crate is needed. A list is
//! `Option<Vec<T>>`: Prisma's lists have no NOT NULL, and other writers leave NULL in them.

mod column_type;
mod enums;
mod models;
mod plan;
mod tables;

use std::collections::BTreeSet;

use super::TargetInput;
use crate::source::Source;
use crate::{GeneratedFile, Problem, mark};
use plan::Plan;

pub(super) fn files(input: &TargetInput<'_>) -> Result<Vec<GeneratedFile>, Vec<Problem>> {
    let plan = Plan::of(input.schema);
    Ok(vec![
        GeneratedFile::new("enums.rs", enums::file(&plan)),
        GeneratedFile::new("mod.rs", root(&plan)),
        GeneratedFile::new("models.rs", models::file(&plan)),
        GeneratedFile::new("schema.rs", tables::file(&plan)),
    ])
}

/// The three modules, and the features of Diesel that they need.
fn root(plan: &Plan<'_>) -> String {
    let mut out = headed("The schema for Diesel 2.3.");
    let features = features(plan);
    let quoted: Vec<String> = features.iter().map(|it| format!("{it:?}")).collect();
    out.line("//!");
    out.line("//! It needs in `Cargo.toml`:");
    out.line("//! ```toml");
    out.line(format!("//! diesel = {{ version = \"2.3\", features = [{}] }}", quoted.join(", ")));
    for (feature, dependency) in DEPENDENCIES {
        if features.contains(feature) {
            out.line(format!("//! {dependency}"));
        }
    }
    out.line("//! ```");
    out.blank();
    out.line("#![allow(dead_code)]");
    out.blank();
    for module in ["enums", "models", "schema"] {
        out.line("#[rustfmt::skip]");
        out.line(format!("pub mod {module};"));
    }
    out.finish()
}

/// What a feature of Diesel gives a type from.
const DEPENDENCIES: &[(&str, &str)] = &[
    ("chrono", "chrono = \"0.4\""),
    ("network-address", "ipnetwork = \"0.21\""),
    ("numeric", "bigdecimal = \"0.4\""),
    ("serde_json", "serde_json = \"1\""),
    ("uuid", "uuid = \"1\""),
];

fn features<'a>(plan: &'a Plan<'_>) -> BTreeSet<&'a str> {
    let columns = plan.tables.iter().flat_map(|table| &table.columns);
    let mut features: BTreeSet<&str> = columns.filter_map(|column| column.ty.feature).collect();
    features.insert("postgres");
    let widest = plan.tables.iter().map(|table| table.columns.len()).max().unwrap_or(0);
    match widest {
        ..=32 => {}
        33..=64 => _ = features.insert("64-column-tables"),
        _ => _ = features.insert("128-column-tables"),
    }
    features
}

fn headed(what: &str) -> Source {
    let mut out = Source::rust();
    out.line(format!("// {}", mark("diesel")));
    out.line(format!("//! {what}"));
    out
}
