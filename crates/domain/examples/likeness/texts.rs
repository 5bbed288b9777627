//! Texts: copies that are caught, and characters that are merely similar.

use std::cmp::Reverse;
use std::collections::HashMap;

use domain::CharacterId;
use domain::revision::SealedContent;
use domain::similarity::{
    CommonKey, Judgement, KEY_ROWS_MAX, KEYS_SHARED_MIN, Likeness, Lookup, Shared, Signature,
    TextSignature, compare, judge, shared,
};

use super::copies::COPIES;
use super::dice::Dice;
use super::population::{Made, Spread, population, stub};

const COUNT: usize = 2_000;
const ORIGINALS: usize = 300;

/// As `app` compares at most of each look-up.
const CANDIDATES_MAX: usize = 100;

pub(crate) fn run() {
    let made = population(COUNT, Spread { authors: 100, franchises: 40 });
    let contents: Vec<_> = made.iter().map(|it| it.content.clone()).collect();
    copies("generated", &contents[..ORIGINALS], &contents);
    strangers(&made);
    let stubs: Vec<_> = (0..500).map(stub).collect();
    pairs("stubs of 20 words", &stubs, |_, _| true);
}

/// Which published revisions share keys with one: what the index answers.
pub(crate) struct Index(HashMap<i64, Vec<u32>>);

impl Index {
    pub(crate) fn of(signatures: &[Signature]) -> Self {
        let mut index = HashMap::<_, Vec<_>>::new();
        for (at, signature) in signatures.iter().enumerate() {
            for key in signature.text.keys() {
                index.entry(key).or_default().push(at as u32);
            }
        }
        Self(index)
    }

