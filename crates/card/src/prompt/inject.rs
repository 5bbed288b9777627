//! What is put among the messages: lorebook entries at depth, the author's note, the card's note.

use super::build::{depth_prompt, entries_of};
use super::{Bench, Block, Origin, Stage};
use crate::activation::{Activation, AtDepth, joined};
use crate::js;
use std::collections::BTreeMap;

/// Deeper than this nothing is put.
const DEPTH_MAX: usize = 10_000;
/// Where the author's note goes by default.
const NOTE_DEPTH: usize = 4;
/// Within a depth, the order of roles.
const ROLES: [&str; 3] = ["system", "user", "assistant"];

/// Texts for one depth and role, in the order in which SillyTavern sorts what they are called.
type Texts = Vec<(String, String, Vec<Origin>)>;

/// The messages with everything that goes among them, the oldest first.
pub(super) fn inject(
    messages: Vec<Block>,
    stage: &Stage<'_>,
    activation: &Activation,
    bench: &mut Bench,
) -> Vec<Block> {
    let mut by_depth: BTreeMap<(usize, usize), Texts> = BTreeMap::new();
    let mut put = |depth: usize, role: usize, key: &str, text: String, origins: Vec<Origin>| {
        if depth <= DEPTH_MAX && !text.is_empty() {
            let texts = by_depth.entry((depth, role)).or_default();
            texts.push((key.to_owned(), text.trim().to_owned(), origins));
        }
    };
    let note = note(activation);
    put(NOTE_DEPTH, 0, "2_floating_prompt", note.0, note.1);
    let (prompt, depth, role) = depth_prompt(stage);
    let role = ROLES.iter().position(|known| *known == role).unwrap_or_default();
    if let Some(depth) = whole(depth) {
        let origins = vec![Origin::Field("extensions.depth_prompt")];
        put(depth, role, "DEPTH_PROMPT", prompt.to_owned(), origins);
    }
    for at in &activation.placed.depth {
        if let Some((depth, role)) = place_of(at) {
            let key = format!("customDepthWI_{depth}_{role}");
            put(depth, role, &key, joined(&at.pieces), entries_of(&at.pieces, activation));
        }
    }
    merge(messages, by_depth, bench)
}

/// Entries above and below the author's note, which is empty itself.
fn note(activation: &Activation) -> (String, Vec<Origin>) {
    let (top, bottom) = (&activation.placed.an_top, &activation.placed.an_bottom);
    if top.is_empty() && bottom.is_empty() {
        return (String::new(), Vec::new());
    }
    let text = format!("{}\n\n{}", joined(top), joined(bottom));
    let text = text.strip_prefix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\n').unwrap_or(text).to_owned();
    (text, [entries_of(top, activation), entries_of(bottom, activation)].concat())
}

/// Where a depth and a role put a text, if anywhere: SillyTavern makes numbers of both.
fn place_of(at: &AtDepth) -> Option<(usize, usize)> {
    let depth = whole(js::number(at.depth.as_ref()))?;
    let role = whole(js::number(Some(&at.role)))?;
    (role < ROLES.len()).then_some((depth, role))
}

fn whole(number: f64) -> Option<usize> {
    (number >= 0.0 && number.fract() == 0.0).then_some(number as usize)
}

/// Counted from the last message; what is deeper than the chat goes before its first.
fn merge(
    messages: Vec<Block>,
    mut by_depth: BTreeMap<(usize, usize), Texts>,
    bench: &mut Bench,
) -> Vec<Block> {
    let count = messages.len();
    let mut out = Vec::with_capacity(count + by_depth.len());
    for (back, message) in messages.into_iter().enumerate().map(|(i, m)| (count - i, m)) {
        // Those of this depth and all deeper ones that had no message of their own.
        drain(&mut by_depth, back, back == count, bench, &mut out);
        out.push(message);
    }
    drain(&mut by_depth, 0, count == 0, bench, &mut out);
    out
}

fn drain(
    by_depth: &mut BTreeMap<(usize, usize), Texts>,
    depth: usize,
    and_deeper: bool,
    bench: &mut Bench,
    out: &mut Vec<Block>,
) {
    let here = |key: &(usize, usize)| key.0 == depth || (and_deeper && key.0 > depth);
    let mut keys: Vec<(usize, usize)> = by_depth.keys().copied().filter(here).collect();
    // The deepest first; within a depth the last role stands first.
    keys.sort_by(|a, b| b.cmp(a));
    for key in keys {
        let Some(mut texts) = by_depth.remove(&key) else { continue };
        texts.sort_by(|a, b| a.0.cmp(&b.0));
        let whole: Vec<&str> = texts.iter().map(|(_, text, _)| text.as_str()).collect();
        let (text, macros) = bench.replaced(&whole.join("\n"), None);
        let mut origins: Vec<Origin> = texts.into_iter().flat_map(|(_, _, o)| o).collect();
        origins.extend(macros);
        let id = format!("depth-{}", key.0);
        out.push(bench.finished(id, ROLES[key.1], None, text, origins));
    }
}
