//! `crates/domain/src/generated`: the contract's words, without any driver's type.

mod enums;
mod ids;

pub(crate) use enums::{enums, variant};
pub(crate) use ids::ids;

use crate::header::Header;
use crate::source::Source;

/// `mod.rs`: the two lists and the error that they share.
pub(crate) fn root(header: &Header) -> String {
    let mut out = Source::rust();
    header.write(&mut out, "//");
    out.line("//! What follows from the contract: ids as distinct types, and its enums.");
    out.blank();
    for module in ["enums", "ids"] {
        out.line("#[rustfmt::skip]");
        out.line(format!("mod {module};"));
    }
    out.blank();
    out.lines(["pub use enums::*;", "pub use ids::*;"]);
    out.blank();
    out.lines(UNKNOWN_NAME.lines());
    out.finish()
}

const UNKNOWN_NAME: &str = r#"/// A name that an enum of the contract does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not a value of `{kind}`")]
pub struct UnknownName {
    /// The enum.
    pub kind: &'static str,
    /// What was given.
    pub name: String,
}

impl UnknownName {
    /// `name` is not a value of the enum `kind`.
    pub fn new(kind: &'static str, name: &str) -> Self {
        Self { kind, name: name.to_owned() }
    }
}
"#;
