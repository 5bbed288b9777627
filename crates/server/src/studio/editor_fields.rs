//! The fields of the editor: what stands where, and what a form's texts mean.
//!
//! Between a form and a draft everything is a list of texts: one for a line, one for each greeting, one
//! for each model pack.

use domain::draft::{DraftContent, DraftField};
use domain::{Digest, ModelPackId, ModelPackRange, slug};
use serde_json::{Map, Value, json};

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Line,
    /// So many lines high.
    Area(u8),
    /// Any number of texts.
    Texts,
    Tags,
    Choice,
    Packs,
    /// The text within the notes' document.
    Notes,
    Portrait,
}

/// What a field is called, and what a writer should know of it.
#[derive(Debug)]
pub(super) struct Spec {
    pub(super) field: DraftField,
    pub(super) kind: Kind,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    /// Whether it is shown as a chat.
    pub(super) is_chat: bool,
}

/// The sections of the page, from top to bottom: id, title, fields.
pub(super) const SECTIONS: &[(&str, &str, &[Spec])] = &[
    ("who", "Who it is", WHO),
    ("first", "First words", FIRST),
    ("examples", "How it talks", EXAMPLES),
    ("instructions", "Instructions", INSTRUCTIONS),
    ("notes", "About it", ABOUT),
];

const WHO: &[Spec] = &[
    spec(DraftField::Name, Kind::Line, "Name", ""),
    spec(
        DraftField::Nickname,
        Kind::Line,
        "Nickname",
        "What {{char}} becomes, where it is not the name.",
    ),
    spec(
        DraftField::PersonaPrompt,
        Kind::Area(14),
        "Description",
        "Who the character is. It is in every prompt.",
    ),
    spec(
        DraftField::Personality,
        Kind::Area(3),
        "Personality",
        "A summary. It is in every prompt.",
    ),
    spec(
        DraftField::Scenario,
        Kind::Area(3),
        "Scenario",
        "Where and when the conversation takes place. It is in every prompt.",
    ),
];

const FIRST: &[Spec] = &[
    chat(DraftField::Greeting, Kind::Area(8), "Greeting", "The first message."),
    chat(
        DraftField::AlternateGreetings,
        Kind::Texts,
        "Other greetings",
        "What a reader may swipe to instead.",
    ),
    chat(
        DraftField::GroupGreetings,
        Kind::Texts,
        "Greetings in groups",
        "First messages where several characters are together.",
    ),
];

const EXAMPLES: &[Spec] = &[chat(
    DraftField::ExampleDialogue,
    Kind::Area(10),
    "Example dialogue",
    "Each conversation begins with <START>; lines begin with {{user}}: or {{char}}:.",
)];

const INSTRUCTIONS: &[Spec] = &[
    spec(
        DraftField::SystemPromptOverride,
        Kind::Area(4),
        "System prompt",
        "Stands for the app’s own; {{original}} puts that in.",
    ),
    spec(
        DraftField::PostHistoryInstructions,
        Kind::Area(3),
        "After the conversation",
        "Instructions behind the last message.",
    ),
];

const ABOUT: &[Spec] = &[
    spec(
        DraftField::CreatorNotes,
        Kind::Area(5),
        "Notes for readers",
        "Shown beside the character; no model reads them.",
    ),
    spec(DraftField::Attribution, Kind::Line, "Made by", "Who a card says made it."),
    spec(DraftField::VersionLabel, Kind::Line, "Version", "Your own name of this version."),
    spec(
        DraftField::AuthoringNotes,
        Kind::Notes,
        "Notes to myself",
        "Sealed with a revision, and never sent to an app.",
    ),
];

/// What stands beside the texts.
pub(super) const ASIDE: &[Spec] = &[
    spec(DraftField::PortraitDigest, Kind::Portrait, "Portrait", ""),
    spec(DraftField::Tags, Kind::Tags, "Tags", "With commas between."),
    spec(
        DraftField::Visibility,
        Kind::Choice,
        "Visibility",
        "Who may see it once it is published.",
    ),
    spec(DraftField::VerticalApp, Kind::Choice, "Made for", ""),
    spec(DraftField::VoiceId, Kind::Choice, "Voice", ""),
    spec(
        DraftField::ModelPacks,
        Kind::Packs,
        "Model packs",
        "What it is written for, from which version to which.",
    ),
];

const fn spec(field: DraftField, kind: Kind, label: &'static str, hint: &'static str) -> Spec {
    Spec { field, kind, label, hint, is_chat: false }
}

const fn chat(field: DraftField, kind: Kind, label: &'static str, hint: &'static str) -> Spec {
    Spec { field, kind, label, hint, is_chat: true }
}

pub(super) fn specs() -> impl Iterator<Item = &'static Spec> {
    SECTIONS.iter().flat_map(|(_, _, specs)| specs.iter()).chain(ASIDE)
}

