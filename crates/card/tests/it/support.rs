//! Pictures made by hand, and where the corpus is.

use base64::Engine as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The smallest picture: one grey pixel.
const PIXEL: &[u8] = &[0, 0x80];

pub(crate) fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).expect("a test's chunk is small");
    let mut out = length.to_be_bytes().to_vec();
    out.extend_from_slice(kind);
    out.extend_from_slice(data);
    out.extend_from_slice(&crc32fast::hash(&out[4..]).to_be_bytes());
    out
}

/// A one-pixel PNG with these chunks before its picture data.
pub(crate) fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    out.extend(chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]));
    chunks.iter().for_each(|chunk| out.extend(chunk));
    out.extend(chunk(b"IDAT", &zlib(PIXEL)));
    out.extend(chunk(b"IEND", b""));
    out
}

pub(crate) fn text(keyword: &str, json: &str) -> Vec<u8> {
    let base64 = base64::engine::general_purpose::STANDARD.encode(json);
    chunk(b"tEXt", format!("{keyword}\0{base64}").as_bytes())
}

pub(crate) fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}

/// The chunks of a PNG as `TYPE` or `TYPE keyword`, one to a line.
pub(crate) fn outline(png: &[u8]) -> String {
    let mut lines = Vec::new();
    let mut rest = &png[8..];
    while let Some((length, _)) = rest.split_first_chunk::<4>() {
        let end = 8 + u32::from_be_bytes(*length) as usize;
        let (kind, data) = rest[4..end].split_at(4);
        let keyword = data.split(|byte| *byte == 0).next().unwrap_or_default();
        lines.push(match kind {
            b"tEXt" | b"zTXt" | b"iTXt" => {
                format!("{} {}", kind.escape_ascii(), keyword.escape_ascii())
            }
            _ => kind.escape_ascii().to_string(),
        });
        rest = &rest[end + 4..];
    }
    lines.join("\n")
}

/// Cards that others made. They are not ours to ship, so they may be absent.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn corpus(folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let Some(corpus) = corpus_root() else {
        eprintln!("skipped: no corpus (set REPERTOIRE_CORPUS to its folder)");
        return Vec::new();
    };
    let entries = std::fs::read_dir(corpus.join("cards").join(folder)).expect("a corpus folder");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read(path).expect("a file"))).collect()
}

fn corpus_root() -> Option<PathBuf> {
    let named = std::env::var_os("REPERTOIRE_CORPUS").map(PathBuf::from);
    let beside = || {
        let house = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
        house.map(|folder| folder.join("shared/corpus")).find(|path| path.is_dir())
    };
    named.or_else(beside).filter(|path| path.join("cards").is_dir())
}
