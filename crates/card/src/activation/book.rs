//! Books as files have them: SillyTavern's world info, a card's `character_book`, a whole card, and
//! the books of other tools, each as SillyTavern imports it.

use super::entry::{self, BrokenContent, DEFAULT_DEPTH, Entry};
use super::sort;
use crate::book::{self, As, BookFormat, world_info_names};
use crate::js;
use crate::limits::ENTRIES_MAX;
use serde_json::{Map, Value, json};
use std::sync::{LazyLock, OnceLock};
use thiserror::Error;

/// A book of entries, compiled once and scanned as often as one likes.
#[derive(Debug)]
pub struct Book {
    /// What it is called; entries are `name.uid`.
    pub name: String,
    /// The entries, in the order in which SillyTavern walks them if it has no other book; as they
    /// stand in the file where an order is no number.
    pub entries: Vec<Entry>,
    /// Whether an entry's content is no text; SillyTavern then uses none of the book.
    pub(crate) is_broken: bool,
    /// Whether no id comes twice.
    pub(crate) has_unique_ids: bool,
    /// Whether each entry's order is a number.
    pub(crate) has_orders: bool,
    /// What the specification says of the book as a whole.
    pub(crate) own: BookSettings,
    /// The entries as the specification has them, where the book came as one of a card.
    spec: Option<Vec<Map<String, Value>>>,
    /// The same, compiled when first asked for.
    pub(crate) compiled: OnceLock<Vec<super::spec::Entry>>,
}

/// What a book of the specification says for itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct BookSettings {
    pub(crate) scan_depth: Option<f64>,
    pub(crate) token_budget: Option<f64>,
    pub(crate) recursive: Option<bool>,
}

/// Why a file is no book.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BookError {
    /// There is nothing like entries in it.
    #[error("this holds no lorebook: neither `entries` nor a card with a `character_book`")]
    NoBook,
    /// `entries` is there and is no list.
    #[error("`entries` is neither a list nor an object; export the lorebook again")]
    NoEntries,
    /// More entries than we take.
    #[error("the lorebook has {found} entries, more than the {limit} that are read")]
    TooManyEntries {
        /// How many.
        found: usize,
        /// [`ENTRIES_MAX`].
        limit: usize,
    },
}

impl Book {
    /// Reads a book from JSON: whatever format it is, by what it says of itself.
    pub fn from_json(json: Value, name: &str) -> Result<Self, BookError> {
        let Value::Object(mut map) = json else { return Err(BookError::NoBook) };
        if let Some(book) = embedded(&mut map) {
            return Self::from_character_book(book, name);
        }
        let (list, entry): (_, fn(&Value) -> Value) = match book::recognise(&map) {
            Some(BookFormat::Risu) => ("data", risu),
            Some(BookFormat::Agnai) => ("entries", agnai),
            Some(BookFormat::NovelAi) => ("entries", novel),
            _ => return Self::by_entries(map, name),
        };
        Self::from_world_info(convert(&mut map, list, entry), name)
    }

    fn by_entries(map: Map<String, Value>, name: &str) -> Result<Self, BookError> {
        match book::of_entries(map.get("entries").ok_or(BookError::NoBook)?) {
            Some(BookFormat::CharacterBook) => Self::from_character_book(map, name),
            Some(_) => Self::from_world_info(map, name),
            None => Err(BookError::NoEntries),
        }
    }

    /// A book of SillyTavern.
    pub fn from_world_info(mut map: Map<String, Value>, name: &str) -> Result<Self, BookError> {
        let entries = in_order(map.remove("entries"))?;
        Ok(Self::of(entries, name, BookSettings::default(), Some(&TEMPLATE)))
    }

    /// A book of a card, as SillyTavern makes its own of it.
    pub fn from_character_book(mut map: Map<String, Value>, name: &str) -> Result<Self, BookError> {
        let number = |key: &str| map.get(key).and_then(Value::as_f64);
        let own = BookSettings {
            scan_depth: number("scan_depth"),
            token_budget: number("token_budget"),
            recursive: map.get("recursive_scanning").and_then(Value::as_bool),
        };
        let spec = in_order(map.remove("entries"))?;
        let mut by_id: Map<String, Value> = Map::with_capacity(spec.len());
        for (index, entry) in spec.iter().enumerate() {
            let id = entry.get("id").cloned().unwrap_or(Value::from(index));
            // An id that comes again replaces the entry that had it.
            by_id.insert(js::text_of(Some(&id)), converted(entry, id, index));
        }
        let mut book = Self::of(in_order(Some(Value::Object(by_id)))?, name, own, None);
        book.spec = Some(spec);
        Ok(book)
    }

