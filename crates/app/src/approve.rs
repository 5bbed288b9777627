//! A moderator's decision about a revision.

use domain::{ApprovalDecision, ApprovalId, CharacterRevisionId};
use schemars::JsonSchema;
use serde::Deserialize;
use store::inserts::NewApproval;
use store::queries::{characters, revisions};
use store::{StoreError, Tx};

use crate::error::via_store;
use crate::ports::new_id;
use crate::{Actor, App};

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApprovalRequest {
    pub decision: ApprovalDecision,
    #[serde(default)]
    pub reason: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ApproveError {
    #[error("there is no such revision")]
    NotFound,
    #[error("nobody judges their own character")]
    OwnCharacter,
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(ApproveError);

impl App {
    /// Approves or rejects; the newest decision of each moderator counts.
    pub async fn approve(
        &self,
        actor: &Actor,
        revision_id: CharacterRevisionId,
        request: &ApprovalRequest,
    ) -> Result<ApprovalId, ApproveError> {
        let (id, now) = (ApprovalId(new_id()), self.now());
        self.writer()
            .tx("approve", async |tx: &Tx| {
                let revision = revisions::revision(tx, revision_id).await?;
                let revision = revision.ok_or(ApproveError::NotFound)?;
                let character = characters::character(tx, revision.character_id).await?;
                let character = character.ok_or(ApproveError::NotFound)?;
                if !actor.as_domain().may_approve(character.creator_id) {
                    return Err(ApproveError::OwnCharacter);
                }
                let row = NewApproval {
                    id,
                    revision_id,
                    account_id: actor.id,
                    decision: request.decision,
                    reason: Some(&request.reason),
                    decided_at: now,
                };
                row.insert(tx).await?;
                Ok(id)
            })
            .await
    }
}
