//! An entry of a book, as SillyTavern keeps it: every field with what JavaScript makes of it.

use super::key::{Key, Telltales};
use crate::js;
use serde_json::{Map, Value};
use std::cell::OnceCell;
use std::sync::Arc;

/// Where an entry at depth goes when none is said.
pub(crate) const DEFAULT_DEPTH: i64 = 4;
/// What an entry weighs in its group when nothing is said.
const DEFAULT_WEIGHT: f64 = 100.0;

/// How secondary keys decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logic {
    /// One of them.
    AndAny,
    /// Not all of them.
    NotAll,
    /// None of them.
    NotAny,
    /// All of them.
    AndAll,
    /// A number that there is not: never.
    Unknown,
}

/// Every position there is: its number, its name in a report.
pub(super) const PLACES: &[(i64, Place, &str)] = &[
    (0, Place::Before, "before"),
    (1, Place::After, "after"),
    (2, Place::AnTop, "anTop"),
    (3, Place::AnBottom, "anBottom"),
    (4, Place::Depth, "depth"),
    (5, Place::ExamplesTop, "examplesTop"),
    (6, Place::ExamplesBottom, "examplesBottom"),
    (7, Place::Outlet, "outlet"),
];

/// Where an entry goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before the character's definition.
    Before,
    /// After it.
    After,
    /// Above the author's note.
    AnTop,
    /// Below it.
    AnBottom,
    /// Among the messages, so many from the last.
    Depth,
    /// Before the example messages.
    ExamplesTop,
    /// After them.
    ExamplesBottom,
    /// Where `{{outlet::name}}` stands.
    Outlet,
    /// A position that there is not.
    Nowhere,
}

impl Place {
    /// As it stands in a report.
    pub fn as_str(self) -> &'static str {
        PLACES.iter().find(|(_, place, _)| *place == self).map_or("nowhere", |(_, _, name)| name)
    }

    fn of(value: Option<&Value>) -> Self {
        let number = value.filter(|value| value.is_number()).and_then(Value::as_f64);
        let found = PLACES.iter().find(|(id, _, _)| number == Some(*id as f64));
        found.map_or(Place::Nowhere, |(_, place, _)| *place)
    }
}

/// Which fields of the character an entry is looked for in besides the chat, in their order.
pub const GLOBAL_TEXTS: [(&str, &str); 6] = [
    ("matchPersonaDescription", "personaDescription"),
    ("matchCharacterDescription", "characterDescription"),
    ("matchCharacterPersonality", "characterPersonality"),
    ("matchCharacterDepthPrompt", "characterDepthPrompt"),
    ("matchScenario", "scenario"),
    ("matchCreatorNotes", "creatorNotes"),
];

/// How likely an entry fires that is called for.
#[derive(Debug, Clone)]
pub(crate) struct Probability {
    /// Whether it is exactly the number 100, which is never rolled for.
    pub(crate) certain: bool,
    pub(crate) percent: f64,
}

/// For whom an entry is.
#[derive(Debug, Clone, Default)]
pub(crate) struct CharacterFilter {
    pub(crate) exclude: bool,
    pub(crate) names: Vec<String>,
    pub(crate) tags: Vec<String>,
}

/// An entry, ready to be scanned for.
#[derive(Debug)]
pub struct Entry {
    /// `book.uid`, which tells entries apart.
    pub(crate) id: Arc<str>,
    /// What creators see of it.
    pub(crate) comment: Arc<str>,
    /// Its text, without decorators.
    pub(crate) content: String,
    /// Lower goes first.
    pub(crate) order: f64,
    pub(crate) place: Place,
    pub(crate) activate: bool,
    pub(crate) dont_activate: bool,
    /// `None` where `key` is no list.
    pub(crate) keys: Option<Vec<Key>>,
    pub(crate) secondary: Option<Vec<Key>>,
    /// By what an entry is passed over whose keys are not there.
    pub(crate) telltales: Option<Telltales>,
    /// Whether a key is an expression.
    pub(crate) has_patterns: bool,
    pub(crate) selective: bool,
    pub(crate) logic: Logic,
    /// What group scoring goes by: there a null is none of the four.
    pub(crate) scored_logic: Logic,
    pub(crate) constant: bool,
    pub(crate) disabled: bool,
    pub(crate) ignore_budget: bool,
    pub(crate) exclude_recursion: bool,
    pub(crate) prevent_recursion: bool,
    pub(crate) delay_until_recursion: Option<f64>,
    pub(crate) use_probability: bool,
    pub(crate) probability: Probability,
    /// As it stands, `null` or missing included: SillyTavern compares it one way and writes it another.
    pub(crate) depth: Option<Value>,
    pub(crate) role: Value,
    pub(crate) outlet: Option<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) group_text: String,
    pub(crate) group_override: bool,
    pub(crate) group_weight: f64,
    pub(crate) group_scoring: Option<bool>,
    pub(crate) scan_depth: Option<f64>,
    pub(crate) case_sensitive: Option<bool>,
    pub(crate) whole_words: Option<bool>,
    /// One bit for each of [`GLOBAL_TEXTS`].
    pub(crate) global_texts: u8,
    pub(crate) sticky: Option<Value>,
    pub(crate) cooldown: Option<Value>,
    pub(crate) delay: f64,
    pub(crate) triggers: Vec<String>,
    pub(crate) filter: CharacterFilter,
    world: Arc<str>,
    /// Where it stands in its file.
    pub(crate) place_in_file: usize,
    /// As the file has it, for its hash and for the specification's reading of it.
    pub(crate) raw: Map<String, Value>,
    pub(crate) defaults: Option<&'static Map<String, Value>>,
    hash: OnceCell<u64>,
}

