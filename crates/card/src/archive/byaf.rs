//! BYAF: a manifest that names one character and its scenarios, each a file.
//!
//! What a card has no field for (model settings, titles, ids) stays in `extensions.byaf` and comes
//! back on export; what was said in chats does not.

use super::MANIFEST;
use super::parts::Parts;
use crate::card::Card;
use crate::dialect::{self, Draft, from_backyard, to_backyard, translated};
use crate::export::Files;
use crate::notes::{Notes, Warning, shorten};
use crate::patch::patch;
use crate::zip::{Archive, Entry, Writer};
use crate::{CardError, Dialect, LoreEntry, limits};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const TOOL: &str = "byaf";

/// What of a character's file a card has fields for.
const OF_THE_CARD: [&str; 4] = ["persona", "loreItems", "name", "displayName"];
/// What of the first scenario's file a card has fields for.
const OF_THE_FIRST: [&str; 4] =
    ["narrative", "formattingInstructions", "firstMessages", "exampleMessages"];

/// What was read of an archive, as its files have it.
struct Byaf {
    manifest: Map<String, Value>,
    character_path: String,
    character: Map<String, Value>,
    scenarios: Vec<(String, Map<String, Value>)>,
}

pub(super) fn read(
    archive: &Archive<'_>,
    manifest: &Entry,
    notes: &mut Notes,
) -> Result<(Card, Dialect), CardError> {
    let byaf = open(archive, manifest, notes)?;
    Ok((card(byaf, notes)?, Dialect::Byaf))
}

fn open(archive: &Archive<'_>, manifest: &Entry, notes: &mut Notes) -> Result<Byaf, CardError> {
    let mut parts = Parts::of(archive);
    let manifest = parts.object(manifest, notes)?;
    let characters = paths(&manifest, "characters");
    if characters.len() > 1 {
        notes.warn(Warning::MoreCharacters { count: characters.len() });
    }
    let character_path = characters.into_iter().next().ok_or(CardError::NoCardInArchive)?;
    let entry = archive
        .find(&character_path)
        .ok_or_else(|| CardError::PartMissing { name: shorten(&character_path) })?;
    let character = parts.object(entry, notes)?;
    let mut scenarios = Vec::new();
    for path in paths(&manifest, "scenarios").into_iter().take(limits::SCENARIOS_MAX) {
        let missing = || CardError::PartMissing { name: shorten(&path) };
        let read = archive.find(&path).ok_or_else(missing);
        match read.and_then(|entry| parts.object(entry, notes)) {
            Ok(scenario) => scenarios.push((path, scenario)),
            Err(error) => notes.warn(Warning::PartUnreadable { name: shorten(&path), error }),
        }
    }
    Ok(Byaf { manifest, character_path, character, scenarios })
}

fn paths(manifest: &Map<String, Value>, key: &str) -> Vec<String> {
    let paths = manifest.get(key).and_then(Value::as_array).into_iter().flatten();
    paths.filter_map(Value::as_str).map(|path| path.trim_start_matches("./").to_owned()).collect()
}

