//! What must hold of the contract's toolchain and of card files for any input at all.
//!
//! Each function is a fuzz target; it panics where something does not hold. libFuzzer itself
//! watches for panics, hangs and memory.

use card::activation::{Book, Bound, Matched, PROFILES, Pattern, Vector, activate};
use psl::syntax::lexer::lex;
use psl::syntax::{Node, parse};
use psl::{Analysis, Code, Schema, SourceFile, analyze as read};
use serde_json::{Map, Value, json};

fn files(texts: &[&str]) -> Vec<SourceFile> {
    let file = |(at, text): (usize, &&str)| SourceFile {
        path: format!("{at}.prisma"),
        text: (*text).to_owned(),
    };
    texts.iter().enumerate().map(file).collect()
}

/// The tokens, one after the other, are the text.
pub fn lexer(text: &str) {
    let tokens = lex(text);
    let starts: Vec<usize> = tokens.iter().map(|token| token.start as usize).collect();
    assert_eq!(starts.first().copied().unwrap_or(text.len()), 0, "the first token is not first");
    assert!(starts.windows(2).all(|pair| pair[0] < pair[1]), "a token without text");
    assert!(starts.iter().all(|at| text.is_char_boundary(*at)), "a token within a character");
    assert!(starts.last().is_none_or(|at| *at < text.len()), "a token behind the end");
}

/// The tree is the text, and each node lies in the one above it. Errors point into the text.
pub fn parser(text: &str) {
    let (tree, errors) = parse(text);
    let root = tree.root();
    assert_eq!(root.tokens().map(|(_, range)| root.slice(range)).collect::<String>(), text);
    nested(root);
    for error in errors {
        let range = error.range.start as usize..error.range.end as usize;
        assert!(text.get(range).is_some(), "an error that points at no text");
    }
}

fn nested(node: Node<'_>) {
    let (around, mut before) = (node.range(), node.range().start);
    for child in node.children() {
        let range = child.range();
        assert!(before <= range.start && range.end <= around.end, "{child:?} is not in {node:?}");
        before = range.end;
        nested(child);
    }
}

/// Findings can be shown, and point into their file. So can those of each half of the text, as
/// two files of one schema.
pub fn analyze(text: &str) {
    shown(&files(&[text]));
    let middle = (text.len() / 2..=text.len()).find(|at| text.is_char_boundary(*at));
    let (one, other) = text.split_at(middle.unwrap_or(0));
    shown(&files(&[one, other]));
}

fn shown(files: &[SourceFile]) {
    let Analysis { diagnostics, .. } = read(files);
    for it in &diagnostics {
        let mut spans = vec![&it.span];
        spans.extend(it.labels.iter().map(|label| &label.span));
        spans.extend(it.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.span));
        for span in spans {
            let text = &files[span.file.0 as usize].text;
            let range = span.range.start as usize..span.range.end as usize;
            assert!(text.get(range).is_some(), "{it:?} points at no text");
        }
    }
    psl::render::human(files, &diagnostics, psl::render::Colour::Ansi);
    psl::render::json(files, &diagnostics);
}

/// Formatting twice is formatting once, and what a text says that can be read stays.
pub fn format(text: &str) {
    let once = psl::format(text);
    assert_eq!(psl::format(&once), once, "formatting twice is not formatting once");
    let (before, after) = (read(&files(&[text])), read(&files(&[&once])));
    // A line that can't be read stays where it is while attributes go to the end of their model, so
    // what is made of it may change; as may which of two ids counts.
    let is_read = parse(text).1.is_empty();
    let is_said_once = !before.diagnostics.iter().any(|it| it.code == Code::DuplicateAttribute);
    if is_read && is_said_once {
        assert_eq!(meaning(&before.schema), meaning(&after.schema), "formatted:\n{once}");
    }
    assert!(!before.is_valid() || after.is_valid(), "formatting broke a valid schema");
    let completed = psl::format_completed(text);
    assert_eq!(psl::format(&completed), completed, "what was completed is not formatted");
}

/// The schema without places. Indexes sort, as formatting moves them to the end of their model.
fn meaning(schema: &Schema) -> String {
    let mut schema = schema.clone();
    for model in &mut schema.models {
        model.indexes.sort_by_cached_key(|index| without_spans(&format!("{index:?}")));
    }
    without_spans(&format!("{schema:?}"))
}

