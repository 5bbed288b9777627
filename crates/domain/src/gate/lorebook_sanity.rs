//! `lorebook-sanity`: entries that can't work, or that would hurt who runs them.
//!
//! Why: a lorebook is a small program that runs on every message on every device. Bad: an entry that
//! nothing can activate, a regular expression that does not compile or takes exponential time, an
//! entry whose text activates itself for ever.

use std::collections::BTreeMap;

use regex_syntax::hir::{Hir, HirKind};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::builtin::{Evaluator, Subject};
use super::text::entries;
use super::{DetailFinding, Finding, Setting, SettingKind, Severity};

/// The evaluator.
pub(crate) enum LorebookSanity {}

/// What can be set.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Configuration {
    /// About 2,000 tokens: more of one entry crowds out the conversation.
    content_chars_max: usize,
    /// A book is searched on each message: more entries take a device's time.
    entries_max: usize,
    /// More keys of one entry are a list of words, not a trigger.
    keys_max: usize,
}

impl Default for Configuration {
    fn default() -> Self {
        Self { content_chars_max: 8_000, entries_max: 2_000, keys_max: 200 }
    }
}

impl Evaluator for LorebookSanity {
    const ID: &'static str = "lorebook-sanity";
    const NAME: &'static str = "Lorebook sanity";
    const VERSION: &'static str = "1.0.0";
    const ABOUT: &'static str = "Lorebook entries that can’t work, or that would hurt who runs them: nothing can activate them, a regular expression takes for ever, a text activates itself.";
    const SETTINGS: &'static [Setting] = &[
        Setting {
            key: "contentCharsMax",
            label: "Longest entry, in characters",
            about: "More of one entry crowds out the conversation.",
            kind: SettingKind::Count(1, 1_000_000),
        },
        Setting {
            key: "entriesMax",
            label: "Most entries of a book",
            about: "A book is searched on each message.",
            kind: SettingKind::Count(1, 100_000),
        },
        Setting {
            key: "keysMax",
            label: "Most keys of an entry",
            about: "",
            kind: SettingKind::Count(1, 10_000),
        },
    ];
    type Configuration = Configuration;

    fn evaluate(subject: &Subject<'_>, configuration: &Configuration) -> Finding {
        let content = subject.content;
        let book = content.draft.character_book.as_ref();
        let recursive = book.and_then(|book| book["recursive_scanning"].as_bool()) == Some(true);
        let mut check = Check { configuration, recursive, findings: Vec::new() };
        check.book(&entries(book));
        Finding::judged(check.findings, None)
    }
}

struct Check<'a> {
    configuration: &'a Configuration,
    recursive: bool,
    findings: Vec<DetailFinding>,
}

type Entry<'a> = &'a Map<String, Value>;

