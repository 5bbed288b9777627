//! Running evaluators: take jobs, judge with no transaction open, append results.

use std::sync::Arc;

use domain::gate::moderation::{self, Failure, Response};
use domain::gate::{self, Finding, Subject, expires_at};
use domain::revision::SealedContent;
use domain::{EvaluationId, EvaluatorKind};
use jiff::{SignedDuration, Timestamp};
use store::documents::EvaluationDetail;
use store::inserts::NewEvaluation;
use store::queries::evaluations::{self, LeaseJobsRow};
use store::queries::revisions;
use store::rows::CharacterRevision;
use store::{StoreError, Tx};

use crate::App;
use crate::aside::{aside, outlive};
use crate::likeness::Compared;
use crate::ports::new_id;

/// One round trip takes this many: 18,600 jobs a second against 2,600 one by one.
const BATCH: i64 = 20;

/// Longer than the slowest evaluator with its time-out; after it, a job of a worker that died is
/// taken by another.
const LEASE: SignedDuration = SignedDuration::from_secs(120);

/// After this many tries an evaluator that is away, or that panics, could not tell, and that is
/// recorded.
const ATTEMPTS_MAX: i32 = 4;

/// The worker signs a few batches in this time.
const INDEXING: SignedDuration = SignedDuration::from_secs(5);

/// What became of a run.
enum Outcome {
    Found(Finding),
    /// Why it may help to ask again, and after how long.
    Later(String, SignedDuration),
}

impl App {
    /// Runs the jobs that are due, and answers how many there were.
    pub async fn run_due_jobs(&self) -> Result<usize, StoreError> {
        let now = self.now();
        let jobs = self.writer().tx("lease jobs", async |tx: &Tx| {
            evaluations::lease_jobs(tx, now + LEASE, now, BATCH).await
        });
        let jobs = jobs.await?;
        for job in &jobs {
            match self.run_job(job).await {
                Err(error @ StoreError::Unavailable { .. }) => return Err(error),
                // The others are not to wait for it; its lease ends, and it is tried again.
                Err(error) => tracing::error!(%error, job = %job.id, "an evaluation failed"),
                Ok(()) => {}
            }
        }
        Ok(jobs.len())
    }

    async fn run_job(&self, job: &LeaseJobsRow) -> Result<(), StoreError> {
        let revision = revisions::revision(self.reader(), job.revision_id).await?;
        let missing = StoreError::NotOne { statement: "revision", found: 0 };
        let revision = revision.ok_or(missing)?;
        let started = self.now();
        let judged = outlive(self.judge(job, &revision)).await;
        match judged.unwrap_or_else(|_| Ok(broken_off(job)))? {
            Outcome::Found(finding) => self.settle(job, &revision, finding, started).await,
            Outcome::Later(why, pause) => self.postpone(job, &why, pause).await,
        }
    }

    async fn judge(
        &self,
        job: &LeaseJobsRow,
        revision: &CharacterRevision,
    ) -> Result<Outcome, StoreError> {
        let content = match SealedContent::parse(&revision.content) {
            Ok(content) => content,
            Err(error) => return Ok(Outcome::Found(Finding::indeterminate(error.to_string()))),
        };
        Ok(match job.kind {
            EvaluatorKind::Builtin => self.judge_builtin(job, revision, content).await?,
            EvaluatorKind::Remote => self.judge_remote(job, &content).await,
        })
    }

    async fn judge_builtin(
        &self,
        job: &LeaseJobsRow,
        revision: &CharacterRevision,
        content: SealedContent,
    ) -> Result<Outcome, StoreError> {
        let compares = gate::builtin(&job.evaluator_id.0).is_some_and(|builtin| builtin.compares);
        let content = Arc::new(content);
        let compared = match compares {
            true => self.compared(revision, &content).await?,
            false => Some(Compared::default()),
        };
        let Some(Compared { neighbours, unsought }) = compared else {
            let why = "published revisions are still being indexed".to_owned();
            return Ok(Outcome::Later(why, INDEXING));
        };
        let (id, version) = (job.evaluator_id.clone(), job.version.clone());
        let configuration = job.configuration.clone();
        let judged = aside(move || {
            let subject = Subject { content: &content, neighbours: &neighbours, unsought };
            gate::evaluate(&id.0, &version, &configuration, &subject)
        });
        let judged = judged.await;
        Ok(Outcome::Found(judged.unwrap_or_else(|error| Finding::indeterminate(error.to_string()))))
    }

