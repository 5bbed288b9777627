//! A picture without what is said beside it.

use super::chunk::{Chunk, SIGNATURE, Walk, append};
use crate::picture;

const HEADER: [u8; 4] = *b"IHDR";
const DATA: [u8; 4] = *b"IDAT";

/// What there may be many of; of all else the first counts.
const FRAMES: [[u8; 4]; 3] = [DATA, *b"fcTL", *b"fdAT"];

/// What shows a picture as it was meant, and how many bytes of data it may have: all that the PNG
/// specification gives it. `iCCP` and `eXIf` are written anew.
const SHOWN: &[([u8; 4], usize)] = &[
    (HEADER, 13),
    (*b"PLTE", 3 * 256),
    (*b"tRNS", 256),
    (DATA, usize::MAX),
    (*b"acTL", 8),
    (*b"fcTL", 26),
    (*b"fdAT", usize::MAX),
    (*b"gAMA", 4),
    (*b"cHRM", 32),
    (*b"sRGB", 1),
    (*b"cICP", 4),
    (*b"mDCV", 24),
    (*b"cLLI", 8),
    (*b"bKGD", 6),
    (*b"pHYs", 9),
];

/// The picture without text, times, further chunks, and what follows its end. `None` where it
/// breaks off before it shows anything; where it breaks off later, it ends there.
pub(crate) fn bare(picture: &[u8]) -> Option<Vec<u8>> {
    let mut out = SIGNATURE.to_vec();
    let mut kept = Vec::new();
    for chunk in Walk::over(picture).map_while(Result::ok) {
        if kept.contains(&chunk.kind) && !FRAMES.contains(&chunk.kind) {
            continue;
        }
        if append_shown(&mut out, picture, &chunk).is_some() {
            kept.push(chunk.kind);
        }
    }
    append(&mut out, *b"IEND", &[])?;
    let shows = kept.first() == Some(&HEADER) && kept.contains(&DATA);
    shows.then_some(out)
}

fn append_shown(out: &mut Vec<u8>, picture: &[u8], chunk: &Chunk<'_>) -> Option<()> {
    let fits = |(kind, max): &(_, usize)| chunk.kind == *kind && chunk.data.len() <= *max;
    match &chunk.kind {
        b"iCCP" => append(out, chunk.kind, &profile(chunk.data)?),
        b"eXIf" => append(out, chunk.kind, &picture::orientation(chunk.data)?),
        _ if SHOWN.iter().any(fits) => {
            out.extend_from_slice(picture.get(chunk.start..chunk.end())?);
            Some(())
        }
        _ => None,
    }
}

/// A colour profile is called something, which nobody needs to know.
fn profile(data: &[u8]) -> Option<Vec<u8>> {
    let name = data.iter().position(|byte| *byte == 0)?;
    Some([b"icc", data.get(name..)?].concat())
}
