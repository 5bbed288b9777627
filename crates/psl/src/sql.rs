//! The one piece of SQL that every room above writes too.

/// An identifier in quotes: PostgreSQL's list of keywords grows.
#[must_use]
pub fn ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
