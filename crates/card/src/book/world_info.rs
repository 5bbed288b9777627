//! SillyTavern's world info, both ways: by one table, as SillyTavern 1.18 exchanges it with books.

use super::entries::{self, As, Names};
use super::listed;
use crate::activation::TEMPLATE;
use crate::patch::patch;
use crate::{CardError, EntryId, LoreEntry, Lorebook, Position};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

use As::{Extension, Not, Same};

pub(super) const NAMES: Names = &[
    ("uid", "id", Same),
    ("key", "keys", Same),
    ("keysecondary", "secondary_keys", Same),
    ("comment", "comment", Same),
    ("content", "content", Same),
    ("constant", "constant", Same),
    ("selective", "selective", Same),
    ("order", "insertion_order", Same),
    ("disable", "enabled", Not),
    ("position", "position", Extension),
    ("vectorized", "vectorized", Extension),
    ("selectiveLogic", "selectiveLogic", Extension),
    ("ignoreBudget", "ignore_budget", Extension),
    ("excludeRecursion", "exclude_recursion", Extension),
    ("preventRecursion", "prevent_recursion", Extension),
    ("matchPersonaDescription", "match_persona_description", Extension),
    ("matchCharacterDescription", "match_character_description", Extension),
    ("matchCharacterPersonality", "match_character_personality", Extension),
    ("matchCharacterDepthPrompt", "match_character_depth_prompt", Extension),
    ("matchScenario", "match_scenario", Extension),
    ("matchCreatorNotes", "match_creator_notes", Extension),
    ("delayUntilRecursion", "delay_until_recursion", Extension),
    ("probability", "probability", Extension),
    ("useProbability", "useProbability", Extension),
    ("depth", "depth", Extension),
    ("outletName", "outlet_name", Extension),
    ("group", "group", Extension),
    ("groupOverride", "group_override", Extension),
    ("groupWeight", "group_weight", Extension),
    ("scanDepth", "scan_depth", Extension),
    ("caseSensitive", "case_sensitive", Extension),
    ("matchWholeWords", "match_whole_words", Extension),
    ("useGroupScoring", "use_group_scoring", Extension),
    ("automationId", "automation_id", Extension),
    ("role", "role", Extension),
    ("sticky", "sticky", Extension),
    ("cooldown", "cooldown", Extension),
    ("delay", "delay", Extension),
    ("triggers", "triggers", Extension),
    ("displayIndex", "display_index", Extension),
];

/// The names of SillyTavern and of cards for what becomes the other in that way.
pub(crate) fn names(how: As) -> impl Iterator<Item = (&'static str, &'static str)> {
    NAMES.iter().filter(move |(.., is)| *is == how).map(|(theirs, ours, _)| (*theirs, *ours))
}

const BOOK: &[(&str, &str)] = &[
    ("name", "name"),
    ("description", "description"),
    ("scanDepth", "scan_depth"),
    ("tokenBudget", "token_budget"),
    ("recursiveScanning", "recursive_scanning"),
    ("scan_depth", "scan_depth"),
    ("token_budget", "token_budget"),
    ("recursive_scanning", "recursive_scanning"),
    ("extensions", "extensions"),
];

/// Where what no book has a place for stands in `extensions`.
const TOOL: &str = "sillytavern";

/// World info as a book.
pub(super) fn book(mut top: Map<String, Value>) -> Result<Map<String, Value>, CardError> {
    let list = listed(top.shift_remove("entries"))?;
    let known = entries::known(BOOK, &mut top);
    let entry = |(key, value): (String, Value)| match value {
        Value::Object(map) => Value::Object(entry(&key, map)),
        other => other,
    };
    Ok(entries::book(TOOL, known, top, list.into_iter().map(entry).collect()))
}

fn entry(key: &str, mut from: Map<String, Value>) -> Map<String, Value> {
    let number = key.parse::<i64>().ok().map(Value::from);
    from.entry("uid").or_insert_with(|| number.unwrap_or_else(|| Value::from(key)));
    let place = from.get("position").and_then(Value::as_i64);
    let mut entry = entries::entry(NAMES, TOOL, from, 100);
    if let Some(place) = place {
        let position = if place == 0 { Position::BeforeChar } else { Position::AfterChar };
        entry.insert("position".to_owned(), Value::from(position.as_str()));
    }
    entry
}

/// A book as world info. Where it came from world info, only what was edited changes.
pub(crate) fn export(book: &Lorebook, original: Option<&Map<String, Value>>) -> Map<String, Value> {
    let old = original.and_then(|original| {
        let book = self::book(original.clone()).ok()?;
        Some((original, Lorebook::from_json(book).ok()?.0))
    });
    let mut out = match &old {
        Some((original, before)) => {
            let mut top = (*original).clone();
            patch(&mut top, &head(before), &head(book));
            top
        }
        None => head(book),
    };
    let known = old.map(|(original, before)| (original.get("entries"), before));
    let entries = written_entries(book, known.as_ref().map(|(entries, book)| (*entries, book)));
    let listed = known.is_some_and(|(entries, _)| entries.is_some_and(Value::is_array));
    let entries = match listed {
        true => entries.into_iter().map(|(_, entry)| entry).collect(),
        false => Value::Object(entries.into_iter().collect()),
    };
    out.insert("entries".to_owned(), entries);
    out
}

