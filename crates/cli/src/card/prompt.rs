//! `repertoire card prompt`: what would be sent to a model for a card and a chat.

use std::path::PathBuf;
use std::process::ExitCode;

use ::card::activation::{Book, Bound, Message, PROFILES, Settings, Timed, messages};
use ::card::macros::{Chance, Clock, Seeded};
use ::card::prompt::{Preset, Stage, preview};
use ::card::tokens::Tokens;
use clap::Args;
use psl::render::visible;
use serde_json::Value;

use super::activate::{book_of, json_of, parse, profile, profiles};
use super::{Opened, bytes, open};
use crate::failure::{Failure, Outcome};
use crate::import::file_name;
use crate::say;

/// Show the prompt for a card and a chat: each message with its tokens and where it came from, and
/// what fell out for lack of room.
///
/// The messages stand in the order in which SillyTavern's chat completion builds them with its
/// default preset. Without a chat it begins with the card's greeting.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  repertoire card prompt seraphina.png --chat chat.json --max-context 4096"
)]
pub(crate) struct Prompt {
    /// The card
    #[arg(value_name = "FILE")]
    card: PathBuf,
    /// A list of messages with `name` and `mes`, or a chat of SillyTavern (JSONL)
    #[arg(long, value_name = "FILE")]
    chat: Option<PathBuf>,
    /// Whose rules are followed
    #[arg(long, value_name = "P", default_value = PROFILES[0].1, value_parser = profiles())]
    profile: String,
    /// A lorebook besides the card's own; may be given more than once
    #[arg(long, value_name = "FILE")]
    book: Vec<PathBuf>,
    /// Lorebook settings (`world_info_*`) as JSON
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// The user's name
    #[arg(long, value_name = "NAME", default_value = "User")]
    user: String,
    /// Who the user is
    #[arg(long, value_name = "TEXT", default_value = "")]
    persona: String,
    /// Which greeting opens a chat: 0 is the first message, 1 the first alternative
    #[arg(long, value_name = "N", default_value_t = 0)]
    greeting: usize,
    /// The size of the context in tokens
    #[arg(long, value_name = "N", default_value_t = 8192)]
    max_context: usize,
    /// Tokens of the context that are kept for the answer
    #[arg(long, value_name = "N", default_value_t = 300)]
    max_response: usize,
    /// How tokens are counted: `cl100k_base`, `o200k_base`, `estimate`, or `ceil(utf16len/4)`
    #[arg(long, value_name = "T", default_value = "cl100k_base", value_parser = Tokens::parse)]
    tokens: Tokens,
    /// What random macros and dice begin with
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// The time that `{{time}}` and its kin show, in seconds since 1970, UTC; they stay as they are
    /// written without it
    #[arg(long, value_name = "SECONDS")]
    now: Option<i64>,
    /// For programs
    #[arg(long)]
    json: bool,
}

impl Prompt {
    pub(crate) fn run(self) -> Outcome {
        let (_, Opened::Card(reading)) = open(&self.card)? else {
            let path = self.card.display();
            return Err(Failure::new(format!(
                "{path} is a lorebook; name a card, and it as --book"
            )));
        };
        let books: Vec<Book> = self
            .book
            .iter()
            .map(|path| book_of(path, &file_name(path)))
            .collect::<Result<_, Failure>>()?;
        let stage = Stage {
            card: &reading.card,
            chat: self.chat()?,
            greeting: self.greeting,
            user: self.user.clone(),
            persona: self.persona.clone(),
            profile: profile(&self.profile),
            books: books.iter().map(|book| (book, Bound::Global)).collect(),
            settings: self.settings()?,
            max_context: self.max_context,
            max_response: self.max_response,
            tokens: self.tokens,
            chance: Chance::Seeded(Seeded::new(self.seed)),
            clock: self.now.map(|unix| Clock { unix, offset_minutes: 0 }),
            timed: Timed::default(),
            preset: Preset::default(),
        };
        let preview = preview(&stage);
        match self.json {
            true => say::json(&preview.to_json()),
            false => say::text(visible(&preview.to_table())),
        }
        Ok(ExitCode::SUCCESS)
    }

    fn settings(&self) -> Result<Settings, Failure> {
        let Some(path) = &self.settings else { return Ok(Settings::default()) };
        match json_of(path)? {
            Value::Object(map) => Ok(Settings::from_json(&map)),
            _ => Err(Failure::new(format!("{} is no object of settings", path.display()))),
        }
    }

    fn chat(&self) -> Result<Vec<Message>, Failure> {
        let Some(path) = &self.chat else { return Ok(Vec::new()) };
        let bytes = bytes(path)?;
        let json = parse(path, &bytes).or_else(|error| {
            lines(&bytes).ok_or_else(|| Failure::new(format!("{error}, and no JSONL either")))
        })?;
        let mut chat = messages(&json)
            .ok_or_else(|| Failure::new(format!("{} holds no list of messages", path.display())))?;
        for message in &mut chat {
            message.is_user |= message.name == self.user;
        }
        Ok(chat)
    }
}

/// A chat of SillyTavern: an object on each line.
fn lines(bytes: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(bytes).ok()?;
    let lines = text.trim_start_matches('\u{feff}').lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| serde_json::from_str(line).ok())
        .collect::<Option<Vec<Value>>>()
        .map(Value::Array)
}
