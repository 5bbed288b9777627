//! What apps fetch: where the pointer rests for them, and the frozen bytes.

use domain::rollout::{bucket, covers};
use domain::{AppId, CharacterState, PayloadDigest, PublicationId, RolloutState, Slug, Visibility};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::StoreError;
use store::queries::runtime::{self, RuntimePointerRow};

use crate::App;

/// Where the pointer rests for an app.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pointer {
    pub slug: String,
    pub payload_digest: PayloadDigest,
    /// Where the bytes are; they never change.
    pub payload_url: String,
    pub publication_id: PublicationId,
    pub published_at: Option<Timestamp>,
}

/// Frozen bytes.
#[derive(Clone, Debug)]
pub struct PayloadBytes {
    pub body: Vec<u8>,
    pub body_gzip: Vec<u8>,
}

#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("the app {app} carries no character {slug}")]
    NotFound { app: AppId, slug: String },
    #[error("there is no payload {0}")]
    NoSuchPayload(PayloadDigest),
    #[error(
        "the character is rolled out to {percentage} % of {app}'s users, and this is none of them"
    )]
    NotRolledOut { app: AppId, percentage: i32 },
    #[error("{app} ships none of the model packs that suit: {}", packs.join(", "))]
    Incompatible { app: AppId, packs: Vec<String> },
    #[error("the character is suspended")]
    Suspended,
    #[error("the character was withdrawn")]
    Withdrawn,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// The pointer of a character for an app and, where a rollout is partial, one of its cohorts.
    pub async fn pointer(
        &self,
        app_id: &AppId,
        slug: &str,
        cohort: Option<&str>,
    ) -> Result<Pointer, FetchError> {
        let missing = || FetchError::NotFound { app: app_id.clone(), slug: slug.to_owned() };
        let slug = Slug::parse(slug).map_err(|_| missing())?;
        let row = runtime::runtime_pointer(self.reader(), app_id, slug.as_str()).await?;
        let row = row.filter(is_there).ok_or_else(missing)?;
        serves(&row, app_id, &slug, cohort)?;
        let RuntimePointerRow { payload_digest, current_publication_id, published_at, .. } = row;
        let (Some(payload_digest), Some(publication_id)) = (payload_digest, current_publication_id)
        else {
            return Err(missing());
        };
        let payload_url = format!("/api/runtime/payloads/{payload_digest}");
        let slug = slug.to_string();
        Ok(Pointer { slug, payload_digest, payload_url, publication_id, published_at })
    }

    pub async fn payload(&self, digest: &PayloadDigest) -> Result<PayloadBytes, FetchError> {
        let row = runtime::payload(self.reader(), digest).await?;
        let row = row.ok_or_else(|| FetchError::NoSuchPayload(digest.clone()))?;
        Ok(PayloadBytes { body: row.body, body_gzip: row.body_gzip })
    }
}

/// Whether the app may know of the character at all.
fn is_there(row: &RuntimePointerRow) -> bool {
    let carried = matches!(row.rollout_state, RolloutState::Live | RolloutState::Paused);
    row.state != CharacterState::Draft && row.visibility != Visibility::Private && carried
}

fn serves(
    row: &RuntimePointerRow,
    app: &AppId,
    slug: &Slug,
    cohort: Option<&str>,
) -> Result<(), FetchError> {
    match row.state {
        CharacterState::Suspended => return Err(FetchError::Suspended),
        CharacterState::Withdrawn => return Err(FetchError::Withdrawn),
        CharacterState::Draft | CharacterState::Published => {}
    }
    let percentage = if row.rollout_state == RolloutState::Paused { 0 } else { row.percentage };
    // Without a cohort only a rollout to everyone is certain to include the caller.
    let bucket = cohort.map_or(domain::rollout::BUCKETS - 1, |cohort| bucket(slug, cohort));
    if !covers(percentage, bucket) {
        return Err(FetchError::NotRolledOut { app: app.clone(), percentage });
    }
    if row.has_packs && !row.suits {
        let packs = row.packs.clone();
        return Err(FetchError::Incompatible { app: app.clone(), packs });
    }
    Ok(())
}
