//! What is said of a character that is like one published before it: made from it, or unrelated.

use domain::gate::{KINSHIPS_MAX, is_full};
use domain::publication::is_listed;
use domain::{CharacterId, CharacterRevisionId, KinshipId, KinshipKind};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::inserts::NewKinship;
use store::queries::characters;
use store::queries::likeness::{self, KinshipsRow};
use store::{Run, StoreError, Tx};

use crate::error::via_store;
use crate::ports::new_id;
use crate::{Actor, App};

/// As many characters as the column of a reason holds.
const REASON_CHARS_MAX: usize = 2_000;

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KinshipRequest {
    /// The revision that was published before, as the evidence of `near-duplicates` names it.
    pub original_id: CharacterRevisionId,
    /// `fork`, by the creator: it was made from that one. `unrelated`, by a moderator: neither is a
    /// copy of the other.
    pub kind: KinshipKind,
    /// Why; up to 2,000 characters.
    pub reason: String,
}

/// What somebody said, with its digest.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct KinshipView {
    pub id: KinshipId,
    pub kind: KinshipKind,
    pub original_id: CharacterRevisionId,
    pub original_digest: String,
    /// The slug of the original's character, where everybody may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_character: Option<String>,
    pub reason: String,
    pub declared_by: domain::AccountId,
    pub declared_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum KinshipError {
    #[error("there is no such {0}, or it is not yours")]
    NotFound(&'static str),
    #[error("a character is no kin of itself; name a revision of another one")]
    Itself,
    #[error("only its creator declares a fork")]
    NotTheCreator,
    #[error("that two characters are unrelated is said by a moderator who made neither")]
    NotAModerator,
    #[error("a reason has 1 to {REASON_CHARS_MAX} characters")]
    Reason,
    #[error("at most {KINSHIPS_MAX} are said `{0}` of one character, and so many were")]
    TooMany(KinshipKind),
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(KinshipError);

impl App {
    /// Records what is said. A fork that is declared again is the same record; a moderator speaks of
    /// what was sealed so far, and may have to speak again. It counts from the next evaluation on.
    pub async fn declare_kinship(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        request: &KinshipRequest,
    ) -> Result<KinshipView, KinshipError> {
        let reason = request.reason.trim();
        if !(1..=REASON_CHARS_MAX).contains(&reason.chars().count()) {
            return Err(KinshipError::Reason);
        }
        let now = self.now();
        self.writer()
            .tx("declare kinship", async |tx: &Tx| {
                may_declare(tx, actor, character_id, request).await?;
                let all = kinships_of(tx, character_id).await?;
                let kinds: Vec<_> = all.iter().map(|it| it.kind).collect();
                if request.kind == KinshipKind::Fork
                    && let Some(said) = said(all, request)
                {
                    return Ok(said);
                }
                if is_full(kinds.into_iter(), request.kind) {
                    return Err(KinshipError::TooMany(request.kind));
                }
                let row = NewKinship {
                    id: KinshipId(new_id()),
                    character_id,
                    original_id: request.original_id,
                    kind: request.kind,
                    reason,
                    declared_by_id: actor.id,
                    declared_at: now,
                };
                row.insert(tx).await?;
                let missing = StoreError::NotOne { statement: "kinships", found: 0 };
                Ok(said(kinships_of(tx, character_id).await?, request).ok_or(missing)?)
            })
            .await
    }

    /// All that was said of a character, the newest last.
    pub async fn kinships(
        &self,
        actor: &Actor,
        character_id: CharacterId,
    ) -> Result<Vec<KinshipView>, KinshipError> {
        let character = characters::character(self.reader(), character_id).await?;
        let may_see = |creator| actor.as_domain().may_inspect(creator);
        if !character.is_some_and(|it| may_see(it.creator_id)) {
            return Err(KinshipError::NotFound("character"));
        }
        Ok(kinships_of(self.reader(), character_id).await?)
    }
}

/// Whether the actor may say this of the two characters.
async fn may_declare(
    tx: &Tx,
    actor: &Actor,
    character_id: CharacterId,
    request: &KinshipRequest,
) -> Result<(), KinshipError> {
    let character = characters::lock_character(tx, character_id).await?;
    let may_see = |creator| actor.as_domain().may_inspect(creator);
    let character = character.filter(|it| may_see(it.creator_id));
    let character = character.ok_or(KinshipError::NotFound("character"))?;
    let original = likeness::published_revision(tx, request.original_id).await?;
    let original = original.ok_or(KinshipError::NotFound("published revision"))?;
    if original.character_id == character_id {
        return Err(KinshipError::Itself);
    }
    let actor = actor.as_domain();
    let may = actor.may_declare(request.kind, character.creator_id, original.creator_id);
    let refused = match request.kind {
        KinshipKind::Fork => KinshipError::NotTheCreator,
        KinshipKind::Unrelated => KinshipError::NotAModerator,
    };
    may.then_some(()).ok_or(refused)
}

/// All that was said of a character, the newest last.
pub(crate) async fn kinships_of(
    on: &impl Run,
    character_id: CharacterId,
) -> Result<Vec<KinshipView>, StoreError> {
    let rows = likeness::kinships(on, character_id).await?;
    Ok(rows.into_iter().map(KinshipView::from).collect())
}

fn said(all: Vec<KinshipView>, request: &KinshipRequest) -> Option<KinshipView> {
    let is_it = |it: &KinshipView| it.original_id == request.original_id && it.kind == request.kind;
    all.into_iter().rfind(is_it)
}

impl From<KinshipsRow> for KinshipView {
    fn from(row: KinshipsRow) -> Self {
        KinshipView {
            id: row.id,
            kind: row.kind,
            original_id: row.original_id,
            original_digest: row.digest,
            original_character: is_listed(row.state, row.visibility).then_some(row.slug),
            reason: row.reason,
            declared_by: row.declared_by_id,
            declared_at: row.declared_at,
        }
    }
}
