//! What follows from the contract: ids as distinct types, and its enums.

mod enums;
mod ids;

pub use enums::*;
pub use ids::*;

/// A name that an enum of the contract does not have.
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
