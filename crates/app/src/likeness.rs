//! Near-duplicates: what published revisions are compared by, and those that are like another.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use domain::gate::{Neighbour, ruling};
use domain::publication::is_listed;
use domain::revision::SealedContent;
use domain::similarity::{
    self, KEY_ROWS_MAX, KEYS_SHARED_MIN, Likeness, PortraitSignature, Signature, TextSignature,
    compare,
};
use domain::{BlobDigest, CharacterId, CharacterRevisionId, KinshipKind, Visibility};
use store::queries::likeness::{self, AlikeByText, UnsignedRevisionsRow};
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

/// Characters that something was said of already, which are told beside.
const SAID_MAX: usize = 12;

const VERSION: i32 = similarity::VERSION as i32;

impl App {
    /// Makes signatures that are missing, of one batch; answers how many. What was published just
    /// now is among them, and after a change of the comparison everything is.
    ///
    /// Asked of the primary: a replica that lags would ask for the same ones again and again.
    pub async fn sign_published(&self) -> Result<usize, StoreError> {
        let unsigned = self.writer().tx("unsigned revisions", async |tx: &Tx| {
            likeness::unsigned_revisions(tx, VERSION, BATCH).await
        });
        let unsigned = unsigned.await?;
        for revision in &unsigned {
            self.keep_signature(revision).await?;
        }
        Ok(unsigned.len())
    }

    /// Marks what a server published that knew nothing of signatures, during an upgrade.
    pub(crate) async fn mark_published(&self) -> Result<u64, StoreError> {
        let mark = async |tx: &Tx| likeness::await_missing_signatures(tx).await;
        self.writer().tx("mark published revisions", mark).await
    }

