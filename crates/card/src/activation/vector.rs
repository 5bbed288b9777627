//! A case of activation as JSON: chat, settings, context, dice and tokens, as the reference files
//! have it that runtimes are compared by.

use super::{Message, Profile, Scene, Settings, Timed, entry::GLOBAL_TEXTS};
use crate::js;
use crate::macros::{Around, Chance, Macros};
use crate::tokens::{Tokens, UnknownTokens};
use serde_json::{Map, Value};
use thiserror::Error;

/// Why a case can't be run.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VectorError {
    /// It is no object.
    #[error("a case is an object with `chat`, `settings`, `maxContext`, `random` and `tokens`")]
    NoObject,
    /// No chat.
    #[error("`chat` is a list of messages, each with `name` and `mes`")]
    NoChat,
    /// No context.
    #[error("`maxContext` is a number of tokens")]
    NoContext,
    /// Dice that are none.
    #[error("`random` is a number from 0 up to 1, a list of such, or {{\"seed\": N}}")]
    NoChance,
    /// No way to count.
    #[error(transparent)]
    Tokens(#[from] UnknownTokens),
}

/// A case. What it does not say is as in a new installation.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector {
    map: Map<String, Value>,
    chat: Vec<Message>,
    max_context: f64,
    chance: Chance,
    tokens: Tokens,
}

impl Vector {
    /// Reads a case.
    pub fn from_json(json: Value) -> Result<Self, VectorError> {
        let Value::Object(map) = json else { return Err(VectorError::NoObject) };
        let chat = map.get("chat").and_then(Value::as_array).ok_or(VectorError::NoChat)?;
        let chat = chat.iter().map(message).collect();
        let max_context = map.get("maxContext").ok_or(VectorError::NoContext)?;
        let chance = match map.get("random") {
            None => Chance::rolls(vec![0.5]),
            Some(value) => Chance::from_json(value).ok_or(VectorError::NoChance)?,
        };
        let tokens = match map.get("tokens") {
            None => crate::tokens::FALLBACK,
            Some(name) => Tokens::parse(&js::text_of(Some(name)))?,
        };
        Ok(Self { chat, max_context: js::number(Some(max_context)), chance, tokens, map })
    }

    /// The book that it names.
    pub fn book(&self) -> Option<&str> {
        self.map.get("book").and_then(Value::as_str)
    }

    /// The messages.
    pub fn chat(&self) -> &[Message] {
        &self.chat
    }

    /// Whether the case says what a chat remembers, so that its answer should too.
    pub fn is_timed(&self) -> bool {
        self.map.contains_key("timedWorldInfo")
    }

    fn text(&self, key: &str) -> Option<String> {
        self.map.get(key).and_then(Value::as_str).map(str::to_owned)
    }

    fn texts(&self, key: &str) -> Option<Vec<String>> {
        let list = self.map.get(key)?.as_array()?;
        Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// The scene of the case.
    pub fn scene(&self) -> Scene<'_> {
        let mut scene = Scene::new(&self.chat, self.max_context);
        if let Some(Value::Object(settings)) = self.map.get("settings") {
            scene.settings = Settings::from_json(settings);
        }
        let global = self.map.get("globalScanData");
        let said = |key: &str| global.and_then(|g| g.get(key)).and_then(Value::as_str);
        for (field, (_, name)) in scene.fields.iter_mut().zip(GLOBAL_TEXTS) {
            *field = said(name).unwrap_or_default().to_owned();
        }
        let trigger = self.text("trigger").or_else(|| said("trigger").map(str::to_owned));
        scene.trigger = trigger.unwrap_or(scene.trigger);
        scene.injected = self.texts("injected").unwrap_or_default();
        scene.character = self.text("character");
        scene.tags = self.texts("tags");
        scene.forced = self.texts("forced").unwrap_or_default().into_iter().collect();
        scene.fired_before = self.texts("firedBefore").map(|ids| ids.into_iter().collect());
        scene.greeting = self.map.get("greeting").and_then(Value::as_i64);
        scene.user_icon = self.text("userIcon");
        scene.timed = Timed::from_json(self.map.get("timedWorldInfo").cloned().unwrap_or_default());
        scene.dry_run = js::truthy(self.map.get("dryRun"));
        scene
    }

    /// Macros, dice and tokens of the case.
    pub fn around(&self, profile: Profile) -> Around {
        let char = self.text("char").unwrap_or_else(|| "Char".to_owned());
        let user = self.text("user").unwrap_or_else(|| "User".to_owned());
        let mut macros = Macros::new(profile, &char, &user);
        macros.chance = self.chance.clone();
        macros.chat.clone_from(&self.chat);
        macros.chat_id = self.text("chatId").unwrap_or_default();
        Around::new(macros, self.tokens)
    }
}

/// A message with `name` and `mes`, as chats of SillyTavern have it, or `content` as others do.
fn message(value: &Value) -> Message {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let role = text("role").unwrap_or_default();
    let is_user = value
        .get("is_user")
        .map_or(role == "user" || text("name") == Some("User"), |is| js::truthy(Some(is)));
    Message {
        name: text("name").unwrap_or(if is_user { "User" } else { "Char" }).to_owned(),
        text: text("mes").or_else(|| text("content")).unwrap_or_default().to_owned(),
        is_user,
    }
}

/// Reads messages: a list, or an object with `chat` or `messages`. What a chat of SillyTavern hides
/// (`is_system`) is not sent and so is none.
pub fn messages(json: &Value) -> Option<Vec<Message>> {
    let list = json.as_array().or_else(|| json.get("chat")?.as_array());
    let list = list.or_else(|| json.get("messages")?.as_array())?;
    // The first line of a chat of SillyTavern tells of the chat and is no message.
    let is_said =
        |line: &&Value| line.get("chat_metadata").is_none() && !js::truthy(line.get("is_system"));
    Some(list.iter().filter(is_said).map(message).collect())
}
