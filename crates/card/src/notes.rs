//! What reading a card found worth saying, and where.

use crate::{CardError, Spec, limits};
use serde_json::Value;
use std::fmt::Write as _;
use thiserror::Error;

/// A place where the card broke its specification and was read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// Where: `data.character_book.entries[2].position`.
    pub path: String,
    /// What was wrong and how it was read.
    pub what: String,
    /// What stood there, as JSON, shortened; `None` where nothing stood. Export to the same
    /// format writes it again as it was, unless the field was edited.
    pub kept: Option<String>,
}

/// Something the creator should know that needed no repair.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Warning {
    /// A chunk whose checksum does not fit its bytes.
    #[error("the `{chunk}` chunk at byte {offset} has a wrong checksum; it was read all the same")]
    WrongChecksum {
        /// Its type.
        chunk: String,
        /// Where it begins.
        offset: usize,
    },
    /// The picture ends early, after the card.
    #[error("the PNG breaks off at byte {offset}; the card is whole, the picture may not be")]
    PictureTruncated {
        /// Where the chunk begins that is not whole.
        offset: usize,
    },
    /// `chara` and `ccv3` say different things.
    #[error("`{loser}` and `{winner}` disagree on {}; `{winner}` is used", .fields.join(", "))]
    ChunksDisagree {
        /// The chunk that was read.
        winner: &'static str,
        /// The chunk that was not.
        loser: &'static str,
        /// On which fields.
        fields: Vec<&'static str>,
    },
    /// A card chunk that could not be read beside one that could.
    #[error("the `{keyword}` text was left aside: {error}")]
    ChunkUnreadable {
        /// Which.
        keyword: &'static str,
        /// Why.
        error: CardError,
    },
    /// More card chunks than we look at.
    #[error(
        "the picture holds more than {} card texts; the rest were left aside",
        limits::CARD_CHUNKS_MAX
    )]
    TooManyCardChunks,
    /// `chara` holds what belongs into `ccv3`.
    #[error("the `chara` text holds a V3 card; tools that know V2 alone may refuse it")]
    V3InChara,
    /// Base64 with what does not belong there.
    #[error("the `{keyword}` text is base64 with {what}; it was read all the same")]
    LooseBase64 {
        /// Which.
        keyword: &'static str,
        /// What is loose about it.
        what: &'static str,
    },
    /// The text was not UTF-8.
    #[error("the card's text is not UTF-8; it was read as {encoding}")]
    Encoding {
        /// As what it was read.
        encoding: &'static str,
    },
    /// A text that went through the wrong encoding before it reached us. It is kept as it is.
    #[error(
        "`{path}` reads as if its encoding was mistaken once ({sample}); correct it in the draft"
    )]
    Mojibake {
        /// Where.
        path: String,
        /// The first characters in question.
        sample: String,
    },
    /// A V1 field beside `data` that differs from the one within.
    #[error("`{key}` beside `data` differs from `data.{field}`, which is used")]
    MirrorDisagrees {
        /// The key beside `data`.
        key: String,
        /// The field within.
        field: &'static str,
    },
    /// A file of an archive whose checksum does not fit its bytes.
    #[error("{name:?} in the archive has a wrong checksum; it was read all the same")]
    WrongChecksumInArchive {
        /// Its name, shortened.
        name: String,
    },
    /// A file that the card names and its archive or picture does not hold.
    #[error("the asset {uri:?} is not in the file")]
    AssetMissing {
        /// As the card names it, shortened.
        uri: String,
    },
    /// A part of an archive that could not be read beside those that could.
    #[error("{name:?} in the archive was left aside: {error}")]
    PartUnreadable {
        /// Its name, shortened.
        name: String,
        /// Why.
        error: CardError,
    },
    /// An archive of more characters than one.
    #[error("the archive names {count} characters; the first was read")]
    MoreCharacters {
        /// How many.
        count: usize,
    },
    /// What somebody said in a chat is theirs, and no part of a character.
    #[error(
        "the file holds {count} messages of chats; they are no part of the character, and stay in the file"
    )]
    ChatLeftOut {
        /// How many.
        count: usize,
    },
    /// A book in a RisuAI module beside the card's own.
    #[error("module.risum holds a lorebook that differs from the card's, which is used")]
    ModuleBookLeftOut,
    /// A zip behind a picture, beside the card that the picture carries itself.
    #[error("behind the picture stands an archive, which was left aside: {error}")]
    ArchiveLeftAside {
        /// Why.
        error: CardError,
    },
}

