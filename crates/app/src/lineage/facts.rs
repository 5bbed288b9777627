//! The facts of a lineage, from rows: one statement for each kind, whatever the number.

use domain::{
    AccountId, AppId, ApprovalId, AssetKind, AssetReferenceId, CharacterDraftId, CharacterId,
    CharacterRevisionId, CollaboratorRole, EvaluationId, EvaluatorId, LedgerAccount, ModelPackId,
    PayloadDigest, PublicationId, PublicationKind, RevenueEventId, RoyaltyTermsId, SplitSetId,
    Verdict,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::queries::lineage::{
    LineageApprovalsRow, LineageAssetsRow, LineageEvaluationsRow, LineagePublicationsRow,
    LineageTargetsRow,
};
use store::queries::revenue::SplitSharesRow;
use store::queries::{lineage, revenue};
use store::rows::{RoyaltyTerms, SplitSet};
use store::{Run, StoreError};
use tokio::try_join;

use crate::record_revenue::RevenueView;

/// A publication with all that answers for it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublicationFact {
    pub id: PublicationId,
    pub sequence: i32,
    pub kind: PublicationKind,
    pub previous_id: Option<PublicationId>,
    pub created_at: Timestamp,
    pub reason: String,
    /// The draft that the revision was sealed from, and its version then.
    pub draft_id: CharacterDraftId,
    pub draft_version: i32,
    pub revision_id: CharacterRevisionId,
    pub revision_digest: String,
    pub payload_digest: PayloadDigest,
    pub contract_hash: String,
    /// The DSSE envelope, as the text that the digest is of.
    pub receipt: String,
    pub receipt_digest: String,
    /// RFC 6962 leaf hash of the receipt.
    pub leaf_hash: Option<String>,
    pub actor: ActorFact,
    pub split_set: Option<SplitSetFact>,
    /// The evaluations that it relied on.
    pub evaluations: Vec<EvaluationFact>,
    /// The approvals that it relied on.
    pub approvals: Vec<ApprovalFact>,
    /// What it assumed of each app.
    pub targets: Vec<TargetFact>,
    /// Mints and escrows that it was made under.
    pub assets: Vec<AssetFact>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActorFact {
    pub account_id: AccountId,
    pub handle: String,
    pub wallet_chain: Option<String>,
    pub wallet_address: Option<String>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SplitSetFact {
    pub id: SplitSetId,
    pub digest: String,
    pub effective_from: Timestamp,
    pub shares: Vec<ShareFact>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShareFact {
    pub account_id: AccountId,
    pub handle: String,
    pub role: CollaboratorRole,
    pub share_ppm: i32,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EvaluationFact {
    pub id: EvaluationId,
    pub evaluator: EvaluatorId,
    pub version: String,
    pub configuration_digest: String,
    pub revision_digest: String,
    pub verdict: Verdict,
    pub score: Option<f64>,
    pub finished_at: Timestamp,
    pub expires_at: Option<Timestamp>,
}

/// A moderator's approval.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalFact {
    pub id: ApprovalId,
    pub account_id: AccountId,
    pub handle: String,
    pub reason: String,
    pub decided_at: Timestamp,
}

/// The provider's own share that was in force for a sale.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TermsFact {
    pub id: RoyaltyTermsId,
    pub platform_fee_ppm: i32,
    pub effective_from: Timestamp,
    pub effective_until: Option<Timestamp>,
}

/// The refund that took a sale back.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RefundFact {
    pub id: RevenueEventId,
    pub external_id: String,
    pub occurred_at: Timestamp,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TargetFact {
    pub app_id: AppId,
    pub model_pack_id: ModelPackId,
    pub version: i32,
    pub label: String,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssetFact {
    pub id: AssetReferenceId,
    pub kind: AssetKind,
    pub chain: String,
    pub contract_address: String,
    pub token_id: String,
    pub transaction_hash: String,
    pub recorded_at: Timestamp,
}

/// A sealed revision, without its content.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RevisionFact {
    pub id: CharacterRevisionId,
    pub character_id: CharacterId,
    pub number: i32,
    pub digest: String,
    pub parent_id: Option<CharacterRevisionId>,
    pub draft_id: CharacterDraftId,
    pub draft_version: i32,
    pub contract_hash: String,
    pub sealed_by_id: AccountId,
    pub sealed_by_handle: String,
    pub sealed_at: Timestamp,
}

/// Frozen bytes, by digest.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PayloadFact {
    pub digest: PayloadDigest,
    pub revision_id: CharacterRevisionId,
    /// The version of the payload's shape.
    pub version: i32,
    /// In bytes.
    pub size: i32,
}

/// What one ledger account holds of the revenue concerned. Credits are negative: what is owed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OwedFact {
    pub ledger_account: LedgerAccount,
    pub account_id: Option<AccountId>,
    pub handle: Option<String>,
    pub currency: String,
    pub amount_minor: i64,
}

