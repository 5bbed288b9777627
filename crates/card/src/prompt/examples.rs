//! Example dialogue: parted at `<START>`, and each part at the names of its speakers.

use super::build::entries_of;
use super::{Bench, Block, Origin, Stage};
use crate::activation::Activation;
use crate::js;

/// A part of the example dialogue and where it came from.
struct Part {
    text: String,
    origins: Vec<Origin>,
}

/// The examples, each as its messages.
pub(super) fn examples(
    stage: &Stage<'_>,
    activation: &Activation,
    bench: &mut Bench,
) -> Vec<Vec<Block>> {
    let mut parts = parts(&stage.card.data.mes_example, &[Origin::Field("mes_example")], bench);
    for (before, piece) in &activation.placed.examples {
        let entry = entries_of(std::slice::from_ref(piece), activation);
        let more = self::parts(&piece.text, &entry, bench);
        // Those before go before all that stand there already.
        let at = if *before { 0 } else { parts.len() };
        parts.splice(at..at, more);
    }
    let names = (bench.around.macros.user.clone(), bench.around.macros.char.clone());
    let messages = parts.into_iter().enumerate().map(|(index, part)| {
        let lines = spoken(&part.text, &names.0, &names.1);
        let blocks = lines.into_iter().enumerate().map(|(place, (name, text))| {
            let id = format!("dialogueExamples {index}-{place}");
            bench.finished(id, "system", Some(name), text, part.origins.clone())
        });
        blocks.collect()
    });
    messages.collect()
}

fn parts(text: &str, origins: &[Origin], bench: &mut Bench) -> Vec<Part> {
    let (text, macros) = bench.replaced(text, None);
    let text = text.replace('\r', "");
    if text.is_empty() || text == "<START>" {
        return Vec::new();
    }
    let whole = match text.starts_with("<START>") {
        true => text,
        false => format!("<START>\n{}", js::trim(&text)),
    };
    let origins: Vec<Origin> = origins.iter().cloned().chain(macros).collect();
    let parted = split_any_case(&whole, "<start>");
    let parted = parted.into_iter().skip(1);
    parted.map(|part| Part { text: js::trim(part).to_owned(), origins: origins.clone() }).collect()
}

/// `mark` is ASCII, in lower case.
fn split_any_case<'t>(text: &'t str, mark: &str) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at + mark.len() <= text.len() {
        if text.as_bytes()[at..at + mark.len()].eq_ignore_ascii_case(mark.as_bytes()) {
            parts.push(&text[from..at]);
            at += mark.len();
            from = at;
        } else {
            at += 1;
        }
    }
    parts.push(&text[from..]);
    parts
}

/// The lines of a part, gathered by who speaks. What nobody speaks goes to whoever speaks next.
fn spoken(part: &str, user: &str, char: &str) -> Vec<(&'static str, String)> {
    const USER: &str = "example_user";
    const CHAR: &str = "example_assistant";
    let (user, char) = (format!("{user}:"), format!("{char}:"));
    let mut messages = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    let mut speaker: Option<&'static str> = None;
    let said =
        |lines: &[&str], name: &str| js::trim(&lines.join("\n").replacen(name, "", 1)).to_owned();
    for line in part.split('\n') {
        let now = match line {
            line if line.starts_with(&user) => Some(USER),
            line if line.starts_with(&char) => Some(CHAR),
            _ => None,
        };
        if let (Some(now), Some(before)) = (now, speaker)
            && now != before
        {
            messages.push((before, said(&lines, if before == USER { &user } else { &char })));
            lines.clear();
        }
        speaker = now.or(speaker);
        lines.push(line);
    }
    if let Some(last) = speaker {
        messages.push((last, said(&lines, if last == USER { &user } else { &char })));
    }
    messages
}
