//! What a save may do: an autosave is never silently lost.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{DraftContent, DraftEdit, DraftField};
use crate::{CanonicalError, Digest, canonical};

/// A save as it arrived, as far as deciding on it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditEnvelope {
    /// The version of the draft that the creator had before them.
    pub base_version: i32,
    /// The digest of base version and fields: a retried save has the same.
    pub digest: Digest,
    /// The fields whose value the save changes.
    pub fields: Vec<DraftField>,
}

/// An earlier save, as the contract's `DraftEdit` keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastEdit {
    /// The version that the save made.
    pub version: i32,
    /// The digest of the save as it was sent.
    pub digest: Digest,
    /// The names of the fields it changed.
    pub changed_fields: Vec<String>,
}

/// What becomes of a save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveDecision {
    /// Nothing happened since its base: write the fields.
    Apply {
        /// What to write.
        fields: Vec<DraftField>,
    },
    /// Others saved since, but other fields: write these beside theirs.
    Merge {
        /// What to write.
        fields: Vec<DraftField>,
        /// The versions that were made since the base.
        over: Vec<i32>,
    },
    /// The draft already is as the save wants it: a retry, or a save that changes nothing.
    AlreadySaved {
        /// The version that holds the save.
        version: i32,
    },
    /// Others changed the same fields since, or the history does not reach back to the base.
    /// Nothing is written; the creator gets both sides.
    Stale {
        /// The fields that both sides changed.
        colliding: Vec<DraftField>,
        /// The version that the draft is at.
        current: i32,
    },
}

impl EditEnvelope {
    /// The envelope of an edit of a draft that now is `current`.
    pub fn of(
        base_version: i32,
        edit: &DraftEdit,
        current: &DraftContent,
    ) -> Result<Self, CanonicalError> {
        let digest = edit_digest(base_version, edit)?;
        Ok(Self { base_version, digest, fields: edit.fields_that_change(current) })
    }
}

/// The digest of a save as it was sent.
pub fn edit_digest(base_version: i32, edit: &DraftEdit) -> Result<Digest, CanonicalError> {
    canonical::digest(&json!({ "baseVersion": base_version, "fields": edit }))
}

/// Decides a save. `current` is the draft's version, `since` holds its edits after the base,
/// in any order.
pub fn decide_save(current: i32, edit: &EditEnvelope, since: &[PastEdit]) -> SaveDecision {
    let since: BTreeMap<i32, &PastEdit> = since
        .iter()
        .filter(|past| past.version > edit.base_version)
        .map(|past| (past.version, past))
        .collect();
    if let Some(past) = since.values().find(|past| past.digest == edit.digest) {
        return SaveDecision::AlreadySaved { version: past.version };
    }
    if edit.base_version == current {
        return apply_or_nothing(current, edit);
    }
    if !reaches_back(edit.base_version, current, &since) {
        return SaveDecision::Stale { colliding: edit.fields.clone(), current };
    }
    merge(current, edit, &since)
}

fn apply_or_nothing(current: i32, edit: &EditEnvelope) -> SaveDecision {
    if edit.fields.is_empty() {
        return SaveDecision::AlreadySaved { version: current };
    }
    SaveDecision::Apply { fields: edit.fields.clone() }
}

/// Whether every version after the base is known. A base of the future is known by nobody.
fn reaches_back(base: i32, current: i32, since: &BTreeMap<i32, &PastEdit>) -> bool {
    base < current && (base + 1..=current).all(|version| since.contains_key(&version))
}

fn merge(current: i32, edit: &EditEnvelope, since: &BTreeMap<i32, &PastEdit>) -> SaveDecision {
    if edit.fields.is_empty() {
        return SaveDecision::AlreadySaved { version: current };
    }
    let theirs: BTreeSet<&str> =
        since.values().flat_map(|past| past.changed_fields.iter().map(String::as_str)).collect();
    let collides = |field: &&DraftField| theirs.contains(field.as_str());
    let colliding: Vec<_> = edit.fields.iter().filter(collides).copied().collect();
    if !colliding.is_empty() {
        return SaveDecision::Stale { colliding, current };
    }
    SaveDecision::Merge { fields: edit.fields.clone(), over: since.keys().copied().collect() }
}
