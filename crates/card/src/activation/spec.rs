//! Activation by the letter of the V3 specification.
//!
//! What it leaves to the application is decided as SillyTavern does: keys are parts of words, case
//! does not matter unless the entry says so, entries without a position go after the character.

use super::book::Book;
use super::decorators::{self, Decorator, Position};
use super::haystack::{Buffer, Haystack};
use super::key::{Hit, Looking, Needle};
use super::pattern::Pattern;
use super::place::{AtDepth, Piece, Placed};
use super::reason::{Call, Fall, KeyMatch, Secondary};
use super::scan::{STEPS_MAX, State, WORK_MAX};
use super::{Activation, Bound, Logic, Outside, Place, Scene, Verdict, lines, scanned};
use crate::js;
use crate::macros::may_have_macros;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// What the specification does not say: a book that names no depth is searched for in so many
/// messages.
const SCAN_DEPTH: f64 = 2.0;

/// An entry as the specification has it.
#[derive(Debug)]
pub(crate) struct Entry {
    id: Arc<str>,
    comment: Arc<str>,
    content: String,
    keys: Vec<Key>,
    secondary: Vec<Key>,
    additional: Vec<Key>,
    excluded: Vec<Key>,
    enabled: bool,
    constant: bool,
    use_regex: bool,
    case_sensitive: bool,
    order: f64,
    priority: Option<f64>,
    before: bool,
    depth: f64,
    recursive: bool,
    decorators: Vec<Decorator>,
}

#[derive(Debug)]
struct Key {
    text: String,
    /// Whether macros could change it; then it is made anew for each activation.
    has_macros: bool,
    /// `None` for an expression that is none.
    needle: Option<Needle>,
}

/// What became of an entry.
#[derive(Clone, Default)]
struct Fate {
    call: Option<(Call, u32, State)>,
    fall: Option<Fall>,
    tokens: usize,
    content: String,
}

pub(super) fn activate(
    books: &[(&Book, Bound)],
    scene: &Scene<'_>,
    outside: &mut dyn Outside,
) -> Activation {
    let mut entries: Vec<(usize, &Entry)> = Vec::new();
    for (index, (book, _)) in books.iter().enumerate() {
        entries
            .extend(book.compiled.get_or_init(|| compile(book)).iter().map(|entry| (index, entry)));
    }
    let lines = lines(scene);
    let mut run = Run {
        replaced: replaced(&entries, outside),
        entries: &entries,
        scene,
        fates: vec![Fate::default(); entries.len()],
        steps: STEPS_MAX,
    };
    let mut buffer = Buffer::new(scanned(&lines), [""; 6], Vec::new(), false);
    let (rounds, cut) = run.rounds(&mut buffer, outside);
    let budgets = run.keep_to_budgets(books, outside);
    run.finish(rounds, cut || outside.is_cut(), budgets)
}

struct Run<'a> {
    /// Which book each is of, and the entry.
    entries: &'a [(usize, &'a Entry)],
    /// Keys with macros, by what they are written as.
    replaced: HashMap<&'a str, Needle>,
    scene: &'a Scene<'a>,
    fates: Vec<Fate>,
    steps: u64,
}

