//! The cases that are published for those who write a runtime, and their schema.

use crate::activation::{cases, read, run, runs};
use card::activation::{Profile, cases_schema};
use expect_test::expect_file;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

/// Made once, since each test wants it.
static PUBLISHED: LazyLock<Value> = LazyLock::new(published);

/// From the hand-written cases of `tests/cases/activation`: what goes in, and what we give.
fn published() -> Value {
    let case = |path: &std::path::PathBuf| {
        let case = read(path);
        let runs: Vec<Value> = runs(&case)
            .into_iter()
            .map(|(name, about, input)| {
                let activation =
                    run(&input, &case["book"], Profile::parse(name).expect("a profile"));
                let mut expect = activation.to_answer(input.get("timedWorldInfo").is_some());
                expect["budget"] = json!(activation.budget);
                expect["overflowed"] = json!(activation.overflowed);
                expect["rounds"] = json!(activation.rounds);
                let mut run = json!({ "profile": name, "input": input, "expect": expect });
                if let Some(about) = about {
                    run["about"] = about.into();
                }
                run
            })
            .collect();
        let name = path.file_stem().expect("a name").to_string_lossy();
        json!({ "name": name, "about": case["about"], "book": case["book"], "runs": runs })
    };
    json!({ "version": 1, "cases": cases("activation").iter().map(case).collect::<Vec<_>>() })
}

fn file(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contract/published").join(name)
}

/// A run to a line: a difference shows which.
fn written(published: &Value) -> String {
    let mut out = format!("{{\"version\":{},\"cases\":[", published["version"]);
    for (index, case) in published["cases"].as_array().expect("cases").iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let (name, about, book) = (&case["name"], &case["about"], &case["book"]);
        out +=
            &format!("{comma}\n{{\"name\":{name},\"about\":{about},\n\"book\":{book},\n\"runs\":[");
        let runs: Vec<String> =
            case["runs"].as_array().expect("runs").iter().map(Value::to_string).collect();
        out += &format!("\n{}\n]}}", runs.join(",\n"));
    }
    out + "\n]}\n"
}

#[test]
fn the_published_cases_are_what_activation_gives() {
    expect_file![file("activation.cases.json")].assert_eq(&written(&PUBLISHED));
    let read: Value = serde_json::from_str(&written(&PUBLISHED)).expect("JSON");
    assert_eq!(read, *PUBLISHED);
}

#[test]
fn the_published_schema_is_that_of_the_cases() {
    let schema = cases_schema();
    let text = serde_json::to_string_pretty(&schema).expect("JSON");
    expect_file![file("activation.schema.json")].assert_eq(&(text + "\n"));
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors = validator.iter_errors(&PUBLISHED);
    let shown: Vec<String> =
        errors.map(|error| format!("{}: {error:.300}", error.instance_path())).collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
}

/// All keys and all texts of a value.
fn words<'a>(value: &'a Value, into: &mut BTreeSet<&'a str>) {
    match value {
        Value::String(text) => _ = into.insert(text),
        Value::Array(list) => list.iter().for_each(|value| words(value, into)),
        Value::Object(map) => {
            into.extend(map.keys().map(String::as_str));
            map.values().for_each(|value| words(value, into));
        }
        _ => {}
    }
}

/// The properties and the words that a schema names.
fn named<'a>(schema: &'a Value, into: &mut BTreeSet<&'a str>) {
    let Value::Object(map) = schema else {
        return schema.as_array().into_iter().flatten().for_each(|schema| named(schema, into));
    };
    let properties = map.get("properties").and_then(Value::as_object);
    into.extend(properties.into_iter().flat_map(Map::keys).map(String::as_str));
    let list = map.get("enum").and_then(Value::as_array);
    into.extend(list.into_iter().flatten().filter_map(Value::as_str));
    map.values().chain(properties.into_iter().flat_map(Map::values)).for_each(|it| named(it, into));
}

#[test]
fn the_cases_speak_of_everything_that_the_schema_names() {
    let mut schema = cases_schema();
    let text = PUBLISHED.to_string().to_lowercase();
    for (name, opening) in [("macros", "{{"), ("specificationMacros", "{{"), ("decorators", "@@")] {
        let defined = schema["$defs"][name].take();
        for name in defined["enum"].as_array().expect("names") {
            let name = name.as_str().expect("a name");
            let is_there = [":", "}", " ", "\\n"]
                .iter()
                .any(|after| text.contains(&format!("{opening}{name}{after}")));
            assert!(is_there, "no case has {opening}{name}");
        }
    }
    let (mut spoken, mut wanted) = (BTreeSet::new(), BTreeSet::new());
    words(&PUBLISHED, &mut spoken);
    named(&schema, &mut wanted);
    let lacking: Vec<_> = wanted.difference(&spoken).collect();
    assert!(lacking.is_empty(), "no case has {lacking:?}");
}
