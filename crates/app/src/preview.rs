//! What a model would be sent for a draft as it stands and a chat: each lorebook entry with why it
//! fired or did not, each block of the prompt with its tokens and where it came from.

use card::activation::{Message, Profile, Settings, Timed, Verdict};
use card::macros::{Chance, Clock, Seeded};
use card::prompt::{self, Block, Origin, Preset, Stage};
use card::tokens::Tokens;
use domain::draft::limits::{BOOK_BYTES_MAX, NAME_CHARS_MAX};
use domain::draft::{DraftContent, FieldViolation};
use domain::{AppId, CharacterId, document, import, runtime};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::aside::aside;
use crate::read_draft::ReadError;
use crate::{Actor, App};

/// More than any chat that fits a context; what is older can't be in a prompt.
const MESSAGES_MAX: usize = 10_000;

/// About a million tokens, the largest contexts there are. Counting goes over each byte.
const CHAT_BYTES_MAX: usize = 4 << 20;

/// Each is looked for among all entries of a book, which are ten thousand at most: that makes ten
/// million comparisons.
const EFFECTS_MAX: usize = 1_000;

/// An effect has an id, a hash and two numbers: a hundred bytes, and as much again for long ids.
const EFFECTS_BYTES_MAX: usize = EFFECTS_MAX * 200;

/// Ten times the largest contexts there are.
const CONTEXT_MAX: usize = 10_000_000;

/// A chat, and how its prompt is to be made. What is not said is as the draft has it for its app.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreviewRequest {
    /// The oldest message first. Without any, the chat begins with the greeting.
    #[serde(default)]
    pub chat: Vec<ChatMessage>,
    /// Whose rules are followed: `sillytavern-1.18`, `spec-v3` or `repertoire`.
    pub profile: Option<String>,
    /// Settings over those of the draft, under our names (`scanDepth`) or SillyTavern's
    /// (`world_info_depth`).
    #[serde(default)]
    pub settings: Map<String, Value>,
    /// Whose `runtimeSettings` hold; without it, those of the draft's `verticalApp`.
    pub app: Option<AppId>,
    /// The size of the context in tokens; 8192 where it is not said.
    pub max_context: Option<usize>,
    /// Tokens of it that are kept for the answer; 300 where it is not said.
    pub max_response: Option<usize>,
    /// The user's name, at most 200 characters; `User` where it is not said.
    pub user: Option<String>,
    /// Who the user is.
    #[serde(default)]
    pub persona: String,
    /// Which greeting opens a chat: 0 is the first message, 1 the first alternative.
    #[serde(default)]
    pub greeting: usize,
    /// How tokens are counted: `cl100k_base`, `o200k_base`, `estimate`.
    pub tokens: Option<String>,
    /// What dice and random macros begin with.
    #[serde(default)]
    pub seed: u64,
    /// The time that macros show.
    pub now: Option<Timestamp>,
    /// What the chat remembers of entries, at most 1,000: `lorebook.timed` of an earlier answer.
    pub timed: Option<Value>,
    /// The book as it stands unsaved, in place of the draft's: what is being typed can be tried.
    pub character_book: Option<Value>,
}

/// A message of a chat.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChatMessage {
    #[serde(default)]
    pub name: String,
    #[serde(alias = "mes")]
    pub text: String,
    /// Where it is not said, whether the name is the user's.
    #[serde(alias = "is_user")]
    pub is_user: Option<bool>,
}

/// A prompt as it would be sent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PreviewView {
    /// The version of the draft that it was made of.
    pub version: i32,
    pub profile: &'static str,
    /// The messages, in order.
    pub blocks: Vec<BlockView>,
    /// What did not fit.
    pub left_out: Vec<LeftOutView>,
    /// Tokens of all messages, with what opens the answer.
    pub tokens: usize,
    /// Tokens that there are: the context without the answer.
    pub budget: usize,
    /// How tokens were counted.
    pub counted_by: String,
    /// Whether that is an estimate.
    pub is_estimate: bool,
    /// Whether macros came to too much text, so that the last ones stay as they are written.
    pub macros_cut: bool,
    pub lorebook: LorebookView,
}

/// A message of the prompt.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BlockView {
    /// Which prompt it is: `main`, `charDescription`, `chatHistory-3`.
    pub id: String,
    /// `system`, `user` or `assistant`.
    pub role: &'static str,
    /// A name beside the role, in examples.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'static str>,
    pub content: String,
    /// With what a message costs by itself.
    pub tokens: usize,
    /// Each with what it is: `field` of the card, `entry` of a lorebook, `preset`, `message`,
    /// `persona`, `macro`.
    pub origins: Vec<Value>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeftOutView {
    #[serde(flatten)]
    pub block: BlockView,
    pub why: &'static str,
}

