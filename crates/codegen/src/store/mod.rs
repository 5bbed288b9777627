//! `crates/store/src/generated`: rows, inserts, changesets, documents and statements.

mod changesets;
mod contract;
mod documents;
mod imports;
mod inserts;
mod pieces;
mod postgres;
mod queries;
mod rows;

pub use contract::MigrationFile;

pub(crate) use changesets::changesets;
pub(crate) use contract::contract;
pub(crate) use documents::documents;
pub(crate) use inserts::inserts;
pub(crate) use postgres::{Uses, postgres};
pub(crate) use queries::{queries, queries_root};
pub(crate) use rows::rows;

use crate::header::Header;
use crate::source::Source;

/// `mod.rs`.
pub(crate) fn root(header: &Header) -> String {
    let mut out = Source::rust();
    header.write(&mut out, "//");
    out.line("//! What follows from the contract: rows, statements, documents, and its hash.");
    out.blank();
    let modules = [
        ("changesets", "pub "),
        ("contract", "pub "),
        ("documents", "pub "),
        ("inserts", "pub "),
        ("postgres", ""),
        ("queries", "pub "),
        ("rows", "pub "),
    ];
    for (module, visibility) in modules {
        out.line("#[rustfmt::skip]");
        out.line(format!("{visibility}mod {module};"));
    }
    out.finish()
}

/// `static NAME: Statement = …`, with its text as it stands.
fn statement(out: &mut Source, constant: &str, name: &str, sql: &str, columns: &[String]) {
    out.open(format!("pub(crate) static {constant}: Statement = Statement {{"));
    out.line(format!("name: {name:?},"));
    out.line(format!("sql: {},", crate::source::raw_literal(sql)));
    out.line(format!("columns: &{columns:?},"));
    out.close("};");
}
