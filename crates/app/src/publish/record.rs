//! Writing down what was decided: all of it, in the one transaction.

use std::io::Write as _;

use domain::listing::listing;
use domain::payload::{self, PayloadError};
use domain::publication::{ApprovalFact, PayloadPlan, PublicationPlan, SplitPlan};
use domain::receipt::{
    ActorRef, ApprovalRef, AssetRef, CharacterRef, DraftRef, EvaluationRef, PayloadRef, Provenance,
    Receipt, RevisionRef, SplitSetRef, Statement, WalletRef,
};
use domain::revision::SealedContent;
use domain::{CharacterState, PayloadDigest, PublicationId, SplitSetId};
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use store::inserts::{
    NewLogLeaf, NewOutboxEvent, NewPublication, NewPublicationApproval, NewPublicationAsset,
    NewPublicationEvaluation, NewPublicationTarget, NewSplitSet, NewSplitShare,
};
use store::queries::likeness;
use store::queries::publications::{self, KeepPayload, ListOnMarket, MovePointer};
use store::{StoreError, Tx};

use super::facts::{Facts, digest};
use super::{PublicationRequest, PublishError, Published};
use crate::ports::new_id;
use crate::{Actor, Signer};

/// Who does it, when, and under which key.
pub(super) struct Act<'a> {
    pub(super) actor: &'a Actor,
    pub(super) key: &'a str,
    pub(super) request_digest: &'a str,
    pub(super) request: &'a PublicationRequest,
    pub(super) now: Timestamp,
}

pub(super) async fn record(
    tx: &Tx,
    signer: &Signer,
    act: &Act<'_>,
    facts: &Facts,
    plan: &PublicationPlan,
) -> Result<Published, PublishError> {
    let id = PublicationId(new_id());
    let split = record_split(tx, act, facts, &plan.split).await?;
    let (payload_digest, version) = freeze_payload(tx, act, facts, plan).await?;
    let payload = PayloadRef { version, digest: digest(&payload_digest.0)? };
    let provenance = provenance(act, facts, plan, id, &split, payload)?;
    let receipt = signer.sign(&Statement::of(provenance))?;
    record_publication(tx, act, facts, plan, id, &split, &payload_digest, &receipt).await?;
    record_evidence(tx, facts, plan, id, &receipt).await?;
    move_pointer(tx, act, facts, plan, id, &payload_digest).await?;
    likeness::await_signature(tx, plan.revision.id).await?;
    show_on_market(tx, act, facts, plan).await?;
    announce(tx, act, facts, plan, id).await?;
    Ok(Published {
        id,
        sequence: plan.sequence,
        kind: plan.kind,
        revision_id: plan.revision.id,
        revision_digest: plan.revision.digest.to_string(),
        payload_digest,
        receipt_digest: receipt.digest.to_string(),
        receipt: receipt.envelope,
        created_at: act.now,
        replayed: false,
    })
}

async fn record_split(
    tx: &Tx,
    act: &Act<'_>,
    facts: &Facts,
    plan: &SplitPlan,
) -> Result<SplitSetRef, StoreError> {
    let (shares, split_digest) = match plan {
        SplitPlan::Keep(kept) => return Ok(SplitSetRef { id: kept.id, digest: kept.digest }),
        SplitPlan::New { shares, digest } => (shares, digest),
    };
    let id = SplitSetId(new_id());
    let row = NewSplitSet {
        id,
        character_id: facts.character.id,
        digest: &split_digest.to_string(),
        effective_from: act.now,
        created_by_id: act.actor.id,
    };
    row.insert(tx).await?;
    for share in shares.as_slice() {
        let row = NewSplitShare {
            split_set_id: id,
            account_id: share.account_id,
            role: share.role,
            share_ppm: share.share_ppm,
        };
        row.insert(tx).await?;
    }
    Ok(SplitSetRef { id, digest: *split_digest })
}

