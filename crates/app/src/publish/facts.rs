//! Everything that the decision rests on, read behind the character's lock.

use domain::gate::{EvaluationFact, RequiredGate};
use domain::publication::{
    ApprovalFact, CharacterFacts, CurrentPublication, PublishFile, RevisionFacts, SplitSetFacts,
    TargetApp,
};
use domain::revision::SealedContent;
use domain::royalty::Shares;
use domain::{
    CharacterId, CharacterRevisionId, Digest, ModelPackRange, PublicationKind, Share, ShippedPack,
    Slug, Target,
};
use jiff::Timestamp;
use store::queries::publications::TargetReleasesRow;
use store::queries::{accounts, characters, evaluations, publications, revisions};
use store::rows::{
    Approval, AssetReference, Character, CharacterRevision, Publication, PublicationTarget, Wallet,
};
use store::{Run, StoreError, Tx};
use tokio::try_join;

use super::{PublicationRequest, PublishError};
use crate::Actor;
use crate::seal::collaborators_of;

pub(super) struct Facts {
    pub(super) file: PublishFile,
    pub(super) character: Character,
    /// What the revision sealed, where one is named or rested on.
    pub(super) content: Option<SealedContent>,
    pub(super) assets: Vec<AssetReference>,
    pub(super) wallet: Option<Wallet>,
    /// Publications of a character are in the order of time.
    pub(super) last_publication_at: Timestamp,
}

pub(super) async fn load(
    tx: &Tx,
    actor: &Actor,
    character_id: CharacterId,
    request: &PublicationRequest,
) -> Result<Facts, PublishError> {
    let character = characters::lock_character(tx, character_id).await?;
    let character = character.ok_or(PublishError::NotFound("character"))?;
    allowed(actor, &character, request.kind)?;
    let wallet = wallet(tx, actor, request).await?;
    let read = file(tx, &character, revision_id(&character, request)).await?;
    let content = read.revision.as_ref().map(opened).transpose()?;
    let FileRead { file, assets, last_publication_at, .. } = read;
    Ok(Facts { file, character, content, assets, wallet, last_publication_at })
}

/// A file, and what was read for it besides.
pub(crate) struct FileRead {
    pub(crate) file: PublishFile,
    pub(crate) revision: Option<CharacterRevision>,
    pub(crate) approvals: Vec<Approval>,
    assets: Vec<AssetReference>,
    last_publication_at: Timestamp,
}

/// All that is decided on, of a revision of a character. It is the truth where the character is
/// locked, and else how it stands as it is read.
pub(crate) async fn file(
    on: &impl Run,
    character: &Character,
    revision_id: Option<CharacterRevisionId>,
) -> Result<FileRead, StoreError> {
    let current = current(on, character).await?;
    let revision = match revision_id {
        Some(id) => revisions::revision(on, id).await?,
        None => None,
    };
    let (targets, gates, shares, split_set, assets) = try_join!(
        publications::target_releases(on, character.id),
        evaluations::required_gates(on, character.id),
        collaborators_of(on, character.id),
        publications::newest_split_set(on, character.id),
        characters::assets_of_character(on, character.id),
    )?;
    let evidence = evidence(on, character.id, revision.as_ref()).await?;
    let last_publication_at =
        current.as_ref().map_or(Timestamp::MIN, |(publication, _)| publication.created_at);
    let file = PublishFile {
        character: character_facts(character, current)?,
        revision: evidence.revision,
        published_before: evidence.published_before,
        targets: target_apps(targets),
        gates: gates.into_iter().map(required_gate).collect::<Result<_, _>>()?,
        evaluations: evidence.evaluations,
        approvals: evidence.approvals.iter().map(approval_fact).collect(),
        shares: shares_or_sole(shares, character),
        split_set: split_set
            .map(|row| {
                Ok::<_, StoreError>(SplitSetFacts { id: row.id, digest: digest(&row.digest)? })
            })
            .transpose()?,
    };
    Ok(FileRead { file, revision, approvals: evidence.approvals, assets, last_publication_at })
}

fn allowed(
    actor: &Actor,
    character: &Character,
    kind: PublicationKind,
) -> Result<(), PublishError> {
    if actor.as_domain().may_move(kind, character.creator_id) {
        return Ok(());
    }
    // Those who may not even see it learn nothing.
    if actor.as_domain().may_inspect(character.creator_id) {
        return Err(PublishError::NotAllowed { actor: actor.handle.clone(), kind });
    }
    Err(PublishError::NotFound("character"))
}

/// Publishing and rolling back name their revision; the others concern the one at rest.
fn revision_id(character: &Character, request: &PublicationRequest) -> Option<CharacterRevisionId> {
    match request.kind {
        PublicationKind::Publish | PublicationKind::Rollback => request.revision_id,
        PublicationKind::Suspend | PublicationKind::Reinstate | PublicationKind::Withdraw => {
            character.published_revision_id
        }
    }
}

async fn wallet(
    tx: &Tx,
    actor: &Actor,
    request: &PublicationRequest,
) -> Result<Option<Wallet>, PublishError> {
    let Some(id) = request.wallet_id else { return Ok(None) };
    let wallet = accounts::wallet_of_account(tx, id, actor.id).await?;
    let wallet = wallet.ok_or(PublishError::NotFound("wallet"))?;
    if wallet.verified_at.is_none() {
        return Err(PublishError::WalletNotProved(wallet.address));
    }
    Ok(Some(wallet))
}

type Current = Option<(Publication, Vec<PublicationTarget>)>;

