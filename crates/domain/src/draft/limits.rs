//! How much a draft may hold, each number with its reason.

/// A name stands in one line of a listing. The longest of thousands of real cards is under 100
/// characters; twice that is room enough.
pub const NAME_CHARS_MAX: usize = 200;

/// Attribution and version label are one line each, as names are.
pub const LINE_CHARS_MAX: usize = 200;

/// About 64,000 tokens: no prompt field of use is larger than half of a 128k context window.
pub const TEXT_CHARS_MAX: usize = 200_000;

/// More first messages than anyone swipes through; the largest real cards carry about 100.
pub const GREETINGS_MAX: usize = 256;

/// The most tagged real cards carry about 60; a market page shows ten.
pub const TAGS_MAX: usize = 100;

/// A handful of families of weights exist; this leaves a wide margin.
pub const MODEL_PACKS_MAX: usize = 64;

/// The size of book that activation is measured with.
pub const BOOK_ENTRIES_MAX: usize = 10_000;

/// 10,000 entries of 800 bytes. A draft is read and written whole, so this bounds an autosave.
pub const BOOK_BYTES_MAX: usize = 8 << 20;

/// Notes are prose by hand: a long novel has about a million bytes.
pub const NOTES_BYTES_MAX: usize = 1 << 20;

/// What tools keep in cards: scripts, prompts, settings; embedded pictures belong elsewhere.
pub const TOOL_METADATA_BYTES_MAX: usize = 8 << 20;

/// More apps than a provider has.
pub const RUNTIME_APPS_MAX: usize = 64;

/// A dozen numbers for each of the 64 apps that it may name, with room to lay them out.
pub const RUNTIME_SETTINGS_BYTES_MAX: usize = 64 << 10;

/// serde_json refuses to read deeper than 128 levels, and a document stands in a draft that
/// stands in sealed content: half of that leaves room for what is around it.
pub const DOCUMENT_DEPTH_MAX: usize = 64;
