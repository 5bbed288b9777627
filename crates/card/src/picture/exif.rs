//! EXIF: a small TIFF, of which the user comment matters, and which way up the picture is.

/// The tag of the IFD that holds what a camera says.
const EXIF_IFD: u16 = 0x8769;
const USER_COMMENT: u16 = 0x9286;
const ORIENTATION: u16 = 0x0112;
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
    let tiff = Tiff::of(exif)?;
    let bytes = tiff.bytes;
    let first = tiff.u32(4)?;
    let (_, inner) = tiff.entry(first, EXIF_IFD).and_then(|at| Some((at, tiff.u32(at + 8)?)))?;
    let at = tiff.entry(inner, USER_COMMENT)?;
    let length = tiff.u32(at + 4)? as usize;
    // Up to four bytes would stand in the entry itself, which is no card.
    let from = tiff.u32(at + 8)? as usize;
    let comment = bytes.get(from..from.checked_add(length)?.min(bytes.len()))?;
    Some(comment.get(encoding_of(comment)..)?.trim_ascii_end())
}

/// EXIF that says which way up the picture is, and nothing else; nothing where it is upright as it
/// stands.
pub(crate) fn orientation(exif: &[u8]) -> Option<Vec<u8>> {
    let tiff = Tiff::of(exif)?;
    let at = tiff.entry(tiff.u32(4)?, ORIENTATION)?;
    let turned = tiff.u16(at.checked_add(8)?).filter(|it| (2..=8).contains(it))?;
    let [tag, value] = [ORIENTATION, turned].map(u16::to_be_bytes);
    // One entry in one IFD, at the eighth byte: a short number, once. No IFD follows.
    let parts: [&[u8]; 6] =
        [b"MM\0*\0\0\0\x08\0\x01", &tag, b"\0\x03\0\0\0\x01", &value, &[0; 2], &[0; 4]];
    Some(parts.concat())
}

fn encoding_of(comment: &[u8]) -> usize {
    let named = [&b"ASCII\0\0\0"[..], b"UNICODE\0", b"JIS\0\0\0\0\0", &[0; 8]];
    if named.iter().any(|name| comment.starts_with(name)) { ENCODING_BYTES } else { 0 }
}

impl<'a> Tiff<'a> {
    fn of(exif: &'a [u8]) -> Option<Self> {
        let bytes = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
        let big = match bytes.get(..2)? {
            b"MM" => true,
            b"II" => false,
            _ => return None,
        };
        Some(Self { bytes, big })
    }

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
