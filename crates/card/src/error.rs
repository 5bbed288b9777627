//! Why a file is no card for us, and what to do next.

use crate::{BookFormat, Picture, limits};
use thiserror::Error;

/// Why a file could not be read or written as a card. The list is closed: whoever maps it to a
/// problem type or an exit code is told by the compiler when it grows.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CardError {
    /// No bytes.
    #[error("the file is empty; export the card again from the tool that made it")]
    Empty,
    /// More bytes than any card has.
    #[error(
        "the file has {found} bytes, more than the {limit} a card may have; save the picture smaller"
    )]
    FileTooLarge {
        /// Its size.
        found: usize,
        /// [`limits::FILE_BYTES_MAX`].
        limit: usize,
    },
    /// A format that we know by sight and don't read.
    #[error(
        "this is {format}; export the character as a V2 or V3 card (PNG or JSON) and import that"
    )]
    OtherFormat {
        /// What it is, with its article.
        format: &'static str,
    },
    /// Neither a picture, nor an archive, nor text of JSON or YAML.
    #[error("this is none of PNG, JPEG, WebP, JSON, YAML, CHARX and BYAF; a card is one of them")]
    NotACardFile,
    /// A lorebook, where a character was wanted.
    #[error("this is a lorebook without a character ({format}); import it into a character's book")]
    LorebookAlone {
        /// Which one.
        format: BookFormat,
    },
    /// Neither a lorebook nor a card with one.
    #[error("the file holds no lorebook; is this the right one?")]
    NotABook,
    /// A card, where a lorebook was wanted.
    #[error("the card has no lorebook")]
    NoLorebook,
    /// A JPEG or WebP that carries no card.
    #[error(
        "the {picture} carries no card (nothing in its EXIF, and no archive behind it); sites that \
         re-encode images remove it: get the original file, or import the card's JSON"
    )]
    NoCardInPicture {
        /// Which kind of picture.
        picture: Picture,
    },
    /// An archive that is neither CHARX nor BYAF.
    #[error(
        "the archive holds neither card.json (CHARX) nor manifest.json (BYAF); unpack it and import what is inside"
    )]
    NoCardInArchive,
    /// A broken archive.
    #[error("the archive is damaged ({what}); download or export it again")]
    ArchiveDamaged {
        /// What is wrong with it.
        what: &'static str,
    },
    /// A kind of archive that we don't read.
    #[error("the archive {what}; pack it again as a plain zip")]
    ArchiveUnread {
        /// What it is.
        what: &'static str,
    },
    /// An archive that no honest tool makes.
    #[error("the archive {what}; no honest card does: do not import it")]
    ArchiveHostile {
        /// What it does.
        what: String,
    },
    /// More files than an archive may have.
    #[error(
        "the archive holds {found} files, more than the {limit} allowed; take out what is unused"
    )]
    TooManyFiles {
        /// How many.
        found: usize,
        /// The limit that was passed.
        limit: usize,
    },
    /// A file of an archive, larger than it may be.
    #[error("{name:?} in the archive unpacks to more than {limit} bytes; make it smaller")]
    FileInArchiveTooLarge {
        /// Its name, shortened.
        name: String,
        /// The limit that was passed.
        limit: usize,
    },
    /// A part that an archive names and does not hold.
    #[error("the archive names {name:?} and does not hold it; export it again")]
    PartMissing {
        /// Its name, shortened.
        name: String,
    },
    /// A RisuAI module that is cut or not one.
    #[error("the RisuAI module is damaged ({what}); export it again")]
    ModuleDamaged {
        /// What is wrong with it.
        what: &'static str,
    },
    /// Not YAML.
    #[error(
        "the YAML is broken at line {line}, column {column}: {what}; mend it there, or export again"
    )]
    BadYaml {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// In the parser's words.
        what: String,
    },
    /// A PNG that ends before a card was found.
    #[error(
        "the PNG breaks off at byte {offset}, before any card; download or copy the file again"
    )]
    PngTruncated {
        /// Where the chunk begins that is not whole.
        offset: usize,
    },
    /// A picture that is to be shown and breaks off before it shows anything.
    #[error("the {picture} breaks off before its picture; download or save it again")]
    PictureBroken {
        /// Which kind of picture.
        picture: Picture,
    },
    /// A whole PNG that carries no card.
    #[error(
        "the picture carries no card (no `chara` or `ccv3` text); sites that re-encode images \
         remove it: get the original file, or import the card's JSON"
    )]
    NoCardInPng,
    /// To be written into, and not a PNG.
    #[error("the picture is not a PNG; convert it to PNG first, then write the card into it")]
    NotAPng,
    /// A card's text chunk that is larger than a card's text may be.
    #[error(
        "the `{keyword}` text has {found} bytes, more than the {limit} allowed; shorten the card's lorebook"
    )]
    ChunkTooLarge {
        /// `chara` or `ccv3`.
        keyword: &'static str,
        /// Its size.
        found: usize,
        /// [`limits::TEXT_CHUNK_BYTES_MAX`].
        limit: usize,
    },
    /// A compressed chunk that grows past the limit.
    #[error(
        "the compressed `{keyword}` text grows past {limit} bytes; this is no honest card: do not import it"
    )]
    InflatesTooFar {
        /// `chara` or `ccv3`.
        keyword: &'static str,
        /// [`limits::INFLATED_BYTES_MAX`].
        limit: usize,
    },
    /// A text chunk without the parts that its type must have, or with a broken zlib stream.
    #[error("the `{keyword}` text is damaged ({what}); export the card again")]
    ChunkDamaged {
        /// `chara` or `ccv3`.
        keyword: &'static str,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Text that is not base64, even leniently.
    #[error(
        "the `{keyword}` text is not base64: byte {offset} is out of its alphabet; export the card again"
    )]
    NotBase64 {
        /// `chara` or `ccv3`.
        keyword: &'static str,
        /// Where, in the text without its white space.
        offset: usize,
    },
    /// More JSON than a card has.
    #[error("the card's JSON has {found} bytes, more than the {limit} allowed; split its lorebook")]
    JsonTooLarge {
        /// Its size.
        found: usize,
        /// [`limits::JSON_BYTES_MAX`].
        limit: usize,
    },
    /// Not JSON.
    #[error(
        "the card's JSON is broken at line {line}, column {column}: {what}; mend it there, or export again"
    )]
    BadJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// In the parser's words.
        what: String,
    },
    /// JSON nested too deeply.
    #[error("the card's JSON nests deeper than {limit} levels; no card does: do not import it", limit = limits::JSON_DEPTH_MAX)]
    TooDeep,
    /// JSON of too many values.
    #[error("the card's JSON holds more than {limit} values; split its lorebook")]
    TooManyValues {
        /// [`limits::JSON_VALUES_MAX`].
        limit: usize,
    },
    /// A list of too many entries.
    #[error("`{path}` has {found} entries, more than the {limit} allowed; split it")]
    TooManyEntries {
        /// Which list.
        path: String,
        /// How many.
        found: usize,
        /// [`limits::ENTRIES_MAX`].
        limit: usize,
    },
    /// JSON, but a list, a text or a number.
    #[error("the JSON is {found}, and a card is an object; is this the right file?")]
    NotAnObject {
        /// What stands there instead, with its article.
        found: &'static str,
    },
    /// A `spec` that names no card specification.
    #[error("`spec` is {spec:?}; a card says \"chara_card_v2\" or \"chara_card_v3\"")]
    UnknownSpec {
        /// As written, shortened.
        spec: String,
    },
    /// An object with none of a card's fields.
    #[error(
        "the file has none of a card's fields (`name`, `description`, `first_mes`); is this the right file?"
    )]
    NotACard,
}
