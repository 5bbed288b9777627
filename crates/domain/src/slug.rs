//! Slugs: the names that stand in URLs, and the ids made from names.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::{TagId, VoiceId};

/// The contract's check on `characters.slug`: one character at either end and 158 between.
pub const SLUG_CHARS_MAX: usize = 160;
/// The contract's check on `apps.id`.
pub const APP_ID_CHARS_MAX: usize = 63;
/// The contract's check on `tags.id`.
pub const TAG_ID_CHARS_MAX: usize = 64;

/// The name of a character in URLs: lower-case letters, digits and inner hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Slug(String);

/// A text that is not a slug, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    /// Nothing was given.
    #[error("a slug has at least one character")]
    Empty,
    /// Longer than [`SLUG_CHARS_MAX`].
    #[error("a slug has at most {SLUG_CHARS_MAX} characters, not {0}")]
    TooLong(usize),
    /// Another character than a-z, 0-9 and hyphen.
    #[error("a slug is made of a-z, 0-9 and hyphens; `{0}` is none of them")]
    Character(char),
    /// A hyphen at the start or the end.
    #[error("a slug starts and ends with a letter or a digit")]
    OuterHyphen,
}

impl Slug {
    /// The slug that `text` is.
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        if text.is_empty() {
            return Err(SlugError::Empty);
        }
        if let Some(other) = text.chars().find(|character| !is_slug_character(*character)) {
            return Err(SlugError::Character(other));
        }
        if text.len() > SLUG_CHARS_MAX {
            return Err(SlugError::TooLong(text.len()));
        }
        if text.starts_with('-') || text.ends_with('-') {
            return Err(SlugError::OuterHyphen);
        }
        Ok(Self(text.to_owned()))
    }

    /// A slug for a name; none where the name has no Latin letter or digit to make one from.
    pub fn from_name(name: &str) -> Option<Self> {
        let slug = hyphenate(name, |character| character.is_ascii_alphanumeric(), SLUG_CHARS_MAX);
        (!slug.is_empty()).then_some(Self(slug))
    }

    /// The slug with `-n` at its end, shortened where it must be: for names that are taken.
    pub fn numbered(&self, n: u32) -> Self {
        let suffix = format!("-{n}");
        let head = &self.0[..self.0.len().min(SLUG_CHARS_MAX - suffix.len())];
        Self(format!("{}{suffix}", head.trim_end_matches('-')))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, SlugError> {
        Self::parse(text)
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// The tag id of a label: letters and digits of any script in lower case, hyphens between.
pub fn tag_id(label: &str) -> Option<TagId> {
    let id = hyphenate(label, char::is_alphanumeric, TAG_ID_CHARS_MAX);
    (!id.is_empty()).then_some(TagId(id))
}

/// Whether a tag id is one that [`tag_id`] makes, so that a label and its id agree everywhere.
pub fn is_tag_id(id: &TagId) -> bool {
    tag_id(&id.0).as_ref() == Some(id)
}

/// The voice id of a name, as its slug.
pub fn voice_id(name: &str) -> Option<VoiceId> {
    Slug::from_name(name).map(|slug| VoiceId(slug.0))
}

/// Whether a text can be an app's id: the contract's check on `apps.id`.
pub fn is_app_id(text: &str) -> bool {
    (1..=APP_ID_CHARS_MAX).contains(&text.len())
        && !text.starts_with('-')
        && text.chars().all(is_slug_character)
}

fn is_slug_character(character: char) -> bool {
    matches!(character, 'a'..='z' | '0'..='9' | '-')
}

/// Accents are dropped, what `keep` refuses becomes one hyphen, `max` characters at most.
fn hyphenate(name: &str, keep: impl Fn(char) -> bool, max: usize) -> String {
    let mut out = String::new();
    for character in name.nfkd().filter(|character| !is_combining_mark(*character)) {
        for lower in character.to_lowercase() {
            if keep(lower) {
                out.push(lower);
            } else if !out.is_empty() && !out.ends_with('-') {
                out.push('-');
            }
        }
    }
    let short: String = out.nfc().take(max).collect();
    short.trim_end_matches('-').to_owned()
}