    async fn keep_signature(&self, revision: &UnsignedRevisionsRow) -> Result<(), StoreError> {
        let signature = match SealedContent::parse(&revision.content) {
            Ok(content) => {
                self.signature(&Arc::new(content), revision.portrait_digest.as_ref()).await?
            }
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

    /// What can't be signed has an empty signature: it stops nobody.
    async fn signature(
        &self,
        content: &Arc<SealedContent>,
        portrait: Option<&BlobDigest>,
    ) -> Result<Signature, StoreError> {
        let portrait = match portrait {
            Some(digest) => cards::portrait(self.reader(), digest).await?,
            None => None,
        };
        let content = content.clone();
        let signed = aside(move || {
            let signature = catch_unwind(AssertUnwindSafe(|| Signature {
                text: TextSignature::of(&content),
                portrait: portrait.and_then(|row| {
                    let pixels = Pixels::of(&row.bytes, row.media_type)?;
                    PortraitSignature::of(&pixels.picture()?)
                }),
            }));
            signature.unwrap_or_else(|_| {
                tracing::error!(slug = %content.slug, "a panic: a revision is not compared");
                Signature::default()
            })
        });
        Ok(signed.await)
    }

    /// Published revisions of other characters that are like this one, the likest first; nothing as
    /// long as some that were published before are not signed, which this call goes on with.
    pub(crate) async fn neighbours(
        &self,
        revision: &CharacterRevision,
        content: &Arc<SealedContent>,
    ) -> Result<Option<Vec<Neighbour>>, StoreError> {
        // What was published just now is a handful. More is a first index, and has its own time.
        if self.sign_published().await? > 0 && self.sign_published().await? > 0 {
            return Ok(None);
        }
        let portrait = revision.portrait_digest.as_ref();
        let signature = self.signature(content, portrait).await?;
        let (alike, kinships) = self
            .writer()
            .tx("compare revisions", async |tx: &Tx| {
                let kinships = likeness::kinships(tx, revision.character_id).await?;
                let alike = alike(tx, revision.character_id, &signature).await?;
                Ok::<_, StoreError>((alike, kinships))
            })
            .await?;
        let kin = |it: &Alike| {
            let said = kinships.iter().filter(|said| said.character_id == it.character_id);
            ruling(said.map(|said| (said.kind, said.declared_at)), revision.sealed_at)
        };
        let (said, open): (Vec<_>, Vec<_>) = alike.iter().partition(|it| kin(it).is_some());
        let mut neighbours = Vec::new();
        for it in open.into_iter().take(READ_MAX).chain(said.into_iter().take(SAID_MAX)) {
            neighbours.extend(self.neighbour(it, kin(it)).await?);
        }
        Ok(Some(neighbours))
    }

    async fn neighbour(
        &self,
        alike: &Alike,
        kinship: Option<KinshipKind>,
    ) -> Result<Option<Neighbour>, StoreError> {
        let id = alike.revision_id;
        let Some(row) = revisions::revision(self.reader(), id).await? else { return Ok(None) };
        let Ok(content) = SealedContent::parse(&row.content) else { return Ok(None) };
        let published = likeness::published_revision(self.reader(), id).await?;
        Ok(Some(Neighbour {
            revision_id: id,
            digest: digest(&row.digest)?,
            content,
            is_public: row.visibility == Visibility::Public
                && published.is_some_and(|it| is_listed(it.state, it.visibility)),
            likeness: alike.likeness,
            kinship,
        }))
    }
}

/// A published revision that is worth reading.
#[derive(Clone, Copy, Debug)]
struct Alike {
    revision_id: CharacterRevisionId,
    character_id: CharacterId,
    likeness: Likeness,
}

/// Of each other character the likest revision that is worth reading, the likest first; but for those
/// that this character was first with.
async fn alike(
    tx: &Tx,
    character_id: CharacterId,
    signature: &Signature,
) -> Result<Vec<Alike>, StoreError> {
    let ids = candidates(tx, character_id, signature).await?;
    let own = |row: likeness::OwnSignaturesRow| {
        Some((row.revision_id, Signature::from_bytes(&row.signature).ok()?))
    };
    let own: Vec<_> = likeness::own_signatures(tx, character_id, VERSION)
        .await?
        .into_iter()
        .filter_map(own)
        .collect();
    let rows = likeness::signatures(tx, &ids, VERSION).await?;
    let alike = |row: likeness::SignaturesRow| {
        let theirs = Signature::from_bytes(&row.signature).ok()?;
        let likeness = compare(&theirs, signature);
        // Ids of revisions rise with time.
        let was_first = own.iter().any(|(id, own)| {
            *id < row.revision_id && likeness.is_matched_by(&compare(&theirs, own))
        });
        let is_alike = likeness.asks_for_texts() && !was_first;
        let (revision_id, character_id) = (row.revision_id, row.character_id);
        is_alike.then_some(Alike { revision_id, character_id, likeness })
    };
    let mut alike: Vec<_> = rows.into_iter().filter_map(alike).collect();
    alike.sort_by(|one, other| other.likeness.share().total_cmp(&one.likeness.share()));
    let mut seen = BTreeSet::new();
    alike.retain(|it| seen.insert(it.character_id));
    Ok(alike)
}

/// Revisions that share keys, and those that their characters are published in now: who grew over
/// many revisions has keys of each of them.
async fn candidates(
    tx: &Tx,
    character_id: CharacterId,
    signature: &Signature,
) -> Result<Vec<CharacterRevisionId>, StoreError> {
    let rows_max = KEY_ROWS_MAX as i32;
    let given = AlikeByText {
        keys: &signature.text.keys(),
        rows_max,
        character_id,
        keys_min: KEYS_SHARED_MIN as i64,
        page_size: CANDIDATES_MAX,
    };
    let by_text = likeness::alike_by_text(tx, &given).await?;
    let by_text = by_text.into_iter().map(|row| (row.character_id, row.character_revision_id));
    let mut found: Vec<_> = by_text.collect();
    if let Some(portrait) = &signature.portrait {
        let probes = portrait.probes();
        let by_portrait =
            likeness::alike_by_portrait(tx, &probes, rows_max, character_id, CANDIDATES_MAX);
        let by_portrait = by_portrait.await?.into_iter();
        found.extend(by_portrait.map(|row| (row.character_id, row.character_revision_id)));
    }
    let (characters, mut revisions): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    revisions.extend(likeness::published_now(tx, &characters).await?);
    Ok(revisions)
}
