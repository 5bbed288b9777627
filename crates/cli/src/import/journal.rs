//! What was imported, so that an import that was interrupted goes on where it stopped.
//!
//! A line for each card, appended once the server has it: which server and account, the digest of
//! the file's bytes, and what it became. Names do not count: a file that was renamed is known, and
//! another of the same name is not.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// The journal of one server and account.
#[derive(Debug)]
pub(super) struct Journal {
    server: String,
    account: String,
    /// The slug that each digest became.
    known: BTreeMap<String, String>,
    /// What this import has begun with: two files of one digest must not race each other.
    begun: BTreeSet<String>,
    file: Option<File>,
}

impl Journal {
    /// Reads what is known of that server and account, and opens the journal for more.
    pub(super) fn open(path: Option<&Path>, server: &str, account: &str) -> Result<Self, Failure> {
        let (server, account) = (server.to_owned(), account.to_owned());
        let Some(path) = path else {
            let (known, begun) = (BTreeMap::new(), BTreeSet::new());
            return Ok(Self { server, account, known, begun, file: None });
        };
        let unusable = |error: std::io::Error| {
            Failure::new(format!("the journal {} can't be used: {error}", path.display()))
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(unusable)?;
        }
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(unusable(error)),
        };
        let mut file = OpenOptions::new().create(true).append(true).open(path).map_err(unusable)?;
        if !text.is_empty() && !text.ends_with('\n') {
            // A line that was being written when the power went.
            file.write_all(b"\n").map_err(unusable)?;
        }
        let known = text.lines().filter_map(|line| known_line(line, &server, &account)).collect();
        Ok(Self { server, account, known, begun: BTreeSet::new(), file: Some(file) })
    }

    /// Whether those bytes are new, here and in this import.
    pub(super) fn begin(&mut self, digest: &str) -> bool {
        !self.known.contains_key(digest) && self.begun.insert(digest.to_owned())
    }

    /// What those bytes became, if they were imported before.
    pub(super) fn slug_of(&self, digest: &str) -> Option<&str> {
        self.known.get(digest).map(String::as_str)
    }

    /// Writes down that a card is there now.
    pub(super) fn add(&mut self, digest: &str, path: &Path, slug: &str) -> Result<(), Failure> {
        let line = json!({
            "server": self.server,
            "account": self.account,
            "sha256": digest,
            "slug": slug,
            "file": path.to_string_lossy(),
        });
        self.known.insert(digest.to_owned(), slug.to_owned());
        match &mut self.file {
            Some(file) => Ok(file.write_all(format!("{line}\n").as_bytes())?),
            None => Ok(()),
        }
    }
}

fn known_line(line: &str, server: &str, account: &str) -> Option<(String, String)> {
    let line: Value = serde_json::from_str(line).ok()?;
    let text = |key: &str| line.get(key).and_then(Value::as_str);
    let ours = text("server") == Some(server) && text("account") == Some(account);
    ours.then_some((text("sha256")?.to_owned(), text("slug")?.to_owned()))
}

/// Where the journal is unless another is named: with the other state of programs.
pub(super) fn usual_place() -> Option<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|it| it.is_absolute());
    let state = absolute("XDG_STATE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local/state")))?;
    Some(state.join("repertoire/imported.jsonl"))
}

/// The digest that a file is known by.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::{Journal, digest};
    use std::path::Path;

    #[test]
    fn what_was_imported_is_known_again() {
        let folder =
            std::env::temp_dir().join(format!("repertoire-journal-{}", std::process::id()));
        let path = folder.join("imported.jsonl");
        let open = |account| Journal::open(Some(&path), "http://here", account).expect("a journal");
        let (ada, bo) = (digest(b"Ada"), digest(b"Bo"));
        open("1").add(&ada, Path::new("ada.png"), "ada").expect("written");
        std::fs::OpenOptions::new()
            .append(true)
            .open(&path)
            .and_then(|mut it| std::io::Write::write_all(&mut it, b"{\"cut"))
            .expect("written");
        open("1").add(&bo, Path::new("bo.png"), "bo").expect("written");
        assert_eq!((open("1").slug_of(&ada), open("1").slug_of(&bo)), (Some("ada"), Some("bo")));
        assert_eq!(open("2").slug_of(&ada), None);
        let (mut one, mut two) = (open("1"), open("2"));
        assert_eq!([one.begin(&ada), two.begin(&ada), two.begin(&ada)], [false, true, false]);
        std::fs::remove_dir_all(folder).expect("ours");
    }
}
