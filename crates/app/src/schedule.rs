//! Publications that are planned for a time: a creator says when, and the worker publishes then, in
//! their name. What is missing at that moment is told, and nothing goes out.

use domain::publication::{ScheduleRefusal, schedule};
use domain::{
    CharacterId, CharacterRevisionId, PublicationId, PublicationKind, ScheduleOutcome,
    ScheduledPublicationId,
};
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::inserts::NewScheduledPublication;
use store::queries::{accounts, characters, revisions, schedules};
use store::rows::ScheduledPublication;
use store::{StoreError, Tx};

use crate::actor::Credential;
use crate::error::via_store;
use crate::ports::new_id;
use crate::publish::shortened;
use crate::{Actor, App, PublicationRequest, PublishError};

/// What is to be published, and when.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScheduleRequest {
    pub revision_id: CharacterRevisionId,
    /// Not before this; a moment after it.
    pub due_at: Timestamp,
    /// Why; kept in the receipt.
    #[serde(default)]
    pub reason: String,
}

/// A publication that is planned, or was.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleView {
    pub id: ScheduledPublicationId,
    pub revision_id: CharacterRevisionId,
    pub revision_number: i32,
    pub reason: String,
    pub scheduled_by: String,
    pub created_at: Timestamp,
    pub due_at: Timestamp,
    /// Nothing while it is waited for.
    pub outcome: Option<ScheduleOutcome>,
    /// Why it was refused.
    pub refusal: Option<String>,
    pub settled_at: Option<Timestamp>,
    /// What it became.
    pub publication_id: Option<PublicationId>,
}

