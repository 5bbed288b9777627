//! What a card may cost. Each number carries its reason.

/// The largest card pictures in circulation are near 20 MB (uncompressed 4K portraits); three
/// times that is still read in well under a second.
pub const FILE_BYTES_MAX: usize = 64 << 20;

/// A card's JSON. A lorebook of 10,000 entries of 1,000 characters fits; serde_json needs up to
/// twenty times the text, and this keeps that within what a small server has.
pub const JSON_BYTES_MAX: usize = 16 << 20;

/// Base64 makes four bytes of three, so this holds a card of [`JSON_BYTES_MAX`], with line breaks.
pub const TEXT_CHUNK_BYTES_MAX: usize = 24 << 20;

/// What a compressed text chunk may inflate to: the same text, however it was packed.
pub const INFLATED_BYTES_MAX: usize = TEXT_CHUNK_BYTES_MAX;

/// A picture carries one or two cards. Editors that append without removing leave a few more;
/// past this each further chunk would only be work for an attacker's gain.
pub const CARD_CHUNKS_MAX: usize = 8;

/// JSON values in one card. `[0,0,…` makes a value of 72 bytes from two, so the byte limit alone
/// would allow half a gigabyte. 100,000 entries of 20 values would pass this; no real card nears it.
pub const JSON_VALUES_MAX: usize = 2_000_000;

/// serde_json stops at this depth of its own accord, before the stack is in danger. Real cards
/// nest below 12.
pub const JSON_DEPTH_MAX: usize = 127;

/// Entries in a lorebook. Ten times the largest book that activation is measured on.
pub const ENTRIES_MAX: usize = 100_000;

/// Repairs and warnings reported for one card. Past this they are counted: a list that nobody
/// reads must not grow with a hostile file.
pub const NOTES_MAX: usize = 1_000;

/// How much of a value a report quotes.
pub const QUOTE_CHARS_MAX: usize = 60;

/// Files in an archive. The richest CHARX in circulation have some two thousand pictures; each
/// takes some 200 bytes here.
pub const ARCHIVE_ENTRIES_MAX: usize = 20_000;

/// What all files of an archive may unpack to when they go into another format. Pictures and
/// sound are packed already, so this is twice what [`FILE_BYTES_MAX`] can honestly hold.
pub const UNPACKED_BYTES_MAX: usize = 128 << 20;

/// A card in YAML is written by hand, and the parser is a hundred times slower than that of JSON.
pub const YAML_BYTES_MAX: usize = 1 << 20;

/// YAML values, those that aliases stand for counted each time. A hand-written file of
/// [`YAML_BYTES_MAX`] has a tenth.
pub const YAML_VALUES_MAX: usize = 100_000;

/// Scenarios of a BYAF. Backyard writes one for each chat; each is a file to be read.
pub const SCENARIOS_MAX: usize = 1_000;

/// What the macros of one prompt may come to, each value and variable counted whenever it is made,
/// read or written. The largest contexts, of ten million tokens, hold forty megabytes of text.
pub const MACRO_BYTES_MAX: usize = 64 << 20;