fn text(map: &Map<String, Value>, key: &str) -> String {
    map.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn card(byaf: Byaf, notes: &mut Notes) -> Result<Card, CardError> {
    let Byaf { manifest, character_path, character, scenarios } = byaf;
    let mut draft = Draft::new();
    let names = ["name", "displayName"].map(|key| text(&character, key));
    let name = names.iter().find(|name| !name.is_empty());
    draft.put_text("name", &format!("{character_path}: name"), name.cloned().unwrap_or_default());
    let persona = character.get("persona").cloned().map(translated);
    draft.put("description", &format!("{character_path}: persona"), persona);
    if let Some((path, first)) = scenarios.first() {
        put_scenario(&mut draft, path, first);
    }
    let greetings = other_greetings(&scenarios);
    draft.put("alternate_greetings", "scenarios", Some(json!(greetings)));
    let lore = character.get("loreItems").cloned();
    draft.put("character_book", &format!("{character_path}: loreItems"), dialect::lore(lore));
    if character.get("isNSFW") == Some(&Value::Bool(true)) {
        draft.put("tags", "isNSFW", Some(json!(["nsfw"])));
    }
    if let Some(Value::Object(author)) = manifest.get("author") {
        draft.put("creator", "manifest.json: author.name", author.get("name").cloned());
        draft.put(
            "creator_notes",
            "manifest.json: author.backyardURL",
            author.get("backyardURL").cloned(),
        );
    }
    if !names[1].is_empty() {
        draft.extend("display_name", names[1].as_str());
    }
    let rest = rest(manifest, character, scenarios, notes);
    draft.finish(TOOL, rest, notes)
}

fn put_scenario(draft: &mut Draft, path: &str, scenario: &Map<String, Value>) {
    for (key, field) in [("narrative", "scenario"), ("formattingInstructions", "system_prompt")] {
        let value = scenario.get(key).cloned().map(translated);
        draft.put(field, &format!("{path}: {key}"), value);
    }
    draft.put_text("first_mes", &format!("{path}: firstMessages"), greeting(scenario));
    draft.put_text("mes_example", &format!("{path}: exampleMessages"), examples(scenario));
}

fn greeting(scenario: &Map<String, Value>) -> String {
    let first = scenario.get("firstMessages").and_then(|it| it.get(0));
    from_backyard(first.and_then(|it| it.get("text")).and_then(Value::as_str).unwrap_or_default())
}

/// The greetings of the other scenarios, each once.
fn other_greetings(scenarios: &[(String, Map<String, Value>)]) -> Vec<String> {
    let first = scenarios.first().map(|(_, scenario)| greeting(scenario)).unwrap_or_default();
    let mut seen = BTreeSet::from([String::new(), first]);
    let others = scenarios.iter().skip(1).map(|(_, scenario)| greeting(scenario));
    others.filter(|other| seen.insert(other.clone())).collect()
}

fn examples(scenario: &Map<String, Value>) -> String {
    let messages = scenario.get("exampleMessages").and_then(Value::as_array).into_iter().flatten();
    let texts = messages.filter_map(|it| it.get("text").and_then(Value::as_str));
    let texts = texts.filter(|text| !text.is_empty());
    texts.map(|text| format!("<START>\n{}", from_backyard(text))).collect::<Vec<_>>().join("\n")
}

/// What a card has no field for, without what was said in chats.
fn rest(
    mut manifest: Map<String, Value>,
    mut character: Map<String, Value>,
    scenarios: Vec<(String, Map<String, Value>)>,
    notes: &mut Notes,
) -> Map<String, Value> {
    manifest.retain(|key, _| !["characters", "scenarios"].contains(&key.as_str()));
    character.retain(|key, _| !OF_THE_CARD.contains(&key.as_str()));
    let mut messages = 0;
    let mut kept = Vec::new();
    for (index, (_, mut scenario)) in scenarios.into_iter().enumerate() {
        let said = scenario.shift_remove("messages");
        messages += said.as_ref().and_then(Value::as_array).map_or(0, Vec::len);
        if index == 0 {
            scenario.retain(|key, _| !OF_THE_FIRST.contains(&key.as_str()));
        }
        kept.push(Value::Object(scenario));
    }
    if messages > 0 {
        notes.warn(Warning::ChatLeftOut { count: messages });
    }
    let mut rest = Map::new();
    rest.insert("manifest".to_owned(), Value::Object(manifest));
    rest.insert("character".to_owned(), Value::Object(character));
    rest.insert("scenarios".to_owned(), Value::Array(kept));
    rest
}

/// Writes a BYAF. Into one that it came from, only what was edited changes.
pub(crate) fn export(card: &Card, files: &Files<'_>) -> Result<Vec<u8>, CardError> {
    let own = files.archive.as_ref().and_then(|archive| Some((archive, archive.find(MANIFEST)?)));
    match own.filter(|(archive, _)| archive.find(super::CARD).is_none()) {
        Some((archive, manifest)) => rewrite(card, archive, manifest, files),
        None => write(card, files),
    }
}

fn pretty(map: &Map<String, Value>) -> Vec<u8> {
    format!("{:#}", Value::Object(map.clone())).into_bytes()
}

fn rewrite(
    card: &Card,
    archive: &Archive<'_>,
    manifest: &Entry,
    files: &Files<'_>,
) -> Result<Vec<u8>, CardError> {
    let mut notes = Notes::new(crate::Spec::V1);
    let was = open(archive, manifest, &mut notes)?;
    let before = self::card(open(archive, manifest, &mut notes)?, &mut notes)?;
    let mut changed: Vec<(String, Vec<u8>)> = Vec::new();
    let mut character = was.character.clone();
    patch(&mut character, &written_character(&before), &written_character(card));
    push_changed(&mut changed, &was.character_path, &was.character, &character);
    let mut manifest = was.manifest.clone();
    patch(&mut manifest, &written_author(&before), &written_author(card));
    let greetings = all_greetings(card);
    let old_greetings = all_greetings(&before);
    for (index, (path, scenario)) in was.scenarios.iter().enumerate() {
        let mut new = scenario.clone();
        let (old_text, new_text) =
            (greeting(scenario), old_greetings.iter().position(|it| *it == greeting(scenario)));
        let now = new_text.and_then(|at| greetings.get(at));
        if index == 0 {
            patch(&mut new, &written_scenario(&before), &written_scenario(card));
        } else if now.is_some_and(|now| *now != old_text) {
            new.insert(
                "firstMessages".to_owned(),
                messages(&character_id(card), now.map_or("", String::as_str)),
            );
        }
        push_changed(&mut changed, path, scenario, &new);
    }
    let more = added_scenarios(card, greetings.get(old_greetings.len()..).unwrap_or_default());
    let mut names = paths(&manifest, "scenarios");
    for (index, scenario) in more.iter().enumerate() {
        let path = (index + names.len() + 1..)
            .map(|number| format!("scenarios/scenario{number}.json"))
            .find(|path| archive.find(path).is_none() && !names.contains(path));
        let path = path.unwrap_or_default();
        changed.push((path.clone(), pretty(scenario)));
        names.push(path);
    }
    if !more.is_empty() {
        manifest.insert("scenarios".to_owned(), json!(names));
    }
    push_changed(&mut changed, MANIFEST, &was.manifest, &manifest);
    let mut writer = Writer::behind(&files.bytes[..archive.start]);
    for entry in &archive.entries {
        match changed.iter().position(|(path, _)| path.eq_ignore_ascii_case(&entry.name)) {
            Some(at) => writer.add(&entry.name, &changed.swap_remove(at).1)?,
            None => writer.copy(archive, entry)?,
        }
    }
    for (path, bytes) in &changed {
        writer.add(path, bytes)?;
    }
    writer.finish()
}

fn push_changed(
    changed: &mut Vec<(String, Vec<u8>)>,
    path: &str,
    was: &Map<String, Value>,
    is: &Map<String, Value>,
) {
    if was != is {
        changed.push((path.to_owned(), pretty(is)));
    }
}

fn all_greetings(card: &Card) -> Vec<String> {
    let first = std::iter::once(card.data.first_mes.clone());
    first.chain(card.data.alternate_greetings.iter().cloned()).collect()
}

fn kept<'a>(card: &'a Card, part: &str) -> Option<&'a Value> {
    card.data.extensions.get(TOOL)?.get(part)
}

