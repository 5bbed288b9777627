//! Publications that are planned for a time: a creator says when, and the worker publishes then, in
//! their name. What is missing at that moment is told, and nothing goes out.

use domain::publication::{ScheduleRefusal, carry_out, schedule};
use domain::{
    CharacterId, CharacterRevisionId, PublicationId, PublicationKind, ScheduleOutcome,
    ScheduledPublicationId,
};
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::inserts::NewScheduledPublication;
use store::queries::{accounts, characters, library, revisions, schedules};
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
    #[error("there is no such planned publication, or it is not yours")]
    NotPlanned,
    #[error("a publication is planned already; cancel it first")]
    AlreadyPlanned,
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(ScheduleError);

const OPEN_CONSTRAINT: &str = "scheduled_publications_open_key";

/// A page shows the open one and what became of the last few.
const SHOWN_MAX: i64 = 20;

/// Due at one moment, as a release of many characters is.
const BATCH: i64 = 20;

/// What the database refuses so often is not tried for ever.
const ATTEMPTS_MAX: i32 = 10;

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
            let is_put_away = library::is_archived(tx, character_id).await?;
            schedule(character.state, is_put_away, request.due_at, now)?;
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

    /// Takes a plan back, as long as it is not carried out.
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
            if schedules::cancel_schedule(tx, now, character_id).await? == 0 {
                return Err(ScheduleError::NotPlanned);
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
                Err(error) if plan.attempts < ATTEMPTS_MAX => {
                    tracing::error!(%error, plan = %plan.id, "a planned publication failed");
                }
                Err(error) => {
                    tracing::error!(%error, plan = %plan.id, "a planned publication is given up");
                    let why = "it failed again and again; the server's log says why".to_owned();
                    self.settle_plan(plan, Err(why)).await?;
                }
                Ok(()) => {}
            }
        }
        Ok(due.len())
    }

    /// The key is the plan's own, and the plan is settled with the publication: what somebody took
    /// back meanwhile is not published, and what was published is not taken back.
    async fn carry_out(&self, plan: &ScheduledPublication) -> Result<(), StoreError> {
        let request = PublicationRequest {
            kind: PublicationKind::Publish,
            revision_id: Some(plan.revision_id),
            reason: plan.reason.clone(),
            wallet_id: None,
        };
        let actor = match self.planner(plan).await? {
            Ok(actor) => actor,
            Err(why) => return self.settle_plan(plan, Err(why)).await,
        };
        let (key, character_id) = (format!("schedule-{}", plan.id), plan.character_id);
        match self.publish_for(&actor, character_id, &key, &request, Some(plan)).await {
            // Made before, by a request with the plan's key: only then is it not settled with it.
            Ok(made) if made.replayed => self.settle_plan(plan, Ok(made.id)).await,
            Ok(_) | Err(PublishError::PlanSettled) => Ok(()),
            Err(PublishError::Store(error)) => Err(error),
            Err(refused) => self.settle_plan(plan, Err(refused.to_string())).await,
        }
    }

    /// Who planned it, as they are now: with the roles that they have left.
    async fn planner(
        &self,
        plan: &ScheduledPublication,
    ) -> Result<Result<Actor, String>, StoreError> {
        // From the primary: nobody is here, and what was taken from them a moment ago counts.
        let found = self.writer().tx("read planner", async |tx: &Tx| {
            accounts::account_actor(tx, plan.scheduled_by_id).await
        });
        let found = found.await?;
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
        let done = self.writer().tx("settle schedule", async |tx: &Tx| {
            settle(tx, plan, became.as_ref().map_err(String::as_str), now).await
        });
        done.await
    }
}

/// What is settled stays as it is.
async fn settle(
    tx: &Tx,
    plan: &ScheduledPublication,
    became: Result<&PublicationId, &str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (schedule_outcome, refusal, publication_id) = match became {
        Ok(id) => (ScheduleOutcome::Published, None, Some(*id)),
        Err(why) => (ScheduleOutcome::Refused, Some(why), None),
    };
    let settled = schedules::SettleSchedule {
        schedule_outcome,
        refusal,
        publication_id,
        now,
        scheduled_publication_id: plan.id,
    };
    schedules::settle_schedule(tx, &settled).await.map(drop)
}

/// Behind the character's lock: whether the plan is open, and still meant.
pub(crate) async fn still_meant(tx: &Tx, plan: &ScheduledPublication) -> Result<(), PublishError> {
    let open = schedules::plan_to_carry_out(tx, plan.id).await?;
    let open = open.ok_or(PublishError::PlanSettled)?;
    Ok(carry_out(open.planned, open.live)?)
}

/// In the transaction that published it.
pub(crate) async fn carried_out(
    tx: &Tx,
    plan: &ScheduledPublication,
    publication: PublicationId,
    now: Timestamp,
) -> Result<(), StoreError> {
    settle(tx, plan, Ok(&publication), now).await
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
