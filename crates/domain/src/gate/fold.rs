//! Folding of texts, so that a word is found however it is dressed up.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A folded text, and where each of its bytes comes from.
#[derive(Debug)]
pub(crate) struct Folded {
    /// Lower case, compatibility forms undone, accents and invisible characters dropped, letters
    /// of other scripts that look Latin made Latin.
    pub(crate) text: String,
    /// For each byte of `text`, the byte of the original that its character starts at.
    origin: Vec<usize>,
    /// The original's length.
    end: usize,
}

impl Folded {
    /// Folds a text.
    pub(crate) fn of(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut origin = Vec::with_capacity(original.len());
        for (at, character) in original.char_indices() {
            fold(character, |plain| text.push(plain));
            origin.resize(text.len(), at);
        }
        Self { text, origin, end: original.len() }
    }

    /// The bytes of the original that `start..end` of the folded text come from.
    pub(crate) fn original(&self, start: usize, end: usize) -> (usize, usize) {
        let at = |index: usize| self.origin.get(index).copied().unwrap_or(self.end);
        (at(start), at(end))
    }

    /// Whether `start..end` stands between word boundaries.
    pub(crate) fn is_whole_word(&self, start: usize, end: usize) -> bool {
        let before = self.text[..start].chars().next_back();
        let after = self.text[end..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    }
}

/// Calls back with what a character is folded to: nothing, one character, or several.
pub(crate) fn fold(character: char, mut each: impl FnMut(char)) {
    if is_invisible(character) {
        return;
    }
    decompose_compatible(character, |plain| {
        if !is_combining_mark(plain) {
            plain.to_lowercase().for_each(|lower| each(latin(lower)));
        }
    });
}

/// Characters that nobody sees and that split words for a search: soft hyphen, joiners, marks of
/// direction, variation selectors, tags.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{e0000}'..='\u{e007f}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

/// The Latin letter that a lower-case letter of Cyrillic or Greek looks like.
fn latin(character: char) -> char {
    match character {
        'а' | 'α' => 'a',
        'в' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' | 'ё' => 'e',
        'һ' | 'н' => 'h',
        'і' | 'ι' | 'ı' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' => 'l',
        'м' => 'm',
        'п' | 'η' => 'n',
        'о' | 'ο' | 'σ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ц' => 'u',
        'ν' | 'ѵ' => 'v',
        'ѡ' | 'ω' | 'ԝ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        other => other,
    }
}

impl Folded {
    /// Runs of separators as one space, none at the ends.
    pub(crate) fn squeezed(&self, is_separator: impl Fn(char) -> bool) -> Self {
        let mut text = String::with_capacity(self.text.len());
        let mut origin = Vec::with_capacity(self.text.len());
        let mut gap = None;
        for (at, character) in self.text.char_indices() {
            if is_separator(character) {
                gap = gap.or(Some(at));
                continue;
            }
            if let Some(gap) = gap.take().filter(|_| !text.is_empty()) {
                text.push(' ');
                origin.push(self.origin[gap]);
            }
            text.push(character);
            origin.resize(text.len(), self.origin[at]);
        }
        Self { text, origin, end: self.end }
    }
}
