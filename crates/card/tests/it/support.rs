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

/// A file of the corpus.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn corpus_file(name: &str) -> Option<Vec<u8>> {
    let Some(corpus) = corpus_root() else {
        eprintln!("skipped: no corpus (set REPERTOIRE_CORPUS to its folder)");
        return None;
    };
    Some(std::fs::read(corpus.join(name)).expect("a file of the corpus"))
}

fn corpus_root() -> Option<PathBuf> {
    let named = std::env::var_os("REPERTOIRE_CORPUS").map(PathBuf::from);
    let beside = || {
        let house = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
        house.map(|folder| folder.join("shared/corpus")).find(|path| path.is_dir())
    };
    named.or_else(beside).filter(|path| path.join("cards").is_dir())
}

pub(crate) fn base64(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// An EXIF block with this user comment, as exiftool writes it.
pub(crate) fn exif(comment: &[u8]) -> Vec<u8> {
    let length = u32::try_from(comment.len()).expect("a test's comment is small");
    let mut out = b"MM\0*\0\0\0\x08".to_vec();
    out.extend([0, 1, 0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0]);
    out.extend([0, 1, 0x92, 0x86, 0, 7]);
    out.extend(length.to_be_bytes());
    out.extend([0, 0, 0, 44, 0, 0, 0, 0]);
    out.extend(comment);
    out
}

/// The segments of a JPEG that come before its picture data, and an end.
pub(crate) fn jpeg(exif: &[u8]) -> Vec<u8> {
    let mut out = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0".to_vec();
    if !exif.is_empty() {
        let length = u16::try_from(exif.len() + 8).expect("a segment is small");
        out.extend(b"\xff\xe1");
        out.extend(length.to_be_bytes());
        out.extend(b"Exif\0\0");
        out.extend(exif);
    }
    out.extend(b"\xff\xda\0\x02\xff\xd9");
    out
}

pub(crate) fn webp(exif: &[u8]) -> Vec<u8> {
    webp_of(&[riff(b"VP8 ", b"abc"), riff(b"EXIF", exif)])
}

/// A WebP of these chunks.
pub(crate) fn webp_of(chunks: &[Vec<u8>]) -> Vec<u8> {
    riff(b"RIFF", &[b"WEBP", &chunks.concat()[..]].concat())
}

/// A chunk of a RIFF.
pub(crate) fn riff(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).expect("a test's chunk is small");
    let mut out = kind.to_vec();
    out.extend(length.to_le_bytes());
    out.extend(data);
    out.resize(out.len() + data.len() % 2, 0);
    out
}

/// A file for an archive, with everything that an archive can lie about.
#[derive(Clone)]
pub(crate) struct Zipped {
    pub(crate) name: Vec<u8>,
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) checksum: u32,
    pub(crate) size: u32,
    pub(crate) data: Vec<u8>,
    /// Where the directory says that it begins, if not where it does.
    pub(crate) offset: Option<u32>,
}

impl Zipped {
    pub(crate) fn stored(name: &str, bytes: &[u8]) -> Self {
        let size = u32::try_from(bytes.len()).expect("a test's file is small");
        let (name, data) = (name.as_bytes().to_vec(), bytes.to_vec());
        let checksum = crc32fast::hash(bytes);
        Self { name, method: 0, flags: 0, checksum, size, data, offset: None }
    }

    pub(crate) fn deflated(name: &str, bytes: &[u8]) -> Self {
        let mut encoder =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).expect("writing to memory");
        let data = encoder.finish().expect("writing to memory");
        Self { method: 8, data, ..Self::stored(name, bytes) }
    }
}

/// An archive, by the book but for what its files lie about.
pub(crate) fn zip(files: &[Zipped]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let number = |length: usize| u32::try_from(length).expect("a test's archive is small");
    for file in files {
        let offset = file.offset.unwrap_or(number(out.len()));
        let mut facts = 20u16.to_le_bytes().to_vec();
        facts.extend(file.flags.to_le_bytes());
        facts.extend(file.method.to_le_bytes());
        facts.extend([0; 4]);
        facts.extend(file.checksum.to_le_bytes());
        facts.extend(number(file.data.len()).to_le_bytes());
        facts.extend(file.size.to_le_bytes());
        facts.extend(u16::try_from(file.name.len()).expect("short").to_le_bytes());
        facts.extend([0; 2]);
        out.extend([b"PK\x03\x04", &facts[..], &file.name, &file.data].concat());
        directory.extend([b"PK\x01\x02\x14\0", &facts[..], &[0; 10]].concat());
        directory.extend(offset.to_le_bytes());
        directory.extend(&file.name);
    }
    let count = u16::try_from(files.len()).expect("few").to_le_bytes();
    let (size, offset) = (number(directory.len()), number(out.len()));
    out.extend(directory);
    out.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count[..]].concat());
    out.extend(size.to_le_bytes());
    out.extend(offset.to_le_bytes());
    out.extend([0; 2]);
    out
}
