//! Receipts: an in-toto Statement of a publication in a DSSE envelope, signed with Ed25519.

mod envelope;
mod proof;
mod statement;

pub use envelope::{
    PAYLOAD_TYPE, Receipt, ReceiptError, key_id, leaf_hash, pre_authentication_encoding, sign,
    verify,
};
pub use proof::Verified;
pub use statement::{
    ActorRef, ApprovalRef, AssetRef, CharacterRef, DraftRef, EvaluationRef, PREDICATE_TYPE,
    PayloadRef, Provenance, RevisionRef, STATEMENT_TYPE, SplitSetRef, Statement, Subject,
    SubjectDigest, WalletRef,
};
