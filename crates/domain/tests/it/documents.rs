use card::activation::Settings;
use domain::document::{Kind, violations};
use domain::runtime;
use serde_json::{Value, json};

fn schema(name: &str) -> Value {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contract/documents");
    let text =
        std::fs::read_to_string(folder.join(format!("{name}.schema.json"))).expect("a schema");
    serde_json::from_str(&text).expect("JSON")
}

/// What we check by hand and what the contract's schemas say is the same.
#[test]
fn the_checks_are_those_of_the_schemas() {
    let entry =
        json!({"keys": ["sea"], "content": "Salt.", "use_regex": false, "id": 1, "mood": "wry"});
    let with = |name: &str, value: Value| {
        let mut entry = entry.clone();
        entry[name] = value;
        json!({"entries": [entry]})
    };
    let books = [
        json!({"entries": []}),
        json!({}),
        json!([]),
        json!(3),
        json!({"entries": {}}),
        json!({"entries": [1]}),
        json!({"entries": [{}]}),
        json!({"entries": [entry]}),
        json!({"entries": [], "name": null, "scan_depth": 2, "extensions": {}, "mood": 1}),
        json!({"entries": [], "name": 3}),
        json!({"entries": [], "scan_depth": "2"}),
        with("keys", json!("sea")),
        with("keys", json!([1])),
        with("content", json!(null)),
        with("enabled", json!("yes")),
        with("id", json!("x")),
        with("id", json!([])),
        with("position", json!(4)),
        with("position", json!("before_char")),
        with("position", json!(true)),
        with("secondary_keys", json!(null)),
        with("secondary_keys", json!(["a", 1])),
        with("extensions", json!([])),
        with("constant", json!(null)),
        with("priority", json!("1")),
    ];
    agree(Kind::CharacterBook, "CharacterBook", &books);
    let notes = [json!({}), json!({"notes": "x", "todo": []}), json!({"notes": 1}), json!("x")];
    agree(Kind::AuthoringNotes, "AuthoringNotes", &notes);
    let metadata = [json!({}), json!({"card": {}, "other": 1}), json!({"card": []}), json!([])];
    agree(Kind::ToolMetadata, "ToolMetadata", &metadata);
    let settings = |value: Value| json!({"all": value});
    let runtime = [
        json!({}),
        json!([]),
        json!({"some": {}}),
        settings(json!({})),
        settings(json!(1)),
        settings(json!({"profile": "spec-v3", "scanDepth": 0, "recursive": false})),
        settings(json!({"profile": "another"})),
        settings(json!({"profile": 1})),
        settings(json!({"mood": 1})),
        settings(json!({"scanDepth": 1001})),
        settings(json!({"scanDepth": -1})),
        settings(json!({"scanDepth": 2.0})),
        settings(json!({"scanDepth": 2.5})),
        settings(json!({"budgetTokens": 10_000_000})),
        settings(json!({"recursive": null})),
        json!({"apps": []}),
        json!({"apps": {"lantern": {"budgetPercent": 40}}}),
        json!({"apps": {"lantern": {"budgetPercent": 101}}}),
        json!({"apps": {"lantern": null}}),
        json!({"apps": {"x".repeat(63): {}}}),
        json!({"apps": {"x".repeat(64): {}}}),
        json!({"apps": {"": {}}}),
        json!({"apps": {"-lantern": {}}}),
        json!({"apps": {"call 555 0100": {}}}),
    ];
    agree(Kind::RuntimeSettings, "RuntimeSettings", &runtime);
}

fn agree(kind: Kind, name: &str, values: &[Value]) {
    let schema = jsonschema::validator_for(&schema(name)).expect("a schema");
    for value in values {
        assert_eq!(violations(kind, value).is_empty(), schema.is_valid(value), "{name}: {value}");
    }
}

/// Where nothing is said, we and activation mean the same.
#[test]
fn settings_begin_as_activation_has_them() {
    let resolved = runtime::resolved(None, None);
    let settings = Settings::from_json(&runtime::under_tavern_names(&resolved));
    assert_eq!(settings, Settings::default());
    assert_eq!(resolved["profile"], runtime::profiles()[0]);
}

/// What evaluators write fits the document, also when there is far too much to say.
#[test]
fn evidence_fits_its_schema() {
    let schema = jsonschema::validator_for(&schema("EvaluationDetail")).expect("a schema");
    let persona = "Write to ada@lighthouse.net. ".repeat(300);
    let content = crate::samples::sealed(json!({"name": "Ada", "personaPrompt": persona}));
    use domain::gate::Subject;
    for builtin in &domain::gate::BUILTINS {
        let spec = builtin.spec(None).expect("a default");
        let finding =
            builtin.evaluate(&Subject::alone(&content), &spec.configuration).expect("a finding");
        let detail = serde_json::to_value(&finding.detail).expect("JSON");
        assert!(schema.is_valid(&detail), "{}: {detail}", builtin.id);
    }
}
