//! The "may never" column, as far as source text shows it.

use std::fs;
use std::path::Path;

use super::{files_below, shown};

/// Rooms, the words that they never say outside their tests, and why.
const NEVER: &[(&[&str], &[&str], &str)] = &[
    (
        &["psl", "pgschema", "codegen", "lint", "lsp", "card", "domain"],
        &[
            "tokio",
            "std::fs",
            "TcpStream",
            "TcpListener",
            "UdpSocket",
            "ToSocketAddrs",
            "std::env",
            "std::process",
            "SystemTime::now",
            "Instant::now",
        ],
        "it is pure: files, clock and network belong to those who call it",
    ),
    (
        &["domain"],
        &[
            "async fn",
            "Timestamp::now",
            "Uuid::now_v7",
            "Uuid::new_v4",
            "getrandom",
            "SELECT ",
            "INSERT INTO",
        ],
        "it decides with values: time and ids come in as arguments",
    ),
    (
        &["store"],
        &["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM"],
        "SQL text stands in contract/queries and comes here generated",
    ),
    (
        &["app"],
        &["axum", "tokio_postgres", "SELECT ", "INSERT INTO"],
        "it knows ports, not HTTP or SQL",
    ),
    (&["server"], &["store::Writer", "Writer::", "tokio_postgres"], "it reads; use cases write"),
    (&["migrate"], &["character_draft", "CharacterDraft"], "it serves any contract"),
];

pub(super) fn words(root: &Path) -> std::io::Result<Vec<String>> {
    let mut findings = Vec::new();
    for (rooms, words, why) in NEVER {
        for room in *rooms {
            for path in files_below(&root.join("crates").join(room).join("src"), ".rs")? {
                let text = fs::read_to_string(&path)?;
                let name = shown(root, &path);
                if !name.contains("/generated/") && !name.ends_with("/tests.rs") {
                    findings.extend(said(&text, words).map(|(line, word)| {
                        format!("{name}:{line}: {room} never says `{word}`: {why}")
                    }));
                }
            }
        }
    }
    Ok(findings)
}

/// Lines before the tests, without their comments and without texts for people or other languages.
fn said<'a>(text: &'a str, words: &'a [&str]) -> impl Iterator<Item = (usize, &'a str)> {
    let code = text.lines().take_while(|line| line.trim() != "#[cfg(test)]").enumerate();
    code.flat_map(move |(at, line)| {
        let line = line.split("//").next().unwrap_or_default();
        let found = words.iter().filter(move |word| says(line, word));
        found.map(move |word| (at + 1, *word))
    })
}

/// SQL counts inside a text, everything else outside of one.
fn says(line: &str, word: &str) -> bool {
    let sql = word.chars().next().is_some_and(|first| first.is_uppercase())
        && word.chars().all(|letter| letter.is_uppercase() || letter == ' ');
    let mut inside = false;
    line.split('"').any(|piece| {
        let here = inside;
        inside = !inside;
        here == sql && (if sql { piece.trim_start().starts_with(word) } else { names(piece, word) })
    })
}

/// As a whole name: `tokio::`, not `tokio_postgres`.
fn names(code: &str, word: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !before.is_some_and(part) && (word.ends_with(':') || !after.is_some_and(part))
    })
}

#[cfg(test)]
mod tests {
    use super::says;

    #[test]
    fn sql_counts_in_texts_and_names_count_in_code() {
        assert!(says("client.query(\"SELECT 1\")", "SELECT "));
        assert!(!says("// SELECT", "SELECT "));
        assert!(says("use tokio::time;", "tokio"));
        assert!(!says("use tokio_postgres::Row;", "tokio"));
        assert!(!says("out.line(\"use std::fs;\");", "std::fs"));
    }
}
