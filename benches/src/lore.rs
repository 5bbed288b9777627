//! Activation over a book of 10,000 entries, beside a bare search for all its keys.

use std::time::{Duration, Instant};

use card::activation::{Book, Bound, PROFILES, Vector, activate};
use serde_json::{Map, Value, json};

use crate::world::Outcome;

/// The figure that we promise, and what it is for.
const ENTRIES: usize = 10_000;
const PROMISED: Duration = Duration::from_millis(5);
/// Messages that are searched, and words in each: some 24 kB.
const MESSAGES: usize = 50;
const WORDS: usize = 80;

const ROUNDS: usize = 51;

pub(crate) fn run() -> Outcome<()> {
    let json = book();
    let book = Book::from_json(json.clone(), "book")?;
    let case = Vector::from_json(case())?;
    let text = case.chat().iter().map(|it| it.text.to_lowercase()).collect::<Vec<_>>().join("\n");
    println!("{ENTRIES} entries, a chat of {:.1} kB searched", text.len() as f64 / 1e3);
    let read =
        median(|| Book::from_json(json.clone(), "book").map_or(0, |book| book.entries.len()));
    println!("{:<17} {:>8.3} ms   once for each book", "reading", ms(read));
    let bare = median(|| found(&json, &text));
    println!("{:<17} {:>8.3} ms   every key looked for, and no more", "bare search", ms(bare));
    for (profile, name) in PROFILES {
        let fired = || {
            let mut around = case.around(profile);
            activate(&[(&book, Bound::Global)], &case.scene(), profile, &mut around).fired.len()
        };
        let (count, took) = (fired(), median(fired));
        let kept = if took <= PROMISED { "kept" } else { "not kept" };
        println!(
            "{name:<17} {:>8.3} ms   {count} fired (promised {:.0} ms: {kept})",
            ms(took),
            ms(PROMISED)
        );
    }
    Ok(())
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

/// Two keys an entry; one in fifty is an expression, one in ten has a secondary key, one in twenty
/// speaks of the next.
fn book() -> Value {
    let entries = (0..ENTRIES).map(|n| {
        let own = name(n);
        let key = if n % 50 == 0 { format!("/\\b{own}(s|'s)?\\b/i") } else { own.clone() };
        let secondary: Vec<String> = (n % 10 == 0).then(|| name(n + 1)).into_iter().collect();
        let next = if n % 20 == 0 { name(n + 7) } else { String::new() };
        json!({
            "uid": n, "key": [key, format!("{own} of the {}", name(n * 7 % ENTRIES))],
            "keysecondary": secondary, "order": n % 100, "position": n % 2,
            "content": format!("{own} is old, and nobody has seen it twice. {next}"),
        })
    });
    let entries = entries.map(|entry| (entry["uid"].to_string(), entry));
    json!({ "entries": entries.collect::<Map<_, _>>() })
}

/// A chat in which one word in sixty is a name of the book.
fn case() -> Value {
    let word = |at: usize| match at % 60 {
        0 => name(at * 31 % ENTRIES),
        _ => ["the", "harbour", "was", "quiet", "and", "nobody", "spoke"][at * at % 7].to_owned(),
    };
    let chat = (0..MESSAGES).map(|message| {
        let words: Vec<String> = (0..WORDS).map(|at| word(message * WORDS + at)).collect();
        json!({ "name": if message % 2 == 0 { "User" } else { "Char" }, "mes": words.join(" ") })
    });
    json!({
        "chat": chat.collect::<Vec<_>>(), "settings": { "world_info_depth": MESSAGES },
        "maxContext": 32_768, "random": 0.5, "tokens": "ceil(utf16len/4)",
    })
}

/// What no scan that looks for each key by itself can do without.
fn found(book: &Value, text: &str) -> usize {
    let entries = book["entries"].as_object().into_iter().flatten();
    let keys = entries.flat_map(|(_, entry)| entry["key"].as_array().into_iter().flatten());
    keys.filter_map(Value::as_str).filter(|key| text.contains(key)).count()
}

fn median(mut what: impl FnMut() -> usize) -> Duration {
    let mut rounds: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(what());
            start.elapsed()
        })
        .collect();
    rounds.sort();
    rounds[rounds.len() / 2]
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
