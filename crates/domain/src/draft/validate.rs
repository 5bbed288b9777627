//! What a value of each field may be. All violations are told at once.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{DraftEdit, DraftField, limits};
use crate::{BlobDigest, Digest, ModelPackRange, TagId, document, slug};

/// A field whose value can't be kept, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error, JsonSchema)]
#[error("{field}: {message}")]
pub struct FieldViolation {
    /// The path of the value: `alternateGreetings[3]`, `characterBook.entries[0].keys`.
    pub field: String,
    /// What is wrong and what would be right.
    pub message: String,
}

impl FieldViolation {
    /// `message` is wrong with `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Every violation of a limit or a shape in the fields that the edit names.
pub fn validate(edit: &DraftEdit) -> Vec<FieldViolation> {
    let mut check = Check::default();
    check_texts(&mut check, edit);
    check_lists(&mut check, edit);
    check_documents(&mut check, edit);
    check.violations
}

fn check_texts(check: &mut Check, edit: &DraftEdit) {
    use DraftField as F;
    use limits::{LINE_CHARS_MAX, NAME_CHARS_MAX, TEXT_CHARS_MAX};
    let texts = [
        (F::Name, &edit.name, NAME_CHARS_MAX),
        (F::Nickname, &edit.nickname, NAME_CHARS_MAX),
        (F::PersonaPrompt, &edit.persona_prompt, TEXT_CHARS_MAX),
        (F::Personality, &edit.personality, TEXT_CHARS_MAX),
        (F::Greeting, &edit.greeting, TEXT_CHARS_MAX),
        (F::Scenario, &edit.scenario, TEXT_CHARS_MAX),
        (F::ExampleDialogue, &edit.example_dialogue, TEXT_CHARS_MAX),
        (F::SystemPromptOverride, &edit.system_prompt_override, TEXT_CHARS_MAX),
        (F::PostHistoryInstructions, &edit.post_history_instructions, TEXT_CHARS_MAX),
        (F::CreatorNotes, &edit.creator_notes, TEXT_CHARS_MAX),
        (F::Attribution, &edit.attribution, LINE_CHARS_MAX),
        (F::VersionLabel, &edit.version_label, LINE_CHARS_MAX),
    ];
    for (field, value, max) in texts {
        if let Some(text) = value {
            check.text(field.as_str(), text, max);
        }
    }
    if edit.name.as_ref().is_some_and(|name| name.trim().is_empty()) {
        check.refuse("name", "a character has a name");
    }
}

fn check_lists(check: &mut Check, edit: &DraftEdit) {
    let greetings = [
        (DraftField::AlternateGreetings, &edit.alternate_greetings),
        (DraftField::GroupGreetings, &edit.group_greetings),
    ];
    for (field, list) in greetings {
        if let Some(list) = list {
            check.greetings(field.as_str(), list);
        }
    }
    if let Some(tags) = &edit.tags {
        check.tags(tags);
    }
    if let Some(ranges) = &edit.model_packs {
        check.model_packs(ranges);
    }
    if let Some(Some(portrait)) = &edit.portrait_digest {
        check.portrait(portrait);
    }
}

fn check_documents(check: &mut Check, edit: &DraftEdit) {
    use limits::{
        BOOK_BYTES_MAX, NOTES_BYTES_MAX, RUNTIME_SETTINGS_BYTES_MAX, TOOL_METADATA_BYTES_MAX,
    };
    let documents = [
        (&edit.character_book, document::Kind::CharacterBook, BOOK_BYTES_MAX),
        (&edit.authoring_notes, document::Kind::AuthoringNotes, NOTES_BYTES_MAX),
        (&edit.tool_metadata, document::Kind::ToolMetadata, TOOL_METADATA_BYTES_MAX),
        (&edit.runtime_settings, document::Kind::RuntimeSettings, RUNTIME_SETTINGS_BYTES_MAX),
    ];
    for (value, kind, bytes_max) in documents {
        if let Some(Some(value)) = value {
            check.document(value, kind, bytes_max);
        }
    }
}

#[derive(Default)]
struct Check {
    violations: Vec<FieldViolation>,
}

impl Check {
    fn refuse(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.violations.push(FieldViolation::new(field, message));
    }

    fn text(&mut self, field: &str, text: &str, max: usize) {
        let length = text.chars().count();
        if length > max {
            self.refuse(field, format!("has {length} characters; at most {max} are kept"));
        }
        if text.contains('\0') {
            self.refuse(field, "holds the character U+0000, which PostgreSQL can't keep");
        }
    }

    fn count(&mut self, field: &str, count: usize, max: usize) {
        if count > max {
            self.refuse(field, format!("has {count} items; at most {max} are kept"));
        }
    }

    fn greetings(&mut self, field: &str, list: &[String]) {
        self.count(field, list.len(), limits::GREETINGS_MAX);
        for (index, text) in list.iter().enumerate() {
            self.text(&format!("{field}[{index}]"), text, limits::TEXT_CHARS_MAX);
        }
    }

    fn tags(&mut self, tags: &[TagId]) {
        self.count("tags", tags.len(), limits::TAGS_MAX);
        for (index, tag) in tags.iter().enumerate().filter(|(_, tag)| !slug::is_tag_id(tag)) {
            self.refuse(format!("tags[{index}]"), bad_tag(tag));
        }
    }

    fn model_packs(&mut self, ranges: &[ModelPackRange]) {
        self.count("modelPacks", ranges.len(), limits::MODEL_PACKS_MAX);
        for (index, range) in ranges.iter().enumerate() {
            if let Some(problem) = range.problem() {
                self.refuse(format!("modelPacks[{index}]"), problem);
            }
        }
    }

    fn portrait(&mut self, portrait: &BlobDigest) {
        if let Err(error) = portrait.0.parse::<Digest>() {
            self.refuse("portraitDigest", error.to_string());
        }
    }

    fn document(&mut self, value: &Value, kind: document::Kind, bytes_max: usize) {
        let field = kind.field();
        let bytes = value.to_string().len();
        if bytes > bytes_max {
            self.refuse(field, format!("has {bytes} bytes of JSON; at most {bytes_max} are kept"));
        }
        self.violations.extend(document::violations(kind, value));
    }
}

fn bad_tag(tag: &TagId) -> String {
    match slug::tag_id(&tag.0) {
        Some(id) => format!("`{tag}` is not a tag id; its id is `{id}`"),
        None => {
            format!("`{tag}` is not a tag id: letters and digits in lower case, hyphens between")
        }
    }
}
