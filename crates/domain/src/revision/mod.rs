//! Revisions: sealed snapshots, addressed by their content.

mod diff;

use serde::{Deserialize, Serialize};

use crate::draft::DraftContent;
use crate::{CanonicalError, Digest, Share, Slug, canonical};

pub use diff::{Change, EntryChange, EntryChangeKind, FieldChange, ListChange, TextSpan, diff};

/// The shape of sealed content that this code writes. Older ones stay readable.
pub const FORMAT: u32 = 1;

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
        let draft = crate::draft::DraftEdit::from(draft).apply(&DraftContent::named(""));
        Self { format: FORMAT, slug, draft, collaborators }
    }

    /// Seals: the same content gives the same digest.
    pub fn seal(&self) -> Result<Sealed, CanonicalError> {
        let content = canonical::to_string(self)?;
        let digest = Digest::of(&content);
        Ok(Sealed { content, digest })
    }

    /// Reads what was sealed.
    pub fn parse(content: &str) -> Result<Self, RevisionError> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        let Head { format } = serde_json::from_str(content)?;
        if format != FORMAT {
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
