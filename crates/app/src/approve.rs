//! A moderator's decision about a revision.

use domain::{ApprovalDecision, ApprovalId, CharacterRevisionId};
use schemars::JsonSchema;
use serde::Deserialize;
use store::inserts::NewApproval;
use store::queries::{characters, moderation, revisions};
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
    #[error("nobody judges a character that they are paid for")]
    OwnCharacter,
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(ApproveError);

impl App {
    /// Approves or rejects; the newest decision of each moderator counts. It ends their claim.
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
                if !self.may_judge(tx, actor, &character).await? {
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
                moderation::release_claim(tx, revision_id, actor.id).await?;
                Ok(id)
            })
            .await
    }
}