/// An entry whose content is no text.
#[derive(Debug)]
pub(crate) struct BrokenContent;

impl Entry {
    /// Reads an entry of a world info file. What is missing is as `defaults` has it.
    pub(crate) fn read(
        raw: Map<String, Value>,
        place_in_file: usize,
        world: &str,
        defaults: Option<&'static Map<String, Value>>,
    ) -> Result<Self, BrokenContent> {
        let get = |key: &str| raw.get(key).or_else(|| defaults?.get(key));
        let uid = js::text_of(raw.get("uid"));
        let own = raw.get("world").map(|world| js::text_of(Some(world)));
        let world = own.unwrap_or_else(|| world.to_owned());
        let id = format!("{world}.{uid}");
        let (decorators, content) = match get("content") {
            Some(Value::String(text)) => decorators(text),
            content if js::truthy(content) => return Err(BrokenContent),
            _ => (Vec::new(), String::new()),
        };
        let has = |key: &str| js::truthy(get(key));
        // With defaults a field that is no list counts as an empty one.
        let keys_of = |key: &str| match (get(key), defaults) {
            (Some(Value::Array(list)), _) => Some(keys(list)),
            (_, Some(_)) => Some(Vec::new()),
            (_, None) => None,
        };
        let (primary, secondary) = (keys_of("key"), keys_of("keysecondary"));
        let has_patterns =
            [&primary, &secondary].into_iter().flatten().flatten().any(Key::may_be_pattern);
        let role = js::given(get("role")).cloned().unwrap_or(Value::from(0));
        let group_text = get("group").and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Self {
            // Those without one share it: to count its readers is to go there in memory.
            comment: get("comment")
                .and_then(Value::as_str)
                .filter(|comment| !comment.is_empty())
                .map_or_else(Arc::default, Arc::from),
            order: order(&raw, defaults),
            place: Place::of(get("position")),
            activate: decorators.iter().any(|name| name == "@@activate"),
            dont_activate: decorators.iter().any(|name| name == "@@dont_activate"),
            telltales: primary.as_deref().and_then(Telltales::of),
            has_patterns,
            keys: primary,
            secondary,
            selective: has("selective"),
            logic: logic(get("selectiveLogic")),
            scored_logic: match get("selectiveLogic") {
                Some(Value::Null) => Logic::Unknown,
                said => logic(said),
            },
            constant: has("constant"),
            disabled: loosely_true(get("disable")),
            ignore_budget: has("ignoreBudget"),
            exclude_recursion: has("excludeRecursion"),
            prevent_recursion: has("preventRecursion"),
            delay_until_recursion: get("delayUntilRecursion")
                .filter(|value| js::truthy(Some(value)))
                .map(|value| js::number(Some(value))),
            use_probability: has("useProbability"),
            probability: probability(get("probability")),
            depth: get("depth").cloned(),
            role,
            outlet: get("outletName").filter(|v| js::truthy(Some(v))).map(|v| js::text_of(Some(v))),
            groups: groups(&group_text),
            group_override: has("groupOverride"),
            group_weight: js::given(get("groupWeight"))
                .map_or(DEFAULT_WEIGHT, |weight| js::number(Some(weight))),
            group_scoring: js::given(get("useGroupScoring")).map(|v| js::truthy(Some(v))),
            scan_depth: js::given(get("scanDepth")).map(|v| js::number(Some(v))),
            case_sensitive: js::given(get("caseSensitive")).map(|v| js::truthy(Some(v))),
            whole_words: js::given(get("matchWholeWords")).map(|v| js::truthy(Some(v))),
            global_texts: GLOBAL_TEXTS
                .iter()
                .enumerate()
                .fold(0, |bits, (bit, (flag, _))| bits | (u8::from(has(flag)) << bit)),
            sticky: get("sticky").filter(|v| js::truthy(Some(v))).cloned(),
            cooldown: get("cooldown").filter(|v| js::truthy(Some(v))).cloned(),
            delay: if has("delay") { js::number(get("delay")) } else { 0.0 },
            triggers: texts(get("triggers")),
            filter: filter(get("characterFilter")),
            group_text,
            content,
            id: id.into(),
            world: world.into(),
            place_in_file,
            raw,
            defaults,
            hash: OnceCell::new(),
        })
    }

    /// SillyTavern's hash of the entry, by which timed effects know it.
    pub(crate) fn hash(&self) -> u64 {
        *self.hash.get_or_init(|| {
            let mut text = String::new();
            js::stringify(&Value::Object(self.hashed_form()), &mut text);
            js::string_hash(&text)
        })
    }

    /// The object in the order in which SillyTavern builds it before it hashes it.
    fn hashed_form(&self) -> Map<String, Value> {
        let mut form = Map::with_capacity(self.raw.len() + 3);
        form.extend(self.raw.get("uid").map(|uid| ("uid".to_owned(), uid.clone())));
        form.insert("world".into(), Value::from(&*self.world));
        form.extend(self.raw.iter().filter(|(key, _)| *key != "uid" && *key != "world").map(owned));
        if let Some(defaults) = self.defaults {
            super::book::fill(&mut form, defaults);
        }
        let (decorators, _) =
            decorators(form.get("content").and_then(Value::as_str).unwrap_or_default());
        form.insert("decorators".into(), Value::from(decorators));
        form.insert("content".into(), Value::from(self.content.as_str()));
        form
    }
}

