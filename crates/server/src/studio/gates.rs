//! How a revision stands with the gates of its apps, as a page shows it: each with its evidence,
//! and the passage that the evidence points at.

use std::collections::BTreeSet;

use app::{AppReadiness, Candidate, EvaluationView, PendingView};
use domain::gate::{
    DetailFinding, EarlierPlace, EvaluationDetail, GateStanding, Passage, Severity, Standing,
    passage,
};
use domain::{AppId, CharacterId, EvaluationId, RolloutState, ShippedPack};
use jiff::Timestamp;

use super::form::encoded;

/// Findings of one evaluation that are shown. Who mends fifty places seals anew and looks again.
const FINDINGS_MAX: usize = 50;

/// An app that is to carry the character.
pub(super) struct AppShown {
    pub(super) id: AppId,
    pub(super) name: String,
    pub(super) state: RolloutState,
    pub(super) percentage: i32,
    pub(super) required_approvals: i32,
    pub(super) packs: Vec<ShippedPack>,
    pub(super) missing: Vec<String>,
    pub(super) gates: Vec<GateShown>,
}

pub(super) struct GateShown {
    pub(super) evaluator: String,
    pub(super) version: String,
    pub(super) configuration: String,
    /// How it stands, in a word, and a class of chips.
    pub(super) word: &'static str,
    pub(super) tone: &'static str,
    /// Of a job that is not done: why it is tried again.
    pub(super) trouble: Option<String>,
    pub(super) evaluation: Option<EvaluationShown>,
}

pub(super) struct EvaluationShown {
    pub(super) id: EvaluationId,
    pub(super) summary: String,
    pub(super) score: Option<f64>,
    pub(super) finished_at: Timestamp,
    pub(super) expires_at: Option<Timestamp>,
    pub(super) findings: Vec<FindingShown>,
    pub(super) more: usize,
    /// Another app's gate above asked for the same evaluation: its evidence stands there.
    pub(super) is_above: bool,
}

pub(super) struct FindingShown {
    pub(super) code: String,
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) path: String,
    pub(super) passage: Option<Passage>,
    /// Where the passage stands in the sealed text, and where it is written.
    pub(super) sealed_at: String,
    pub(super) written_at: String,
    pub(super) earlier: Option<EarlierPlace>,
}

pub(super) fn shown(character: CharacterId, candidate: &Candidate) -> Vec<AppShown> {
    let mut seen = BTreeSet::new();
    candidate.apps.iter().map(|app| app_shown(character, candidate, app, &mut seen)).collect()
}

fn app_shown(
    character: CharacterId,
    candidate: &Candidate,
    app: &AppReadiness,
    seen: &mut BTreeSet<EvaluationId>,
) -> AppShown {
    let gates = app.gates.iter().map(|gate| gate_shown(character, candidate, gate, seen));
    AppShown {
        id: app.app_id.clone(),
        name: app.name.clone(),
        state: app.state,
        percentage: app.percentage,
        required_approvals: app.required_approvals,
        packs: app.packs.clone(),
        missing: app.missing.clone(),
        gates: gates.collect(),
    }
}

fn gate_shown(
    character: CharacterId,
    candidate: &Candidate,
    standing: &GateStanding,
    seen: &mut BTreeSet<EvaluationId>,
) -> GateShown {
    let gate = &standing.gate;
    let waits = |it: &&PendingView| it.evaluator_version_id == gate.evaluator_version_id;
    let pending = candidate.pending.iter().find(waits);
    let (word, tone) = match pending {
        Some(pending) if pending.attempts == 0 => ("waiting", ""),
        Some(_) => ("being judged", ""),
        None => said(&standing.standing),
    };
    let evaluation = evaluation_of(&standing.standing)
        .and_then(|id| candidate.evaluations.iter().find(|it| it.id == id));
    GateShown {
        evaluator: gate.evaluator_id.to_string(),
        version: gate.evaluator_version.clone(),
        configuration: gate.configuration_digest.to_string(),
        word,
        tone,
        trouble: pending.and_then(|it| it.last_error.clone()),
        evaluation: evaluation.map(|it| evaluation_shown(character, candidate, it, seen)),
    }
}

fn said(standing: &Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Passed { .. } => ("passed", "good"),
        Standing::Failed { .. } => ("holds", "bad"),
        Standing::Indeterminate { .. } => ("could not tell", "warn"),
        Standing::Expired { .. } => ("expired", "warn"),
        Standing::Outdated { .. } => ("judged in another version", "warn"),
        Standing::Missing => ("not judged", "warn"),
    }
}

fn evaluation_of(standing: &Standing) -> Option<EvaluationId> {
    match standing {
        Standing::Passed { evaluation }
        | Standing::Failed { evaluation }
        | Standing::Indeterminate { evaluation }
        | Standing::Expired { evaluation, .. }
        | Standing::Outdated { evaluation } => Some(*evaluation),
        Standing::Missing => None,
    }
}

fn evaluation_shown(
    character: CharacterId,
    candidate: &Candidate,
    evaluation: &EvaluationView,
    seen: &mut BTreeSet<EvaluationId>,
) -> EvaluationShown {
    let unreadable = || EvaluationDetail { summary: String::new(), findings: Vec::new() };
    let detail = serde_json::from_value(evaluation.detail.clone());
    let EvaluationDetail { summary, findings } = detail.unwrap_or_else(|_| unreadable());
    let is_above = !seen.insert(evaluation.id);
    let told = findings.iter().take(if is_above { 0 } else { FINDINGS_MAX });
    EvaluationShown {
        id: evaluation.id,
        summary,
        score: evaluation.score,
        finished_at: evaluation.finished_at,
        expires_at: evaluation.expires_at,
        more: findings.len().saturating_sub(FINDINGS_MAX),
        findings: told.map(|it| finding_shown(character, candidate, it)).collect(),
        is_above,
    }
}

fn finding_shown(
    character: CharacterId,
    candidate: &Candidate,
    finding: &DetailFinding,
) -> FindingShown {
    let place = |at: Option<u32>, name: &str| at.map(|at| format!("&{name}={at}"));
    let range = [place(finding.start, "start"), place(finding.end, "end")];
    let range: String = range.into_iter().flatten().collect();
    let path = encoded(&finding.path);
    let number = candidate.revision.number;
    FindingShown {
        code: finding.code.clone(),
        severity: finding.severity,
        message: finding.message.clone(),
        path: finding.path.clone(),
        passage: passage(&candidate.content, &finding.path, finding.start, finding.end),
        sealed_at: format!("/characters/{character}/revisions/{number}?path={path}{range}#found"),
        written_at: written_at(character, &finding.path),
        earlier: finding.earlier.clone(),
    }
}

/// Where the field is written: its label in the editor, or the book's own page.
fn written_at(character: CharacterId, path: &str) -> String {
    let field = path.split(['.', '[']).next().unwrap_or_default();
    match field {
        "characterBook" => format!("/characters/{character}/lorebook?path={}", encoded(path)),
        _ => format!("/characters/{character}/edit#label-{}", encoded(field)),
    }
}

impl FindingShown {
    pub(super) fn tone(&self) -> &'static str {
        match self.severity {
            Severity::Error => "bad",
            Severity::Warning => "warn",
            Severity::Info => "",
        }
    }

    pub(super) fn weight(&self) -> &'static str {
        match self.severity {
            Severity::Error => "holds",
            Severity::Warning => "warning",
            Severity::Info => "note",
        }
    }
}

impl GateShown {
    /// Evidence is open where somebody has to look at it.
    pub(super) fn is_open(&self) -> bool {
        self.tone == "bad"
    }
}