impl Run<'_> {
    /// Round after round, while what matched calls for more.
    fn rounds(&mut self, buffer: &mut Buffer<'_>, outside: &mut dyn Outside) -> (u32, bool) {
        let (mut round, mut work) = (0, 0);
        loop {
            round += 1;
            work += self.entries.len() + buffer.bytes();
            if work > WORK_MAX {
                return (round, true);
            }
            let state = if round == 1 { State::Initial } else { State::Recursion };
            let mut called = Vec::new();
            for index in 0..self.entries.len() {
                if self.fates[index].call.is_some() {
                    continue;
                }
                match self.judge(index, state, buffer) {
                    Ok(call) => {
                        self.fates[index].call = Some((call, round, state));
                        self.fates[index].fall = None;
                        called.push(index);
                    }
                    Err(fall) => self.fates[index].fall = Some(fall),
                }
            }
            if called.is_empty() || !self.entries.iter().any(|(_, entry)| entry.recursive) {
                return (round, false);
            }
            let text: Vec<String> = called
                .iter()
                .map(|&index| outside.scanned(&self.entries[index].1.content))
                .collect();
            buffer.add_round(round, text.join("\n"));
        }
    }

    fn judge(&mut self, index: usize, state: State, buffer: &mut Buffer<'_>) -> Result<Call, Fall> {
        let entry = self.entries[index].1;
        if !entry.enabled {
            return Err(Fall::Disabled);
        }
        let has = |wanted: Decorator| entry.decorators.contains(&wanted);
        if has(Decorator::Activate) {
            return Ok(Call::Decorator);
        }
        if has(Decorator::DontActivate) {
            return Err(Fall::unmet("@@dont_activate"));
        }
        let fired_before = self.scene.fired_before.as_ref().map(|ids| ids.contains(&*entry.id));
        match fired_before {
            Some(true) if has(Decorator::DontActivateAfterMatch) => {
                return Err(Fall::unmet("@@dont_activate_after_match"));
            }
            Some(true) if has(Decorator::KeepActivateAfterMatch) => return Ok(Call::Decorator),
            _ => {}
        }
        entry.decorators.iter().try_for_each(|decorator| self.met(decorator))?;
        let hay = buffer.get(entry.depth, 0, entry.recursive && state == State::Recursion);
        self.match_keys(entry, &hay)
    }

    /// Whether a decorator's condition holds.
    fn met(&self, decorator: &Decorator) -> Result<(), Fall> {
        let replies = self.scene.chat.iter().filter(|message| !message.is_user).count() as f64;
        let holds = match decorator {
            Decorator::ActivateOnlyAfter(count) => (replies >= *count, "@@activate_only_after"),
            Decorator::ActivateOnlyEvery(every) => {
                (*every == 0.0 || replies % every == 0.0, "@@activate_only_every")
            }
            Decorator::IsGreeting(index) => {
                (self.scene.greeting.is_none_or(|now| now as f64 == *index), "@@is_greeting")
            }
            Decorator::IsUserIcon(name) => {
                (self.scene.user_icon.as_ref().is_none_or(|now| now == name), "@@is_user_icon")
            }
            _ => return Ok(()),
        };
        if holds.0 { Ok(()) } else { Err(Fall::unmet(holds.1)) }
    }

    fn match_keys(&mut self, entry: &Entry, hay: &Haystack) -> Result<Call, Fall> {
        if !entry.use_regex
            && let Ok((key, _)) = self.first(&entry.excluded, entry, hay)
        {
            return Err(Fall::unmet(&format!("@@exclude_keys {key}")));
        }
        if entry.constant && !entry.use_regex {
            return Ok(Call::Constant);
        }
        let mut keys = Err(Fall::NoKeys);
        if !entry.keys.is_empty() {
            keys = self.first(&entry.keys, entry, hay);
        }
        if entry.use_regex
            && let Err(fall) = keys
        {
            let gave_up = matches!(fall, Fall::GaveUp { .. });
            let additional = self.first(&entry.additional, entry, hay);
            keys = additional.map_err(|other| if gave_up { fall } else { other });
        }
        let (key, hit) = keys?;
        let part = match hit {
            Hit::At(part) => Some(part),
            Hit::Expression => {
                let all = entry.keys.iter().chain(&entry.additional);
                let needle = all.filter(|other| other.text == key).find_map(|k| k.needle.as_ref());
                needle.and_then(|needle| needle.part_of(hay, &mut self.steps))
            }
            Hit::None | Hit::GaveUp => None,
        };
        let at = part.and_then(|part| hay.parts.get(part).cloned());
        let mut found = KeyMatch { key, at, secondary: None };
        if entry.use_regex {
            return Ok(Call::Key(found));
        }
        for (asked, name) in [(&entry.additional, "@@additional_keys"), (&entry.secondary, "")] {
            if asked.is_empty() {
                continue;
            }
            let other = self.first(asked, entry, hay).ok().map(|(key, _)| key);
            match (other, name) {
                (None, "") => return Err(Fall::Secondary(with_secondary(found, Vec::new()))),
                (None, name) => return Err(Fall::unmet(name)),
                (Some(other), "") => found = with_secondary(found, vec![other]),
                (Some(_), _) => {}
            }
        }
        Ok(Call::Key(found))
    }

    /// The first of these keys that is there; without one, whether an expression was given up.
    fn first(
        &mut self,
        keys: &[Key],
        entry: &Entry,
        hay: &Haystack,
    ) -> Result<(String, Hit), Fall> {
        let looking = Looking {
            case_sensitive: entry.case_sensitive,
            whole_words: false,
            ascii_words: false,
            phrases_in_words: true,
        };
        let mut fall = Fall::NoKeyFound;
        // One expression that is none makes the entry no match.
        if entry.use_regex && keys.iter().any(|key| key.needle.is_none() && !key.has_macros) {
            return Err(fall);
        }
        for key in keys {
            let needle =
                if key.has_macros { self.replaced.get(&*key.text) } else { key.needle.as_ref() };
            match needle.map_or(Hit::None, |needle| needle.find(hay, looking, &mut self.steps)) {
                Hit::None => {}
                Hit::GaveUp => fall = Fall::GaveUp { key: key.text.clone() },
                hit => return Ok((key.text.clone(), hit)),
            }
        }
        Err(fall)
    }

    /// Each book's own budget, and the context's: what matters least goes first. The budget that was
    /// the tightest is what is told.
    fn keep_to_budgets(
        &mut self,
        books: &[(&Book, Bound)],
        outside: &mut dyn Outside,
    ) -> (f64, bool) {
        for ((_, entry), fate) in self.entries.iter().zip(&mut self.fates) {
            if fate.call.is_some() {
                fate.content = outside.macros(&entry.content);
                fate.tokens = outside.tokens(&fate.content);
            }
        }
        let whole = self.scene.settings.budget_tokens(self.scene.max_context);
        let mut told = (whole, false);
        for (book, budget) in books.iter().map(|(book, _)| book.own.token_budget).enumerate() {
            if let Some(budget) = budget {
                let over = self.keep_to(budget, |of| of == book);
                told = (told.0.min(budget), told.1 || over);
            }
        }
        let over = self.keep_to(whole, |_| true);
        (told.0, told.1 || over)
    }

    fn keep_to(&mut self, budget: f64, of: impl Fn(usize) -> bool) -> bool {
        let mut line: Vec<usize> = (0..self.entries.len())
            .filter(|&index| of(self.entries[index].0) && self.fates[index].fired())
            .collect();
        let mut total: usize = line.iter().map(|&index| self.fates[index].tokens).sum();
        // The first to go: what says so itself, then the lowest priority, then the lowest order.
        line.sort_by(|&a, &b| {
            let (a, b) = (self.entries[a].1, self.entries[b].1);
            b.goes_first().cmp(&a.goes_first()).then(a.weight().total_cmp(&b.weight()))
        });
        let mut over = false;
        for index in line {
            if total as f64 <= budget {
                break;
            }
            over = true;
            self.fates[index].fall = Some(Fall::Budget { tokens: total, budget });
            total -= self.fates[index].tokens;
        }
        over
    }

    fn finish(&self, rounds: u32, cut: bool, (budget, overflowed): (f64, bool)) -> Activation {
        let mut fired: Vec<usize> =
            (0..self.entries.len()).filter(|&index| self.fates[index].fired()).collect();
        fired.sort_by(|&a, &b| self.entries[a].1.order.total_cmp(&self.entries[b].1.order));
        let mut placed = Placed::default();
        for &index in &fired {
            let text = self.fates[index].content.clone();
            if !text.is_empty() {
                self.entries[index].1.place(self.scene, Piece { text, entry: index }, &mut placed);
            }
        }
        let verdicts = self.entries.iter().zip(&self.fates);
        Activation {
            entries: verdicts.map(|((_, entry), fate)| entry.verdict(fate, self.scene)).collect(),
            fired,
            placed,
            budget,
            overflowed,
            rounds,
            cut,
            timed: self.scene.timed.clone(),
            disabled_prompts: self.disabled_prompts(),
        }
    }

    fn disabled_prompts(&self) -> Vec<String> {
        let fired = self.entries.iter().zip(&self.fates).filter(|(_, fate)| fate.fired());
        let prompts = fired.flat_map(|((_, entry), _)| &entry.decorators).filter_map(|d| match d {
            Decorator::DisableUiPrompt(prompt) => Some(prompt.clone()),
            _ => None,
        });
        prompts.collect()
    }
}

