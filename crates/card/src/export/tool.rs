//! What a tool does to a card that it reads, whatever the format holds.
//!
//! Found in the tools' own code: SillyTavern 1.18.0, RisuAI and Agnai as of 2026.

use super::Loss;
use crate::{Card, LoreEntry, Spec};

/// A tool that may read what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tool {
    /// SillyTavern.
    SillyTavern,
    /// RisuAI.
    RisuAi,
    /// Backyard.
    Backyard,
    /// Agnai.
    Agnai,
}

impl Tool {
    /// Every one, by the name that the command line has for it.
    pub const ALL: [(&'static str, Tool); 4] = [
        ("sillytavern", Tool::SillyTavern),
        ("risuai", Tool::RisuAi),
        ("backyard", Tool::Backyard),
        ("agnai", Tool::Agnai),
    ];
}

/// A thing that a tool does, where a card has it.
struct Habit<T: 'static> {
    tool: Tool,
    field: &'static str,
    has: fn(&T) -> bool,
    why: &'static str,
}

const OF_CARDS: &[Habit<Card>] = &[
    Habit {
        tool: Tool::SillyTavern,
        field: "assets",
        has: |card| card.data.assets.as_ref().is_some_and(|assets| assets.len() > 1),
        why: "SillyTavern takes pictures out of a CHARX, and writes none of them again",
    },
    Habit {
        tool: Tool::SillyTavern,
        field: "character_book",
        has: |card| {
            card.lorebook().is_some_and(|book| {
                book.scan_depth.is_some()
                    || book.token_budget.is_some()
                    || book.recursive_scanning.is_some()
            })
        },
        why: "SillyTavern scans by its own depth, budget and recursion, and drops the book's on the first edit",
    },
    Habit {
        tool: Tool::RisuAi,
        field: "creator_notes_multilingual",
        has: |card| !card.data.creator_notes_multilingual.is_empty(),
        why: "RisuAI drops it",
    },
    Habit {
        tool: Tool::RisuAi,
        field: "extensions.depth_prompt",
        has: |card| card.data.extensions.contains_key("depth_prompt"),
        why: "RisuAI drops it",
    },
    Habit {
        tool: Tool::RisuAi,
        field: "character_book",
        has: |card| {
            card.lorebook().is_some_and(|book| {
                let set = [
                    book.scan_depth.is_some(),
                    book.token_budget.is_some(),
                    book.recursive_scanning.is_some(),
                ];
                set.contains(&true) && set.contains(&false)
            })
        },
        why: "RisuAI takes depth, budget and recursion only where all three are set",
    },
    Habit {
        tool: Tool::Agnai,
        field: "personality",
        has: |card| !card.data.personality.is_empty(),
        why: "Agnai joins it to the description",
    },
    Habit {
        tool: Tool::Agnai,
        field: "spec",
        has: |card| card.spec == Spec::V3,
        why: "Agnai reads V2; of a V3 JSON it takes the fields beside `data`, or nothing",
    },
];

const OF_ENTRIES: &[Habit<LoreEntry>] = &[
    Habit {
        tool: Tool::SillyTavern,
        field: "name",
        has: |entry| entry.name.is_some() && entry.name != entry.comment,
        why: "SillyTavern shows the comment, and drops the name on the first edit",
    },
    Habit {
        tool: Tool::SillyTavern,
        field: "priority",
        has: |entry| entry.priority.is_some(),
        why: "SillyTavern has no priority, and drops it on the first edit",
    },
    Habit {
        tool: Tool::SillyTavern,
        field: "case_sensitive",
        has: |entry| {
            entry.case_sensitive.is_some() && !entry.extensions.contains_key("case_sensitive")
        },
        why: "SillyTavern reads `extensions.case_sensitive` alone",
    },
    Habit {
        tool: Tool::RisuAi,
        field: "enabled",
        has: |entry| !entry.enabled,
        why: "RisuAI switches the entry on",
    },
    Habit {
        tool: Tool::RisuAi,
        field: "position",
        has: |entry| entry.position.is_some(),
        why: "RisuAI places entries by decorators alone",
    },
    Habit {
        tool: Tool::RisuAi,
        field: "priority",
        has: |entry| entry.priority.is_some(),
        why: "RisuAI drops it",
    },
    Habit {
        tool: Tool::RisuAi,
        field: "use_regex",
        has: |entry| entry.use_regex && !entry.keys.first().is_some_and(|key| key.starts_with('/')),
        why: "RisuAI reads keys as regular expressions only where the first stands in slashes",
    },
    Habit {
        tool: Tool::Agnai,
        field: "extensions",
        has: |entry| !entry.extensions.is_empty(),
        why: "Agnai drops what stands in an entry's extensions",
    },
    Habit {
        tool: Tool::Agnai,
        field: "case_sensitive",
        has: |entry| entry.case_sensitive.is_some(),
        why: "Agnai drops it",
    },
    Habit {
        tool: Tool::Agnai,
        field: "use_regex",
        has: |entry| entry.use_regex,
        why: "Agnai reads keys as plain text",
    },
];

pub(super) fn losses(card: &Card, tool: Tool, out: &mut Vec<Loss>) {
    for habit in OF_CARDS.iter().filter(|habit| habit.tool == tool && (habit.has)(card)) {
        let path = match (card.data_path(), habit.field) {
            ("", field) | (_, field @ "spec") => field.to_owned(),
            (data, field) => format!("{data}.{field}"),
        };
        out.push(Loss { path, why: habit.why.to_owned() });
    }
    let entries = card.lorebook().map(|book| book.entries.as_slice()).unwrap_or_default();
    for habit in OF_ENTRIES.iter().filter(|habit| habit.tool == tool) {
        let places: Vec<usize> =
            (0..entries.len()).filter(|index| (habit.has)(&entries[*index])).collect();
        if let Some(first) = places.first() {
            let path = match card.data_path() {
                "" => format!("character_book.entries[{first}].{}", habit.field),
                data => format!("{data}.character_book.entries[{first}].{}", habit.field),
            };
            let why = match places.len() - 1 {
                0 => habit.why.to_owned(),
                more => format!("{} (and {more} more)", habit.why),
            };
            out.push(Loss { path, why });
        }
    }
}
