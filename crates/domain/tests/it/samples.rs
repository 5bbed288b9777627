//! Values that the examples share.

use domain::draft::{DraftContent, DraftEdit, new_draft};
use domain::revision::SealedContent;
use domain::*;
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

pub(crate) fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub(crate) fn account(n: u128) -> AccountId {
    AccountId(uuid(n))
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("a timestamp")
}

pub(crate) fn draft(json: Value) -> DraftContent {
    let edit = DraftEdit::parse(json).expect("fields of a draft");
    new_draft(edit).expect("a draft within its limits")
}

pub(crate) fn sealed(json: Value) -> SealedContent {
    let slug = Slug::parse("ada-quill").expect("a slug");
    SealedContent::new(slug, draft(json), vec![share(1, 1_000_000)])
}

pub(crate) fn share(n: u128, share_ppm: i32) -> Share {
    Share { account_id: account(n), role: CollaboratorRole::Author, share_ppm }
}
