//! What a publication of a revision would be, before anybody asks for it: what it lacks for each
//! app, and the very bytes that apps would fetch.

use std::collections::BTreeMap;

use domain::gate::{GateStanding, standings};
use domain::payload;
use domain::publication::{Missing, PublishFile, PublishRefusal, TargetApp, decide, open_moves};
use domain::revision::{FieldChange, SealedContent, diff_values};
use domain::rollout::suitable;
use domain::{
    AccountId, AppId, ApprovalDecision, CharacterId, CharacterRevisionId, Digest, ModelPackRange,
    PayloadDigest, PublicationKind, RolloutState, ShippedPack,
};
use jiff::Timestamp;
use store::queries::{characters, revisions, runtime};
use store::rows::{Approval, Character};

use crate::aside::aside;
use crate::history::{CharacterStanding, DraftStanding};
use crate::publish::facts::{self, opened};
use crate::read_draft::ReadError;
use crate::request_evaluations::{EvaluationView, PendingView};
use crate::revisions::out_of_contract;
use crate::{Actor, App, RevisionView};

/// How a character stands with a publication.
#[derive(Clone, Debug)]
pub struct ReadinessView {
    pub character: CharacterStanding,
    pub draft: DraftStanding,
    /// The revision that is looked at; none where nothing was sealed.
    pub candidate: Option<Candidate>,
    /// What the actor may do to the pointer, but for what a revision lacks.
    pub moves: Vec<PublicationKind>,
    /// What those are called who stand in it.
    pub handles: BTreeMap<AccountId, String>,
}

/// A revision that may be published.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub revision: RevisionView,
    /// What was sealed, for the passages that evidence points at.
    pub content: serde_json::Value,
    pub apps: Vec<AppReadiness>,
    pub evaluations: Vec<EvaluationView>,
    pub pending: Vec<PendingView>,
    pub approvals: Vec<ApprovalView>,
    /// What lets it out: it is published, or brought back where the pointer rested on it before.
    pub kind: PublicationKind,
    /// Why that would be refused; none where it would happen.
    pub refusal: Option<PublishRefusal>,
    pub payload: PayloadView,
}

/// An app that is to carry the character, and how the revision stands with it.
#[derive(Clone, Debug)]
pub struct AppReadiness {
    pub app_id: AppId,
    pub name: String,
    pub state: RolloutState,
    /// Per cent of the app's cohorts.
    pub percentage: i32,
    pub required_approvals: i32,
    pub gates: Vec<GateStanding>,
    /// What it ships that the revision is written for.
    pub packs: Vec<ShippedPack>,
    /// What is missing for this app, a sentence each.
    pub missing: Vec<String>,
}

/// What a moderator decided last.
#[derive(Clone, Debug)]
pub struct ApprovalView {
    pub account_id: AccountId,
    pub decision: ApprovalDecision,
    pub reason: String,
    pub decided_at: Timestamp,
}

/// The bytes that apps would fetch, beside those that they fetch now.
#[derive(Clone, Debug)]
pub struct PayloadView {
    pub digest: PayloadDigest,
    /// Canonical JSON.
    pub body: String,
    /// What they fetch now; none where nothing is published.
    pub live: Option<PayloadDigest>,
    /// What differs from it.
    pub changes: Vec<FieldChange>,
}

impl App {
    /// How a revision stands with a publication; the newest where no number is said.
    pub async fn readiness(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        number: Option<i32>,
    ) -> Result<ReadinessView, ReadError> {
        let row = self.inspected(actor, character_id).await?;
        let draft = self.draft_standing(&row).await?;
        let number = match number {
            Some(number) => Some(number),
            None => {
                revisions::newest_revision(self.reader(), character_id).await?.map(|it| it.number)
            }
        };
        let candidate = match number {
            Some(number) => Some(self.candidate(&row, number).await?),
            None => None,
        };
        let judges = candidate.iter().flat_map(|it| &it.approvals).map(|it| it.account_id);
        let sealer = candidate.iter().map(|it| it.revision.sealed_by_id);
        let handles = self.handles(judges.chain(sealer).collect()).await?;
        let may = |kind: &PublicationKind| actor.as_domain().may_move(*kind, row.creator_id);
        let moves = open_moves(row.state).filter(may).collect();
        Ok(ReadinessView { character: (&row).into(), draft, candidate, moves, handles })
    }

    /// The bytes that apps would fetch of a revision.
    pub async fn payload_of_revision(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        number: i32,
    ) -> Result<Vec<u8>, ReadError> {
        let character = self.inspected(actor, character_id).await?;
        let row = self.numbered(&character, number).await?;
        let (content, digest) = (opened(&row)?, facts::digest(&row.digest)?);
        Ok(built(&content, row.number, &digest)?.body)
    }

    async fn candidate(&self, character: &Character, number: i32) -> Result<Candidate, ReadError> {
        let on = self.reader();
        let id = self.numbered(character, number).await?.id;
        let read = facts::file(on, character, Some(id)).await?;
        let row = read.revision.ok_or(ReadError::NotFound("revision"))?;
        let (evaluations, pending) = tokio::try_join!(
            store::queries::evaluations::newest_evaluations(on, id),
            store::queries::evaluations::open_jobs_of_revision(on, id),
        )?;
        let now = self.now();
        let kind = kind_of(&read.file, id);
        let digest = facts::digest(&row.digest)?;
        let standings = standings(&read.file.gates, &read.file.evaluations, &digest, now);
        let sealed = opened(&row)?;
        let apps = self.apps_of(character.id, &read.file, &standings, &sealed).await?;
        let payload = self.payload_view(character, sealed, row.number, digest).await?;
        let content =
            serde_json::from_str(&row.content).map_err(|error| out_of_contract(&error))?;
        Ok(Candidate {
            content,
            apps,
            evaluations: evaluations.into_iter().map(EvaluationView::from).collect(),
            pending: pending.into_iter().map(PendingView::from).collect(),
            approvals: read.approvals.into_iter().map(ApprovalView::from).collect(),
            refusal: decide(&read.file, kind, now).err(),
            kind,
            payload,
            revision: row.into(),
        })
    }

