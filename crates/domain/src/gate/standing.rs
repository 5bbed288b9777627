//! How a revision stands with the gates that its apps require.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{AppId, Digest, EvaluationId, EvaluatorId, EvaluatorVersionId, GateId, Verdict};

/// A gate in force for an app that is to carry the character.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequiredGate {
    /// The gate.
    pub gate_id: GateId,
    /// The app that requires it.
    pub app_id: AppId,
    /// The evaluator, in a version and configuration.
    pub evaluator_version_id: EvaluatorVersionId,
    /// The evaluator.
    pub evaluator_id: EvaluatorId,
    /// Its version.
    pub evaluator_version: String,
    /// The digest of its configuration.
    pub configuration_digest: Digest,
    /// Days for which a verdict counts; none where it does not expire.
    pub valid_days: Option<i32>,
}

/// A verdict on the character, as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EvaluationFact {
    /// The evaluation.
    pub id: EvaluationId,
    /// The digest of the content that was judged.
    pub revision_digest: Digest,
    /// The evaluator, in a version and configuration.
    pub evaluator_version_id: EvaluatorVersionId,
    /// The evaluator.
    pub evaluator_id: EvaluatorId,
    /// Its version.
    pub evaluator_version: String,
    /// The digest of its configuration.
    pub configuration_digest: Digest,
    /// What it said.
    pub verdict: Verdict,
    /// When it said so.
    pub finished_at: Timestamp,
    /// Until when it counts; none where it does not expire.
    pub expires_at: Option<Timestamp>,
}

/// A gate, and how the revision stands with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GateStanding {
    /// The gate.
    pub gate: RequiredGate,
    /// How the revision stands with it.
    pub standing: Standing,
}

/// How a revision stands with a gate. Only [`Standing::Passed`] lets it through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "standing", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Standing {
    /// The newest verdict that counts is a pass.
    Passed {
        /// The evaluation to rely on.
        evaluation: EvaluationId,
    },
    /// The newest verdict is a fail.
    Failed {
        /// The evaluation that failed.
        evaluation: EvaluationId,
    },
    /// The evaluator could not tell.
    Indeterminate {
        /// The evaluation that could not tell.
        evaluation: EvaluationId,
    },
    /// It passed, too long ago.
    Expired {
        /// The evaluation that expired.
        evaluation: EvaluationId,
        /// When it did.
        expired_at: Timestamp,
    },
    /// Only another version or configuration of the evaluator, or another content, was judged.
    Outdated {
        /// The newest of those evaluations.
        evaluation: EvaluationId,
    },
    /// Nothing was judged.
    Missing,
}

impl GateStanding {
    /// Whether the gate lets the revision through.
    pub fn passed(&self) -> bool {
        matches!(self.standing, Standing::Passed { .. })
    }

    /// The evaluation that let it through.
    pub fn relied_on(&self) -> Option<EvaluationId> {
        match self.standing {
            Standing::Passed { evaluation } => Some(evaluation),
            _ => None,
        }
    }
}

/// How the content with `digest` stands with each gate, in the gates' order.
pub fn standings(
    gates: &[RequiredGate],
    evaluations: &[EvaluationFact],
    digest: &Digest,
    now: Timestamp,
) -> Vec<GateStanding> {
    let standing = |gate: &RequiredGate| standing(gate, evaluations, digest, now);
    gates.iter().map(|gate| GateStanding { gate: gate.clone(), standing: standing(gate) }).collect()
}

fn standing(
    gate: &RequiredGate,
    evaluations: &[EvaluationFact],
    digest: &Digest,
    now: Timestamp,
) -> Standing {
    let counts = |fact: &&EvaluationFact| {
        fact.evaluator_version_id == gate.evaluator_version_id && fact.revision_digest == *digest
    };
    if let Some(fact) = newest(evaluations.iter().filter(counts)) {
        return judged(gate, fact, now);
    }
    let same_evaluator = |fact: &&EvaluationFact| fact.evaluator_id == gate.evaluator_id;
    match newest(evaluations.iter().filter(same_evaluator)) {
        Some(fact) => Standing::Outdated { evaluation: fact.id },
        None => Standing::Missing,
    }
}

fn newest<'a>(facts: impl Iterator<Item = &'a EvaluationFact>) -> Option<&'a EvaluationFact> {
    facts.max_by_key(|fact| (fact.finished_at, fact.id))
}

fn judged(gate: &RequiredGate, fact: &EvaluationFact, now: Timestamp) -> Standing {
    let evaluation = fact.id;
    match fact.verdict {
        Verdict::Fail => Standing::Failed { evaluation },
        Verdict::Indeterminate => Standing::Indeterminate { evaluation },
        Verdict::Pass => match end_of_validity(gate, fact) {
            Some(expired_at) if expired_at <= now => Standing::Expired { evaluation, expired_at },
            _ => Standing::Passed { evaluation },
        },
    }
}

/// The earlier of what the evaluation says and what the gate allows.
fn end_of_validity(gate: &RequiredGate, fact: &EvaluationFact) -> Option<Timestamp> {
    let by_gate = expires_at(fact.finished_at, gate.valid_days);
    match (fact.expires_at, by_gate) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// When a verdict stops to count that was given at `finished_at` and is good for so many days.
pub fn expires_at(finished_at: Timestamp, valid_days: Option<i32>) -> Option<Timestamp> {
    let span = SignedDuration::from_hours(24 * i64::from(valid_days?));
    Some(finished_at.checked_add(span).unwrap_or(Timestamp::MAX))
}
