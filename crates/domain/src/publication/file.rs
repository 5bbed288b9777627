//! All facts that a decision on a publication rests on, read in its transaction.

use jiff::Timestamp;

use crate::gate::{EvaluationFact, RequiredGate};
use crate::{
    AccountId, AppId, ApprovalDecision, ApprovalId, CharacterDraftId, CharacterId,
    CharacterRevisionId, CharacterState, Digest, ModelPackRange, PublicationId, Share, ShippedPack,
    Slug, SplitSetId, Target, Visibility,
};

/// All facts about a character that a publication is decided on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishFile {
    /// The character and its pointer.
    pub character: CharacterFacts,
    /// The revision that is asked for; for suspend, reinstate and withdraw the one that the
    /// pointer rests on.
    pub revision: Option<RevisionFacts>,
    /// Whether the pointer ever rested on `revision`.
    pub published_before: bool,
    /// The apps that are to carry the character.
    pub targets: Vec<TargetApp>,
    /// The gates in force for those apps.
    pub gates: Vec<RequiredGate>,
    /// The verdicts on `revision`; those on other revisions of the character may be among them.
    pub evaluations: Vec<EvaluationFact>,
    /// What moderators decided about `revision`.
    pub approvals: Vec<ApprovalFact>,
    /// Who works on the character today, and their shares.
    pub shares: Vec<Share>,
    /// The split set in force.
    pub split_set: Option<SplitSetFacts>,
}

/// A character and its pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharacterFacts {
    /// Its id.
    pub id: CharacterId,
    /// Its name in URLs.
    pub slug: Slug,
    /// Its owner.
    pub creator_id: AccountId,
    /// Where its pointer stands.
    pub state: CharacterState,
    /// The number of its publications so far.
    pub publication_count: i32,
    /// The publication that the pointer stands at; none for a draft.
    pub current: Option<CurrentPublication>,
}

/// The publication that the pointer stands at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentPublication {
    /// Its id.
    pub id: PublicationId,
    /// The revision that it rests on.
    pub revision_id: CharacterRevisionId,
    /// SHA-256 of its receipt.
    pub receipt_digest: Digest,
    /// What it assumed of runtimes.
    pub targets: Vec<Target>,
}

/// A sealed revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionFacts {
    /// Its id.
    pub id: CharacterRevisionId,
    /// The character that it is of.
    pub character_id: CharacterId,
    /// Its number within that character.
    pub number: i32,
    /// SHA-256 of its content.
    pub digest: Digest,
    /// The draft that was sealed.
    pub draft_id: CharacterDraftId,
    /// The version of the draft that was sealed.
    pub draft_version: i32,
    /// Who may see it once it is published.
    pub visibility: Visibility,
    /// The app that it is made for.
    pub vertical_app: Option<AppId>,
    /// The model packs that it is written for.
    pub model_packs: Vec<ModelPackRange>,
}

/// An app that is to carry the character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetApp {
    /// Its id.
    pub app_id: AppId,
    /// How many moderators must approve for it.
    pub required_approvals: i32,
    /// The releases of model packs that it ships today.
    pub ships: Vec<ShippedPack>,
}

/// What a moderator decided about the revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalFact {
    /// Its id.
    pub id: ApprovalId,
    /// The moderator.
    pub account_id: AccountId,
    /// Approve or reject.
    pub decision: ApprovalDecision,
    /// When.
    pub decided_at: Timestamp,
}

/// A split set that was frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitSetFacts {
    /// Its id.
    pub id: SplitSetId,
    /// SHA-256 of the canonical list of shares.
    pub digest: Digest,
}
