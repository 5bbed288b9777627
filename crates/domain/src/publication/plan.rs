//! What is recorded when a publication is allowed.

use crate::gate::EvaluationFact;
use crate::royalty::Shares;
use crate::{ApprovalId, CharacterState, Digest, PublicationId, PublicationKind, Target};

use super::{RevisionFacts, SplitSetFacts};

/// A publication that may be recorded as it stands here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicationPlan {
    /// What it does.
    pub kind: PublicationKind,
    /// Its number: one more than there are.
    pub sequence: i32,
    /// The publication before.
    pub previous: Option<PublicationId>,
    /// SHA-256 of the receipt before.
    pub previous_receipt: Option<Digest>,
    /// Where the pointer stands afterwards.
    pub state: CharacterState,
    /// The revision that it rests on.
    pub revision: RevisionFacts,
    /// The payload that apps fetch.
    pub payload: PayloadPlan,
    /// The evaluations relied on, each once, by id.
    pub evaluations: Vec<EvaluationFact>,
    /// The approvals relied on.
    pub approvals: Vec<ApprovalId>,
    /// What is assumed of runtimes, in order.
    pub targets: Vec<Target>,
    /// Who is paid from now on.
    pub split: SplitPlan,
    /// Whether the market lists it afterwards.
    pub listed: bool,
    /// Whether its content is published anew: `publishedAt` moves.
    pub fresh: bool,
}

/// What becomes of the payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadPlan {
    /// Build it from the revision and keep it; where it was kept before, it is the same bytes.
    Freeze,
    /// The pointer keeps the payload that it has.
    Keep,
}

/// What becomes of the split set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SplitPlan {
    /// The one in force says the same.
    Keep(SplitSetFacts),
    /// A new one, from now on.
    New {
        /// The shares.
        shares: Shares,
        /// Their digest.
        digest: Digest,
    },
}
