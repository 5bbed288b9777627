//! What differs between two texts, word by word, with an end to the work: two texts of one size may
//! take the square of it.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::TextSpan;

/// Words of both sides, without what they begin and end with alike: two chapters that were written
/// anew. Where there are more, lines are compared, and words within those that differ.
const WORDS_MAX: usize = 8_000;

/// What one comparison of two revisions may cost, in pairs of words: thirty of the longest texts whose
/// words are compared, each written anew. The worst that we made took 1.3 ns a pair, unoptimised.
/// What comes after that is shown as a whole, deleted and inserted.
const PAIRS_MAX: u64 = 1_000_000_000;

/// What is left to spend on a comparison.
pub(super) struct Effort(u64);

impl Default for Effort {
    fn default() -> Self {
        Effort(PAIRS_MAX)
    }
}

impl Effort {
    /// Whether so many may be compared. Myers' algorithm looks at each pair once, at worst.
    fn spend(&mut self, before: usize, after: usize) -> bool {
        let pairs = (before as u64 + after as u64).pow(2) / 2;
        let affordable = before + after <= WORDS_MAX && pairs <= self.0;
        if affordable {
            self.0 -= pairs;
        }
        affordable
    }
}

/// The spans that make both texts, in order.
pub(super) fn spans(before: &str, after: &str, effort: &mut Effort) -> Vec<TextSpan> {
    let mut spans = Spans::default();
    if !by_words(before, after, effort, &mut spans) {
        by_lines(before, after, effort, &mut spans);
    }
    spans.finished()
}

/// Whether most words of the shorter text stand in the longer one, whatever their order.
pub(super) fn are_alike(before: &str, after: &str) -> bool {
    let sorted = |text| {
        let mut words: Vec<&str> =
            words(text).into_iter().filter(|word| !word.trim().is_empty()).collect();
        words.sort_unstable();
        words
    };
    let (before, after) = (sorted(before), sorted(after));
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(a), Some(b)) = (before.get(i), after.get(j)) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
        }
    }
    common * 2 > before.len().min(after.len())
}

fn by_words(before: &str, after: &str, effort: &mut Effort, spans: &mut Spans) -> bool {
    let (before, after) = (words(before), words(after));
    let Some(parts) = compared(&before, &after, effort) else { return false };
    for (tag, old, new) in parts {
        match tag {
            DiffTag::Equal => before[old].iter().for_each(|word| spans.equal(word)),
            _ => spans.replaced(&before[old].concat(), &after[new].concat()),
        }
    }
    true
}

fn by_lines(before: &str, after: &str, effort: &mut Effort, spans: &mut Spans) {
    let old_lines: Vec<&str> = before.split_inclusive('\n').collect();
    let new_lines: Vec<&str> = after.split_inclusive('\n').collect();
    let Some(parts) = compared(&old_lines, &new_lines, effort) else {
        return spans.replaced(before, after);
    };
    for (tag, old, new) in parts {
        let (old, new) = (old_lines[old].concat(), new_lines[new].concat());
        match tag {
            DiffTag::Equal => spans.equal(&old),
            DiffTag::Replace if by_words(&old, &new, effort, spans) => {}
            _ => spans.replaced(&old, &new),
        }
    }
}

type Part = (DiffTag, Range<usize>, Range<usize>);

