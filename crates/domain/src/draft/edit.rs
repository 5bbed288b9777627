//! Applying edits.

use std::collections::BTreeMap;

use super::{DraftContent, DraftEdit, DraftField, FieldViolation, validate};
use crate::{ModelPackRange, TagId};

impl DraftEdit {
    /// The draft as it is after the edit.
    pub fn apply(self, content: &DraftContent) -> DraftContent {
        let mut after = content.clone();
        self.tidied().write_to(&mut after);
        after
    }

    /// Equal tags once, at their first place; model packs by id, the last of equals.
    pub fn tidied(mut self) -> Self {
        self.tags = self.tags.map(first_of_equals);
        self.model_packs = self.model_packs.map(by_pack);
        self
    }
}

/// The draft that a first edit makes: it has a name and keeps every limit.
pub fn new_draft(edit: DraftEdit) -> Result<DraftContent, Vec<FieldViolation>> {
    let mut violations = validate(&edit);
    let content = edit.apply(&DraftContent::named(""));
    if content.name.is_empty() && !violations.iter().any(|violation| violation.field == "name") {
        violations.insert(0, FieldViolation::new("name", "a character has a name"));
    }
    if violations.is_empty() { Ok(content) } else { Err(violations) }
}

/// The fields in which two states of a draft differ.
pub fn changed_fields(before: &DraftContent, after: &DraftContent) -> Vec<DraftField> {
    DraftEdit::from(after.clone()).fields_that_change(before)
}

fn first_of_equals(tags: Vec<TagId>) -> Vec<TagId> {
    let mut seen = std::collections::BTreeSet::new();
    tags.into_iter().filter(|tag| seen.insert(tag.clone())).collect()
}

fn by_pack(ranges: Vec<ModelPackRange>) -> Vec<ModelPackRange> {
    let by_id: BTreeMap<_, _> =
        ranges.into_iter().map(|range| (range.model_pack_id.clone(), range)).collect();
    by_id.into_values().collect()
}
