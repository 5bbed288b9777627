//! A sample of a text's shingles that two texts draw alike: the smallest hashes (MinHash with one
//! function and many minima).
//!
//! Beside the usual 128 functions in bands it needs one hash for each shingle instead of 128; it
//! tells containment as well as resemblance, so that a character inside a larger one is found; and
//! each sampled hash is a key of an index by itself.

use super::words::{Word, finish};

/// Words that make a shingle. Two are shared by characters that have nothing in common ("northern
/// kingdom"); with four, one word in six replaced leaves less than half of the shingles.
pub(super) const SHINGLE_WORDS: usize = 3;

/// Characters that make a shingle where each is a word: about three words of Chinese, Japanese or
/// Korean without their particles.
pub(super) const SHINGLE_CHARACTERS: usize = 5;

/// A line or sentence ends a run of shingles, so that moving it changes none; but one of fewer
/// words than this goes on into the next, or lists and short answers would have no shingles.
const SENTENCE_WORDS_MIN: usize = 4;

/// The error of a share that is estimated from 64 is at most 6 in 100, about what paraphrasing
/// makes unsure anyway.
pub(super) const SAMPLE_MIN: usize = 64;

/// One in four: a usual character has 60 to 130 rows in the index, and one inside another five times
/// its size still shares a dozen.
pub(super) const SAMPLE_SHARE: usize = 4;

/// Two of these compare in under a microsecond, and the error of a share is at most 5 in 100.
pub(super) const SAMPLE_MAX: usize = 128;

/// The smallest hashes of the shingles, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    hashes: Vec<u64>,
    is_all: bool,
}

/// What two sketches have in common, below the hash up to which both are whole.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Overlap {
    /// In both.
    pub(super) shared: usize,
    /// In the first.
    pub(super) first: usize,
    /// In the second.
    pub(super) second: usize,
    /// About how many are in both, sampled or not.
    pub(super) shared_in_all: f64,
}

impl Sketch {
    pub(super) fn new(hashes: Vec<u64>, is_all: bool) -> Self {
        Self { hashes, is_all }
    }

    /// The sampled shingles.
    pub(super) fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Whether these are all shingles of the text.
    pub(super) fn is_all(&self) -> bool {
        self.is_all
    }

    /// The last hash up to which no shingle is missing.
    fn whole_to(&self) -> u64 {
        if self.is_all { u64::MAX } else { self.hashes.last().copied().unwrap_or(u64::MAX) }
    }

    pub(super) fn overlap(&self, other: &Self) -> Overlap {
        let whole_to = self.whole_to().min(other.whole_to());
        let first = self.hashes.partition_point(|it| *it <= whole_to);
        let second = other.hashes.partition_point(|it| *it <= whole_to);
        let shared = shared(&self.hashes[..first], &other.hashes[..second]);
        let sampled = whole_to as f64 / u64::MAX as f64;
        Overlap { shared, first, second, shared_in_all: shared as f64 / sampled }
    }
}

/// How many two ascending lists share. Without branches to predict wrongly.
fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    shared
}

/// Takes words, keeps the smallest shingles.
#[derive(Debug, Default)]
pub(super) struct Sampler {
    recent: Window,
    in_sentence: usize,
    smallest: Vec<u64>,
    overflowed: bool,
}

impl Sampler {
    /// Another text begins: no shingle spans two.
    pub(super) fn begin(&mut self) {
        self.recent = Window::default();
        self.in_sentence = 0;
    }

    pub(super) fn take(&mut self, word: Word) {
        if word.after_break && self.in_sentence >= SENTENCE_WORDS_MIN {
            self.begin();
        }
        self.in_sentence += 1;
        self.recent.push(word);
        if let Some(shingle) = self.recent.shingle() {
            self.keep(shingle);
        }
    }

    fn keep(&mut self, hash: u64) {
        let is_full = self.smallest.len() == SAMPLE_MAX;
        if is_full && self.smallest.last().is_some_and(|last| *last < hash) {
            self.overflowed = true;
            return;
        }
        if let Err(at) = self.smallest.binary_search(&hash) {
            if is_full {
                self.smallest.pop();
                self.overflowed = true;
            }
            self.smallest.insert(at, hash);
        }
    }

    pub(super) fn finish(mut self) -> Sketch {
        let keep = (self.distinct() / SAMPLE_SHARE).clamp(SAMPLE_MIN, SAMPLE_MAX);
        let is_all = !self.overflowed && self.smallest.len() <= keep;
        self.smallest.truncate(keep);
        Sketch::new(self.smallest, is_all)
    }

    /// How many different shingles there were: counted, or from how closely the smallest lie.
    fn distinct(&self) -> usize {
        match self.smallest.last() {
            Some(last) if self.overflowed => {
                let sampled = *last as f64 / u64::MAX as f64;
                (self.smallest.len() as f64 / sampled) as usize
            }
            _ => self.smallest.len(),
        }
    }
}

/// The last few words.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Window {
    words: [(u64, bool); SHINGLE_CHARACTERS],
    filled: usize,
    is_character: bool,
}

impl Window {
    pub(super) fn push(&mut self, word: Word) {
        self.words.rotate_left(1);
        self.words[SHINGLE_CHARACTERS - 1] = (word.hash, word.is_common);
        self.filled += 1;
        self.is_character = word.is_character;
    }

    /// How many words the shingle that ends here has.
    pub(super) fn length(&self) -> usize {
        if self.is_character { SHINGLE_CHARACTERS } else { SHINGLE_WORDS }
    }

    /// The shingle that ends here, unless its words are all common.
    pub(super) fn shingle(&self) -> Option<u64> {
        let words = &self.words[SHINGLE_CHARACTERS - self.length()..];
        let is_one = self.filled >= self.length() && words.iter().any(|(_, common)| !common);
        let chain = |hash: u64, (word, _): &(u64, bool)| {
            hash.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23) ^ word
        };
        is_one.then(|| finish(words.iter().fold(0, chain)))
    }
}