#[derive(Debug, thiserror::Error)]
pub enum ScheduleError {
    #[error("there is no such {0}, or it is not yours")]
    NotFound(&'static str),
    #[error(transparent)]
    Refused(#[from] ScheduleRefusal),
    #[error("a publication is planned already; cancel it first")]
    AlreadyPlanned,
    #[error("it is too late: the planned publication is being made")]
    UnderWay,
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(ScheduleError);

const OPEN_CONSTRAINT: &str = "scheduled_publications_open_key";

/// A page shows the open one and what became of the last few.
const SHOWN_MAX: i64 = 20;

/// Due at one moment, as a release of many characters is.
const BATCH: i64 = 20;

/// Longer than the slowest publication; after it, one of a worker that died is taken by another.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

impl App {
    /// Plans the publication of a revision.
    pub async fn schedule(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        request: &ScheduleRequest,
    ) -> Result<ScheduledPublicationId, ScheduleError> {
        let (id, now) = (ScheduledPublicationId(new_id()), self.now());
        let reason = shortened(&request.reason);
        let done = self.writer().tx("schedule", async |tx: &Tx| {
            let character = characters::lock_character(tx, character_id).await?;
            let character = character.ok_or(ScheduleError::NotFound("character"))?;
            if !actor.as_domain().may_move(PublicationKind::Publish, character.creator_id) {
                return Err(ScheduleError::NotFound("character"));
            }
            let revision = revisions::revision(tx, request.revision_id).await?;
            if revision.is_none_or(|it| it.character_id != character_id) {
                return Err(ScheduleError::NotFound("revision of this character"));
            }
            schedule(character.state, request.due_at, now)?;
            let row = NewScheduledPublication {
                id,
                character_id,
                revision_id: request.revision_id,
                reason: Some(&reason),
                scheduled_by_id: actor.id,
                created_at: now,
                due_at: request.due_at,
                run_at: request.due_at,
                attempts: None,
                outcome: None,
                refusal: None,
                settled_at: None,
                publication_id: None,
            };
            row.insert(tx).await?;
            Ok(id)
        });
        done.await.map_err(|error| match &error {
            ScheduleError::Store(error) if error.constraint() == Some(OPEN_CONSTRAINT) => {
                ScheduleError::AlreadyPlanned
            }
            _ => error,
        })
    }

    /// Takes a plan back, as long as no worker carries it out.
    pub async fn cancel_schedule(
        &self,
        actor: &Actor,
        character_id: CharacterId,
    ) -> Result<(), ScheduleError> {
        let now = self.now();
        let done = self.writer().tx("cancel schedule", async |tx: &Tx| {
            let character = characters::lock_character(tx, character_id).await?;
            let character = character.ok_or(ScheduleError::NotFound("character"))?;
            if !actor.as_domain().may_move(PublicationKind::Publish, character.creator_id) {
                return Err(ScheduleError::NotFound("character"));
            }
            if schedules::open_schedule_of_character(tx, character_id).await?.is_none() {
                return Err(ScheduleError::NotFound("planned publication"));
            }
            if schedules::cancel_schedule(tx, now, character_id).await? == 0 {
                return Err(ScheduleError::UnderWay);
            }
            Ok(())
        });
        done.await
    }

    /// What is planned for a character, and what became of plans before, the newest first.
    pub async fn schedules(
        &self,
        actor: &Actor,
        character_id: CharacterId,
    ) -> Result<Vec<ScheduleView>, crate::ReadError> {
        self.inspected(actor, character_id).await?;
        let rows = schedules::schedules_of_character(self.reader(), character_id, SHOWN_MAX);
        Ok(rows.await?.into_iter().map(ScheduleView::from).collect())
    }

    /// Publishes what is due, and answers how many there were.
    pub async fn publish_due(&self) -> Result<usize, StoreError> {
        let now = self.now();
        let due = self.writer().tx("lease schedules", async |tx: &Tx| {
            schedules::lease_schedules(tx, now + LEASE, now, BATCH).await
        });
        let due = due.await?;
        for plan in &due {
            match self.carry_out(plan).await {
                Err(error @ StoreError::Unavailable { .. }) => return Err(error),
                // Its lease ends, and it is tried again; the others are not to wait for it.
                Err(error) => {
                    tracing::error!(%error, plan = %plan.id, "a planned publication failed")
                }
                Ok(()) => {}
            }
        }
        Ok(due.len())
    }

    /// The key is the plan's own: a worker that died between the publication and this note finds
    /// what it made.
    async fn carry_out(&self, plan: &ScheduledPublication) -> Result<(), StoreError> {
        let request = PublicationRequest {
            kind: PublicationKind::Publish,
            revision_id: Some(plan.revision_id),
            reason: plan.reason.clone(),
            wallet_id: None,
        };
        let made = match self.planner(plan).await? {
            Ok(actor) => {
                let key = format!("schedule-{}", plan.id);
                self.publish(&actor, plan.character_id, &key, &request).await
            }
            Err(why) => return self.settle_plan(plan, Err(why)).await,
        };
        match made {
            Ok(published) => self.settle_plan(plan, Ok(published.id)).await,
            Err(PublishError::Store(error)) => Err(error),
            Err(refused) => self.settle_plan(plan, Err(refused.to_string())).await,
        }
    }

    /// Who planned it, as they are now: with the roles that they have left.
    async fn planner(
        &self,
        plan: &ScheduledPublication,
    ) -> Result<Result<Actor, String>, StoreError> {
        let found = accounts::account_actor(self.reader(), plan.scheduled_by_id).await?;
        let missing = StoreError::NotOne { statement: "account_actor", found: 0 };
        let row = found.ok_or(missing)?;
        if row.disabled_at.is_some() {
            return Ok(Err(format!("the account {} is disabled", row.handle)));
        }
        let roles = row.roles.iter().filter_map(|role| role.parse().ok()).collect();
        let credential = Credential::Plan;
        Ok(Ok(Actor { id: row.id, handle: row.handle, roles, app: None, credential }))
    }

    async fn settle_plan(
        &self,
        plan: &ScheduledPublication,
        became: Result<PublicationId, String>,
    ) -> Result<(), StoreError> {
        let now = self.now();
        let (outcome, refusal, publication) = match &became {
            Ok(id) => (ScheduleOutcome::Published, None, Some(*id)),
            Err(why) => (ScheduleOutcome::Refused, Some(why.as_str()), None),
        };
        tracing::info!(plan = %plan.id, %outcome, "a planned publication is settled");
        let settled = schedules::SettleSchedule {
            schedule_outcome: outcome,
            refusal,
            publication_id: publication,
            now,
            scheduled_publication_id: plan.id,
        };
        let done = self
            .writer()
            .tx("settle schedule", async |tx: &Tx| schedules::settle_schedule(tx, &settled).await);
        done.await.map(drop)
    }
}

impl ScheduleView {
    pub fn is_open(&self) -> bool {
        self.outcome.is_none()
    }
}

impl From<schedules::SchedulesOfCharacterRow> for ScheduleView {
    fn from(row: schedules::SchedulesOfCharacterRow) -> Self {
        ScheduleView {
            id: row.id,
            revision_id: row.revision_id,
            revision_number: row.revision_number,
            reason: row.reason,
            scheduled_by: row.scheduled_by,
            created_at: row.created_at,
            due_at: row.due_at,
            outcome: row.outcome,
            refusal: row.refusal,
            settled_at: row.settled_at,
            publication_id: row.publication_id,
        }
    }
}
