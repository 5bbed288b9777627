//! What people do to a character so that it is not recognised.

use domain::revision::SealedContent;
use serde_json::json;

use super::dice::Dice;
use super::population::{Spread, character, name, word};

type Change = fn(&mut SealedContent, &mut Dice);

/// Each kind of copy by its name.
pub(crate) const COPIES: [(&str, Change); 20] = [
    ("as it is", |_, _| {}),
    ("renamed everywhere", renamed),
    ("renamed in another script", |it, _| rename(it, "ミラベル・オルソン")),
    ("told in another gender", |it, _| every(it, |text| swapped(&text))),
    ("fields, paragraphs, entries reordered", reordered),
    ("sentences reordered", |it, dice| sentence_wise(it, |all| dice.shuffle(all))),
    ("1 sentence in 10 dropped", |it, dice| dropped(it, dice, 0.1)),
    ("2 sentences in 10 dropped", |it, dice| dropped(it, dice, 0.2)),
    ("3 sentences in 10 dropped", |it, dice| dropped(it, dice, 0.3)),
    ("1 word in 10 replaced", |it, dice| replaced(it, dice, 0.1)),
    ("2 words in 10 replaced", |it, dice| replaced(it, dice, 0.2)),
    ("3 words in 10 replaced", |it, dice| replaced(it, dice, 0.3)),
    ("light paraphrase: renamed, reordered, 1 in 10 dropped, 1 in 10 replaced", |it, dice| {
        paraphrased(it, dice, 0.1, 0.1);
    }),
    ("paraphrase: the same, 2 in 10 dropped, 15 in 100 replaced", |it, dice| {
        paraphrased(it, dice, 0.2, 0.15);
    }),
    ("heavy paraphrase: the same, 3 in 10 dropped, 2 in 10 replaced", |it, dice| {
        paraphrased(it, dice, 0.3, 0.2);
    }),
    ("case, markup and look-alikes changed", disguised),
    ("a large book added", |it, dice| {
        let mut entries = Vec::new();
        for _ in 0..40 {
            let other = character(dice.roll(), Spread { authors: 9999, franchises: 9999 });
            let text = other.content.draft.persona_prompt;
            entries.push(json!({"keys": ["x"], "content": text, "extensions": {}, "enabled": true, "insertion_order": 1}));
        }
        it.draft.character_book = Some(json!({"entries": entries, "extensions": {}}));
    }),
    ("put beside another character in one card", |it, dice| {
        let other =
            character(dice.roll(), Spread { authors: 9999, franchises: 9999 }).content.draft;
        it.draft.persona_prompt =
            format!("{}\n\n{}", other.persona_prompt, it.draft.persona_prompt);
        it.draft.greeting = other.greeting;
        it.draft.scenario = other.scenario;
    }),
    ("persona moved into the book", |it, _| {
        let text = std::mem::take(&mut it.draft.persona_prompt);
        it.draft.character_book = Some(
            json!({"entries": [{"keys": ["x"], "content": text, "extensions": {}, "enabled": true, "insertion_order": 1}], "extensions": {}}),
        );
    }),
    ("persona alone taken, the rest new", |it, dice| {
        let other =
            character(dice.roll(), Spread { authors: 9999, franchises: 9999 }).content.draft;
        let persona = std::mem::take(&mut it.draft.persona_prompt);
        it.draft = other;
        it.draft.persona_prompt = persona;
    }),
];

/// Applies a change to every text that a model reads.
fn every(content: &mut SealedContent, mut change: impl FnMut(String) -> String) {
    let draft = &mut content.draft;
    let texts = [
        &mut draft.persona_prompt,
        &mut draft.personality,
        &mut draft.greeting,
        &mut draft.scenario,
        &mut draft.example_dialogue,
        &mut draft.system_prompt_override,
    ];
    let lists = draft.alternate_greetings.iter_mut().chain(&mut draft.group_greetings);
    for text in texts.into_iter().chain(lists) {
        *text = change(std::mem::take(text));
    }
    for entry in entries(content) {
        if let Some(text) = entry["content"].as_str() {
            entry["content"] = change(text.to_owned()).into();
        }
    }
}