impl Fate {
    fn fired(&self) -> bool {
        self.call.is_some() && self.fall.is_none()
    }
}

fn with_secondary(mut found: KeyMatch, which: Vec<String>) -> KeyMatch {
    found.secondary = Some(Secondary { logic: Logic::AndAny, found: which });
    found
}

impl Entry {
    fn goes_first(&self) -> bool {
        self.decorators.contains(&Decorator::IgnoreOnMaxContext)
    }

    fn weight(&self) -> f64 {
        self.priority.unwrap_or(self.order)
    }

    /// Where it goes, how deep, and who says it.
    fn target(&self, scene: &Scene<'_>) -> (Place, Option<f64>, i64) {
        let find = |pick: fn(&Decorator) -> Option<f64>| self.decorators.iter().find_map(pick);
        let role = find(|d| if let Decorator::Role(role) = d { Some(*role as f64) } else { None });
        let role = role.map_or(0, |role| role as i64);
        let position = self.decorators.iter().find_map(|d| match d {
            Decorator::Position(position) => Some(*position),
            _ => None,
        });
        match position {
            Some(Position::BeforeDescription) => return (Place::Before, None, role),
            // There is one text after the character's fields, and these are among them.
            Some(Position::AfterDescription | Position::Personality | Position::Scenario) => {
                return (Place::After, None, role);
            }
            None => {}
        }
        let messages = scene.chat.len() as f64;
        let depth = find(|d| if let Decorator::Depth(depth) = d { Some(*depth) } else { None });
        let turned = find(|d| if let Decorator::ReverseDepth(n) = d { Some(*n) } else { None });
        match depth.or(turned.map(|count| messages - count)) {
            Some(depth) => (Place::Depth, Some(depth.clamp(0.0, messages)), role),
            None if self.before => (Place::Before, None, role),
            None => (Place::After, None, role),
        }
    }

