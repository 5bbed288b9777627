//! Backyard's names for who speaks, and those of cards.

use serde_json::Value;

/// `{character}` and `#{user}:` as cards write them.
pub(crate) fn from_backyard(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, after) = rest.split_at(at);
        match spoken(after) {
            // What stands in two braces is written as cards write it already.
            Some((name, length)) if !after[length..].starts_with('}') => {
                let speaks = after[length..].starts_with(':') && before.ends_with('#');
                out.push_str(if speaks { &before[..before.len() - 1] } else { before });
                out.push_str(name);
                rest = &after[length..];
            }
            _ => {
                out.push_str(before);
                out.push('{');
                rest = &after[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn spoken(text: &str) -> Option<(&'static str, usize)> {
    [("{character}", "{{char}}"), ("{user}", "{{user}}")].into_iter().find_map(|(name, card)| {
        let start = text.get(..name.len())?;
        start.eq_ignore_ascii_case(name).then_some((card, name.len()))
    })
}

/// A text as [`from_backyard`] writes it; what is no text is for the card's reader to mend.
pub(crate) fn translated(value: Value) -> Value {
    match value {
        Value::String(text) => Value::from(from_backyard(&text)),
        other => other,
    }
}

/// The way back.
pub(crate) fn to_backyard(text: &str) -> String {
    text.replace("{{char}}", "{character}").replace("{{user}}", "{user}")
}

#[cfg(test)]
mod tests {
    use super::{from_backyard, to_backyard};

    #[test]
    fn who_speaks() {
        for (backyard, card) in [
            (
                "#{user}: Hi {character}!\n#{Character}: Hm.",
                "{{user}}: Hi {{char}}!\n{{char}}: Hm.",
            ),
            ("{{char}} and {USER}", "{{char}} and {{user}}"),
            ("{ {character }{{user}", "{ {character }{{{user}}"),
            ("ü{user}ü#", "ü{{user}}ü#"),
        ] {
            assert_eq!(from_backyard(backyard), card);
        }
        assert_eq!(to_backyard("{{char}} and {{user}}"), "{character} and {user}");
    }
}