/// What the lorebook gave.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LorebookView {
    /// What the book is called: entries are `book.uid`.
    pub book: String,
    /// The tokens that entries had.
    pub budget: f64,
    /// Whether they were too few.
    pub overflowed: bool,
    /// Whether a bound on work ended it early.
    pub cut: bool,
    /// How many rounds it took, with the one that found nothing more.
    pub rounds: u32,
    /// Places in `entries` of those that fired, in the order in which they did.
    pub fired: Vec<usize>,
    /// Every entry: `fired` or not, what `called` for it, why it `fell`, `tokens`, `position`,
    /// `order`, and `advice` on keys that don't run in linear time.
    pub entries: Vec<Value>,
    /// What the chat is to remember: goes into `timed` of the next request.
    pub timed: Value,
}

#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("some fields are not valid")]
    Invalid(Vec<FieldViolation>),
    #[error("the draft can't be written as a card: {0}")]
    Unwritable(#[from] import::ExportError),
}

impl App {
    /// The prompt for the draft as it stands, for those who may read it.
    pub async fn preview(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        mut request: PreviewRequest,
    ) -> Result<PreviewView, PreviewError> {
        let mut draft = self.read_draft(actor, character_id).await?;
        if let Some(book) = request.character_book.take() {
            fitting(&book)?;
            draft.fields.character_book = Some(book);
        }
        let script = Script::of(request, &draft.fields, self.now())?;
        let version = draft.version;
        aside(move || script.play(&draft.fields, version)).await
    }
}

/// A request that was found good.
struct Script {
    request: PreviewRequest,
    profile: Profile,
    settings: Settings,
    tokens: Tokens,
    clock: Clock,
}

impl Script {
    fn of(
        request: PreviewRequest,
        draft: &DraftContent,
        now: Timestamp,
    ) -> Result<Self, PreviewError> {
        let mut violations = over_limits(&request);
        let app = request.app.as_ref().or(draft.vertical_app.as_ref());
        let (ours, wrong) = settings_of(&request.settings);
        violations.extend(wrong);
        let mut settings =
            runtime::resolved(draft.runtime_settings.as_ref(), app.map(|app| app.0.as_str()));
        settings.extend(ours);
        let named = request.profile.clone();
        let named = named.or_else(|| settings["profile"].as_str().map(str::to_owned));
        let profile = Profile::parse(&named.unwrap_or_default());
        let tokens = Tokens::parse(request.tokens.as_deref().unwrap_or("cl100k_base"));
        if profile.is_none() {
            let message = format!("is one of {}", runtime::profiles().join(", "));
            violations.push(FieldViolation::new("profile", message));
        }
        if let Err(error) = &tokens {
            violations.push(FieldViolation::new("tokens", error.to_string()));
        }
        let (Some(profile), Ok(tokens), true) = (profile, tokens, violations.is_empty()) else {
            return Err(PreviewError::Invalid(violations));
        };
        let named = runtime::under_tavern_names(&settings);
        let unix = request.now.unwrap_or(now).as_second();
        let clock = Clock { unix, offset_minutes: 0 };
        Ok(Script { settings: Settings::from_json(&named), request, profile, tokens, clock })
    }

    fn play(self, draft: &DraftContent, version: i32) -> Result<PreviewView, PreviewError> {
        let card = import::export(draft)?;
        let Script { request, profile, settings, tokens, clock } = self;
        let user = request.user.unwrap_or_else(|| "User".to_owned());
        let stage = Stage {
            card: &card,
            chat: request.chat.into_iter().map(|message| message.said(&user)).collect(),
            greeting: request.greeting,
            persona: request.persona,
            profile,
            books: Vec::new(),
            settings,
            max_context: request.max_context.unwrap_or(CONTEXT),
            max_response: request.max_response.unwrap_or(RESPONSE),
            tokens,
            chance: Chance::Seeded(Seeded::new(request.seed)),
            clock: Some(clock),
            timed: request.timed.map(Timed::from_json).unwrap_or_default(),
            preset: Preset::default(),
            user,
        };
        let book = prompt::book_name(&card);
        Ok(PreviewView::of(prompt::preview(&stage), book, profile, version))
    }
}

/// What most models of today take at least, and what an answer takes: as the command line has it.
const CONTEXT: usize = 8_192;
const RESPONSE: usize = 300;

/// A book that is tried keeps to the bounds of one that is saved.
fn fitting(book: &Value) -> Result<(), PreviewError> {
    let mut violations = document::violations(document::Kind::CharacterBook, book);
    let bytes = book.to_string().len();
    if bytes > BOOK_BYTES_MAX {
        let message = format!("has {bytes} bytes; at most {BOOK_BYTES_MAX} are read");
        violations.push(FieldViolation::new("characterBook", message));
    }
    if violations.is_empty() { Ok(()) } else { Err(PreviewError::Invalid(violations)) }
}

