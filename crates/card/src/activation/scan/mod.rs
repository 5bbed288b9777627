//! The scan: round by round, which entries fire.
//!
//! It follows SillyTavern 1.18 step for step, since creators author against what that does; where
//! it is peculiar, a [`Quirks`] says whether we are too.

mod admit;
mod keys;

use super::entry::Entry;
use super::groups;
use super::haystack::{Buffer, Haystack};
use super::key::{Needle, TELLTALES};
use super::quirks::Quirks;
use super::reason::{Call, Fall};
use super::settings::Settings;
use super::timed::{Effects, Timed};
use super::{Outside, Scene};
use std::collections::{HashMap, HashSet};

/// Steps that the expressions of one activation may take together, where they need stepping: a
/// hundred milliseconds' worth. Then no more of them match.
pub(super) const STEPS_MAX: u64 = 20_000_000;
/// Entries judged and bytes searched in one activation, all rounds together. A book of 10,000
/// entries that takes a hundred rounds comes to a tenth of it; a chain of 100,000 entries each
/// of which calls the next is cut off.
pub(super) const WORK_MAX: usize = 20_000_000;

/// Which round it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The first.
    Initial,
    /// What fired before is searched too.
    Recursion,
    /// Further back, since too few fired.
    MinActivations,
}

impl State {
    /// In one word, for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Initial => "initial",
            State::Recursion => "recursion",
            State::MinActivations => "minActivations",
        }
    }
}

/// What is known of an entry so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fate {
    pub(crate) call: Option<(Call, u32, State)>,
    pub(crate) fall: Option<Fall>,
    pub(crate) fired: bool,
    pub(crate) failed_chance: bool,
    /// Its content with macros replaced, from when it first could fire.
    pub(crate) content: Option<String>,
    pub(crate) tokens: usize,
}

impl Fate {
    fn fall(&mut self, fall: Fall) {
        if self.fall.as_ref().is_none_or(|before| before.rank() <= fall.rank()) {
            self.fall = Some(fall);
        }
    }
}

/// What a scan came to.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) fates: Vec<Fate>,
    /// In the order in which they fired.
    pub(crate) fired: Vec<usize>,
    pub(crate) budget: f64,
    pub(crate) overflowed: bool,
    pub(crate) rounds: u32,
    pub(crate) timed: Timed,
    /// Whether a bound of ours ended it.
    pub(crate) cut: bool,
}

pub(crate) struct Scan<'a, 'o> {
    entries: &'a [&'a Entry],
    scene: &'a Scene<'a>,
    settings: &'a Settings,
    quirks: Quirks,
    outside: &'o mut dyn Outside,
    buffer: Buffer<'a>,
    effects: Effects,
    fates: Vec<Fate>,
    fired: Vec<usize>,
    /// Which id each entry bears, as a number; entries may share one.
    ids: Vec<usize>,
    id_fired: Vec<bool>,
    /// Of entries that no key was found of, what they are passed over by in the rounds after, where
    /// nothing else changes for them: an entry is large, and most of a book never fires.
    told: Vec<Option<[u32; TELLTALES]>>,
    substituted: HashMap<String, Needle>,
    /// What the macros of a key came to that was looked for last.
    last: String,
    steps: u64,
    work: usize,
    round: u32,
    state: State,
    budget: f64,
    overflowed: bool,
    level: f64,
    levels: std::vec::IntoIter<f64>,
    /// What fired so far, newest first, which the budget counts.
    so_far: String,
}