fn kept_map(card: &Card, part: &str) -> Map<String, Value> {
    kept(card, part).and_then(Value::as_object).cloned().unwrap_or_default()
}

/// An id that may be a folder: what the archive had, else the name in plain letters.
fn character_id(card: &Card) -> String {
    let plain = |text: &str| -> String {
        let kept = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        text.chars().map(kept).collect::<String>().trim_matches('-').chars().take(64).collect()
    };
    let had = kept_map(card, "character").get("id").and_then(Value::as_str).map(plain);
    [had.unwrap_or_default(), plain(&card.data.name), "character1".to_owned()]
        .into_iter()
        .find(|id| !id.is_empty())
        .unwrap_or_default()
}

/// What of a character's file comes from the card.
fn written_character(card: &Card) -> Map<String, Value> {
    let data = &card.data;
    let display = data.extensions.get("display_name").and_then(Value::as_str);
    let lore = data.character_book.iter().flat_map(|book| &book.entries);
    let lore: Vec<Value> = lore.filter(|entry| carries(entry)).map(lore_item).collect();
    let nsfw = data.tags.iter().any(|tag| tag.eq_ignore_ascii_case("nsfw"));
    let Value::Object(map) = json!({
        "name": data.name,
        "displayName": display.unwrap_or(&data.name),
        "isNSFW": nsfw,
        "persona": to_backyard(&persona(card)),
        "loreItems": lore,
    }) else {
        return Map::new();
    };
    map
}