/// What both begin and end with is not compared; the rest is, where it may be.
fn compared(before: &[&str], after: &[&str], effort: &mut Effort) -> Option<Vec<Part>> {
    let head = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (old, new) = (&before[head..], &after[head..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    if !effort.spend(old.len(), new.len()) {
        return None;
    }
    let mut parts = vec![(DiffTag::Equal, 0..head, 0..head)];
    parts.extend(capture_diff_slices(Algorithm::Myers, old, new).iter().map(|part| {
        let (tag, old, new) = part.as_tag_tuple();
        (tag, old.start + head..old.end + head, new.start + head..new.end + head)
    }));
    let (old_end, new_end) = (before.len(), after.len());
    parts.push((DiffTag::Equal, old_end - tail..old_end, new_end - tail..new_end));
    Some(parts)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Space,
    Word,
    /// A word by itself: punctuation, and the letters of scripts that put no space between words.
    Alone,
}

/// The words of a text and what is between them; together they are the text.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut before) = (0, None);
    for (at, letter) in text.char_indices() {
        let kind = kind(letter);
        if before.is_some_and(|before| before != kind || kind == Kind::Alone) {
            words.push(&text[start..at]);
            start = at;
        }
        before = Some(kind);
    }
    words.push(&text[start..]);
    words
}

fn kind(letter: char) -> Kind {
    match letter {
        _ if letter.is_whitespace() => Kind::Space,
        '\'' | '\u{2019}' => Kind::Word,
        '\u{2010}'..='\u{205E}'
        | '\u{3000}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF00}'..='\u{FFEF}'
        | '\u{20000}'..='\u{3FFFF}' => Kind::Alone,
        _ if letter.is_ascii_punctuation() => Kind::Alone,
        _ => Kind::Word,
    }
}

/// Spans in the making. A space between two words that were both replaced is replaced with them: so
/// a reader sees one change, not three.
#[derive(Default)]
struct Spans {
    done: Vec<TextSpan>,
    deleted: String,
    inserted: String,
    space: String,
}

impl Spans {
    fn equal(&mut self, text: &str) {
        let between = !self.deleted.is_empty() && !self.inserted.is_empty();
        if between && text.chars().all(char::is_whitespace) {
            return self.space.push_str(text);
        }
        self.settle();
        self.keep(text);
    }

    fn replaced(&mut self, deleted: &str, inserted: &str) {
        let space = std::mem::take(&mut self.space);
        self.deleted.extend([space.as_str(), deleted]);
        self.inserted.extend([space.as_str(), inserted]);
    }

    fn settle(&mut self) {
        let spans = [
            TextSpan::Delete(std::mem::take(&mut self.deleted)),
            TextSpan::Insert(std::mem::take(&mut self.inserted)),
        ];
        self.done.extend(spans.into_iter().filter(|span| !span.text().is_empty()));
        let space = std::mem::take(&mut self.space);
        self.keep(&space);
    }

    fn keep(&mut self, text: &str) {
        match self.done.last_mut() {
            Some(TextSpan::Equal(before)) => before.push_str(text),
            _ if text.is_empty() => {}
            _ => self.done.push(TextSpan::Equal(text.to_owned())),
        }
    }

    fn finished(mut self) -> Vec<TextSpan> {
        self.settle();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::{Effort, TextSpan, spans, words};

    #[test]
    fn words_are_the_text() {
        let text = "She said: \"don't!\"  — 空の案内人 e\u{301}\n";
        assert_eq!(words(text).concat(), text);
        assert_eq!(words("空の b"), ["空", "の", " ", "b"]);
        assert_eq!(words("don't."), ["don't", "."]);
    }

    /// Two texts that have nothing in common, longer than words are compared.
    #[test]
    fn hostile_texts_come_to_an_end_and_are_still_both_sides() {
        let noise = |seed: u32, size: u32| -> String {
            (0..size).map(|at| format!("{} ", at.wrapping_mul(2_654_435_761) ^ seed)).collect()
        };
        let mut effort = Effort::default();
        for (before, after) in
            [(noise(1, 40_000), noise(2, 40_000)), ("a b ".repeat(50_000), "b a ".repeat(50_000))]
        {
            let spans = spans(&before, &after, &mut effort);
            let side = |without: fn(&TextSpan) -> bool| -> String {
                spans.iter().filter(|span| !without(span)).map(TextSpan::text).collect()
            };
            assert_eq!(side(|span| matches!(span, TextSpan::Insert(_))), before);
            assert_eq!(side(|span| matches!(span, TextSpan::Delete(_))), after);
        }
    }

    #[test]
    fn a_word_in_a_long_text_is_found_in_its_line() {
        let before: String = (0..3_000).map(|at| format!("line {at} of many\n")).collect();
        let after =
            before.replace("line 7 of", "verse 7 of").replace("line 2998 of", "line 2998 in");
        let changed = spans(&before, &after, &mut Effort::default());
        let changed: Vec<_> = changed
            .iter()
            .filter(|span| !matches!(span, TextSpan::Equal(_)))
            .map(TextSpan::text)
            .collect();
        assert_eq!(changed, ["line", "verse", "of", "in"]);
    }
}
