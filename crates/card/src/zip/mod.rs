//! Zip archives, as CHARX and BYAF are: read by their central directory, written plainly.
//!
//! Nothing is ever unpacked to a disk. Names are looked up, sizes are taken from the directory and
//! held while inflating, and what no honest archive has (entries over each other, names that lead
//! out, one name twice) is refused before a byte is inflated.

mod directory;
mod write;

pub(crate) use directory::{Archive, Entry, ends_as_zip};
pub(crate) use write::Writer;

/// Whether the first bytes are those of a zip: a local header, or the end of one without entries.
pub fn is_archive(bytes: &[u8]) -> bool {
    [b"PK\x03\x04", b"PK\x05\x06"].iter().any(|magic| bytes.starts_with(*magic))
}