fn without_spans(debug: &str) -> String {
    let mut parts = debug.split("Span { file: FileId(");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once('}').map_or(part, |(_, rest)| rest));
    }
    out
}

/// A schema has no difference to itself; two have one that can be written down, always the same.
/// The two stand on both sides of a line of `====`.
pub fn differ(text: &str) {
    let (one, other) = text.split_once("\n====\n").unwrap_or((text, ""));
    let (Some((one, _)), Some((other, hints))) = (catalogue(one), catalogue(other)) else { return };
    let same = pgschema::diff(&other, &other, &hints);
    assert!(same.steps.is_empty(), "a difference to itself:\n{}", same.script());
    let there = pgschema::diff(&one, &other, &hints);
    assert_eq!(there.script(), pgschema::diff(&one, &other, &hints).script());
    pgschema::lint::lint(&there);
    pgschema::diff(&other, &one, &pgschema::Hints::default()).script();
}

fn catalogue(text: &str) -> Option<(pgschema::Catalogue, pgschema::Hints)> {
    let analysis = read(&files(&[text]));
    let hints = pgschema::Hints::from_schema(&analysis.schema).ok()?;
    pgschema::from_schema(&analysis.schema).ok().map(|catalogue| (catalogue, hints))
}

/// Card files: whatever is read is written in every format, and that is read again; a card that
/// nobody edited comes back as it was.
pub fn card(bytes: &[u8]) {
    if let Ok(book) = card::read_book(bytes) {
        let written = card::export_book(&book.book, true, bytes);
        card::read_book(&written).expect("a book that we wrote");
        card::book_losses(&book.book, true);
    }
    let Ok(reading) = card::read(bytes) else { return };
    reading.fields();
    assert!(card::diff(&reading.card, &reading.card).is_empty(), "a difference to itself");
    for (name, target) in card::Target::ALL {
        let Ok(written) = card::export(&reading.card, target, bytes, None) else { continue };
        let read = match target.is_book() {
            true => card::read_book(&written).err(),
            false => card::read(&written).err(),
        };
        assert_eq!(read, None, "what was written as {name} can't be read");
    }
    for (_, tool) in card::Tool::ALL {
        card::losses(&reading, card::Target::Byaf, Some(tool), bytes).ok();
    }
}

/// A PNG whose chunks are these bytes, and one whose card they are.
pub fn card_png(bytes: &[u8]) {
    card(&[b"\x89PNG\r\n\x1a\n", bytes].concat());
    card(&png(b"tEXt", &[b"chara\0", bytes].concat()));
    card(&png(b"zTXt", &[b"ccv3\0\0", bytes].concat()));
}

/// EXIF, wherever pictures have it.
pub fn card_exif(bytes: &[u8]) {
    card(&png(b"eXIf", bytes));
    card(&[b"RIFF\0\0\0\0WEBPEXIF", &length(bytes)[..], bytes].concat());
    let segment = u16::try_from(bytes.len() + 8).unwrap_or(u16::MAX).to_be_bytes();
    card(&[b"\xff\xd8\xff\xe1", &segment[..], b"Exif\0\0", bytes, b"\xff\xd9"].concat());
}

/// A zip of these bytes, and an honest one whose files they are: parts between lines of `====`.
pub fn card_zip(bytes: &[u8]) {
    card(&[b"PK\x03\x04", bytes].concat());
    card(&[b"\xff\xd8\xff", bytes].concat());
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.split("\n====\n");
    let names = ["card.json", "module.risum", "a.png"];
    card(&zip(names.into_iter().zip(parts.by_ref().take(3))));
    let names = ["manifest.json", "characters/a/character.json", "scenarios/1.json"];
    card(&zip(names.into_iter().zip(text.split("\n====\n"))));
}

