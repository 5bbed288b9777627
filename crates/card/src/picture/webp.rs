//! WebP: a RIFF, and its chunks.

use super::exif;
use std::borrow::Cow;

/// The chunk that a file in the extended form begins with.
const EXTENDED: Kind = *b"VP8X";
/// `RIFF`, the length of the rest, `WEBP`.
const HEADER_BYTES: usize = 12;
/// Flags, three bytes that are kept free, and the size of the canvas.
const EXTENDED_BYTES: usize = 10;
const CANVAS_BYTES: usize = 6;
/// Colour behind the frames, and how often they go round.
const ANIMATION_BYTES: usize = 6;
/// Where and how long a frame is shown; its own chunks follow.
const FRAME_BYTES: usize = 16;

/// The flags of a file in the extended form that say what shows it: profile, alpha, animation.
const SHOWN_FLAGS: u8 = 0b0011_0010;
const EXIF_FLAG: u8 = 0b0000_1000;
/// Where they are in what we write: in the first chunk's data.
const FLAGS_AT: usize = HEADER_BYTES + 8;

/// The EXIF of a WebP.
pub(super) fn exif(bytes: &[u8]) -> Option<&[u8]> {
    let mut chunks = Chunks { rest: bytes.get(HEADER_BYTES..)? };
    chunks.find(|(kind, _)| kind == b"EXIF").map(|(_, data)| data)
}

/// The picture without what is said beside it. `None` where it breaks off before it shows anything;
/// where it breaks off later, it ends there.
pub(super) fn bare(bytes: &[u8]) -> Option<Vec<u8>> {
    let chunks = Chunks { rest: inside(bytes)? };
    let is_extended = chunks.clone().next()?.0 == EXTENDED;
    // The simple form is one chunk; what follows is no part of it.
    let chunks = chunks.take(if is_extended { usize::MAX } else { 1 });
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    let kept = append_shown(&mut out, chunks, shown)?;
    if is_extended {
        kept.first().filter(|kind| **kind == EXTENDED)?;
        let exif = if kept.contains(b"EXIF") { EXIF_FLAG } else { 0 };
        *out.get_mut(FLAGS_AT)? &= SHOWN_FLAGS | exif;
    }
    let length = u32::try_from(out.len() - 8).ok()?;
    out.get_mut(4..8)?.copy_from_slice(&length.to_le_bytes());
    let shows = [b"VP8 ", b"VP8L", b"ANMF"].into_iter().any(|kind| kept.contains(kind));
    (shows && frames_fit(&out)).then_some(out)
}

/// Whether no frame is larger than the canvas: a decoder may make room for it before it notices.
fn frames_fit(file: &[u8]) -> bool {
    let mut canvas = (u32::MAX, u32::MAX);
    let chunks = Chunks { rest: file.get(HEADER_BYTES..).unwrap_or_default() };
    chunks.into_iter().all(|(kind, data)| match &kind {
        b"VP8X" => {
            canvas = size(&kind, data).unwrap_or_default();
            true
        }
        b"ANMF" => {
            let mut inner = Chunks { rest: data.get(FRAME_BYTES..).unwrap_or_default() };
            inner.all(|(kind, data)| is_within(canvas, size(&kind, data)))
        }
        _ => is_within(canvas, size(&kind, data)),
    })
}

fn is_within(canvas: (u32, u32), size: Option<(u32, u32)>) -> bool {
    size.is_none_or(|(wide, high)| wide <= canvas.0 && high <= canvas.1)
}

/// Width and height in pixels as a chunk says them: of the canvas (24 bits each, less one), of VP8
/// (14 bits each behind its start code, RFC 6386, 9.1), of VP8L (the same, less one, behind its
/// signature). A frame without either is none that a decoder reads.
fn size(kind: &Kind, data: &[u8]) -> Option<(u32, u32)> {
    let number = |from: usize, bytes: usize| {
        let bytes = data.get(from..from + bytes)?.iter().rev();
        Some(bytes.fold(0, |number, byte| number << 8 | u32::from(*byte)))
    };
    match kind {
        b"VP8X" => Some((number(4, 3)? + 1, number(7, 3)? + 1)),
        b"VP8 " if data.get(3..6)? == b"\x9d\x01\x2a" => {
            Some((number(6, 2)? & 0x3fff, number(8, 2)? & 0x3fff))
        }
        b"VP8L" if data.first()? == &0x2f => {
            let both = number(1, 4)?;
            Some(((both & 0x3fff) + 1, (both >> 14 & 0x3fff) + 1))
        }
        _ => None,
    }
}

/// The chunks of the RIFF, as far as it says that it goes.
fn inside(bytes: &[u8]) -> Option<&[u8]> {
    let (length, rest) = bytes.get(4..)?.split_first_chunk::<4>()?;
    let length = (u32::from_le_bytes(*length) as usize).min(rest.len());
    rest.get(..length)?.strip_prefix(b"WEBP")
}

type Kind = [u8; 4];

/// Appends what of each chunk shows the picture: of each kind the first, and of frames each.
fn append_shown<'a>(
    out: &mut Vec<u8>,
    chunks: impl Iterator<Item = (Kind, &'a [u8])>,
    shown: impl Fn(Kind, &'a [u8]) -> Option<Cow<'a, [u8]>>,
) -> Option<Vec<Kind>> {
    let mut kept = Vec::new();
    for (kind, data) in chunks {
        if kept.contains(&kind) && &kind != b"ANMF" {
            continue;
        }
        if let Some(data) = shown(kind, data) {
            append(out, kind, &data)?;
            kept.push(kind);
        }
    }
    Some(kept)
}

fn append(out: &mut Vec<u8>, kind: Kind, data: &[u8]) -> Option<()> {
    out.extend(kind);
    out.extend(u32::try_from(data.len()).ok()?.to_le_bytes());
    out.extend(data);
    // Chunks of odd length are padded.
    out.extend((data.len() % 2 == 1).then_some(0));
    Some(())
}

/// What of a chunk a decoder needs to show the picture as it was meant. What it does not know is
/// left out.
fn shown(kind: Kind, data: &[u8]) -> Option<Cow<'_, [u8]>> {
    match &kind {
        b"VP8X" => {
            let flags = data.first()?;
            let canvas = data.get(EXTENDED_BYTES - CANVAS_BYTES..EXTENDED_BYTES)?;
            Some(Cow::Owned([&[*flags, 0, 0, 0], canvas].concat()))
        }
        b"ICCP" => Some(Cow::Borrowed(data)),
        b"ANIM" => data.get(..ANIMATION_BYTES).map(Cow::Borrowed),
        b"ANMF" => frame(data).map(Cow::Owned),
        b"EXIF" => Some(Cow::Owned(exif::orientation(data)?.to_vec())),
        _ => image(kind, data),
    }
}

fn frame(data: &[u8]) -> Option<Vec<u8>> {
    let (header, rest) = data.split_at_checked(FRAME_BYTES)?;
    let mut out = header.to_vec();
    append_shown(&mut out, Chunks { rest }, image)?;
    Some(out)
}

fn image(kind: Kind, data: &[u8]) -> Option<Cow<'_, [u8]>> {
    matches!(&kind, b"ALPH" | b"VP8 " | b"VP8L").then_some(Cow::Borrowed(data))
}

/// Steps over the chunks of a RIFF, up to one that is not whole.
#[derive(Clone)]
struct Chunks<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Chunks<'a> {
    type Item = (Kind, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, rest) = self.rest.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (data, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        self.rest = rest.get(data.len() % 2..).unwrap_or_default();
        Some((*kind, data))
    }
}
