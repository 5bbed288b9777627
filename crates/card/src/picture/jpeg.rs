//! JPEG: segments, each behind its marker, and picture data behind those that begin a scan.

use super::exif;
use std::borrow::Cow;

const START: &[u8] = b"\xff\xd8";
const END: &[u8] = b"\xff\xd9";
/// The marker of what begins a scan: picture data follows, up to the next marker.
const SCAN: u8 = 0xda;
const JFIF: u8 = 0xe0;
const EXIF: u8 = 0xe1;
const PROFILE: u8 = 0xe2;
const ADOBE: u8 = 0xee;
/// What the name of an EXIF segment is.
const EXIF_NAME: &[u8] = b"Exif\0\0";
/// Name, version and density: a JFIF segment up to the size of its thumbnail.
const JFIF_BYTES: usize = 12;
/// Name, version, flags, and how colours are transformed.
const ADOBE_BYTES: usize = 12;

/// The EXIF of a JPEG, which comes before its picture data.
pub(super) fn exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut before = Walk::over(bytes).take_while(|it| it.marker != SCAN);
    before.find(Segment::is_exif).map(|it| it.data)
}

/// The picture without what is said beside it. `None` where it breaks off before it shows anything;
/// where it breaks off later, it ends there.
pub(super) fn bare(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = START.to_vec();
    let mut kept = Vec::new();
    for segment in Walk::over(bytes) {
        let once = matches!(segment.marker, JFIF | EXIF | ADOBE);
        if once && kept.contains(&segment.marker) {
            continue;
        }
        if let Some(data) = segment.shown() {
            append(&mut out, segment.marker, &data)?;
            out.extend(segment.scan);
            kept.push(segment.marker);
        }
    }
    out.extend(END);
    kept.contains(&SCAN).then_some(out)
}

fn append(out: &mut Vec<u8>, marker: u8, data: &[u8]) -> Option<()> {
    let length = u16::try_from(data.len() + 2).ok()?;
    out.extend([0xff, marker]);
    out.extend(length.to_be_bytes());
    out.extend(data);
    Some(())
}

#[derive(Clone, Copy)]
struct Segment<'a> {
    marker: u8,
    data: &'a [u8],
    /// The picture data behind it.
    scan: &'a [u8],
}

impl<'a> Segment<'a> {
    fn is_exif(&self) -> bool {
        self.marker == EXIF && self.data.starts_with(EXIF_NAME)
    }

    /// What of it a decoder needs to show the picture as it was meant. What it does not know is
    /// left out: comments, XMP, thumbnails, further pictures, and what only one program reads.
    fn shown(&self) -> Option<Cow<'a, [u8]>> {
        let named = |name: &[u8]| self.data.starts_with(name);
        match self.marker {
            JFIF if named(b"JFIF\0") => {
                let no_thumbnail = &[0, 0][..];
                Some(Cow::Owned([self.data.get(..JFIF_BYTES)?, no_thumbnail].concat()))
            }
            EXIF if named(EXIF_NAME) => {
                let orientation = exif::orientation(self.data)?;
                Some(Cow::Owned([EXIF_NAME, &orientation].concat()))
            }
            PROFILE if named(b"ICC_PROFILE\0") => Some(Cow::Borrowed(self.data)),
            ADOBE if named(b"Adobe") => self.data.get(..ADOBE_BYTES).map(Cow::Borrowed),
            // Reserved for extensions that never came.
            0xc8 => None,
            // Frames, tables of codes and quantizers, scans, heights, restarts.
            0xc0..=0xcf | 0xda..=0xdd => Some(Cow::Borrowed(self.data)),
            _ => None,
        }
    }
}

/// Steps from segment to segment, up to the end of the picture or to what is no segment.
struct Walk<'a> {
    rest: &'a [u8],
}

impl<'a> Walk<'a> {
    fn over(bytes: &'a [u8]) -> Self {
        Self { rest: bytes.strip_prefix(START).unwrap_or_default() }
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        // Any number of 0xff may stand before a marker.
        let marked = self.rest.iter().position(|byte| *byte != 0xff).filter(|at| *at > 0)?;
        let (marker, rest) = self.rest.get(marked..)?.split_first()?;
        // The end, and what has no length and no place between segments.
        if matches!(marker, 0 | 1 | 0xd0..=0xd9) {
            return None;
        }
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length)).checked_sub(2)?;
        let (data, rest) = rest.split_at_checked(length)?;
        let scanned = if *marker == SCAN { scan_length(rest) } else { 0 };
        let (scan, rest) = rest.split_at_checked(scanned)?;
        self.rest = rest;
        Some(Segment { marker: *marker, data, scan })
    }
}

/// How far picture data goes: up to 0xff that neither stands for itself nor begins a restart.
fn scan_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(next) = memchr::memchr(0xff, bytes.get(at..).unwrap_or_default()) {
        at += next;
        match bytes.get(at + 1) {
            Some(0 | 0xd0..=0xd7) => at += 2,
            _ => return at,
        }
    }
    bytes.len()
}
