//! Macros: `{{char}}` and its kind, per profile, deterministic under a seed.
//!
//! SillyTavern's are those of its engine in 1.18, nested, scoped and with variables; the
//! specification has nine. What needs a clock or a chat's state is replaced only where that was
//! handed in, and stays as it is written else.

mod call;
mod cbs;
mod chance;
mod clock;
pub(crate) mod dialogue;
mod evaluate;
mod parse;
mod table;
mod variables;

pub use chance::Seeded;
pub use clock::Clock;
pub use variables::Variables;

use crate::activation::{Message, Outside, Profile};
use crate::js;
use crate::limits::MACRO_BYTES_MAX;
use crate::tokens::{Grown, Tokens};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The names of every macro that a profile knows.
pub(crate) fn names(profile: Profile) -> Vec<&'static str> {
    match profile {
        Profile::SpecV3 => cbs::NAMES.to_vec(),
        Profile::SillyTavern | Profile::Repertoire => {
            table::MACROS.iter().flat_map(|it| [&[it.name], it.aliases].concat()).collect()
        }
    }
}

/// What macros stand for.
#[derive(Debug, Clone, PartialEq)]
pub struct Macros {
    /// Whose macros.
    pub profile: Profile,
    /// `{{user}}`.
    pub user: String,
    /// `{{char}}`.
    pub char: String,
    /// Texts of the character, by the macro's name in lower case, as the card has them: their own
    /// macros are replaced each time that one of them is asked for, but for those that stand for
    /// another text of the card, which are nothing there.
    pub texts: BTreeMap<&'static str, String>,
    /// The other greetings, for `{{greeting::1}}`.
    pub greetings: Vec<String>,
    /// The messages, for `{{lastMessage}}` and its kin.
    pub chat: Vec<Message>,
    /// `{{outlet::name}}`.
    pub outlets: BTreeMap<String, String>,
    /// Variables of the chat.
    pub local: Variables,
    /// Variables of everything.
    pub global: Variables,
    /// The time it is, if the caller says so.
    pub clock: Option<Clock>,
    /// What `{{pick}}` keeps to in SillyTavern: the name of the chat.
    pub chat_id: String,
    /// Random numbers: a seed, or what was rolled.
    pub chance: Chance,
    /// The macros that were replaced since the caller last looked.
    pub used: BTreeSet<String>,
    /// Bytes that they may still come to; `None` once that was passed.
    left: Option<usize>,
}

/// Where random numbers come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Chance {
    /// From a seed.
    Seeded(Seeded),
    /// These, over and over.
    Rolls {
        /// Each from 0 up to 1.
        list: Vec<f64>,
        /// How many were taken.
        next: usize,
    },
}

impl Chance {
    /// From a number, a list of numbers, or `{"seed": …}`.
    pub fn from_json(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number) => Some(Self::rolls(vec![number.as_f64()?])),
            Value::Array(list) if !list.is_empty() => {
                Some(Self::rolls(list.iter().map(Value::as_f64).collect::<Option<_>>()?))
            }
            Value::Object(map) => Some(Self::Seeded(Seeded::new(map.get("seed")?.as_u64()?))),
            _ => None,
        }
    }

    /// These, over and over.
    pub fn rolls(list: Vec<f64>) -> Self {
        Self::Rolls { list, next: 0 }
    }

    /// The next, from 0 up to 1.
    pub fn roll(&mut self) -> f64 {
        match self {
            Chance::Seeded(seeded) => seeded.roll(),
            Chance::Rolls { list, next } => {
                let roll = list.get(*next % list.len().max(1)).copied().unwrap_or_default();
                *next += 1;
                roll
            }
        }
    }
}

impl Macros {
    /// Macros for two names, and nothing else known.
    pub fn new(profile: Profile, char: &str, user: &str) -> Self {
        Self {
            profile,
            user: user.to_owned(),
            char: char.to_owned(),
            texts: BTreeMap::new(),
            greetings: Vec::new(),
            chat: Vec::new(),
            outlets: BTreeMap::new(),
            local: Variables::default(),
            global: Variables::default(),
            clock: None,
            chat_id: String::new(),
            chance: Chance::Seeded(Seeded::new(0)),
            used: BTreeSet::new(),
            left: Some(MACRO_BYTES_MAX),
        }
    }

