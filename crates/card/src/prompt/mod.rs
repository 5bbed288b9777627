//! Prompt preview: the messages in the order in which SillyTavern's chat completion builds them,
//! each with its tokens and where it came from, and what fell out for lack of room.

mod build;
mod examples;
mod inject;
mod report;

use crate::activation::{Activation, Book, Bound, Message, Profile, Settings, Timed};
use crate::macros::{Around, Chance, Clock};
use crate::tokens::Tokens;
use crate::{Card, Lorebook};
use serde_json::{Map, Value};

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

    /// The text with macros replaced, and which were.
    fn replaced(&mut self, text: &str, original: Option<&str>) -> (String, Vec<Origin>) {
        self.around.macros.used.clear();
        let text = self.around.macros.replace_with_original(text, original);
        let used = std::mem::take(&mut self.around.macros.used);
        (text, used.into_iter().map(Origin::Macro).collect())
    }

    fn block(
        &mut self,
        id: impl Into<String>,
        role: &'static str,
        text: &str,
        origin: Origin,
    ) -> Block {
        let (text, macros) = self.replaced(text, None);
        let mut origins = vec![origin];
        origins.extend(macros);
        self.finished(id.into(), role, None, text, origins)
    }

    fn finished(
        &self,
        id: String,
        role: &'static str,
        name: Option<&'static str>,
        text: String,
        origins: Vec<Origin>,
    ) -> Block {
        let tokens = if text.is_empty() { 0 } else { self.cost(role, name, &text) };
        Block { id, role, name, text, tokens, origins }
    }
}
