//! Gates: what must be true of a revision before an app carries it.

mod banned_terms;
mod builtin;
mod completeness;
mod finding;
pub(crate) mod fold;
mod lorebook_sanity;
pub mod moderation;
mod personal_data;
mod prompt_injection;
mod standing;
pub(crate) mod text;

pub use builtin::{BUILTINS, Builtin, EvaluatorSpec, GateError, builtin, evaluate};
pub use finding::{DetailFinding, EvaluationDetail, Finding, Severity};
pub use standing::{EvaluationFact, GateStanding, RequiredGate, Standing, expires_at, standings};
