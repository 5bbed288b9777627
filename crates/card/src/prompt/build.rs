//! Builds a prompt: first what has to be there, then the history from its end, then examples.
//!
//! Macros are replaced in SillyTavern's order and as often as there, since one text may set a
//! variable that another reads.

use super::fields::{Fields, chat_of, macros_of};
use super::{
    Bench, Block, LeftOut, Origin, Pending, Preview, Stage, Text, book_name, book_of, examples,
    inject,
};
use crate::activation::{self, Activation, Bound, Message, Piece, Scene, joined};
use crate::macros::Around;
use std::collections::BTreeMap;

/// What opens the answer, in tokens.
const ANSWER_TOKENS: usize = 3;
/// Why something is not there that has to be.
const TOO_SMALL: &str = "required, and the context is too small for it";
/// Why nothing is that would have come after it.
const ENDED: &str = "something required had no room before it, which ends the prompt";

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
    /// Whether something that has to be there had no room: SillyTavern then adds nothing more, and
    /// sends what it has.
    ended: bool,
}

impl Filling {
    fn fits(&self, tokens: usize) -> bool {
        !self.ended && self.left >= tokens as i64
    }

    fn take(&mut self, slot: &'static str, block: Block) {
        self.left -= block.tokens as i64;
        self.slots.entry(slot).or_default().push(block);
    }

    fn leave(&mut self, block: Block, why: &'static str) {
        let why = if self.ended { ENDED } else { why };
        if !block.text.is_empty() {
            self.left_out.push(LeftOut { block, why });
        }
    }

    /// Takes what has to be there, or leaves it and ends.
    fn require(&mut self, slot: &'static str, block: Block) {
        if block.text.is_empty() {
            return;
        }
        if self.fits(block.tokens) {
            self.take(slot, block);
        } else {
            self.leave(block, TOO_SMALL);
            self.ended = true;
        }
    }
}

pub(super) fn build(stage: &Stage<'_>) -> Preview {
    let mut chat = chat_of(stage);
    let mut bench = Bench { around: Around::new(macros_of(stage, &chat), stage.tokens) };
    let fields = Fields::read(stage, &mut bench);
    // The first message follows what is changed about the card and the user.
    if let Some(first) = chat.first_mut() {
        first.text = bench.replaced(&first.text, None).text;
        bench.around.macros.chat.clone_from(&chat);
    }
    let activation = activate(stage, &chat, &fields, &mut bench);
    let examples = examples::examples(&fields, &activation, &mut bench);
    set_outlets(&activation, &mut bench);
    let budget = stage.max_context.saturating_sub(stage.max_response);
    let mut filling = Filling {
        slots: BTreeMap::new(),
        left: budget as i64 - ANSWER_TOKENS as i64,
        left_out: Vec::new(),
        ended: false,
    };
    let mut required = required(stage, &fields, &activation, &mut bench);
    for slot in FIRST {
        required.remove(slot).into_iter().for_each(|block| filling.require(slot, block));
    }
    let history = inject::inject(messages(&chat), stage, &fields, &activation, &mut bench);
    fill_history(history, stage, &mut bench, &mut filling);
    fill_examples(examples, stage, &mut bench, &mut filling);
    finish(filling, budget, &bench, activation)
}

fn activate(stage: &Stage<'_>, chat: &[Message], fields: &Fields, bench: &mut Bench) -> Activation {
    let own = book_of(stage.card, &book_name(stage.card));
    // The card's own stands before others that are bound to the character.
    let own = own.as_ref().map(|book| (book, Bound::Character));
    let books: Vec<_> = own.into_iter().chain(stage.books.iter().copied()).collect();
    let mut scene = Scene::new(chat, (stage.max_context.saturating_sub(stage.max_response)) as f64);
    scene.settings = stage.settings.clone();
    scene.timed = stage.timed.clone();
    scene.greeting = i64::try_from(stage.greeting).ok();
    scene.fields = [
        &fields.persona,
        &fields.description,
        &fields.personality,
        &fields.depth_prompt,
        &fields.scenario,
        &fields.creator_notes,
    ]
    .map(|field| field.text.clone());
    let data = &stage.card.data;
    scene.tags = Some(data.tags.clone());
    scene.character = Some(data.name.clone());
    activation::activate(&books, &scene, stage.profile, &mut bench.around)
}

fn set_outlets(activation: &Activation, bench: &mut Bench) {
    let outlets = activation.placed.outlets.iter();
    bench.around.macros.outlets =
        outlets.map(|(name, pieces)| (name.clone(), joined(pieces))).collect();
}

