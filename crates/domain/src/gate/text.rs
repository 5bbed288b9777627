//! The texts of a revision, each with its path and where it ends up.

use serde_json::Value;

use crate::revision::SealedContent;

/// Where a text ends up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reader {
    /// In the prompt of a model.
    Model,
    /// On a page.
    People,
}

/// A text of a revision.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// Its path, as `characterBook.entries[3].content`.
    pub path: String,
    /// The text.
    pub text: &'a str,
    /// Where it ends up.
    pub reader: Reader,
}

/// The texts that leave the house with a published revision, in the contract's order, but for empty
/// ones. Notes of the creator to themselves and what tools keep don't leave. What a book says under
/// keys and `extensions` that we don't know does, and is not among them.
pub fn parts(content: &SealedContent) -> Vec<Part<'_>> {
    let draft = &content.draft;
    let model = |path: &str, text| part(path.to_owned(), text, Reader::Model);
    let people = |path: &str, text| part(path.to_owned(), text, Reader::People);
    let mut parts = vec![
        model("name", &draft.name),
        model("nickname", &draft.nickname),
        model("personaPrompt", &draft.persona_prompt),
        model("personality", &draft.personality),
        model("greeting", &draft.greeting),
    ];
    parts.extend(list("alternateGreetings", &draft.alternate_greetings));
    parts.extend(list("groupGreetings", &draft.group_greetings));
    parts.extend([
        model("scenario", &draft.scenario),
        model("exampleDialogue", &draft.example_dialogue),
        model("systemPromptOverride", &draft.system_prompt_override),
        model("postHistoryInstructions", &draft.post_history_instructions),
        people("creatorNotes", &draft.creator_notes),
        people("attribution", &draft.attribution),
        people("versionLabel", &draft.version_label),
    ]);
    parts.extend(
        draft
            .tags
            .iter()
            .enumerate()
            .map(|(index, tag)| part(format!("tags[{index}]"), &tag.0, Reader::People)),
    );
    parts.extend(book_parts(draft.character_book.as_ref()));
    parts.retain(|part| !part.text.is_empty());
    parts
}

fn part(path: String, text: &str, reader: Reader) -> Part<'_> {
    Part { path, text, reader }
}

fn list<'a>(field: &str, texts: &'a [String]) -> Vec<Part<'a>> {
    let item = |(index, text): (usize, &'a String)| {
        part(format!("{field}[{index}]"), text.as_str(), Reader::Model)
    };
    texts.iter().enumerate().map(item).collect()
}

/// The entries of a book that are objects, with their places.
pub(crate) fn entries(book: Option<&Value>) -> Vec<(String, &serde_json::Map<String, Value>)> {
    let entries = book.and_then(|book| book.get("entries")).and_then(Value::as_array);
    entries
        .into_iter()
        .flatten()
        .enumerate()
        .filter_map(|(index, entry)| {
            entry.as_object().map(|entry| (format!("characterBook.entries[{index}]"), entry))
        })
        .collect()
}

fn book_parts(book: Option<&Value>) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    for name in ["name", "description"] {
        if let Some(text) = book.and_then(|book| book.get(name)).and_then(Value::as_str) {
            parts.push(part(format!("characterBook.{name}"), text, Reader::People));
        }
    }
    for (path, entry) in entries(book) {
        for (name, reader) in
            [("name", Reader::People), ("comment", Reader::People), ("content", Reader::Model)]
        {
            if let Some(text) = entry.get(name).and_then(Value::as_str) {
                parts.push(part(format!("{path}.{name}"), text, reader));
            }
        }
        parts.extend(key_parts(&path, entry));
    }
    parts
}

fn key_parts<'a>(path: &str, entry: &'a serde_json::Map<String, Value>) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    for name in ["keys", "secondary_keys"] {
        let keys = entry.get(name).and_then(Value::as_array).into_iter().flatten();
        for (index, key) in keys.enumerate() {
            if let Some(text) = key.as_str() {
                parts.push(part(format!("{path}.{name}[{index}]"), text, Reader::People));
            }
        }
    }
    parts
}