pub(super) async fn publications(
    on: &impl Run,
    ids: &[PublicationId],
) -> Result<Vec<PublicationFact>, StoreError> {
    let (rows, evaluations, approvals, targets, assets) = try_join!(
        lineage::lineage_publications(on, ids),
        lineage::lineage_evaluations(on, ids),
        lineage::lineage_approvals(on, ids),
        lineage::lineage_targets(on, ids),
        lineage::lineage_assets(on, ids),
    )?;
    let sets: Vec<SplitSetId> = rows.iter().map(|row| row.split_set_id).collect();
    let (sets, shares) =
        try_join!(lineage::lineage_split_sets(on, &sets), revenue::split_shares(on, &sets))?;
    let parts = Parts { evaluations, approvals, targets, assets, sets, shares };
    Ok(rows.into_iter().map(|row| parts.fact(row)).collect())
}

/// The rows around publications, to be dealt out to them.
struct Parts {
    evaluations: Vec<LineageEvaluationsRow>,
    approvals: Vec<LineageApprovalsRow>,
    targets: Vec<LineageTargetsRow>,
    assets: Vec<LineageAssetsRow>,
    sets: Vec<SplitSet>,
    shares: Vec<SplitSharesRow>,
}

impl Parts {
    fn fact(&self, row: LineagePublicationsRow) -> PublicationFact {
        PublicationFact {
            split_set: self.split_set(row.split_set_id),
            evaluations: of(&self.evaluations, |it| it.publication_id == row.id),
            approvals: of(&self.approvals, |it| it.publication_id == row.id),
            targets: of(&self.targets, |it| it.publication_id == row.id),
            assets: of(&self.assets, |it| it.publication_id == row.id),
            id: row.id,
            sequence: row.sequence,
            kind: row.kind,
            previous_id: row.previous_id,
            created_at: row.created_at,
            reason: row.reason,
            draft_id: row.draft_id,
            draft_version: row.draft_version,
            revision_id: row.revision_id,
            revision_digest: row.revision_digest,
            payload_digest: row.payload_digest,
            contract_hash: row.contract_hash,
            receipt: row.receipt,
            receipt_digest: row.receipt_digest,
            leaf_hash: row.leaf_hash,
            actor: ActorFact {
                account_id: row.actor_id,
                handle: row.actor_handle,
                wallet_chain: row.wallet_chain,
                wallet_address: row.wallet_address,
            },
        }
    }

    fn split_set(&self, id: SplitSetId) -> Option<SplitSetFact> {
        let set = self.sets.iter().find(|set| set.id == id)?;
        Some(SplitSetFact {
            id,
            digest: set.digest.clone(),
            effective_from: set.effective_from,
            shares: of(&self.shares, |share| share.split_set_id == id),
        })
    }
}

/// The rows that belong, as facts.
fn of<R: Clone, F: From<R>>(rows: &[R], belongs: impl Fn(&R) -> bool) -> Vec<F> {
    rows.iter().filter(|row| belongs(row)).cloned().map(F::from).collect()
}

