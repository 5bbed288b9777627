//! Prisma's generator protocol: JSON-RPC 2.0, a request a line on stdin, an answer a line on stderr.
//!
//! Prisma sends its whole model of the schema as JSON, 84 MB for 300 models. The schema's text stands
//! beside it and says more; the rest of the line is passed over without being kept.

mod block;
mod request;

use std::io::{self, BufRead, Write};

use serde_json::{Value, json};

use request::{Method, Request};

pub use block::BlockError;

/// Answers each request until there are no more.
///
/// # Errors
/// Only of reading and writing: what a request gets wrong is an answer.
pub fn converse(mut requests: impl BufRead, mut answers: impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    while requests.read_until(b'\n', &mut line)? > 0 {
        if !line.trim_ascii().is_empty() {
            let answer = answer(&line);
            writeln!(answers, "{answer}")?;
            answers.flush()?;
        }
        line.clear();
    }
    Ok(())
}

/// JSON-RPC's own numbers for what is wrong with a request, and one for what is wrong with a schema.
const NOT_A_REQUEST: i32 = -32600;
const UNKNOWN_METHOD: i32 = -32601;
const FAILED: i32 = 1;

fn answer(line: &[u8]) -> Value {
    let request: Request<'_> = match serde_json::from_slice(line) {
        Ok(request) => request,
        Err(error) => return refusal(0, NOT_A_REQUEST, &format!("this is no request: {error}")),
    };
    let id = request.id;
    match request.method {
        Method::Manifest => {
            let output = block::default_output(request.params.name.as_deref());
            let manifest = json!({ "prettyName": "Repertoire", "defaultOutput": output });
            result(id, &json!({ "manifest": manifest }))
        }
        Method::Generate => match block::generate(request.params) {
            Ok(()) => result(id, &Value::Null),
            Err(error) => refusal(id, FAILED, &error.to_string()),
        },
        Method::Unknown => refusal(id, UNKNOWN_METHOD, "there is `getManifest` and `generate`"),
    }
}

fn result(id: u64, result: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "result": result })
}

fn refusal(id: u64, code: i32, message: &str) -> Value {
    let error = json!({ "code": code, "message": message, "data": null });
    json!({ "jsonrpc": "2.0", "id": id, "error": error })
}
