//! Payloads: the bytes that apps fetch, built from a revision and nothing else.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::revision::SealedContent;
use crate::{
    BlobDigest, CanonicalError, Digest, ModelPackRange, PayloadDigest, Slug, TagId, VoiceId,
    canonical, runtime,
};

/// The version of the payload's shape that this code freezes.
pub const VERSION: i32 = 2;

/// A revision, as far as its payload says something of it.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// What was sealed.
    pub content: &'a SealedContent,
    /// The number of the revision within the character.
    pub number: i32,
    /// The digest of what was sealed.
    pub digest: &'a Digest,
}

/// A payload: its bytes, frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayloadBytes {
    /// The version of its shape.
    pub version: i32,
    /// Canonical JSON, as UTF-8.
    pub body: Vec<u8>,
    /// SHA-256 of `body`.
    pub digest: PayloadDigest,
}

/// Why a payload can't be built.
#[derive(Debug, thiserror::Error)]
pub enum PayloadError {
    /// This code knows no such shape.
    #[error("payload version {0} is unknown; this version builds {VERSION}")]
    UnknownVersion(i32),
    /// The content has no canonical form.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
}

/// Builds the payload of a revision in a version of its shape: the same bytes every time.
pub fn build(source: Source<'_>, version: i32) -> Result<PayloadBytes, PayloadError> {
    let body = match version {
        1 => canonical::to_string(&V1::of(source))?.into_bytes(),
        2 => canonical::to_string(&V2::of(source))?.into_bytes(),
        other => return Err(PayloadError::UnknownVersion(other)),
    };
    let digest = PayloadDigest(Digest::of(&body).to_string());
    Ok(PayloadBytes { version, body, digest })
}

/// What an app needs of a character. Notes of the creator to themselves, what other tools keep,
/// shares and visibility stay behind.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct V1<'a> {
    payload_version: i32,
    slug: &'a Slug,
    revision: RevisionV1<'a>,
    name: &'a str,
    nickname: &'a str,
    persona_prompt: &'a str,
    personality: &'a str,
    greeting: &'a str,
    alternate_greetings: &'a [String],
    group_greetings: &'a [String],
    scenario: &'a str,
    example_dialogue: &'a str,
    system_prompt_override: &'a str,
    post_history_instructions: &'a str,
    creator_notes: &'a str,
    attribution: &'a str,
    version_label: &'a str,
    tags: &'a [TagId],
    voice_id: Option<&'a VoiceId>,
    character_book: Option<&'a Value>,
    model_packs: &'a [ModelPackRange],
}

#[derive(Serialize)]
struct RevisionV1<'a> {
    number: i32,
    digest: &'a Digest,
}

impl<'a> V1<'a> {
    fn of(source: Source<'a>) -> Self {
        let draft = &source.content.draft;
        Self {
            payload_version: 1,
            slug: &source.content.slug,
            revision: RevisionV1 { number: source.number, digest: source.digest },
            name: &draft.name,
            nickname: &draft.nickname,
            persona_prompt: &draft.persona_prompt,
            personality: &draft.personality,
            greeting: &draft.greeting,
            alternate_greetings: &draft.alternate_greetings,
            group_greetings: &draft.group_greetings,
            scenario: &draft.scenario,
            example_dialogue: &draft.example_dialogue,
            system_prompt_override: &draft.system_prompt_override,
            post_history_instructions: &draft.post_history_instructions,
            creator_notes: &draft.creator_notes,
            attribution: &draft.attribution,
            version_label: &draft.version_label,
            tags: &draft.tags,
            voice_id: draft.voice_id.as_ref(),
            character_book: draft.character_book.as_ref(),
            model_packs: &draft.model_packs,
        }
    }
}

/// Version 1, the portrait, and what a runtime needs to activate the lorebook as we would: every
/// setting, for all apps and for those that have their own.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct V2<'a> {
    #[serde(flatten)]
    v1: V1<'a>,
    portrait_digest: Option<&'a BlobDigest>,
    runtime: Runtime<'a>,
}

#[derive(Serialize)]
struct Runtime<'a> {
    all: Map<String, Value>,
    apps: BTreeMap<&'a str, Map<String, Value>>,
}

impl<'a> V2<'a> {
    fn of(source: Source<'a>) -> Self {
        let draft = &source.content.draft;
        let settings = draft.runtime_settings.as_ref();
        let own = |app| (app, runtime::resolved(settings, Some(app)));
        Self {
            v1: V1 { payload_version: 2, ..V1::of(source) },
            portrait_digest: draft.portrait_digest.as_ref(),
            runtime: Runtime {
                all: runtime::resolved(settings, None),
                apps: runtime::apps(settings).into_iter().map(own).collect(),
            },
        }
    }
}

