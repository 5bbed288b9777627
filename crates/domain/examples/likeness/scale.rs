//! What a look-up meets among 100,000 published revisions.

use std::time::Instant;

use domain::similarity::compare;

use super::copies::COPIES;
use super::dice::Dice;
use super::population::{Spread, character};
use super::texts::{Index, signature};

const COUNT: u64 = 100_000;
const LOOKUPS: u64 = 200;

pub(crate) fn run() {
    let spread = Spread { authors: 5_000, franchises: 2_000 };
    let started = Instant::now();
    let known: Vec<_> = (0..COUNT).map(|at| signature(&character(at, spread).content)).collect();
    let index = Index::of(&known);
    println!(
        "\n## Among {COUNT}\n\n{} rows, {:.0} a revision; most crowded key {}; built in {:.0} s",
        index.rows(),
        index.rows() as f64 / COUNT as f64,
        index.most_crowded(),
        started.elapsed().as_secs_f64()
    );
    let (mut candidates, mut read, mut found) = (0, 0, 0);
    let (_, paraphrase) = COPIES[13];
    for at in 0..LOOKUPS {
        let mut copy = character(at, spread).content;
        paraphrase(&mut copy, &mut Dice(at));
        let copy = signature(&copy);
        let met = index.candidates(&copy);
        candidates += met.len();
        read += met.iter().filter(|at| compare(&known[**at], &copy).asks_for_texts()).count();
        found += usize::from(met.contains(&(at as usize)));
    }
    println!(
        "{} candidates and {:.1} texts to read for each of {LOOKUPS} paraphrased copies, {found} of which were met",
        candidates as u64 / LOOKUPS,
        read as f64 / LOOKUPS as f64
    );
}
