//! A key: the word, phrase or expression that calls for an entry.

use super::haystack::{Grams, Haystack, gram_hash, gram_length};
use super::pattern::{Matched, Pattern};
use crate::js;
use crate::macros::may_have_macros;
use memchr::memmem;
use std::sync::{Arc, OnceLock};

/// A key as it was written, compiled when it is first looked for.
#[derive(Debug)]
pub(crate) struct Key {
    /// As it was written.
    pub(crate) text: Arc<str>,
    /// Whether macros could change it.
    pub(crate) has_macros: bool,
    trimmed: OnceLock<Needle>,
    untrimmed: OnceLock<Needle>,
}

/// What is looked for.
#[derive(Debug)]
pub(crate) enum Needle {
    Pattern(Box<Pattern>),
    Plain { exact: String, lower: String, many_words: bool },
}

/// How a plain key is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Looking {
    pub(crate) case_sensitive: bool,
    pub(crate) whole_words: bool,
    /// Words are of ASCII letters.
    pub(crate) ascii_words: bool,
    /// A key of many words is looked for inside of words too.
    pub(crate) phrases_in_words: bool,
}

impl Key {
    pub(crate) fn new(text: Arc<str>) -> Self {
        let has_macros = may_have_macros(&text);
        Self { text, has_macros, trimmed: OnceLock::new(), untrimmed: OnceLock::new() }
    }

    /// Whether it could be an expression.
    pub(crate) fn may_be_pattern(&self) -> bool {
        js::trim(&self.text).starts_with('/')
    }

    /// By which run of bytes it is told, where it is told by one.
    fn telltale(&self) -> Option<u32> {
        let text = js::trim(&self.text);
        // What is ASCII stays where it is when the text around it is put into lower case.
        let plain =
            text.is_ascii() && text.len() >= 4 && !text.starts_with('/') && !self.has_macros;
        // Of many words the longest says most: most texts have an `of the`.
        let word = text.split(' ').max_by_key(|word| word.len()).filter(|word| word.len() >= 4);
        let word = word.unwrap_or(text);
        let length = gram_length(word).filter(|_| plain)?;
        // From the middle: many words begin and end alike.
        let at = (word.len() - length) / 2;
        Some(gram_hash(word[at..at + length].to_ascii_lowercase().as_bytes()))
    }

    /// The needle of a key without macros, white space around it removed.
    pub(crate) fn trimmed(&self) -> &Needle {
        self.trimmed.get_or_init(|| Needle::new(js::trim(&self.text)))
    }

    /// The needle as it was written, which group scoring takes.
    pub(crate) fn untrimmed(&self) -> &Needle {
        if js::trim(&self.text).len() == self.text.len() {
            return self.trimmed();
        }
        self.untrimmed.get_or_init(|| Needle::new(&self.text))
    }
}

/// A run of bytes of each key of a list, so that a scan can pass over an entry without a look at its
/// keys. The first few stand in the entry itself: where they would stand by themselves, each entry
/// of a book costs a way to memory.
#[derive(Debug)]
pub(crate) struct Telltales {
    /// Where there are fewer keys, the first again.
    few: [u32; TELLTALES],
    more: Box<[u32]>,
}

/// How many keys most entries have at most.
pub(crate) const TELLTALES: usize = 3;

impl Telltales {
    /// `None` where a key is none that can be told by a run, or where there is no key.
    pub(crate) fn of(keys: &[Key]) -> Option<Self> {
        let hashes: Vec<u32> = keys.iter().map(Key::telltale).collect::<Option<_>>()?;
        let mut few = [*hashes.first()?; TELLTALES];
        few.iter_mut().zip(&hashes).for_each(|(place, hash)| *place = *hash);
        Some(Self { few, more: hashes.into_iter().skip(TELLTALES).collect() })
    }

    /// All of them, where they are few.
    pub(crate) fn few(&self) -> Option<[u32; TELLTALES]> {
        self.more.is_empty().then_some(self.few)
    }

    /// Whether one of them could be there.
    pub(crate) fn any_in(&self, grams: &Grams) -> bool {
        self.few.iter().chain(&self.more).any(|hash| grams.has(*hash))
    }
}