    /// Whether they came to more than [`MACRO_BYTES_MAX`]: those after that stay as they are written.
    pub fn is_cut(&self) -> bool {
        self.left.is_none()
    }

    /// Takes so many bytes off what is left, if there are as many.
    fn charge(&mut self, bytes: usize) -> bool {
        self.left = self.left.and_then(|left| left.checked_sub(bytes));
        self.left.is_some()
    }

    /// The text with its macros replaced.
    pub fn replace(&mut self, text: &str) -> String {
        self.replace_with_original(text, None)
    }

    /// As [`Macros::replace`], with something for `{{original}}` to stand for, once.
    pub fn replace_with_original(&mut self, text: &str, original: Option<&str>) -> String {
        if !may_have_macros(text) {
            return text.to_owned();
        }
        match self.profile {
            Profile::SpecV3 => cbs::replace(text, self, original, cbs::Sight::Prompt),
            Profile::SillyTavern | Profile::Repertoire => evaluate::replace(text, self, original),
        }
    }

    /// As [`Macros::replace`], of a text of the card itself: macros that stand for one are nothing
    /// in it, and it comes without carriage returns.
    pub(crate) fn replace_in_card(&mut self, text: &str) -> String {
        let text = match self.profile {
            Profile::SpecV3 => self.replace(text),
            _ if !may_have_macros(text) => text.to_owned(),
            Profile::SillyTavern | Profile::Repertoire => evaluate::replace_in_card(text, self),
        };
        text.replace('\r', "")
    }

    /// What is scanned for keys in recursion: `{{hidden_key:A}}` of the specification shows here.
    pub fn replace_for_scan(&mut self, text: &str) -> String {
        match self.profile {
            Profile::SpecV3 => cbs::replace(text, self, None, cbs::Sight::Scan),
            Profile::SillyTavern | Profile::Repertoire => self.replace(text),
        }
    }
}

/// A place in a text that goes forward alone, so that how many UTF-16 units stand before it is
/// counted once.
#[derive(Clone, Copy)]
struct Cursor<'t> {
    text: &'t str,
    at: usize,
    units: usize,
}

impl<'t> Cursor<'t> {
    /// At the start of a text before which there are so many units.
    fn new(text: &'t str, units: usize) -> Self {
        Self { text, at: 0, units }
    }

    /// Goes to a byte, and says how many units stand before it.
    fn to(&mut self, at: usize) -> usize {
        self.units += js::utf16_len(&self.text[self.at..at]);
        self.at = at;
        self.units
    }
}

/// Whether replacing macros could change a text at all.
pub(crate) fn may_have_macros(text: &str) -> bool {
    text.contains(['{', '}', '<'])
}

/// Macros, chance and tokens together, as an activation asks for them.
#[derive(Debug)]
pub struct Around {
    /// What macros stand for, and the dice.
    pub macros: Macros,
    /// How tokens are counted.
    pub tokens: Tokens,
    grown: Grown,
}

impl Around {
    /// Macros, and how tokens are counted.
    pub fn new(macros: Macros, tokens: Tokens) -> Self {
        Self { macros, tokens, grown: Grown::default() }
    }
}

impl Outside for Around {
    fn roll(&mut self) -> f64 {
        self.macros.chance.roll()
    }

    fn tokens(&mut self, text: &str) -> usize {
        self.tokens.count(text)
    }

    fn tokens_of_grown(&mut self, text: &str, kept: usize) -> usize {
        self.grown.count(&self.tokens, text, kept)
    }

    fn macros(&mut self, text: &str) -> String {
        self.macros.replace(text)
    }

    fn scanned(&mut self, text: &str) -> String {
        self.macros.replace_for_scan(text)
    }

    fn is_cut(&self) -> bool {
        self.macros.is_cut()
    }
}
