//! Counting tokens: real vocabularies where the feature `vocabularies` is on, and estimates, which
//! say that they are.

use crate::js;
use thiserror::Error;

/// How tokens are counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tokens {
    /// `ceil(utf16len/4)` and its like: no tokeniser, an estimate.
    Estimate {
        /// What is counted.
        of: Unit,
        /// So many of it are one token.
        per_token: f64,
        /// How the quotient is made whole.
        rounding: Rounding,
    },
    /// The vocabulary of that name.
    #[cfg(feature = "vocabularies")]
    Vocabulary(Vocabulary),
}

/// What an estimate counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// UTF-16 units, as JavaScript's `length`.
    Utf16,
    /// Bytes.
    Utf8,
    /// Characters.
    Chars,
}

/// How an estimate is made whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// Up.
    Ceil,
    /// Down.
    Floor,
    /// To the nearest.
    Round,
}

/// A vocabulary of bytes pairs that is built in.
#[cfg(feature = "vocabularies")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vocabulary {
    /// GPT-3.5 and GPT-4.
    Cl100k,
    /// GPT-4o and later.
    O200k,
}

/// A name that is no way of counting.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{name}` is no way to count tokens; take one of {}", known().join(", "))]
pub struct UnknownTokens {
    /// What was asked for.
    pub name: String,
}

const UNITS: [(&str, Unit); 4] = [
    ("utf16len", Unit::Utf16),
    ("utf8len", Unit::Utf8),
    ("bytes", Unit::Utf8),
    ("chars", Unit::Chars),
];
const ROUNDINGS: [(&str, Rounding); 3] =
    [("ceil", Rounding::Ceil), ("floor", Rounding::Floor), ("round", Rounding::Round)];

/// What SillyTavern falls back on where no tokeniser is at hand: 3.35 characters a token.
pub const FALLBACK: Tokens =
    Tokens::Estimate { of: Unit::Utf16, per_token: 3.35, rounding: Rounding::Ceil };

/// The names there are.
pub fn known() -> Vec<String> {
    let estimates = ["ceil(utf16len/4)", "estimate"].map(str::to_owned);
    estimates.into_iter().chain(VOCABULARIES.iter().map(|(name, _)| (*name).to_owned())).collect()
}

#[cfg(feature = "vocabularies")]
const VOCABULARIES: [(&str, Vocabulary); 2] =
    [("cl100k_base", Vocabulary::Cl100k), ("o200k_base", Vocabulary::O200k)];
#[cfg(not(feature = "vocabularies"))]
const VOCABULARIES: [(&str, ()); 0] = [];

impl Tokens {
    /// By name: a vocabulary, `estimate`, or a formula such as `ceil(utf16len/4)`.
    pub fn parse(name: &str) -> Result<Self, UnknownTokens> {
        let name = name.trim();
        #[cfg(feature = "vocabularies")]
        if let Some((_, vocabulary)) = VOCABULARIES.iter().find(|(known, _)| *known == name) {
            return Ok(Self::Vocabulary(*vocabulary));
        }
        if name == "estimate" {
            return Ok(FALLBACK);
        }
        formula(name).ok_or_else(|| UnknownTokens { name: name.to_owned() })
    }

    /// How it is named; an estimate says that it is one.
    pub fn name(&self) -> String {
        match self {
            Tokens::Estimate { of, per_token, rounding } => {
                let unit = UNITS.iter().find(|(_, unit)| unit == of).map_or("", |(name, _)| name);
                let how =
                    ROUNDINGS.iter().find(|(_, r)| r == rounding).map_or("", |(name, _)| name);
                format!("estimate: {how}({unit}/{per_token})")
            }
            #[cfg(feature = "vocabularies")]
            Tokens::Vocabulary(vocabulary) => {
                let found = VOCABULARIES.iter().find(|(_, known)| known == vocabulary);
                found.map_or("", |(name, _)| name).to_owned()
            }
        }
    }

    /// Whether the count is one of a real vocabulary.
    pub fn is_estimate(&self) -> bool {
        matches!(self, Tokens::Estimate { .. })
    }

    /// How many tokens the text is.
    pub fn count(&self, text: &str) -> usize {
        self.whole(self.parts(text))
    }

    /// Tokens of a vocabulary; of an estimate, the units that it divides.
    fn parts(&self, text: &str) -> usize {
        match self {
            Tokens::Estimate { of: Unit::Utf16, .. } => js::utf16_len(text),
            Tokens::Estimate { of: Unit::Utf8, .. } => text.len(),
            Tokens::Estimate { of: Unit::Chars, .. } => text.chars().count(),
            #[cfg(feature = "vocabularies")]
            Tokens::Vocabulary(Vocabulary::Cl100k) => {
                tiktoken_rs::cl100k_base_singleton().encode_ordinary(text).len()
            }
            #[cfg(feature = "vocabularies")]
            Tokens::Vocabulary(Vocabulary::O200k) => {
                tiktoken_rs::o200k_base_singleton().encode_ordinary(text).len()
            }
        }
    }