/// Backyard has one text for who the character is.
fn persona(card: &Card) -> String {
    let parts = [&card.data.description, &card.data.personality];
    let parts = parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str);
    parts.collect::<Vec<_>>().join("\n\n")
}

/// An entry that is off has no place in a format where each is on.
pub(crate) fn carries(entry: &LoreEntry) -> bool {
    entry.enabled
}

fn lore_item(entry: &LoreEntry) -> Value {
    json!({ "key": to_backyard(&entry.keys.join(", ")), "value": to_backyard(&entry.content) })
}

fn written_author(card: &Card) -> Map<String, Value> {
    let mut author = kept_map(card, "manifest")
        .get("author")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    if !card.data.creator.is_empty() {
        author.insert("name".to_owned(), Value::from(card.data.creator.as_str()));
    }
    if author.is_empty() {
        return Map::new();
    }
    Map::from_iter([("author".to_owned(), Value::Object(author))])
}

fn messages(id: &str, text: &str) -> Value {
    match text {
        "" => json!([]),
        text => json!([{ "characterID": id, "text": to_backyard(text) }]),
    }
}

/// What of the first scenario's file comes from the card.
fn written_scenario(card: &Card) -> Map<String, Value> {
    let (data, id) = (&card.data, character_id(card));
    let examples = data.mes_example.split("<START>").map(str::trim).filter(|it| !it.is_empty());
    let examples = examples.map(|text| json!({ "characterID": id, "text": to_backyard(text) }));
    let Value::Object(map) = json!({
        "formattingInstructions": to_backyard(&data.system_prompt),
        "exampleMessages": examples.collect::<Vec<_>>(),
        "firstMessages": messages(&id, &data.first_mes),
        "narrative": to_backyard(&data.scenario),
    }) else {
        return Map::new();
    };
    map
}

/// A scenario needs every setting; these are what SillyTavern takes where one is missing.
fn blank_scenario() -> Map<String, Value> {
    let Value::Object(map) = json!({
        "schemaVersion": 1,
        "formattingInstructions": "",
        "minP": 0.1,
        "minPEnabled": true,
        "temperature": 1.2,
        "repeatPenalty": 1.05,
        "repeatLastN": 256,
        "topK": 40,
        "topP": 0.9,
        "exampleMessages": [],
        "canDeleteExampleMessages": true,
        "firstMessages": [],
        "narrative": "",
        "promptTemplate": null,
        "grammar": null,
        "messages": [],
    }) else {
        return Map::new();
    };
    map
}

