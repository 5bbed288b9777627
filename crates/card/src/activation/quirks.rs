//! SillyTavern's peculiarities, each by its name. The profile `sillytavern-1.18` has them all; ours
//! has none. [`QUIRKS`] is the list: the documentation and a test are made from it.

/// Which peculiarities a scan has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quirks {
    on: u32,
}

macro_rules! quirks {
    ($($name:ident = $bit:literal, $id:literal, $theirs:literal, $ours:literal;)*) => {
        impl Quirks {
            $(#[doc = $theirs] pub(crate) const $name: Quirks = Quirks { on: 1 << $bit };)*
        }

        /// Every peculiarity: its id, what SillyTavern does, what ours does in its place.
        pub const QUIRKS: &[(&str, &str, &str)] = &[$(($id, $theirs, $ours)),*];
    };
}

quirks! {
    EXACT_FIT_OVERFLOWS = 0, "exact-fit-overflows",
        "an entry that fills the budget exactly falls out of it",
        "the budget may be filled to its last token";
    OVERFLOW_ENDS_ALL = 1, "overflow-ends-all",
        "the first entry that does not fit ends the activation of all that come after it, and the recursion",
        "a smaller entry further down may still fit, and what fired still calls others";
    CONSTANTS_QUEUE = 2, "constants-queue",
        "constant entries have no priority in the budget: they stand in line by their order",
        "constant entries take their tokens first";
    DEPTH_ZERO_IS_DEAF = 3, "depth-zero-is-deaf",
        "a scan depth of 0 means that nothing is searched, recursion and the character's fields included",
        "a scan depth of 0 means that no messages are searched";
    TIES_REVERSED = 4, "ties-reversed",
        "entries of the same order are placed last first",
        "entries of the same order are placed as the book has them";
    OUTLETS_DESCEND = 5, "outlets-descend",
        "entries of an outlet are listed from the highest order to the lowest",
        "entries of an outlet are listed from the lowest order to the highest, as everywhere";
    ZERO_CHANCE_MAY_PASS = 6, "zero-chance-may-pass",
        "an entry of 0 % passes when the roll is exactly 0",
        "an entry of 0 % never passes";
    LOSER_TAKES_ANOTHER = 7, "loser-takes-another",
        "an entry that loses in two groups removes an unrelated entry, the last one in line",
        "an entry that loses in two groups is removed once";
    ASCII_WORDS = 8, "ascii-words",
        "whole words are of ASCII letters: `né` is found in `année`, and `Ада` in any word around it",
        "whole words are of letters of any script";
    PHRASES_IN_WORDS = 9, "phrases-in-words",
        "a key of several words is found inside of words even where whole words are asked for",
        "a key of several words begins and ends where words do";
    BLANK_KEY_MATCHES = 10, "blank-key-matches",
        "a key of white space alone matches everything",
        "a blank key matches nothing";
    UNFIT_STILL_CALLS = 11, "unfit-still-calls",
        "entries that the budget left out can still call others when a delayed level begins",
        "only what fired calls others";
    NULL_DEPTH_STANDS_ALONE = 12, "null-depth-stands-alone",
        "entries at depth whose depth is null are never put together, and go out without a depth",
        "a missing depth is 4";
    GROUP_TAKEN_BY_FULL_NAME = 13, "group-taken-by-full-name",
        "a group counts as taken only if an active entry names that group and no other",
        "a group is taken by any active entry that names it";
    SCORES_RAW_KEYS = 14, "scores-raw-keys",
        "group scoring counts keys as they are written, macros unresolved and blanks untrimmed",
        "group scoring counts the keys that activation looks for";
    ONE_ID_ONE_ENTRY = 15, "one-id-one-entry",
        "entries with the same id are one: of those that fire in one round the last is used, in the place of the first, and later none of them fires",
        "every entry is used, whatever its id";
    ONE_BAD_CONTENT_SPOILS_ALL = 16, "one-bad-content-spoils-all",
        "one entry whose content is no text makes the whole book silent",
        "an entry whose content is no text is left out";
    ROLL_ZERO_WINS_GROUP = 17, "roll-zero-wins-group",
        "a roll of exactly 0 lets an entry of no weight win its group",
        "an entry of no weight never wins a roll";
    FORCED_ROLLS_AGAIN = 18, "forced-rolls-again",
        "an entry that is asked for from outside and fails its chance rolls again in each round",
        "every entry rolls once";
}

impl Quirks {
    /// All of them.
    pub const ALL: Quirks = Quirks { on: u32::MAX };
    /// None.
    pub const NONE: Quirks = Quirks { on: 0 };

    pub(crate) fn has(self, quirk: Quirks) -> bool {
        self.on & quirk.on != 0
    }
}