    fn whole(&self, parts: usize) -> usize {
        match self {
            Tokens::Estimate { per_token, rounding, .. } => {
                let quotient = parts as f64 / per_token;
                let whole = match rounding {
                    Rounding::Ceil => quotient.ceil(),
                    Rounding::Floor => quotient.floor(),
                    Rounding::Round => (quotient + 0.5).floor(),
                };
                whole as usize
            }
            #[cfg(feature = "vocabularies")]
            Tokens::Vocabulary(_) => parts,
        }
    }

    /// The last place up to `kept` where a text can be parted and its tokens are those of both
    /// pieces: units add up anywhere; of tokens see [`is_between_words`].
    fn seam(&self, text: &str, kept: usize) -> Option<usize> {
        match self {
            Tokens::Estimate { .. } => Some(kept.min(text.len())),
            #[cfg(feature = "vocabularies")]
            Tokens::Vocabulary(_) => {
                let ends = memchr::memrchr_iter(b'\n', &text.as_bytes()[..kept]);
                let mut seams =
                    ends.map(|at| at + 1).filter(|&at| is_between_words(&text[..kept], at));
                seams.next().or_else(|| (kept > SEAMLESS_MAX).then_some(kept))
            }
        }
    }
}

/// Bytes without a seam that are counted again and again; beyond, the count may be a token off.
#[cfg(feature = "vocabularies")]
const SEAMLESS_MAX: usize = 4096;

/// Whether the expression that parts a text into words, before the vocabulary is asked of each,
/// always parts it here: behind a line end, before something that goes on with no line end. (White
/// space does, and with `o200k_base` a slash.)
#[cfg(feature = "vocabularies")]
fn is_between_words(text: &str, at: usize) -> bool {
    text[at..].chars().next().is_some_and(|next| !next.is_whitespace() && next != '/')
}

/// Counts a text that grows at its end, each time in the time of what was added.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grown {
    counted: String,
    parts: usize,
}

impl Grown {
    /// How many tokens the text is. Its first `kept` bytes stay in it.
    pub(crate) fn count(&mut self, tokens: &Tokens, text: &str, kept: usize) -> usize {
        if !text[..kept].starts_with(&self.counted) {
            *self = Self::default();
        }
        let done = self.counted.len();
        if let Some(seam) = tokens.seam(&text[done..], kept - done) {
            let more = &text[done..done + seam];
            self.parts += tokens.parts(more);
            self.counted.push_str(more);
        }
        tokens.whole(self.parts + tokens.parts(&text[self.counted.len()..]))
    }
}

fn formula(text: &str) -> Option<Tokens> {
    let (how, rest) = text.split_once('(')?;
    let inner = rest.strip_suffix(')')?;
    let (unit, per) = inner.split_once('/').unwrap_or((inner, "1"));
    let rounding = ROUNDINGS.iter().find(|(name, _)| *name == how.trim())?.1;
    let of = UNITS.iter().find(|(name, _)| *name == unit.trim())?.1;
    let per_token: f64 =
        per.trim().parse().ok().filter(|per: &f64| *per > 0.0 && per.is_finite())?;
    Some(Tokens::Estimate { of, per_token, rounding })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Grown, Tokens};

    fn all() -> Vec<Tokens> {
        super::known().iter().filter_map(|name| Tokens::parse(name).ok()).collect()
    }

    proptest! {
        /// Pieces that begin with line ends, blanks and slashes, that are kept or not.
        #[test]
        fn a_text_that_grows_is_counted_as_if_anew(
            pieces in prop::collection::vec(("[ \n\r\t/!a-cA-C'1é漢]{0,12}", any::<bool>()), 0..12),
        ) {
            for tokens in all() {
                let (mut grown, mut text) = (Grown::default(), String::new());
                for (piece, is_kept) in &pieces {
                    let kept = text.len();
                    text.push_str(piece);
                    text.push('\n');
                    prop_assert_eq!(grown.count(&tokens, &text, kept), tokens.count(&text));
                    if !is_kept {
                        text.truncate(kept);
                    }
                }
            }
        }
    }

    /// So many entries that counting each time from the beginning would take minutes.
    #[test]
    fn ten_thousand_pieces_take_the_time_of_one_text() {
        for tokens in all() {
            let (mut grown, mut text) = (Grown::default(), String::new());
            for at in 0..10_000 {
                let kept = text.len();
                text.push_str(&format!("what is said of {at}\n"));
                grown.count(&tokens, &text, kept);
            }
            let kept = text.len();
            assert_eq!(grown.count(&tokens, &text, kept), tokens.count(&text));
        }
    }
}
