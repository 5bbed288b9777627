//! Builds a prompt: first what has to be there, then the history from its end, then examples.

use super::{Bench, Block, LeftOut, Origin, Preview, Stage, book_of, examples, inject};
use crate::activation::{self, Activation, Bound, Message, Piece, Profile, Scene, joined};
use crate::js;
use crate::macros::{Around, Macros};
use std::collections::BTreeMap;

/// What opens the answer, in tokens.
const ANSWER_TOKENS: usize = 3;
/// Where a card's note goes that names no depth.
const DEPTH: f64 = 4.0;

/// The order of the default preset. What it holds is put in its place whenever it is added.
const ORDER: [&str; 12] = [
    "main",
    "worldInfoBefore",
    "personaDescription",
    "charDescription",
    "charPersonality",
    "scenario",
    "enhanceDefinitions",
    "nsfw",
    "worldInfoAfter",
    "dialogueExamples",
    "chatHistory",
    "jailbreak",
];

/// The order in which they take their tokens, up to the history.
const FIRST: [&str; 10] = [
    "worldInfoBefore",
    "main",
    "worldInfoAfter",
    "charDescription",
    "charPersonality",
    "scenario",
    "personaDescription",
    "nsfw",
    "jailbreak",
    "enhanceDefinitions",
];

/// A prompt being filled.
struct Filling {
    slots: BTreeMap<&'static str, Vec<Block>>,
    left: i64,
    left_out: Vec<LeftOut>,
}

impl Filling {
    fn fits(&self, tokens: usize) -> bool {
        self.left >= tokens as i64
    }

    fn take(&mut self, slot: &'static str, block: Block) {
        self.left -= block.tokens as i64;
        self.slots.entry(slot).or_default().push(block);
    }

    fn leave(&mut self, block: Block, why: &'static str) {
        self.left_out.push(LeftOut { block, why });
    }
}

pub(super) fn build(stage: &Stage<'_>) -> Preview {
    let chat = chat_of(stage);
    let mut bench = Bench { around: Around::new(macros_of(stage, &chat), stage.tokens) };
    let chat = replaced_greeting(&mut bench, stage, chat);
    bench.around.macros.chat.clone_from(&chat);
    let activation = activate(stage, &chat, &mut bench);
    set_outlets(&activation, &mut bench);
    let budget = stage.max_context.saturating_sub(stage.max_response);
    let mut filling = Filling {
        slots: BTreeMap::new(),
        left: budget as i64 - ANSWER_TOKENS as i64,
        left_out: Vec::new(),
    };
    let mut required = required(stage, &activation, &mut bench);
    for slot in FIRST {
        let Some(block) = required.remove(slot).filter(|block| !block.text.is_empty()) else {
            continue;
        };
        if filling.fits(block.tokens) {
            filling.take(slot, block);
        } else {
            filling.leave(block, "required, and the context is too small for it");
        }
    }
    let history = history(&chat, stage, &activation, &mut bench);
    fill_history(history, stage, &mut bench, &mut filling);
    fill_examples(stage, &activation, &mut bench, &mut filling);
    finish(filling, budget, &bench, activation)
}

/// The chat as it is, or the greeting that opens it.
fn chat_of(stage: &Stage<'_>) -> Vec<Message> {
    if !stage.chat.is_empty() {
        return stage.chat.clone();
    }
    let data = &stage.card.data;
    let greeting = match stage.greeting {
        0 => Some(&data.first_mes),
        index => data.alternate_greetings.get(index - 1),
    };
    let text = greeting.filter(|text| !text.is_empty()).cloned();
    let message = text.map(|text| Message { name: name_of(stage), text, is_user: false });
    message.into_iter().collect()
}

/// Macros of a greeting are replaced when the chat begins.
fn replaced_greeting(bench: &mut Bench, stage: &Stage<'_>, mut chat: Vec<Message>) -> Vec<Message> {
    if stage.chat.is_empty() {
        for message in &mut chat {
            message.text = bench.replaced(&message.text, None).0;
        }
    }
    chat
}

/// The character's name; the specification has a nickname go before it.
fn name_of(stage: &Stage<'_>) -> String {
    let data = &stage.card.data;
    let nickname = data.nickname.as_ref().filter(|name| !name.is_empty());
    match stage.profile {
        Profile::SillyTavern => data.name.clone(),
        Profile::SpecV3 | Profile::Repertoire => nickname.unwrap_or(&data.name).clone(),
    }
}

