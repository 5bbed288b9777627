//! Chunks: length, type, data, checksum.

/// The eight bytes that every PNG begins with.
pub(crate) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// Length, type and checksum: the bytes of a chunk that are not its data.
const FRAME: usize = 12;

/// One chunk, in place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunk<'a> {
    /// Where it begins in the file.
    pub(super) start: usize,
    pub(super) kind: [u8; 4],
    pub(super) data: &'a [u8],
    checksum: u32,
}

impl Chunk<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + FRAME + self.data.len()
    }

    pub(super) fn name(&self) -> String {
        self.kind.escape_ascii().to_string()
    }

    pub(super) fn checksum_fits(&self) -> bool {
        checksum(self.kind, self.data) == self.checksum
    }
}

fn checksum(kind: [u8; 4], data: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&kind);
    hasher.update(data);
    hasher.finalize()
}

/// Steps from chunk to chunk up to IEND. `Err` is where a chunk begins that is not whole, and ends
/// the walk; so does the end of the file, if IEND never came.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    done: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn over(bytes: &'a [u8]) -> Self {
        Self { bytes, at: SIGNATURE.len(), done: false }
    }

    fn chunk(&self) -> Option<Chunk<'a>> {
        let (length, rest) = self.bytes.get(self.at..)?.split_first_chunk::<4>()?;
        let (kind, rest) = rest.split_first_chunk::<4>()?;
        let (data, rest) =
            rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        let (checksum, _) = rest.split_first_chunk::<4>()?;
        let checksum = u32::from_be_bytes(*checksum);
        Some(Chunk { start: self.at, kind: *kind, data, checksum })
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Result<Chunk<'a>, usize>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let Some(chunk) = self.chunk() else {
            self.done = true;
            return Some(Err(self.at));
        };
        self.at = chunk.end();
        self.done = &chunk.kind == b"IEND";
        Some(Ok(chunk))
    }
}

/// Appends a chunk. `None` where its data is longer than a length can say.
pub(super) fn append(out: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) -> Option<()> {
    let length = u32::try_from(data.len()).ok()?;
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(&kind);
    out.extend_from_slice(data);
    out.extend_from_slice(&checksum(kind, data).to_be_bytes());
    Some(())
}