    async fn apps_of(
        &self,
        character_id: CharacterId,
        file: &PublishFile,
        standings: &[GateStanding],
        content: &SealedContent,
    ) -> Result<Vec<AppReadiness>, ReadError> {
        let names = store::queries::reference::apps(self.reader()).await?;
        let rollouts = characters::character_apps(self.reader(), character_id).await?;
        let app = |target: &TargetApp| {
            let id = &target.app_id;
            let name = names.iter().find(|row| row.id == *id).map(|row| row.name.clone());
            let rollout = rollouts.iter().find(|row| row.app_id == *id);
            let gates = standings.iter().filter(|it| it.gate.app_id == *id).cloned().collect();
            AppReadiness {
                app_id: id.clone(),
                name: name.unwrap_or_else(|| id.0.clone()),
                state: rollout.map_or(RolloutState::Planned, |row| row.state),
                percentage: rollout.map_or(0, |row| row.percentage),
                required_approvals: target.required_approvals,
                packs: packs(&content.draft.model_packs, target),
                missing: missing(file, target, standings),
                gates,
            }
        };
        Ok(file.targets.iter().map(app).collect())
    }

    async fn payload_view(
        &self,
        character: &Character,
        content: SealedContent,
        number: i32,
        digest: Digest,
    ) -> Result<PayloadView, ReadError> {
        let live = character.payload_digest.clone();
        let body = match &live {
            Some(digest) => runtime::payload(self.reader(), digest).await?.map(|row| row.body),
            None => None,
        };
        aside(move || payload_view(&content, number, &digest, live, body.as_deref())).await
    }
}

fn kind_of(file: &PublishFile, revision_id: CharacterRevisionId) -> PublicationKind {
    let at_rest = file.character.current.as_ref().is_some_and(|it| it.revision_id == revision_id);
    match file.published_before && !at_rest {
        true => PublicationKind::Rollback,
        false => PublicationKind::Publish,
    }
}

fn packs(ranges: &[ModelPackRange], target: &TargetApp) -> Vec<ShippedPack> {
    suitable(ranges, &target.ships).into_iter().cloned().collect()
}

/// What the decision lacks where this is the only app.
fn missing(file: &PublishFile, target: &TargetApp, standings: &[GateStanding]) -> Vec<String> {
    let of_app = |it: &&GateStanding| it.gate.app_id == target.app_id;
    let standings: Vec<_> = standings.iter().filter(of_app).cloned().collect();
    let Some(revision) = &file.revision else { return Vec::new() };
    let alone = PublishFile { targets: vec![target.clone()], ..file.clone() };
    let missing = domain::publication::readiness(&alone, revision, &standings);
    // That another app is not to carry it is not this one's affair.
    let ours = |it: &&Missing| !matches!(it, Missing::VerticalAppNotTargeted { .. });
    missing.iter().filter(ours).map(ToString::to_string).collect()
}

fn built(
    content: &SealedContent,
    number: i32,
    digest: &Digest,
) -> Result<payload::PayloadBytes, ReadError> {
    let source = payload::Source { content, number, digest };
    payload::build(source, payload::VERSION).map_err(|error| out_of_contract(&error))
}

fn payload_view(
    content: &SealedContent,
    number: i32,
    digest: &Digest,
    live: Option<PayloadDigest>,
    live_body: Option<&[u8]>,
) -> Result<PayloadView, ReadError> {
    let built = built(content, number, digest)?;
    let read =
        |bytes: &[u8]| serde_json::from_slice(bytes).map_err(|error| out_of_contract(&error));
    let changes = match live_body {
        Some(body) => diff_values(&read(body)?, &read(&built.body)?),
        None => Vec::new(),
    };
    let body = String::from_utf8(built.body).map_err(|error| out_of_contract(&error))?;
    Ok(PayloadView { digest: built.digest, body, live, changes })
}

impl From<Approval> for ApprovalView {
    fn from(row: Approval) -> Self {
        ApprovalView {
            account_id: row.account_id,
            decision: row.decision,
            reason: row.reason,
            decided_at: row.decided_at,
        }
    }
}

impl ReadinessView {
    /// What somebody in it is called.
    pub fn handle(&self, account: &AccountId) -> &str {
        self.handles.get(account).map_or("somebody", String::as_str)
    }
}

impl Candidate {
    /// How many moderators approve of it.
    pub fn approvals_given(&self) -> usize {
        let given = self.approvals.iter().filter(|it| it.decision == ApprovalDecision::Approve);
        given.count()
    }

    /// How many the apps ask for.
    pub fn approvals_needed(&self) -> i32 {
        self.apps.iter().map(|app| app.required_approvals).max().unwrap_or(0)
    }

    /// What is missing of the whole, a sentence each.
    pub fn missing(&self) -> Vec<String> {
        match &self.refusal {
            None => Vec::new(),
            Some(PublishRefusal::NotReady(missing)) => {
                missing.iter().map(ToString::to_string).collect()
            }
            Some(other) => vec![other.to_string()],
        }
    }
}
