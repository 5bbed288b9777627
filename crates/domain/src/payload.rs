//! Payloads: the bytes that apps fetch, built from a revision and nothing else.

use serde::Serialize;
use serde_json::{Value, json};

use crate::revision::SealedContent;
use crate::{
    CanonicalError, Digest, ModelPackRange, PayloadDigest, Slug, TagId, VoiceId, canonical,
};

/// The version of the payload's shape that this code freezes.
pub const VERSION: i32 = 1;

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

/// The JSON Schema (draft 2020-12) of payload version 1.
pub fn payload_schema() -> Value {
    let mut properties = serde_json::Map::new();
    properties.insert("payloadVersion".to_owned(), json!({ "const": 1 }));
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
    let required: Vec<_> = properties.keys().cloned().collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://repertoire.dev/payload/v1",
        "title": "Payload",
        "description": "The bytes that an app fetches of a published character: canonical JSON (RFC 8785).",
        "type": "object",
        "required": required,
        "additionalProperties": false,
        "properties": properties,
    })
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