/// YAML and JSON of every tool.
pub fn card_text(text: &str) {
    card(text.as_bytes());
    card(format!("name: Ada\n{text}").as_bytes());
    card(format!(r#"{{"spec":"chara_card_v3","data":{text}}}"#).as_bytes());
}

/// A RisuAI module of these bytes, as they are and as RisuAI would exchange them.
pub fn card_module(bytes: &[u8]) {
    card(&[b"o\0", bytes].concat());
    card(&[b"o\0", &length(bytes)[..], bytes, &[0]].concat());
}

/// Activation: the same books and the same case give the same, under every profile, and nothing fires
/// that is not in the book. The book, the case and lines of a chat stand between lines of `====`;
/// text that is no JSON is made keys and contents of.
pub fn card_activation(text: &str) {
    let mut parts = text.splitn(3, "\n====\n");
    let [book, case, chat] = [parts.next(), parts.next(), parts.next()].map(Option::unwrap_or_default);
    let json = |text: &str| serde_json::from_str::<Value>(text).ok();
    let Ok(book) = Book::from_json(json(book).unwrap_or_else(|| plain_book(book)), "book") else { return };
    let mut case = match json(case) {
        Some(Value::Object(case)) => case,
        _ => Map::new(),
    };
    let lines = chat.lines().map(|line| json!({ "name": "User", "mes": line }));
    case.entry("chat").or_insert(lines.collect());
    case.entry("maxContext").or_insert(8192.into());
    let Ok(case) = Vector::from_json(Value::Object(case)) else { return };
    for (profile, _) in PROFILES {
        let run = || {
            let mut around = case.around(profile);
            activate(&[(&book, Bound::Global)], &case.scene(), profile, &mut around)
        };
        let once = run();
        assert_eq!(once.to_answer(true), run().to_answer(true), "two answers");
        let fired = once.entries.iter().filter(|entry| entry.fired).count();
        assert_eq!(fired, once.fired.len(), "what fired is told otherwise");
        assert!(once.entries.iter().all(|it| !(it.fired && it.fall.is_some())), "both here and there");
    }
}

/// Each line is an entry: keys parted by commas, and what it says after `=`.
fn plain_book(text: &str) -> Value {
    let entries = text.lines().enumerate().map(|(uid, line)| {
        let (keys, content) = line.split_once('=').unwrap_or((line, line));
        let keys: Vec<&str> = keys.split(',').collect();
        json!({ "uid": uid, "key": keys, "keys": keys, "content": content, "enabled": true, "position": uid % 9 })
    });
    json!({ "recursive_scanning": true, "entries": entries.collect::<Vec<_>>() })
}

/// Keys that are expressions: the first line in the rest of the text. Both engines say the same where
/// neither gives up, always the same, and no more steps are taken than were granted.
pub fn card_pattern(text: &str) {
    let (key, text) = text.split_once('\n').unwrap_or((text, text));
    for pattern in [Pattern::delimited(key), Pattern::new(key, "iu"), Pattern::new(key, "m")] {
        let Some(pattern) = pattern else { continue };
        pattern.advice();
        let (mut granted, mut stepped) = (100_000, 100_000);
        let found = pattern.test(text, &mut granted);
        let by_steps = pattern.test_by_steps(text, &mut stepped);
        assert!(granted <= 100_000 && stepped <= 100_000, "more steps than granted");
        if ![found, by_steps].contains(&Matched::GaveUp) {
            assert_eq!(found, by_steps, "{key:?} in {text:?}");
        }
    }
}

fn length(bytes: &[u8]) -> [u8; 4] {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes()
}

/// Checksums are only warned of, so they may be wrong.
fn png(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes();
    let end = b"\0\0\0\0\0\0\0\0IEND\xae\x42\x60\x82";
    [b"\x89PNG\r\n\x1a\n", &length[..], kind, data, end].concat()
}

fn zip<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<u8> {
    let (mut out, mut directory, mut count) = (Vec::new(), Vec::new(), 0u16);
    for (name, data) in files {
        let size = length(data.as_bytes());
        let name_length = u16::try_from(name.len()).unwrap_or(0).to_le_bytes();
        let facts = [&[0; 14][..], &size, &size, &name_length, &[0; 2]].concat();
        let offset = length(&out);
        out.extend([&b"PK\x03\x04\x14\0"[..], &facts[2..], name.as_bytes(), data.as_bytes()].concat());
        directory.extend([&b"PK\x01\x02\x14\0\x14\0"[..], &facts[2..], &[0; 10], &offset, name.as_bytes()].concat());
        count += 1;
    }
    let (size, offset, count) = (length(&directory), length(&out), count.to_le_bytes());
    out.extend(directory);
    out.extend([&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &size, &offset, &[0; 2]].concat());
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_honest_zip_is_one() {
        let card = r#"{"spec":"chara_card_v3","data":{"name":"Ada"}}"#;
        let archive = super::zip([("card.json", card)].into_iter());
        assert_eq!(card::read(&archive).expect("a card").card.data.name, "Ada");
    }
}
