//! Gates: what must be true of a revision before an app carries it.

mod banned_terms;
mod builtin;
mod completeness;
mod finding;
pub(crate) mod fold;
mod lorebook_sanity;
pub mod moderation;
mod near_duplicates;
mod passage;
mod personal_data;
mod prompt_injection;
mod settings;
mod standing;
pub(crate) mod text;

pub use builtin::{BUILTINS, Builtin, EvaluatorSpec, GateError, Subject, builtin, evaluate};
pub use finding::{DetailFinding, EarlierPlace, EvaluationDetail, Finding, Severity};
pub use near_duplicates::{KINSHIPS_MAX, Neighbour, Unsought, is_full, ruling};
pub use passage::{Passage, passage, value_at};
pub use settings::{Offer, Setting, SettingKind, WEIGHTS, offer, offers};
pub use standing::{EvaluationFact, GateStanding, RequiredGate, Standing, expires_at, standings};
pub use text::{Part, Reader, parts as texts};
