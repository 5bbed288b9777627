//! Prompt preview: the messages in the order in which SillyTavern's chat completion builds them,
//! each with its tokens and where it came from, and what fell out for lack of room.
//!
//! It follows SillyTavern 1.18 (`Generate`, `prepareOpenAIMessages`) for one character and the
//! default preset. What is not followed stands in `docs/lorebooks.md`, under "The prompt".

mod build;
mod examples;
mod fields;
mod inject;
mod report;

use crate::activation::{Activation, Book, Bound, Message, Profile, Settings, Timed};
use crate::js;
use crate::macros::{Around, Chance, Clock, Macros};
use crate::tokens::Tokens;
use crate::{Card, Lorebook};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What a preview is made for.
#[derive(Debug, Clone)]
pub struct Stage<'a> {
    /// The card.
    pub card: &'a Card,
    /// The messages, the oldest first. With none, the chat begins with the greeting.
    pub chat: Vec<Message>,
    /// Which greeting: 0 is the first message, 1 the first of the alternatives.
    pub greeting: usize,
    /// The user's name.
    pub user: String,
    /// Who the user is.
    pub persona: String,
    /// Whose rules are followed.
    pub profile: Profile,
    /// Books besides the card's own.
    pub books: Vec<(&'a Book, Bound)>,
    /// What the user set for lorebooks.
    pub settings: Settings,
    /// The size of the context.
    pub max_context: usize,
    /// Tokens of it that are kept for the answer.
    pub max_response: usize,
    /// How tokens are counted.
    pub tokens: Tokens,
    /// Random numbers.
    pub chance: Chance,
    /// The time it is.
    pub clock: Option<Clock>,
    /// What the chat remembers of lorebook entries.
    pub timed: Timed,
    /// The prompts of the preset.
    pub preset: Preset,
}

/// The texts of a preset. The default is SillyTavern's, as it reads outside of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    /// The main prompt.
    pub main: String,
    /// The auxiliary prompt.
    pub nsfw: String,
    /// What comes after the history.
    pub jailbreak: String,
    /// Asks to enhance definitions; off where it is empty, as by default.
    pub enhance_definitions: String,
    /// Opens the history.
    pub new_chat: String,
    /// Opens each example.
    pub new_example: String,
}

impl Default for Preset {
    fn default() -> Self {
        Self {
            main: "Write {{char}}'s next reply in a fictional chat between {{char}} and {{user}}."
                .into(),
            nsfw: String::new(),
            jailbreak: String::new(),
            enhance_definitions: String::new(),
            new_chat: "[Start a new Chat]".into(),
            new_example: "[Example Chat]".into(),
        }
    }
}

/// Where a text came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A field of the card.
    Field(&'static str),
    /// An entry of a lorebook.
    Entry(String),
    /// The preset.
    Preset(&'static str),
    /// A message of the chat, counted from the first.
    Message(usize),
    /// Who the user is.
    Persona,
    /// A macro that was replaced in the text.
    Macro(String),
}

/// A message of the prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Which prompt it is: `main`, `charDescription`, `chatHistory-3`.
    pub id: String,
    /// `system`, `user` or `assistant`.
    pub role: &'static str,
    /// A name beside the role, in examples.
    pub name: Option<&'static str>,
    /// The text.
    pub text: String,
    /// Its tokens, with what a message costs by itself.
    pub tokens: usize,
    /// Where it came from.
    pub origins: Vec<Origin>,
}

/// Something that is not in the prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The block that it would have been.
    pub block: Block,
    /// Why.
    pub why: &'static str,
}

/// A prompt, as it would be sent.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The messages, in order.
    pub blocks: Vec<Block>,
    /// What did not fit.
    pub left_out: Vec<LeftOut>,
    /// Tokens of all messages, with what opens the answer.
    pub tokens: usize,
    /// Tokens that there are: the context without the answer.
    pub budget: usize,
    /// How they were counted.
    pub counted_by: String,
    /// Whether that is an estimate.
    pub is_estimate: bool,
    /// Whether macros came to more than is replaced, so that some stay as they are written.
    pub macros_cut: bool,
    /// What lorebooks gave.
    pub activation: Activation,
}