    fn place(&self, scene: &Scene<'_>, piece: Piece, placed: &mut Placed) {
        let (place, depth, role) = self.target(scene);
        let Some(depth) = depth else {
            let list = if place == Place::Before { &mut placed.before } else { &mut placed.after };
            list.push(piece);
            return;
        };
        let (depth, role) = (Value::from(depth as i64), Value::from(role));
        let same = |at: &&mut AtDepth| at.depth.as_ref() == Some(&depth) && at.role == role;
        match placed.depth.iter_mut().find(same) {
            Some(at) => at.pieces.push(piece),
            None => placed.depth.push(AtDepth { depth: Some(depth), role, pieces: vec![piece] }),
        }
    }

    fn verdict(&self, fate: &Fate, scene: &Scene<'_>) -> Verdict {
        let (place, depth, role) = self.target(scene);
        let fired = fate.fired();
        Verdict {
            id: self.id.clone(),
            comment: self.comment.clone(),
            fired,
            call: fate.call.clone(),
            fall: fate.fall.clone(),
            content: if fired { fate.content.clone() } else { String::new() },
            tokens: if fired { fate.tokens } else { 0 },
            place,
            depth: depth.map(|depth| Value::from(depth as i64)),
            role: depth.map(|_| Value::from(role)),
            outlet: None,
            order: self.order,
            advice: self.advice(),
        }
    }

    fn advice(&self) -> Vec<(String, &'static str)> {
        let all = [&self.keys, &self.additional].into_iter().flatten();
        let slow = all.filter_map(|key| {
            let advice = key.needle.as_ref()?.pattern()?.advice()?;
            Some((key.text.clone(), advice))
        });
        slow.collect()
    }
}

