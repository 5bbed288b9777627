//! Reading card pictures in process: ours, and a bare walk over their chunks with checksums.
//!
//! The pictures are those of a corpus that `REPERTOIRE_CORPUS` names (its `cards/png`), else our
//! example with noise for a picture. Peers of npm run beside them where `REPERTOIRE_PEERS` names a
//! folder with `node_modules` in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::figures::{kept, median, timed};
use crate::world::Outcome;

/// As many files and bytes as the figure that we promise is for.
const FILES: usize = 29;
const BYTES: usize = 12 << 20;
/// Milliseconds.
const PROMISED: f64 = 1.4;

/// Rounds of each side, by turns; the medians are shown.
const ROUNDS: usize = 51;

const EXAMPLE: &[u8] = include_bytes!("../../examples/ines-calder.png");

/// Libraries of npm that read cards, and the expression that reads one from `bytes`.
const PEERS: [(&str, &str); 2] = [
    (
        "png-chunks-extract + png-chunk-text (SillyTavern's parser)",
        "const extract = require('png-chunks-extract'), text = require('png-chunk-text');\
         read = bytes => { const found = extract(bytes).filter(it => it.name === 'tEXt').map(it => text.decode(it.data));\
         const card = found.find(it => it.keyword.toLowerCase() === 'ccv3') ?? found.find(it => it.keyword.toLowerCase() === 'chara');\
         return JSON.parse(Buffer.from(card.text, 'base64').toString('utf8')); }",
    ),
    (
        "@lenml/char-card-reader",
        "const { CharacterCard } = require('@lenml/char-card-reader');\
         read = bytes => CharacterCard.from_file(bytes)",
    ),
];

pub(crate) fn run(folder: &Path) -> Outcome<()> {
    let pictures = pictures()?;
    let bytes: usize = pictures.iter().map(Vec::len).sum();
    println!("{} pictures, {:.1} MB", pictures.len(), bytes as f64 / 1e6);
    let (mut ours, mut walk) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(
            timed(|| over(&pictures, |it| card::read(it).map_or(0, |it| it.warnings.len()))).1,
        );
        walk.push(timed(|| over(&pictures, walked)).1);
    }
    let (ours, walk) = (median(ours), median(walk));
    println!("ours            {ours:>8.3} ms   ({})", kept(ours, PROMISED));
    println!("bare chunk walk {walk:>8.3} ms   ours is {:.2} of it", ours / walk);
    peers(folder, &pictures)
}

/// The corpus' cards over and over, until there are as many as promised.
fn pictures() -> Outcome<Vec<Vec<u8>>> {
    let named = std::env::var_os("REPERTOIRE_CORPUS").map(PathBuf::from);
    let mut all = Vec::new();
    if let Some(folder) = named.map(|it| it.join("cards/png")).filter(|it| it.is_dir()) {
        let mut paths: Vec<_> = fs::read_dir(folder)?
            .map(|entry| entry.map(|it| it.path()))
            .collect::<Result<_, _>>()?;
        paths.sort();
        for path in paths {
            all.push(fs::read(path)?);
        }
        all.retain(|bytes| {
            card::read(bytes).is_ok_and(|it| it.format.dialect == card::Dialect::Card)
        });
    }
    if all.is_empty() {
        println!("no corpus (REPERTOIRE_CORPUS): our own example, with noise for a picture");
        all.push(with_noise(EXAMPLE, BYTES / FILES));
    }
    // Whichever are closest to the size that is left for each.
    let mut chosen: Vec<Vec<u8>> = Vec::new();
    let mut left = BYTES;
    for index in 0..FILES {
        let each = left / (FILES - index);
        let mut by_distance: Vec<_> = all.iter().collect();
        by_distance.sort_by_key(|it| it.len().abs_diff(each));
        let next = by_distance[index % by_distance.len().min(4)].clone();
        left = left.saturating_sub(next.len());
        chosen.push(next);
    }
    Ok(chosen)
}

/// A chunk of noise before the end, as picture data would be.
fn with_noise(picture: &[u8], bytes: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    let mut chunk = b"IDAT".to_vec();
    chunk.extend(noise.take(bytes.saturating_sub(picture.len())));
    let end = picture.len() - 12;
    let length = (chunk.len() as u32 - 4).to_be_bytes();
    let checksum = crc32fast::hash(&chunk).to_be_bytes();
    [&picture[..end], &length, &chunk, &checksum, &picture[end..]].concat()
}

/// What nobody who reads a PNG with its checksums can do without.
fn walked(bytes: &[u8]) -> usize {
    let (mut at, mut wrong) = (8, 0);
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(chunk) = bytes.get(at + 4..at + 8 + length) else { break };
        let said = bytes.get(at + 8 + length..at + 12 + length).unwrap_or_default();
        wrong += usize::from(crc32fast::hash(chunk).to_be_bytes() != said);
        at += length + 12;
    }
    wrong
}

fn over(pictures: &[Vec<u8>], read: impl Fn(&[u8]) -> usize) -> usize {
    pictures.iter().map(|bytes| read(bytes)).sum()
}

fn peers(folder: &Path, pictures: &[Vec<u8>]) -> Outcome<()> {
    let Some(modules) = std::env::var_os("REPERTOIRE_PEERS").map(PathBuf::from) else {
        println!("no peers (REPERTOIRE_PEERS: a folder with node_modules)");
        return Ok(());
    };
    let files = folder.join("cards");
    fs::create_dir_all(&files)?;
    for (index, bytes) in pictures.iter().enumerate() {
        fs::write(files.join(format!("{index:02}.png")), bytes)?;
    }
    for (name, setup) in PEERS {
        let script = format!(
            "let read; {setup};\
             const fs = require('fs'), files = fs.readdirSync(process.argv[1]).map(it => new Uint8Array(fs.readFileSync(process.argv[1] + '/' + it)));\
             const times = []; for (let round = 0; round < 15; round++) {{ const start = process.hrtime.bigint(); for (const bytes of files) read(bytes); times.push(Number(process.hrtime.bigint() - start) / 1e6); }}\
             times.sort((a, b) => a - b); console.log(times[7].toFixed(3))"
        );
        let ran = Command::new("node")
            .args(["-e", &script])
            .arg(&files)
            .current_dir(&modules)
            .output()?;
        match ran.status.success() {
            true => println!("{name}: {} ms", String::from_utf8_lossy(&ran.stdout).trim()),
            false => {
                let error = String::from_utf8_lossy(&ran.stderr);
                let line =
                    error.lines().find(|it| it.contains("Error")).unwrap_or("it does not run");
                println!("{name}: {line}");
            }
        }
    }
    Ok(())
}
