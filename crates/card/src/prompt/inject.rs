//! What is put among the messages: lorebook entries at depth, the author's note, the card's note.

use super::build::entries_of;
use super::fields::{Fields, depth_prompt};
use super::{Bench, Origin, Pending, ROLES, Stage};
use crate::activation::{Activation, AtDepth, joined};
use crate::js;
use std::collections::BTreeMap;

/// Deeper than this nothing is put.
const DEPTH_MAX: usize = 10_000;
/// Where the author's note goes by default.
const NOTE_DEPTH: usize = 4;

/// Texts for one depth and role, by what SillyTavern calls them: it sorts them by that, and of two
/// that are called the same the later is used.
type Texts = BTreeMap<String, (String, Vec<Origin>)>;

/// The messages with everything that goes among them, the oldest first.
pub(super) fn inject(
    messages: Vec<Pending>,
    stage: &Stage<'_>,
    fields: &Fields,
    activation: &Activation,
    bench: &mut Bench,
) -> Vec<Pending> {
    let mut by_depth: BTreeMap<(usize, usize), Texts> = BTreeMap::new();
    let mut put = |at: (usize, usize), key: String, text: &str, origins: Vec<Origin>| {
        if at.0 <= DEPTH_MAX && !text.is_empty() {
            by_depth.entry(at).or_default().insert(key, (js::trim(text).to_owned(), origins));
        }
    };
    let (text, origins) = note(activation);
    put((NOTE_DEPTH, 0), "2_floating_prompt".into(), &text, origins);
    let (_, depth, role) = depth_prompt(stage);
    if let Some(depth) = whole(depth) {
        let note = &fields.depth_prompt;
        let origins = note.origins(vec![Origin::Field("extensions.depth_prompt")]);
        put((depth, role), "DEPTH_PROMPT".into(), &note.text, origins);
    }
    for at in &activation.placed.depth {
        if let Some(place) = place_of(at) {
            let (depth, role) = (js::text_of(at.depth.as_ref()), js::text_of(Some(&at.role)));
            let key = format!("customDepthWI_{depth}_{role}");
            put(place, key, &joined(&at.pieces), entries_of(&at.pieces, activation));
        }
    }
    merge(messages, by_depth, bench)
}

/// Counted from the last message; what is deeper than the chat goes before its first.
fn merge(
    messages: Vec<Pending>,
    by_depth: BTreeMap<(usize, usize), Texts>,
    bench: &mut Bench,
) -> Vec<Pending> {
    let mut newest_first = messages.into_iter().rev().enumerate().peekable();
    let mut out = Vec::new();
    for ((depth, role), texts) in by_depth {
        while let Some((_, message)) = newest_first.next_if(|(back, _)| *back < depth) {
            out.push(message);
        }
        out.extend(one(depth, role, texts, bench));
    }
    out.extend(newest_first.map(|(_, message)| message));
    out.reverse();
    out
}

/// The texts of a depth and role as one message; none where macros leave nothing of them.
fn one(depth: usize, role: usize, texts: Texts, bench: &mut Bench) -> Option<Pending> {
    let whole: Vec<&str> = texts.values().map(|(text, _)| text.as_str()).collect();
    let mut text = bench.replaced(&whole.join("\n"), None);
    text.text = js::trim(&text.text).to_owned();
    let origins = texts.into_values().flat_map(|(_, origins)| origins).collect();
    let id = format!("depth-{depth}");
    (!text.text.is_empty()).then_some(Pending { id, role: ROLES[role], text, origins })
}

/// Entries above and below the author's note.
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