/// What stands beside the entries.
fn head(book: &Lorebook) -> Map<String, Value> {
    let mut json = book.to_json();
    json.shift_remove("entries");
    let mut extensions = match json.shift_remove("extensions") {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    };
    let rest = extensions.shift_remove(TOOL);
    let mut head: Map<String, Value> = Map::new();
    for (key, value) in json {
        let theirs = BOOK.iter().find(|(_, ours)| *ours == key).map_or(key.as_str(), |(it, _)| it);
        head.insert(theirs.to_owned(), value);
    }
    if !extensions.is_empty() {
        head.insert("extensions".to_owned(), Value::Object(extensions));
    }
    head.extend(rest.and_then(|rest| rest.as_object().cloned()).unwrap_or_default());
    head
}

/// Each entry under a key of its own: SillyTavern lets a later entry of the same id win, and the
/// earlier would be lost.
fn written_entries(
    book: &Lorebook,
    original: Option<(Option<&Value>, &Lorebook)>,
) -> Vec<(String, Value)> {
    let mut uids = Uids::default();
    let old = original.map(|(entries, book)| (named_entries(entries), book, by_id(book)));
    let mut out = Vec::with_capacity(book.entries.len());
    for (index, entry) in book.entries.iter().enumerate() {
        let before = old.as_ref().and_then(|(named, book, by_id)| {
            let at = *by_id.get(entry.id.as_ref()?)?;
            Some((named.get(at)?, book.entries.get(at)?, at))
        });
        let uid = uids.take(entry.id.as_ref(), index);
        let mut new = written(entry, index);
        let key = match before {
            Some(((key, was), before, at)) => {
                let mut json = (*was).clone();
                patch(&mut json, &written(before, at), &new);
                new = json;
                key.clone()
            }
            None => {
                new.insert("uid".to_owned(), uid.clone());
                uid.as_str().map_or_else(|| uid.to_string(), str::to_owned)
            }
        };
        out.push((key, Value::Object(new)));
    }
    out
}

fn named_entries(entries: Option<&Value>) -> Vec<(String, Map<String, Value>)> {
    let listed = listed(entries.cloned()).unwrap_or_default();
    let object = |(key, value)| match value {
        Value::Object(map) => Some((key, map)),
        _ => None,
    };
    listed.into_iter().filter_map(object).collect()
}

/// The first entry of each id.
fn by_id(book: &Lorebook) -> BTreeMap<&EntryId, usize> {
    let ids = book.entries.iter().enumerate().rev();
    ids.filter_map(|(index, entry)| Some((entry.id.as_ref()?, index))).collect()
}

/// The numbers that are taken, and from where on none was tried.
#[derive(Default)]
struct Uids {
    taken: BTreeSet<String>,
    untried: usize,
}

impl Uids {
    /// The entry's id, or a number that no other has.
    fn take(&mut self, id: Option<&EntryId>, index: usize) -> Value {
        let wished = match id {
            Some(EntryId::Number(number)) => Value::from(*number),
            Some(EntryId::Text(text)) => Value::from(text.as_str()),
            None => Value::from(index),
        };
        if self.taken.insert(plain(&wished)) {
            return wished;
        }
        loop {
            self.untried += 1;
            if self.taken.insert(self.untried.to_string()) {
                return Value::from(self.untried);
            }
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// An entry in SillyTavern's words and its order of them.
fn written(entry: &LoreEntry, index: usize) -> Map<String, Value> {
    let mut extensions = entry.extensions.clone();
    let rest = extensions.shift_remove(TOOL);
    let mut out = Map::new();
    for (theirs, ours, how) in NAMES {
        let value = match how {
            Extension => extensions
                .shift_remove(*ours)
                .filter(|value| !value.is_null())
                .unwrap_or_else(|| blank(theirs, entry, index)),
            _ => field(entry, ours),
        };
        out.insert((*theirs).to_owned(), value);
    }
    out.insert(
        "addMemo".to_owned(),
        json!(entry.comment.as_ref().is_some_and(|it| !it.is_empty())),
    );
    if !extensions.is_empty() {
        out.insert("extensions".to_owned(), Value::Object(extensions));
    }
    out.extend(rest.and_then(|rest| rest.as_object().cloned()).unwrap_or_default());
    for (key, value) in entry.unknown() {
        out.entry(key).or_insert_with(|| value.clone());
    }
    out
}

fn field(entry: &LoreEntry, key: &str) -> Value {
    match key {
        "id" => match &entry.id {
            Some(EntryId::Number(number)) => json!(number),
            Some(EntryId::Text(text)) => json!(text),
            None => Value::Null,
        },
        "keys" => json!(entry.keys),
        "secondary_keys" => json!(entry.secondary_keys),
        // SillyTavern shows one text; V2 has two places for it.
        "comment" => json!(entry.comment.as_deref().or(entry.name.as_deref()).unwrap_or_default()),
        "content" => json!(entry.content),
        "constant" => json!(entry.constant),
        "selective" => json!(entry.selective),
        "insertion_order" => json!(entry.insertion_order),
        "enabled" => json!(!entry.enabled),
        _ => Value::Null,
    }
}

fn blank(theirs: &str, entry: &LoreEntry, index: usize) -> Value {
    match theirs {
        "position" if entry.position != Some(Position::BeforeChar) => json!(1),
        "caseSensitive" => json!(entry.case_sensitive),
        "displayIndex" => json!(index),
        // SillyTavern makes an entry with one, and takes one from a card with the other.
        "delayUntilRecursion" => json!(false),
        _ => TEMPLATE.get(theirs).cloned().unwrap_or_default(),
    }
}
