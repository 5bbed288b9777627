//! Writing: the same files, the same bytes. No clock is asked: what is new dates from the day
//! that DOS begins.

use super::{Archive, Entry};
use crate::CardError;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write as _;

/// 1 January 1980, in the two numbers that a zip has for it, the date above the time.
const THE_FIRST_DAY: u32 = 0x0021_0000;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// The version of the format that knows deflate and folders.
const NEEDS_VERSION: u16 = 20;

/// An archive in the making.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    out: Vec<u8>,
    /// How much of `out` stands before the archive.
    start: usize,
    directory: Vec<u8>,
    count: usize,
}

/// A file, packed.
struct Packed<'a> {
    name: &'a str,
    flags: u16,
    method: u16,
    modified: u32,
    checksum: u32,
    data: &'a [u8],
    size: usize,
}

impl Writer {
    /// An archive behind these bytes: a picture, or nothing.
    pub(crate) fn behind(before: &[u8]) -> Self {
        Self { out: before.to_vec(), start: before.len(), ..Self::default() }
    }

    /// Adds a file. Text is deflated; what is packed already (pictures, sound) is stored.
    pub(crate) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), CardError> {
        let deflated = name.ends_with(".json").then(|| deflate(bytes));
        let (method, data) = match &deflated {
            Some(data) if data.len() < bytes.len() => (DEFLATED, data.as_slice()),
            _ => (STORED, bytes),
        };
        let flags = if name.is_ascii() { 0 } else { 1 << 11 };
        let checksum = crc32fast::hash(bytes);
        let modified = THE_FIRST_DAY;
        self.put(&Packed { name, flags, method, modified, checksum, data, size: bytes.len() })
    }

    /// Adds a file as another archive has it, without unpacking it.
    pub(crate) fn copy(&mut self, from: &Archive<'_>, entry: &Entry) -> Result<(), CardError> {
        self.put(&Packed {
            name: &entry.name,
            // Sizes stand in our headers, so the flag for sizes behind the data goes.
            flags: entry.flags & 1 | entry.name_flags(),
            method: entry.method,
            modified: entry.modified,
            checksum: entry.checksum,
            data: from.packed(entry),
            size: entry.size,
        })
    }

    fn put(&mut self, file: &Packed<'_>) -> Result<(), CardError> {
        let offset = number(self.out.len() - self.start)?;
        let name_length = u16::try_from(file.name.len()).map_err(|_| too_large())?;
        let mut facts = Vec::with_capacity(26);
        facts.extend(NEEDS_VERSION.to_le_bytes());
        facts.extend(file.flags.to_le_bytes());
        facts.extend(file.method.to_le_bytes());
        facts.extend(file.modified.to_le_bytes());
        facts.extend(file.checksum.to_le_bytes());
        facts.extend(number(file.data.len())?.to_le_bytes());
        facts.extend(number(file.size)?.to_le_bytes());
        facts.extend(name_length.to_le_bytes());
        facts.extend([0, 0]);

        self.out.extend(b"PK\x03\x04");
        self.out.extend(&facts);
        self.out.extend(file.name.as_bytes());
        self.out.extend(file.data);

        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(NEEDS_VERSION.to_le_bytes());
        self.directory.extend(&facts);
        // Comment, disk, inner and outer attributes: none.
        self.directory.extend([0; 10]);
        self.directory.extend(offset.to_le_bytes());
        self.directory.extend(file.name.as_bytes());
        self.count += 1;
        Ok(())
    }

    /// The whole file.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, CardError> {
        let count = u16::try_from(self.count).map_err(|_| too_large())?;
        let offset = number(self.out.len() - self.start)?;
        let size = number(self.directory.len())?;
        self.out.append(&mut self.directory);
        self.out.extend(b"PK\x05\x06\0\0\0\0");
        self.out.extend(count.to_le_bytes());
        self.out.extend(count.to_le_bytes());
        self.out.extend(size.to_le_bytes());
        self.out.extend(offset.to_le_bytes());
        self.out.extend([0, 0]);
        Ok(self.out)
    }
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

fn number(length: usize) -> Result<u32, CardError> {
    u32::try_from(length).map_err(|_| too_large())
}

fn too_large() -> CardError {
    CardError::ArchiveUnread { what: "would be larger than a zip can be" }
}
