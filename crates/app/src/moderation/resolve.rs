//! What a moderator makes of a report.

use domain::{ReportId, ReportOutcome, ReportResolutionId};
use schemars::JsonSchema;
use serde::Deserialize;
use store::inserts::{NewOpenReport, NewReportResolution};
use store::queries::{lineage, moderation};
use store::{StoreError, Tx};

use crate::error::via_store;
use crate::ports::new_id;
use crate::{Actor, App};

/// A moderator's word about a report.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResolutionRequest {
    pub outcome: ReportOutcome,
    /// 1 to 2,000 characters.
    pub reason: String,
}

/// What was made of a report, and by whom.
pub type ResolutionView = moderation::ResolutionsOfReportRow;

#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    #[error("there is no such report")]
    NotFound,
    #[error("say why, in {REASON_CHARS_MAX} characters at most")]
    Reason,
    #[error("the report is {0} already")]
    AlreadyThere(&'static str),
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(ResolveError);

/// The contract's limit.
const REASON_CHARS_MAX: usize = 2_000;

impl App {
    /// Closes a report, or opens it again. The newest word counts, and all of them are kept.
    pub async fn resolve_report(
        &self,
        actor: &Actor,
        report_id: ReportId,
        request: &ResolutionRequest,
    ) -> Result<ReportResolutionId, ResolveError> {
        let reason = request.reason.trim();
        if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
            return Err(ResolveError::Reason);
        }
        let (id, now) = (ReportResolutionId(new_id()), self.now());
        let done = self.writer().tx("resolve report", async |tx: &Tx| {
            lineage::report(tx, report_id).await?.ok_or(ResolveError::NotFound)?;
            move_report(tx, report_id, request.outcome).await?;
            let row = NewReportResolution {
                id,
                report_id,
                outcome: request.outcome,
                reason,
                decided_by_id: actor.id,
                decided_at: now,
            };
            row.insert(tx).await?;
            Ok(id)
        });
        done.await.map_err(|error| match error {
            // Two opened it again at the same moment.
            ResolveError::Store(StoreError::Taken { .. }) => ResolveError::AlreadyThere("open"),
            other => other,
        })
    }
}

/// Into the list of what is open, or out of it.
async fn move_report(
    tx: &Tx,
    report_id: ReportId,
    outcome: ReportOutcome,
) -> Result<(), ResolveError> {
    match outcome {
        ReportOutcome::Reopened => {
            if moderation::is_report_open(tx, report_id).await? {
                return Err(ResolveError::AlreadyThere("open"));
            }
            NewOpenReport { report_id }.insert(tx).await?;
        }
        ReportOutcome::Actioned | ReportOutcome::Dismissed => {
            if moderation::close_report(tx, report_id).await? == 0 {
                return Err(ResolveError::AlreadyThere("closed"));
            }
        }
    }
    Ok(())
}
