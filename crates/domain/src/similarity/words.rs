//! The words of a text that say something, each with its place.
//!
//! A word is a run of letters and digits after folding: case, compatibility forms, accents,
//! invisible characters and look-alikes are undone (`gate::fold`). Where a script writes no spaces
//! each character is a word; a Hangul syllable is one however it is encoded. Left out are macros,
//! tags, punctuation, function words, words of one or two letters, and the character's own name:
//! what is left of a copy is the same under any name, and in any gender.

use super::vocabulary::{Worth, worth};
use crate::gate::fold::fold;

/// Words of names that are looked for. "Lady Aurelia Rose von Hohenberg, called Rose" has six that
/// count; more would let a name of 200 characters blank out what was copied.
const NAME_WORDS_MAX: usize = 6;

/// A tag or macro longer than this is text. The longest real ones carry a style or a list.
const MARK_BYTES_MAX: usize = 300;

/// A word, or a character of a script without spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Of its folded letters.
    pub(super) hash: u64,
    /// Its first byte.
    pub(super) start: usize,
    /// The byte behind it.
    pub(super) end: usize,
    /// Makes no shingle on its own.
    pub(super) is_common: bool,
    /// One of many that a word would be in another script.
    pub(super) is_character: bool,
    /// A line or sentence ended before it.
    pub(super) after_break: bool,
}

/// A character's own names, which a copy changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    words: Vec<u64>,
    /// In scripts without spaces: as they stand.
    runs: Vec<String>,
}

impl Names {
    /// Of a character's name and what else it is called.
    pub(super) fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Self::default();
        for name in names {
            words(name, &Self::default(), |word| {
                if !word.is_character && all.words.len() < NAME_WORDS_MAX {
                    all.words.push(word.hash);
                }
            });
            let runs = name.split(|it| !is_unspaced(it)).filter(|run| run.chars().nth(1).is_some());
            all.runs.extend(runs.map(str::to_owned).take(NAME_WORDS_MAX));
        }
        all
    }

    /// The bytes of a name that the text begins with.
    fn run_at(&self, text: &str) -> Option<usize> {
        self.runs.iter().filter(|run| text.starts_with(run.as_str())).map(String::len).max()
    }
}

/// Calls back with each word that says something, in order. One pass, nothing is kept: a text of
/// any size and kind costs its length.
pub(super) fn words(text: &str, names: &Names, each: impl FnMut(Word)) {
    let mut reader = Reader { names, each, letters: None, after_break: true };
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        let next = at + character.len_utf8();
        at = match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' => {
                reader.letter(character.to_ascii_lowercase(), at, next);
                next
            }
            '{' | '<' => {
                reader.end_word();
                at + mark(rest).unwrap_or(1)
            }
            '\'' | '’' | 'ʼ' => {
                reader.apostrophe();
                next
            }
            '\n' | '.' | '!' | '?' | '。' => {
                reader.end_sentence();
                next
            }
            _ if character.is_ascii() => {
                reader.end_word();
                next
            }
            _ if is_unspaced(character) => {
                let name = names.run_at(rest);
                match name {
                    Some(_) => reader.end_word(),
                    None => reader.unspaced(character, at, next),
                }
                name.map_or(next, |bytes| at + bytes)
            }
            _ => {
                reader.other(character, at, next);
                next
            }
        };
    }
    reader.end_word();
}

/// The hash that a word has, as it would be found in a text.
pub(super) fn hash_of(word: &str) -> u64 {
    finish(word.chars().fold(SEED, step))
}

const SEED: u64 = 0x5265_7065_7274_6f72;

