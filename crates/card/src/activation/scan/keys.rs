//! Whether the keys of an entry are there, and where.

use super::Scan;
use crate::activation::State;
use crate::activation::entry::{Entry, Logic};
use crate::activation::haystack::{Haystack, Part};
use crate::activation::key::{Hit, Key, Looking, Needle};
use crate::activation::quirks::Quirks;
use crate::activation::reason::{Call, Fall, KeyMatch, Secondary};
use crate::js;
use std::rc::Rc;

impl<'a> Scan<'a, '_> {
    /// Whether its keys call for an entry.
    pub(super) fn match_keys(&mut self, entry: &'a Entry) -> Result<Call, Fall> {
        let keys = entry.keys.as_deref().filter(|keys| !keys.is_empty()).ok_or(Fall::NoKeys)?;
        let mut gave_up = None;
        let hay = self.haystack(entry);
        if entry.telltales.as_ref().is_some_and(|told| !told.any_in(hay.lower_grams())) {
            return Err(Fall::NoKeyFound);
        }
        let looking = self.looking(entry);
        let found = keys.iter().find_map(|key| {
            let hit = self.look_for(key, &hay, looking);
            if hit == Hit::GaveUp {
                gave_up = Some(Fall::GaveUp { key: key.text.to_string() });
            }
            hit.is_match().then_some((key, hit))
        });
        let Some((key, hit)) = found else { return Err(gave_up.unwrap_or(Fall::NoKeyFound)) };
        let at = self.part(key, &hay, hit);
        let mut found = KeyMatch { key: key.text.to_string(), at, secondary: None };
        let secondary =
            entry.secondary.as_deref().filter(|list| entry.selective && !list.is_empty());
        let Some(secondary) = secondary else { return Ok(Call::Key(found)) };
        let (passes, which) = self.match_secondary(entry.logic, secondary, &hay, looking)?;
        found.secondary = Some(Secondary { logic: entry.logic, found: which });
        if passes { Ok(Call::Key(found)) } else { Err(Fall::Secondary(found)) }
    }

    /// The part of the text in which the key was found that was looked for last.
    fn part(&mut self, key: &Key, hay: &Haystack, hit: Hit) -> Option<Part> {
        let steps = &mut self.steps;
        let part = match hit {
            Hit::At(part) => Some(part),
            Hit::Expression if key.has_macros => {
                self.substituted.get(&self.last)?.part_of(hay, steps)
            }
            Hit::Expression => key.trimmed().part_of(hay, steps),
            Hit::None | Hit::GaveUp => None,
        };
        hay.parts.get(part?).cloned()
    }

    fn match_secondary(
        &mut self,
        logic: Logic,
        keys: &'a [Key],
        hay: &Haystack,
        looking: Looking,
    ) -> Result<(bool, Vec<String>), Fall> {
        let mut found = Vec::new();
        let mut all = true;
        let mut gave_up = None;
        for key in keys {
            match self.look_for(key, hay, looking) {
                Hit::At(_) | Hit::Expression => {
                    found.push(key.text.to_string());
                    if logic == Logic::AndAny {
                        return Ok((true, found));
                    }
                }
                Hit::None => {
                    all = false;
                    if logic == Logic::NotAll {
                        return Ok((true, found));
                    }
                }
                Hit::GaveUp => gave_up = gave_up.or(Some(&key.text)),
            }
        }
        let (passes, whatever_else) = match logic {
            Logic::NotAny => (found.is_empty(), !found.is_empty()),
            Logic::AndAll => (all, !all),
            Logic::AndAny | Logic::NotAll => (false, false),
            Logic::Unknown => (false, true),
        };
        // What an expression would have said decides, unless it fails whatever that is.
        match gave_up.filter(|_| !whatever_else) {
            Some(key) => Err(Fall::GaveUp { key: key.to_string() }),
            None => Ok((passes, found)),
        }
    }

    /// Looks for a key in what the entry is looked for in.
    fn look_for(&mut self, key: &'a Key, hay: &Haystack, looking: Looking) -> Hit {
        if key.text.is_empty() {
            return Hit::None;
        }
        let blank = self.quirks.has(Quirks::BLANK_KEY_MATCHES);
        let steps = &mut self.steps;
        if !key.has_macros {
            let needle = key.trimmed();
            return if needle.is_empty() && !blank {
                Hit::None
            } else {
                needle.find(hay, looking, steps)
            };
        }
        let text = self.outside.macros(&key.text);
        if text.is_empty() {
            return Hit::None;
        }
        let text = js::trim(&text).to_owned();
        self.last.clone_from(&text);
        let needle = self.substituted.entry(text).or_insert_with_key(|text| Needle::new(text));
        if needle.is_empty() && !blank { Hit::None } else { needle.find(hay, looking, steps) }
    }

    fn haystack(&mut self, entry: &Entry) -> Rc<Haystack> {
        self.searched(entry.scan_depth, entry.global_texts)
    }

    /// What is searched for an entry that asks for that depth and those fields.
    pub(super) fn searched(&mut self, depth: Option<f64>, fields: u8) -> Rc<Haystack> {
        let depth = depth.unwrap_or(self.settings.depth + self.buffer.skew);
        // Going further back for more does not search what fired.
        let rounds = self.state != State::MinActivations;
        self.buffer.get(depth, fields, rounds)
    }

    fn looking(&self, entry: &Entry) -> Looking {
        Looking {
            case_sensitive: entry.case_sensitive.unwrap_or(self.settings.case_sensitive),
            whole_words: entry.whole_words.unwrap_or(self.settings.match_whole_words),
            ascii_words: self.quirks.has(Quirks::ASCII_WORDS),
            phrases_in_words: self.quirks.has(Quirks::PHRASES_IN_WORDS),
        }
    }

    /// How many keys of an entry are there, as groups score it.
    pub(super) fn score(&mut self, index: usize) -> usize {
        let entry = self.entries[index];
        let hay = self.haystack(entry);
        let looking = self.looking(entry);
        let mut count =
            |keys: &'a [Key]| keys.iter().filter(|key| self.scores(key, &hay, looking)).count();
        let keys = entry.keys.as_deref().unwrap_or_default();
        let secondary = entry.secondary.as_deref().unwrap_or_default();
        let (first, second) = (count(keys), count(secondary));
        match entry.scored_logic {
            _ if keys.is_empty() => 0,
            Logic::AndAny => first + second,
            Logic::AndAll if second == secondary.len() => first + second,
            _ => first,
        }
    }

    fn scores(&mut self, key: &'a Key, hay: &Haystack, looking: Looking) -> bool {
        if !self.quirks.has(Quirks::SCORES_RAW_KEYS) {
            return self.look_for(key, hay, looking).is_match();
        }
        key.untrimmed().find(hay, looking, &mut self.steps).is_match()
    }
}
