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
        match self {
            Tokens::Estimate { of, per_token, rounding } => {
                let length = match of {
                    Unit::Utf16 => js::utf16_len(text),
                    Unit::Utf8 => text.len(),
                    Unit::Chars => text.chars().count(),
                };
                let quotient = length as f64 / per_token;
                let whole = match rounding {
                    Rounding::Ceil => quotient.ceil(),
                    Rounding::Floor => quotient.floor(),
                    Rounding::Round => (quotient + 0.5).floor(),
                };
                whole as usize
            }
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
