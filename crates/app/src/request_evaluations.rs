//! Asking for the gates that a character's apps require, and seeing how a revision stands.

use domain::gate::{GateStanding, standings};
use domain::{
    CharacterRevisionId, EvaluationId, EvaluationJobId, EvaluatorId, EvaluatorVersionId, Verdict,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::queries::evaluations;
use store::rows::CharacterRevision;
use store::{StoreError, Tx};

use crate::error::via_store;
use crate::ports::new_id;
use crate::publish::facts::{digest, evaluation_fact, required_gate};
use crate::read_draft::ReadError;
use crate::{Actor, App};

/// How a revision stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EvaluationsView {
    pub revision_id: CharacterRevisionId,
    /// Each gate that an assigned app requires.
    pub gates: Vec<GateStanding>,
    /// The newest verdict of each evaluator version.
    pub evaluations: Vec<EvaluationView>,
    /// What is asked for and not done yet.
    pub pending: Vec<PendingView>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EvaluationView {
    pub id: EvaluationId,
    pub evaluator: EvaluatorId,
    pub version: String,
    pub configuration_digest: String,
    pub revision_digest: String,
    pub verdict: Verdict,
    pub score: Option<f64>,
    pub detail: serde_json::Value,
    pub finished_at: Timestamp,
    pub expires_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PendingView {
    pub evaluator_version_id: EvaluatorVersionId,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub next_attempt_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    #[error("there is no such revision, or it is not yours")]
    NotFound,
    #[error("no app is to carry the character, so no gate is required; assign an app first")]
    NoGates,
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(RequestError);

impl From<ReadError> for RequestError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotFound(_) => RequestError::NotFound,
            ReadError::Store(error) => RequestError::Store(error),
        }
    }
}

impl App {
    /// Queues a job for each required gate; answers how many are new.
    pub async fn request_evaluations(
        &self,
        actor: &Actor,
        revision_id: CharacterRevisionId,
    ) -> Result<u64, RequestError> {
        let revision = self.inspectable_revision(actor, revision_id).await?;
        let now = self.now();
        let queued = self.writer().tx("request evaluations", async |tx: &Tx| {
            let gates = evaluations::required_gates(tx, revision.character_id).await?;
            if gates.is_empty() {
                return Err(RequestError::NoGates);
            }
            let mut queued = 0;
            for gate in gates {
                let given = evaluations::EnqueueEvaluation {
                    evaluation_job_id: EvaluationJobId(new_id()),
                    character_revision_id: revision.id,
                    evaluator_version_id: gate.evaluator_version_id,
                    requested_by_id: actor.id,
                    now,
                };
                queued += evaluations::enqueue_evaluation(tx, &given).await?;
            }
            Ok(queued)
        });
        let queued = queued.await?;
        self.inner.work.notify_waiters();
        Ok(queued)
    }

    /// How a revision stands with its gates.
    pub async fn evaluations(
        &self,
        actor: &Actor,
        revision_id: CharacterRevisionId,
    ) -> Result<EvaluationsView, ReadError> {
        let revision = self.inspectable_revision(actor, revision_id).await?;
        Ok(self.evaluations_of(&revision).await?)
    }

    pub(crate) async fn evaluations_of(
        &self,
        revision: &CharacterRevision,
    ) -> Result<EvaluationsView, StoreError> {
        let on = self.reader();
        let (gates, newest, pending) = tokio::try_join!(
            evaluations::required_gates(on, revision.character_id),
            evaluations::newest_evaluations(on, revision.id),
            evaluations::open_jobs_of_revision(on, revision.id),
        )?;
        let views = newest.iter().cloned().map(EvaluationView::from).collect();
        let gates: Vec<_> = gates.into_iter().map(required_gate).collect::<Result<_, _>>()?;
        let facts: Vec<_> = newest.into_iter().map(evaluation_fact).collect::<Result<_, _>>()?;
        let gates = standings(&gates, &facts, &digest(&revision.digest)?, self.now());
        let pending = pending.into_iter().map(PendingView::from).collect();
        Ok(EvaluationsView { revision_id: revision.id, gates, evaluations: views, pending })
    }
}

impl From<evaluations::NewestEvaluationsRow> for EvaluationView {
    fn from(row: evaluations::NewestEvaluationsRow) -> Self {
        EvaluationView {
            id: row.id,
            evaluator: row.evaluator_id,
            version: row.version,
            configuration_digest: row.configuration_digest,
            revision_digest: row.revision_digest,
            verdict: row.verdict,
            score: row.score,
            detail: row.detail.into_value(),
            finished_at: row.finished_at,
            expires_at: row.expires_at,
        }
    }
}

impl From<evaluations::OpenJobsOfRevisionRow> for PendingView {
    fn from(row: evaluations::OpenJobsOfRevisionRow) -> Self {
        PendingView {
            evaluator_version_id: row.evaluator_version_id,
            attempts: row.attempts,
            last_error: row.last_error,
            next_attempt_at: row.run_at,
        }
    }
}
