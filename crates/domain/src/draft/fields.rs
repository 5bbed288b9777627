//! One list of the authoring fields; the draft, its edits and their names follow from it.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::FieldViolation;
use crate::{AppId, BlobDigest, ModelPackRange, TagId, Visibility, VoiceId};

macro_rules! draft_fields {
    ($($(#[doc = $doc:literal])+ $field:ident, $name:literal, $variant:ident: $kind:ty;)+) => {
        /// All that a creator writes: the authoring fields of the contract's `CharacterDraft`,
        /// and the model packs written for.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "camelCase")]
        pub struct DraftContent {
            $($(#[doc = $doc])+ pub $field: $kind,)+
        }

        /// New values for some of the fields. A field that is `None` stays as it is; one that
        /// can be empty is emptied by `Some(None)`, which is `null` in JSON.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct DraftEdit {
            $(
                $(#[doc = $doc])+
                #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
                pub $field: Option<$kind>,
            )+
        }

        /// The name of an authoring field.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DraftField {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl DraftField {
            /// Every field, in the contract's order.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The field's name in the API and in sealed content.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }

        impl DraftEdit {
            /// The fields that the edit names.
            pub fn fields(&self) -> Vec<DraftField> {
                let mut fields = Vec::new();
                $(if self.$field.is_some() { fields.push(DraftField::$variant); })+
                fields
            }

            /// The fields whose value would not be what it is now.
            pub fn fields_that_change(&self, content: &DraftContent) -> Vec<DraftField> {
                let mut fields = Vec::new();
                $(if self.$field.as_ref().is_some_and(|new| *new != content.$field) {
                    fields.push(DraftField::$variant);
                })+
                fields
            }

            pub(super) fn write_to(self, content: &mut DraftContent) {
                $(if let Some(new) = self.$field { content.$field = new; })+
            }

            pub(super) fn read_field(&mut self, field: DraftField, value: Value) -> Result<(), serde_json::Error> {
                match field {
                    $(DraftField::$variant => self.$field = Some(serde_json::from_value(value)?),)+
                }
                Ok(())
            }
        }

        impl From<DraftContent> for DraftEdit {
            /// The edit that writes every field.
            fn from(content: DraftContent) -> Self {
                Self { $($field: Some(content.$field),)+ }
            }
        }
    };
}

draft_fields! {
    /// The character's name.
    name, "name", Name: String;
    /// What `{{char}}` becomes, where it is not the name.
    nickname, "nickname", Nickname: String;
    /// Who the character is.
    persona_prompt, "personaPrompt", PersonaPrompt: String;
    /// A summary of the personality.
    personality, "personality", Personality: String;
    /// The first message.
    greeting, "greeting", Greeting: String;
    /// Other first messages.
    alternate_greetings, "alternateGreetings", AlternateGreetings: Vec<String>;
    /// First messages in group chats.
    group_greetings, "groupGreetings", GroupGreetings: Vec<String>;
    /// Where the conversation takes place.
    scenario, "scenario", Scenario: String;
    /// Example messages.
    example_dialogue, "exampleDialogue", ExampleDialogue: String;
    /// Replaces the app's system prompt.
    system_prompt_override, "systemPromptOverride", SystemPromptOverride: String;
    /// Instructions after the conversation.
    post_history_instructions, "postHistoryInstructions", PostHistoryInstructions: String;
    /// What the creator tells users of the character.
    creator_notes, "creatorNotes", CreatorNotes: String;
    /// Who a card says made it. Not the account.
    attribution, "attribution", Attribution: String;
    /// The creator's own label of the version.
    version_label, "versionLabel", VersionLabel: String;
    /// Tag ids in the creator's order.
    tags, "tags", Tags: Vec<TagId>;
    /// The voice it speaks with.
    voice_id, "voiceId", VoiceId: Option<VoiceId>;
    /// The app it is made for.
    vertical_app, "verticalApp", VerticalApp: Option<AppId>;
    /// Who may see it once it is published.
    visibility, "visibility", Visibility: Visibility;
    /// The lorebook: a `CharacterBook` document.
    character_book, "characterBook", CharacterBook: Option<Value>;
    /// Notes of the creator to themselves: an `AuthoringNotes` document.
    authoring_notes, "authoringNotes", AuthoringNotes: Option<Value>;
    /// What other tools keep in a card: a `ToolMetadata` document.
    tool_metadata, "toolMetadata", ToolMetadata: Option<Value>;
    /// The picture: the digest of a portrait that the owner brought.
    portrait_digest, "portraitDigest", PortraitDigest: Option<BlobDigest>;
    /// How apps activate the lorebook: a `RuntimeSettings` document.
    runtime_settings, "runtimeSettings", RuntimeSettings: Option<Value>;
    /// The model packs it is written for, by id (`DraftModelPack` in the contract).
    model_packs, "modelPacks", ModelPacks: Vec<ModelPackRange>;
}

impl DraftField {
    /// The field with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.as_str() == name)
    }

    /// The field whose name differs only in case, hyphens or underscores.
    fn resembling(name: &str) -> Option<Self> {
        let plain = |text: &str| text.replace(['_', '-'], "").to_lowercase();
        Self::ALL.iter().copied().find(|field| plain(field.as_str()) == plain(name))
    }
}

impl std::fmt::Display for DraftField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for DraftField {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl DraftContent {
    /// A draft that has a name and nothing else.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            nickname: String::new(),
            persona_prompt: String::new(),
            personality: String::new(),
            greeting: String::new(),
            alternate_greetings: Vec::new(),
            group_greetings: Vec::new(),
            scenario: String::new(),
            example_dialogue: String::new(),
            system_prompt_override: String::new(),
            post_history_instructions: String::new(),
            creator_notes: String::new(),
            attribution: String::new(),
            version_label: String::new(),
            tags: Vec::new(),
            voice_id: None,
            vertical_app: None,
            visibility: Visibility::Private,
            character_book: None,
            authoring_notes: None,
            tool_metadata: None,
            portrait_digest: None,
            runtime_settings: None,
            model_packs: Vec::new(),
        }
    }
}

impl DraftEdit {
    /// Reads an edit from JSON, and tells every field that is unknown or of a wrong type at once.
    /// Limits are another question: [`super::validate`].
    pub fn parse(json: Value) -> Result<Self, Vec<FieldViolation>> {
        let Value::Object(members) = json else {
            return Err(vec![FieldViolation::new("", "an edit is a JSON object of fields")]);
        };
        Self::parse_members(members)
    }

    fn parse_members(members: Map<String, Value>) -> Result<Self, Vec<FieldViolation>> {
        let mut edit = Self::default();
        let mut violations = Vec::new();
        for (name, value) in members {
            match DraftField::named(&name) {
                None => violations.push(unknown_field(&name)),
                Some(field) => {
                    if let Err(error) = edit.read_field(field, value) {
                        violations.push(FieldViolation::new(name, error.to_string()));
                    }
                }
            }
        }
        if violations.is_empty() { Ok(edit.tidied()) } else { Err(violations) }
    }
}

fn unknown_field(name: &str) -> FieldViolation {
    let message = match DraftField::resembling(name) {
        Some(field) => format!("a draft has no such field; did you mean `{field}`?"),
        None => "a draft has no such field".to_owned(),
    };
    FieldViolation::new(name, message)
}

/// A member that is there, be it `null`: what is absent never comes here.
fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}