fn compile(book: &Book) -> Vec<Entry> {
    book.specified().iter().enumerate().map(|(place, map)| entry(book, place, map)).collect()
}

/// The keys that macros could change, as they are now.
fn replaced<'e>(
    entries: &[(usize, &'e Entry)],
    outside: &mut dyn Outside,
) -> HashMap<&'e str, Needle> {
    let lists = |entry: &'e Entry| {
        [&entry.keys, &entry.secondary, &entry.additional, &entry.excluded].into_iter().flatten()
    };
    let keys = entries.iter().flat_map(|(_, entry)| lists(entry)).filter(|key| key.has_macros);
    keys.map(|key| (&*key.text, Needle::plain(&outside.macros(&key.text)))).collect()
}

fn entry(book: &Book, place: usize, map: &Map<String, Value>) -> Entry {
    let is = |key: &str| js::truthy(map.get(key));
    let text = |key: &str| map.get(key).and_then(Value::as_str).unwrap_or_default();
    let number = |key: &str| map.get(key).and_then(Value::as_f64);
    let id = map.get("id").map_or_else(|| place.to_string(), |id| js::text_of(Some(id)));
    let (decorators, content) = decorators::read(text("content"));
    let use_regex = is("use_regex");
    let case_sensitive = is("case_sensitive");
    let keys = |list: Vec<String>| -> Vec<Key> {
        let keys = list.into_iter().filter(|key| !key.trim().is_empty());
        keys.map(|key| Key::new(key, use_regex, case_sensitive)).collect()
    };
    let listed = |wanted: fn(&Decorator) -> Option<&Vec<String>>| -> Vec<String> {
        decorators.iter().filter_map(wanted).flatten().cloned().collect()
    };
    let own_depth = decorators.iter().find_map(|decorator| match decorator {
        Decorator::ScanDepth(depth) => Some(*depth),
        _ => None,
    });
    Entry {
        id: format!("{}.{id}", book.name).into(),
        comment: [text("name"), text("comment")]
            .into_iter()
            .find(|t| !t.is_empty())
            .unwrap_or_default()
            .into(),
        keys: keys(texts(map.get("keys"))),
        secondary: if is("selective") {
            keys(texts(map.get("secondary_keys")))
        } else {
            Vec::new()
        },
        additional: keys(listed(|d| match d {
            Decorator::AdditionalKeys(list) => Some(list),
            _ => None,
        })),
        excluded: keys(listed(|d| match d {
            Decorator::ExcludeKeys(list) => Some(list),
            _ => None,
        })),
        content: content.to_owned(),
        enabled: is("enabled"),
        constant: is("constant"),
        use_regex,
        case_sensitive,
        order: number("insertion_order").unwrap_or_default(),
        priority: number("priority"),
        before: text("position") == "before_char",
        depth: own_depth.or(book.own.scan_depth).unwrap_or(SCAN_DEPTH),
        recursive: book.own.recursive.unwrap_or(false),
        decorators,
    }
}

impl Key {
    fn new(text: String, regex: bool, case_sensitive: bool) -> Self {
        let has_macros = !regex && may_have_macros(&text);
        let needle = match regex {
            true => expression(&text, case_sensitive),
            false => (!has_macros).then(|| Needle::plain(&text)),
        };
        Self { text, has_macros, needle }
    }
}

/// With or without slashes around it: cards have both.
fn expression(text: &str, case_sensitive: bool) -> Option<Needle> {
    let bare = || Pattern::new(text, if case_sensitive { "" } else { "i" });
    Pattern::delimited(text).or_else(bare).map(|pattern| Needle::Pattern(Box::new(pattern)))
}

fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        // The specification of secondary keys speaks of values parted by commas.
        Some(Value::String(text)) => text.split(',').map(|key| key.trim().to_owned()).collect(),
        Some(Value::Array(list)) => {
            list.iter().filter_map(|key| key.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}
