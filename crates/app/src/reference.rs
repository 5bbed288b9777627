//! Reference data that administrators, moderators and finance keep: apps, gates, packs, voices,
//! the taxonomy, royalty terms.

use domain::gate::{self, EvaluatorSpec, GateError};
use domain::{
    AppId, EvaluatorId, EvaluatorVersionId, GateId, ModelPackId, RoyaltyTermsId, TagId, TagStatus,
    VoiceId,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::inserts::{NewEvaluatorVersion, NewGate, NewRoyaltyTerms};
use store::queries::reference::{self, JudgeTag};
use store::queries::{evaluations, revenue};
use store::{StoreError, Tx};

use crate::error::via_store;
use crate::ports::new_id;
use crate::{Actor, App};

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AppRequest {
    pub name: String,
    /// How many moderators must approve a revision before it is published for this app.
    #[serde(default)]
    pub required_approvals: i32,
}

/// A gate: which evaluator, in which configuration, for how long its verdict counts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GateRequest {
    pub evaluator: EvaluatorId,
    /// The evaluator's own default where it is not said.
    pub configuration: Option<Value>,
    pub valid_days: Option<i32>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TermsRequest {
    /// Parts per million.
    pub platform_fee_ppm: i32,
    /// Now where it is not said.
    pub effective_from: Option<Timestamp>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TagRequest {
    pub label: String,
    pub parent_id: Option<TagId>,
    pub status: TagStatus,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VoiceRequest {
    pub name: String,
    /// BCP 47.
    pub language: String,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GateView {
    pub id: GateId,
    pub app_id: AppId,
    pub evaluator: EvaluatorId,
    pub version: String,
    pub configuration_digest: String,
    /// Every setting, also those left at their default.
    pub configuration: Value,
    pub valid_days: Option<i32>,
    pub created_at: Timestamp,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppView {
    pub id: AppId,
    pub name: String,
    pub required_approvals: i32,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VoiceView {
    pub id: VoiceId,
    pub name: String,
    /// BCP 47.
    pub language: String,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseView {
    pub model_pack_id: ModelPackId,
    pub model_pack_name: String,
    pub version: i32,
    pub label: String,
    pub released_at: Timestamp,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TagView {
    pub id: TagId,
    pub label: String,
    pub parent_id: Option<TagId>,
    pub status: TagStatus,
}

#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("{0}")]
    Invalid(String),
    #[error("{told}")]
    Field { field: &'static str, told: String },
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(ReferenceError);

/// More than anyone scrolls through; a list that outgrows it needs pages.
const ROWS_MAX: i64 = 5_000;

impl App {
    pub async fn define_app(&self, id: &AppId, request: &AppRequest) -> Result<(), ReferenceError> {
        check_name("name", &request.name)?;
        let now = self.now();
        let done = self.writer().tx("define app", async |tx: &Tx| {
            reference::define_app(tx, id, &request.name, request.required_approvals, now).await?;
            Ok::<_, ReferenceError>(())
        });
        done.await.map_err(refused)
    }

    pub async fn define_voice(
        &self,
        id: &VoiceId,
        request: &VoiceRequest,
    ) -> Result<(), ReferenceError> {
        check_name("name", &request.name)?;
        check_name("language", &request.language)?;
        let now = self.now();
        let done = self.writer().tx("define voice", async |tx: &Tx| {
            reference::define_voice(tx, id, &request.name, &request.language, now).await?;
            Ok::<_, ReferenceError>(())
        });
        done.await.map_err(refused)
    }

    pub async fn judge_tag(&self, id: &TagId, request: &TagRequest) -> Result<(), ReferenceError> {
        check_name("label", &request.label)?;
        if request.parent_id.as_ref() == Some(id) {
            return Err(field("parentId", "a tag does not stand below itself"));
        }
        let now = self.now();
        let done = self.writer().tx("judge tag", async |tx: &Tx| {
            let given = JudgeTag {
                tag_id: id,
                label: &request.label,
                parent_id: request.parent_id.as_ref(),
                tag_status: request.status,
                now,
            };
            reference::judge_tag(tx, &given).await?;
            Ok::<_, ReferenceError>(())
        });
        done.await.map_err(refused)
    }

    /// A release of a model pack; the pack itself is made with its first release.
    pub async fn release_model_pack(
        &self,
        id: &ModelPackId,
        name: &str,
        version: i32,
        label: &str,
    ) -> Result<(), ReferenceError> {
        check_name("name", name)?;
        check_name("label", label)?;
        let now = self.now();
        let done = self.writer().tx("release model pack", async |tx: &Tx| {
            reference::define_model_pack(tx, id, name, now).await?;
            reference::release_model_pack(tx, id, version, label, now).await?;
            Ok::<_, ReferenceError>(())
        });
        done.await.map_err(refused)
    }

    pub async fn ship_model_pack(
        &self,
        app_id: &AppId,
        pack: &ModelPackId,
        version: i32,
    ) -> Result<(), ReferenceError> {
        let now = self.now();
        let done = self.writer().tx("ship model pack", async |tx: &Tx| {
            reference::ship_model_pack(tx, app_id, pack, version, now).await?;
            Ok::<_, ReferenceError>(())
        });
        done.await.map_err(refused)
    }

    /// Requires an evaluator for an app, in exactly this version and configuration. Another
    /// configuration or validity of the same evaluator takes the place of the earlier one.
    pub async fn require_gate(
        &self,
        app_id: &AppId,
        request: &GateRequest,
    ) -> Result<GateId, ReferenceError> {
        let chosen = chosen(request)?;
        if request.valid_days.is_some_and(|days| days < 1) {
            return Err(field("validDays", "a verdict counts for a day at least"));
        }
        let (gate_id, now) = (GateId(new_id()), self.now());
        let done = self.writer().tx("require gate", async |tx: &Tx| {
            let version_id = version_id(tx, &chosen, now).await?;
            for gate in evaluations::gates_of_app(tx, app_id).await? {
                let same = gate.evaluator_version_id == version_id;
                if same && gate.valid_days == request.valid_days {
                    return Ok(gate.id);
                }
                if gate.evaluator_id == chosen.id {
                    evaluations::retire_gate(tx, now, gate.id).await?;
                }
            }
            let row = NewGate {
                id: gate_id,
                app_id,
                evaluator_version_id: version_id,
                valid_days: request.valid_days,
                created_at: Some(now),
                retired_at: None,
            };
            row.insert(tx).await?;
            Ok::<_, ReferenceError>(gate_id)
        });
        done.await.map_err(refused)
    }

    pub async fn retire_gate(&self, id: GateId) -> Result<(), ReferenceError> {
        let now = self.now();
        let retired = self.writer().tx("retire gate", async |tx: &Tx| {
            Ok::<_, ReferenceError>(evaluations::retire_gate(tx, now, id).await?)
        });
        match retired.await? {
            0 => Err(ReferenceError::NotFound("gate in force")),
            _ => Ok(()),
        }
    }

    /// The apps that are in use.
    pub async fn apps(&self) -> Result<Vec<AppView>, ReferenceError> {
        let rows = reference::apps(self.reader()).await?;
        let view = |row: store::rows::App| AppView {
            id: row.id,
            name: row.name,
            required_approvals: row.required_approvals,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// The voices that are in use.
    pub async fn voices(&self) -> Result<Vec<VoiceView>, ReferenceError> {
        let rows = reference::voices(self.reader()).await?;
        let view = |row: store::rows::Voice| VoiceView {
            id: row.id,
            name: row.name,
            language: row.language,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// Every release of every model pack.
    pub async fn model_packs(&self) -> Result<Vec<ReleaseView>, ReferenceError> {
        let rows = reference::model_packs(self.reader(), ROWS_MAX).await?;
        let view = |row: reference::ModelPacksRow| ReleaseView {
            model_pack_id: row.model_pack_id,
            model_pack_name: row.model_pack_name,
            version: row.version,
            label: row.label,
            released_at: row.released_at,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// The taxonomy.
    pub async fn tags(&self) -> Result<Vec<TagView>, ReferenceError> {
        let rows = reference::tags(self.reader(), ROWS_MAX).await?;
        Ok(rows.into_iter().map(TagView::from).collect())
    }

    pub async fn gates(&self, app_id: &AppId) -> Result<Vec<GateView>, ReferenceError> {
        let rows = evaluations::gates_of_app(self.reader(), app_id).await?;
        let view = |row: evaluations::GatesOfAppRow| GateView {
            id: row.id,
            app_id: row.app_id,
            evaluator: row.evaluator_id,
            version: row.version,
            configuration_digest: row.configuration_digest,
            configuration: serde_json::from_str(&row.configuration).unwrap_or_default(),
            valid_days: row.valid_days,
            created_at: row.created_at,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// New royalty terms; those in force end where these begin.
    pub async fn set_terms(
        &self,
        actor: &Actor,
        request: &TermsRequest,
    ) -> Result<RoyaltyTermsId, ReferenceError> {
        if !(0..=1_000_000).contains(&request.platform_fee_ppm) {
            return Err(field(
                "platformFeePpm",
                "the provider’s share is 0 to 1,000,000 parts per million",
            ));
        }
        let id = RoyaltyTermsId(new_id());
        let from = request.effective_from.unwrap_or_else(|| self.now());
        let done = self.writer().tx("set terms", async |tx: &Tx| {
            revenue::end_terms(tx, from).await?;
            let row = NewRoyaltyTerms {
                id,
                platform_fee_ppm: request.platform_fee_ppm,
                effective_from: from,
                effective_until: None,
                recorded_by_id: actor.id,
            };
            row.insert(tx).await?;
            Ok::<_, ReferenceError>(id)
        });
        done.await.map_err(refused)
    }
}

impl From<store::rows::Tag> for TagView {
    fn from(row: store::rows::Tag) -> Self {
        let store::rows::Tag { id, label, parent_id, status, .. } = row;
        TagView { id, label, parent_id, status }
    }
}

/// The evaluator that a gate asks for: one of ours, or the outside service.
fn chosen(request: &GateRequest) -> Result<EvaluatorSpec, ReferenceError> {
    let id = request.evaluator.0.as_str();
    let offer = gate::offer(id).ok_or_else(|| GateError::UnknownEvaluator(id.to_owned()));
    let spec = offer.and_then(|offer| offer.spec(request.configuration.as_ref()));
    spec.map_err(|error| ReferenceError::Invalid(error.to_string()))
}

/// The row of exactly this version and configuration, made where there is none.
async fn version_id(
    tx: &Tx,
    spec: &EvaluatorSpec,
    now: Timestamp,
) -> Result<EvaluatorVersionId, StoreError> {
    let configuration_digest = &spec.configuration_digest.to_string();
    evaluations::define_evaluator(tx, &spec.id, &spec.name, spec.kind, now).await?;
    let known =
        evaluations::evaluator_version(tx, &spec.id, &spec.version, configuration_digest).await?;
    if let Some(row) = known {
        return Ok(row.id);
    }
    let id = EvaluatorVersionId(new_id());
    let row = NewEvaluatorVersion {
        id,
        evaluator_id: &spec.id,
        version: &spec.version,
        configuration: &spec.configuration,
        configuration_digest,
        created_at: Some(now),
    };
    row.insert(tx).await?;
    Ok(id)
}

pub(crate) fn field(field: &'static str, told: impl Into<String>) -> ReferenceError {
    ReferenceError::Field { field, told: told.into() }
}

/// A name is one line of a list.
pub(crate) fn check_name(of: &'static str, name: &str) -> Result<(), ReferenceError> {
    const CHARS_MAX: usize = 200;
    match name.trim().chars().count() {
        1..=CHARS_MAX => Ok(()),
        chars => Err(field(of, format!("{of} has 1 to {CHARS_MAX} characters, not {chars}"))),
    }
}

/// What the contract's constraints say, in words.
pub(crate) fn refused(error: ReferenceError) -> ReferenceError {
    let ReferenceError::Store(store) = &error else { return error };
    match store {
        StoreError::Dangling { constraint, .. } => match constraint.as_str() {
            "gates_app_id_fkey" | "app_model_packs_app_id_fkey" => ReferenceError::NotFound("app"),
            "tags_parent_id_fkey" => field("parentId", "there is no such parent tag"),
            _ => ReferenceError::NotFound("release of this model pack"),
        },
        StoreError::Refused { constraint, .. } | StoreError::Taken { constraint, .. } => {
            match constraint.as_str() {
                "apps_id_check" | "voices_id_check" | "model_packs_id_check" => {
                    field("id", "an id is lower-case letters, digits and hyphens, at most 63")
                }
                "tags_id_check" => field("id", "the id of a tag has 1 to 64 characters"),
                "apps_pkey" | "voices_pkey" | "model_packs_pkey" | "tags_pkey" => {
                    field("id", "this id is taken")
                }
                "apps_required_approvals_check" => {
                    field("requiredApprovals", "requiredApprovals is 0 to 9")
                }
                "model_pack_versions_version_check" => field("version", "versions count from 1"),
                "royalty_terms_no_overlap" => field(
                    "effectiveFrom",
                    "these terms overlap with others: later ones are there already",
                ),
                other => ReferenceError::Invalid(format!("the contract refuses this: {other}")),
            }
        }
        _ => error,
    }
}
