//! Names in the languages we write.

use psl::schema::{EnumId, ModelId, Schema};
use std::collections::BTreeSet;

/// Names that are taken, so that no two things get the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unique(BTreeSet<String>);

impl Unique {
    pub(crate) fn with(names: &[&str]) -> Self {
        Self(names.iter().map(|name| (*name).to_owned()).collect())
    }

    /// The name, or the first that is free of `name2`, `name3`, …
    pub(crate) fn take(&mut self, name: impl Into<String>) -> String {
        let name = self.free(name.into());
        self.0.insert(name.clone());
        name
    }

    fn free(&self, wanted: String) -> String {
        let numbered = (2..).map(|number: u32| format!("{wanted}{number}"));
        let mut names = std::iter::once(wanted.clone()).chain(numbered);
        names.find(|name| !self.0.contains(name)).unwrap_or(wanted)
    }
}

/// What models, enums, ids and documents are called in Rust: no two the same, and none like a type
/// that generated code names without a path.
#[derive(Clone, Debug, Default)]
pub(crate) struct TypeNames {
    models: Vec<String>,
    enums: Vec<String>,
    taken: Unique,
}

const NAMED_WITHOUT_A_PATH: &[&str] = &[
    "Box", "Err", "From", "Into", "None", "Ok", "Option", "Result", "Self", "Some", "String", "Vec",
];

impl TypeNames {
    pub(crate) fn of(schema: &Schema) -> Self {
        let mut taken = Unique::with(NAMED_WITHOUT_A_PATH);
        let models = schema.models.iter().map(|it| type_name(&mut taken, &it.name, "Model"));
        let models = models.collect();
        let enums = schema.enums.iter().map(|it| type_name(&mut taken, &it.name, "Enum"));
        let enums = enums.collect();
        Self { models, enums, taken }
    }

    pub(crate) fn model(&self, id: ModelId) -> &str {
        &self.models[id.0 as usize]
    }

    pub(crate) fn enumeration(&self, id: EnumId) -> &str {
        &self.enums[id.0 as usize]
    }

    /// A name of its own for something that follows from a model.
    pub(crate) fn take(&mut self, wanted: &str) -> String {
        self.taken.take(wanted)
    }

    /// The same name each time, and not one that is taken by then.
    pub(crate) fn free(&self, wanted: &str) -> String {
        self.taken.free(wanted.to_owned())
    }
}

/// A name that is taken gets the word for what it is behind it, and what starts with a digit before.
fn type_name(taken: &mut Unique, name: &str, word: &str) -> String {
    let name = pascal(name);
    taken.take(match NAMED_WITHOUT_A_PATH.contains(&name.as_str()) {
        true => format!("{name}{word}"),
        false if starts_with_a_letter(&name) => name,
        false => format!("{word}{name}"),
    })
}

fn starts_with_a_letter(name: &str) -> bool {
    name.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// `CharacterDraft`, `characterDraft`, `character_draft` → `character_draft`.
pub(crate) fn snake(name: &str) -> String {
    words(name).join("_")
}

/// `character_draft` → `CharacterDraft`.
pub(crate) fn pascal(name: &str) -> String {
    words(name).iter().map(|word| capital(word)).collect()
}

/// `character_draft` → `CHARACTER_DRAFT`.
pub(crate) fn screaming(name: &str) -> String {
    snake(name).to_uppercase()
}

/// `character_draft` → `characterDraft`.
pub(crate) fn camel(name: &str) -> String {
    let pascal = pascal(name);
    let mut letters = pascal.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// A snake-case name as a Rust identifier: `type` → `r#type`.
pub(crate) fn rust_identifier(name: &str) -> String {
    let name = snake(name);
    match name.as_str() {
        "self" | "super" | "crate" => format!("{name}_"),
        _ if is_rust_keyword(&name) => format!("r#{name}"),
        _ if name.starts_with(|first: char| first.is_ascii_digit()) => format!("_{name}"),
        _ => name,
    }
}

pub(crate) fn is_rust_keyword(name: &str) -> bool {
    RUST_KEYWORDS.contains(&name) || matches!(name, "self" | "super" | "crate")
}

/// Strict and reserved ones of edition 2024, sorted.
const RUST_KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The words of a name in lower case: at underscores, and where a capital starts a word.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = vec![String::new()];
    for (at, &letter) in letters.iter().enumerate() {
        if starts_word(&letters, at) {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn starts_word(letters: &[char], at: usize) -> bool {
    let letter = letters[at];
    if !letter.is_alphanumeric() {
        return true;
    }
    let before = at.checked_sub(1).map(|before| letters[before]);
    let after = letters.get(at + 1);
    letter.is_uppercase()
        && (before.is_some_and(|before| !before.is_uppercase())
            || after.is_some_and(|after| after.is_lowercase()))
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_words() {
        for (name, as_snake, as_pascal) in [
            ("CharacterDraft", "character_draft", "CharacterDraft"),
            ("creatorId", "creator_id", "CreatorId"),
            ("HTTPServer", "http_server", "HttpServer"),
            ("sha256", "sha256", "Sha256"),
            ("_hidden", "hidden", "Hidden"),
        ] {
            assert_eq!((snake(name).as_str(), pascal(name).as_str()), (as_snake, as_pascal));
        }
        assert_eq!(camel("current_publication_id"), "currentPublicationId");
        assert_eq!(rust_identifier("type"), "r#type");
    }
}
