//! Remote moderation, as far as it is values: what is sent for a revision, and what an answer or a
//! failure means. The wire shape is the widespread moderation API: a list of inputs in, flagged
//! categories with scores out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::builtin::EvaluatorSpec;
use super::text::parts;
use super::{DetailFinding, Finding, GateError, Offer, Setting, SettingKind, Severity};
use crate::revision::SealedContent;
use crate::{Digest, EvaluatorId, EvaluatorKind, Verdict, canonical};

/// Its slug, `evaluators.id`.
pub const ID: &str = "moderation";
/// The version of what is sent and of how answers are judged.
pub const VERSION: &str = "1.0.0";

/// What it is, to whoever requires it.
pub(super) const OFFER: Offer = Offer {
    id: ID,
    name: "Moderation service",
    version: VERSION,
    about: "Sends the texts to the moderation service that the server was started with (serve --moderation-url). Where there is none, or it does not answer, nothing passes.",
    settings: &[
        Setting {
            key: "model",
            label: "Model of the service",
            about: "Empty for the service’s default.",
            kind: SettingKind::Text,
        },
        Setting {
            key: "failOnFlagged",
            label: "What the service flags holds the revision",
            about: "",
            kind: SettingKind::Flag,
        },
        Setting {
            key: "thresholds",
            label: "Categories that hold from a score on",
            about: "A category and a score from 0 to 1 on each line, as ‘violence 0.5’.",
            kind: SettingKind::Scores,
        },
        Setting {
            key: "inputCharsMax",
            label: "Longest text sent at once, in characters",
            about: "",
            kind: SettingKind::Count(100, 1_000_000),
        },
    ],
};

/// A moderation service in a configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Configuration {
    /// The model that the service is asked to use; its default where it is not said.
    pub model: Option<String>,
    /// From which score on a category fails, whatever the service flags.
    pub thresholds: BTreeMap<String, f64>,
    /// Whether a category that the service flags fails, if no threshold is set for it.
    pub fail_on_flagged: bool,
    /// Longer texts are cut into inputs of so many characters.
    pub input_chars_max: usize,
}

impl Default for Configuration {
    /// 8,000 characters: about 2,000 tokens, well inside what moderation models read at once.
    fn default() -> Self {
        Self {
            model: None,
            thresholds: BTreeMap::new(),
            fail_on_flagged: true,
            input_chars_max: 8_000,
        }
    }
}

/// A text that is sent, and where it stands in the revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The value that it is of.
    pub path: String,
    /// Where in the value it starts, in characters.
    pub start: u32,
    /// The text.
    pub text: String,
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Request<'a> {
    /// The model, where one is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<&'a str>,
    /// The texts.
    pub input: Vec<&'a str>,
}

/// The body of an answer, as far as it is read.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Response {
    /// One for each input, in order.
    pub results: Vec<ResponseResult>,
}

/// What a service says of one input.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ResponseResult {
    /// Whether anything is flagged.
    pub flagged: bool,
    /// The categories, and whether each is flagged.
    #[serde(default)]
    pub categories: BTreeMap<String, Option<bool>>,
    /// The categories' scores, 0 to 1.
    #[serde(default)]
    pub category_scores: BTreeMap<String, Option<f64>>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The service could not be reached.
    #[error("the moderation service could not be reached: {0}")]
    Unreachable(String),
    /// It did not answer in time.
    #[error("the moderation service did not answer in time")]
    TimedOut,
    /// It answered with an error.
    #[error("the moderation service answered with status {0}")]
    Status(u16),
    /// Its answer is not of the shape.
    #[error("the moderation service's answer can't be read: {0}")]
    Unreadable(String),
}

impl Failure {
    /// Whether it may help to ask again.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::TimedOut => true,
            Self::Status(status) => *status == 408 || *status == 429 || *status >= 500,
            Self::Unreadable(_) => false,
        }
    }
}

/// A service in a configuration, as the contract's `EvaluatorVersion` keeps it.
pub fn spec(id: &str, name: &str, settings: Option<&Value>) -> Result<EvaluatorSpec, GateError> {
    let configuration = match settings {
        None => Configuration::default(),
        Some(settings) => serde_json::from_value(settings.clone()).map_err(unreadable)?,
    };
    let configuration = canonical::to_string(&configuration)?;
    Ok(EvaluatorSpec {
        id: EvaluatorId(id.to_owned()),
        name: name.to_owned(),
        kind: EvaluatorKind::Remote,
        version: VERSION.to_owned(),
        configuration_digest: Digest::of(&configuration),
        configuration,
    })
}

