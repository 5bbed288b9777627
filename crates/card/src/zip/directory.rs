//! Reading: end record, central directory, entries.

use crate::{CardError, limits};
use flate2::read::DeflateDecoder;
use std::collections::BTreeMap;
use std::io::Read;
use std::ops::Range;

const END: [u8; 4] = *b"PK\x05\x06";
const END_BYTES: usize = 22;
const ZIP64_LOCATOR: [u8; 4] = *b"PK\x06\x07";
const ZIP64_LOCATOR_BYTES: usize = 20;
const ZIP64_END: [u8; 4] = *b"PK\x06\x06";
const ZIP64_END_BYTES: usize = 56;
const ZIP64_EXTRA: u16 = 1;
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const CENTRAL_BYTES: usize = 46;
const LOCAL: [u8; 4] = *b"PK\x03\x04";
const LOCAL_BYTES: usize = 30;

/// A comment behind the end record has 16 bits of length, so the record is no further back.
const END_WITHIN: usize = END_BYTES + u16::MAX as usize;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const ENCRYPTED: u16 = 1;
const UTF8: u16 = 1 << 11;

/// An archive within a file, and what stands before it.
#[derive(Debug)]
pub(crate) struct Archive<'a> {
    bytes: &'a [u8],
    /// Where the archive begins: behind a picture that it was appended to.
    pub(crate) start: usize,
    /// Entries that are files, in the order of the directory.
    pub(crate) entries: Vec<Entry>,
    /// Where the entry of each name is.
    names: BTreeMap<String, usize>,
    /// The same in small letters, the first of each.
    folded: BTreeMap<String, usize>,
}

/// A file of an archive.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Its path, with `/` between folders.
    pub(crate) name: String,
    /// What it unpacks to, by the directory.
    pub(crate) size: usize,
    pub(crate) packed: Range<usize>,
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) checksum: u32,
    /// Time and date as DOS had them.
    pub(crate) modified: u32,
}

