//! Near-duplicates: whether a revision is likely a copy of one that was published before.
//!
//! Three steps, each cheaper than the next is sure. [`TextSignature::keys`] and
//! [`PortraitSignature::probes`] find, by equality in an index, the few revisions that share
//! anything; [`compare`] estimates from two signatures how much; [`shared`] reads both texts and
//! says where. [`judge`] decides. Figures and the shape of the index: `docs/near-duplicates.md`.

mod bytes;
mod judgement;
mod lookup;
mod passages;
pub mod portrait;
mod sketch;
mod text;
mod vocabulary;
mod words;

pub use bytes::NotASignature;
pub use judgement::{
    COPIED_SHARE, COPIED_SHARE_WITH_PORTRAIT, COPIED_WORDS_MIN, ESTIMATED_SHARE_MIN, SHARED_MIN,
};
pub use judgement::{Ground, Judgement, Likeness, compare, judge};
pub use lookup::{COMMON_KEYS_MAX, CommonKey, KEY_ROWS_MAX, KEYS_SHARED_MIN, Lookup};
pub use passages::{Passage, Place, Shared, shared};
pub use portrait::{Picture, PortraitSignature};
pub use sketch::Sketch;
pub use text::TextSignature;

/// Goes up whenever the same two characters could be judged otherwise: with a threshold, a word of
/// the vocabulary, the folding of texts. Signatures of different versions are not compared;
/// verdicts of an older one count no more.
pub const VERSION: u16 = 1;

/// What is compared of a revision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// Of its text.
    pub text: TextSignature,
    /// Of its portrait, where it has one that shows something.
    pub portrait: Option<PortraitSignature>,
}
