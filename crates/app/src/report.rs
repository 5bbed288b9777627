//! A safety or incompatibility report, pinned to the payload that was served.

use domain::{
    AppId, CharacterId, CharacterRevisionId, ModelPackId, PayloadDigest, PublicationId,
    PublicationKind, ReportId, ReportKind, Role,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::inserts::{NewOpenReport, NewReport};
use store::queries::{lineage, publications};
use store::rows::{Publication, Report};
use store::{StoreError, Tx};

use crate::error::via_store;
use crate::ports::new_id;
use crate::{Actor, App};

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReportRequest {
    pub kind: ReportKind,
    /// What was served: the digest that the app fetched.
    pub payload_digest: PayloadDigest,
    /// The app that served it; a token of an app speaks for its own.
    pub app_id: Option<AppId>,
    pub model_pack_id: Option<ModelPackId>,
    pub model_pack_version: Option<i32>,
    /// A word to sort by, as `self-harm`, `garbled-output`.
    pub category: String,
    #[serde(default)]
    pub description: String,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReportView {
    pub id: ReportId,
    pub kind: ReportKind,
    pub character_id: CharacterId,
    pub payload_digest: PayloadDigest,
    pub publication_id: PublicationId,
    pub revision_id: CharacterRevisionId,
    pub app_id: AppId,
    pub model_pack_id: Option<ModelPackId>,
    pub model_pack_version: Option<i32>,
    pub category: String,
    pub description: String,
    pub reported_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("there is no published payload {0}")]
    NoSuchPayload(PayloadDigest),
    #[error("there is no such {0}")]
    NotFound(&'static str),
    #[error("{0}")]
    Invalid(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(ReportError);

impl From<Report> for ReportView {
    fn from(row: Report) -> Self {
        ReportView {
            id: row.id,
            kind: row.kind,
            character_id: row.character_id,
            payload_digest: row.payload_digest,
            publication_id: row.publication_id,
            revision_id: row.revision_id,
            app_id: row.app_id,
            model_pack_id: row.model_pack_id,
            model_pack_version: row.model_pack_version,
            category: row.category,
            description: row.description,
            reported_at: row.reported_at,
        }
    }
}

impl App {
    pub async fn report(
        &self,
        actor: &Actor,
        request: &ReportRequest,
    ) -> Result<ReportId, ReportError> {
        let app_id = app_of(actor, request)?;
        let (id, now) = (ReportId(new_id()), self.now());
        let done = self.writer().tx("report", async |tx: &Tx| {
            let publication = served_by(tx, &request.payload_digest).await?;
            let row = NewReport {
                id,
                kind: request.kind,
                character_id: publication.character_id,
                payload_digest: &request.payload_digest,
                publication_id: publication.id,
                revision_id: publication.revision_id,
                app_id: &app_id,
                model_pack_id: request.model_pack_id.as_ref(),
                model_pack_version: request.model_pack_version,
                category: &request.category,
                description: Some(&request.description),
                reported_by_id: actor.id,
                reported_at: now,
            };
            row.insert(tx).await?;
            NewOpenReport { report_id: id }.insert(tx).await?;
            Ok(id)
        });
        done.await.map_err(|error| match error {
            ReportError::Store(StoreError::Dangling { .. }) => {
                ReportError::NotFound("app, or release of a model pack")
            }
            other => other,
        })
    }
}

/// The newest publication that served these bytes: one that relied on evaluations and assumed a
/// runtime, not the suspension or withdrawal that came after it.
async fn served_by(tx: &Tx, digest: &PayloadDigest) -> Result<Publication, ReportError> {
    let missing = || ReportError::NoSuchPayload(digest.clone());
    let ids = lineage::publications_of_payload(tx, digest).await?;
    for id in ids.into_iter().rev() {
        let publication = publications::publication(tx, id).await?.ok_or_else(missing)?;
        match publication.kind {
            PublicationKind::Publish | PublicationKind::Rollback | PublicationKind::Reinstate => {
                return Ok(publication);
            }
            PublicationKind::Suspend | PublicationKind::Withdraw => {}
        }
    }
    Err(missing())
}

/// A token of an app speaks for its own app and no other; one without an app speaks for none.
fn app_of(actor: &Actor, request: &ReportRequest) -> Result<AppId, ReportError> {
    match (&actor.app, &request.app_id) {
        (Some(own), Some(named)) if own != named => {
            Err(ReportError::Invalid(format!("this token speaks for {own}, not for {named}")))
        }
        (Some(app), _) => Ok(app.clone()),
        (None, Some(app)) if actor.is(Role::Moderator) => Ok(app.clone()),
        (None, Some(app)) => Err(ReportError::Invalid(format!(
            "this token speaks for no app; have one issued with appId {app}"
        ))),
        (None, None) => Err(ReportError::Invalid("appId is missing".to_owned())),
    }
}
