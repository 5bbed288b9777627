//! What an evaluator found.

use serde::{Deserialize, Serialize};

use crate::{CharacterRevisionId, Verdict};

/// Enough to see the pattern; a revision with more is not read to its end by anyone.
pub(super) const FINDINGS_MAX: usize = 200;

/// Characters of evidence on either side of a place are of no use beyond this.
pub(super) const EXCERPT_CHARS_MAX: usize = 120;

/// The outcome of one evaluation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Pass, fail, or could not tell.
    pub verdict: Verdict,
    /// 0 is harmless, 1 is certain harm; none where the evaluator does not score.
    pub score: Option<f64>,
    /// The `EvaluationDetail` document.
    pub detail: EvaluationDetail,
}

/// The evidence: an `EvaluationDetail` document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvaluationDetail {
    /// One sentence.
    pub summary: String,
    /// Each place, in the order of the fields.
    pub findings: Vec<DetailFinding>,
}

/// One place that an evaluator has something to say about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailFinding {
    /// Stable, as `email` or `catastrophic_regex`.
    pub code: String,
    /// Whether it fails the gate.
    pub severity: Severity,
    /// The value, as `characterBook.entries[3].content`.
    pub path: String,
    /// Where in the value it starts, in Unicode characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// Where it ends, exclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<u32>,
    /// The words in question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
    /// What is wrong and what would be right.
    pub message: String,
    /// What was published before and has the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<EarlierPlace>,
}

/// A place in a revision that was published before the one that is judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EarlierPlace {
    /// The revision.
    pub revision_id: CharacterRevisionId,
    /// SHA-256 of its content.
    pub revision_digest: String,
    /// The character, where everybody may see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub character: Option<String>,
    /// The value; none where the whole is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where in the value it starts, in Unicode characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// Where it ends, exclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<u32>,
    /// The words, where everybody may see the character.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<String>,
}

/// What a finding means for the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Someone should look.
    Warning,
    /// The gate fails.
    Error,
}

impl DetailFinding {
    /// A finding about a whole value.
    pub fn about(code: &str, severity: Severity, path: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            severity,
            path: path.to_owned(),
            start: None,
            end: None,
            excerpt: None,
            message: message.into(),
            earlier: None,
        }
    }

    /// A finding about the bytes `start..end` of a text.
    pub fn at(
        (code, severity): (&str, Severity),
        (path, text): (&str, &str),
        (start, end): (usize, usize),
        message: impl Into<String>,
    ) -> Self {
        let chars = |to: usize| u32::try_from(text[..to].chars().count()).ok();
        Self {
            start: chars(start),
            end: chars(end),
            excerpt: Some(text[start..end].chars().take(EXCERPT_CHARS_MAX).collect()),
            ..Self::about(code, severity, path, message)
        }
    }
}

impl Finding {
    /// Fails if a finding is an error. The summary counts them; those beyond `FINDINGS_MAX` are
    /// counted and left out, errors last.
    pub fn judged(mut findings: Vec<DetailFinding>, score: Option<f64>) -> Self {
        let failed = findings.iter().any(|finding| finding.severity == Severity::Error);
        let summary = summary(&findings);
        if findings.len() > FINDINGS_MAX {
            findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
            findings.truncate(FINDINGS_MAX);
        }
        let verdict = if failed { Verdict::Fail } else { Verdict::Pass };
        Self { verdict, score, detail: EvaluationDetail { summary, findings } }
    }

    /// Could not tell, and why.
    pub fn indeterminate(why: impl Into<String>) -> Self {
        let detail = EvaluationDetail { summary: why.into(), findings: Vec::new() };
        Self { verdict: Verdict::Indeterminate, score: None, detail }
    }
}

fn summary(findings: &[DetailFinding]) -> String {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let counted =
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "note")]
            .map(|(severity, word)| (count(severity), word))
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
            .collect::<Vec<_>>();
    let mut summary =
        if counted.is_empty() { "nothing found".to_owned() } else { counted.join(", ") };
    if findings.len() > FINDINGS_MAX {
        summary.push_str(&format!("; the first {FINDINGS_MAX} are listed"));
    }
    summary
}
