//! The fields of a card: one list for all three specifications.

use crate::lorebook::Lorebook;
use crate::object::kinds::{Many, Maybe, One, Open, Seconds, Text, Texts, Words};
use crate::object::object;
use serde_json::{Map, Value};

object! {
    /// What a card says of its character: `data` in V2 and V3, the card itself in V1.
    pub struct CardData {
        /// The character's name.
        name: String as Text = "name", V1 required;
        /// Who the character is: the persona.
        description: String as Text = "description", V1 required;
        /// A short summary of the personality.
        personality: String as Text = "personality", V1 required;
        /// Where and when the conversation begins.
        scenario: String as Text = "scenario", V1 required;
        /// The greeting.
        first_mes: String as Text = "first_mes", V1 required;
        /// Example dialogue, each part opened by `<START>`.
        mes_example: String as Text = "mes_example", V1 required;
        /// To the people who use the card; never part of a prompt.
        creator_notes: String as Text = "creator_notes", V2 required;
        /// Replaces the app's system prompt; `{{original}}` stands for it.
        system_prompt: String as Text = "system_prompt", V2 required;
        /// Replaces what the app says after the history.
        post_history_instructions: String as Text = "post_history_instructions", V2 required;
        /// Other greetings to begin with.
        alternate_greetings: Vec<String> as Texts = "alternate_greetings", V2 required;
        /// Tags, in the creator's order.
        tags: Vec<String> as Words = "tags", V2 required;
        /// Who made the card.
        creator: String as Text = "creator", V2 required;
        /// The creator's own version of the card.
        character_version: String as Text = "character_version", V2 required;
        /// What tools keep with the card.
        extensions: Map<String, Value> as Open = "extensions", V2 required;
        /// The lorebook.
        character_book: Option<Lorebook> as Maybe<One<Lorebook>> = "character_book", V2 optional;
        /// What `{{char}}` stands for in place of the name.
        nickname: Option<String> as Maybe<Text> = "nickname", V3 optional;
        /// Creator notes by language (ISO 639-1).
        creator_notes_multilingual: Map<String, Value> as Open = "creator_notes_multilingual", V3 optional;
        /// Where the card came from: links and ids.
        source: Vec<String> as Texts = "source", V3 optional;
        /// Greetings for group chats alone.
        group_only_greetings: Vec<String> as Texts = "group_only_greetings", V3 required;
        /// When the card was made, in seconds since 1970, UTC.
        creation_date: Option<i64> as Maybe<Seconds> = "creation_date", V3 optional;
        /// When it was last changed, in seconds since 1970, UTC.
        modification_date: Option<i64> as Maybe<Seconds> = "modification_date", V3 optional;
        /// Pictures, voices and other files of the card.
        assets: Option<Vec<Asset>> as Maybe<Many<Asset>> = "assets", V3 optional;
    }
}

object! {
    /// A file that belongs to the card.
    pub struct Asset {
        /// What it is for: `icon`, `background`, `emotion`, `user_icon`, or an app's own.
        kind: String as Text = "type", V3 required;
        /// Where it is: `ccdefault:`, `embeded://…` (the specification spells it so), a URL or a data URI.
        uri: String as Text = "uri", V3 required;
        /// Which of its kind.
        name: String as Text = "name", V3 required;
        /// Its file extension, without the dot.
        ext: String as Text = "ext", V3 required;
    }
}
