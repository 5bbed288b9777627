//! Lorebook activation: which entries a chat calls for, and why each did or did not.
//!
//! A pure function of books, chat, settings and an [`Outside`] that counts tokens, rolls dice and
//! replaces macros. [`Profile`] says whose rules are followed.

mod book;
mod decorators;
mod entry;
mod groups;
mod haystack;
mod key;
mod pattern;
mod place;
mod quirks;
mod reason;
mod scan;
mod schema;
mod settings;
mod sort;
mod spec;
mod timed;
mod vector;

pub(crate) use book::TEMPLATE;
pub use book::{Book, BookError};
pub use entry::{Entry, GLOBAL_TEXTS, Logic, Place};
pub use haystack::Part;
pub use pattern::{Matched, Pattern};
pub(crate) use place::joined;
pub use place::{AtDepth, Piece, Placed};
pub use quirks::{QUIRKS, Quirks};
pub use reason::{Call, Fall, GroupLoss, KeyMatch, Secondary};
pub use scan::State;
pub use schema::cases_schema;
pub use settings::Settings;
pub use timed::Timed;
pub use vector::{Vector, VectorError, messages};

use crate::js;
use scan::{Fate, Outcome, Scan};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Whose rules are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// SillyTavern 1.18, its peculiarities included.
    #[default]
    SillyTavern,
    /// The V3 specification, with its decorators.
    SpecV3,
    /// Ours: SillyTavern's rules without its peculiarities ([`QUIRKS`]).
    Repertoire,
}

/// Every profile and its name.
pub const PROFILES: [(Profile, &str); 3] = [
    (Profile::SillyTavern, "sillytavern-1.18"),
    (Profile::SpecV3, "spec-v3"),
    (Profile::Repertoire, "repertoire"),
];

impl Profile {
    /// As it is named.
    pub fn as_str(self) -> &'static str {
        PROFILES.iter().find(|(profile, _)| *profile == self).map_or("", |(_, name)| name)
    }

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        PROFILES.iter().find(|(_, known)| *known == name).map(|(profile, _)| *profile)
    }
}

/// What activation asks of the world around it.
pub trait Outside {
    /// A number from 0 up to 1, as `Math.random` gives it.
    fn roll(&mut self) -> f64;
    /// How many tokens a text is.
    fn tokens(&mut self, text: &str) -> usize;
    /// The same of a text that grows at its end and whose first `kept` bytes stay in it.
    fn tokens_of_grown(&mut self, text: &str, kept: usize) -> usize {
        let _ = kept;
        self.tokens(text)
    }
    /// A text with its macros replaced.
    fn macros(&mut self, text: &str) -> String;
    /// A text as a recursive scan sees it.
    fn scanned(&mut self, text: &str) -> String {
        self.macros(text)
    }
    /// Whether macros came to more than it allows, and so stay as they are written.
    fn is_cut(&self) -> bool {
        false
    }
}

/// A message of a chat.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// Who speaks.
    pub name: String,
    /// What is said.
    pub text: String,
    /// Whether the user says it.
    pub is_user: bool,
}

/// Where a book is bound, which decides where its entries stand in line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bound {
    /// To everything.
    #[default]
    Global,
    /// To the character.
    Character,
    /// To the chat.
    Chat,
    /// To the persona.
    Persona,
}

/// Everything that an activation depends on besides the books.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene<'a> {
    /// The messages, the oldest first.
    pub chat: &'a [Message],
    /// What the user set.
    pub settings: Settings,
    /// The size of the context in tokens.
    pub max_context: f64,
    /// The kind of generation: `normal`, `continue`, `impersonate`, `swipe`, `regenerate`, `quiet`.
    pub trigger: String,
    /// Texts of the character and the persona, in the order of [`GLOBAL_TEXTS`].
    pub fields: [String; GLOBAL_TEXTS.len()],
    /// Texts that extensions want to have searched.
    pub injected: Vec<String>,
    /// The character's file name, for filters by name.
    pub character: Option<String>,
    /// The character's tags, for filters by tag.
    pub tags: Option<Vec<String>>,
    /// Entries that somebody outside asks for, by id.
    pub forced: BTreeSet<String>,
    /// What the chat remembers of entries.
    pub timed: Timed,
    /// Whether nothing is to be remembered.
    pub dry_run: bool,
    /// Which greeting the chat began with, where that is known; the specification asks.
    pub greeting: Option<i64>,
    /// The name of the user's icon, where that is known; the specification asks.
    pub user_icon: Option<String>,
    /// Entries that fired earlier in the chat, by id, where that is known; the specification asks.
    pub fired_before: Option<BTreeSet<String>>,
}

