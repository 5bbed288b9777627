//! Between the rows of a draft and what `domain` calls one.

use domain::draft::{DraftContent, DraftEdit, FieldViolation};
use domain::{AccountId, CharacterDraftId, CharacterId, ModelPackRange, runtime};
use serde_json::Value;
use store::documents::{
    AuthoringNotes, CharacterBook, DocumentError, RuntimeSettings, ToolMetadata,
};
use store::inserts::{NewCharacterDraft, NewDraftModelPack};
use store::queries::drafts::{self, SaveDraft, SaveDraftRow};
use store::queries::reference;
use store::rows::{CharacterDraft, DraftModelPack};
use store::{Run, StoreError, Tx};

/// What a save writes, besides the fields.
pub(crate) struct SaveFacts<'a> {
    pub(crate) character_id: CharacterId,
    pub(crate) creator_id: AccountId,
    pub(crate) updated_by_id: AccountId,
    pub(crate) base_version: i32,
    pub(crate) edit_digest: &'a str,
    pub(crate) changed_fields: &'a [String],
    pub(crate) now: jiff::Timestamp,
}

/// The draft of a character as rows have it.
#[derive(Debug)]
pub(crate) struct StoredDraft {
    pub(crate) row: CharacterDraft,
    pub(crate) content: DraftContent,
}

impl StoredDraft {
    pub(crate) async fn load(
        on: &impl Run,
        character_id: CharacterId,
    ) -> Result<Option<Self>, StoreError> {
        let row = drafts::draft(on, character_id).await?;
        Self::complete(on, row).await
    }

    /// The draft, kept from changing until the transaction ends.
    pub(crate) async fn lock(
        tx: &Tx,
        character_id: CharacterId,
    ) -> Result<Option<Self>, StoreError> {
        let row = drafts::lock_draft(tx, character_id).await?;
        Self::complete(tx, row).await
    }

    async fn complete(
        on: &impl Run,
        row: Option<CharacterDraft>,
    ) -> Result<Option<Self>, StoreError> {
        let Some(row) = row else { return Ok(None) };
        let packs = drafts::draft_model_packs(on, row.id).await?;
        let content = content_of(&row, packs);
        Ok(Some(StoredDraft { row, content }))
    }
}

fn content_of(row: &CharacterDraft, packs: Vec<DraftModelPack>) -> DraftContent {
    let row = row.clone();
    DraftContent {
        name: row.name,
        nickname: row.nickname,
        persona_prompt: row.persona_prompt,
        personality: row.personality,
        greeting: row.greeting,
        alternate_greetings: row.alternate_greetings,
        group_greetings: row.group_greetings,
        scenario: row.scenario,
        example_dialogue: row.example_dialogue,
        system_prompt_override: row.system_prompt_override,
        post_history_instructions: row.post_history_instructions,
        creator_notes: row.creator_notes,
        attribution: row.attribution,
        version_label: row.version_label,
        tags: row.tags.into_iter().map(domain::TagId).collect(),
        voice_id: row.voice_id,
        vertical_app: row.vertical_app,
        visibility: row.visibility,
        character_book: row.character_book.map(store::documents::CharacterBook::into_value),
        authoring_notes: row.authoring_notes.map(store::documents::AuthoringNotes::into_value),
        tool_metadata: row.tool_metadata.map(store::documents::ToolMetadata::into_value),
        portrait_digest: row.portrait_digest,
        runtime_settings: row.runtime_settings.map(RuntimeSettings::into_value),
        model_packs: packs.into_iter().map(range_of).collect(),
    }
}

fn range_of(row: DraftModelPack) -> ModelPackRange {
    ModelPackRange {
        model_pack_id: row.model_pack_id,
        min_version: row.min_version,
        max_version: row.max_version,
    }
}

/// The first version of a draft.
pub(crate) async fn insert_draft(
    tx: &Tx,
    id: CharacterDraftId,
    character_id: CharacterId,
    creator_id: AccountId,
    content: &DraftContent,
    documents: &Documents,
    now: jiff::Timestamp,
) -> Result<(), StoreError> {
    let tags = texts(&content.tags);
    let row = NewCharacterDraft {
        id,
        character_id,
        creator_id,
        version: Some(1),
        name: &content.name,
        nickname: Some(&content.nickname),
        persona_prompt: Some(&content.persona_prompt),
        personality: Some(&content.personality),
        greeting: Some(&content.greeting),
        alternate_greetings: Some(&content.alternate_greetings),
        group_greetings: Some(&content.group_greetings),
        scenario: Some(&content.scenario),
        example_dialogue: Some(&content.example_dialogue),
        system_prompt_override: Some(&content.system_prompt_override),
        post_history_instructions: Some(&content.post_history_instructions),
        creator_notes: Some(&content.creator_notes),
        attribution: Some(&content.attribution),
        version_label: Some(&content.version_label),
        tags: Some(&tags),
        voice_id: content.voice_id.as_ref(),
        vertical_app: content.vertical_app.as_ref(),
        visibility: Some(content.visibility),
        character_book: documents.book.as_ref(),
        authoring_notes: documents.notes.as_ref(),
        tool_metadata: documents.metadata.as_ref(),
        portrait_digest: content.portrait_digest.as_ref(),
        runtime_settings: documents.settings.as_ref(),
        created_at: Some(now),
        updated_at: Some(now),
        updated_by_id: creator_id,
        archived_at: None,
    };
    row.insert(tx).await?;
    write_model_packs(tx, id, &content.model_packs).await
}