impl Configuration {
    /// Reads a configuration as it was recorded.
    pub fn parse(configuration: &str) -> Result<Self, GateError> {
        serde_json::from_str(configuration).map_err(unreadable)
    }
}

fn unreadable(error: serde_json::Error) -> GateError {
    GateError::Configuration { id: "moderation", reason: error.to_string() }
}

/// What is sent for a revision: every text that leaves the house, long ones in pieces.
pub fn inputs(content: &SealedContent, configuration: &Configuration) -> Vec<Input> {
    let max = configuration.input_chars_max.max(1);
    let mut inputs = Vec::new();
    for part in parts(content) {
        let characters: Vec<char> = part.text.chars().collect();
        for (index, piece) in characters.chunks(max).enumerate() {
            let start = u32::try_from(index * max).unwrap_or(u32::MAX);
            inputs.push(Input { path: part.path.clone(), start, text: piece.iter().collect() });
        }
    }
    inputs
}

/// The request for inputs.
pub fn request<'a>(inputs: &'a [Input], configuration: &'a Configuration) -> Request<'a> {
    let input = inputs.iter().map(|input| input.text.as_str()).collect();
    Request { model: configuration.model.as_deref(), input }
}

/// What an answer, or its absence, means. Only a whole answer can pass.
pub fn judge(
    inputs: &[Input],
    outcome: Result<&Response, &Failure>,
    configuration: &Configuration,
) -> Finding {
    let response = match outcome {
        Ok(response) => response,
        Err(failure) => return Finding::indeterminate(failure.to_string()),
    };
    if response.results.len() != inputs.len() {
        let (sent, judged) = (inputs.len(), response.results.len());
        return Finding::indeterminate(format!(
            "the moderation service judged {judged} of {sent} texts"
        ));
    }
    let mut score: f64 = 0.0;
    let mut findings = Vec::new();
    for (input, result) in inputs.iter().zip(&response.results) {
        score = result.category_scores.values().flatten().copied().fold(score, f64::max);
        findings.extend(input_findings(input, result, configuration));
    }
    let finding = Finding::judged(findings, Some(score.clamp(0.0, 1.0)));
    if finding.verdict == Verdict::Pass && inputs.is_empty() {
        return Finding::indeterminate("the revision has no text to judge");
    }
    finding
}

fn input_findings(
    input: &Input,
    result: &ResponseResult,
    configuration: &Configuration,
) -> Vec<DetailFinding> {
    let names: std::collections::BTreeSet<&String> =
        result.categories.keys().chain(result.category_scores.keys()).collect();
    let mut findings: Vec<_> = names
        .into_iter()
        .filter_map(|name| category_finding(input, result, name, configuration))
        .collect();
    if result.flagged && findings.is_empty() {
        findings.push(finding(
            input,
            "flagged",
            flag_severity(configuration),
            "is flagged, in no category",
        ));
    }
    findings
}

fn category_finding(
    input: &Input,
    result: &ResponseResult,
    name: &str,
    configuration: &Configuration,
) -> Option<DetailFinding> {
    let score = result.category_scores.get(name).copied().flatten();
    let flagged = result.categories.get(name).copied().flatten().unwrap_or(false);
    let severity = match (configuration.thresholds.get(name), score) {
        (Some(threshold), Some(score)) if score >= *threshold => Severity::Error,
        (Some(_), Some(_)) if flagged => Severity::Warning,
        (Some(_), Some(_)) => return None,
        _ if flagged => flag_severity(configuration),
        _ => return None,
    };
    let scored = score.map_or(String::new(), |score| format!(" with a score of {score:.3}"));
    Some(finding(input, name, severity, &format!("is flagged as {name}{scored}")))
}

fn flag_severity(configuration: &Configuration) -> Severity {
    if configuration.fail_on_flagged { Severity::Error } else { Severity::Warning }
}

fn finding(input: &Input, code: &str, severity: Severity, message: &str) -> DetailFinding {
    let length = u32::try_from(input.text.chars().count()).unwrap_or(u32::MAX);
    DetailFinding {
        start: Some(input.start),
        end: Some(input.start.saturating_add(length)),
        excerpt: Some(input.text.chars().take(super::finding::EXCERPT_CHARS_MAX).collect()),
        ..DetailFinding::about(code, severity, &input.path, message)
    }
}
