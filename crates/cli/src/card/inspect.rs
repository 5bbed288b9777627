//! `card inspect`: what a file is and holds.

use card::{BookReading, Disposition, FieldLine, Lorebook, Reading, Repair, Warning};
use clap::Args;
use serde_json::{Value, json};

use super::{File, Opened, open};
use crate::failure::{Outcome, answer};
use crate::say;

/// Say what a file is: its format, fields, repairs, warnings, chunks, files and lorebook.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 it was read; 1 it was refused, and why is on stderr.

Example:
  repertoire card inspect ada.png --json | jq .repairs")]
pub(super) struct Inspect {
    #[command(flatten)]
    file: File,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

impl Inspect {
    pub(super) fn run(self) -> Outcome {
        let (bytes, opened) = open(&self.file.path)?;
        let facts = match &opened {
            Opened::Card(reading) => of_card(reading, &bytes),
            Opened::Book(reading) => of_book(reading),
        };
        if self.json {
            say::json(&facts);
        } else {
            let lines = match &opened {
                Opened::Card(reading) => card_lines(reading, &facts),
                Opened::Book(reading) => book_lines(reading),
            };
            lines.iter().for_each(say::told);
        }
        Ok(answer(true))
    }
}

/// Everything about a card, as JSON: what is printed is made from the same facts.
fn of_card(reading: &Reading, bytes: &[u8]) -> Value {
    let data = &reading.card.data;
    let chunks: Vec<Value> = card::chunks(bytes)
        .into_iter()
        .map(|it| json!({ "type": it.kind, "offset": it.offset, "bytes": it.bytes, "keyword": it.keyword }))
        .collect();
    let files = reading.attachments.iter().map(|it| json!({ "path": it.path, "bytes": it.bytes }));
    let alternatives = reading.alternatives.iter().map(|it| {
        let differs: Vec<String> =
            card::diff(&reading.card, &it.card).into_iter().map(|it| it.path).collect();
        json!({ "keyword": it.keyword.as_str(), "spec": it.card.spec.to_string(), "name": it.card.data.name, "differs": differs })
    });
    json!({
        "kind": "card",
        "format": reading.format.to_string(),
        "spec": reading.format.spec.to_string(),
        "name": data.name,
        "nickname": data.nickname,
        "creator": data.creator,
        "characterVersion": data.character_version,
        "tags": data.tags,
        "greetings": 1 + data.alternate_greetings.len(),
        "extensions": data.extensions.keys().collect::<Vec<_>>(),
        "fields": reading.fields().iter().map(field).collect::<Vec<_>>(),
        "repairs": repairs(&reading.repairs),
        "warnings": warnings(&reading.warnings),
        "leftOut": reading.left_out,
        "book": reading.card.lorebook().map(book),
        "chunks": chunks,
        "files": files.collect::<Vec<_>>(),
        "alternatives": alternatives.collect::<Vec<_>>(),
    })
}

fn of_book(reading: &BookReading) -> Value {
    json!({
        "kind": "book",
        "format": reading.format.to_string(),
        "name": reading.book.name,
        "repairs": repairs(&reading.repairs),
        "warnings": warnings(&reading.warnings),
        "leftOut": reading.left_out,
        "book": book(&reading.book),
    })
}

fn field(line: &FieldLine) -> Value {
    json!({ "path": line.path, "disposition": disposition(line.disposition), "count": line.count })
}

fn disposition(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Read => "read",
        Disposition::Repaired => "repaired",
        Disposition::Kept => "kept",
    }
}

fn repairs(repairs: &[Repair]) -> Vec<Value> {
    repairs.iter().map(|it| json!({ "path": it.path, "what": it.what, "kept": it.kept })).collect()
}

fn warnings(warnings: &[Warning]) -> Vec<String> {
    warnings.iter().map(ToString::to_string).collect()
}

fn book(book: &Lorebook) -> Value {
    let count =
        |has: fn(&card::LoreEntry) -> bool| book.entries.iter().filter(|it| has(it)).count();
    json!({
        "name": book.name,
        "entries": book.entries.len(),
        "off": count(|it| !it.enabled),
        "constant": count(|it| it.constant),
        "selective": count(|it| it.selective && !it.secondary_keys.is_empty()),
        "regex": count(|it| it.use_regex),
        "withoutKeys": count(|it| it.keys.is_empty() && !it.constant),
        "chars": book.entries.iter().map(|it| it.content.chars().count()).sum::<usize>(),
        "scanDepth": book.scan_depth,
        "tokenBudget": book.token_budget,
        "recursiveScanning": book.recursive_scanning,
    })
}

