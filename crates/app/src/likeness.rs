//! Near-duplicates: what published revisions are compared by, and those that are like another.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use domain::gate::{Neighbour, Unsought, ruling};
use domain::publication::is_listed;
use domain::revision::SealedContent;
use domain::similarity::{
    self, CommonKey, KEY_ROWS_MAX, KEYS_SHARED_MIN, Likeness, Lookup, PortraitSignature, Signature,
    TextSignature, compare,
};
use domain::{BlobDigest, CharacterId, CharacterRevisionId, KinshipKind, Visibility};
use jiff::Timestamp;
use store::queries::cards;
use store::queries::likeness::{self, AlikeByText, KinshipsRow, UnsignedRevisionsRow};
use store::rows::CharacterRevision;
use store::{StoreError, Tx};

use crate::App;
use crate::aside::aside;
use crate::pixels::Pixels;
use crate::publish::facts::digest;

/// Revisions that are signed in one go: a fraction of a second, a portrait of each included.
const BATCH: i64 = 20;

/// Candidates that are compared by signature, of each look-up: rare phrases, common ones, the portrait.
/// Of 100,000 characters, a copy met 114 in all, by its text.
const CANDIDATES_MAX: i64 = 100;

/// Candidates whose texts are read, the likest first: 0.5 ms each of the usual size.
const READ_MAX: usize = 12;

/// Characters that something was said of already, which are told beside.
const SAID_MAX: usize = 12;

const ROWS_MAX: i64 = KEY_ROWS_MAX as i64;

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

    /// What can't be signed has an empty signature: it stops nobody. The portrait is asked of the
    /// primary: where a replica lags, the revision would be signed without it for ever.
    async fn signature(
        &self,
        content: &Arc<SealedContent>,
        portrait: Option<&BlobDigest>,
    ) -> Result<Signature, StoreError> {
        let portrait = match portrait {
            Some(digest) => {
                let portrait = async |tx: &Tx| cards::portrait(tx, digest).await;
                self.writer().tx("portrait to compare", portrait).await?
            }
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

    /// What of all that was published is like this revision; nothing as long as some that were
    /// published before are not signed, which this call goes on with.
    pub(crate) async fn compared(
        &self,
        revision: &CharacterRevision,
        content: &Arc<SealedContent>,
    ) -> Result<Option<Compared>, StoreError> {
        // What was published just now is a handful. More is a first index, and has its own time.
        if self.sign_published().await? > 0 && self.sign_published().await? > 0 {
            return Ok(None);
        }
        let signature = self.signature(content, revision.portrait_digest.as_ref()).await?;
        let compared = self.writer().tx("compare revisions", async |tx: &Tx| {
            let said = likeness::kinships(tx, revision.character_id).await?;
            let (candidates, unsought) = candidates(tx, revision.character_id, &signature).await?;
            let alike = alike(tx, revision.character_id, &signature, &candidates).await?;
            let neighbours = neighbours(tx, &chosen(alike, &said, revision.sealed_at)).await?;
            Ok(Compared { neighbours, unsought })
        });
        compared.await.map(Some)
    }
}

/// What a revision is compared with.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    /// Published revisions of other characters that are like it, the likest first.
    pub(crate) neighbours: Vec<Neighbour>,
    /// What could not be looked up.
    pub(crate) unsought: Unsought,
}

/// A published revision that is worth reading.
#[derive(Clone, Copy, Debug)]
struct Alike {
    revision_id: CharacterRevisionId,
    character_id: CharacterId,
    likeness: Likeness,
}

/// Those that are read, each with what was said of it: kin takes nobody's place.
fn chosen(
    alike: Vec<Alike>,
    said: &[KinshipsRow],
    sealed_at: Timestamp,
) -> Vec<(Alike, Option<KinshipKind>)> {
    let kin = |it: &Alike| {
        let of_it = said.iter().filter(|said| said.character_id == it.character_id);
        ruling(of_it.map(|said| (said.kind, said.declared_at)), sealed_at)
    };
    let ruled = alike.into_iter().map(|it| (it, kin(&it)));
    let (kin, open): (Vec<_>, Vec<_>) = ruled.partition(|(_, kinship)| kinship.is_some());
    open.into_iter().take(READ_MAX).chain(kin.into_iter().take(SAID_MAX)).collect()
}

