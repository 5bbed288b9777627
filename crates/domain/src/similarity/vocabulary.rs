//! Words that tell characters apart less than others do, in place of a table over the whole corpus.
//!
//! A change here judges the same texts otherwise: [`super::VERSION`] goes up with it.

use std::sync::LazyLock;

use super::words::hash_of;

/// What a word is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// Left out, as if it did not stand there.
    Nothing,
    /// Stands in a shingle, but makes none on its own.
    Common,
    /// Tells characters apart.
    Telling,
}

/// Function words of English, and all its pronouns: a copy told in another gender or person is the
/// same copy. Words of other languages are told apart by the length rule alone ([`super::words`]).
const FUNCTION_WORDS: &str = "
    the and but for nor yet not with without within into onto from over under about above below
    between among through during before after since until while when where why how what which who
    whom whose that this these those there here then than thus also too very just only even still
    once ever never always often sometimes usually again already almost quite rather really
    are was were been being has have had having does did doing done will would shall should can
    could may might must ought dont doesnt didnt wont wouldnt cant couldnt isnt arent wasnt werent
    hasnt havent hadnt cannot
    you your yours yourself yourselves him his himself she her hers herself its itself they them
    their theirs themself themselves our ours ourselves myself mine one ones someone anyone everyone
    something anything everything nothing nobody somebody anybody everybody
    all any both each every few more most much many other others another some such same own
    because though although unless whether either neither however therefore
    out off down away back around upon across along against toward towards despite
    get gets got let lets make makes made like
";

/// Headings of templates (W++, boostyle, Ali:Chat, plain lists), what stands under them in half of
/// all cards, and the words of instructions that are pasted from card to card ("write the next
/// reply", "will not speak for"). A shingle of these alone is no sign of copying.
const COMMON_WORDS: &str = "
    name names nickname alias aliases title age gender sex pronouns sexuality orientation species
    race ethnicity nationality birthday zodiac height weight body build figure appearance looks
    features feature hair eyes eye skin face lips hands legs clothes clothing outfit attire wears
    wearing accessories voice scent speech personality traits trait mind attributes description
    summary overview likes dislikes loves hates hobbies hobby skills skill abilities ability powers
    power weapon weapons occupation job profession role goal goals motivation fears fear quirks
    habits habit background backstory history past relationship relationships family friends friend
    enemies status residence location setting scenario world intro greeting example examples
    character characters persona category type
    male female man woman boy girl guy lady person human elf demon angel vampire android robot
    straight bisexual gay lesbian heterosexual single married unknown none years year old young
    adult tall short long average slim slender thin fit athletic muscular curvy petite big small
    large little black white brown blonde blond red blue green grey gray silver golden gold purple
    pink orange yellow dark light pale tan
    kind caring shy confident cheerful calm cold smart intelligent clever loyal brave playful
    friendly gentle sweet serious stubborn protective mysterious sarcastic
    user bot char assistant narrator narration narrate roleplay rp chat conversation dialogue
    dialog message messages reply replies respond response responses write writes writing speak
    speaks speaking talk talks say says said describe describes describing action actions thoughts
    thought feelings emotions first second third next story plot scene paragraph paragraphs detailed
    detail details vivid creative style format fictional uncensored explicit allowed
    avoid repeat repetition repeating decide control impersonate act acts acting play plays playing
    portray stay stays keep continue continuing drive forward proactive immersive instruction
    instructions rules rule note system prompt start end begin current situation perspective
    italicize asterisks quotes quotation marks minimum least words word sentences
    two three four five six seven eight nine ten eighteen nineteen twenty thirty
";

/// Hashes of words, looked up by their low bits.
struct Table(Vec<u64>);

impl Table {
    /// At most a quarter full, so that a look takes about one step.
    fn of(words: &str) -> Self {
        let words: Vec<_> = words.split_whitespace().map(hash_of).collect();
        let mut table = Self(vec![0; (words.len() * 4).next_power_of_two()]);
        for word in words {
            let free = table.places(word).find(|at| table.0[*at] == 0).unwrap_or_default();
            table.0[free] = word;
        }
        table
    }

    fn has(&self, word: u64) -> bool {
        let stop = |at: &usize| self.0[*at] == 0 || self.0[*at] == word;
        self.places(word).find(stop).is_some_and(|at| self.0[at] == word)
    }

    fn places(&self, word: u64) -> impl Iterator<Item = usize> + use<> {
        let mask = self.0.len() - 1;
        (0..=mask).map(move |step| (word as usize).wrapping_add(step) & mask)
    }
}

static FUNCTION: LazyLock<Table> = LazyLock::new(|| Table::of(FUNCTION_WORDS));
static COMMON: LazyLock<Table> = LazyLock::new(|| Table::of(COMMON_WORDS));

/// What a word is worth, by its hash.
pub(super) fn worth(word: u64) -> Worth {
    if FUNCTION.has(word) {
        Worth::Nothing
    } else if COMMON.has(word) {
        Worth::Common
    } else {
        Worth::Telling
    }
}
