//! An editor's session, over the protocol.

use std::path::Path;
use std::thread::JoinHandle;

use lsp_server::{Connection, Message, Notification, Request, RequestId};
use psl::SourceFile;
use serde_json::{Value, json};

const SOURCE: &str =
    "datasource db {\n  provider = \"postgresql\"\n}\n\nmodel Tag {\n  id Int @id\n}\n";

/// The rest of the schema, as it lies on disk.
fn disk(folder: &Path) -> Vec<SourceFile> {
    let path = folder.join("base.prisma").to_string_lossy().into_owned();
    if folder == Path::new("/shop") {
        vec![SourceFile { path, text: SOURCE.to_owned() }]
    } else {
        Vec::new()
    }
}

struct Editor {
    connection: Connection,
    server: JoinHandle<()>,
    asked: i32,
    /// The findings last told of each file.
    findings: std::collections::BTreeMap<String, Value>,
}

impl Editor {
    fn start() -> Self {
        let (connection, other) = Connection::memory();
        let server = std::thread::spawn(move || lsp::serve(&other, &disk).expect("a session"));
        let findings = Default::default();
        let mut editor = Self { connection, server, asked: 0, findings };
        let answer = editor.ask("initialize", json!({ "capabilities": {} }));
        assert_eq!(answer["capabilities"]["renameProvider"]["prepareProvider"], true);
        editor.tell("initialized", json!({}));
        editor
    }

    fn tell(&self, method: &str, params: Value) {
        let message = Notification::new(method.to_owned(), params);
        self.connection.sender.send(message.into()).expect("the server");
    }

    /// The result, or the error's text. Notifications that come before it are kept.
    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = RequestId::from(self.asked);
        let request = Request::new(id.clone(), method.to_owned(), params);
        self.connection.sender.send(request.into()).expect("the server");
        loop {
            match self.connection.receiver.recv().expect("an answer") {
                Message::Response(answer) if answer.id == id => {
                    let answer = serde_json::to_value(answer).expect("JSON");
                    return answer
                        .get("result")
                        .or(answer["error"].get("message"))
                        .cloned()
                        .unwrap_or_default();
                }
                Message::Notification(it) => {
                    let uri = it.params["uri"].as_str().expect("an address").to_owned();
                    self.findings.insert(uri, it.params["diagnostics"].clone());
                }
                _ => {}
            }
        }
    }

    fn open(&self, text: &str) {
        let document = json!({ "uri": POST, "languageId": "prisma", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    fn finish(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.server.join().expect("a clean end");
    }
}

const POST: &str = "file:///shop/my%20post.prisma";

fn at(line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": POST }, "position": { "line": line, "character": character } })
}

#[test]
fn a_session_from_first_to_last() {
    let mut editor = Editor::start();
    // 😀 is two units of UTF-16: the finding behind it has to stand where the editor counts.
    editor.open("model Post {\n  id Int @id\n  t String @map(\"😀\") @uniqe\n  tags Tga[]\n}\n");
    let symbols =
        editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": POST } }));
    assert_eq!(symbols[0]["children"][2]["name"], "tags");
    let found = editor.findings[POST].as_array().expect("findings").clone();
    let tga = found.iter().find(|it| it["range"]["start"]["line"] == 3).expect("the unknown type");
    assert_eq!(tga["source"], "repertoire");
    let uniqe = found.iter().find(|it| it["range"]["start"]["line"] == 2).expect("the attribute");
    assert!(uniqe["range"]["end"]["character"] == 28, "{uniqe}");

    let whole =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 5, "character": 0 } });
    let asked = json!({ "textDocument": { "uri": POST }, "range": whole, "context": { "diagnostics": [] } });
    let actions = editor.ask("textDocument/codeAction", asked);
    let fix = actions
        .as_array()
        .expect("actions")
        .iter()
        .find(|it| it["edit"]["changes"][POST][0]["newText"] == "Tag");
    let edit = &fix.expect("Tga is Tag")["edit"]["changes"][POST][0];
    let change = json!([{ "range": edit["range"], "text": edit["newText"] }]);
    let document = json!({ "uri": POST, "version": 2 });
    editor.tell(
        "textDocument/didChange",
        json!({ "textDocument": document, "contentChanges": change }),
    );

    let definition = editor.ask("textDocument/definition", at(3, 8));
    assert_eq!(definition["uri"], "file:///shop/base.prisma");
    assert_eq!(definition["range"]["start"], json!({ "line": 4, "character": 6 }));
    let hover = editor.ask("textDocument/hover", at(2, 3));
    assert!(hover["contents"]["value"].as_str().is_some_and(|it| it.contains("Column")), "{hover}");
    let formatted = editor.ask("textDocument/formatting", json!({ "textDocument": { "uri": POST }, "options": { "tabSize": 2, "insertSpaces": true } }));
    assert!(
        formatted[0]["newText"].as_str().is_some_and(|it| it.contains("Int    @id")),
        "{formatted}"
    );
    let completion = editor.ask("textDocument/completion", at(3, 8));
    assert!(completion.as_array().is_some_and(|it| it.iter().any(|it| it["label"] == "Tag")));

    let mut asked = at(3, 8);
    asked["newName"] = json!("Label");
    let renamed = editor.ask("textDocument/rename", asked.clone());
    assert_eq!(renamed["changes"].as_object().expect("files").len(), 2, "{renamed}");
    asked["newName"] = json!("Post");
    let refused = editor.ask("textDocument/rename", asked);
    assert_eq!(refused, "`Post` is declared already; choose another name");
    let unknown = editor.ask("textDocument/colour", json!({}));
    assert!(unknown.as_str().is_some_and(|it| it.contains("does not answer")), "{unknown}");
    editor.finish();
}
