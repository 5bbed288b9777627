//! Requests as Prisma sends them, and the answers.

use std::fs;
use std::path::PathBuf;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

const SCHEMA: &str = "\
datasource db {
  provider = \"postgresql\"
}

/// Who writes.
model Author {
  id   Int    @id
  name String
}
";

/// A folder of the test's own, without what an earlier run left.
pub(crate) fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("generator-{name}"));
    let _not_there_at_first = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder");
    path
}

fn request(id: u32, output: Option<&str>, config: &Value, datamodel: &str) -> String {
    request_of("docs", id, output, config, datamodel)
}

fn request_of(
    name: &str,
    id: u32,
    output: Option<&str>,
    config: &Value,
    datamodel: &str,
) -> String {
    let request = json!({
        "jsonrpc": "2.0",
        "id": id,
        "method": "generate",
        "params": {
            "dmmf": { "datamodel": { "models": [[], {}, null, 1.5, "deep"] } },
            "generator": {
                "name": name,
                "provider": { "fromEnvVar": null, "value": "repertoire-generator" },
                "output": output.map(|value| json!({ "fromEnvVar": null, "value": value })),
                "config": config,
                "binaryTargets": [],
                "previewFeatures": [],
            },
            "otherGenerators": [],
            "schemaPath": "/project/prisma/schema.prisma",
            "datamodel": datamodel,
        },
    });
    format!("{request}\n")
}

/// The answers, a line each.
fn check(requests: &str, expected: Expect) {
    let mut answers = Vec::new();
    generator::converse(requests.as_bytes(), &mut answers).expect("nothing to fail");
    expected.assert_eq(&String::from_utf8(answers).expect("text"));
}

#[test]
fn a_manifest_and_files() {
    let out = folder("files");
    let manifest = "{\"jsonrpc\":\"2.0\",\"method\":\"getManifest\",\"params\":{\"name\":\"docs\",\"output\":null,\"config\":{}},\"id\":1}\n";
    let config = json!({ "target": ["markdown", "typescript"] });
    let generate = request(2, out.to_str(), &config, SCHEMA);
    check(
        &format!("{manifest}\n{generate}"),
        expect![[r#"
            {"jsonrpc":"2.0","id":1,"result":{"manifest":{"prettyName":"Repertoire","defaultOutput":"./generated/docs"}}}
            {"jsonrpc":"2.0","id":2,"result":null}
        "#]],
    );
    let read = |name: &str| fs::read_to_string(out.join(name)).expect(name);
    assert!(read("schema.md").contains("Who writes."));
    assert!(read("schema.ts").contains("export interface Author {"));
}

#[test]
fn a_block_may_say_nothing_but_its_name() {
    let out = folder("named");
    let manifest = "{\"jsonrpc\":\"2.0\",\"method\":\"getManifest\",\"params\":{\"name\":\"rust\",\"config\":{}},\"id\":1}\n";
    let generate = request_of("rust", 2, out.to_str(), &json!({}), SCHEMA);
    check(
        &format!("{manifest}{generate}"),
        expect![[r#"
        {"jsonrpc":"2.0","id":1,"result":{"manifest":{"prettyName":"Repertoire","defaultOutput":"./generated/rust"}}}
        {"jsonrpc":"2.0","id":2,"result":null}
    "#]],
    );
    assert!(out.join("author.rs").is_file());
}

#[test]
fn what_is_wrong_is_told() {
    let out = folder("wrong");
    let output = out.to_str();
    let markdown = json!({ "target": "markdown" });
    let requests = [
        request(1, output, &json!({}), SCHEMA),
        request(2, output, &json!({ "target": ["erd", "cobol"] }), SCHEMA),
        request(3, output, &json!({ "target": "erd", "tagret": "x" }), SCHEMA),
        request(4, None, &markdown, SCHEMA),
        request(5, output, &markdown, &SCHEMA.replace("String", "Strng")),
        request(6, output, &json!({ "target": ["markdown", "markdown"] }), SCHEMA),
        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"dance\"}\n".to_owned(),
        "generate\n".to_owned(),
    ];
    check(
        &requests.concat(),
        expect![[r#"
            {"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"generator docs: it has no `target`, and none is called `docs`; there are diesel, erd, json-schema, markdown, markdown-pages, rust, typescript: write target = \"markdown\", or target = [\"erd\", \"markdown\"] for several","data":null}}
            {"jsonrpc":"2.0","id":2,"error":{"code":1,"message":"generator docs: there is no target `cobol`; there are diesel, erd, json-schema, markdown, markdown-pages, rust, typescript","data":null}}
            {"jsonrpc":"2.0","id":3,"error":{"code":1,"message":"there is no option `tagret` here; the options are: none","data":null}}
            {"jsonrpc":"2.0","id":4,"error":{"code":1,"message":"generator docs: it has no `output`; name the folder to write into, as output = \"../generated\"","data":null}}
            {"jsonrpc":"2.0","id":5,"error":{"code":1,"message":"the schema has errors\nerror[PSL0301]: Type \"Strng\" is neither a built-in type, nor refers to another model, composite type, or enum.\n  --> /project/prisma/schema.prisma:8:8\n8 |   name Strng\n  |        ^^^^^\n   fix: did you mean `String`?\n\n","data":null}}
            {"jsonrpc":"2.0","id":6,"error":{"code":1,"message":"the targets markdown and markdown both make schema.md; give each a folder of its own with --out","data":null}}
            {"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"there is `getManifest` and `generate`","data":null}}
            {"jsonrpc":"2.0","id":0,"error":{"code":-32600,"message":"this is no request: expected value at line 1 column 1","data":null}}
        "#]],
    );
    assert_eq!(fs::read_dir(&out).expect("it").count(), 0, "something was written all the same");
}
