//! Example dialogue: parted at `<START>`, and each part at the names of its speakers.

use super::build::entries_of;
use super::fields::Fields;
use super::{Bench, Block, Origin, Text};
use crate::activation::Activation;
use crate::js;
use crate::macros::dialogue;

/// A part of the example dialogue and where it came from.
struct Part {
    text: String,
    origins: Vec<Origin>,
}

/// The examples, each as its messages. An empty message costs what a message costs by itself where
/// it is asked whether its example has room.
pub(super) fn examples(
    fields: &Fields,
    activation: &Activation,
    bench: &mut Bench,
) -> Vec<Vec<Block>> {
    let mut parts = parts(&fields.mes_example, &[Origin::Field("mes_example")]);
    for (before, piece) in &activation.placed.examples {
        let entry = entries_of(std::slice::from_ref(piece), activation);
        let more = self::parts(&bench.of_card(&piece.text), &entry);
        // Those before go before all that stand there already.
        let at = if *before { 0 } else { parts.len() };
        parts.splice(at..at, more);
    }
    let names = (bench.around.macros.user.clone(), bench.around.macros.char.clone());
    let messages = parts.into_iter().enumerate().map(|(index, part)| {
        let lines = spoken(&part.text, &names.0, &names.1);
        let blocks = lines.into_iter().enumerate().map(|(place, (name, text))| Block {
            id: format!("dialogueExamples {index}-{place}"),
            role: "system",
            name: Some(name),
            tokens: bench.cost("system", Some(name), &text),
            text,
            origins: part.origins.clone(),
        });
        blocks.collect()
    });
    messages.collect()
}

fn parts(text: &Text, origins: &[Origin]) -> Vec<Part> {
    let origins = text.origins(origins.to_vec());
    let parted = dialogue::parts(&text.text).into_iter();
    parted.map(|text| Part { text, origins: origins.clone() }).collect()
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
