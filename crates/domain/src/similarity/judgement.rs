//! From how much two characters have in common to what that means.

use super::portrait::{LIKE_PORTRAIT_BITS, SAME_PORTRAIT_BITS};
use super::sketch::Overlap;
use super::{Shared, Signature};

/// An estimated share below this is not read. Shingles break more easily than the runs that are read
/// later: 19 of 20 heavy paraphrases are estimated at 0.23 and more.
pub const ESTIMATED_SHARE_MIN: f64 = 0.18;

/// By how much two estimated shares may differ and still be called the same.
const ESTIMATE_ERROR: f64 = 0.1;

/// Shared shingles, sampled or not, below which the words in common can't be enough.
pub const SHARED_MIN: f64 = 8.0;

/// The share of one character's telling words that stands in the other from which on it is a copy.
/// Light paraphrase leaves 0.59 and more in 19 of 20; different characters have at most 0.44 in
/// common, where they share an opening paragraph and little else is said (`docs/near-duplicates.md`).
pub const COPIED_SHARE: f64 = 0.4;

/// The same where the portraits are alike: two unlikely things at once.
pub const COPIED_SHARE_WITH_PORTRAIT: f64 = 0.2;

/// Telling words in common below which a share means nothing: stubs of twenty words that differ in
/// trade and favourite food have up to 0.89 in common.
pub const COPIED_WORDS_MIN: usize = 24;

/// How alike two signatures are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// About the share of the first character that stands in the second.
    pub first_in_second: f64,
    /// About the share of the second character that stands in the first.
    pub second_in_first: f64,
    /// About the share of the smaller book, with instructions, that stands in the other.
    pub rest: f64,
    /// About how many shingles of one character stand in the other.
    pub shared: f64,
    /// Bits of 120 that differ between the portraits, where both have one.
    pub portrait_bits: Option<u32>,
}

/// What a likeness means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Likely a copy: holds the gate until somebody decides or a fork is declared.
    Copy(Ground),
    /// Worth telling, and no reason to hold anything: a world, its book or instructions in common.
    SharedRest,
    /// Nothing of note.
    Distinct,
}

/// What a copy is recognised by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Its text.
    Text,
    /// Its portrait.
    Portrait,
    /// Less of its text than would do alone, and its portrait.
    Both,
}

/// Compares two signatures: about a microsecond, nothing allocated.
pub fn compare(first: &Signature, second: &Signature) -> Likeness {
    let (a, b) = (&first.text, &second.text);
    let core = a.core.overlap(&b.core);
    let into_rest = a.core.overlap(&b.rest);
    let from_rest = b.core.overlap(&a.rest);
    let rest = a.rest.overlap(&b.rest);
    let portraits = first.portrait.as_ref().zip(second.portrait.as_ref());
    Likeness {
        first_in_second: (in_second(core) + in_second(into_rest)).min(1.0),
        second_in_first: (in_first(core) + in_second(from_rest)).min(1.0),
        rest: in_second(rest).max(in_first(rest)),
        shared: core.shared_in_all + into_rest.shared_in_all.max(from_rest.shared_in_all),
        portrait_bits: portraits.map(|(a, b)| a.distance(b)),
    }
}

impl Likeness {
    /// Whether the portraits are one picture.
    pub fn same_portrait(&self) -> bool {
        self.portrait_bits.is_some_and(|bits| bits <= SAME_PORTRAIT_BITS)
    }

    /// Whether they may be.
    pub fn like_portrait(&self) -> bool {
        self.portrait_bits.is_some_and(|bits| bits <= LIKE_PORTRAIT_BITS)
    }

    /// The larger of both shares, where one picture counts as a whole text: what the likest are
    /// chosen by.
    pub fn share(&self) -> f64 {
        let portrait = f64::from(u8::from(self.same_portrait()));
        self.first_in_second.max(self.second_in_first).max(portrait)
    }

    /// Whether about as much of the first stands in another second, as far as estimates tell: what is
    /// judged took nothing from the first that its character did not publish before. How much of the
    /// second stands in the first does not count: of a few words that grew all do.
    pub fn is_matched_by(&self, other: &Likeness) -> bool {
        let by_text = other.first_in_second + ESTIMATE_ERROR >= self.first_in_second;
        by_text && (other.same_portrait() || !self.same_portrait())
    }

    /// Whether both texts are worth reading ([`super::shared`]).
    pub fn asks_for_texts(&self) -> bool {
        let core = self.first_in_second.max(self.second_in_first);
        let is_much = core >= ESTIMATED_SHARE_MIN && self.shared >= SHARED_MIN;
        self.like_portrait() || is_much || self.rest >= COPIED_SHARE
    }
}

/// Decides, after the texts were read; where they were not, they have nothing in common.
pub fn judge(likeness: &Likeness, texts: Option<&Shared>) -> Judgement {
    let enough = |share: f64, words: usize, least: f64| words >= COPIED_WORDS_MIN && share >= least;
    let is_copied = |least: f64| {
        texts.is_some_and(|it| {
            enough(it.earlier_in_later, it.earlier_words, least)
                || enough(it.later_in_earlier, it.later_words, least)
        })
    };
    if is_copied(COPIED_SHARE) {
        Judgement::Copy(Ground::Text)
    } else if likeness.like_portrait() && is_copied(COPIED_SHARE_WITH_PORTRAIT) {
        Judgement::Copy(Ground::Both)
    } else if likeness.same_portrait() {
        Judgement::Copy(Ground::Portrait)
    } else if texts.is_some_and(|it| enough(it.rest_in_earlier, it.rest_words, COPIED_SHARE)) {
        Judgement::SharedRest
    } else {
        Judgement::Distinct
    }
}

fn in_second(overlap: Overlap) -> f64 {
    overlap.shared as f64 / overlap.first.max(1) as f64
}

fn in_first(overlap: Overlap) -> f64 {
    overlap.shared as f64 / overlap.second.max(1) as f64
}