impl Check<'_> {
    fn add(&mut self, code: &str, severity: Severity, path: &str, message: impl Into<String>) {
        self.findings.push(DetailFinding::about(code, severity, path, message));
    }

    fn book(&mut self, entries: &[(String, Entry<'_>)]) {
        let max = self.configuration.entries_max;
        if entries.len() > max {
            let message = format!("has {} entries, more than {max}", entries.len());
            self.add("too_many_entries", Severity::Error, "characterBook.entries", message);
        }
        self.duplicate_ids(entries);
        for (path, entry) in entries {
            self.entry(path, entry);
        }
    }

    fn duplicate_ids(&mut self, entries: &[(String, Entry<'_>)]) {
        let mut first: BTreeMap<String, &str> = BTreeMap::new();
        for (path, entry) in entries {
            let Some(id) = entry.get("id").filter(|id| !id.is_null()) else { continue };
            if let Some(earlier) = first.get(&id.to_string()) {
                let message = format!("has the id {id} of {earlier}; give it one of its own");
                self.add("duplicate_id", Severity::Warning, path, message);
            } else {
                first.insert(id.to_string(), path);
            }
        }
    }

    fn entry(&mut self, path: &str, entry: Entry<'_>) {
        if entry.get("enabled") == Some(&Value::Bool(false)) {
            self.add("disabled", Severity::Info, path, "is disabled and never used");
            return;
        }
        self.content(path, entry);
        self.reachable(path, entry);
        self.keys(path, entry);
        if self.recursive {
            self.self_recursive(path, entry);
        }
    }

    fn content(&mut self, path: &str, entry: Entry<'_>) {
        let content = text(entry, "content");
        let (length, max) = (content.chars().count(), self.configuration.content_chars_max);
        let path = format!("{path}.content");
        if content.trim().is_empty() {
            self.add("empty_content", Severity::Warning, &path, "is empty: the entry adds nothing");
        } else if length > max {
            let message = format!("has {length} characters, more than {max}; split the entry");
            self.add("oversized", Severity::Error, &path, message);
        }
    }

    /// Nothing activates an entry without keys that is not constant.
    fn reachable(&mut self, path: &str, entry: Entry<'_>) {
        if flag(entry, "constant") || has_activating_decorator(text(entry, "content")) {
            return;
        }
        if keys(entry, "keys").all(|key| key.trim().is_empty()) {
            let message = "has no keys and is not constant, so nothing activates it";
            self.add("unreachable", Severity::Error, path, message);
        }
    }

    fn keys(&mut self, path: &str, entry: Entry<'_>) {
        let (count, max) = (keys(entry, "keys").count(), self.configuration.keys_max);
        if count > max {
            let message = format!("has {count} keys, more than {max}");
            self.add("too_many_keys", Severity::Warning, &format!("{path}.keys"), message);
        }
        for list in ["keys", "secondary_keys"] {
            for (index, key) in keys(entry, list).enumerate() {
                self.key(&format!("{path}.{list}[{index}]"), key, entry);
            }
        }
    }

    fn key(&mut self, path: &str, key: &str, entry: Entry<'_>) {
        if key.trim().is_empty() {
            let message = "is empty; an empty key matches every message or none, by tool";
            self.add("empty_key", Severity::Warning, path, message);
        } else if let Some(pattern) = pattern_of(key, flag(entry, "use_regex")) {
            self.pattern(path, &pattern);
        }
    }

    fn pattern(&mut self, path: &str, pattern: &str) {
        match regex_syntax::Parser::new().parse(pattern) {
            Ok(hir) if is_catastrophic(&hir, false) => {
                let message = "repeats a repetition; backtracking engines take exponential time. \
                               Write it with one repetition";
                self.add("catastrophic_regex", Severity::Error, path, message);
            }
            Ok(_) => {}
            Err(error) if needs_backtracking(pattern) => {
                let message = format!(
                    "needs look-around or back-references, which bounded engines lack: {}",
                    kind(&error)
                );
                self.add("unbounded_regex", Severity::Warning, path, message);
            }
            Err(error) => {
                let message = format!("is not a regular expression: {}", kind(&error));
                self.add("invalid_regex", Severity::Error, path, message);
            }
        }
    }

    fn self_recursive(&mut self, path: &str, entry: Entry<'_>) {
        let content = text(entry, "content").to_lowercase();
        let own = keys(entry, "keys")
            .find(|key| !key.trim().is_empty() && content.contains(&key.to_lowercase()));
        if let Some(key) = own {
            let message = format!("holds its own key `{key}`, and the book scans recursively");
            self.add("self_recursive", Severity::Info, &format!("{path}.content"), message);
        }
    }
}

fn text<'a>(entry: Entry<'a>, name: &str) -> &'a str {
    entry.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn flag(entry: Entry<'_>, name: &str) -> bool {
    entry.get(name) == Some(&Value::Bool(true))
}

fn keys<'a>(entry: Entry<'a>, name: &str) -> impl Iterator<Item = &'a str> {
    entry.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// V3's decorators can activate an entry that has no keys.
fn has_activating_decorator(content: &str) -> bool {
    content.lines().take_while(|line| line.starts_with("@@")).any(|line| {
        let name = line.trim_start_matches('@').split_whitespace().next().unwrap_or_default();
        matches!(
            name,
            "activate"
                | "activate_only_after"
                | "activate_only_every"
                | "additional_keys"
                | "keep_activate_after_match"
                | "is_greeting"
        )
    })
}

/// The pattern of a key, with the flags that bear on it: `/pattern/flags` as JavaScript writes it,
/// or the whole key where the entry says that its keys are patterns.
fn pattern_of(key: &str, use_regex: bool) -> Option<String> {
    let delimited =
        key.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')).filter(|(pattern, flags)| {
            !pattern.is_empty() && flags.chars().all(|flag| "dgimsuvy".contains(flag))
        });
    match delimited {
        Some((pattern, flags)) => {
            let kept: String = flags.chars().filter(|flag| "ims".contains(*flag)).collect();
            let unescaped = pattern.replace("\\/", "/");
            Some(if kept.is_empty() { unescaped } else { format!("(?{kept}){unescaped}") })
        }
        None => use_regex.then(|| key.to_owned()),
    }
}

fn needs_backtracking(pattern: &str) -> bool {
    let look_around = ["(?=", "(?!", "(?<=", "(?<!", "\\k<"];
    let back_reference = pattern
        .as_bytes()
        .windows(2)
        .any(|pair| pair[0] == b'\\' && (b'1'..=b'9').contains(&pair[1]));
    back_reference || look_around.iter().any(|mark| pattern.contains(mark))
}

/// Whether an unbounded repetition stands inside another one: `(a+)+`, `(a|b*)*`.
fn is_catastrophic(hir: &Hir, inside_repetition: bool) -> bool {
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            let unbounded = repetition.max.is_none_or(|max| max > 20);
            (unbounded && inside_repetition)
                || is_catastrophic(&repetition.sub, inside_repetition || unbounded)
        }
        HirKind::Capture(capture) => is_catastrophic(&capture.sub, inside_repetition),
        HirKind::Concat(parts) => concat_is_catastrophic(parts, inside_repetition),
        HirKind::Alternation(parts) => {
            parts.iter().any(|part| is_catastrophic(part, inside_repetition))
        }
        _ => false,
    }
}

/// `(\w+\s)*` is harmless where a part that must match keeps the rounds apart; `(\w+)*` is not.
fn concat_is_catastrophic(parts: &[Hir], inside_repetition: bool) -> bool {
    let separated =
        parts.iter().any(|part| matches!(part.kind(), HirKind::Literal(_) | HirKind::Class(_)));
    parts.iter().any(|part| is_catastrophic(part, inside_repetition && !separated))
}

/// The first line of a parser's complaint that says what is wrong.
fn kind(error: &regex_syntax::Error) -> String {
    let text = error.to_string();
    let last = text.lines().rev().find(|line| line.starts_with("error: "));
    last.map_or(text.clone(), |line| line.trim_start_matches("error: ").to_owned())
}