fn macros_of(stage: &Stage<'_>, chat: &[Message]) -> Macros {
    let data = &stage.card.data;
    let mut macros = Macros::new(stage.profile, &name_of(stage), &stage.user);
    macros.chance = stage.chance.clone();
    macros.clock = stage.clock;
    macros.chat = chat.to_vec();
    let (prompt, _, _) = depth_prompt(stage);
    let texts: [(&'static str, &str); 11] = [
        ("chardescription", &data.description),
        ("charpersonality", &data.personality),
        ("charscenario", &data.scenario),
        ("persona", &stage.persona),
        ("mesexamplesraw", &data.mes_example),
        ("mesexamples", &data.mes_example),
        ("charprompt", &data.system_prompt),
        ("charinstruction", &data.post_history_instructions),
        ("charfirstmessage", &data.first_mes),
        ("charversion", &data.character_version),
        ("chardepthprompt", prompt),
    ];
    macros.greetings.clone_from(&data.alternate_greetings);
    // What a field says of itself is replaced before others speak of it.
    let texts = texts.map(|(name, text)| (name, macros.replace_apart(text)));
    macros.texts.extend(texts);
    macros.texts.insert("charcreatornotes", data.creator_notes.clone());
    macros
}

/// The note that a card wants among the messages: text, depth, role.
pub(super) fn depth_prompt<'s>(stage: &'s Stage<'_>) -> (&'s str, f64, &'static str) {
    let said = stage.card.data.extensions.get("depth_prompt");
    let get = |key: &str| said.and_then(|said| said.get(key));
    let text = get("prompt").and_then(serde_json::Value::as_str).unwrap_or_default();
    let depth = js::given(get("depth")).map_or(DEPTH, |depth| js::number(Some(depth)));
    let role = match get("role").and_then(serde_json::Value::as_str) {
        Some("user") => "user",
        Some("assistant") => "assistant",
        _ => "system",
    };
    (text, depth, role)
}

fn activate(stage: &Stage<'_>, chat: &[Message], bench: &mut Bench) -> Activation {
    let own = book_of(stage.card, &book_name(stage));
    let mut books = stage.books.clone();
    books.extend(own.as_ref().map(|book| (book, Bound::Character)));
    let mut scene = Scene::new(chat, (stage.max_context.saturating_sub(stage.max_response)) as f64);
    scene.settings = stage.settings.clone();
    scene.timed = stage.timed.clone();
    scene.greeting = i64::try_from(stage.greeting).ok();
    let data = &stage.card.data;
    let texts = &bench.around.macros.texts;
    let text = |name: &str| texts.get(name).cloned().unwrap_or_default();
    scene.fields = [
        text("persona"),
        text("chardescription"),
        text("charpersonality"),
        text("chardepthprompt"),
        text("charscenario"),
        data.creator_notes.clone(),
    ];
    scene.tags = Some(data.tags.clone());
    scene.character = Some(data.name.clone());
    activation::activate(&books, &scene, stage.profile, &mut bench.around)
}

fn book_name(stage: &Stage<'_>) -> String {
    let named = stage.card.lorebook().and_then(|book| book.name.clone());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| stage.card.data.name.clone())
}

fn set_outlets(activation: &Activation, bench: &mut Bench) {
    let outlets = activation.placed.outlets.iter();
    bench.around.macros.outlets =
        outlets.map(|(name, pieces)| (name.clone(), joined(pieces))).collect();
}

/// The blocks that have to be there, empty ones among them.
fn required(
    stage: &Stage<'_>,
    activation: &Activation,
    bench: &mut Bench,
) -> BTreeMap<&'static str, Block> {
    let data = &stage.card.data;
    let preset = &stage.preset;
    let mut blocks = BTreeMap::new();
    for (slot, pieces) in [
        ("worldInfoBefore", &activation.placed.before),
        ("worldInfoAfter", &activation.placed.after),
    ] {
        blocks.insert(slot, lore(slot, pieces, activation, bench));
    }
    for (slot, text, origin) in [
        ("personaDescription", &stage.persona, Origin::Persona),
        ("charDescription", &data.description, Origin::Field("description")),
        ("charPersonality", &data.personality, Origin::Field("personality")),
        ("scenario", &data.scenario, Origin::Field("scenario")),
        ("enhanceDefinitions", &preset.enhance_definitions, Origin::Preset("enhanceDefinitions")),
        ("nsfw", &preset.nsfw, Origin::Preset("nsfw")),
    ] {
        blocks.insert(slot, bench.block(slot, "system", text, origin));
    }
    let disabled = |prompt: &str| activation.disabled_prompts.iter().any(|known| known == prompt);
    let overridden = [
        ("main", &preset.main, &data.system_prompt, "system_prompt"),
        (
            "jailbreak",
            &preset.jailbreak,
            &data.post_history_instructions,
            "post_history_instructions",
        ),
    ];
    for (slot, ours, theirs, field) in overridden {
        let ours = if disabled(field) { "" } else { ours.as_str() };
        blocks.insert(slot, over(slot, ours, (theirs, field), bench));
    }
    blocks
}