/// What an entry is sorted by, before it is read.
pub(crate) fn order(raw: &Map<String, Value>, defaults: Option<&Map<String, Value>>) -> f64 {
    js::number(raw.get("order").or_else(|| defaults?.get("order")))
}

fn owned((key, value): (&String, &Value)) -> (String, Value) {
    (key.clone(), value.clone())
}

/// `value == true`.
fn loosely_true(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Object(_) | Value::Null) | None => false,
        value => js::number(value) == 1.0,
    }
}

fn logic(value: Option<&Value>) -> Logic {
    let Some(value) = js::given(value) else { return Logic::AndAny };
    match value.as_f64() {
        Some(0.0) => Logic::AndAny,
        Some(1.0) => Logic::NotAll,
        Some(2.0) => Logic::NotAny,
        Some(3.0) => Logic::AndAll,
        _ => Logic::Unknown,
    }
}

fn probability(value: Option<&Value>) -> Probability {
    let certain = value.is_some_and(|value| value.is_number() && value.as_f64() == Some(100.0));
    Probability { certain, percent: js::number(value) }
}

fn groups(text: &str) -> Vec<String> {
    // A comma and the white space after it part them.
    let mut names = text.split(',').enumerate().map(|(index, name)| match index {
        0 => name,
        _ => name.trim_start_matches(js::is_space),
    });
    names.by_ref().filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

fn filter(value: Option<&Value>) -> CharacterFilter {
    let get = |key| value.and_then(|value| value.get(key));
    CharacterFilter {
        exclude: js::truthy(get("isExclude")),
        names: texts(get("names")),
        tags: texts(get("tags")),
    }
}

fn keys(list: &[Value]) -> Vec<Key> {
    let text = |value: &Value| match value {
        Value::String(text) => Arc::from(text.as_str()),
        other if js::truthy(Some(other)) => Arc::from(js::text_of(Some(other))),
        _ => Arc::from(""),
    };
    list.iter().map(|value| Key::new(text(value))).collect()
}

/// The decorators that SillyTavern knows.
const KNOWN: [&str; 2] = ["@@activate", "@@dont_activate"];

/// Decorator lines off the top of a content, with SillyTavern's reading of fallbacks.
fn decorators(content: &str) -> (Vec<String>, String) {
    if !content.starts_with("@@") {
        return (Vec::new(), content.to_owned());
    }
    let known = |line: &str| {
        let line = if line.starts_with("@@@") { &line[1..] } else { line };
        KNOWN.iter().any(|name| line.starts_with(name))
    };
    let lines: Vec<&str> = content.split('\n').collect();
    let mut found = Vec::new();
    let mut fell_back = false;
    for (index, line) in lines.iter().enumerate() {
        if !line.starts_with("@@") {
            return (found, lines[index..].join("\n"));
        }
        if line.starts_with("@@@") && !fell_back {
            continue;
        }
        fell_back = !known(line);
        if !fell_back {
            found.push(
                line.strip_prefix('@').filter(|l| l.starts_with("@@")).unwrap_or(line).to_owned(),
            );
        }
    }
    // Nothing but decorators: SillyTavern leaves the content as it is.
    (found, content.to_owned())
}