fn card_lines(reading: &Reading, facts: &Value) -> Vec<String> {
    let data = &reading.card.data;
    let mut lines = vec![format!("{}: {}", reading.format, data.name)];
    let mut add = |name: &str, text: String| {
        if !text.is_empty() {
            lines.push(row(name, &text));
        }
    };
    add("creator", data.creator.clone());
    add("version", data.character_version.clone());
    add("tags", data.tags.join(", "));
    add("greetings", (1 + data.alternate_greetings.len()).to_string());
    add("extensions", data.extensions.keys().cloned().collect::<Vec<_>>().join(", "));
    if let Some(book) = reading.card.lorebook() {
        add("book", book_line(book));
    }
    for it in &reading.attachments {
        add("file", format!("{} ({})", it.path, say::count(it.bytes, "byte", "bytes")));
    }
    for chunk in facts["chunks"].as_array().into_iter().flatten() {
        if let (Some(kind), Some(keyword)) = (chunk["type"].as_str(), chunk["keyword"].as_str()) {
            add(
                "chunk",
                format!("{kind} {keyword}, {} bytes at {}", chunk["bytes"], chunk["offset"]),
            );
        }
    }
    lines.extend(field_lines(&reading.fields()));
    lines.extend(note_lines(&reading.repairs, &reading.warnings, reading.left_out));
    for it in facts["alternatives"].as_array().into_iter().flatten() {
        let differs: Vec<&str> =
            it["differs"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let (keyword, spec) = (it["keyword"].as_str(), it["spec"].as_str());
        let (keyword, spec) = (keyword.unwrap_or_default(), spec.unwrap_or_default());
        let differs = differs.join(", ");
        lines.push(row("also", &format!("{spec} in `{keyword}`, which differs in {differs}")));
    }
    lines
}

fn row(name: &str, text: &str) -> String {
    format!("  {name:<11} {text}")
}

fn book_lines(reading: &BookReading) -> Vec<String> {
    let name = reading.book.name.as_deref().unwrap_or("without a name");
    let mut lines =
        vec![format!("{}: {name}", reading.format), row("book", &book_line(&reading.book))];
    lines.extend(note_lines(&reading.repairs, &reading.warnings, reading.left_out));
    lines
}

fn book_line(lorebook: &Lorebook) -> String {
    let facts = book(lorebook);
    let mut parts = vec![say::count(lorebook.entries.len(), "entry", "entries")];
    for (key, word) in [
        ("off", "off"),
        ("constant", "constant"),
        ("selective", "selective"),
        ("regex", "with regular expressions"),
        ("withoutKeys", "without keys"),
        ("chars", "characters"),
    ] {
        if facts[key] != json!(0) {
            parts.push(format!("{} {word}", facts[key]));
        }
    }
    parts.join(", ")
}

fn field_lines(fields: &[FieldLine]) -> Vec<String> {
    let of = |wanted: Disposition| {
        let lines = fields.iter().filter(|line| line.disposition == wanted);
        let name = |line: &FieldLine| match line.count {
            1 => line.path.clone(),
            count => format!("{} ×{count}", line.path),
        };
        lines.map(name).collect::<Vec<_>>().join(", ")
    };
    let read = fields.iter().filter(|line| line.disposition == Disposition::Read).count();
    let mut lines = vec![row("fields", &format!("{read} read"))];
    for (wanted, word) in [(Disposition::Repaired, "repaired"), (Disposition::Kept, "kept")] {
        let names = of(wanted);
        if !names.is_empty() {
            lines.push(row(word, &names));
        }
    }
    lines
}

fn note_lines(repairs: &[Repair], warnings: &[Warning], left_out: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for Repair { path, what, kept } in repairs {
        let kept = kept.as_ref().map(|kept| format!("; there stood {kept}")).unwrap_or_default();
        lines.push(row("repair", &format!("{path}: {what}{kept}")));
    }
    lines.extend(warnings.iter().map(|warning| row("note", &warning.to_string())));
    if left_out > 0 {
        lines.push(format!("  and {left_out} more"));
    }
    lines
}
