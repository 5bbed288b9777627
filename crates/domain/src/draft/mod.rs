//! The mutable text of a character: its fields, edits of them, and what a save may do.

mod edit;
mod fields;
pub mod limits;
mod save;
mod validate;

pub use edit::{changed_fields, new_draft};
pub use fields::{DraftContent, DraftEdit, DraftField};
pub use save::{EditEnvelope, PastEdit, SaveDecision, decide_save, edit_digest};
pub use validate::{FieldViolation, validate};
