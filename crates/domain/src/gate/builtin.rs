//! The evaluators that come with the house: deterministic, one file each, listed once.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::banned_terms::BannedTerms;
use super::completeness::Completeness;
use super::lorebook_sanity::LorebookSanity;
use super::near_duplicates::{NearDuplicates, Neighbour, Unsought};
use super::personal_data::PersonalData;
use super::prompt_injection::PromptInjection;
use super::{Finding, Setting};
use crate::revision::SealedContent;
use crate::{CanonicalError, Digest, EvaluatorId, EvaluatorKind, canonical};

/// Every built-in evaluator.
pub static BUILTINS: [Builtin; 6] = [
    Builtin::of::<Completeness>(),
    Builtin::of::<BannedTerms>(),
    Builtin::of::<PersonalData>(),
    Builtin::of::<PromptInjection>(),
    Builtin::of::<LorebookSanity>(),
    Builtin::of::<NearDuplicates>(),
];

/// What is judged.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The revision.
    pub content: &'a SealedContent,
    /// Published revisions that are like it, for an evaluator that [compares](Builtin::compares).
    pub neighbours: &'a [Neighbour],
    /// What of it could not be looked up.
    pub unsought: Unsought,
}

impl<'a> Subject<'a> {
    /// A revision by itself.
    pub fn alone(content: &'a SealedContent) -> Self {
        Self { content, neighbours: &[], unsought: Unsought::default() }
    }
}

/// What a built-in evaluator is.
pub(crate) trait Evaluator {
    /// Its slug.
    const ID: &'static str;
    /// Its name.
    const NAME: &'static str;
    /// Goes up whenever the same content could be judged otherwise.
    const VERSION: &'static str;
    /// What it looks for and why, to whoever requires it.
    const ABOUT: &'static str;
    /// Every key of its configuration.
    const SETTINGS: &'static [Setting];
    /// Whether it looks at [`Subject::neighbours`] and [`Subject::unsought`].
    const COMPARES: bool = false;
    /// What can be set; the default is what a gate has that sets nothing.
    type Configuration: Default + Serialize + DeserializeOwned;

    /// Judges a revision.
    fn evaluate(subject: &Subject<'_>, configuration: &Self::Configuration) -> Finding;
}

/// A built-in evaluator.
#[derive(Clone, Copy, Debug)]
pub struct Builtin {
    /// Its slug, `evaluators.id`.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// What it looks for and why.
    pub about: &'static str,
    /// What can be set.
    pub settings: &'static [Setting],
    /// Whether it has to be told of published revisions that are like the one it judges.
    pub compares: bool,
    complete: fn(Option<&Value>) -> Result<String, GateError>,
    judge: fn(&Subject<'_>, &str) -> Result<Finding, GateError>,
}

/// An evaluator in one version and configuration, as the contract's `EvaluatorVersion` keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EvaluatorSpec {
    /// `evaluators.id`.
    pub id: EvaluatorId,
    /// `evaluators.name`.
    pub name: String,
    /// Built in or remote.
    pub kind: EvaluatorKind,
    /// Its version.
    pub version: String,
    /// Canonical JSON: every setting, also those left at their default.
    pub configuration: String,
    /// SHA-256 of `configuration`.
    pub configuration_digest: Digest,
}

/// Why an evaluator can't be run as asked.
#[derive(Debug, thiserror::Error)]
pub enum GateError {
    /// No built-in evaluator has this slug.
    #[error("there is no built-in evaluator `{0}`; there are {ids}", ids = ids())]
    UnknownEvaluator(String),
    /// This code has another version of it.
    #[error("`{id}` is here in version {here}, not in version {asked}")]
    OtherVersion {
        /// The evaluator.
        id: &'static str,
        /// The version that this code has.
        here: &'static str,
        /// The version that was asked for.
        asked: String,
    },
    /// The configuration is not one of its kind.
    #[error("the configuration of `{id}` can't be read: {reason}")]
    Configuration {
        /// The evaluator.
        id: &'static str,
        /// Why not.
        reason: String,
    },
    /// The configuration has no canonical form.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
}

impl Builtin {
    const fn of<E: Evaluator>() -> Self {
        Self {
            id: E::ID,
            name: E::NAME,
            version: E::VERSION,
            about: E::ABOUT,
            settings: E::SETTINGS,
            compares: E::COMPARES,
            complete: complete::<E>,
            judge: judge::<E>,
        }
    }

    /// The evaluator with these settings, the others at their default.
    pub fn spec(&self, settings: Option<&Value>) -> Result<EvaluatorSpec, GateError> {
        let configuration = (self.complete)(settings)?;
        Ok(EvaluatorSpec {
            id: EvaluatorId(self.id.to_owned()),
            name: self.name.to_owned(),
            kind: EvaluatorKind::Builtin,
            version: self.version.to_owned(),
            configuration_digest: Digest::of(&configuration),
            configuration,
        })
    }

    /// Judges a revision under a configuration.
    pub fn evaluate(
        &self,
        subject: &Subject<'_>,
        configuration: &str,
    ) -> Result<Finding, GateError> {
        (self.judge)(subject, configuration)
    }
}

/// The built-in evaluator with this slug.
pub fn builtin(id: &str) -> Option<&'static Builtin> {
    BUILTINS.iter().find(|builtin| builtin.id == id)
}

/// Judges a revision with an evaluator of exactly this version and configuration.
pub fn evaluate(
    id: &str,
    version: &str,
    configuration: &str,
    subject: &Subject<'_>,
) -> Result<Finding, GateError> {
    let builtin = builtin(id).ok_or_else(|| GateError::UnknownEvaluator(id.to_owned()))?;
    if builtin.version != version {
        let (id, here) = (builtin.id, builtin.version);
        return Err(GateError::OtherVersion { id, here, asked: version.to_owned() });
    }
    builtin.evaluate(subject, configuration)
}

fn ids() -> String {
    BUILTINS.map(|builtin| builtin.id).join(", ")
}

fn complete<E: Evaluator>(settings: Option<&Value>) -> Result<String, GateError> {
    let configuration = match settings {
        None => E::Configuration::default(),
        Some(settings) => serde_json::from_value(settings.clone()).map_err(unreadable::<E>)?,
    };
    Ok(canonical::to_string(&configuration)?)
}

fn judge<E: Evaluator>(subject: &Subject<'_>, configuration: &str) -> Result<Finding, GateError> {
    let configuration = serde_json::from_str(configuration).map_err(unreadable::<E>)?;
    Ok(E::evaluate(subject, &configuration))
}

fn unreadable<E: Evaluator>(error: serde_json::Error) -> GateError {
    GateError::Configuration { id: E::ID, reason: error.to_string() }
}