const TEXTS: &[(&str, &str)] = &[
    ("name", "The character's name."),
    ("nickname", "What {{char}} becomes, where it is not the name; may be empty."),
    ("personaPrompt", "Who the character is."),
    ("personality", "A summary of the personality."),
    ("greeting", "The first message."),
    ("scenario", "Where the conversation takes place."),
    ("exampleDialogue", "Example messages."),
    ("systemPromptOverride", "Replaces the app's system prompt where it is not empty."),
    ("postHistoryInstructions", "Instructions after the conversation."),
    ("creatorNotes", "What the creator tells users; never part of a prompt."),
    ("attribution", "Who made it, in the creator's words."),
    ("versionLabel", "The creator's own label of the version."),
];

const LISTS: &[(&str, &str)] = &[
    ("alternateGreetings", "Other first messages."),
    ("groupGreetings", "First messages in group chats."),
    ("tags", "Tag ids in the creator's order."),
];

/// The JSON Schema (draft 2020-12) of payloads, of every version.
pub fn payload_schema() -> Value {
    let v1 = properties(1);
    let mut v2 = properties(2);
    v2.insert("portraitDigest".to_owned(), portrait_schema());
    v2.insert("runtime".to_owned(), runtime_schema());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://repertoire.dev/payload",
        "title": "Payload",
        "description": "The bytes that an app fetches of a published character: canonical JSON (RFC 8785).",
        "oneOf": [{ "$ref": "#/$defs/v1" }, { "$ref": "#/$defs/v2" }],
        "$defs": {
            "v1": closed(v1),
            "v2": closed(v2),
            "settings": closed(runtime::SETTINGS.iter().map(setting_schema).collect()),
        },
    })
}

/// An object with exactly these members.
fn closed(properties: Map<String, Value>) -> Value {
    let required: Vec<_> = properties.keys().cloned().collect();
    json!({
        "type": "object",
        "required": required,
        "additionalProperties": false,
        "properties": properties,
    })
}

fn portrait_schema() -> Value {
    json!({
        "type": ["string", "null"],
        "pattern": "^[0-9a-f]{64}$",
        "description": "SHA-256 of the picture; its bytes are at /api/runtime/portraits/{digest}.",
    })
}

fn runtime_schema() -> Value {
    json!({
        "type": "object",
        "required": ["all", "apps"],
        "additionalProperties": false,
        "description": "How the lorebook is activated: an app that `apps` names takes that, any other takes `all`.",
        "properties": {
            "all": { "$ref": "#/$defs/settings" },
            "apps": { "type": "object", "additionalProperties": { "$ref": "#/$defs/settings" } },
        },
    })
}

fn setting_schema(setting: &runtime::Setting) -> (String, Value) {
    let mut schema = match setting.shape {
        runtime::Shape::Profile => json!({ "enum": runtime::profiles() }),
        runtime::Shape::Flag(_) => json!({ "type": "boolean" }),
        runtime::Shape::Count { max, .. } => {
            json!({ "type": "integer", "minimum": 0, "maximum": max })
        }
    };
    schema["description"] = setting.about.into();
    (setting.name.to_owned(), schema)
}

/// What every version has.
fn properties(version: i32) -> Map<String, Value> {
    let mut properties = Map::new();
    properties.insert("payloadVersion".to_owned(), json!({ "const": version }));
    properties.insert(
        "slug".to_owned(),
        json!({ "type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,158}[a-z0-9])?$" }),
    );
    properties.insert("revision".to_owned(), revision_schema());
    for (name, description) in TEXTS {
        let schema = json!({ "type": "string", "description": description });
        properties.insert((*name).to_owned(), schema);
    }
    for (name, description) in LISTS {
        let schema =
            json!({ "type": "array", "items": { "type": "string" }, "description": description });
        properties.insert((*name).to_owned(), schema);
    }
    properties.insert("voiceId".to_owned(), json!({ "type": ["string", "null"] }));
    properties.insert(
        "characterBook".to_owned(),
        json!({
            "type": ["object", "null"],
            "description": "The lorebook, in the shape of the V3 card specification.",
        }),
    );
    properties.insert("modelPacks".to_owned(), json!({ "type": "array", "items": range_schema() }));
    properties
}

fn revision_schema() -> Value {
    json!({
        "type": "object",
        "required": ["number", "digest"],
        "additionalProperties": false,
        "properties": {
            "number": { "type": "integer", "minimum": 1 },
            "digest": { "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 of the sealed content." },
        },
    })
}

fn range_schema() -> Value {
    json!({
        "type": "object",
        "required": ["modelPackId", "minVersion", "maxVersion"],
        "additionalProperties": false,
        "properties": {
            "modelPackId": { "type": "string" },
            "minVersion": { "type": "integer", "minimum": 1 },
            "maxVersion": { "type": ["integer", "null"], "description": "Inclusive; null where every later version suits." },
        },
    })
}