/// What is read of them, in their order. Of the primary, since a replica lags.
async fn neighbours(
    tx: &Tx,
    chosen: &[(Alike, Option<KinshipKind>)],
) -> Result<Vec<Neighbour>, StoreError> {
    let ids: Vec<_> = chosen.iter().map(|(it, _)| it.revision_id).collect();
    let rows = likeness::neighbours(tx, &ids).await?;
    let mut rows: BTreeMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut neighbours = Vec::new();
    for (it, kinship) in chosen {
        let Some(row) = rows.remove(&it.revision_id) else { continue };
        let Ok(content) = SealedContent::parse(&row.content) else { continue };
        neighbours.push(Neighbour {
            revision_id: row.id,
            digest: digest(&row.digest)?,
            content,
            is_public: row.sealed_visibility == Visibility::Public
                && is_listed(row.state, row.visibility),
            likeness: it.likeness,
            kinship: *kinship,
        });
    }
    Ok(neighbours)
}

/// Of each other character the likest revision that is worth reading, or the first of those, the likest
/// first; but for those that this character was first with.
async fn alike(
    tx: &Tx,
    character_id: CharacterId,
    signature: &Signature,
    candidates: &[CharacterRevisionId],
) -> Result<Vec<Alike>, StoreError> {
    let own = |row: likeness::OwnSignaturesRow| {
        Some((row.revision_id, Signature::from_bytes(&row.signature).ok()?))
    };
    let own: Vec<_> = likeness::own_signatures(tx, character_id, VERSION)
        .await?
        .into_iter()
        .filter_map(own)
        .collect();
    let rows = likeness::signatures(tx, candidates, VERSION).await?;
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
    alike.sort_by(|one, other| {
        let likest = other.likeness.share().total_cmp(&one.likeness.share());
        likest.then(one.revision_id.cmp(&other.revision_id))
    });
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
) -> Result<(Vec<CharacterRevisionId>, Unsought), StoreError> {
    let (mut found, phrases) = by_text(tx, character_id, &signature.text).await?;
    let mut unsought = Unsought { phrases, portrait: false };
    if let Some(portrait) = &signature.portrait {
        let probes = portrait.probes();
        let alike =
            likeness::alike_by_portrait(tx, &probes, ROWS_MAX, character_id, CANDIDATES_MAX);
        let alike = alike.await?.into_iter();
        found.extend(alike.map(|row| (row.character_id, row.character_revision_id)));
        let whole = portrait.whole_keys();
        let common = likeness::common_portrait_keys(tx, &whole, ROWS_MAX).await?;
        unsought.portrait = common.len() == whole.len();
    }
    let (characters, mut revisions): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    revisions.extend(likeness::published_now(tx, &characters).await?);
    Ok((revisions, unsought))
}

/// Characters that share phrases, each with a revision, and how many phrases were not looked up. Rare
/// phrases and common ones have their own places, so that a template crowds nobody out.
async fn by_text(
    tx: &Tx,
    character_id: CharacterId,
    text: &TextSignature,
) -> Result<(Vec<(CharacterId, CharacterRevisionId)>, usize), StoreError> {
    let keys = text.keys();
    let common = likeness::common_text_keys(tx, &keys, ROWS_MAX).await?.into_iter();
    let common =
        common.map(|it| CommonKey { key: it.key, oldest: it.oldest_id, beyond: it.beyond_id });
    let lookup = Lookup::of(&keys, common.collect());
    let mut found = Vec::new();
    for keys in [&lookup.rare, &lookup.common].into_iter().filter(|keys| !keys.is_empty()) {
        let given = AlikeByText {
            keys,
            rows_max: ROWS_MAX,
            character_id,
            keys_min: KEYS_SHARED_MIN as i64,
            page_size: CANDIDATES_MAX,
        };
        let alike = likeness::alike_by_text(tx, &given).await?.into_iter();
        found.extend(alike.map(|row| (row.character_id, row.character_revision_id)));
    }
    Ok((found, lookup.unsought))
}
