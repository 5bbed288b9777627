//! What two texts have in common, word by word: the proof behind an estimate, and the evidence.

use std::ops::Range;

use super::sketch::Window;
use super::text::{Half, names, prompt_parts};
use super::words::{Word, words};
use crate::gate::text::Part;
use crate::revision::SealedContent;

/// Words that are compared of one side: the largest field (200,000 characters) of prose holds a
/// tenth. What comes after is not compared, so that two hostile texts take a fraction of a second.
const WORDS_MAX: usize = 200_000;

/// Places of one shingle that are tried: a text of one word repeated has it everywhere, and beyond
/// a few of them a longer passage is not what anyone looks for.
const PLACES_MAX: usize = 8;

/// Passages that are shown. Nobody reads more of them before they decide.
const PASSAGES_MAX: usize = 10;

/// What an earlier and a later text have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shared {
    /// The share of the earlier character's telling words that stand, in runs, in the later one.
    pub earlier_in_later: f64,
    /// The share of the later character's telling words that stand, in runs, in the earlier one.
    pub later_in_earlier: f64,
    /// The telling words of the earlier character that stand in the later one.
    pub earlier_words: usize,
    /// The telling words of the later character that stand in the earlier one.
    pub later_words: usize,
    /// The share of the later one's scenario, book and instructions: 0 where it has none.
    pub rest_in_earlier: f64,
    /// Telling words of them.
    pub rest_words: usize,
    /// The longest passages, longest first.
    pub passages: Vec<Passage>,
}

/// A passage that stands in both, but for what is not compared: names, function words, markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands in the earlier revision.
    pub earlier: Place,
    /// Where it stands in the later one.
    pub later: Place,
    /// How many words were compared.
    pub words: usize,
}

/// A place in a revision's texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The text, as `characterBook.entries[3].content`.
    pub path: String,
    /// In bytes of UTF-8.
    pub bytes: Range<usize>,
    /// In Unicode characters.
    pub chars: Range<usize>,
}

/// Compares the texts of two revisions.
pub fn shared(earlier: &SealedContent, later: &SealedContent) -> Shared {
    let (earlier, later) = (Read::of(earlier), Read::of(later));
    let runs = later.runs_in(&earlier);
    let in_earlier = later.covered(&runs);
    let in_later = earlier.covered(&earlier.runs_in(&later));
    let (earlier_in_later, earlier_words) = earlier.share(&in_later, Half::Core);
    let (later_in_earlier, later_words) = later.share(&in_earlier, Half::Core);
    let (rest_in_earlier, rest_words) = later.share(&in_earlier, Half::Rest);
    let passages = longest(runs).iter().map(|run| passage(&earlier, &later, run)).collect();
    Shared {
        earlier_in_later,
        later_in_earlier,
        earlier_words,
        later_words,
        rest_in_earlier,
        rest_words,
        passages,
    }
}

/// A character's texts, read.
struct Read<'a> {
    parts: Vec<(Half, Part<'a>)>,
    words: Vec<(usize, Word)>,
}

/// Words of one side that stand in the other, in order.
#[derive(Clone, Copy, Debug)]
struct Run {
    here: usize,
    there: usize,
    length: usize,
}

impl<'a> Read<'a> {
    fn of(content: &'a SealedContent) -> Self {
        let names = names(content);
        let parts: Vec<_> = prompt_parts(content).collect();
        let mut all = Vec::new();
        for (index, (_, part)) in parts.iter().enumerate() {
            words(part.text, &names, |word| {
                if all.len() < WORDS_MAX {
                    all.push((index, word));
                }
            });
        }
        Self { parts, words: all }
    }

    /// The shingle that begins at a word, unless it is too common to begin a run.
    fn shingle(&self, at: usize) -> Option<u64> {
        let (part, first) = self.words[at];
        let mut window = Window::default();
        window.push(first);
        let more = self.words[at + 1..].iter().take(window.length() - 1);
        for (_, word) in more.take_while(|(of, _)| *of == part) {
            window.push(Word { is_character: first.is_character, ..*word });
        }
        window.shingle()
    }

    /// Where each shingle stands, in the order of the shingles.
    fn places(&self) -> Vec<(u64, usize)> {
        let shingles = (0..self.words.len()).filter_map(|at| Some((self.shingle(at)?, at)));
        let mut places: Vec<_> = shingles.collect();
        places.sort_unstable();
        places
    }

