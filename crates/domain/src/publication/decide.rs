//! The decision.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::gate::{EvaluationFact, GateStanding, standings};
use crate::rollout::suitable;
use crate::royalty::Shares;
use crate::{
    AccountId, ApprovalDecision, ApprovalId, CharacterState, PublicationKind, Share, Target,
    Visibility,
};

use super::{
    ApprovalFact, CurrentPublication, Missing, PayloadPlan, PublicationPlan, PublishFile,
    PublishRefusal, RevisionFacts, SplitPlan, TargetApp, UnsuitableApp,
};

/// Decides whether the pointer moves, and what is recorded when it does.
pub fn decide(
    file: &PublishFile,
    kind: PublicationKind,
    now: Timestamp,
) -> Result<PublicationPlan, PublishRefusal> {
    let state = next_state(file.character.state, kind)?;
    let revision = revision(file, kind)?;
    match kind {
        PublicationKind::Publish | PublicationKind::Rollback => fresh(file, kind, revision, now),
        PublicationKind::Reinstate => reinstate(file, revision, now),
        PublicationKind::Suspend | PublicationKind::Withdraw => stop(file, kind, state, revision),
    }
}

/// The state machine of the module's table.
fn next_state(
    state: CharacterState,
    kind: PublicationKind,
) -> Result<CharacterState, PublishRefusal> {
    use CharacterState as S;
    use PublicationKind as K;
    match (state, kind) {
        (S::Draft | S::Published, K::Publish) | (S::Published, K::Rollback) => Ok(S::Published),
        (S::Draft, _) => Err(PublishRefusal::NeverPublished),
        (S::Published, K::Suspend) => Ok(S::Suspended),
        (S::Published, K::Withdraw) => Ok(S::Withdrawn),
        (S::Suspended, K::Reinstate) => Ok(S::Published),
        (state @ S::Published, K::Reinstate)
        | (state @ S::Suspended, K::Suspend)
        | (state @ S::Withdrawn, K::Withdraw) => Err(PublishRefusal::AlreadyThere(state)),
        (S::Suspended, _) => Err(PublishRefusal::Suspended),
        (S::Withdrawn, _) => Err(PublishRefusal::Withdrawn),
    }
}

/// What may be done to the pointer where it stands, but for what a revision lacks.
pub fn open_moves(state: CharacterState) -> impl Iterator<Item = PublicationKind> {
    PublicationKind::ALL.into_iter().filter(move |kind| next_state(state, *kind).is_ok())
}

fn revision(file: &PublishFile, kind: PublicationKind) -> Result<&RevisionFacts, PublishRefusal> {
    let missing = match kind {
        PublicationKind::Rollback => PublishRefusal::NothingToRollBackTo,
        kind => PublishRefusal::NoRevision(kind),
    };
    let revision = file.revision.as_ref().ok_or(missing)?;
    if revision.character_id != file.character.id {
        return Err(PublishRefusal::RevisionOfOtherCharacter(revision.id));
    }
    if kind == PublicationKind::Rollback && !file.published_before {
        return Err(PublishRefusal::NothingToRollBackTo);
    }
    Ok(revision)
}

/// Publish and rollback: content goes out, with today's shares.
fn fresh(
    file: &PublishFile,
    kind: PublicationKind,
    revision: &RevisionFacts,
    now: Timestamp,
) -> Result<PublicationPlan, PublishRefusal> {
    let at_rest = file.character.current.as_ref().is_some_and(|it| it.revision_id == revision.id);
    if kind == PublicationKind::Rollback && at_rest {
        return Err(PublishRefusal::AlreadyThere(file.character.state));
    }
    let standings = standings(&file.gates, &file.evaluations, &revision.digest, now);
    let mut missing = readiness(file, revision, &standings);
    let shares = Shares::new(file.shares.clone()).map_err(|refusal| missing.push(refusal.into()));
    let (Ok(shares), true) = (shares, missing.is_empty()) else {
        return Err(PublishRefusal::NotReady(missing));
    };
    let split = split_plan(file, shares)?;
    if nothing_changes(file, revision, &split) {
        return Err(PublishRefusal::AlreadyThere(file.character.state));
    }
    let plan = plan(file, kind, CharacterState::Published, revision, split);
    Ok(relying(
        PublicationPlan { payload: PayloadPlan::Freeze, fresh: true, ..plan },
        file,
        &standings,
    ))
}

