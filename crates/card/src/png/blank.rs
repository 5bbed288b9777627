//! A picture for a card that has none: grey, of a portrait's shape.

use super::chunk::{SIGNATURE, append};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write as _;

/// The shape that SillyTavern crops portraits to.
const WIDTH: u32 = 400;
const HEIGHT: u32 = 600;

/// One bit for each point, a filter byte before each row.
const ROW_BYTES: usize = 1 + WIDTH as usize / 8;

/// The colour of all points: the only one of the palette.
const GREY: [u8; 3] = [0x80; 3];

pub(super) fn picture() -> Vec<u8> {
    let mut header = [WIDTH, HEIGHT].map(u32::to_be_bytes).concat();
    // One bit deep, a palette, and the only compression, filter and order there are.
    header.extend([1, 3, 0, 0, 0]);
    let mut out = SIGNATURE.to_vec();
    for (kind, data) in [
        (*b"IHDR", header),
        (*b"PLTE", GREY.to_vec()),
        (*b"IDAT", points()),
        (*b"IEND", Vec::new()),
    ] {
        // None of these is longer than a length can say.
        _ = append(&mut out, kind, &data);
    }
    out
}

fn points() -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    _ = encoder.write_all(&vec![0; ROW_BYTES * HEIGHT as usize]);
    encoder.finish().unwrap_or_default()
}
