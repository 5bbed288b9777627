//! Which field of a card is which field of a draft: one list for both ways and the report.

use card::CardData;

use crate::draft::limits::{LINE_CHARS_MAX, NAME_CHARS_MAX, TEXT_CHARS_MAX};
use crate::draft::{DraftContent, DraftField};

/// A field of a card that is a field of a draft.
pub(super) struct Route<T> {
    /// The card's name of it.
    pub(super) key: &'static str,
    /// The draft's name of it.
    pub(super) field: DraftField,
    /// Characters that a draft keeps of it.
    pub(super) chars_max: usize,
    /// Where it is in a card.
    pub(super) card: fn(&mut CardData) -> &mut T,
    /// Where it is in a draft.
    pub(super) draft: fn(&mut DraftContent) -> &mut T,
}

macro_rules! route {
    ($card:ident => $draft:ident, $field:ident, $max:expr) => {
        Route {
            key: stringify!($card),
            field: DraftField::$field,
            chars_max: $max,
            card: |data| &mut data.$card,
            draft: |draft| &mut draft.$draft,
        }
    };
}

pub(super) static TEXTS: [Route<String>; 11] = [
    route!(name => name, Name, NAME_CHARS_MAX),
    route!(description => persona_prompt, PersonaPrompt, TEXT_CHARS_MAX),
    route!(personality => personality, Personality, TEXT_CHARS_MAX),
    route!(first_mes => greeting, Greeting, TEXT_CHARS_MAX),
    route!(scenario => scenario, Scenario, TEXT_CHARS_MAX),
    route!(mes_example => example_dialogue, ExampleDialogue, TEXT_CHARS_MAX),
    route!(system_prompt => system_prompt_override, SystemPromptOverride, TEXT_CHARS_MAX),
    route!(post_history_instructions => post_history_instructions, PostHistoryInstructions, TEXT_CHARS_MAX),
    route!(creator_notes => creator_notes, CreatorNotes, TEXT_CHARS_MAX),
    route!(creator => attribution, Attribution, LINE_CHARS_MAX),
    route!(character_version => version_label, VersionLabel, LINE_CHARS_MAX),
];

pub(super) static LISTS: [Route<Vec<String>>; 2] = [
    route!(alternate_greetings => alternate_greetings, AlternateGreetings, TEXT_CHARS_MAX),
    route!(group_only_greetings => group_greetings, GroupGreetings, TEXT_CHARS_MAX),
];

/// The draft's field that a card's field becomes.
pub(super) fn field_of(key: &str) -> Option<DraftField> {
    let special = match key {
        "nickname" => Some(DraftField::Nickname),
        "tags" => Some(DraftField::Tags),
        "character_book" => Some(DraftField::CharacterBook),
        _ => None,
    };
    let text = || TEXTS.iter().find(|route| route.key == key).map(|route| route.field);
    let list = || LISTS.iter().find(|route| route.key == key).map(|route| route.field);
    special.or_else(text).or_else(list)
}

/// The first `max` characters.
pub(super) fn cut(text: &str, max: usize) -> String {
    text.chars().take(max).collect()
}