fn over_limits(request: &PreviewRequest) -> Vec<FieldViolation> {
    let bytes: usize = request.chat.iter().map(|it| it.name.len() + it.text.len()).sum();
    let context = request.max_context.unwrap_or(CONTEXT);
    let (effects, effect_bytes) = remembered(request.timed.as_ref());
    let checks = [
        (
            request.chat.len() <= MESSAGES_MAX,
            "chat",
            format!("has {} messages; at most {MESSAGES_MAX} are read", request.chat.len()),
        ),
        (
            bytes <= CHAT_BYTES_MAX,
            "chat",
            format!("has {bytes} bytes; at most {CHAT_BYTES_MAX} are read"),
        ),
        (
            request.persona.len() <= CHAT_BYTES_MAX,
            "persona",
            format!("has more than {CHAT_BYTES_MAX} bytes"),
        ),
        (
            request.user.as_ref().is_none_or(|user| user.chars().count() <= NAME_CHARS_MAX),
            "user",
            format!("has more than {NAME_CHARS_MAX} characters"),
        ),
        (
            effects <= EFFECTS_MAX && effect_bytes <= EFFECTS_BYTES_MAX,
            "timed",
            format!(
                "remembers {effects} effects in {effect_bytes} bytes; at most {EFFECTS_MAX} in \
                 {EFFECTS_BYTES_MAX} are read"
            ),
        ),
        (
            (1..=CONTEXT_MAX).contains(&context),
            "maxContext",
            format!("is a number of tokens from 1 to {CONTEXT_MAX}"),
        ),
        (
            request.max_response.unwrap_or(0) <= context,
            "maxResponse",
            "leaves nothing of maxContext for the prompt".to_owned(),
        ),
    ];
    let wrong = checks.into_iter().filter(|(fits, ..)| !fits);
    wrong.map(|(_, field, message)| FieldViolation::new(field, message)).collect()
}

/// Settings under our names, and what is wrong with them: each is checked as it is in a draft, under
/// whichever name it comes. What else SillyTavern sets is of no account here.
fn settings_of(sent: &Map<String, Value>) -> (Map<String, Value>, Vec<FieldViolation>) {
    let (mut ours, mut violations) = (Map::new(), Vec::new());
    for (name, value) in sent {
        let own = match runtime::our_name(name) {
            Some(own) => own,
            None if name.starts_with("world_info") => continue,
            None => name,
        };
        let document = json!({ "all": { own: value } });
        let wrong = document::violations(document::Kind::RuntimeSettings, &document);
        let named =
            |it: FieldViolation| FieldViolation::new(format!("settings.{name}"), it.message);
        violations.extend(wrong.into_iter().map(named));
        ours.insert(own.to_owned(), value.clone());
    }
    (ours, violations)
}

/// How many effects a chat remembers, and in how many bytes of JSON.
fn remembered(timed: Option<&Value>) -> (usize, usize) {
    let kinds = timed.and_then(Value::as_object).into_iter().flat_map(Map::values);
    let effects = kinds.filter_map(Value::as_object).map(Map::len).sum();
    (effects, timed.map_or(0, |it| it.to_string().len()))
}

impl ChatMessage {
    fn said(self, user: &str) -> Message {
        let is_user = self.is_user.unwrap_or(self.name == user);
        Message { name: self.name, text: self.text, is_user }
    }
}

impl PreviewView {
    fn of(preview: prompt::Preview, book: String, profile: Profile, version: i32) -> Self {
        let prompt::Preview {
            blocks,
            left_out,
            tokens,
            budget,
            counted_by,
            is_estimate,
            macros_cut,
            activation,
        } = preview;
        let left_out = left_out.into_iter();
        PreviewView {
            version,
            profile: profile.as_str(),
            blocks: blocks.into_iter().map(BlockView::from).collect(),
            left_out: left_out
                .map(|left| LeftOutView { block: left.block.into(), why: left.why })
                .collect(),
            tokens,
            budget,
            counted_by,
            is_estimate,
            macros_cut,
            lorebook: LorebookView {
                book,
                rounds: activation.rounds,
                fired: activation.fired.clone(),
                budget: activation.budget,
                overflowed: activation.overflowed,
                cut: activation.cut,
                entries: activation.entries.iter().map(Verdict::to_json).collect(),
                timed: activation.timed.to_json(),
            },
        }
    }
}

impl From<Block> for BlockView {
    fn from(block: Block) -> Self {
        let Block { id, role, name, text: content, tokens, origins } = block;
        let origins = origins.iter().map(Origin::to_json).collect();
        BlockView { id, role, name, content, tokens, origins }
    }
}
