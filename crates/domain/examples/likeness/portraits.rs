//! Portraits: copies that are the same picture, and pictures that are merely similar.

use std::collections::{HashMap, HashSet};

use domain::similarity::portrait::{LIKE_PORTRAIT_BITS, SAME_PORTRAIT_BITS};
use domain::similarity::{Picture, PortraitSignature};

use super::dice::Dice;
use super::pictures::{COPIES, Image, portrait};

const COUNT: u64 = 2_000;
const FRANCHISES: u64 = 100;

pub(crate) fn run() {
    let images: Vec<_> = (0..COUNT).map(|at| portrait(at, franchise(at))).collect();
    copies("generated", &images[..200], &images);
    pairs("different scenery", &images, |a, b| {
        franchise(a).is_none() || franchise(a) != franchise(b)
    });
    pairs("one scenery, pose and dress", &images, |a, b| {
        franchise(a).is_some() && franchise(a) == franchise(b)
    });
}

/// Half of all pictures share their scenery with nine others.
fn franchise(number: u64) -> Option<u64> {
    (number % 2 == 1).then_some(number / 2 % FRANCHISES)
}

pub(crate) fn signature(image: &Image) -> Option<PortraitSignature> {
    let rgba = image.rgba();
    PortraitSignature::of(&Picture::new(image.width, image.height, &rgba).expect("a picture"))
}

pub(crate) fn copies(title: &str, originals: &[Image], published: &[Image]) {
    let known: Vec<_> = published.iter().map(signature).collect();
    let mut index = HashMap::<i32, Vec<usize>>::new();
    for (at, signature) in known.iter().enumerate() {
        for key in signature.iter().flat_map(PortraitSignature::keys) {
            index.entry(key).or_default().push(at);
        }
    }
    println!("\n## Copies of {} {title} portraits, among {}\n", originals.len(), published.len());
    println!(
        "| copy | by key | same | like | bits, median | 95th percentile |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    );
    let (mut found_in_all, mut lookups) = (0, 0);
    for (name, change) in COPIES {
        let (mut by_key, mut same, mut like, mut bits) = (0, 0, 0, Vec::new());
        for (at, original) in originals.iter().enumerate() {
            let Some(known) = &known[at] else { continue };
            let Some(copy) = signature(&change(original, &mut Dice(at as u64 + 5))) else {
                bits.push(120);
                continue;
            };
            let probes = copy.probes();
            let found: HashSet<_> =
                probes.iter().filter_map(|key| index.get(key)).flatten().collect();
            by_key += usize::from(found.contains(&at));
            found_in_all += found.len();
            lookups += 1;
            let distance = known.distance(&copy);
            same += usize::from(distance <= SAME_PORTRAIT_BITS);
            like += usize::from(distance <= LIKE_PORTRAIT_BITS);
            bits.push(distance);
        }
        bits.sort_unstable();
        let percent = |count: usize| 100.0 * count as f64 / bits.len() as f64;
        println!(
            "| {name} | {:.1} | {:.1} | {:.1} | {} | {} |",
            percent(by_key),
            percent(same),
            percent(like),
            bits[bits.len() / 2],
            bits[bits.len() * 95 / 100]
        );
    }
    let crowded = index.values().map(Vec::len).max().unwrap_or(0);
    println!(
        "\ncandidates for each look-up: {} of {}; most crowded key: {crowded}",
        found_in_all / lookups,
        published.len()
    );
}

pub(crate) fn pairs(title: &str, images: &[Image], wanted: impl Fn(u64, u64) -> bool) {
    let all: Vec<_> = images.iter().map(signature).collect();
    let mut bits = Vec::new();
    for a in 0..all.len() {
        for b in (a + 1..all.len()).filter(|b| wanted(a as u64, *b as u64)) {
            if let Some((a, b)) = all[a].as_ref().zip(all[b].as_ref()) {
                bits.push(a.distance(b));
            }
        }
    }
    bits.sort_unstable();
    let same = bits.partition_point(|it| *it <= SAME_PORTRAIT_BITS);
    let like = bits.partition_point(|it| *it <= LIKE_PORTRAIT_BITS);
    let least = bits.first().copied().unwrap_or(120);
    let at = |per: usize| bits.get(bits.len() / per).copied().unwrap_or(120);
    println!(
        "{title}: {} pairs, {same} the same, {like} alike; least {least} bits, 1 in 10,000 below {}, 1 in 100 below {}, median {}",
        bits.len(),
        at(10_000),
        at(100),
        at(2)
    );
}