fn entries(content: &mut SealedContent) -> &mut [serde_json::Value] {
    let book = content.draft.character_book.as_mut();
    let entries = book.and_then(|book| book.get_mut("entries")).and_then(|it| it.as_array_mut());
    entries.map_or(&mut [], Vec::as_mut_slice)
}

fn renamed(content: &mut SealedContent, dice: &mut Dice) {
    rename(content, &name(dice));
}

/// The new name where the old one stands, and half of the macros spelt out.
fn rename(content: &mut SealedContent, to: &str) {
    let from = std::mem::replace(&mut content.draft.name, to.to_owned());
    content.draft.nickname.clear();
    let mut spell = false;
    every(content, |text| {
        spell = !spell;
        let mut text = text.replace(&from, to);
        for part in from.split(' ').filter(|part| part.len() > 2) {
            text = text.replace(part, to);
        }
        if spell { text.replace("{{char}}", to) } else { text }
    });
}

fn swapped(text: &str) -> String {
    let pairs = [
        ("he", "she"),
        ("his", "her"),
        ("him", "her"),
        ("she", "he"),
        ("her", "his"),
        ("He", "She"),
        ("She", "He"),
        ("His", "Her"),
        ("Her", "His"),
        ("male", "female"),
        ("female", "male"),
    ];
    word_wise(text, |word| {
        let pair = pairs.iter().find(|(from, _)| *from == word);
        pair.map_or(word.to_owned(), |(_, to)| (*to).to_owned())
    })
}

fn word_wise(text: &str, mut change: impl FnMut(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        let length =
            rest[start..].find(|it: char| !it.is_alphanumeric()).unwrap_or(rest.len() - start);
        out.push_str(&rest[..start]);
        out.push_str(&change(&rest[start..start + length]));
        rest = &rest[start + length..];
    }
    out + rest
}

fn reordered(content: &mut SealedContent, dice: &mut Dice) {
    every(content, |text| {
        let mut paragraphs: Vec<_> = text.split('\n').collect();
        dice.shuffle(&mut paragraphs);
        paragraphs.join("\n")
    });
    dice.shuffle(entries(content));
    let draft = &mut content.draft;
    std::mem::swap(&mut draft.persona_prompt, &mut draft.example_dialogue);
    std::mem::swap(&mut draft.personality, &mut draft.scenario);
}

fn sentence_wise(content: &mut SealedContent, mut change: impl FnMut(&mut Vec<String>)) {
    every(content, |text| {
        let mut all: Vec<_> =
            text.split_inclusive(['.', '!', '?', '\n', '。']).map(str::to_owned).collect();
        change(&mut all);
        all.join(" ")
    });
}

fn dropped(content: &mut SealedContent, dice: &mut Dice, share: f64) {
    sentence_wise(content, |all| all.retain(|_| !dice.chance(share)));
}

/// Words of four letters and more; what stands for the synonym is any other word.
fn replaced(content: &mut SealedContent, dice: &mut Dice, share: f64) {
    every(content, |text| {
        word_wise(&text, |old| {
            let is_content = old.chars().count() > 3 && old != "char" && old != "user";
            if is_content && dice.chance(share) { word(dice).to_owned() } else { old.to_owned() }
        })
    });
}

fn paraphrased(content: &mut SealedContent, dice: &mut Dice, drop: f64, replace: f64) {
    renamed(content, dice);
    reordered(content, dice);
    dropped(content, dice, drop);
    sentence_wise(content, |all| dice.shuffle(all));
    replaced(content, dice, replace);
}

fn disguised(content: &mut SealedContent, dice: &mut Dice) {
    every(content, |text| {
        let mut out = String::new();
        for letter in text.chars() {
            match letter {
                'a' if dice.chance(0.3) => out.push('а'),
                'o' if dice.chance(0.3) => out.push('ο'),
                'e' if dice.chance(0.2) => out.push_str("e\u{200b}"),
                'u' if dice.chance(0.2) => out.push('ü'),
                ' ' if dice.chance(0.1) => out.push_str(" <b></b>**"),
                other => out.push(other),
            }
        }
        out
    });
    content.draft.persona_prompt =
        content.draft.persona_prompt.replace("{{char}}", &content.draft.name);
}
