//! Revisions: sealed snapshots, addressed by their content.

mod diff;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::draft::{DraftContent, DraftEdit, DraftField, changed_fields};
use crate::{CanonicalError, Digest, Share, Slug, canonical};

pub use diff::{
    Change, EntryChange, EntryChangeKind, FieldChange, ListChange, TextSpan, diff, diff_values,
};

/// The newest shape of sealed content. Older ones stay readable, and content that needs nothing newer
/// is written in the oldest that holds it: the same content stays the same revision.
pub const FORMAT: u32 = 2;

/// Fields that came with format 2. Where all of them are empty they are not written, as in format 1.
const SINCE_2: [DraftField; 2] = [DraftField::PortraitDigest, DraftField::RuntimeSettings];

/// Everything that a revision seals, relations included. The slug is in it, so that equal texts of
/// two characters are two contents, and a payload follows from its revision alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SealedContent {
    /// The version of this shape.
    pub format: u32,
    /// The name of the character in URLs.
    pub slug: Slug,
    /// All authoring fields; tags in order, model packs by id.
    #[serde(flatten)]
    pub draft: DraftContent,
    /// Who worked on it, and their shares, by account id.
    pub collaborators: Vec<Share>,
}

/// A sealed revision: the bytes that are hashed, and their digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Canonical JSON (RFC 8785).
    pub content: String,
    /// SHA-256 of `content`.
    pub digest: Digest,
}

/// Why a text is not the content of a revision.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// Not JSON of the shape.
    #[error("the sealed content can't be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// Written by newer code than this.
    #[error("the sealed content has format {0}; this version reads up to {FORMAT}")]
    UnknownFormat(u32),
    /// Somebody changed it.
    #[error("the content's digest is {actual}, not {expected}: it is not what was sealed")]
    OtherDigest {
        /// What the revision says.
        expected: Digest,
        /// What the content has.
        actual: Digest,
    },
}

impl SealedContent {
    /// What would be sealed of a draft now.
    pub fn new(slug: Slug, draft: DraftContent, mut collaborators: Vec<Share>) -> Self {
        collaborators.sort();
        let nothing = DraftContent::named("");
        let draft = DraftEdit::from(draft).apply(&nothing);
        let said = changed_fields(&nothing, &draft);
        let format = if said.iter().any(|field| SINCE_2.contains(field)) { 2 } else { 1 };
        Self { format, slug, draft, collaborators }
    }

    /// Seals: the same content gives the same digest.
    pub fn seal(&self) -> Result<Sealed, CanonicalError> {
        let content = canonical::value_to_string(&self.written()?)?;
        let digest = Digest::of(&content);
        Ok(Sealed { content, digest })
    }

    fn written(&self) -> Result<Value, CanonicalError> {
        let not_json = |error: serde_json::Error| CanonicalError::NotJson(error.to_string());
        let mut value = serde_json::to_value(self).map_err(not_json)?;
        if let (1, Some(members)) = (self.format, value.as_object_mut()) {
            SINCE_2.iter().for_each(|field| drop(members.remove(field.as_str())));
        }
        Ok(value)
    }

    /// Reads what was sealed.
    pub fn parse(content: &str) -> Result<Self, RevisionError> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        let Head { format } = serde_json::from_str(content)?;
        if !(1..=FORMAT).contains(&format) {
            return Err(RevisionError::UnknownFormat(format));
        }
        Ok(serde_json::from_str(content)?)
    }

    /// Reads what was sealed, and proves that it is what the digest stands for.
    pub fn open(content: &str, expected: &Digest) -> Result<Self, RevisionError> {
        let actual = Digest::of(content);
        if actual != *expected {
            return Err(RevisionError::OtherDigest { expected: *expected, actual });
        }
        Self::parse(content)
    }
}