impl Needle {
    pub(crate) fn new(text: &str) -> Self {
        match Pattern::delimited(text) {
            Some(pattern) => Needle::Pattern(Box::new(pattern)),
            None => Self::plain(text),
        }
    }

    /// A text that is looked for as it stands.
    pub(crate) fn plain(text: &str) -> Self {
        Needle::Plain {
            exact: text.to_owned(),
            lower: text.to_lowercase(),
            many_words: text.contains(js::is_space),
        }
    }

    pub(crate) fn pattern(&self) -> Option<&Pattern> {
        match self {
            Needle::Pattern(pattern) => Some(pattern),
            Needle::Plain { .. } => None,
        }
    }

    /// In which part of a text an expression that matched did.
    pub(crate) fn part_of(&self, hay: &Haystack, steps: &mut u64) -> Option<usize> {
        let marks = self.pattern()?.marks_before(PART, &hay.text, &hay.shapes, steps)?;
        Some(marks.saturating_sub(1))
    }

    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Needle::Plain { exact, .. } if exact.is_empty())
    }

    /// Whether it stands in the text, and in the how-manieth part of it.
    pub(crate) fn find(&self, hay: &Haystack, looking: Looking, steps: &mut u64) -> Hit {
        let (exact, lower, many_words) = match self {
            Needle::Pattern(pattern) => {
                if !hay.lower_grams().may_have(pattern.literal()) {
                    return Hit::None;
                }
                return match pattern.search(&hay.text, &hay.shapes, steps) {
                    Matched::Yes => Hit::Expression,
                    Matched::No => Hit::None,
                    Matched::GaveUp => Hit::GaveUp,
                };
            }
            Needle::Plain { exact, lower, many_words } => (exact, lower, *many_words),
        };
        let (text, grams, needle) = match looking.case_sensitive {
            true => (hay.text.as_str(), hay.grams(), exact),
            false => (hay.lower(), hay.lower_grams(), lower),
        };
        if !grams.may_have(needle) {
            return Hit::None;
        }
        let found = match (looking.whole_words, looking.phrases_in_words && many_words) {
            (true, false) => find_word(text, needle, looking.ascii_words),
            _ => memmem::find(text.as_bytes(), needle.as_bytes()),
        };
        found.map_or(Hit::None, |at| Hit::At(part_of(text, at)))
    }
}

/// What looking for a needle came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hit {
    None,
    /// In this part of the text, counted from 0.
    At(usize),
    /// An expression matched; where is found out when it counts ([`Needle::part_of`]).
    Expression,
    /// The step limit came first.
    GaveUp,
}

impl Hit {
    pub(crate) fn is_match(self) -> bool {
        matches!(self, Hit::At(_) | Hit::Expression)
    }
}

/// Each part of a text to scan begins with this.
pub(crate) const PART: char = '\u{1}';

fn part_of(text: &str, at: usize) -> usize {
    memchr::memchr_iter(PART as u8, &text.as_bytes()[..at]).count().saturating_sub(1)
}

/// The first place where no letter stands on either side.
fn find_word(text: &str, needle: &str, ascii: bool) -> Option<usize> {
    let letter = |ch: char| match ascii {
        true => ch.is_ascii_alphanumeric() || ch == '_',
        false => ch.is_alphanumeric() || ch == '_',
    };
    // A key that begins with a sign needs no gap before it; SillyTavern wants one all the same.
    let edge = |of: Option<char>| ascii || of.is_none_or(letter);
    let (before, after) = (edge(needle.chars().next()), edge(needle.chars().next_back()));
    let mut from = 0;
    while let Some(found) = memmem::find(text.as_bytes().get(from..)?, needle.as_bytes()) {
        let (start, end) = (from + found, from + found + needle.len());
        let free_before = !before || !text[..start].chars().next_back().is_some_and(letter);
        let free_after = !after || !text[end..].chars().next().is_some_and(letter);
        if free_before && free_after {
            return Some(start);
        }
        from = start + text[start..].chars().next()?.len_utf8();
    }
    None
}