/// The bytes that apps will fetch, and the version of their shape: built and kept, or those that the
/// pointer has already.
async fn freeze_payload(
    tx: &Tx,
    act: &Act<'_>,
    facts: &Facts,
    plan: &PublicationPlan,
) -> Result<(PayloadDigest, i32), PublishError> {
    if let (PayloadPlan::Keep, Some(kept)) = (plan.payload, &facts.character.payload_digest) {
        return Ok((kept.clone(), publications::payload_version(tx, kept).await?));
    }
    let content = content(facts)?;
    let source =
        payload::Source { content, number: plan.revision.number, digest: &plan.revision.digest };
    let built = payload::build(source, payload::VERSION).map_err(unbuildable)?;
    let body_gzip = gzip(&built.body).map_err(|error| out_of_contract(error.to_string()))?;
    let given = KeepPayload {
        payload_digest: &built.digest,
        character_revision_id: plan.revision.id,
        version: built.version,
        body: &built.body,
        body_gzip: &body_gzip,
        now: act.now,
    };
    publications::keep_payload(tx, &given).await?;
    Ok((built.digest, built.version))
}

fn unbuildable(error: PayloadError) -> PublishError {
    match error {
        PayloadError::Canonical(error) => error.into(),
        other => out_of_contract(other.to_string()).into(),
    }
}

fn gzip(body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body)?;
    encoder.finish()
}

fn content(facts: &Facts) -> Result<&SealedContent, StoreError> {
    facts.content.as_ref().ok_or_else(|| out_of_contract("a plan without a revision".to_owned()))
}

fn out_of_contract(what: String) -> StoreError {
    StoreError::OutOfContract { statement: "publish", what }
}

fn provenance(
    act: &Act<'_>,
    facts: &Facts,
    plan: &PublicationPlan,
    id: PublicationId,
    split: &SplitSetRef,
    payload: PayloadRef,
) -> Result<Provenance, StoreError> {
    let character = &facts.file.character;
    Ok(Provenance {
        publication: id,
        kind: plan.kind,
        sequence: plan.sequence,
        published_at: act.now,
        reason: act.request.reason.clone(),
        character: CharacterRef {
            id: character.id,
            slug: character.slug.clone(),
            creator: character.creator_id,
        },
        draft: DraftRef { id: plan.revision.draft_id, version: plan.revision.draft_version },
        revision: RevisionRef {
            id: plan.revision.id,
            number: plan.revision.number,
            digest: plan.revision.digest,
        },
        payload,
        evaluations: evaluation_refs(plan),
        approvals: approval_refs(facts, plan),
        targets: plan.targets.clone(),
        assets: asset_refs(facts),
        actor: ActorRef { account: act.actor.id, wallet: wallet_ref(facts) },
        split_set: split.clone(),
        contract_hash: store::CONTRACT_HASH.to_owned(),
        previous_receipt: plan.previous_receipt,
    })
}

fn evaluation_refs(plan: &PublicationPlan) -> Vec<EvaluationRef> {
    let reference = |fact: &domain::gate::EvaluationFact| EvaluationRef {
        id: fact.id,
        evaluator: fact.evaluator_id.clone(),
        evaluator_version: fact.evaluator_version.clone(),
        configuration_digest: fact.configuration_digest,
        verdict: fact.verdict,
        finished_at: fact.finished_at,
    };
    plan.evaluations.iter().map(reference).collect()
}

fn approval_refs(facts: &Facts, plan: &PublicationPlan) -> Vec<ApprovalRef> {
    let relied_on = facts.file.approvals.iter().filter(|fact| plan.approvals.contains(&fact.id));
    let reference = |fact: &ApprovalFact| ApprovalRef {
        id: fact.id,
        account: fact.account_id,
        decided_at: fact.decided_at,
    };
    relied_on.map(reference).collect()
}

fn asset_refs(facts: &Facts) -> Vec<AssetRef> {
    let reference = |row: &store::rows::AssetReference| AssetRef {
        id: row.id,
        kind: row.kind,
        chain: row.chain.clone(),
        contract_address: row.contract_address.clone(),
        token_id: row.token_id.clone(),
        transaction_hash: row.transaction_hash.clone(),
    };
    facts.assets.iter().map(reference).collect()
}

fn wallet_ref(facts: &Facts) -> Option<WalletRef> {
    let wallet = facts.wallet.as_ref()?;
    let (chain, address) = (wallet.chain.clone(), wallet.address.clone());
    Some(WalletRef { id: wallet.id, chain, address })
}

