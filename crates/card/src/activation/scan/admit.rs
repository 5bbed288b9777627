//! Who of those that are called for fires: chance and budget.

use super::Scan;
use crate::activation::entry::Entry;
use crate::activation::quirks::Quirks;
use crate::activation::reason::Fall;
use crate::macros::may_have_macros;

impl Scan<'_, '_> {
    /// Chance and budget, one entry after the other.
    pub(super) fn admit(&mut self, called: &[usize]) {
        let before = self.outside.tokens(&self.so_far);
        let mut unbound = called.iter().filter(|&&index| self.entries[index].ignore_budget).count();
        let mut text = String::new();
        for (place, &index) in called.iter().enumerate() {
            let entry = self.entries[index];
            unbound -= usize::from(entry.ignore_budget);
            if self.overflowed && !entry.ignore_budget && self.quirks.has(Quirks::OVERFLOW_ENDS_ALL)
            {
                self.fates[index].fall(Fall::BudgetSpent);
                if unbound > 0 {
                    continue;
                }
                called[place..].iter().for_each(|&rest| self.fates[rest].fall(Fall::BudgetSpent));
                break;
            }
            if let Err(fall) = self.roll(entry) {
                self.fates[index].failed_chance = true;
                self.fates[index].fall(fall);
                continue;
            }
            let content = self.content(index);
            let length = text.len();
            text.push_str(&content);
            text.push('\n');
            if !entry.ignore_budget && !self.fits(index, before, &text, length) {
                if !self.quirks.has(Quirks::OVERFLOW_ENDS_ALL) {
                    text.truncate(length);
                }
                continue;
            }
            self.fire(index);
        }
    }

    fn fits(&mut self, index: usize, before: usize, text: &str, kept: usize) -> bool {
        let tokens = before + self.outside.tokens_of_grown(text, kept);
        let over = match self.quirks.has(Quirks::EXACT_FIT_OVERFLOWS) {
            true => tokens as f64 >= self.budget,
            false => tokens as f64 > self.budget,
        };
        if over {
            self.overflowed = true;
            self.fates[index].fall(Fall::Budget { tokens, budget: self.budget });
        }
        !over
    }

    fn roll(&mut self, entry: &Entry) -> Result<(), Fall> {
        if !entry.use_probability || entry.probability.certain || self.effects.is_sticky(entry) {
            return Ok(());
        }
        let roll = self.outside.roll() * 100.0;
        let percent = entry.probability.percent;
        let passes = match self.quirks.has(Quirks::ZERO_CHANCE_MAY_PASS) {
            true => roll <= percent,
            false => roll < percent,
        };
        if passes { Ok(()) } else { Err(Fall::Chance { roll, percent }) }
    }

    /// The content with macros replaced; once replaced it stays.
    fn content(&mut self, index: usize) -> String {
        let fate = &mut self.fates[index];
        let now = fate.content.take().unwrap_or_else(|| self.entries[index].content.clone());
        // SillyTavern replaces again what was replaced before, if it comes by again.
        let now = if may_have_macros(&now) { self.outside.macros(&now) } else { now };
        self.fates[index].content = Some(now.clone());
        now
    }

    fn fire(&mut self, index: usize) {
        let content = self.fates[index].content.as_deref().unwrap_or_default();
        let tokens = self.outside.tokens(content);
        let fate = &mut self.fates[index];
        fate.tokens = tokens;
        fate.fall = None;
        // The first of an id keeps its place in line, and the last of it is used.
        if self.id_fired[self.ids[index]] {
            let (ids, id) = (&self.ids, self.ids[index]);
            if let Some(place) = self.fired.iter_mut().find(|before| ids[**before] == id) {
                let replaced = std::mem::replace(place, index);
                self.fates[replaced].fired = false;
                self.fates[replaced].fall(Fall::SameId);
            }
        } else {
            self.id_fired[self.ids[index]] = true;
            self.fired.push(index);
        }
        self.fates[index].fired = true;
    }
}
