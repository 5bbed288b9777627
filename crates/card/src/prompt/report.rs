//! A preview as JSON, and as a table for people.

use super::{Block, Origin, Preview};
use crate::activation::Verdict;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// How much of a text a table shows.
const SHOWN: usize = 60;

impl Origin {
    /// Where it came from, in a word.
    pub fn to_text(&self) -> String {
        match self {
            Origin::Field(field) => format!("card.{field}"),
            Origin::Entry(id) => format!("entry {id}"),
            Origin::Preset(prompt) => format!("preset.{prompt}"),
            Origin::Message(index) => format!("message {}", index + 1),
            Origin::Persona => "persona".to_owned(),
            Origin::Macro(name) => format!("macro {name}"),
        }
    }

    /// Where it came from, for programs.
    pub fn to_json(&self) -> Value {
        match self {
            Origin::Field(field) => json!({ "field": field }),
            Origin::Entry(id) => json!({ "entry": id }),
            Origin::Preset(prompt) => json!({ "preset": prompt }),
            Origin::Message(index) => json!({ "message": index }),
            Origin::Persona => json!({ "persona": true }),
            Origin::Macro(name) => json!({ "macro": name }),
        }
    }
}

impl Block {
    /// For programs.
    pub fn to_json(&self) -> Value {
        let mut json = json!({ "id": self.id, "role": self.role });
        if let Some(name) = self.name {
            json["name"] = name.into();
        }
        json["content"] = self.text.as_str().into();
        json["tokens"] = self.tokens.into();
        json["origins"] = self.origins.iter().map(Origin::to_json).collect();
        json
    }
}

impl Preview {
    /// For programs.
    pub fn to_json(&self) -> Value {
        let left_out = self.left_out.iter().map(|left| {
            let mut json = left.block.to_json();
            json["why"] = left.why.into();
            json
        });
        json!({
            "blocks": self.blocks.iter().map(Block::to_json).collect::<Vec<_>>(),
            "leftOut": left_out.collect::<Vec<_>>(),
            "tokens": self.tokens,
            "budget": self.budget,
            "countedBy": self.counted_by,
            "isEstimate": self.is_estimate,
            "macrosCut": self.macros_cut,
            "lorebook": {
                "budget": self.activation.budget,
                "overflowed": self.activation.overflowed,
                "entries": self.activation.entries.iter().map(Verdict::to_json).collect::<Vec<_>>(),
            },
        })
    }

    /// For people: a line for each block, what fell out, and where the tokens went.
    pub fn to_table(&self) -> String {
        let mut out = String::new();
        let width = self.blocks.iter().map(|block| block.id.chars().count()).max().unwrap_or(0);
        for block in &self.blocks {
            line(&mut out, block, width, "");
        }
        for left in &self.left_out {
            line(&mut out, &left.block, width, "left out: ");
        }
        let estimate = if self.is_estimate { "about " } else { "" };
        // Writing to a String cannot fail.
        _ = writeln!(
            out,
            "{estimate}{} of {} tokens ({}); {} of {} lorebook entries fired",
            self.tokens,
            self.budget,
            self.counted_by,
            self.activation.fired.len(),
            self.activation.entries.len(),
        );
        if self.macros_cut {
            out.push_str("macros came to too much text; the last ones stay as they are written\n");
        }
        out
    }
}

fn line(out: &mut String, block: &Block, width: usize, mark: &str) {
    let origins: Vec<String> = block.origins.iter().map(Origin::to_text).collect();
    let mut text: String = block.text.chars().take(SHOWN).collect();
    if block.text.chars().nth(SHOWN).is_some() {
        text.push('…');
    }
    let said = format!("{}  {text}", origins.join(", ")).replace('\n', "⏎");
    let (role, tokens) = (block.role, block.tokens);
    // Writing to a String cannot fail.
    _ = writeln!(out, "{mark}{:width$}  {role:9} {tokens:>6}  {said}", block.id);
}