    /// The entries as the specification has them; those of SillyTavern's books by its names for the
    /// same things.
    pub(crate) fn specified(&self) -> Vec<Map<String, Value>> {
        match &self.spec {
            Some(spec) => spec.clone(),
            None => self.in_file_order().into_iter().map(as_specified).collect(),
        }
    }

    /// The entries as they stand in their file.
    pub(crate) fn in_file_order(&self) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        entries.sort_by_key(|entry| entry.place_in_file);
        entries
    }

    fn of(
        list: Vec<Map<String, Value>>,
        name: &str,
        own: BookSettings,
        defaults: Option<&'static Map<String, Value>>,
    ) -> Self {
        let mut book = Self {
            name: name.to_owned(),
            entries: Vec::with_capacity(list.len()),
            is_broken: false,
            has_unique_ids: true,
            has_orders: true,
            own,
            spec: None,
            compiled: OnceLock::new(),
        };
        let order = |map: &Map<String, Value>| entry::order(map, defaults);
        let mut list: Vec<_> =
            list.into_iter().enumerate().map(|(n, map)| (order(&map), n, map)).collect();
        book.has_orders = list.iter().all(|(order, ..)| !order.is_nan());
        if book.has_orders {
            // What is walked lies in memory as it is walked.
            sort::by_descending(&mut list, |(order, ..)| *order);
        }
        for (_, place, map) in list {
            match Entry::read(map, place, name, defaults) {
                Ok(entry) => book.entries.push(entry),
                Err(BrokenContent) => book.is_broken = true,
            }
        }
        let mut ids: Vec<&str> = book.entries.iter().map(|entry| &*entry.id).collect();
        ids.sort_unstable();
        book.has_unique_ids = ids.windows(2).all(|pair| pair[0] != pair[1]);
        book
    }
}

/// The book inside of a card, or of the specification's own file for books.
fn embedded(map: &mut Map<String, Value>) -> Option<Map<String, Value>> {
    let take = |map: &mut Map<String, Value>| match map.get_mut("character_book") {
        Some(Value::Object(book)) => Some(std::mem::take(book)),
        _ => None,
    };
    if let Some(Value::Object(data)) = map.get_mut("data") {
        if data.contains_key("character_book") {
            return take(data);
        }
        if data.contains_key("entries") {
            return Some(std::mem::take(data));
        }
    }
    take(map)
}

/// The entries that are objects, in the order in which JavaScript walks them.
fn in_order(entries: Option<Value>) -> Result<Vec<Map<String, Value>>, BookError> {
    let list: Vec<Value> = match entries {
        Some(Value::Array(list)) => list,
        Some(Value::Object(map)) => {
            let mut entries: Vec<_> = map.into_iter().collect();
            entries.sort_by_key(|(key, _)| js::turn(key));
            entries.into_iter().map(|(_, entry)| entry).collect()
        }
        _ => return Err(BookError::NoEntries),
    };
    if list.len() > ENTRIES_MAX {
        return Err(BookError::TooManyEntries { found: list.len(), limit: ENTRIES_MAX });
    }
    let objects = list.into_iter().filter_map(|entry| match entry {
        Value::Object(map) => Some(map),
        _ => None,
    });
    Ok(objects.collect())
}

