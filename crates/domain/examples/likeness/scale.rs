//! What a look-up meets among 100,000 published revisions.

use std::time::Instant;

use domain::similarity::compare;

use super::copies::COPIES;
use super::dice::Dice;
use super::population::{Spread, character};
use super::texts::{Index, signature};

const COUNT: u64 = 100_000;
const LOOKUPS: u64 = 200;

/// As `app` reads at most, the likest first.
const READ_MAX: usize = 12;

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
    let (mut candidates, mut worth, mut found, mut read) = (0, 0, 0, 0);
    let (_, paraphrase) = COPIES[13];
    for at in 0..LOOKUPS {
        let mut copy = character(at, spread).content;
        paraphrase(&mut copy, &mut Dice(at));
        let copy = signature(&copy);
        let met = index.candidates(&copy);
        candidates += met.len();
        found += usize::from(met.contains(&(at as usize)));
        let likeness = met.iter().map(|met| (compare(&known[*met], &copy), *met));
        let mut alike: Vec<_> = likeness.filter(|(it, _)| it.asks_for_texts()).collect();
        alike.sort_by(|(one, _), (other, _)| other.share().total_cmp(&one.share()));
        worth += alike.len();
        read += usize::from(alike.iter().take(READ_MAX).any(|(_, met)| *met == at as usize));
    }
    println!(
        "{} candidates and {:.1} worth reading for each of {LOOKUPS} paraphrased copies; {found} originals were met, {read} among the {READ_MAX} likest",
        candidates as u64 / LOOKUPS,
        worth as f64 / LOOKUPS as f64
    );
}