impl<'a> Archive<'a> {
    /// Opens the archive that the bytes end with.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, CardError> {
        let end = End::find(bytes)?;
        if end.parts {
            return Err(unread("is one part of several"));
        }
        if end.count > limits::ARCHIVE_ENTRIES_MAX {
            let (found, limit) = (end.count, limits::ARCHIVE_ENTRIES_MAX);
            return Err(CardError::TooManyFiles { found, limit });
        }
        // What was put before an archive shifts it, and most tools leave its offsets as they were.
        let directory = end.at.checked_sub(end.size);
        let directory = directory.ok_or_else(|| damaged("its directory breaks off"))?;
        let start = directory
            .checked_sub(end.offset)
            .ok_or_else(|| damaged("its directory is not where it says"))?;
        let (names, folded) = (BTreeMap::new(), BTreeMap::new());
        let entries = Vec::with_capacity(end.count);
        let mut archive = Self { bytes, start, entries, names, folded };
        archive.read_directory(&bytes[directory..end.at], end.count)?;
        Ok(archive)
    }

    fn read_directory(&mut self, mut directory: &[u8], count: usize) -> Result<(), CardError> {
        let mut spans = Vec::with_capacity(count);
        for _ in 0..count {
            let fields = Fields(directory);
            if !directory.starts_with(&CENTRAL) {
                return Err(damaged("its directory breaks off"));
            }
            let lengths = [fields.u16(28)?, fields.u16(30)?, fields.u16(32)?].map(usize::from);
            let name = fields.slice(CENTRAL_BYTES, lengths[0])?;
            let (entry, span) = self.entry(&fields, name)?;
            spans.push(span);
            directory = fields.rest(CENTRAL_BYTES + lengths.iter().sum::<usize>())?;
            let index = self.entries.len();
            if self.names.insert(entry.name.clone(), index).is_some() {
                return Err(hostile(format!("holds {:?} twice", short(&entry.name))));
            }
            if !entry.name.ends_with('/') {
                self.folded.entry(entry.name.to_ascii_lowercase()).or_insert(index);
                self.entries.push(entry);
            }
        }
        spans.sort_unstable_by_key(|span| span.start);
        if spans.windows(2).any(|pair| pair[0].end > pair[1].start) {
            return Err(hostile("holds entries that lie over each other".into()));
        }
        Ok(())
    }

    /// An entry, and the bytes that it takes with its local header.
    fn entry(
        &self,
        fields: &Fields<'_>,
        raw_name: &[u8],
    ) -> Result<(Entry, Range<usize>), CardError> {
        let [size, packed, header] = sizes(fields, raw_name.len())?;
        let header = self.start.saturating_add(header);
        let local = Fields(self.bytes.get(header..).unwrap_or_default());
        if !local.0.starts_with(&LOCAL) {
            return Err(damaged("an entry is not where the directory says"));
        }
        let lengths = usize::from(local.u16(26)?) + usize::from(local.u16(28)?);
        let from = header.saturating_add(LOCAL_BYTES + lengths);
        let packed = from..from.saturating_add(packed);
        if packed.end > self.bytes.len() || packed.start > packed.end {
            return Err(damaged("an entry breaks off"));
        }
        let name = String::from_utf8_lossy(raw_name).replace('\\', "/");
        check_name(&name)?;
        let span = header..packed.end;
        let entry = Entry {
            name,
            size,
            packed,
            method: fields.u16(10)?,
            flags: fields.u16(8)?,
            checksum: fields.u32(16)?,
            modified: fields.u32(12)?,
        };
        Ok((entry, span))
    }

    /// The entry of that name; tools that run on Windows do not tell `Card.json` from `card.json`.
    pub(crate) fn find(&self, name: &str) -> Option<&Entry> {
        let index = self.names.get(name).or_else(|| self.folded.get(&name.to_ascii_lowercase()))?;
        self.entries.get(*index).filter(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// Its packed bytes.
    pub(crate) fn packed(&self, entry: &Entry) -> &'a [u8] {
        &self.bytes[entry.packed.clone()]
    }

    /// What it unpacks to, up to `limit` bytes, and whether its checksum fits.
    pub(crate) fn read(
        &self,
        entry: &Entry,
        limit: usize,
    ) -> Result<(std::borrow::Cow<'a, [u8]>, bool), CardError> {
        if entry.flags & ENCRYPTED != 0 {
            return Err(unread("is locked with a password"));
        }
        if entry.size > limit {
            return Err(CardError::FileInArchiveTooLarge { name: short(&entry.name), limit });
        }
        let bytes = match entry.method {
            STORED => std::borrow::Cow::Borrowed(self.packed(entry)),
            DEFLATED => std::borrow::Cow::Owned(self.inflate(entry)?),
            _ => return Err(unread("is packed in a way other than deflate")),
        };
        let fits = crc32fast::hash(&bytes) == entry.checksum;
        Ok((bytes, fits))
    }

    /// Stops one byte past the size that the directory promises.
    fn inflate(&self, entry: &Entry) -> Result<Vec<u8>, CardError> {
        let mut out = Vec::new();
        let stream = DeflateDecoder::new(self.packed(entry));
        let read = stream.take(entry.size as u64 + 1).read_to_end(&mut out);
        if out.len() > entry.size {
            return Err(hostile(format!("unpacks {:?} to more than it says", short(&entry.name))));
        }
        read.map_err(|_| damaged("a packed entry is broken"))?;
        if out.len() < entry.size {
            return Err(damaged("a packed entry breaks off"));
        }
        Ok(out)
    }
}

/// Where the directory ends, and what is said of it there.
struct End {
    at: usize,
    parts: bool,
    count: usize,
    size: usize,
    offset: usize,
}

impl End {
    fn find(bytes: &[u8]) -> Result<Self, CardError> {
        let at = end_record(bytes).ok_or_else(|| damaged("its directory is missing"))?;
        if let Some(before) = at.checked_sub(ZIP64_LOCATOR_BYTES)
            && bytes[before..].starts_with(&ZIP64_LOCATOR)
        {
            return Self::zip64(bytes, before);
        }
        let record = Fields(&bytes[at..]);
        let (here, all) = (record.u16(8)?, record.u16(10)?);
        Ok(Self {
            at,
            parts: record.u16(4)? != 0 || record.u16(6)? != 0 || here != all,
            count: usize::from(all),
            size: record.u32(12)? as usize,
            offset: record.u32(16)? as usize,
        })
    }

    /// Some tools write the longer record whatever the size; it stands right before its locator.
    fn zip64(bytes: &[u8], locator: usize) -> Result<Self, CardError> {
        let at = locator.checked_sub(ZIP64_END_BYTES);
        let record = at.map(|at| Fields(&bytes[at..])).filter(|it| it.0.starts_with(&ZIP64_END));
        let (Some(at), Some(record)) = (at, record) else {
            return Err(unread("is a zip64 of a kind that nobody writes"));
        };
        let (here, all) = (record.u64(24)?, record.u64(32)?);
        Ok(Self {
            at,
            parts: record.u32(16)? != 0 || record.u32(20)? != 0 || here != all,
            count: all,
            size: record.u64(40)?,
            offset: record.u64(48)?,
        })
    }
}