/// The blocks that have to be there, empty ones among them.
fn required(
    stage: &Stage<'_>,
    fields: &Fields,
    activation: &Activation,
    bench: &mut Bench,
) -> BTreeMap<&'static str, Block> {
    let (data, preset) = (&stage.card.data, &stage.preset);
    // The preset asks for these two by their macros, and so they are looked up anew.
    let scenario = bench.of_card_again(&data.scenario, &fields.scenario);
    let personality = bench.of_card_again(&data.personality, &fields.personality);
    let disabled = |prompt: &str| activation.disabled_prompts.iter().any(|known| known == prompt);
    let unless = |prompt, text| if disabled(prompt) { "" } else { text };
    let main = bench.replaced(unless("system_prompt", &preset.main), None);
    let mut of_preset = |slot, text: &str| {
        let text = bench.replaced(text, None);
        (slot, bench.made(slot, "system", &text, vec![Origin::Preset(slot)]))
    };
    let mut blocks = BTreeMap::from([
        of_preset("enhanceDefinitions", &preset.enhance_definitions),
        of_preset("nsfw", &preset.nsfw),
    ]);
    let jailbreak = bench.replaced(unless("post_history_instructions", &preset.jailbreak), None);
    let (before, after) = (&activation.placed.before, &activation.placed.after);
    for (slot, text, origins) in [
        ("worldInfoBefore", &Text::from(joined(before)), entries_of(before, activation)),
        ("worldInfoAfter", &Text::from(joined(after)), entries_of(after, activation)),
        ("charDescription", &fields.description, vec![Origin::Field("description")]),
        ("charPersonality", &personality, vec![Origin::Field("personality")]),
        ("scenario", &scenario, vec![Origin::Field("scenario")]),
        ("personaDescription", &Text::from(stage.persona.clone()), vec![Origin::Persona]),
    ] {
        let text = bench.again(text, None);
        blocks.insert(slot, bench.made(slot, "system", &text, origins));
    }
    for (slot, ours, theirs, field) in [
        ("main", &main, &fields.system_prompt, "system_prompt"),
        ("jailbreak", &jailbreak, &fields.post_history_instructions, "post_history_instructions"),
    ] {
        blocks.insert(slot, over(slot, ours, (theirs, field), bench));
    }
    blocks
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
    ours: &Text,
    (theirs, field): (&Text, &'static str),
    bench: &mut Bench,
) -> Block {
    if theirs.text.is_empty() {
        return bench.made(slot, "system", ours, vec![Origin::Preset(slot)]);
    }
    let mut origins = vec![Origin::Field(field)];
    if theirs.text.to_lowercase().contains("{{original}}") && !ours.text.is_empty() {
        origins.push(Origin::Preset(slot));
    }
    let text = bench.again(theirs, Some(&ours.text));
    bench.made(slot, "system", &text, origins)
}

fn messages(chat: &[Message]) -> Vec<Pending> {
    let messages = chat.iter().enumerate().map(|(index, message)| Pending {
        id: format!("chatHistory-{}", index + 1),
        role: if message.is_user { "user" } else { "assistant" },
        text: Text::from(message.text.replace('\r', "")),
        origins: vec![Origin::Message(index)],
    });
    messages.collect()
}

/// From the last message back, while there is room.
fn fill_history(
    history: Vec<Pending>,
    stage: &Stage<'_>,
    bench: &mut Bench,
    filling: &mut Filling,
) {
    let opening = bench.opening("newMainChat", &stage.preset.new_chat, "new_chat");
    let mut blocks = Vec::with_capacity(history.len());
    for Pending { id, role, text, origins } in history.into_iter().rev() {
        let text = bench.again(&text, None);
        blocks.push(bench.made(id, role, &text, origins));
    }
    let mut room = filling.left - opening.tokens as i64;
    let has_room = |block: &&Block| {
        room -= block.tokens as i64;
        room >= 0
    };
    let fit = if filling.ended { 0 } else { blocks.iter().take_while(has_room).count() };
    let too_old = blocks.split_off(fit);
    filling.require("chatHistory", opening);
    for block in too_old.into_iter().rev() {
        filling.leave(block, "the history is longer than the context has room for");
    }
    for block in blocks.into_iter().rev().filter(|block| !block.text.is_empty()) {
        filling.take("chatHistory", block);
    }
}

/// One example after the other, each whole, while there is room.
fn fill_examples(
    examples: Vec<Vec<Block>>,
    stage: &Stage<'_>,
    bench: &mut Bench,
    filling: &mut Filling,
) {
    if examples.is_empty() {
        return;
    }
    let opening = bench.opening("newChat", &stage.preset.new_example, "new_example");
    let mut full = false;
    for example in examples {
        let tokens: usize = example.iter().map(|block| block.tokens).sum();
        full |= !filling.fits(tokens + opening.tokens);
        if full {
            let why = "there is no room for this example and those after it";
            example.into_iter().for_each(|block| filling.leave(block, why));
            continue;
        }
        let opening = Some(opening.clone()).into_iter();
        for block in opening.chain(example).filter(|block| !block.text.is_empty()) {
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