fn lore(slot: &'static str, pieces: &[Piece], activation: &Activation, bench: &mut Bench) -> Block {
    let (text, macros) = bench.replaced(&joined(pieces), None);
    let mut origins = entries_of(pieces, activation);
    origins.extend(macros);
    bench.finished(slot.into(), "system", None, text, origins)
}

/// Which entries some pieces came from.
pub(super) fn entries_of(pieces: &[Piece], activation: &Activation) -> Vec<Origin> {
    pieces
        .iter()
        .map(|piece| Origin::Entry(activation.entries[piece.entry].id.to_string()))
        .collect()
}

/// The preset's prompt, or the card's in its place with `{{original}}` for the preset's.
fn over(
    slot: &'static str,
    ours: &str,
    (theirs, field): (&str, &'static str),
    bench: &mut Bench,
) -> Block {
    if theirs.trim().is_empty() {
        return bench.block(slot, "system", ours, Origin::Preset(slot));
    }
    let (original, _) = bench.replaced(ours, None);
    let (text, macros) = bench.replaced(theirs, Some(&original));
    let mut origins = vec![Origin::Field(field)];
    if theirs.to_lowercase().contains("{{original}}") && !ours.is_empty() {
        origins.push(Origin::Preset(slot));
    }
    origins.extend(macros);
    bench.finished(slot.into(), "system", None, text, origins)
}

/// The messages with what is put among them, the oldest first.
fn history(
    chat: &[Message],
    stage: &Stage<'_>,
    activation: &Activation,
    bench: &mut Bench,
) -> Vec<Block> {
    let messages = chat.iter().enumerate().map(|(index, message)| {
        let role = if message.is_user { "user" } else { "assistant" };
        let text = message.text.replace('\r', "");
        bench.block(format!("chatHistory-{}", index + 1), role, &text, Origin::Message(index))
    });
    let messages = messages.collect();
    inject::inject(messages, stage, activation, bench)
}

/// From the last message back, while there is room.
fn fill_history(history: Vec<Block>, stage: &Stage<'_>, bench: &mut Bench, filling: &mut Filling) {
    let opening =
        bench.block("newMainChat", "system", &stage.preset.new_chat, Origin::Preset("new_chat"));
    let room = filling.left - opening.tokens as i64;
    let mut used = 0;
    let mut from = history.len();
    for (index, block) in history.iter().enumerate().rev().filter(|(_, b)| !b.text.is_empty()) {
        if used + block.tokens as i64 > room {
            break;
        }
        used += block.tokens as i64;
        from = index;
    }
    if opening.tokens > 0 && filling.fits(opening.tokens) {
        filling.take("chatHistory", opening);
    } else if opening.tokens > 0 {
        filling.leave(opening, "required, and the context is too small for it");
    }
    for (index, block) in history.into_iter().enumerate().filter(|(_, b)| !b.text.is_empty()) {
        if index >= from {
            filling.take("chatHistory", block);
        } else {
            filling.leave(block, "the history is longer than the context has room for");
        }
    }
}

/// One example after the other, each whole, while there is room.
fn fill_examples(
    stage: &Stage<'_>,
    activation: &Activation,
    bench: &mut Bench,
    filling: &mut Filling,
) {
    let opening = &stage.preset.new_example;
    let opening = bench.block("newChat", "system", opening, Origin::Preset("new_example"));
    let mut full = false;
    for example in examples::examples(stage, activation, bench) {
        let tokens: usize = example.iter().map(|block| block.tokens).sum();
        full |= !filling.fits(tokens + opening.tokens);
        if full {
            let why = "there is no room for this example and those after it";
            example.into_iter().for_each(|block| filling.leave(block, why));
            continue;
        }
        if opening.tokens > 0 {
            filling.take("dialogueExamples", opening.clone());
        }
        for block in example.into_iter().filter(|block| !block.text.is_empty()) {
            filling.take("dialogueExamples", block);
        }
    }
}

fn finish(mut filling: Filling, budget: usize, bench: &Bench, activation: Activation) -> Preview {
    let mut blocks = Vec::new();
    for slot in ORDER {
        blocks.append(&mut filling.slots.remove(slot).unwrap_or_default());
    }
    let tokens = blocks.iter().map(|block| block.tokens).sum::<usize>() + ANSWER_TOKENS;
    Preview {
        blocks,
        left_out: filling.left_out,
        tokens,
        budget,
        counted_by: bench.around.tokens.name(),
        is_estimate: bench.around.tokens.is_estimate(),
        macros_cut: bench.around.macros.is_cut(),
        activation,
    }
}
