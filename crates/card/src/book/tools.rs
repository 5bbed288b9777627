//! Books of Agnai, NovelAI and RisuAI.

use super::entries::{self, As, Names};
use super::listed;
use crate::CardError;
use serde_json::{Map, Value};

use As::{Commas, Extension, Same};

pub(super) const AGNAI_NAMES: Names = &[
    ("id", "id", Same),
    ("keywords", "keys", Same),
    ("secondaryKeys", "secondary_keys", Same),
    ("name", "name", Same),
    ("comment", "comment", Same),
    ("entry", "content", Same),
    ("constant", "constant", Same),
    ("selective", "selective", Same),
    ("weight", "insertion_order", Same),
    ("priority", "priority", Same),
    ("enabled", "enabled", Same),
    ("position", "position", Same),
    ("probability", "probability", Extension),
    ("useProbability", "useProbability", Extension),
    ("selectiveLogic", "selectiveLogic", Extension),
    ("excludeRecursion", "exclude_recursion", Extension),
];

const AGNAI_BOOK: &[(&str, &str)] = &[
    ("name", "name"),
    ("description", "description"),
    ("scanDepth", "scan_depth"),
    ("tokenBudget", "token_budget"),
    ("recursiveScanning", "recursive_scanning"),
    ("extensions", "extensions"),
];

pub(super) const NOVEL_NAMES: Names = &[
    ("id", "id", Same),
    ("keys", "keys", Same),
    ("displayName", "name", Same),
    ("text", "content", Same),
    ("forceActivation", "constant", Same),
    ("enabled", "enabled", Same),
    ("searchRange", "search_range", Extension),
];

pub(super) const RISU_NAMES: Names = &[
    ("id", "id", Same),
    ("key", "keys", Commas),
    ("secondkey", "secondary_keys", Commas),
    ("comment", "comment", Same),
    ("content", "content", Same),
    ("alwaysActive", "constant", Same),
    ("selective", "selective", Same),
    ("insertorder", "insertion_order", Same),
    ("useRegex", "use_regex", Same),
    ("activationPercent", "probability", Extension),
];

pub(super) fn agnai(mut top: Map<String, Value>) -> Result<Map<String, Value>, CardError> {
    let list = listed(top.shift_remove("entries"))?;
    let known = entries::known(AGNAI_BOOK, &mut top);
    let entry = |from| named(entries::entry(AGNAI_NAMES, "agnai", from, 100));
    Ok(entries::book("agnai", known, top, each(list, entry)))
}

/// The book of an Agnai character; what is no book stays for the card's reader to refuse.
pub(crate) fn from_agnai(memory: Map<String, Value>) -> Value {
    match agnai(memory.clone()) {
        Ok(book) => Value::Object(book),
        Err(_) => Value::Object(memory),
    }
}

pub(super) fn novel(mut top: Map<String, Value>) -> Result<Map<String, Value>, CardError> {
    let list = listed(top.shift_remove("entries"))?;
    let known = entries::known(&[("name", "name")], &mut top);
    let entry = |from: Map<String, Value>| {
        let config = from.get("contextConfig");
        let order = config.and_then(|config| config.get("budgetPriority")).and_then(Value::as_i64);
        named(entries::entry(NOVEL_NAMES, "novelai", from, order.unwrap_or(0)))
    };
    Ok(entries::book("novelai", known, top, each(list, entry)))
}

/// The entries of `from`, which RisuAI keeps its keys in one text of.
pub(super) fn risu(
    mut top: Map<String, Value>,
    from: &str,
) -> Result<Map<String, Value>, CardError> {
    let list = listed(top.shift_remove(from))?;
    let known = entries::known(&[("name", "name"), ("description", "description")], &mut top);
    top.retain(|key, _| !["type", "ver"].contains(&key.as_str()));
    Ok(entries::book("risuai", known, top, each(list, risu_entry)))
}

fn risu_entry(mut from: Map<String, Value>) -> Map<String, Value> {
    // RisuAI spells it so.
    if let Some(extensions) = from.shift_remove("extentions") {
        from.insert("extensions".to_owned(), extensions);
    }
    // A folder holds other entries and says nothing itself.
    let folder = from.get("mode").and_then(Value::as_str) == Some("folder");
    let mut entry = named(entries::entry(RISU_NAMES, "risuai", from, 100));
    if folder {
        entry.insert("enabled".to_owned(), Value::Bool(false));
    }
    if let Some(Value::Object(extensions)) = entry.get_mut("extensions")
        && extensions.get("probability").is_some_and(Value::is_number)
    {
        extensions.insert("useProbability".to_owned(), Value::Bool(true));
    }
    entry
}

/// A name without a comment is shown in its place: SillyTavern has the one, V2 both.
fn named(mut entry: Map<String, Value>) -> Map<String, Value> {
    let (name, comment) = (entry.get("name").cloned(), entry.get("comment").cloned());
    match (name, comment) {
        (Some(name), None) => _ = entry.insert("comment".to_owned(), name),
        (None, Some(comment)) => _ = entry.insert("name".to_owned(), comment),
        _ => {}
    }
    entry
}

fn each(
    list: Vec<(String, Value)>,
    entry: impl Fn(Map<String, Value>) -> Map<String, Value>,
) -> Vec<Value> {
    let made = |(_, value)| match value {
        Value::Object(map) => Value::Object(entry(map)),
        // For the reader to leave out, and to say so.
        other => other,
    };
    list.into_iter().map(made).collect()
}
