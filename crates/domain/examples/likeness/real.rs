//! Real cards, where a folder of them is named.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use domain::revision::SealedContent;

use super::pictures::Image;
use super::population::{Spread, population, sealed};
use super::{portraits, texts};

pub(crate) fn run(folder: &Path) {
    let mut files = Vec::new();
    below(folder, &mut files);
    files.sort();
    let (mut seen, mut contents, mut images) = (BTreeSet::new(), Vec::new(), Vec::new());
    for (at, file) in files.iter().enumerate() {
        let bytes = std::fs::read(file).expect("a file");
        let Ok(reading) = card::read(&bytes) else { continue };
        let draft = domain::import::import(&reading).draft;
        // One of each character: the folder may hold a card in several formats.
        if seen.insert(draft.name.to_lowercase()) {
            println!("real: {} ({})", draft.name, draft.persona_prompt.split_whitespace().count());
            contents.push(sealed(at as u64, draft));
            images.extend(decoded(&bytes));
        }
    }
    let is_enough = |it: &&SealedContent| it.draft.persona_prompt.split_whitespace().count() >= 40;
    let originals: Vec<_> = contents.iter().filter(is_enough).cloned().collect();
    let made = population(2_000, Spread { authors: 100, franchises: 40 });
    let all: Vec<_> =
        originals.iter().cloned().chain(made.into_iter().map(|it| it.content)).collect();
    texts::copies("real", &originals, &all);
    let real = originals.len();
    texts::pairs("real beside real", &contents, |_, _| true);
    texts::pairs("real beside generated", &all, |a, b| a < real && b >= real);
    portraits::copies("real", &images, &images);
    portraits::pairs("real portraits", &images, |_, _| true);
}

fn below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { below(&path, files) } else { files.push(path) }
    }
}

/// The picture of a PNG, on grey.
fn decoded(bytes: &[u8]) -> Option<Image> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(
        png::Transformations::normalize_to_color8() | png::Transformations::ALPHA,
    );
    let mut reader = decoder.read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut pixels).ok()?;
    let (width, height) = (info.width as usize, info.height as usize);
    let channels = info.line_size / width;
    let on_grey = |pixel: &[u8]| {
        let opacity = u16::from(pixel[channels - 1]);
        let colour = |at: usize| {
            let value = u16::from(pixel[if channels == 4 { at } else { 0 }]);
            ((value * opacity + 128 * (255 - opacity)) / 255) as u8
        };
        [colour(0), colour(1), colour(2)]
    };
    let pixels = pixels[..info.buffer_size()].chunks_exact(channels).map(on_grey).collect();
    Some(Image { width, height, pixels }).filter(|it| it.width >= 64)
}