async fn current(on: &impl Run, character: &Character) -> Result<Current, StoreError> {
    let Some(id) = character.current_publication_id else { return Ok(None) };
    let (publication, targets) =
        try_join!(publications::publication(on, id), publications::targets_of_publication(on, id))?;
    Ok(publication.map(|publication| (publication, targets)))
}

/// What is known of a revision.
#[derive(Default)]
struct Evidence {
    revision: Option<RevisionFacts>,
    published_before: bool,
    evaluations: Vec<EvaluationFact>,
    approvals: Vec<Approval>,
}

async fn evidence(
    on: &impl Run,
    character_id: CharacterId,
    revision: Option<&CharacterRevision>,
) -> Result<Evidence, StoreError> {
    let Some(row) = revision else { return Ok(Evidence::default()) };
    let (packs, published_before, newest, approvals) = try_join!(
        revisions::revision_model_packs(on, row.id),
        publications::was_published(on, row.id, character_id),
        evaluations::newest_evaluations(on, row.id),
        evaluations::newest_approvals(on, row.id),
    )?;
    let ranges = packs.into_iter().map(|pack| ModelPackRange {
        model_pack_id: pack.model_pack_id,
        min_version: pack.min_version,
        max_version: pack.max_version,
    });
    let revision = RevisionFacts {
        id: row.id,
        character_id: row.character_id,
        number: row.number,
        digest: digest(&row.digest)?,
        draft_id: row.draft_id,
        draft_version: row.draft_version,
        visibility: row.visibility,
        vertical_app: row.vertical_app.clone(),
        model_packs: ranges.collect(),
    };
    let evaluations = newest.into_iter().map(evaluation_fact).collect::<Result<_, _>>()?;
    Ok(Evidence { revision: Some(revision), published_before, evaluations, approvals })
}

fn character_facts(row: &Character, current: Current) -> Result<CharacterFacts, StoreError> {
    let current = current.map(|(publication, targets)| {
        Ok::<_, StoreError>(CurrentPublication {
            id: publication.id,
            revision_id: publication.revision_id,
            receipt_digest: digest(&publication.receipt_digest)?,
            targets: targets.into_iter().map(target).collect(),
        })
    });
    Ok(CharacterFacts {
        id: row.id,
        slug: slug(&row.slug)?,
        creator_id: row.creator_id,
        state: row.state,
        publication_count: row.publication_count,
        current: current.transpose()?,
    })
}

fn target(row: PublicationTarget) -> Target {
    Target { app_id: row.app_id, model_pack_id: row.model_pack_id, version: row.version }
}

/// One for each app, with all that it ships. Rows come in the order of apps.
fn target_apps(rows: Vec<TargetReleasesRow>) -> Vec<TargetApp> {
    let mut apps: Vec<TargetApp> = Vec::new();
    for row in rows {
        if apps.last().is_none_or(|app| app.app_id != row.app_id) {
            let required_approvals = row.required_approvals;
            apps.push(TargetApp { app_id: row.app_id, required_approvals, ships: Vec::new() });
        }
        if let (Some(app), Some(model_pack_id), Some(version)) =
            (apps.last_mut(), row.model_pack_id, row.version)
        {
            app.ships.push(ShippedPack { model_pack_id, version });
        }
    }
    apps
}

pub(crate) fn required_gate(
    row: evaluations::RequiredGatesRow,
) -> Result<RequiredGate, StoreError> {
    Ok(RequiredGate {
        gate_id: row.id,
        app_id: row.app_id,
        evaluator_version_id: row.evaluator_version_id,
        evaluator_id: row.evaluator_id,
        evaluator_version: row.version,
        configuration_digest: digest(&row.configuration_digest)?,
        valid_days: row.valid_days,
    })
}

pub(crate) fn evaluation_fact(
    row: evaluations::NewestEvaluationsRow,
) -> Result<EvaluationFact, StoreError> {
    Ok(EvaluationFact {
        id: row.id,
        revision_digest: digest(&row.revision_digest)?,
        evaluator_version_id: row.evaluator_version_id,
        evaluator_id: row.evaluator_id,
        evaluator_version: row.version,
        configuration_digest: digest(&row.configuration_digest)?,
        verdict: row.verdict,
        finished_at: row.finished_at,
        expires_at: row.expires_at,
    })
}

pub(crate) fn approval_fact(row: &Approval) -> ApprovalFact {
    ApprovalFact {
        id: row.id,
        account_id: row.account_id,
        decision: row.decision,
        decided_at: row.decided_at,
    }
}

/// A character without collaborators is all its creator's.
fn shares_or_sole(shares: Vec<Share>, character: &Character) -> Vec<Share> {
    if shares.is_empty() {
        return Shares::sole(character.creator_id).as_slice().to_vec();
    }
    shares
}

/// The sealed content, proved to be what its digest stands for.
pub(crate) fn opened(row: &CharacterRevision) -> Result<SealedContent, StoreError> {
    let content = SealedContent::open(&row.content, &digest(&row.digest)?);
    content.map_err(|error| out_of_contract("revision", error.to_string()))
}

pub(crate) fn digest(text: &str) -> Result<Digest, StoreError> {
    text.parse().map_err(|_| out_of_contract("digest", format!("{text:?}")))
}

fn slug(text: &str) -> Result<Slug, StoreError> {
    Slug::parse(text).map_err(|error| out_of_contract("slug", error.to_string()))
}

fn out_of_contract(statement: &'static str, what: String) -> StoreError {
    StoreError::OutOfContract { statement, what }
}