/// What a new entry has, in SillyTavern's order, which counts where an entry is hashed.
fn template() -> Map<String, Value> {
    let template = json!({
        "key": [], "keysecondary": [], "comment": "", "content": "", "constant": false,
        "vectorized": false, "selective": true, "selectiveLogic": 0, "addMemo": false,
        "order": 100, "position": 0, "disable": false, "ignoreBudget": false,
        "excludeRecursion": false, "preventRecursion": false, "matchPersonaDescription": false,
        "matchCharacterDescription": false, "matchCharacterPersonality": false,
        "matchCharacterDepthPrompt": false, "matchScenario": false, "matchCreatorNotes": false,
        "delayUntilRecursion": 0, "probability": 100, "useProbability": true,
        "depth": DEFAULT_DEPTH, "outletName": "", "group": "", "groupOverride": false,
        "groupWeight": 100, "scanDepth": null, "caseSensitive": null, "matchWholeWords": null,
        "useGroupScoring": null, "automationId": "", "role": 0, "sticky": null, "cooldown": null,
        "delay": null, "triggers": [],
    });
    match template {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

pub(crate) static TEMPLATE: LazyLock<Map<String, Value>> = LazyLock::new(template);

/// Fills in what an entry lacks, as SillyTavern's editor does.
pub(crate) fn fill(entry: &mut Map<String, Value>, defaults: &Map<String, Value>) {
    for (key, value) in defaults {
        if !entry.contains_key(key) {
            entry.insert(key.clone(), value.clone());
        }
    }
    for key in ["key", "keysecondary"] {
        if !entry[key].is_array() {
            entry[key] = json!([]);
        }
    }
    if !entry.get("characterFilter").is_some_and(Value::is_object) {
        entry
            .insert("characterFilter".into(), json!({"isExclude": false, "names": [], "tags": []}));
    }
}

/// An entry of a card as SillyTavern converts it.
fn converted(entry: &Map<String, Value>, id: Value, index: usize) -> Value {
    let truthy = |key: &str| entry.get(key).filter(|value| js::truthy(Some(value))).cloned();
    let extension =
        |key: &str| js::given(entry.get("extensions").and_then(|e| e.get(key))).cloned();
    let mut map = TEMPLATE.clone();
    let mut set = |key: &str, value: Option<Value>| match value {
        Some(value) => _ = map.insert(key.to_owned(), value),
        None => _ = map.shift_remove(key),
    };
    set("uid", Some(id));
    set("key", entry.get("keys").cloned());
    set("keysecondary", Some(truthy("secondary_keys").unwrap_or(json!([]))));
    set("comment", Some(truthy("comment").unwrap_or(json!(""))));
    set("content", entry.get("content").cloned());
    set("constant", Some(truthy("constant").unwrap_or(json!(false))));
    set("selective", Some(truthy("selective").unwrap_or(json!(false))));
    set("order", entry.get("insertion_order").cloned());
    let before = entry.get("position").and_then(Value::as_str) == Some("before_char");
    set("position", Some(extension("position").unwrap_or(json!(i32::from(!before)))));
    set("disable", Some(json!(truthy("enabled").is_none())));
    set("addMemo", Some(json!(truthy("comment").is_some())));
    set("displayIndex", Some(extension("display_index").unwrap_or(json!(index))));
    set("delayUntilRecursion", Some(json!(false)));
    for (name, theirs) in world_info_names(As::Extension) {
        if let Some(value) = extension(theirs) {
            set(name, Some(value));
        }
    }
    set("extensions", Some(extensions_of(entry)));
    Value::Object(map)
}

/// What an entry of SillyTavern says of what the specification knows.
fn as_specified(entry: &Entry) -> Map<String, Value> {
    let get = |key: &str| entry.raw.get(key).or_else(|| entry.defaults?.get(key));
    let take = |theirs: &str, ours: &str| Some((ours.to_owned(), get(theirs)?.clone()));
    let same = world_info_names(As::Same).chain([("caseSensitive", "case_sensitive")]);
    let mut map: Map<_, _> = same.filter_map(|(a, b)| take(a, b)).collect();
    let before = get("position").and_then(Value::as_f64) == Some(0.0);
    map.insert("position".into(), json!(if before { "before_char" } else { "after_char" }));
    map.insert("enabled".into(), json!(!js::truthy(get("disable"))));
    map
}

fn extensions_of(entry: &Map<String, Value>) -> Value {
    js::given(entry.get("extensions")).cloned().unwrap_or(json!({}))
}

fn convert(
    map: &mut Map<String, Value>,
    list: &str,
    entry: fn(&Value) -> Value,
) -> Map<String, Value> {
    let entries = map.remove(list);
    let entries = entries.as_ref().and_then(Value::as_array).into_iter().flatten();
    let entries = entries.enumerate().map(|(index, theirs)| {
        let mut ours = entry(theirs);
        ours["uid"] = json!(index);
        (index.to_string(), ours)
    });
    Map::from_iter([("entries".to_owned(), Value::Object(entries.collect()))])
}

fn agnai(entry: &Value) -> Value {
    json!({
        "key": entry["keywords"], "comment": entry["name"], "content": entry["entry"],
        "selective": false, "order": entry["weight"], "disable": !js::truthy(entry.get("enabled")),
        "addMemo": js::truthy(entry.get("name")),
    })
}

fn novel(entry: &Value) -> Value {
    json!({
        "key": entry["keys"], "content": entry["text"], "selective": false,
        "comment": entry.get("displayName").filter(|v| js::truthy(Some(v))).cloned().unwrap_or(json!("")),
        "order": js::given(entry.pointer("/contextConfig/budgetPriority")).cloned().unwrap_or(json!(0)),
        "disable": !js::truthy(entry.get("enabled")),
    })
}

fn risu(entry: &Value) -> Value {
    let parts = |key: &str| {
        let text = entry[key].as_str().unwrap_or_default();
        json!(text.split(',').map(js::trim).collect::<Vec<_>>())
    };
    let chance = js::given(entry.get("activationPercent")).cloned();
    json!({
        "key": parts("key"),
        "keysecondary": if js::truthy(entry.get("secondkey")) { parts("secondkey") } else { json!([]) },
        "comment": entry["comment"], "content": entry["content"],
        "constant": entry["alwaysActive"], "selective": entry["selective"],
        "order": entry["insertorder"], "addMemo": true,
        "probability": chance.clone().unwrap_or(json!(100)),
        "useProbability": chance.unwrap_or(json!(true)),
    })
}