impl<'a> Scene<'a> {
    /// A scene with nothing set.
    pub fn new(chat: &'a [Message], max_context: f64) -> Self {
        Self {
            chat,
            settings: Settings::default(),
            max_context,
            trigger: "normal".to_owned(),
            fields: Default::default(),
            injected: Vec::new(),
            character: None,
            tags: None,
            forced: BTreeSet::new(),
            timed: Timed::default(),
            dry_run: false,
            greeting: None,
            user_icon: None,
            fired_before: None,
        }
    }
}

/// What an activation came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Activation {
    /// Every entry, in the order in which the books were walked.
    pub entries: Vec<Verdict>,
    /// Those that fired, in the order in which they did.
    pub fired: Vec<usize>,
    /// The texts in their places.
    pub placed: Placed,
    /// The tokens that there were.
    pub budget: f64,
    /// Whether they were too few.
    pub overflowed: bool,
    /// How many rounds it took.
    pub rounds: u32,
    /// Whether a bound on work ended it early, or left macros as they are written.
    pub cut: bool,
    /// What the chat is to remember.
    pub timed: Timed,
    /// Prompts of the preset that an entry switched off (`@@disable_ui_prompt`).
    pub disabled_prompts: Vec<String>,
}

/// What became of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// `book.uid`.
    pub id: Arc<str>,
    /// What creators see of it.
    pub comment: Arc<str>,
    /// Whether it is in the prompt.
    pub fired: bool,
    /// What called for it, if anything did: in which round, and in what state.
    pub call: Option<(Call, u32, State)>,
    /// Why it did not fire, if it did not.
    pub fall: Option<Fall>,
    /// Its text, macros replaced where it fired.
    pub content: String,
    /// Its tokens, where it fired.
    pub tokens: usize,
    /// Where it goes.
    pub place: Place,
    /// How far from the last message, for an entry at depth.
    pub depth: Option<Value>,
    /// Who says it, for an entry at depth.
    pub role: Option<Value>,
    /// Which outlet it goes to.
    pub outlet: Option<String>,
    /// Lower goes first.
    pub order: f64,
    /// Keys that don't run in linear time, and what to write instead.
    pub advice: Vec<(String, &'static str)>,
}

/// Which entries of the books the scene calls for.
pub fn activate(
    books: &[(&Book, Bound)],
    scene: &Scene<'_>,
    profile: Profile,
    outside: &mut dyn Outside,
) -> Activation {
    match profile {
        Profile::SillyTavern => by_rounds(books, scene, Quirks::ALL, outside),
        Profile::Repertoire => by_rounds(books, scene, Quirks::NONE, outside),
        Profile::SpecV3 => spec::activate(books, scene, outside),
    }
}

/// SillyTavern's rules, with these of its peculiarities.
pub fn by_rounds(
    books: &[(&Book, Bound)],
    scene: &Scene<'_>,
    quirks: Quirks,
    outside: &mut dyn Outside,
) -> Activation {
    let broken = books.iter().any(|(book, _)| book.is_broken);
    let silent = broken && quirks.has(Quirks::ONE_BAD_CONTENT_SPOILS_ALL);
    let all = in_line(books, scene.settings.strategy);
    let entries = if silent { Vec::new() } else { all.clone() };
    let lines = lines(scene);
    let messages = scanned(&lines);
    let unique = matches!(books, [(book, _)] if book.has_unique_ids);
    let outcome = Scan::new(&entries, scene, messages, unique, quirks, outside).run();
    let placed = place::place(placeable(&entries, &outcome), quirks);
    let mut verdicts: Vec<Verdict> =
        entries.iter().zip(&outcome.fates).map(|(entry, fate)| verdict(entry, fate)).collect();
    if silent {
        let silenced = Fate { fall: Some(Fall::BrokenContent), ..Fate::default() };
        verdicts.extend(all.iter().map(|entry| verdict(entry, &silenced)));
    }
    Activation {
        entries: verdicts,
        fired: outcome.fired,
        placed,
        budget: outcome.budget,
        overflowed: outcome.overflowed,
        rounds: outcome.rounds,
        cut: outcome.cut || outside.is_cut(),
        timed: outcome.timed,
        disabled_prompts: Vec::new(),
    }
}

/// The entries of all books in the order in which they are walked.
fn in_line<'b>(books: &[(&'b Book, Bound)], strategy: f64) -> Vec<&'b Entry> {
    // What a comparison that is none comes to depends on how the entries stood before.
    let has_orders = books.iter().all(|(book, _)| book.has_orders);
    let of =
        |bound: Bound| -> Vec<&'b Entry> {
            let books = books.iter().filter(|(_, to)| *to == bound);
            books
                .flat_map(|(book, _)| {
                    if has_orders { book.entries.iter().collect() } else { book.in_file_order() }
                })
                .collect()
        };
    let sorted = |mut list: Vec<&'b Entry>| {
        sort::by_order(&mut list, |entry| entry.order);
        list
    };
    let (global, character) = (of(Bound::Global), of(Bound::Character));
    let rest = match strategy {
        1.0 => [sorted(character), sorted(global)].concat(),
        2.0 => [sorted(global), sorted(character)].concat(),
        _ => sorted([global, character].concat()),
    };
    [sorted(of(Bound::Chat)), sorted(of(Bound::Persona)), rest].concat()
}

