//! EXIF: a small TIFF, of which only the user comment matters.

/// The tag of the IFD that holds what a camera says.
const EXIF_IFD: u16 = 0x8769;
const USER_COMMENT: u16 = 0x9286;
/// Entries of an IFD that are looked at. Cameras write some forty.
const ENTRIES_MAX: u16 = 200;
/// A comment begins with eight bytes that name its encoding.
const ENCODING_BYTES: usize = 8;

#[derive(Clone, Copy)]
struct Tiff<'a> {
    bytes: &'a [u8],
    big: bool,
}

/// The bytes of the user comment, without the name of its encoding.
pub(crate) fn user_comment(exif: &[u8]) -> Option<&[u8]> {
    let bytes = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    let big = match bytes.get(..2)? {
        b"MM" => true,
        b"II" => false,
        _ => return None,
    };
    let tiff = Tiff { bytes, big };
    let first = tiff.u32(4)?;
    let (_, inner) = tiff.entry(first, EXIF_IFD).and_then(|at| Some((at, tiff.u32(at + 8)?)))?;
    let at = tiff.entry(inner, USER_COMMENT)?;
    let length = tiff.u32(at + 4)? as usize;
    // Up to four bytes would stand in the entry itself, which is no card.
    let from = tiff.u32(at + 8)? as usize;
    let comment = bytes.get(from..from.checked_add(length)?.min(bytes.len()))?;
    Some(comment.get(encoding_of(comment)..)?.trim_ascii_end())
}

fn encoding_of(comment: &[u8]) -> usize {
    let named = [&b"ASCII\0\0\0"[..], b"UNICODE\0", b"JIS\0\0\0\0\0", &[0; 8]];
    if named.iter().any(|name| comment.starts_with(name)) { ENCODING_BYTES } else { 0 }
}

impl Tiff<'_> {
    /// Where the entry of that tag begins, in the IFD at that place.
    fn entry(self, ifd: u32, tag: u16) -> Option<u32> {
        let count = self.u16(ifd)?.min(ENTRIES_MAX);
        (0..u32::from(count))
            .filter_map(|index| ifd.checked_add(2 + 12 * index))
            .find(|at| self.u16(*at) == Some(tag))
    }

    fn u16(self, at: u32) -> Option<u16> {
        let pair = self.bytes.get(at as usize..)?.first_chunk()?;
        Some(if self.big { u16::from_be_bytes(*pair) } else { u16::from_le_bytes(*pair) })
    }

    fn u32(self, at: u32) -> Option<u32> {
        let four = self.bytes.get(at as usize..)?.first_chunk()?;
        Some(if self.big { u32::from_be_bytes(*four) } else { u32::from_le_bytes(*four) })
    }
}
