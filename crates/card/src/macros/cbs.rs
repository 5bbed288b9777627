//! The nine macros of the V3 specification.

use super::call::choices;
use super::{Cursor, Macros};
use crate::js;

/// Who will see the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// The model.
    Prompt,
    /// A scan for keys: hidden keys show.
    Scan,
}

/// As they are named; [`one`] says what each gives.
pub(super) const NAMES: [&str; 9] =
    ["char", "user", "random", "pick", "roll", "//", "hidden_key", "comment", "reverse"];

/// Replaces what is known, the innermost first; the rest stays as it is written.
pub(super) fn replace(
    text: &str,
    macros: &mut Macros,
    original: Option<&str>,
    sight: Sight,
) -> String {
    let mut out = String::with_capacity(text.len());
    // Where each opening that is not closed yet stands in `out`.
    let mut open: Vec<usize> = Vec::new();
    let mut at = Cursor::new(text, 0);
    let mut rest = text;
    while let Some(ch) = rest.chars().next() {
        if rest.starts_with("{{") {
            open.push(out.len());
            out.push_str("{{");
            rest = &rest[2..];
        } else if let Some(start) = open.last().copied().filter(|_| rest.starts_with("}}")) {
            open.pop();
            let offset = at.to(text.len() - rest.len());
            rest = &rest[2..];
            let inner = &out[start + 2..];
            // What is known is looked for in all that stands inside, and that nests.
            let value = match macros.charge(inner.len()) {
                true => one(inner, macros, original, sight, offset),
                false => None,
            };
            match value.filter(|value| macros.charge(value.len())) {
                Some(value) => {
                    out.truncate(start);
                    out.push_str(&value);
                }
                None => out.push_str("}}"),
            }
        } else {
            out.push(ch);
            rest = &rest[ch.len_utf8()..];
        }
    }
    out
}

fn one(
    inner: &str,
    macros: &mut Macros,
    original: Option<&str>,
    sight: Sight,
    offset: usize,
) -> Option<String> {
    if inner.starts_with("//") {
        return Some(String::new());
    }
    let (name, argument) = inner.split_once(':').map_or((inner, None), |(n, a)| (n, Some(a)));
    let name = js::trim(name).to_lowercase();
    let value = match (name.as_str(), argument) {
        ("char", None) => macros.char.clone(),
        ("user", None) => macros.user.clone(),
        ("original", None) => original?.to_owned(),
        ("random", Some(list)) => {
            let roll = macros.chance.roll();
            chosen(list, roll)
        }
        ("pick", Some(list)) => {
            let seed = format!("{}-{list}-{offset}", macros.chat_id);
            chosen(list, super::Seeded::new(js::string_hash(&seed)).roll())
        }
        ("roll", Some(sides)) => {
            let sides = js::trim(sides).trim_start_matches(['d', 'D']);
            let sides: u32 = sides.parse().ok().filter(|sides| *sides > 0)?;
            ((macros.chance.roll() * f64::from(sides)).floor() + 1.0).to_string()
        }
        ("hidden_key", Some(key)) if sight == Sight::Scan => key.to_owned(),
        ("hidden_key" | "comment", Some(_)) => String::new(),
        ("reverse", Some(text)) => text.chars().rev().collect(),
        _ => return None,
    };
    macros.used.insert(format!("{{{{{name}}}}}"));
    Some(value)
}

/// One of a list parted by commas, of which `\,` is none.
fn chosen(list: &str, roll: f64) -> String {
    let list = choices(&[list.to_owned()]);
    list.get((roll * list.len() as f64) as usize).cloned().unwrap_or_default()
}
