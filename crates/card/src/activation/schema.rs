//! The JSON Schema of the cases that are published for those who write a runtime.

use super::book::TEMPLATE;
use super::entry::{GLOBAL_TEXTS, PLACES};
use super::settings::{FLAGS, NUMBERS, PREFIX};
use super::{PROFILES, Profile, decorators};
use crate::book::{As, world_info_names};
use crate::macros;
use serde_json::{Map, Value, json};

/// The schema of `activation.cases.json` (JSON Schema 2020-12). A test holds that the cases fit it and
/// that they speak of everything in it: each property, each word, each macro and decorator.
pub fn cases_schema() -> Value {
    let profiles = PROFILES.map(|(_, name)| name);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Cases of lorebook activation",
        "description": "A runtime agrees with a profile if it gives what `expect` says for every run of that profile. Numbers are the same by value.",
        "type": "object",
        "properties": {
            "version": { "const": 1, "description": "Goes up when a case may read otherwise than before." },
            "cases": list(reference("case")),
        },
        "required": ["version", "cases"],
        "$defs": {
            "case": closed(json!({
                "name": text(""),
                "about": text(""),
                "book": reference("book"),
                "runs": list(reference("run")),
            }), &["name", "about", "book", "runs"]),
            "run": closed(json!({
                "about": text("How it differs from the first run of the case."),
                "profile": { "enum": profiles },
                "input": reference("input"),
                "expect": reference("expect"),
            }), &["profile", "input", "expect"]),
            "book": book(),
            "worldInfoEntry": world_info_entry(),
            "cardEntry": card_entry(),
            "input": input(),
            "expect": expect(),
            "entry": entry(),
            "where": place(),

            "timed": timed(),
            "macros": { "enum": macros::names(Profile::SillyTavern) },
            "specificationMacros": { "enum": macros::names(Profile::SpecV3) },
            "decorators": { "enum": decorators::names().collect::<Vec<_>>() },
        },
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn text(description: &str) -> Value {
    match description {
        "" => json!({ "type": "string" }),
        _ => json!({ "type": "string", "description": description }),
    }
}

fn texts() -> Value {
    list(text(""))
}

/// An object that has nothing besides.
fn closed(properties: Value, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// Names of fields whose values are read as JavaScript reads them, whatever they are.
fn any<'a>(names: impl IntoIterator<Item = &'a str>) -> Value {
    Value::Object(names.into_iter().map(|name| (name.to_owned(), json!(true))).collect())
}

fn book() -> Value {
    let entries = |name| {
        json!({
            "type": ["array", "object"],
            "items": reference(name),
            "additionalProperties": reference(name),
        })
    };
    json!({
        "description": "SillyTavern's world info, a card, its `character_book`, or a book of RisuAI, Agnai or NovelAI. What entries hold is taken as it comes, wrong types included.",
        "type": "object",
        "anyOf": [
            { "properties": { "entries": entries("worldInfoEntry") } },
            {
                "properties": {
                    "scan_depth": true,
                    "token_budget": true,
                    "recursive_scanning": true,
                    "entries": entries("cardEntry"),
                },
            },
        ],
    })
}

fn world_info_entry() -> Value {
    let mut properties = any(TEMPLATE.keys().map(String::as_str).chain(["uid"]));
    let filter = any(["isExclude", "names", "tags"]);
    properties["characterFilter"] = json!({ "type": "object", "properties": filter });
    json!({ "description": "As SillyTavern keeps it.", "properties": properties })
}

fn card_entry() -> Value {
    let mut properties = any([
        "id",
        "keys",
        "secondary_keys",
        "name",
        "comment",
        "content",
        "enabled",
        "constant",
        "selective",
        "case_sensitive",
        "use_regex",
        "insertion_order",
        "priority",
        "position",
    ]);
    let extensions = world_info_names(As::Extension).map(|(_, name)| name);
    properties["extensions"] = json!({ "type": "object", "properties": any(extensions) });
    json!({ "description": "As the specifications have it.", "properties": properties })
}

fn input() -> Value {
    let mut settings = Map::new();
    for (names, kind) in [
        (NUMBERS.iter().map(|(name, _)| *name).collect::<Vec<_>>(), "number"),
        (FLAGS.iter().map(|(name, _)| *name).collect(), "boolean"),
    ] {
        settings
            .extend(names.iter().map(|name| (format!("{PREFIX}{name}"), json!({ "type": kind }))));
    }
    let mut global: Map<String, Value> =
        GLOBAL_TEXTS.iter().map(|(_, name)| ((*name).to_owned(), text(""))).collect();
    global.insert("trigger".into(), text(""));
    let chance = json!({ "type": "number", "minimum": 0, "exclusiveMaximum": 1 });
    closed(
        json!({
            "book": text("What the book is called; ids are `book.uid`."),
            "chat": list(closed(
                json!({ "name": text(""), "mes": text(""), "is_user": { "type": "boolean" } }),
                &["name", "mes"],
            )),
            "settings": closed(Value::Object(settings), &[]),
            "maxContext": { "type": "number", "description": "Tokens of the whole context." },
            "random": {
                "description": "What the dice give, over and over, or a seed of SplitMix64.",
                "oneOf": [
                    chance,
                    { "type": "array", "items": chance, "minItems": 1 },
                    closed(json!({ "seed": { "type": "integer" } }), &["seed"]),
                ],
            },
            "tokens": text("How tokens are counted."),
            "globalScanData": closed(Value::Object(global), &[]),
            "trigger": text("The kind of generation; `normal` where it is missing."),
            "character": text("The character's file name, for filters."),
            "tags": texts(),
            "injected": texts(),
            "forced": texts(),
            "timedWorldInfo": reference("timed"),
            "dryRun": { "type": "boolean" },
            "char": text(""),
            "user": text(""),
            "chatId": text("What `{{pick}}` keeps to."),
            "greeting": { "type": "integer" },
            "userIcon": text(""),
            "firedBefore": texts(),
        }),
        &["book", "chat", "maxContext"],
    )
}

fn timed() -> Value {
    let effect = closed(
        json!({
            "hash": { "type": "integer" },
            "start": { "type": "number" },
            "end": { "type": "number" },
            "protected": { "type": "boolean" },
        }),
        &["hash", "start", "end"],
    );
    let effects = json!({ "type": "object", "additionalProperties": effect });
    closed(json!({ "sticky": effects, "cooldown": effects }), &[])
}

fn expect() -> Value {
    let depth = json!({ "depth": true, "entries": texts(), "role": true });
    let example = json!({ "position": { "enum": [0, 1] }, "content": text("") });
    closed(
        json!({
            "activated": { "description": "Ids, in the order in which they fired.", "type": "array", "items": text("") },
            "before": text(""),
            "after": text(""),
            "depth": list(closed(depth, &["entries", "role"])),
            "examples": list(closed(example, &["position", "content"])),
            "anTop": texts(),
            "anBottom": texts(),
            "outlets": { "type": "object", "additionalProperties": texts() },
            "entries": list(reference("entry")),
            "timedWorldInfo": reference("timed"),
            "disabledPrompts": list(json!({ "enum": ["system_prompt", "post_history_instructions"] })),
            "budget": { "type": "number" },
            "overflowed": { "type": "boolean" },
            "rounds": { "type": "integer" },
        }),
        &["activated", "before", "after", "entries", "budget", "overflowed", "rounds"],
    )
}

/// A verdict, with every word there is for it.
fn entry() -> Value {
    let by = |words: &[&str], more: Value| {
        let mut properties = json!({
            "by": { "enum": words },
            "round": { "type": "integer" },
            "during": { "enum": ["initial", "recursion", "minActivations"] },
        });
        merge(&mut properties, more);
        properties
    };
    let fell = |words: &[&str], more: Value| {
        let mut properties = json!({ "because": { "enum": words } });
        merge(&mut properties, more);
        let required: Vec<String> = names(&properties);
        closed(properties, &required.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let number = || json!({ "type": "number" });
    let plain = [
        "noKeyFound",
        "noKeys",
        "excludedFromRecursion",
        "disabled",
        "trigger",
        "characterFilter",
        "tagFilter",
        "delay",
        "cooldown",
        "budgetSpent",
        "sameId",
        "brokenContent",
    ];
    let group = json!({
        "group": text(""),
        "how": { "enum": ["taken", "sticky", "score", "override", "roll", "unrelated"] },
        "winner": { "type": ["string", "null"] },
    });
    let positions = PLACES.iter().map(|(_, _, name)| *name).chain(["nowhere"]);
    closed(
        json!({
            "id": text(""),
            "comment": text(""),
            "fired": { "type": "boolean" },
            "called": { "anyOf": [
                closed(by(&["constant", "decorator", "forced", "sticky"], json!({})), &["by", "round", "during"]),
                closed(by(&["key"], key(&[])["properties"].clone()), &["by", "key", "round", "during"]),
            ] },
            "fell": { "anyOf": [
                fell(&plain, json!({})),
                fell(&["waitsForRecursion"], json!({ "level": number() })),
                key(&["secondaryKeys"]),
                fell(&["gaveUp"], json!({ "key": text("") })),
                fell(&["decorator"], json!({ "decorator": text("") })),
                fell(&["probability"], json!({ "roll": number(), "percent": number() })),
                fell(&["group"], group),
                fell(&["budget"], json!({ "tokensWithIt": number(), "budget": number() })),
            ] },
            "tokens": { "type": "integer" },
            "position": { "enum": positions.collect::<Vec<_>>() },
            "depth": true,
            "role": true,
            "outlet": text(""),
            "order": { "type": ["number", "null"] },
            "advice": list(closed(json!({ "key": text(""), "advice": text("Need not be given word for word.") }), &["key", "advice"])),
        }),
        &["id", "fired", "position", "order"],
    )
}

/// A key that was found: where, and what the secondary keys said.
fn key(because: &[&str]) -> Value {
    let mut properties = json!({
        "key": text(""),
        "in": reference("where"),
        "logic": { "enum": ["AND ANY", "NOT ALL", "NOT ANY", "AND ALL", "unknown"] },
        "secondaryFound": texts(),
    });
    if !because.is_empty() {
        properties["because"] = json!({ "enum": because });
    }
    closed(properties, &["key"])
}

fn place() -> Value {
    let fields = GLOBAL_TEXTS.map(|(_, name)| name);
    let one = |name: &str, what: Value| closed(json!({ name: what }), &[name]);
    let number = json!({ "type": "integer" });
    json!({ "anyOf": [
        one("messagesBack", number.clone()),
        one("field", json!({ "enum": fields })),
        one("injected", number.clone()),
        one("contentsOfRound", number),
    ] })
}

fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}

fn names(properties: &Value) -> Vec<String> {
    properties.as_object().into_iter().flat_map(Map::keys).cloned().collect()
}