/// Back from a suspension: the same content, asked again for all that it needs.
fn reinstate(
    file: &PublishFile,
    revision: &RevisionFacts,
    now: Timestamp,
) -> Result<PublicationPlan, PublishRefusal> {
    let standings = standings(&file.gates, &file.evaluations, &revision.digest, now);
    let missing = readiness(file, revision, &standings);
    if !missing.is_empty() {
        return Err(PublishRefusal::NotReady(missing));
    }
    let split = kept_split(file)?;
    let plan = plan(file, PublicationKind::Reinstate, CharacterState::Published, revision, split);
    Ok(relying(plan, file, &standings))
}

/// Suspend and withdraw: nothing goes out, so nothing is asked for.
fn stop(
    file: &PublishFile,
    kind: PublicationKind,
    state: CharacterState,
    revision: &RevisionFacts,
) -> Result<PublicationPlan, PublishRefusal> {
    Ok(plan(file, kind, state, revision, kept_split(file)?))
}

/// All that a revision lacks before apps may carry it, but for the shares.
pub fn readiness(
    file: &PublishFile,
    revision: &RevisionFacts,
    standings: &[GateStanding],
) -> Vec<Missing> {
    let mut missing = target_problems(file, revision);
    let gates: Vec<_> = standings.iter().filter(|gate| !gate.passed()).cloned().collect();
    if !gates.is_empty() {
        missing.push(Missing::GatesMissing { gates });
    }
    missing.extend(approval_problems(file));
    missing
}

fn target_problems(file: &PublishFile, revision: &RevisionFacts) -> Vec<Missing> {
    if file.targets.is_empty() {
        return vec![Missing::NoTargetApp];
    }
    let mut missing = Vec::new();
    let targeted = |app: &crate::AppId| file.targets.iter().any(|target| target.app_id == *app);
    if let Some(app) = revision.vertical_app.as_ref().filter(|app| !targeted(app)) {
        missing.push(Missing::VerticalAppNotTargeted { app: app.clone() });
    }
    let unsuitable =
        |target: &&TargetApp| suitable(&revision.model_packs, &target.ships).is_empty();
    let apps: Vec<_> = file
        .targets
        .iter()
        .filter(unsuitable)
        .map(|target| UnsuitableApp {
            app_id: target.app_id.clone(),
            needs: revision.model_packs.clone(),
            ships: target.ships.clone(),
        })
        .collect();
    if !apps.is_empty() {
        missing.push(Missing::AppModelPackUnsuitable { apps });
    }
    missing
}

fn approval_problems(file: &PublishFile) -> Vec<Missing> {
    let need = file.targets.iter().map(|target| target.required_approvals).max().unwrap_or(0);
    lacking(&newest_decisions(file), usize::try_from(need).unwrap_or(0))
}

/// What a revision lacks of people's word, of all decisions about it.
pub fn lacking_approvals(
    decisions: &[ApprovalFact],
    need: usize,
    is_paid: impl Fn(AccountId) -> bool,
) -> Vec<Missing> {
    lacking(&newest_of(decisions, is_paid), need)
}

fn lacking(newest: &BTreeMap<AccountId, &ApprovalFact>, need: usize) -> Vec<Missing> {
    let by: Vec<AccountId> = newest
        .values()
        .filter(|fact| fact.decision == ApprovalDecision::Reject)
        .map(|fact| fact.account_id)
        .collect();
    let have = approvals(newest).len();
    let mut missing = Vec::new();
    if have < need {
        missing.push(Missing::ApprovalsMissing { have, need });
    }
    if !by.is_empty() {
        missing.push(Missing::Rejected { by });
    }
    missing
}

/// Whether an account is paid for a character, as its creator or by a share: it does not judge it.
pub fn is_paid(account: AccountId, creator: AccountId, shares: &[Share]) -> bool {
    account == creator || shares.iter().any(|share| share.account_id == account)
}

