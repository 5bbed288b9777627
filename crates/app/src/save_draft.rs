//! One save. An autosave is never silently lost: it lands, merges, is recognised as a retry, or is
//! told what it collides with.

use domain::draft::{
    DraftEdit, DraftField, EditEnvelope, FieldViolation, PastEdit, SaveDecision, decide_save,
    validate,
};
use domain::{AccountId, CanonicalError, CharacterId, Digest};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::queries::drafts;
use store::{StoreError, Tx};

use crate::create_character::reference_of;
use crate::draft_rows::{Documents, SaveFacts, StoredDraft, unknown_apps, write_edit};
use crate::error::via_store;
use crate::read_draft::DraftView;
use crate::{Actor, App};

/// What became of a save.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Saved {
    pub version: i32,
    pub updated_at: Timestamp,
    /// Other saves came between, to other fields: theirs stand beside these.
    pub merged: bool,
    /// The draft was like this already: a retry, or a save that changes nothing.
    pub already_saved: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("there is no such character, or it is not yours")]
    NotFound,
    #[error("some fields are not valid")]
    Invalid(Vec<FieldViolation>),
    /// Others changed the same fields since; nothing was written.
    #[error("others changed {} since version {base}", names(colliding))]
    Stale { base: i32, colliding: Vec<DraftField>, current: Box<DraftView> },
    #[error("there is no such {0}")]
    NoSuchReference(&'static str),
    #[error("the save can't be canonicalised: {0}")]
    Canonical(#[from] CanonicalError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(SaveError);

/// How far back a save may be based and still merge: a day of autosaves every half minute.
const EDITS_MAX: i64 = 3_000;

impl App {
    /// Saves `edit`, which was made on `base_version` of the draft.
    pub async fn save_draft(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        base_version: i32,
        edit: DraftEdit,
    ) -> Result<Saved, SaveError> {
        let violations = validate(&edit);
        if !violations.is_empty() {
            return Err(SaveError::Invalid(violations));
        }
        let documents =
            Documents::of_edit(&edit).map_err(|wrong| SaveError::Invalid(vec![wrong]))?;
        let documents = &documents;
        let now = self.now();
        let done = self.writer().tx("save draft", async |tx: &Tx| {
            let save =
                Save { actor: actor.id, character_id, base_version, edit: &edit, documents, now };
            save.run(tx).await
        });
        done.await.map_err(|error| match &error {
            SaveError::Store(StoreError::Dangling { constraint, .. }) => {
                SaveError::NoSuchReference(reference_of(constraint))
            }
            _ => error,
        })
    }
}

struct Save<'a> {
    actor: AccountId,
    character_id: CharacterId,
    base_version: i32,
    edit: &'a DraftEdit,
    documents: &'a Documents,
    now: Timestamp,
}

impl Save<'_> {
    async fn run(&self, tx: &Tx) -> Result<Saved, SaveError> {
        let stored = StoredDraft::lock(tx, self.character_id).await?;
        let draft =
            stored.filter(|draft| draft.row.creator_id == self.actor).ok_or(SaveError::NotFound)?;
        let settings = self.edit.runtime_settings.as_ref().and_then(Option::as_ref);
        let unknown = unknown_apps(tx, settings).await?;
        if !unknown.is_empty() {
            return Err(SaveError::Invalid(unknown));
        }
        let envelope = EditEnvelope::of(self.base_version, self.edit, &draft.content)?;
        let since = self.edits_since(tx, &draft).await?;
        match decide_save(draft.row.version, &envelope, &since) {
            SaveDecision::Apply { fields } => {
                self.write(tx, &draft, &envelope.digest, &fields, false).await
            }
            SaveDecision::Merge { fields, .. } => {
                self.write(tx, &draft, &envelope.digest, &fields, true).await
            }
            SaveDecision::AlreadySaved { version } => Ok(already_saved(&draft, version)),
            SaveDecision::Stale { colliding, .. } => Err(SaveError::Stale {
                base: self.base_version,
                colliding,
                current: Box::new(draft.into()),
            }),
        }
    }

    /// Nothing is asked of the database where nothing can have happened since, nor where so much
    /// has that the save is stale whatever it was.
    async fn edits_since(&self, tx: &Tx, draft: &StoredDraft) -> Result<Vec<PastEdit>, SaveError> {
        let behind = i64::from(draft.row.version) - i64::from(self.base_version);
        if !(1..=EDITS_MAX).contains(&behind) {
            return Ok(Vec::new());
        }
        let rows =
            drafts::draft_edits_since(tx, draft.row.id, self.base_version, EDITS_MAX).await?;
        let past = rows.into_iter().filter_map(|row| {
            let digest = row.edit_digest.parse().ok()?;
            Some(PastEdit { version: row.version, digest, changed_fields: row.changed_fields })
        });
        Ok(past.collect())
    }

    async fn write(
        &self,
        tx: &Tx,
        draft: &StoredDraft,
        digest: &Digest,
        fields: &[DraftField],
        merged: bool,
    ) -> Result<Saved, SaveError> {
        let changed: Vec<String> = fields.iter().map(DraftField::to_string).collect();
        let facts = SaveFacts {
            character_id: self.character_id,
            creator_id: self.actor,
            updated_by_id: self.actor,
            base_version: draft.row.version,
            edit_digest: &digest.to_string(),
            changed_fields: &changed,
            now: self.now,
        };
        let row = write_edit(tx, draft.row.id, self.edit, self.documents, &facts).await?;
        let row = row.ok_or(SaveError::NotFound)?;
        Ok(Saved { version: row.version, updated_at: row.updated_at, merged, already_saved: false })
    }
}

fn already_saved(draft: &StoredDraft, version: i32) -> Saved {
    Saved { version, updated_at: draft.row.updated_at, merged: false, already_saved: true }
}

fn names(fields: &[DraftField]) -> String {
    fields.iter().map(|field| field.as_str()).collect::<Vec<_>>().join(", ")
}
