//! Many questions to Prisma at once: one process, one line each.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::Scratch;

/// What `prisma migrate diff --script` does, over lines of `{from, to}`.
const SCRIPT: &str = r#"
import readline from 'node:readline'
const { loadEngine } = await import(process.env.ORACLE + '/se.mjs')
const files = (content) => [{ path: 'schema.prisma', content }]
const side = (text) => text === '' ? { tag: 'empty' } : { tag: 'schemaDatamodel', files: files(text) }
const filters = { externalTables: [], externalEnums: [] }
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { from, to } = JSON.parse(line)
  let answer
  try {
    const { engine } = await loadEngine(undefined, { datamodels: [['schema.prisma', to || from]] })
    const said = await engine.diff({ from: side(from), to: side(to), script: true, exitCode: null, filters })
    answer = { script: said.stdout }
  } catch (error) { answer = { error: String(error?.message ?? error) } }
  console.log(JSON.stringify(answer))
}
"#;

/// Prisma's script for each pair, or what it said instead.
pub(super) fn diffs(oracle: &Path, pairs: &[(String, String)]) -> Vec<Result<String, String>> {
    let scratch = Scratch::new();
    let script = scratch.path().join("diffs.mjs");
    fs::write(&script, SCRIPT).expect("the script");
    let mut node = Command::new("node")
        .arg(script)
        .env("ORACLE", oracle)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs");
    let mut stdin = node.stdin.take().expect("its stdin");
    let lines: Vec<String> =
        pairs.iter().map(|(from, to)| json!({ "from": from, "to": to }).to_string()).collect();
    let writer = std::thread::spawn(move || {
        lines.iter().for_each(|line| writeln!(stdin, "{line}").expect("node reads"));
    });
    let output = node.wait_with_output().expect("node answers");
    writer.join().expect("all questions are asked");
    let answers = String::from_utf8_lossy(&output.stdout).into_owned();
    answers.lines().map(answer).collect()
}

fn answer(line: &str) -> Result<String, String> {
    let value: Value = serde_json::from_str(line).expect("an answer");
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    text("script").ok_or_else(|| text("error").unwrap_or_default())
}