    /// Runs of words of this side that stand in the other, the longest at each place, from the
    /// first word on and without overlap.
    fn runs_in(&self, other: &Read<'_>) -> Vec<Run> {
        let places = other.places();
        let mut runs = Vec::new();
        let (mut at, mut free) = (0, 0);
        while at < self.words.len() {
            let found = self.shingle(at).into_iter().flat_map(|shingle| {
                let first = places.partition_point(|(of, _)| *of < shingle);
                let same = places[first..].iter().take(PLACES_MAX);
                same.take_while(move |(of, _)| *of == shingle)
            });
            let found = found.map(|(_, there)| self.run(other, at, *there, free));
            // Two shingles of one hash may be of other words: hostile ones, that nothing is alike in.
            match found.filter(|run| run.here + run.length > at).max_by_key(|run| run.length) {
                Some(run) => {
                    at = run.here + run.length;
                    free = at;
                    runs.push(run);
                }
                None => at += 1,
            }
        }
        runs
    }

    /// The run around two words: as far as both sides go on alike, and back as far as it is free.
    fn run(&self, other: &Read<'_>, here: usize, there: usize, free: usize) -> Run {
        let same = |i: usize, j: usize| self.words[i].1.hash == other.words[j].1.hash;
        let (part, other_part) = (self.words[here].0, other.words[there].0);
        let within = |i: usize, j: usize| {
            self.words.get(i).is_some_and(|(of, _)| *of == part)
                && other.words.get(j).is_some_and(|(of, _)| *of == other_part)
        };
        let ahead = (0..).take_while(|n| within(here + n, there + n) && same(here + n, there + n));
        let ahead = ahead.count();
        let room = (here - free).min(there);
        let back = (1..=room)
            .take_while(|n| within(here - n, there - n) && same(here - n, there - n))
            .count();
        Run { here: here - back, there: there - back, length: ahead + back }
    }

    fn covered(&self, runs: &[Run]) -> Vec<bool> {
        let mut covered = vec![false; self.words.len()];
        for run in runs {
            covered[run.here..run.here + run.length].fill(true);
        }
        covered
    }

    /// The share of a half's telling words that are covered, and how many they are.
    fn share(&self, covered: &[bool], half: Half) -> (f64, usize) {
        let telling = self
            .words
            .iter()
            .zip(covered)
            .filter(|((part, word), _)| self.parts[*part].0 == half && !word.is_common);
        let (all, found) = telling
            .fold((0, 0), |(all, found), (_, covered)| (all + 1, found + usize::from(*covered)));
        (if all == 0 { 0.0 } else { found as f64 / all as f64 }, found)
    }

    fn place(&self, first: usize, length: usize) -> Place {
        let (part, word) = self.words[first];
        let bytes = word.start..self.words[first + length - 1].1.end;
        let text = self.parts[part].1.text;
        let before = text[..bytes.start].chars().count();
        let chars = before..before + text[bytes.clone()].chars().count();
        Place { path: self.parts[part].1.path.clone(), bytes, chars }
    }
}

fn longest(mut runs: Vec<Run>) -> Vec<Run> {
    runs.sort_by_key(|run| (std::cmp::Reverse(run.length), run.here));
    runs.truncate(PASSAGES_MAX);
    runs
}

fn passage(earlier: &Read<'_>, later: &Read<'_>, run: &Run) -> Passage {
    Passage {
        earlier: earlier.place(run.there, run.length),
        later: later.place(run.here, run.length),
        words: run.length,
    }
}

#[cfg(test)]
mod tests {
    use super::{Half, Part, Read};
    use crate::gate::text::Reader;
    use crate::similarity::words::Word;

    /// A text whose words have these hashes.
    fn read(hashes: &[u64]) -> Read<'static> {
        let part = Part { path: "personaPrompt".to_owned(), text: "", reader: Reader::Model };
        let word = |hash: &u64| Word {
            hash: *hash,
            start: 0,
            end: 0,
            is_common: false,
            is_character: false,
            after_break: false,
        };
        let words = hashes.iter().map(|hash| (0, word(hash))).collect();
        Read { parts: vec![(Half::Core, part)], words }
    }

    /// As shingles chain their words.
    fn chained(word: u64) -> u64 {
        word.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
    }

    #[test]
    fn words_made_to_share_a_shingle_are_no_run_and_hold_nothing_up() {
        let (ours, theirs) = (3, 5);
        let second = 7;
        let forged = second ^ chained(ours) ^ chained(theirs);
        // The word before stands in both, so that a run reaches back to it and no further on.
        let (later, earlier) = (read(&[1, ours, second, 9]), read(&[1, theirs, forged, 9]));
        assert_eq!(later.shingle(1), earlier.shingle(1), "they are made to");
        assert!(later.runs_in(&earlier).is_empty());
    }
}
