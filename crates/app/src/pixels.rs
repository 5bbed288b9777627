//! Pictures as pixels, to be compared. What a file shows is never served from here.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use domain::MediaType;
use domain::similarity::Picture;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

/// Four times the largest portrait that anyone draws. Its pixels are 128 MB, and decoders hold them
/// up to three times.
const PIXELS_MAX: usize = 32_000_000;

/// Rows from the top, four bytes a pixel: red, green, blue, opacity.
#[derive(Debug)]
pub(crate) struct Pixels {
    width: usize,
    height: usize,
    rgba: Vec<u8>,
}

impl Pixels {
    /// Of the first frame. Nothing of what is damaged, or larger than 32 million pixels: such a
    /// picture is served as it is, and not compared.
    ///
    /// The bytes are hostile and the decoders are not ours: should one panic, there are no pixels.
    pub(crate) fn of(bytes: &[u8], media: MediaType) -> Option<Self> {
        let decoded = catch_unwind(AssertUnwindSafe(|| match media {
            MediaType::Png => png(bytes),
            MediaType::Jpeg => jpeg(bytes),
            MediaType::Webp => webp(bytes),
            MediaType::Zip | MediaType::Json | MediaType::Text => None,
        }));
        decoded.unwrap_or_else(|_| {
            tracing::warn!(%media, "a decoder panicked at a portrait, which is not compared");
            None
        })
    }

    pub(crate) fn picture(&self) -> Option<Picture<'_>> {
        Picture::new(self.width, self.height, &self.rgba).ok()
    }
}

/// Whether so many can be looked at.
fn fits(width: usize, height: usize) -> Option<()> {
    let pixels = width.checked_mul(height)?;
    (1..=PIXELS_MAX).contains(&pixels).then_some(())
}

fn png(bytes: &[u8]) -> Option<Pixels> {
    let limits = png::Limits { bytes: PIXELS_MAX * 8 };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    let eight_bits = png::Transformations::normalize_to_color8() | png::Transformations::ALPHA;
    decoder.set_transformations(eight_bits);
    let mut reader = decoder.read_info().ok()?;
    let (width, height) = (reader.info().width as usize, reader.info().height as usize);
    fits(width, height)?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut pixels).ok()?;
    pixels.truncate(frame.buffer_size());
    let rgba = match frame.color_type {
        png::ColorType::Rgba => pixels,
        png::ColorType::GrayscaleAlpha => {
            pixels.as_chunks().0.iter().flat_map(|&[grey, a]| [grey, grey, grey, a]).collect()
        }
        _ => return None,
    };
    let (width, height) = (frame.width as usize, frame.height as usize);
    Some(Pixels { width, height, rgba })
}

fn jpeg(bytes: &[u8]) -> Option<Pixels> {
    let options = DecoderOptions::new_safe().jpeg_set_out_colorspace(ColorSpace::RGBA);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    let (width, height) = decoder.dimensions()?;
    fits(width, height)?;
    let rgba = decoder.decode().ok()?;
    Some(Pixels { width, height, rgba })
}

fn webp(bytes: &[u8]) -> Option<Pixels> {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).ok()?;
    let (width, height) = decoder.dimensions();
    let (width, height) = (width as usize, height as usize);
    fits(width, height)?;
    decoder.set_memory_limit(PIXELS_MAX * 8);
    let mut pixels = vec![0; decoder.output_buffer_size()?];
    decoder.read_image(&mut pixels).ok()?;
    let rgba = match decoder.has_alpha() {
        true => pixels,
        false => pixels.as_chunks().0.iter().flat_map(|&[r, g, b]| [r, g, b, 255]).collect(),
    };
    Some(Pixels { width, height, rgba })
}