/// A scenario for each further greeting: the first one, with that greeting.
fn added_scenarios(card: &Card, greetings: &[String]) -> Vec<Map<String, Value>> {
    let of = |greeting: &String| {
        let mut scenario = blank_scenario();
        scenario.extend(written_scenario(card));
        scenario.insert("exampleMessages".to_owned(), json!([]));
        scenario.insert("firstMessages".to_owned(), messages(&character_id(card), greeting));
        scenario
    };
    greetings.iter().map(of).collect()
}

fn write(card: &Card, files: &Files<'_>) -> Result<Vec<u8>, CardError> {
    let id = character_id(card);
    let folder = format!("characters/{id}");
    let picture = files.picture()?;
    let image = picture.as_deref().and_then(crate::picture::extension);
    let image = image.map(|ext| format!("images/main.{ext}"));

    // Nothing here knows the time: dates are the card's own, or the day that computers count from.
    let date = |seconds: Option<i64>| crate::date::rfc3339(seconds.unwrap_or(0));
    let (made, changed) = (
        date(card.data.creation_date),
        date(card.data.modification_date.or(card.data.creation_date)),
    );
    let Value::Object(mut character) = json!({
        "schemaVersion": 1, "id": id, "name": "", "displayName": "", "isNSFW": false,
        "persona": "", "createdAt": made, "updatedAt": changed, "loreItems": [], "images": [],
    }) else {
        return Err(CardError::NotACard);
    };
    character.extend(kept_map(card, "character"));
    character.extend(written_character(card));
    character.insert("id".to_owned(), json!(id));
    let images = image.iter().map(|path| json!({ "path": path, "label": "main" }));
    character.insert("images".to_owned(), images.collect());

    let mut scenarios = written_scenarios(card);
    scenarios.truncate(limits::SCENARIOS_MAX);
    let names: Vec<String> =
        (1..=scenarios.len()).map(|number| format!("scenarios/scenario{number}.json")).collect();
    let Value::Object(mut manifest) = json!({ "schemaVersion": 1, "createdAt": made }) else {
        return Err(CardError::NotACard);
    };
    manifest.extend(kept_map(card, "manifest"));
    manifest.extend(written_author(card));
    manifest.insert("characters".to_owned(), json!([format!("{folder}/character.json")]));
    manifest.insert("scenarios".to_owned(), json!(names));

    let mut writer = Writer::behind(&[]);
    writer.add(MANIFEST, &pretty(&manifest))?;
    if let (Some(path), Some(picture)) = (image, picture) {
        writer.add(&format!("{folder}/{path}"), &picture)?;
    }
    writer.add(&format!("{folder}/character.json"), &pretty(&character))?;
    for (name, scenario) in names.iter().zip(&scenarios) {
        writer.add(name, &pretty(scenario))?;
    }
    writer.finish()
}

/// The scenarios that the card came with, in its greetings' words, and one for each more greeting.
fn written_scenarios(card: &Card) -> Vec<Map<String, Value>> {
    let kept: Vec<Map<String, Value>> = kept(card, "scenarios")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|it| it.as_object().cloned())
        .take(limits::SCENARIOS_MAX)
        .collect();
    let greetings: BTreeSet<String> = all_greetings(card).into_iter().collect();
    let mut scenarios = Vec::new();
    let mut first = blank_scenario();
    first.extend(kept.first().cloned().unwrap_or_default());
    first.extend(written_scenario(card));
    first.shift_remove("backgroundImage");
    scenarios.push(first);
    let mut spoken = BTreeSet::new();
    for other in kept.into_iter().skip(1) {
        let mut scenario = blank_scenario();
        let said = greeting(&other);
        let stays = said.is_empty() || greetings.contains(&said);
        if stays {
            scenario.extend(other);
            scenario.shift_remove("backgroundImage");
            scenarios.push(scenario);
            spoken.insert(said);
        }
    }
    let new: Vec<String> =
        card.data.alternate_greetings.iter().filter(|it| !spoken.contains(*it)).cloned().collect();
    scenarios.extend(added_scenarios(card, &new));
    scenarios
}
