//! Near-duplicates: what published revisions are compared by, and those that are like another.

use domain::gate::Neighbour;
use domain::revision::SealedContent;
use domain::similarity::{
    self, KEY_ROWS_MAX, KEYS_SHARED_MIN, Likeness, PortraitSignature, Signature, TextSignature,
    compare,
};
use domain::{
    BlobDigest, CharacterId, CharacterRevisionId, CharacterState, KinshipKind, Visibility,
};
use store::queries::likeness::{self, AlikeByText, KinshipsRow, UnsignedRevisionsRow};
use store::queries::{cards, revisions};
use store::rows::CharacterRevision;
use store::{StoreError, Tx};

use crate::App;
use crate::aside::aside;
use crate::pixels::Pixels;
use crate::publish::facts::digest;

/// Revisions that are signed in one go: a fraction of a second, a portrait of each included.
const BATCH: i64 = 20;

/// Candidates that are compared by signature. Of 100,000 characters, a copy met 15.
const CANDIDATES_MAX: i64 = 100;

/// Candidates whose texts are read, the likest first: 0.5 ms each of the usual size.
const READ_MAX: usize = 12;

const VERSION: i32 = similarity::VERSION as i32;

impl App {
    /// Makes signatures that are missing, of one batch; answers how many. What was published just
    /// now is among them, and after a change of the comparison everything is.
    pub async fn sign_published(&self) -> Result<usize, StoreError> {
        let unsigned = likeness::unsigned_revisions(self.reader(), VERSION, BATCH).await?;
        for revision in &unsigned {
            self.keep_signature(revision).await?;
        }
        Ok(unsigned.len())
    }

    async fn keep_signature(&self, revision: &UnsignedRevisionsRow) -> Result<(), StoreError> {
        let signature = match SealedContent::parse(&revision.content) {
            Ok(content) => self.signature(&content, revision.portrait_digest.as_ref()).await?,
            // It can't be compared, which is no reason to try for ever.
            Err(error) => {
                tracing::warn!(%error, revision = %revision.id, "a revision can't be read");
                Signature::default()
            }
        };
        let (id, character_id) = (revision.id, revision.character_id);
        let bytes = signature.to_bytes();
        let text_keys = signature.text.keys();
        let portrait_keys =
            signature.portrait.as_ref().map(PortraitSignature::keys).unwrap_or_default();
        self.writer()
            .tx("keep signature", async |tx: &Tx| {
                likeness::keep_text_keys(tx, character_id, id, &text_keys).await?;
                likeness::keep_portrait_keys(tx, character_id, id, &portrait_keys).await?;
                likeness::keep_signature(tx, VERSION, &bytes, id).await.map(drop)
            })
            .await
    }

    async fn signature(
        &self,
        content: &SealedContent,
        portrait: Option<&BlobDigest>,
    ) -> Result<Signature, StoreError> {
        let portrait = match portrait {
            Some(digest) => cards::portrait(self.reader(), digest).await?,
            None => None,
        };
        let text = TextSignature::of(content);
        let portrait = aside(move || {
            let row = portrait?;
            let pixels = Pixels::of(&row.bytes, row.media_type)?;
            PortraitSignature::of(&pixels.picture()?)
        });
        Ok(Signature { text, portrait: portrait.await })
    }

    /// Published revisions of other characters that are like this one, the likest first. Everything
    /// that was published before is looked at: signatures that are missing are made.
    pub(crate) async fn neighbours(
        &self,
        revision: &CharacterRevision,
        content: &SealedContent,
    ) -> Result<Vec<Neighbour>, StoreError> {
        while self.sign_published().await? > 0 {}
        let signature = self.signature(content, revision.portrait_digest.as_ref()).await?;
        let mut alike = self.alike(revision.character_id, &signature).await?;
        alike.sort_by(|(_, one), (_, other)| share(other).total_cmp(&share(one)));
        alike.truncate(READ_MAX);
        let kinships = likeness::kinships(self.reader(), revision.character_id).await?;
        let mut neighbours = Vec::with_capacity(alike.len());
        for (id, likeness) in alike {
            neighbours.extend(self.neighbour(id, likeness, &kinships).await?);
        }
        Ok(neighbours)
    }

    /// Those whose texts are worth reading, and how like they are.
    async fn alike(
        &self,
        character_id: CharacterId,
        signature: &Signature,
    ) -> Result<Vec<(CharacterRevisionId, Likeness)>, StoreError> {
        let on = self.reader();
        let given = AlikeByText {
            keys: &signature.text.keys(),
            rows_max: KEY_ROWS_MAX as i32,
            character_id,
            keys_min: KEYS_SHARED_MIN as i64,
            page_size: CANDIDATES_MAX,
        };
        let by_text = likeness::alike_by_text(on, &given).await?;
        let mut ids: Vec<_> = by_text.into_iter().map(|row| row.character_revision_id).collect();
        if let Some(portrait) = &signature.portrait {
            let (probes, rows_max) = (portrait.probes(), KEY_ROWS_MAX as i32);
            let by_portrait =
                likeness::alike_by_portrait(on, &probes, rows_max, character_id, CANDIDATES_MAX);
            ids.extend(by_portrait.await?.into_iter().map(|row| row.character_revision_id));
        }
        let rows = likeness::signatures(on, &ids, VERSION).await?;
        let likeness = |row: likeness::SignaturesRow| {
            let theirs = Signature::from_bytes(&row.signature).ok()?;
            let likeness = compare(&theirs, signature);
            likeness.asks_for_texts().then_some((row.revision_id, likeness))
        };
        Ok(rows.into_iter().filter_map(likeness).collect())
    }

    async fn neighbour(
        &self,
        id: CharacterRevisionId,
        likeness: Likeness,
        kinships: &[KinshipsRow],
    ) -> Result<Option<Neighbour>, StoreError> {
        let Some(row) = revisions::revision(self.reader(), id).await? else { return Ok(None) };
        let Ok(content) = SealedContent::parse(&row.content) else { return Ok(None) };
        let published = likeness::published_revision(self.reader(), id).await?;
        Ok(Some(Neighbour {
            revision_id: id,
            digest: digest(&row.digest)?,
            content,
            is_public: published.is_some_and(|it| is_public(it.state, it.visibility)),
            likeness,
            kinship: kinship(kinships, row.character_id),
        }))
    }
}

/// Whether everybody may see a character.
pub(crate) fn is_public(state: CharacterState, visibility: Visibility) -> bool {
    state == CharacterState::Published && visibility == Visibility::Public
}

/// What was said of a character, whichever of its revisions it was said of. A moderator's word
/// counts for more than the creator's.
fn kinship(kinships: &[KinshipsRow], original: CharacterId) -> Option<KinshipKind> {
    let said = || kinships.iter().filter(|it| it.character_id == original).map(|it| it.kind);
    said().find(|kind| *kind == KinshipKind::Unrelated).or_else(|| said().next())
}

/// What the likest are chosen by; a portrait that is the same counts as a whole text.
fn share(likeness: &Likeness) -> f64 {
    let portrait = f64::from(u8::from(likeness.same_portrait()));
    likeness.first_in_second.max(likeness.second_in_first).max(portrait)
}