    async fn judge_remote(&self, job: &LeaseJobsRow, content: &SealedContent) -> Outcome {
        let configuration = match moderation::Configuration::parse(&job.configuration) {
            Ok(configuration) => configuration,
            Err(error) => return Outcome::Found(Finding::indeterminate(error.to_string())),
        };
        let inputs = moderation::inputs(content, &configuration);
        let body = serde_json::json!(moderation::request(&inputs, &configuration));
        let answer: Result<Response, Failure> = self.inner.moderation.ask(body).await;
        match &answer {
            Err(failure) if failure.is_passing() && job.attempts < ATTEMPTS_MAX => {
                Outcome::Later(failure.to_string(), pause_after(job.attempts))
            }
            answer => Outcome::Found(moderation::judge(&inputs, answer.as_ref(), &configuration)),
        }
    }

    /// A finding that can't be written down is "could not tell", and not tried for ever.
    async fn settle(
        &self,
        job: &LeaseJobsRow,
        revision: &CharacterRevision,
        finding: Finding,
        started: Timestamp,
    ) -> Result<(), StoreError> {
        match self.append(job, revision, finding, started).await {
            Err(error) if error.is_about_values() => {
                tracing::warn!(%error, job = %job.id, "a finding can't be kept");
                let why = "what the evaluator found can't be kept".to_owned();
                self.append(job, revision, Finding::indeterminate(why), started).await
            }
            done => done,
        }
    }

    async fn append(
        &self,
        job: &LeaseJobsRow,
        revision: &CharacterRevision,
        finding: Finding,
        started: Timestamp,
    ) -> Result<(), StoreError> {
        let detail = serde_json::json!(finding.detail);
        let detail = EvaluationDetail::parse(detail).map_err(|error| {
            StoreError::OutOfContract { statement: "evaluation", what: error.to_string() }
        })?;
        let (id, now) = (EvaluationId(new_id()), self.now());
        self.writer()
            .tx("append evaluation", async |tx: &Tx| {
                // A worker that was slower than its lease finds the job done, and adds nothing.
                if evaluations::finish_job(tx, now, job.id).await? == 0 {
                    return Ok(());
                }
                let valid = evaluations::gate_validity(tx, job.evaluator_version_id).await?;
                let row = NewEvaluation {
                    id,
                    revision_id: revision.id,
                    revision_digest: &revision.digest,
                    evaluator_version_id: job.evaluator_version_id,
                    verdict: finding.verdict,
                    score: finding.score,
                    detail: &detail,
                    started_at: started,
                    finished_at: now,
                    expires_at: longest(&valid, now),
                };
                row.insert(tx).await
            })
            .await
    }

    async fn postpone(
        &self,
        job: &LeaseJobsRow,
        why: &str,
        pause: SignedDuration,
    ) -> Result<(), StoreError> {
        let run_at = self.now() + pause;
        tracing::info!(evaluator = %job.evaluator_id, why, "evaluation postponed");
        self.writer()
            .tx("postpone evaluation", async |tx: &Tx| {
                evaluations::postpone_job(tx, run_at, why, job.id).await.map(drop)
            })
            .await
    }
}

/// What becomes of a job whose evaluator panicked: a fault of ours, which the others are not to bear.
fn broken_off(job: &LeaseJobsRow) -> Outcome {
    let why =
        format!("the evaluator `{}` broke off: a fault of ours, which is logged", job.evaluator_id);
    tracing::error!(job = %job.id, evaluator = %job.evaluator_id, attempts = job.attempts, "an evaluator panicked");
    match job.attempts < ATTEMPTS_MAX {
        true => Outcome::Later(why, pause_after(job.attempts)),
        false => Outcome::Found(Finding::indeterminate(why)),
    }
}

/// 2, 4, 8 s: a service that restarts is back by then.
fn pause_after(attempts: i32) -> SignedDuration {
    SignedDuration::from_secs(1 << attempts.clamp(1, 10))
}

/// Until when the verdict counts for the most patient of its gates; each gate has its own limit
/// beside it.
fn longest(valid_days: &[Option<i32>], now: Timestamp) -> Option<Timestamp> {
    let limits: Option<Vec<i32>> = valid_days.iter().copied().collect();
    limits?.into_iter().max().and_then(|days| expires_at(now, Some(days)))
}