/// The prompt for a card and a chat.
pub fn preview(stage: &Stage<'_>) -> Preview {
    build::build(stage)
}

/// The book of a card, ready to be scanned.
pub fn book_of(card: &Card, name: &str) -> Option<Book> {
    let book: Map<String, Value> = card.lorebook().map(Lorebook::to_json)?;
    Book::from_character_book(book, name).ok()
}

/// What a card's book is called; what is told of its entries names them `book.uid`.
pub fn book_name(card: &Card) -> String {
    let named = card.lorebook().and_then(|book| book.name.clone());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| card.data.name.clone())
}

/// The roles there are, in their order within a depth.
const ROLES: [&str; 3] = ["system", "user", "assistant"];

/// A text with macros replaced, and which were.
#[derive(Debug, Clone, Default)]
struct Text {
    text: String,
    macros: BTreeSet<String>,
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self { text, macros: BTreeSet::new() }
    }
}

impl Text {
    /// Where it came from: these, and its macros.
    fn origins(&self, mut origins: Vec<Origin>) -> Vec<Origin> {
        for name in self.macros.iter().map(|name| Origin::Macro(name.clone())) {
            if !origins.contains(&name) {
                origins.push(name);
            }
        }
        origins
    }
}

/// A message before its macros are replaced for the last time.
struct Pending {
    id: String,
    role: &'static str,
    text: Text,
    origins: Vec<Origin>,
}

/// What counting and replacing share while a prompt is built.
struct Bench {
    around: Around,
}

impl Bench {
    /// A message costs its content, its role, and three tokens, as OpenAI counts them.
    fn cost(&self, role: &str, name: Option<&str>, text: &str) -> usize {
        let count = |text: &str| self.around.tokens.count(text);
        3 + count(role) + count(text) + name.map_or(0, |name| count(name) + 1)
    }

    /// The text with its macros replaced.
    fn replaced(&mut self, text: &str, original: Option<&str>) -> Text {
        self.used_by(|macros| macros.replace_with_original(text, original))
    }

    /// The same of a text of the card itself.
    fn of_card(&mut self, text: &str) -> Text {
        self.used_by(|macros| macros.replace_in_card(text))
    }

    fn used_by(&mut self, replace: impl FnOnce(&mut Macros) -> String) -> Text {
        self.around.macros.used.clear();
        let text = replace(&mut self.around.macros);
        Text { text, macros: std::mem::take(&mut self.around.macros.used) }
    }

    /// What was replaced before, replaced once more.
    fn again(&mut self, before: &Text, original: Option<&str>) -> Text {
        let mut text = self.replaced(&before.text, original);
        text.macros.extend(before.macros.iter().cloned());
        text
    }

    /// A field of the card that was read before, read once more, unless nothing was there.
    fn of_card_again(&mut self, raw: &str, before: &Text) -> Text {
        match before.text.is_empty() {
            true => before.clone(),
            false => self.of_card(js::trim(raw)),
        }
    }

    /// What opens the history or an example.
    fn opening(&mut self, id: &str, text: &str, prompt: &'static str) -> Block {
        let text = self.replaced(text, None);
        self.made(id, "system", &text, vec![Origin::Preset(prompt)])
    }

    /// An empty block is in no prompt, and costs nothing.
    fn made(
        &self,
        id: impl Into<String>,
        role: &'static str,
        text: &Text,
        origins: Vec<Origin>,
    ) -> Block {
        let origins = text.origins(origins);
        let text = text.text.clone();
        let tokens = if text.is_empty() { 0 } else { self.cost(role, None, &text) };
        Block { id: id.into(), role, name: None, text, tokens, origins }
    }
}