pub(super) async fn revisions(
    on: &impl Run,
    ids: &[CharacterRevisionId],
) -> Result<Vec<RevisionFact>, StoreError> {
    let rows = lineage::lineage_revisions(on, ids).await?;
    Ok(rows.into_iter().map(RevisionFact::from).collect())
}

pub(super) async fn payloads(
    on: &impl Run,
    digests: &[PayloadDigest],
) -> Result<Vec<PayloadFact>, StoreError> {
    let rows = lineage::lineage_payloads(on, digests).await?;
    Ok(rows.into_iter().map(PayloadFact::from).collect())
}

pub(super) async fn owed(
    on: &impl Run,
    ids: &[PublicationId],
) -> Result<Vec<OwedFact>, StoreError> {
    let rows = lineage::owed_for_publications(on, ids).await?;
    Ok(rows.into_iter().map(OwedFact::from).collect())
}

/// What was in force for an event beside its publication, and what took it back.
pub(super) async fn around(
    on: &impl Run,
    event: &RevenueView,
) -> Result<(Option<TermsFact>, Option<RefundFact>), StoreError> {
    let (terms, refund) = try_join!(
        lineage::lineage_terms(on, event.terms_id),
        lineage::refund_of_event(on, event.id),
    )?;
    Ok((terms.map(TermsFact::from), refund.map(RefundFact::from)))
}

/// The lines of one event. Who they are of is known from the split of its publication.
pub(super) fn owed_of(event: &RevenueView, publications: &[PublicationFact]) -> Vec<OwedFact> {
    let shares = publications.iter().filter_map(|fact| fact.split_set.as_ref());
    let shares: Vec<&ShareFact> = shares.flat_map(|set| &set.shares).collect();
    let handle = |account: AccountId| {
        shares.iter().find(|share| share.account_id == account).map(|share| share.handle.clone())
    };
    let fact = |posting: &crate::record_revenue::PostingView| OwedFact {
        ledger_account: posting.ledger_account,
        account_id: posting.account_id,
        handle: posting.account_id.and_then(handle),
        currency: event.currency.clone(),
        amount_minor: posting.amount_minor,
    };
    event.postings.iter().map(fact).collect()
}

/// Facts that take over rows field by field.
macro_rules! from_row {
    ($($fact:ident <- $row:ty { $($field:ident $(= $source:ident)?),+ };)+) => {$(
        impl From<$row> for $fact {
            fn from(row: $row) -> Self {
                $fact { $($field: from_row!(@ row $field $($source)?)),+ }
            }
        }
    )+};
    (@ $row:ident $field:ident) => { $row.$field };
    (@ $row:ident $field:ident $source:ident) => { $row.$source };
}

from_row! {
    EvaluationFact <- LineageEvaluationsRow {
        id, evaluator = evaluator_id, version, configuration_digest, revision_digest, verdict,
        score, finished_at, expires_at
    };
    ApprovalFact <- LineageApprovalsRow { id, account_id, handle, reason, decided_at };
    TermsFact <- RoyaltyTerms { id, platform_fee_ppm, effective_from, effective_until };
    RefundFact <- lineage::RefundOfEventRow { id, external_id, occurred_at };
    TargetFact <- LineageTargetsRow { app_id, model_pack_id, version, label };
    AssetFact <- LineageAssetsRow {
        id, kind, chain, contract_address, token_id, transaction_hash, recorded_at
    };
    ShareFact <- SplitSharesRow { account_id, handle, role, share_ppm };
    RevisionFact <- lineage::LineageRevisionsRow {
        id, character_id, number, digest, parent_id, draft_id, draft_version, contract_hash,
        sealed_by_id, sealed_by_handle, sealed_at
    };
    PayloadFact <- lineage::LineagePayloadsRow { digest, revision_id, version, size };
    OwedFact <- lineage::OwedForPublicationsRow {
        ledger_account, account_id, handle, currency, amount_minor
    };
}