    /// As the gate looks up: rare phrases and common ones by themselves.
    pub(crate) fn candidates(&self, signature: &Signature) -> Vec<usize> {
        let keys = signature.text.keys();
        let lookup = Lookup::of(&keys, keys.iter().filter_map(|key| self.common(*key)).collect());
        let mut found = self.alike(&lookup.rare);
        found.extend(self.alike(&lookup.common));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// A character was made a millisecond after the one before it.
    fn common(&self, key: i64) -> Option<CommonKey> {
        let rows = self.0.get(&key).filter(|rows| rows.len() > KEY_ROWS_MAX)?;
        let character = |at: u32| CharacterId(uuid::Uuid::from_u128(u128::from(at) << 80));
        let (oldest, beyond) = (character(rows[0]), character(rows[KEY_ROWS_MAX]));
        Some(CommonKey { key, oldest, beyond })
    }

    fn alike(&self, keys: &[i64]) -> Vec<usize> {
        let mut counts = HashMap::<_, usize>::new();
        for rows in keys.iter().filter_map(|key| self.0.get(key)) {
            for at in rows.iter().take(KEY_ROWS_MAX) {
                *counts.entry(*at as usize).or_default() += 1;
            }
        }
        let enough = counts.into_iter().filter(|(_, count)| *count >= KEYS_SHARED_MIN);
        let mut alike: Vec<_> = enough.collect();
        alike.sort_by_key(|(at, count)| (Reverse(*count), *at));
        alike.into_iter().map(|(at, _)| at).take(CANDIDATES_MAX).collect()
    }

    pub(crate) fn rows(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    pub(crate) fn most_crowded(&self) -> usize {
        self.0.values().map(Vec::len).max().unwrap_or(0)
    }
}

pub(crate) fn signature(content: &SealedContent) -> Signature {
    Signature { text: TextSignature::of(content), portrait: None }
}

pub(crate) fn signatures(contents: &[SealedContent]) -> Vec<Signature> {
    contents.iter().map(signature).collect()
}

fn verdict(
    likeness: &Likeness,
    earlier: &SealedContent,
    later: &SealedContent,
) -> (Option<Shared>, Judgement) {
    let texts = likeness.asks_for_texts().then(|| shared(earlier, later));
    let judgement = judge(likeness, texts.as_ref());
    (texts, judgement)
}

/// Each kind of copy of each original: found by key, worth reading, judged a copy.
pub(crate) fn copies(title: &str, originals: &[SealedContent], published: &[SealedContent]) {
    let known = signatures(published);
    let index = Index::of(&known);
    println!(
        "\n## Copies of {} {title} characters, among {} published\n",
        originals.len(),
        published.len()
    );
    println!(
        "| copy | by key | read | copy | share, 5th percentile | median | estimated, 5th percentile |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    for (name, change) in COPIES {
        let (mut by_key, mut read, mut copied, mut shares) = (0, 0, 0, Vec::new());
        let mut estimates = Vec::new();
        for (at, original) in originals.iter().enumerate() {
            let mut copy = original.clone();
            change(&mut copy, &mut Dice(at as u64 + 77));
            let of_copy = signature(&copy);
            by_key += usize::from(index.candidates(&of_copy).contains(&at));
            let likeness = compare(&known[at], &of_copy);
            estimates.push(likeness.first_in_second.max(likeness.second_in_first));
            let (_, judgement) = verdict(&likeness, original, &copy);
            read += usize::from(likeness.asks_for_texts());
            copied += usize::from(matches!(judgement, Judgement::Copy(_)));
            let texts = shared(original, &copy);
            shares.push(texts.earlier_in_later.max(texts.later_in_earlier));
        }
        estimates.sort_by(f64::total_cmp);
        shares.sort_by(f64::total_cmp);
        let percent = |count: usize| 100.0 * count as f64 / originals.len() as f64;
        let at = |share: f64| shares[(shares.len() as f64 * share) as usize];
        println!(
            "| {name} | {:.1} | {:.1} | {:.1} | {:.2} | {:.2} | {:.2} |",
            percent(by_key),
            percent(read),
            percent(copied),
            at(0.05),
            at(0.5),
            estimates[estimates.len() / 20]
        );
    }
}

fn strangers(made: &[Made]) {
    let contents: Vec<_> = made.iter().map(|it| it.content.clone()).collect();
    println!(
        "\n| pairs | how many | read | share a book | called copies | largest share |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    );
    pairs("all pairs", &contents, |_, _| true);
    pairs("one author", &contents, |a, b| made[a].author == made[b].author);
    pairs("one franchise", &contents, |a, b| {
        made[a].franchise.is_some() && made[a].franchise == made[b].franchise
    });
    pairs("one author and franchise", &contents, |a, b| {
        made[a].author == made[b].author
            && made[a].franchise.is_some()
            && made[a].franchise == made[b].franchise
    });
    pairs("one layout", &contents, |a, b| made[a].layout == made[b].layout);
}

/// Texts that are read of a population's pairs, the most alike first: where more ask for it, those
/// left out are estimated to have less in common than any that was read.
const READ_MAX: usize = 20_000;

/// Pairs of different characters: how many are read, how many are called copies.
pub(crate) fn pairs(
    title: &str,
    contents: &[SealedContent],
    wanted: impl Fn(usize, usize) -> bool,
) {
    let all = signatures(contents);
    let (mut count, mut asking) = (0_u64, Vec::new());
    for a in 0..all.len() {
        for b in (a + 1..all.len()).filter(|b| wanted(a, *b)) {
            count += 1;
            let likeness = compare(&all[a], &all[b]);
            if likeness.asks_for_texts() {
                asking.push((likeness.first_in_second.max(likeness.second_in_first), a, b));
            }
        }
    }
    asking.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut rest, mut copied, mut most) = (0_u64, 0_u64, 0.0_f64);
    for (_, a, b) in asking.iter().take(READ_MAX) {
        let likeness = compare(&all[*a], &all[*b]);
        let (texts, judgement) = verdict(&likeness, &contents[*a], &contents[*b]);
        most = texts.map_or(most, |it| most.max(it.earlier_in_later.max(it.later_in_earlier)));
        match judgement {
            Judgement::Copy(_) => copied += 1,
            Judgement::SharedRest => rest += 1,
            Judgement::Distinct => {}
        }
    }
    let read = asking.len();
    println!("| {title} | {count} | {read} | {rest} | {copied} | {most:.2} |");
}