fn step(hash: u64, character: char) -> u64 {
    (hash ^ u64::from(u32::from(character))).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

/// Spreads a hash over all bits (the finaliser of SplitMix64), so that the smallest are a sample.
pub(super) fn finish(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// A word that is being read.
struct Letters {
    hash: u64,
    count: usize,
    start: usize,
    end: usize,
    is_character: bool,
    /// The hash and end at the last apostrophe, and the letters since.
    apostrophe: Option<(u64, usize, usize)>,
}

struct Reader<'a, F> {
    names: &'a Names,
    each: F,
    letters: Option<Letters>,
    after_break: bool,
}

impl<F: FnMut(Word)> Reader<'_, F> {
    fn letter(&mut self, letter: char, start: usize, end: usize) {
        let letters = self.letters.get_or_insert(Letters {
            hash: SEED,
            count: 0,
            start,
            end,
            is_character: false,
            apostrophe: None,
        });
        letters.hash = step(letters.hash, letter);
        letters.count += 1;
        letters.end = end;
    }

    /// "Don't" is one word; the "s" of "Ada's" is none.
    fn apostrophe(&mut self) {
        if let Some(letters) = &mut self.letters {
            letters.apostrophe = Some((letters.hash, letters.end, letters.count));
        }
    }

    fn unspaced(&mut self, character: char, start: usize, end: usize) {
        self.end_word();
        fold(character, |plain| {
            // A syllable's vowel and final follow their initial.
            if !matches!(plain, '\u{1160}'..='\u{11ff}') {
                self.end_word();
            }
            self.letter(plain, start, end);
            if let Some(letters) = &mut self.letters {
                letters.is_character = true;
            }
        });
    }

    fn other(&mut self, character: char, start: usize, end: usize) {
        if matches!(character, '\u{1160}'..='\u{11ff}') && self.letters.is_some() {
            return self.letter(character, start, end);
        }
        // A mark is part of its word.
        fold(character, |plain| match plain {
            '.' | '!' | '?' => self.end_sentence(),
            _ if plain.is_alphanumeric() => self.letter(plain, start, end),
            _ => self.end_word(),
        });
    }

    fn end_sentence(&mut self) {
        self.end_word();
        self.after_break = true;
    }

    fn end_word(&mut self) {
        let Some(letters) = self.letters.take() else { return };
        let possessive = letters.apostrophe.filter(|(.., count)| letters.count == count + 1);
        let (hash, end, count) = possessive.unwrap_or((letters.hash, letters.end, letters.count));
        let hash = finish(hash);
        let too_short = count <= 2 && !letters.is_character;
        if too_short || self.names.words.contains(&hash) {
            return;
        }
        let worth = worth(hash);
        if worth == Worth::Nothing {
            return;
        }
        let after_break = std::mem::take(&mut self.after_break);
        (self.each)(Word {
            hash,
            start: letters.start,
            end,
            is_common: worth == Worth::Common,
            is_character: letters.is_character,
            after_break,
        });
    }
}

/// Scripts that put no spaces between words, and Hangul, whose particles cling to names.
fn is_unspaced(character: char) -> bool {
    matches!(
        character,
        '\u{e00}'..='\u{eff}' // Thai, Lao
            | '\u{1000}'..='\u{109f}' // Myanmar
            | '\u{1100}'..='\u{115f}' // initials of Hangul
            | '\u{1780}'..='\u{17ff}' // Khmer
            | '\u{3005}'..='\u{3007}'
            | '\u{3041}'..='\u{30fa}'
            | '\u{30fc}'..='\u{30ff}'
            | '\u{3131}'..='\u{318e}'
            | '\u{31f0}'..='\u{31ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{ff66}'..='\u{ff9f}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

/// The bytes of the macro (its name, or all of it where it only names somebody) or tag that a text
/// begins with. What a macro is given, as the choices of `{{random:…}}`, is text.
fn mark(text: &str) -> Option<usize> {
    let bytes = &text.as_bytes()[..text.len().min(MARK_BYTES_MAX)];
    if bytes.starts_with(b"{{") {
        let name = bytes[2..].iter().position(|it| !it.is_ascii_alphabetic())? + 2;
        let ends = bytes[name..].starts_with(b"}}");
        return Some(if ends { name + 2 } else { name });
    }
    let starts_tag =
        bytes.get(1).is_some_and(|it| it.is_ascii_alphabetic() || *it == b'/' || *it == b'!');
    if bytes[0] != b'<' || !starts_tag {
        return None;
    }
    // A tag ends before the next one: `<3` and `a < b` are no tags, and one left open is text.
    bytes[1..]
        .iter()
        .position(|it| matches!(it, b'<' | b'>'))
        .filter(|at| bytes[at + 1] == b'>')
        .map(|at| at + 2)
}