/// What an entry unpacks to, what it takes, and where it begins. Where a number is all ones it
/// stands in the extra field for large archives.
fn sizes(fields: &Fields<'_>, name_length: usize) -> Result<[usize; 3], CardError> {
    let mut numbers = [fields.u32(24)?, fields.u32(20)?, fields.u32(42)?].map(|it| it as usize);
    let extra = fields.slice(CENTRAL_BYTES + name_length, usize::from(fields.u16(30)?))?;
    let large = |number: &&mut usize| **number == u32::MAX as usize;
    let mut more = large_numbers(extra)?.into_iter();
    for number in numbers.iter_mut().filter(large) {
        *number = more.next().ok_or_else(|| damaged("an entry has no size"))?;
    }
    Ok(numbers)
}

fn large_numbers(mut extra: &[u8]) -> Result<Vec<usize>, CardError> {
    while extra.len() >= 4 {
        let field = Fields(extra);
        let (id, length) = (field.u16(0)?, usize::from(field.u16(2)?));
        let data = field.slice(4, length)?;
        if id == ZIP64_EXTRA {
            return (0..length / 8).map(|index| Fields(data).u64(index * 8)).collect();
        }
        extra = field.rest(4 + length)?;
    }
    Ok(Vec::new())
}

/// The last end record whose comment ends where the file does, else the last one at all.
fn end_record(bytes: &[u8]) -> Option<usize> {
    let from = bytes.len().saturating_sub(END_WITHIN);
    let last = bytes.len().checked_sub(END_BYTES)?;
    let found = |at: &usize| bytes[*at..].starts_with(&END);
    let ends = |at: &usize| {
        let comment = Fields(&bytes[*at..]).u16(20).map_or(0, usize::from);
        at + END_BYTES + comment == bytes.len()
    };
    (from..=last).rev().find(|at| found(at) && ends(at)).or((from..=last).rev().find(found))
}

/// Whether the bytes end as a zip does.
pub(crate) fn ends_as_zip(bytes: &[u8]) -> bool {
    end_record(bytes).is_some()
}

/// We never unpack to a disk, but others do with what we hand on.
fn check_name(name: &str) -> Result<(), CardError> {
    let leads_out = name.split('/').any(|part| part == "..");
    let drive = name.as_bytes().get(1) == Some(&b':');
    if leads_out || drive || name.starts_with('/') || name.contains('\0') {
        return Err(hostile(format!("holds {:?}, which leads out of it", short(name))));
    }
    Ok(())
}

fn short(name: &str) -> String {
    crate::notes::shorten(name)
}

fn damaged(what: &'static str) -> CardError {
    CardError::ArchiveDamaged { what }
}

fn unread(what: &'static str) -> CardError {
    CardError::ArchiveUnread { what }
}

fn hostile(what: String) -> CardError {
    CardError::ArchiveHostile { what }
}

/// Little-endian numbers at fixed places.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn slice(&self, at: usize, length: usize) -> Result<&'a [u8], CardError> {
        let end = at.checked_add(length);
        let slice = end.and_then(|end| self.0.get(at..end));
        slice.ok_or_else(|| damaged("a record breaks off"))
    }

    fn rest(&self, at: usize) -> Result<&'a [u8], CardError> {
        self.0.get(at..).ok_or_else(|| damaged("its directory breaks off"))
    }

    fn u16(&self, at: usize) -> Result<u16, CardError> {
        Ok(self.slice(at, 2)?.iter().rev().fold(0, |sum, byte| sum << 8 | u16::from(*byte)))
    }

    fn u64(&self, at: usize) -> Result<usize, CardError> {
        let number =
            self.slice(at, 8)?.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        usize::try_from(number).map_err(|_| damaged("a number is out of all proportion"))
    }

    fn u32(&self, at: usize) -> Result<u32, CardError> {
        Ok(self.slice(at, 4)?.iter().rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
    }
}

impl Entry {
    /// Flags that say how its name is written.
    pub(crate) fn name_flags(&self) -> u16 {
        if self.name.is_ascii() { 0 } else { UTF8 }
    }
}