impl<'a, 'o> Scan<'a, 'o> {
    pub(crate) fn new(
        entries: &'a [&'a Entry],
        scene: &'a Scene<'a>,
        messages: Vec<&'a str>,
        unique_ids: bool,
        quirks: Quirks,
        outside: &'o mut dyn Outside,
    ) -> Self {
        let (ids, count) = number_ids(entries, unique_ids, quirks);
        let fields = scene.fields.each_ref().map(String::as_str);
        let injected =
            scene.injected.iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
        let effects = Effects::begin(scene.timed.clone(), scene.chat.len(), entries, scene.dry_run);
        let mut levels = levels_of(entries).into_iter();
        Self {
            entries,
            scene,
            settings: &scene.settings,
            quirks,
            outside,
            buffer: Buffer::new(messages, fields, injected, quirks.has(Quirks::DEPTH_ZERO_IS_DEAF)),
            effects,
            fates: vec![Fate::default(); entries.len()],
            fired: Vec::new(),
            ids,
            id_fired: vec![false; count],
            told: vec![None; entries.len()],
            substituted: HashMap::new(),
            last: String::new(),
            steps: STEPS_MAX,
            work: 0,
            round: 0,
            state: State::Initial,
            budget: scene.settings.budget_tokens(scene.max_context),
            overflowed: false,
            level: levels.next().unwrap_or(0.0),
            levels,
            so_far: String::new(),
        }
    }

    pub(crate) fn run(mut self) -> Outcome {
        let mut cut = false;
        let mut next = (!self.entries.is_empty()).then_some(State::Initial);
        while let Some(state) = next {
            let most = self.settings.max_recursion_steps;
            if most != 0.0 && most <= f64::from(self.round) {
                break;
            }
            self.work += self.entries.len() + self.buffer.bytes();
            if self.work > WORK_MAX {
                cut = true;
                break;
            }
            self.state = state;
            self.round += 1;
            let mut called = self.called();
            groups::filter(&mut self.view(), &mut called);
            self.admit(&called);
            next = self.prepare_next(&called);
        }
        self.effects.remember(self.fired.iter().map(|&index| self.entries[index]));
        Outcome {
            cut,
            fates: self.fates,
            fired: self.fired,
            budget: self.budget,
            overflowed: self.overflowed,
            rounds: self.round,
            timed: self.effects.timed,
        }
    }

    /// The entries that something calls for in this round, in line for chance and budget.
    fn called(&mut self) -> Vec<usize> {
        let mut called = Vec::new();
        // By id, as whoever is outside asks for them: those that share one are asked for once.
        let mut asked = HashSet::new();
        let searched = (self.round > 1).then(|| self.searched(None, 0));
        for index in 0..self.entries.len() {
            if searched.as_ref().is_some_and(|hay| self.is_passed_over(index, hay)) {
                continue;
            }
            let fate = &self.fates[index];
            if fate.fired || (fate.failed_chance && !self.rolls_again(index)) {
                continue;
            }
            if self.id_fired[self.ids[index]] {
                self.fates[index].fall(Fall::SameId);
                continue;
            }
            match self.judge(index) {
                Ok(Call::Forced) if !asked.insert(self.ids[index]) => {
                    self.fates[index].fall(Fall::SameId);
                }
                Ok(call) => {
                    self.fates[index].call = Some((call, self.round, self.state));
                    called.push(index);
                }
                Err(fall) => {
                    if fall == Fall::NoKeyFound {
                        self.told[index] = self.telltales(index);
                    }
                    self.fates[index].fall(fall);
                }
            }
        }
        let constants_first = !self.quirks.has(Quirks::CONSTANTS_QUEUE);
        called.sort_by_key(|&index| {
            let entry = self.entries[index];
            let forced = self.is_forced(index);
            (!self.effects.is_sticky(entry), !forced, constants_first && !entry.constant, index)
        });
        called
    }

    /// Whether somebody outside asked for it, which puts it before what else is called for.
    fn is_forced(&self, index: usize) -> bool {
        matches!(self.fates[index].call, Some((Call::Forced, ..)))
    }

    fn rolls_again(&self, index: usize) -> bool {
        self.quirks.has(Quirks::FORCED_ROLLS_AGAIN) && self.is_forced(index)
    }

    /// By what an entry falls in each round that has none of it; `None` where more decides.
    fn telltales(&self, index: usize) -> Option<[u32; TELLTALES]> {
        let entry = self.entries[index];
        let same_text = entry.scan_depth.is_none() && entry.global_texts == 0;
        let same_in_recursion = !entry.exclude_recursion && entry.delay_until_recursion.is_none();
        let has_its_id = self.id_fired.len() == self.entries.len();
        let telltales = entry.telltales.as_ref()?;
        telltales.few().filter(|_| same_text && same_in_recursion && has_its_id)
    }

    fn is_passed_over(&self, index: usize, hay: &Haystack) -> bool {
        let grams = || hay.lower_grams();
        self.told[index].is_some_and(|told| !told.iter().any(|hash| grams().has(*hash)))
    }

    fn judge(&mut self, index: usize) -> Result<Call, Fall> {
        let entry = self.entries[index];
        self.admits(entry)?;
        let sticky = self.effects.is_sticky(entry);
        if self.effects.is_delayed(entry) {
            return Err(Fall::Delay);
        }
        if !sticky && self.effects.is_cooling(entry) {
            return Err(Fall::Cooldown);
        }
        if !sticky {
            self.recursion_allows(entry)?;
        }
        if entry.activate {
            return Ok(Call::Decorator);
        }
        if entry.dont_activate {
            return Err(Fall::unmet("@@dont_activate"));
        }
        if self.scene.forced.contains(&*entry.id) {
            return Ok(Call::Forced);
        }
        if entry.constant {
            return Ok(Call::Constant);
        }
        if sticky {
            return Ok(Call::Sticky);
        }
        self.match_keys(entry)
    }

    /// What does not depend on the chat.
    fn admits(&self, entry: &Entry) -> Result<(), Fall> {
        if entry.disabled {
            return Err(Fall::Disabled);
        }
        if !entry.triggers.is_empty() && !entry.triggers.contains(&self.scene.trigger) {
            return Err(Fall::Trigger);
        }
        let filter = &entry.filter;
        if !filter.names.is_empty() {
            let named = self.scene.character.as_ref().is_some_and(|c| filter.names.contains(c));
            if named == filter.exclude {
                return Err(Fall::Character);
            }
        }
        if let Some(tags) = self.scene.tags.as_ref().filter(|_| !filter.tags.is_empty()) {
            let tagged = tags.iter().any(|tag| filter.tags.contains(tag));
            if tagged == filter.exclude {
                return Err(Fall::Tag);
            }
        }
        Ok(())
    }

    fn recursion_allows(&self, entry: &Entry) -> Result<(), Fall> {
        let recursion = self.state == State::Recursion;
        if let Some(level) = entry.delay_until_recursion
            && (!recursion || level > self.level)
        {
            return Err(Fall::WaitsForRecursion { level });
        }
        if recursion && self.settings.recursive && entry.exclude_recursion {
            return Err(Fall::ExcludedFromRecursion);
        }
        Ok(())
    }

    /// Which round comes next, if any, and what it has to search.
    fn prepare_next(&mut self, called: &[usize]) -> Option<State> {
        let only_fired = !self.quirks.has(Quirks::UNFIT_STILL_CALLS);
        let calls = |index: &&usize| {
            let fate = &self.fates[**index];
            !fate.failed_chance
                && !self.entries[**index].prevent_recursion
                && (!only_fired || fate.fired)
        };
        let callers: Vec<usize> = called.iter().filter(calls).copied().collect();
        let spent = self.overflowed && self.quirks.has(Quirks::OVERFLOW_ENDS_ALL);
        let mut next = None;
        if self.settings.recursive && !spent {
            let after_going_back = self.state == State::MinActivations && self.buffer.has_rounds();
            next = (!callers.is_empty() || after_going_back).then_some(State::Recursion);
        }
        if next.is_none() && !spent && self.should_go_back() {
            next = Some(State::MinActivations);
            self.buffer.skew += 1.0;
        }
        if next.is_none()
            && let Some(level) = self.levels.next()
        {
            next = Some(State::Recursion);
            self.level = level;
        }
        if next.is_some() {
            self.add_round(&callers);
        }
        next
    }

    fn should_go_back(&self) -> bool {
        let settings = self.settings;
        let wanted = settings.min_activations;
        if !(wanted > 0.0 && (self.fired.len() as f64) < wanted) {
            return false;
        }
        let depth = settings.depth + self.buffer.skew;
        let most = settings.min_activations_depth_max;
        !((most > 0.0 && depth > most) || depth > self.scene.chat.len() as f64)
    }

    fn add_round(&mut self, callers: &[usize]) {
        let contents = callers.iter().map(|&index| {
            self.fates[index].content.as_deref().unwrap_or(&self.entries[index].content)
        });
        let text = contents.collect::<Vec<_>>().join("\n");
        if text.is_empty() {
            return;
        }
        self.so_far = format!("{text}\n{}", self.so_far);
        self.buffer.add_round(self.round, text);
    }

    fn view(&mut self) -> View<'_, 'a, 'o> {
        View { scan: self }
    }
}