/// One step from the card's root to a value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Key(&'static str),
    Index(usize),
}

/// Collects repairs and warnings while a card is read, and knows where the reader is.
#[derive(Debug)]
pub(crate) struct Notes {
    pub(crate) spec: Spec,
    path: Vec<Step>,
    pub(crate) repairs: Vec<Repair>,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) left_out: usize,
    /// A limit was passed: whatever is read from here on is thrown away.
    pub(crate) fault: Option<CardError>,
}

impl Notes {
    pub(crate) fn new(spec: Spec) -> Self {
        Self {
            spec,
            path: Vec::new(),
            repairs: Vec::new(),
            warnings: Vec::new(),
            left_out: 0,
            fault: None,
        }
    }

    pub(crate) fn within<T>(&mut self, step: Step, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let value = read(self);
        self.path.pop();
        value
    }

    pub(crate) fn here(&self) -> String {
        render(&self.path)
    }

    /// The places that are spoken of, to be named as the file does.
    pub(crate) fn paths(&mut self) -> impl Iterator<Item = &mut String> {
        let repairs = self.repairs.iter_mut().map(|repair| &mut repair.path);
        let warnings = self.warnings.iter_mut().filter_map(|warning| match warning {
            Warning::Mojibake { path, .. } => Some(path),
            _ => None,
        });
        repairs.chain(warnings)
    }

    pub(crate) fn repair(&mut self, what: impl Into<String>, kept: Option<&Value>) {
        if self.repairs.len() >= limits::NOTES_MAX {
            self.left_out += 1;
            return;
        }
        let repair = Repair { path: self.here(), what: what.into(), kept: kept.map(quote) };
        self.repairs.push(repair);
    }

    pub(crate) fn warn(&mut self, warning: Warning) {
        if self.warnings.len() >= limits::NOTES_MAX {
            self.left_out += 1;
        } else {
            self.warnings.push(warning);
        }
    }

    pub(crate) fn fail(&mut self, error: CardError) {
        self.fault.get_or_insert(error);
    }
}

fn render(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Key(key) if out.is_empty() => out.push_str(key),
            // Writing to a String cannot fail.
            Step::Key(key) => _ = write!(out, ".{key}"),
            Step::Index(index) => _ = write!(out, "[{index}]"),
        }
    }
    out
}

/// A value as a report quotes it: what it is where it is long, else what it says.
pub(crate) fn quote(value: &Value) -> String {
    match value {
        Value::Array(list) if list.len() > 4 => format!("a list of {}", list.len()),
        Value::Object(map) if map.len() > 4 => format!("an object of {} keys", map.len()),
        Value::String(text) => shorten(&format!("{:?}", clip(text))),
        Value::Array(_) | Value::Object(_) => shorten(&clip_json(value)),
        other => other.to_string(),
    }
}

/// Small in keys need not be small in bytes, so nested values are named rather than written.
fn clip_json(value: &Value) -> String {
    let parts = |list: Vec<String>| list.join(", ");
    match value {
        Value::Array(list) => format!("[{}]", parts(list.iter().map(leaf).collect())),
        Value::Object(map) => {
            format!(
                "{{{}}}",
                parts(map.iter().map(|(k, v)| format!("{:?}: {}", clip(k), leaf(v))).collect())
            )
        }
        other => leaf(other),
    }
}

fn leaf(value: &Value) -> String {
    match value {
        Value::Array(_) => "[…]".into(),
        Value::Object(_) => "{…}".into(),
        Value::String(text) => format!("{:?}", clip(text)),
        other => other.to_string(),
    }
}

fn clip(text: &str) -> String {
    text.chars().take(limits::QUOTE_CHARS_MAX).collect()
}

pub(crate) fn shorten(text: &str) -> String {
    if text.chars().count() <= limits::QUOTE_CHARS_MAX {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(limits::QUOTE_CHARS_MAX - 1).collect();
    short.push('…');
    short
}