/// The messages as they are searched, the last one first.
fn lines(scene: &Scene<'_>) -> Vec<String> {
    let line = |message: &Message| match scene.settings.include_names {
        true => format!("{}: {}", message.name, message.text),
        false => message.text.clone(),
    };
    scene.chat.iter().rev().take(haystack::SCAN_DEPTH_MAX).map(line).collect()
}

/// Trimmed, and without the empty ones at the far end, which leave no trace in a joined text.
fn scanned(lines: &[String]) -> Vec<&str> {
    let length = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    lines[..length].iter().map(|line| js::trim(line)).collect()
}

fn placeable<'e>(entries: &[&'e Entry], outcome: &'e Outcome) -> Vec<(usize, &'e Entry, &'e str)> {
    let fired = outcome.fired.iter().map(|&index| {
        let content = outcome.fates[index].content.as_deref().unwrap_or_default();
        (index, entries[index], content)
    });
    fired.collect()
}

fn verdict(entry: &Entry, fate: &Fate) -> Verdict {
    let at_depth = entry.place == Place::Depth;
    Verdict {
        id: entry.id.clone(),
        comment: entry.comment.clone(),
        fired: fate.fired,
        call: fate.call.clone(),
        fall: fate.fall.clone().filter(|_| !fate.fired),
        content: fate.content.clone().filter(|_| fate.fired).unwrap_or_default(),
        tokens: if fate.fired { fate.tokens } else { 0 },
        place: entry.place,
        depth: entry.depth.clone().filter(|_| at_depth),
        role: at_depth.then(|| entry.role.clone()),
        outlet: entry.outlet.clone().filter(|_| entry.place == Place::Outlet),
        order: entry.order,
        advice: if entry.has_patterns { advice(entry) } else { Vec::new() },
    }
}

fn advice(entry: &Entry) -> Vec<(String, &'static str)> {
    let keys = [&entry.keys, &entry.secondary].into_iter().flatten().flatten();
    let slow = keys.filter_map(|key| {
        let advice = key.trimmed().pattern()?.advice()?;
        Some((key.text.to_string(), advice))
    });
    slow.collect()
}

impl Activation {
    /// What there is to tell, for programs: the shape of SillyTavern's answer with every entry beside
    /// it, and what the chat is to remember if the case asked for that.
    pub fn to_answer(&self, timed: bool) -> Value {
        let mut json = self.to_json();
        json.insert("entries".into(), self.entries.iter().map(Verdict::to_json).collect());
        if timed {
            json.insert("timedWorldInfo".into(), self.timed.to_json());
        }
        if !self.disabled_prompts.is_empty() {
            json.insert("disabledPrompts".into(), json!(self.disabled_prompts));
        }
        Value::Object(json)
    }

    /// In the shape of SillyTavern's answer: the ids of what fired, and the texts.
    pub fn to_json(&self) -> Map<String, Value> {
        let ids: Vec<&str> = self.fired.iter().map(|&index| &*self.entries[index].id).collect();
        let mut json = Map::from_iter([("activated".to_owned(), json!(ids))]);
        json.extend(self.placed.to_json());
        json
    }
}

impl Verdict {
    /// For programs.
    pub fn to_json(&self) -> Value {
        let mut json = Map::new();
        let mut set = |key: &str, value: Value| _ = json.insert(key.to_owned(), value);
        set("id", json!(&*self.id));
        if !self.comment.is_empty() {
            set("comment", json!(&*self.comment));
        }
        set("fired", json!(self.fired));
        if let Some((call, round, state)) = &self.call {
            let mut called = Map::from_iter([("by".to_owned(), json!(call.kind()))]);
            called.extend(call.detail());
            called.insert("round".into(), json!(round));
            called.insert("during".into(), json!(state.as_str()));
            set("called", Value::Object(called));
        }
        if let Some(fall) = &self.fall {
            let mut fell = Map::from_iter([("because".to_owned(), json!(fall.kind()))]);
            fell.extend(fall.detail());
            set("fell", Value::Object(fell));
        }
        if self.fired {
            set("tokens", json!(self.tokens));
        }
        set("position", json!(self.place.as_str()));
        for (key, value) in [("depth", &self.depth), ("role", &self.role)] {
            if let Some(value) = value {
                set(key, value.clone());
            }
        }
        if let Some(outlet) = &self.outlet {
            set("outlet", json!(outlet));
        }
        set("order", if self.order.is_nan() { Value::Null } else { json!(self.order) });
        if !self.advice.is_empty() {
            let advice =
                self.advice.iter().map(|(key, advice)| json!({"key": key, "advice": advice}));
            set("advice", advice.collect());
        }
        Value::Object(json)
    }
}
