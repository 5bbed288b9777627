//! What is compared of a character's text.

use super::sketch::{Sampler, Sketch};
use super::words::{Names, words};
use crate::gate::text::{Part, Reader, parts};
use crate::revision::SealedContent;

/// Bytes of each half that are read: ten full fields, a quarter of the largest book. 20 ms of
/// ordinary words; about a second if each character folds to 18 (U+FDFA), which is the worst.
const HALF_BYTES_MAX: usize = 2 << 20;

/// The signature of a revision's text.
///
/// In two halves, because what makes a character is not what surrounds it: two characters of one
/// author share a world and its book, and thousands share a system prompt, without being one character.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextSignature {
    /// Persona, personality, greetings, examples.
    pub(super) core: Sketch,
    /// Scenario, entries of the book, system prompt, instructions after the conversation.
    pub(super) rest: Sketch,
}

/// Which half of the signature a text belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Core,
    Rest,
}

impl TextSignature {
    /// Of what a revision gives a model to read. The order of fields, entries, paragraphs and
    /// sentences does not matter, nor does the name.
    pub fn of(content: &SealedContent) -> Self {
        let names = names(content);
        let [mut core, mut rest] = [(Sampler::default(), 0), (Sampler::default(), 0)];
        for (half, part) in prompt_parts(content) {
            let (sampler, read) = if half == Half::Core { &mut core } else { &mut rest };
            let text = &part.text[..part.text.floor_char_boundary(HALF_BYTES_MAX - *read)];
            *read += text.len();
            sampler.begin();
            words(text, &names, |word| sampler.take(word));
        }
        Self { core: core.0.finish(), rest: rest.0.finish() }
    }

    /// The keys that the revision is found by: one row each.
    pub fn keys(&self) -> Vec<i64> {
        let both = self.core.hashes().iter().chain(self.rest.hashes());
        let mut keys: Vec<_> = both.map(|hash| hash.cast_signed()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

pub(super) fn names(content: &SealedContent) -> Names {
    Names::of([content.draft.name.as_str(), content.draft.nickname.as_str()])
}

/// The texts that end up in a prompt.
pub(super) fn prompt_parts(content: &SealedContent) -> impl Iterator<Item = (Half, Part<'_>)> {
    let in_prompt = parts(content).into_iter().filter(|part| part.reader == Reader::Model);
    in_prompt.filter_map(|part| half(&part.path).map(|half| (half, part)))
}

fn half(path: &str) -> Option<Half> {
    let field = path.split(['.', '[']).next().unwrap_or_default();
    match field {
        "name" | "nickname" => None,
        "scenario" | "characterBook" | "systemPromptOverride" | "postHistoryInstructions" => {
            Some(Half::Rest)
        }
        _ => Some(Half::Core),
    }
}
