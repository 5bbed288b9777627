//! The statement: what a receipt says.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    AccountId, ApprovalId, AssetKind, AssetReferenceId, CharacterDraftId, CharacterId,
    CharacterRevisionId, Digest, EvaluationId, EvaluatorId, PublicationId, PublicationKind, Slug,
    SplitSetId, Target, Verdict, WalletId,
};

/// in-toto Statement v1.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
/// The shape of the predicate.
pub const PREDICATE_TYPE: &str = "https://repertoire.dev/publication/v1";

/// An in-toto Statement about a publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    /// [`STATEMENT_TYPE`].
    #[serde(rename = "_type")]
    pub statement_type: String,
    /// The revision and the payload, by digest.
    pub subject: Vec<Subject>,
    /// [`PREDICATE_TYPE`].
    pub predicate_type: String,
    /// All that answers for the publication.
    pub predicate: Provenance,
}

/// What a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// `revision` or `payload`, and of what.
    pub name: String,
    /// Its digest.
    pub digest: SubjectDigest,
}

/// A digest in in-toto's way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectDigest {
    /// SHA-256.
    pub sha256: Digest,
}

/// The provenance of a publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provenance {
    /// The publication.
    pub publication: PublicationId,
    /// What it did.
    pub kind: PublicationKind,
    /// Its number within the character.
    pub sequence: i32,
    /// When.
    pub published_at: Timestamp,
    /// Why, in the actor's words; may be empty.
    pub reason: String,
    /// The character.
    pub character: CharacterRef,
    /// The draft that was sealed.
    pub draft: DraftRef,
    /// The revision that the pointer rests on.
    pub revision: RevisionRef,
    /// The payload that apps fetch.
    pub payload: PayloadRef,
    /// The evaluations relied on.
    pub evaluations: Vec<EvaluationRef>,
    /// The approvals relied on.
    pub approvals: Vec<ApprovalRef>,
    /// What was assumed of runtimes.
    pub targets: Vec<Target>,
    /// The mints and escrows it was made under.
    pub assets: Vec<AssetRef>,
    /// Who did it.
    pub actor: ActorRef,
    /// Who is paid.
    pub split_set: SplitSetRef,
    /// SHA-256 of the contract that the data follows.
    pub contract_hash: String,
    /// SHA-256 of the receipt before this one; none for the first publication.
    pub previous_receipt: Option<Digest>,
}

macro_rules! refs {
    ($($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $field_doc:literal])+ $field:ident: $kind:ty,)+ })+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(rename_all = "camelCase")]
            pub struct $name {
                $($(#[doc = $field_doc])+ pub $field: $kind,)+
            }
        )+
    };
}

refs! {
    /// The character of a receipt.
    CharacterRef {
        /// Its id.
        id: CharacterId,
        /// Its name in URLs.
        slug: Slug,
        /// Its owner.
        creator: AccountId,
    }
    /// The draft of a receipt.
    DraftRef {
        /// Its id.
        id: CharacterDraftId,
        /// The version that was sealed.
        version: i32,
    }
    /// The revision of a receipt.
    RevisionRef {
        /// Its id.
        id: CharacterRevisionId,
        /// Its number within the character.
        number: i32,
        /// SHA-256 of its content.
        digest: Digest,
    }
    /// The payload of a receipt.
    PayloadRef {
        /// The version of its shape.
        version: i32,
        /// SHA-256 of its bytes.
        digest: Digest,
    }
    /// An evaluation that a receipt relies on.
    EvaluationRef {
        /// Its id.
        id: EvaluationId,
        /// The evaluator.
        evaluator: EvaluatorId,
        /// Its version.
        evaluator_version: String,
        /// SHA-256 of its configuration.
        configuration_digest: Digest,
        /// What it said.
        verdict: Verdict,
        /// When it said so.
        finished_at: Timestamp,
    }
    /// An approval that a receipt relies on.
    ApprovalRef {
        /// Its id.
        id: ApprovalId,
        /// The moderator.
        account: AccountId,
        /// When they approved.
        decided_at: Timestamp,
    }
    /// A mint or an escrow of a receipt.
    AssetRef {
        /// Its id.
        id: AssetReferenceId,
        /// Mint or escrow.
        kind: AssetKind,
        /// CAIP-2 chain id.
        chain: String,
        /// The contract on the chain.
        contract_address: String,
        /// The token of the contract.
        token_id: String,
        /// The transaction.
        transaction_hash: String,
    }
    /// The actor of a receipt.
    ActorRef {
        /// The account.
        account: AccountId,
        /// The account's wallet.
        wallet: Option<WalletRef>,
    }
    /// A wallet of a receipt.
    WalletRef {
        /// Its id.
        id: WalletId,
        /// CAIP-2 chain id.
        chain: String,
        /// The address.
        address: String,
    }
    /// The split set of a receipt.
    SplitSetRef {
        /// Its id.
        id: SplitSetId,
        /// SHA-256 of the canonical list of shares.
        digest: Digest,
    }
}

impl Statement {
    /// The statement of a publication.
    pub fn of(predicate: Provenance) -> Self {
        Self {
            statement_type: STATEMENT_TYPE.to_owned(),
            subject: subjects(&predicate),
            predicate_type: PREDICATE_TYPE.to_owned(),
            predicate,
        }
    }
}

pub(super) fn subjects(provenance: &Provenance) -> Vec<Subject> {
    let slug = &provenance.character.slug;
    let subject = |name: String, sha256| Subject { name, digest: SubjectDigest { sha256 } };
    vec![
        subject(
            format!("revision:{slug}#{}", provenance.revision.number),
            provenance.revision.digest,
        ),
        subject(format!("payload:{slug}"), provenance.payload.digest),
    ]
}
