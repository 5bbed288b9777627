//! Which keys of a text are looked up: as many rows are read, whatever is published.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::CharacterId;

/// Sampled shingles that two characters share before anyone reads their texts: one or two are what
/// chance and a common phrase give.
pub const KEYS_SHARED_MIN: usize = 3;

/// Characters of one key that are met. A phrase that more of them have is a template's, or that of an
/// original with many forks: the key is common.
pub const KEY_ROWS_MAX: usize = 200;

/// Common keys that are looked up all the same, the rarest first. Of a text whose every phrase is
/// common a copy that kept two in five shares a dozen of them with its original, and they add an eighth
/// to the rows that the others may come to.
pub const COMMON_KEYS_MAX: usize = 32;

/// A key that more than [`KEY_ROWS_MAX`] characters have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommonKey {
    /// The key.
    pub key: i64,
    /// The oldest character that has it.
    pub oldest: CharacterId,
    /// The oldest that is not met.
    pub beyond: CharacterId,
}

/// What is looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lookup {
    /// Keys that few characters have: all of these are met.
    pub rare: Vec<i64>,
    /// Common keys: of each the [`KEY_ROWS_MAX`] oldest characters are met, an original among them.
    pub common: Vec<i64>,
    /// How many keys are too common to be looked up.
    pub unsought: usize,
}

impl Lookup {
    /// Of a text's keys, and those of them that are common.
    pub fn of(keys: &[i64], mut common: Vec<CommonKey>) -> Self {
        let crowded: BTreeSet<_> = common.iter().map(|it| it.key).collect();
        common.sort_by_key(|it| (Reverse(it.filled_in()), it.key));
        let unsought = common.len().saturating_sub(COMMON_KEYS_MAX);
        common.truncate(COMMON_KEYS_MAX);
        Self {
            rare: keys.iter().copied().filter(|key| !crowded.contains(key)).collect(),
            common: common.into_iter().map(|it| it.key).collect(),
            unsought,
        }
    }
}

impl CommonKey {
    /// In how many milliseconds so many characters came to have it, as their ids tell (version 7). The
    /// longer it took, the rarer it is; counting all would read a row of each.
    fn filled_in(&self) -> u128 {
        let at = |id: CharacterId| id.0.as_u128() >> 80;
        at(self.beyond).saturating_sub(at(self.oldest))
    }
}
