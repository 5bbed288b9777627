//! How many copies are found, and how many that are none: the tables of `docs/near-duplicates.md`.
//!
//! `cargo run --release -p domain --example likeness -- [text] [portraits] [scale] [cost] [CARDS]`
//! measures characters and portraits of our own making and, where a folder of cards is named, real
//! ones. Nothing here asserts: tests hold margins on a smaller population.
#![expect(clippy::print_stdout, reason = "it speaks to whoever runs it")]

mod copies;
mod cost;
mod dice;
mod pictures;
mod population;
mod portraits;
mod real;
mod scale;
mod texts;

fn main() {
    let wanted: Vec<_> = std::env::args().skip(1).collect();
    let wants = |part: &str| wanted.is_empty() || wanted.iter().any(|it| it == part);
    if wants("text") {
        texts::run();
    }
    if wants("portraits") {
        portraits::run();
    }
    if wants("scale") {
        scale::run();
    }
    if wants("cost") {
        cost::run();
    }
    for folder in wanted.iter().map(std::path::Path::new).filter(|it| it.is_dir()) {
        real::run(folder);
    }
}
