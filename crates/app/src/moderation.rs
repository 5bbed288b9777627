//! The work of moderators: which revisions wait for them, and who is looking at which.

mod reports;
mod resolve;
mod review;
mod tags;

use domain::{AppId, CharacterRevisionId};
use jiff::{SignedDuration, Timestamp};
use store::queries::{characters, moderation, revisions};
use store::{StoreError, Tx};

use crate::error::via_store;
use crate::page::first_id_of;
use crate::{Actor, App};

pub use reports::{ReportEntry, ReportFile, ReportFilter};
pub use resolve::{ResolutionRequest, ResolutionView, ResolveError};
pub use review::{DecisionView, Review, ReviewText};
pub use tags::NotedTag;

/// A revision that waits.
pub type QueueEntry = moderation::RevisionsForModerationRow;

/// Who is looking at a revision.
pub type ClaimView = moderation::ClaimOfRevisionRow;

/// What revisions wait for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WaitsFor {
    /// Approvals, or a look at what a gate holds.
    #[default]
    Anything,
    /// More approvals than they have; those that somebody rejected don't.
    Approval,
    /// A gate that did not pass them.
    Gates,
    /// A new revision: somebody rejected this one.
    Rejected,
}

/// Whose revisions are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Claims {
    #[default]
    All,
    /// Nobody is looking at them.
    Free,
    Mine,
}

/// Which revisions; all filters hold at once.
#[derive(Clone, Debug)]
pub struct QueueFilter {
    pub waits_for: WaitsFor,
    pub claims: Claims,
    pub app: Option<AppId>,
    /// Those sealed within so many days: what waits longer is looked for on purpose.
    pub days: u16,
    /// Behind which one the page starts.
    pub after: Option<CharacterRevisionId>,
}

#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    #[error("there is no such revision")]
    NotFound,
    #[error("nobody judges a character that they are paid for")]
    Paid,
    #[error("{by} is looking at it until {until}")]
    Taken { by: String, until: Timestamp },
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(ClaimError);

/// As long as a careful look takes; who goes home without a word holds nothing up.
const CLAIM: SignedDuration = SignedDuration::from_mins(30);

/// Revisions of a page.
const QUEUE_MAX: i64 = 50;

impl App {
    /// Revisions that wait for moderators, the oldest first, and behind which one the next page starts.
    pub async fn moderation_queue(
        &self,
        actor: &Actor,
        filter: &QueueFilter,
    ) -> Result<(Vec<QueueEntry>, Option<CharacterRevisionId>), StoreError> {
        let now = self.now();
        let days = SignedDuration::from_hours(24 * i64::from(filter.days));
        let since = CharacterRevisionId(first_id_of(now.checked_sub(days).unwrap_or(now)));
        let given = moderation::RevisionsForModeration {
            now,
            after_character_revision_id: filter.after.map_or(since, |after| after.max(since)),
            waits_for: filter.waits_for.as_str(),
            app: filter.app.as_ref().map_or("", |app| app.0.as_str()),
            claims: filter.claims.as_str(),
            account_id: actor.id,
            page_size: QUEUE_MAX,
        };
        let found = moderation::revisions_for_moderation(self.reader(), &given).await?;
        let full = found.len() as i64 == QUEUE_MAX;
        let next = found.last().filter(|_| full).map(|entry| entry.id);
        Ok((found, next))
    }

    /// Says that the actor is looking at a revision, for half an hour from now.
    pub async fn claim(&self, actor: &Actor, id: CharacterRevisionId) -> Result<(), ClaimError> {
        let (now, expires_at) = (self.now(), self.now() + CLAIM);
        let claimed = self.writer().tx("claim revision", async |tx: &Tx| {
            let revision = revisions::revision(tx, id).await?.ok_or(ClaimError::NotFound)?;
            let character = characters::character(tx, revision.character_id).await?;
            let character = character.ok_or(ClaimError::NotFound)?;
            if !self.may_judge(tx, actor, &character).await? {
                return Err(ClaimError::Paid);
            }
            if moderation::claim_revision(tx, id, actor.id, now, expires_at).await? > 0 {
                return Ok(());
            }
            // It lapsed in between where it is not there.
            let (by, until) = match moderation::claim_of_revision(tx, id, now).await? {
                Some(claim) => (claim.handle, claim.expires_at),
                None => ("somebody".to_owned(), now),
            };
            Err(ClaimError::Taken { by, until })
        });
        claimed.await
    }

    /// Says that the actor is not looking at it any more.
    pub async fn release_claim(
        &self,
        actor: &Actor,
        id: CharacterRevisionId,
    ) -> Result<(), StoreError> {
        let release = async |tx: &Tx| moderation::release_claim(tx, id, actor.id).await;
        self.writer().tx("release claim", release).await.map(drop)
    }
}

impl WaitsFor {
    pub const ALL: [Self; 4] = [Self::Anything, Self::Approval, Self::Gates, Self::Rejected];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Anything => "anything",
            Self::Approval => "approval",
            Self::Gates => "gates",
            Self::Rejected => "rejected",
        }
    }
}

impl Claims {
    pub const ALL: [Self; 3] = [Self::All, Self::Free, Self::Mine];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Free => "free",
            Self::Mine => "mine",
        }
    }
}
