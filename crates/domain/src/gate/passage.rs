//! The passage that evidence points at, with what stands around it.

use serde_json::Value;

/// Characters on either side that tell where a passage stands: about two lines of a page.
const AROUND: usize = 160;

/// A passage longer than this is shown to here.
const MARKED_MAX: usize = 1_200;

/// Words of a text, and what stands around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// What stands before; it does not begin here where `cut_before`.
    pub before: String,
    /// What is meant.
    pub marked: String,
    /// What stands after.
    pub after: String,
    /// The text begins earlier.
    pub cut_before: bool,
    /// The text goes on.
    pub cut_after: bool,
}

/// The value that a path as `characterBook.entries[3].content` names.
pub fn value_at<'a>(content: &'a Value, path: &str) -> Option<&'a Value> {
    let step = |at: &'a Value, step: &str| -> Option<&'a Value> {
        let (name, places) = step.split_once('[').unwrap_or((step, ""));
        let mut at = at.get(name)?;
        for place in places.split_terminator(']') {
            at = at.get(place.trim_start_matches('[').parse::<usize>().ok()?)?;
        }
        Some(at)
    };
    if path.is_empty() { None } else { path.split('.').try_fold(content, step) }
}

/// The passage at a path, from one character to another: the whole text where none is said.
pub fn passage(
    content: &Value,
    path: &str,
    start: Option<u32>,
    end: Option<u32>,
) -> Option<Passage> {
    let letters: Vec<char> = value_at(content, path)?.as_str()?.chars().collect();
    let place =
        |at: Option<u32>, other: usize| at.map_or(other, |at| at as usize).min(letters.len());
    let (start, end) = (place(start, 0), place(end, letters.len()));
    let end = end.clamp(start, start + MARKED_MAX);
    let (first, last) = (start.saturating_sub(AROUND), (end + AROUND).min(letters.len()));
    let text = |from: usize, to: usize| letters[from..to].iter().collect();
    Some(Passage {
        before: text(first, start),
        marked: text(start, end),
        after: text(end, last),
        cut_before: first > 0,
        cut_after: last < letters.len(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{passage, value_at};

    #[test]
    fn a_path_names_a_value_or_nothing() {
        let content = json!({ "tags": ["sea"], "characterBook": { "entries": [{ "content": "Salt, fog." }] } });
        let at = |path| value_at(&content, path).and_then(|value| value.as_str());
        assert_eq!(at("tags[0]"), Some("sea"));
        assert_eq!(at("characterBook.entries[0].content"), Some("Salt, fog."));
        for nothing in
            ["", "tags[1]", "tags[", "tags[x]", "characterBook.entries[0].content.x", "a..b"]
        {
            assert_eq!(at(nothing), None, "{nothing}");
        }
        let found = passage(&content, "characterBook.entries[0].content", Some(6), Some(9))
            .expect("a passage");
        assert_eq!(
            (found.before.as_str(), found.marked.as_str(), found.after.as_str()),
            ("Salt, ", "fog", ".")
        );
        let beyond = passage(&content, "tags[0]", Some(9), Some(2)).expect("a passage");
        assert_eq!((beyond.before.as_str(), beyond.marked.as_str()), ("sea", ""));
    }
}