#[allow(clippy::too_many_arguments, reason = "a row with this many facts")]
async fn record_publication(
    tx: &Tx,
    act: &Act<'_>,
    facts: &Facts,
    plan: &PublicationPlan,
    id: PublicationId,
    split: &SplitSetRef,
    payload_digest: &PayloadDigest,
    receipt: &Receipt,
) -> Result<(), StoreError> {
    let row = NewPublication {
        id,
        character_id: facts.character.id,
        sequence: plan.sequence,
        kind: plan.kind,
        previous_id: plan.previous,
        revision_id: plan.revision.id,
        revision_digest: &plan.revision.digest.to_string(),
        draft_id: plan.revision.draft_id,
        draft_version: plan.revision.draft_version,
        payload_digest,
        split_set_id: split.id,
        actor_id: act.actor.id,
        actor_wallet_id: act.request.wallet_id,
        reason: Some(&act.request.reason),
        contract_hash: store::CONTRACT_HASH,
        receipt: &receipt.envelope,
        receipt_digest: &receipt.digest.to_string(),
        idempotency_key: act.key,
        request_digest: act.request_digest,
        created_at: act.now,
    };
    row.insert(tx).await
}

async fn record_evidence(
    tx: &Tx,
    facts: &Facts,
    plan: &PublicationPlan,
    publication_id: PublicationId,
    receipt: &Receipt,
) -> Result<(), StoreError> {
    for fact in &plan.evaluations {
        NewPublicationEvaluation { publication_id, evaluation_id: fact.id }.insert(tx).await?;
    }
    for approval_id in &plan.approvals {
        NewPublicationApproval { publication_id, approval_id: *approval_id }.insert(tx).await?;
    }
    for target in &plan.targets {
        let row = NewPublicationTarget {
            publication_id,
            app_id: &target.app_id,
            model_pack_id: &target.model_pack_id,
            version: target.version,
        };
        row.insert(tx).await?;
    }
    for asset in &facts.assets {
        NewPublicationAsset { publication_id, asset_id: asset.id }.insert(tx).await?;
    }
    NewLogLeaf { publication_id, leaf_hash: &receipt.leaf_hash.to_string() }.insert(tx).await
}

async fn move_pointer(
    tx: &Tx,
    act: &Act<'_>,
    facts: &Facts,
    plan: &PublicationPlan,
    publication_id: PublicationId,
    payload_digest: &PayloadDigest,
) -> Result<(), PublishError> {
    let draft = &content(facts)?.draft;
    let at = |state| (plan.state == state).then_some(act.now);
    let given = MovePointer {
        character_state: plan.state,
        name: &draft.name,
        visibility: plan.revision.visibility,
        vertical_app: draft.vertical_app.as_ref(),
        publication_id,
        character_revision_id: plan.revision.id,
        payload_digest,
        sequence: plan.sequence,
        now: act.now,
        fresh: plan.fresh,
        suspended_at: at(CharacterState::Suspended),
        withdrawn_at: at(CharacterState::Withdrawn),
        character_id: facts.character.id,
    };
    publications::move_pointer(tx, &given).await?;
    Ok(())
}

/// The market shows what is public and published now, and nothing else.
async fn show_on_market(
    tx: &Tx,
    act: &Act<'_>,
    facts: &Facts,
    plan: &PublicationPlan,
) -> Result<(), PublishError> {
    let character_id = facts.character.id;
    let draft = &content(facts)?.draft;
    if plan.fresh {
        publications::propose_tags(tx, act.now, &draft.tags).await?;
        publications::drop_stale_tags(tx, character_id, &draft.tags).await?;
        publications::place_tags(tx, character_id, &draft.tags).await?;
    }
    if !plan.listed {
        publications::unlist_from_market(tx, character_id).await?;
        return Ok(());
    }
    let listing = listing(content(facts)?, facts.character.creator_id);
    let tags: Vec<String> = listing.tags.iter().map(|tag| tag.0.clone()).collect();
    let given = ListOnMarket {
        blurb: &listing.blurb,
        tags: &tags,
        facets: &listing.facets,
        search_text: &listing.search_text,
        character_id,
    };
    publications::list_on_market(tx, &given).await?;
    Ok(())
}

async fn announce(
    tx: &Tx,
    act: &Act<'_>,
    facts: &Facts,
    plan: &PublicationPlan,
    publication_id: PublicationId,
) -> Result<(), StoreError> {
    let row = NewOutboxEvent {
        topic: &format!("character.{}", plan.kind),
        character_id: facts.character.id,
        publication_id: Some(publication_id),
        created_at: act.now,
        delivered_at: None,
    };
    row.insert(tx).await.map(drop)
}
