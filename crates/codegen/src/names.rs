//! Names in the languages we write.

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