fn newest_decisions(file: &PublishFile) -> BTreeMap<AccountId, &ApprovalFact> {
    newest_of(&file.approvals, |account| is_paid(account, file.character.creator_id, &file.shares))
}

/// The newest decision of each moderator, but for those who are paid.
fn newest_of(
    decisions: &[ApprovalFact],
    is_paid: impl Fn(AccountId) -> bool,
) -> BTreeMap<AccountId, &ApprovalFact> {
    let mut facts: Vec<_> = decisions.iter().filter(|fact| !is_paid(fact.account_id)).collect();
    facts.sort_by_key(|fact| (fact.decided_at, fact.id));
    facts.into_iter().map(|fact| (fact.account_id, fact)).collect()
}

fn approvals(newest: &BTreeMap<AccountId, &ApprovalFact>) -> Vec<ApprovalId> {
    newest
        .values()
        .filter(|fact| fact.decision == ApprovalDecision::Approve)
        .map(|fact| fact.id)
        .collect()
}

fn split_plan(file: &PublishFile, shares: Shares) -> Result<SplitPlan, PublishRefusal> {
    let digest = shares.digest()?;
    Ok(match &file.split_set {
        Some(in_force) if in_force.digest == digest => SplitPlan::Keep(in_force.clone()),
        _ => SplitPlan::New { shares, digest },
    })
}

/// Every publication froze or kept a split set, so a published character has one.
fn kept_split(file: &PublishFile) -> Result<SplitPlan, PublishRefusal> {
    file.split_set.clone().map(SplitPlan::Keep).ok_or(PublishRefusal::NeverPublished)
}

/// The same revision may be published again for other apps, other packs or other shares.
fn nothing_changes(file: &PublishFile, revision: &RevisionFacts, split: &SplitPlan) -> bool {
    let same = |current: &CurrentPublication| {
        let mut targets = current.targets.clone();
        targets.sort();
        current.revision_id == revision.id && targets == targets_of(file, revision)
    };
    file.character.current.as_ref().is_some_and(same) && matches!(split, SplitPlan::Keep(_))
}

fn targets_of(file: &PublishFile, revision: &RevisionFacts) -> Vec<Target> {
    let of_app = |app: &TargetApp| {
        let target = |pack: &crate::ShippedPack| Target {
            app_id: app.app_id.clone(),
            model_pack_id: pack.model_pack_id.clone(),
            version: pack.version,
        };
        suitable(&revision.model_packs, &app.ships).into_iter().map(target).collect::<Vec<_>>()
    };
    let mut targets: Vec<_> = file.targets.iter().flat_map(of_app).collect();
    targets.sort();
    targets
}

fn plan(
    file: &PublishFile,
    kind: PublicationKind,
    state: CharacterState,
    revision: &RevisionFacts,
    split: SplitPlan,
) -> PublicationPlan {
    let current = file.character.current.as_ref();
    PublicationPlan {
        kind,
        sequence: file.character.publication_count + 1,
        previous: current.map(|publication| publication.id),
        previous_receipt: current.map(|publication| publication.receipt_digest),
        state,
        revision: revision.clone(),
        payload: PayloadPlan::Keep,
        evaluations: Vec::new(),
        approvals: Vec::new(),
        targets: Vec::new(),
        split,
        listed: is_listed(state, revision.visibility),
        fresh: false,
    }
}

/// Whether everybody may find the character.
pub fn is_listed(state: CharacterState, visibility: Visibility) -> bool {
    state == CharacterState::Published && visibility == Visibility::Public
}

/// The plan with all that lets the revision out.
fn relying(
    plan: PublicationPlan,
    file: &PublishFile,
    standings: &[GateStanding],
) -> PublicationPlan {
    let relied_on: Vec<_> = standings.iter().filter_map(GateStanding::relied_on).collect();
    let mut evaluations: Vec<EvaluationFact> =
        file.evaluations.iter().filter(|fact| relied_on.contains(&fact.id)).cloned().collect();
    evaluations.sort_by_key(|fact| fact.id);
    evaluations.dedup_by_key(|fact| fact.id);
    let targets = targets_of(file, &plan.revision);
    let approvals = approvals(&newest_decisions(file));
    PublicationPlan { evaluations, approvals, targets, ..plan }
}