/// The texts of a field.
pub(super) fn texts(spec: &Spec, content: &DraftContent) -> Vec<String> {
    use DraftField as F;
    let one = |text: &str| vec![text.to_owned()];
    let id = |id: Option<&str>| vec![id.unwrap_or_default().to_owned()];
    match spec.field {
        F::Name => one(&content.name),
        F::Nickname => one(&content.nickname),
        F::PersonaPrompt => one(&content.persona_prompt),
        F::Personality => one(&content.personality),
        F::Greeting => one(&content.greeting),
        F::AlternateGreetings => content.alternate_greetings.clone(),
        F::GroupGreetings => content.group_greetings.clone(),
        F::Scenario => one(&content.scenario),
        F::ExampleDialogue => one(&content.example_dialogue),
        F::SystemPromptOverride => one(&content.system_prompt_override),
        F::PostHistoryInstructions => one(&content.post_history_instructions),
        F::CreatorNotes => one(&content.creator_notes),
        F::Attribution => one(&content.attribution),
        F::VersionLabel => one(&content.version_label),
        F::Tags => {
            let tags: Vec<&str> = content.tags.iter().map(|tag| tag.0.as_str()).collect();
            vec![tags.join(", ")]
        }
        F::VoiceId => id(content.voice_id.as_ref().map(|id| id.0.as_str())),
        F::VerticalApp => id(content.vertical_app.as_ref().map(|id| id.0.as_str())),
        F::Visibility => one(content.visibility.as_str()),
        F::AuthoringNotes => one(notes(content).unwrap_or_default()),
        F::PortraitDigest => id(content.portrait_digest.as_ref().map(|digest| digest.0.as_str())),
        F::ModelPacks => content.model_packs.iter().map(pack_text).collect(),
        // Pages of their own.
        F::CharacterBook | F::ToolMetadata | F::RuntimeSettings => Vec::new(),
    }
}

fn notes(content: &DraftContent) -> Option<&str> {
    content.authoring_notes.as_ref()?.get("notes")?.as_str()
}

/// The notes' document without the notes, as JSON: what other tools keep there stays.
pub(super) fn notes_others(content: &DraftContent) -> String {
    let document = content.authoring_notes.as_ref().and_then(Value::as_object);
    let mut others = document.cloned().unwrap_or_default();
    others.remove("notes");
    Value::Object(others).to_string()
}

/// `id 2 4`: the pack, its first version, its last one where there is one.
fn pack_text(range: &ModelPackRange) -> String {
    let ModelPackRange { model_pack_id: ModelPackId(id), min_version, max_version } = range;
    let max = max_version.map(|max| max.to_string()).unwrap_or_default();
    format!("{id} {min_version} {max}")
}

/// What texts are when a browser has had them: lines end alike, a line is one, and an empty place for
/// another greeting is none.
pub(super) fn plain(kind: Kind, texts: &[String]) -> Vec<String> {
    let tidy = |text: &String| {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let is_line = matches!(kind, Kind::Line | Kind::Choice | Kind::Tags | Kind::Packs);
        if is_line { text.replace('\n', "") } else { text }
    };
    let is_there =
        |text: &String| !matches!(kind, Kind::Texts | Kind::Packs) || !text.trim().is_empty();
    texts.iter().map(tidy).filter(is_there).collect()
}

/// What a form shows that a field of it is as it was.
pub(super) fn mark_of(kind: Kind, texts: &[String]) -> String {
    let mut mark = Digest::of(json!(plain(kind, texts)).to_string()).to_string();
    mark.truncate(16);
    mark
}

/// The value of a field, from a form's texts. What is no value of it is told where edits are read.
pub(super) fn value(spec: &Spec, texts: &[String], before: &DraftContent) -> Value {
    let first = || texts.first().cloned().unwrap_or_default();
    match (spec.kind, spec.field) {
        (Kind::Texts, _) => json!(texts),
        (Kind::Tags, _) => json!(tags(&first())),
        (Kind::Packs, _) => texts.iter().map(|text| pack_value(text)).collect(),
        (Kind::Notes, _) => with_notes(before.authoring_notes.as_ref(), first()),
        (Kind::Portrait, _) | (Kind::Choice, DraftField::VoiceId | DraftField::VerticalApp) => {
            let id = first();
            if id.is_empty() { Value::Null } else { id.into() }
        }
        _ => first().into(),
    }
}

fn tags(text: &str) -> Vec<String> {
    let labels = text.split([',', '\n']).map(str::trim).filter(|label| !label.is_empty());
    labels.map(|label| slug::tag_id(label).map_or_else(|| label.to_owned(), |tag| tag.0)).collect()
}

fn pack_value(text: &str) -> Value {
    let mut parts = text.split(' ');
    let mut next = || parts.next().unwrap_or_default();
    let number = |text: &str| match text.parse::<i32>() {
        Ok(number) => json!(number),
        Err(_) if text.is_empty() => Value::Null,
        Err(_) => json!(text),
    };
    json!({ "modelPackId": next(), "minVersion": number(next()), "maxVersion": number(next()) })
}

/// Other tools' keys of the document stay.
fn with_notes(before: Option<&Value>, text: String) -> Value {
    let mut document = before.and_then(Value::as_object).cloned().unwrap_or_else(Map::new);
    if text.is_empty() && document.keys().all(|key| key == "notes") {
        return Value::Null;
    }
    document.insert("notes".to_owned(), text.into());
    Value::Object(document)
}