/// Writes the fields that an edit names, if the draft is still at the version of `facts`.
pub(crate) async fn write_edit(
    tx: &Tx,
    draft_id: CharacterDraftId,
    edit: &DraftEdit,
    documents: &Documents,
    facts: &SaveFacts<'_>,
) -> Result<Option<SaveDraftRow>, StoreError> {
    let tags = edit.tags.as_deref().map(texts);
    let saved = drafts::save_draft(
        tx,
        &SaveDraft {
            name: edit.name.as_deref(),
            nickname: edit.nickname.as_deref(),
            persona_prompt: edit.persona_prompt.as_deref(),
            personality: edit.personality.as_deref(),
            greeting: edit.greeting.as_deref(),
            alternate_greetings: edit.alternate_greetings.as_deref(),
            group_greetings: edit.group_greetings.as_deref(),
            scenario: edit.scenario.as_deref(),
            example_dialogue: edit.example_dialogue.as_deref(),
            system_prompt_override: edit.system_prompt_override.as_deref(),
            post_history_instructions: edit.post_history_instructions.as_deref(),
            creator_notes: edit.creator_notes.as_deref(),
            attribution: edit.attribution.as_deref(),
            version_label: edit.version_label.as_deref(),
            tags: tags.as_deref(),
            visibility: edit.visibility,
            set_voice_id: edit.voice_id.is_some(),
            voice_id: edit.voice_id.as_ref().and_then(Option::as_ref),
            set_vertical_app: edit.vertical_app.is_some(),
            vertical_app: edit.vertical_app.as_ref().and_then(Option::as_ref),
            set_character_book: edit.character_book.is_some(),
            character_book: documents.book.as_ref(),
            set_authoring_notes: edit.authoring_notes.is_some(),
            authoring_notes: documents.notes.as_ref(),
            set_tool_metadata: edit.tool_metadata.is_some(),
            tool_metadata: documents.metadata.as_ref(),
            set_portrait_digest: edit.portrait_digest.is_some(),
            portrait_digest: edit.portrait_digest.as_ref().and_then(Option::as_ref),
            set_runtime_settings: edit.runtime_settings.is_some(),
            runtime_settings: documents.settings.as_ref(),
            now: facts.now,
            updated_by_id: facts.updated_by_id,
            character_id: facts.character_id,
            creator_id: facts.creator_id,
            base_version: facts.base_version,
            edit_digest: facts.edit_digest,
            changed_fields: facts.changed_fields,
        },
    )
    .await?;
    if let (Some(_), Some(packs)) = (&saved, &edit.model_packs) {
        drafts::clear_draft_model_packs(tx, draft_id).await?;
        write_model_packs(tx, draft_id, packs).await?;
    }
    Ok(saved)
}

async fn write_model_packs(
    tx: &Tx,
    draft_id: CharacterDraftId,
    packs: &[ModelPackRange],
) -> Result<(), StoreError> {
    for range in packs {
        let row = NewDraftModelPack {
            draft_id,
            model_pack_id: &range.model_pack_id,
            min_version: range.min_version,
            max_version: range.max_version,
        };
        row.insert(tx).await?;
    }
    Ok(())
}

fn texts(tags: &[domain::TagId]) -> Vec<String> {
    tags.iter().map(|tag| tag.0.clone()).collect()
}

/// What settings say of apps that there are not. An app's id goes out with what is published, where
/// no gate reads it: so it has to be one.
pub(crate) async fn unknown_apps(
    tx: &Tx,
    settings: Option<&Value>,
) -> Result<Vec<FieldViolation>, StoreError> {
    let named = runtime::apps(settings);
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let known = reference::apps(tx).await?;
    let unknown = named.into_iter().filter(|app| !known.iter().any(|it| it.id.0 == *app));
    let violation = |app: &str| {
        let message = "there is no such app; GET /api/apps lists them";
        FieldViolation::new(format!("runtimeSettings.apps.{app}"), message)
    };
    Ok(unknown.map(violation).collect())
}

/// The JSON documents of a draft, each fitting its shape.
#[derive(Debug)]
pub(crate) struct Documents {
    book: Option<CharacterBook>,
    notes: Option<AuthoringNotes>,
    metadata: Option<ToolMetadata>,
    settings: Option<RuntimeSettings>,
}

impl Documents {
    pub(crate) fn of(content: &DraftContent) -> Result<Self, FieldViolation> {
        Self::parse(
            &content.character_book,
            &content.authoring_notes,
            &content.tool_metadata,
            &content.runtime_settings,
        )
    }

    /// Those that an edit sets.
    pub(crate) fn of_edit(edit: &DraftEdit) -> Result<Self, FieldViolation> {
        let set = |field: &Option<Option<Value>>| field.clone().flatten();
        Self::parse(
            &set(&edit.character_book),
            &set(&edit.authoring_notes),
            &set(&edit.tool_metadata),
            &set(&edit.runtime_settings),
        )
    }

    fn parse(
        book: &Option<Value>,
        notes: &Option<Value>,
        metadata: &Option<Value>,
        settings: &Option<Value>,
    ) -> Result<Self, FieldViolation> {
        Ok(Documents {
            book: fitting("characterBook", book, CharacterBook::parse)?,
            notes: fitting("authoringNotes", notes, AuthoringNotes::parse)?,
            metadata: fitting("toolMetadata", metadata, ToolMetadata::parse)?,
            settings: fitting("runtimeSettings", settings, RuntimeSettings::parse)?,
        })
    }
}

fn fitting<T>(
    field: &str,
    value: &Option<Value>,
    parse: fn(Value) -> Result<T, DocumentError>,
) -> Result<Option<T>, FieldViolation> {
    let parsed = value.clone().map(parse).transpose();
    parsed.map_err(|error| FieldViolation::new(field, error.to_string()))
}
