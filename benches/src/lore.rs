//! Activation over a book of 10,000 entries, beside a bare search for all its keys.

use card::activation::{Activation, Book, Bound, Fall, PROFILES, Vector, activate};
use serde_json::{Map, Value, json};

use crate::figures::{kept, median, timed};
use crate::world::Outcome;

/// What the figure that we promise is for, and the figure in milliseconds.
const ENTRIES: usize = 10_000;
const PROMISED: f64 = 5.0;
/// Messages that are searched, and words in each.
const MESSAGES: usize = 50;
const WORDS: usize = 80;
/// One word in so many is a name of the book.
const RARITY: usize = 60;
/// Tokens; a quarter of it is for entries.
const CONTEXT: usize = 32_768;

const ROUNDS: usize = 51;

/// Most words of the chat.
const COMMON: [&str; 7] = ["the", "harbour", "was", "quiet", "and", "nobody", "spoke"];

pub(crate) fn run() -> Outcome<()> {
    let json = book();
    let book = Book::from_json(json.clone(), "book")?;
    let case = Vector::from_json(case())?;
    let text = case.chat().iter().map(|it| it.text.to_lowercase()).collect::<Vec<_>>().join("\n");
    println!("{ENTRIES} entries, a chat of {:.1} kB searched", text.len() as f64 / 1e3);
    let read = rounds(|| Book::from_json(json.clone(), "book"));
    println!("{:<17} {read:>8.3} ms   once for each book", "reading");
    let bare = rounds(|| found(&json, &text));
    println!("{:<17} {bare:>8.3} ms   every key looked for, and no more", "bare search");
    for (profile, name) in PROFILES {
        let fired = || {
            let mut around = case.around(profile);
            activate(&[(&book, Bound::Global)], &case.scene(), profile, &mut around)
        };
        let once = fired();
        if once.fired.is_empty() {
            return Err(format!("{name}: nothing fires, so nothing is measured").into());
        }
        let took = rounds(fired);
        println!("{name:<17} {took:>8.3} ms   ({}); {}", kept(took, PROMISED), summary(&once));
    }
    Ok(())
}

/// What an activation had to do.
fn summary(done: &Activation) -> String {
    let fell = |why: fn(&Fall) -> bool| {
        done.entries.iter().filter(|entry| entry.fall.as_ref().is_some_and(why)).count()
    };
    format!(
        "{} fired in {} rounds with {} tokens of {}; fell: {} by secondary keys, {} in groups, {} by chance, {} for the budget",
        done.fired.len(),
        done.rounds,
        done.entries.iter().map(|entry| entry.tokens).sum::<usize>(),
        done.budget,
        fell(|fall| matches!(fall, Fall::Secondary(_))),
        fell(|fall| matches!(fall, Fall::Group { .. })),
        fell(|fall| matches!(fall, Fall::Chance { .. })),
        fell(|fall| matches!(fall, Fall::Budget { .. } | Fall::BudgetSpent)),
    )
}

/// Names that a chat could have, of three syllables, from a number.
fn name(number: usize) -> String {
    const SYLLABLES: [&str; 22] = [
        "ka", "ro", "mi", "ten", "sul", "var", "da", "lo", "fen", "gor", "ha", "ish", "jo", "qui",
        "ul", "ne", "ost", "pra", "wyn", "xe", "yr", "zan",
    ];
    let syllable = |place: usize| SYLLABLES[number / 22_usize.pow(2 - place as u32) % 22];
    (0..3).map(syllable).collect()
}

/// Two keys an entry, and a text as long as such texts are. One in fifty is an expression, one in
/// five has a secondary key (half of these are words of the chat), one in three speaks of another,
/// one in ten is of a group, one in ten fires in two cases out of five, one in a thousand always.
fn book() -> Value {
    let entries = (0..ENTRIES).map(|n| {
        let own = name(n);
        let key = if n % 50 == 0 { format!("/\\b{own}(s|'s)?\\b/i") } else { own.clone() };
        let secondary = match n % 10 {
            1 => vec![name(n + 1)],
            6 => vec![COMMON[n % COMMON.len()].to_owned()],
            _ => Vec::new(),
        };
        let other = if n % 3 == 0 { name((n + 7) % ENTRIES) } else { "the tide".to_owned() };
        let group = if n % 10 == 3 { format!("district {}", n / 10 % 4) } else { String::new() };
        json!({
            "uid": n, "key": [key, format!("{own} of the {}", name(n * 7 % ENTRIES))],
            "keysecondary": secondary, "order": n % 100, "position": n % 2, "group": group,
            "probability": if n % 10 == 8 { 40 } else { 100 }, "constant": n % 1000 == 500,
            "content": format!(
                "{own} is old, and nobody has seen it twice. Who asks at the harbour is told of \
                 {other}, of a lamp that burns under water, and of a debt that three generations \
                 have paid without knowing to whom. What is known: it is cold to the touch, it \
                 answers to no bell, and it has never been sold."
            ),
        })
    });
    let entries = entries.map(|entry| (entry["uid"].to_string(), entry));
    json!({ "entries": entries.collect::<Map<_, _>>() })
}

/// A chat that speaks of some things of the book.
fn case() -> Value {
    // The step has no divisor in common with the entries: every kind of entry comes by.
    let word = |at: usize| match at % RARITY {
        0 => name(at / RARITY * 3_571 % ENTRIES),
        _ => COMMON[at * at % 11 % COMMON.len()].to_owned(),
    };
    let chat = (0..MESSAGES).map(|message| {
        let words: Vec<String> = (0..WORDS).map(|at| word(message * WORDS + at)).collect();
        json!({ "name": if message % 2 == 0 { "User" } else { "Char" }, "mes": words.join(" ") })
    });
    json!({
        "chat": chat.collect::<Vec<_>>(), "settings": { "world_info_depth": MESSAGES },
        "maxContext": CONTEXT, "random": 0.5, "tokens": "ceil(utf16len/4)",
    })
}

/// What no scan that looks for each key by itself can do without.
fn found(book: &Value, text: &str) -> usize {
    let entries = book["entries"].as_object().into_iter().flatten();
    let keys = entries.flat_map(|(_, entry)| entry["key"].as_array().into_iter().flatten());
    keys.filter_map(Value::as_str).filter(|key| text.contains(key)).count()
}

fn rounds<T>(mut what: impl FnMut() -> T) -> f64 {
    median((0..ROUNDS).map(|_| timed(&mut what).1).collect())
}
