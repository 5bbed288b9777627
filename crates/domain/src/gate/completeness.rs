//! `completeness`: whether a character has what an app needs, and keeps every limit.
//!
//! Why: a draft may be empty, a published character may not. And limits that rose or fell since the
//! draft was saved are asked again before anything is frozen.

use serde::{Deserialize, Serialize};

use super::builtin::{Evaluator, Subject};
use super::{DetailFinding, Finding, Setting, SettingKind, Severity};
use crate::draft::{DraftEdit, DraftField, validate};
use crate::revision::SealedContent;

/// The evaluator.
pub(crate) enum Completeness {}

/// What can be set.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Configuration {
    /// Fields that may not be empty.
    required: Vec<String>,
    /// Fewer characters of persona than this are no character.
    persona_chars_min: usize,
    /// More characters of prompt fields together than this don't fit the app.
    prompt_chars_max: Option<usize>,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            required: vec!["name".to_owned(), "personaPrompt".to_owned(), "greeting".to_owned()],
            persona_chars_min: 20,
            prompt_chars_max: None,
        }
    }
}

impl Evaluator for Completeness {
    const ID: &'static str = "completeness";
    const NAME: &'static str = "Completeness and limits";
    const VERSION: &'static str = "1.0.0";
    const ABOUT: &'static str = "Whether a character has what an app needs, a name, a persona and a greeting, and keeps every limit. Without it an empty draft can be published.";
    const SETTINGS: &'static [Setting] = &[
        Setting {
            key: "required",
            label: "May not be empty",
            about: "A field of the draft on each line, as name, personaPrompt, greeting or scenario.",
            kind: SettingKind::Lines,
        },
        Setting {
            key: "personaCharsMin",
            label: "Shortest persona, in characters",
            about: "",
            kind: SettingKind::Count(0, 100_000),
        },
        Setting {
            key: "promptCharsMax",
            label: "Longest prompt, in characters",
            about: "All prompt fields together; empty for no limit.",
            kind: SettingKind::CountOrNone(1, 10_000_000),
        },
    ];
    type Configuration = Configuration;

    fn evaluate(subject: &Subject<'_>, configuration: &Configuration) -> Finding {
        let content = subject.content;
        let mut findings = empty_fields(content, configuration);
        findings.extend(short_persona(content, configuration));
        findings.extend(long_prompt(content, configuration));
        findings.extend(broken_limits(content));
        Finding::judged(findings, None)
    }
}

fn empty_fields(content: &SealedContent, configuration: &Configuration) -> Vec<DetailFinding> {
    let draft = serde_json::to_value(&content.draft).unwrap_or_default();
    let is_empty = |name: &str| match &draft[name] {
        serde_json::Value::String(text) => text.trim().is_empty(),
        serde_json::Value::Array(items) => items.is_empty(),
        value => value.is_null(),
    };
    let finding = |name: &String| match DraftField::named(name) {
        None => {
            let message = "the configuration asks for a field that a draft does not have";
            DetailFinding::about("unknown_field", Severity::Error, name, message)
        }
        Some(_) => DetailFinding::about("empty", Severity::Error, name, "may not be empty"),
    };
    configuration.required.iter().filter(|name| is_empty(name)).map(finding).collect()
}

fn short_persona(content: &SealedContent, configuration: &Configuration) -> Option<DetailFinding> {
    let length = content.draft.persona_prompt.trim().chars().count();
    let min = configuration.persona_chars_min;
    let message = format!("has {length} characters; an app needs at least {min} to play it");
    (length > 0 && length < min)
        .then(|| DetailFinding::about("short", Severity::Error, "personaPrompt", message))
}

fn long_prompt(content: &SealedContent, configuration: &Configuration) -> Option<DetailFinding> {
    let max = configuration.prompt_chars_max?;
    let draft = &content.draft;
    let length: usize = [
        &draft.persona_prompt,
        &draft.personality,
        &draft.scenario,
        &draft.example_dialogue,
        &draft.system_prompt_override,
        &draft.post_history_instructions,
    ]
    .map(|text| text.chars().count())
    .into_iter()
    .sum();
    let message = format!("the prompt fields have {length} characters together, more than {max}");
    (length > max).then(|| DetailFinding::about("long", Severity::Error, "personaPrompt", message))
}

fn broken_limits(content: &SealedContent) -> Vec<DetailFinding> {
    let violations = validate(&DraftEdit::from(content.draft.clone()));
    violations
        .into_iter()
        .filter(|violation| violation.field != "name" || !content.draft.name.trim().is_empty())
        .map(|it| DetailFinding::about("limit", Severity::Error, &it.field, it.message))
        .collect()
}