/// What deciding groups may see and do.
pub(crate) struct View<'v, 'a, 'o> {
    scan: &'v mut Scan<'a, 'o>,
}

impl<'a> View<'_, 'a, '_> {
    pub(crate) fn entry(&self, index: usize) -> &'a Entry {
        self.scan.entries[index]
    }

    pub(crate) fn quirks(&self) -> Quirks {
        self.scan.quirks
    }

    pub(crate) fn scores_by_default(&self) -> bool {
        self.scan.settings.use_group_scoring
    }

    pub(crate) fn fired(&self) -> impl Iterator<Item = &'a Entry> + '_ {
        self.scan.fired.iter().map(|&index| self.scan.entries[index])
    }

    pub(crate) fn is_sticky(&self, index: usize) -> bool {
        self.scan.effects.is_sticky(self.scan.entries[index])
    }

    pub(crate) fn is_held_back(&self, index: usize) -> (bool, bool) {
        let entry = self.scan.entries[index];
        (self.scan.effects.is_cooling(entry), self.scan.effects.is_delayed(entry))
    }

    pub(crate) fn score(&mut self, index: usize) -> usize {
        self.scan.score(index)
    }

    pub(crate) fn roll(&mut self) -> f64 {
        self.scan.outside.roll()
    }

    pub(crate) fn fall(&mut self, index: usize, fall: Fall) {
        self.scan.fates[index].fall(fall);
    }
}

/// A number for each id, and how many there are; without the quirk each entry has its own.
fn number_ids(entries: &[&Entry], unique: bool, quirks: Quirks) -> (Vec<usize>, usize) {
    // As good as no quirk where no id comes twice, which is as good as always.
    if !quirks.has(Quirks::ONE_ID_ONE_ENTRY) || unique {
        return ((0..entries.len()).collect(), entries.len());
    }
    let mut known: HashMap<&str, usize> = HashMap::with_capacity(entries.len());
    let mut numbers = Vec::with_capacity(entries.len());
    for entry in entries {
        let next = known.len();
        numbers.push(*known.entry(&*entry.id).or_insert(next));
    }
    let count = known.len();
    (numbers, count)
}

/// The levels at which delayed entries wait, lowest first.
fn levels_of(entries: &[&Entry]) -> Vec<f64> {
    let mut levels: Vec<f64> =
        entries.iter().filter_map(|entry| entry.delay_until_recursion).collect();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    levels
}
