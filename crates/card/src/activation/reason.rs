//! Why an entry fired, or did not.

use super::entry::Logic;
use super::haystack::Part;
use serde_json::{Map, Value, json};

/// What called for an entry.
#[derive(Debug, Clone, PartialEq)]
pub enum Call {
    /// It is always there.
    Constant,
    /// `@@activate`.
    Decorator,
    /// Somebody outside asked for it.
    Forced,
    /// It fired before, and lasts.
    Sticky,
    /// A key.
    Key(KeyMatch),
}

/// A key that matched.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyMatch {
    /// The key, as it was written.
    pub key: String,
    /// Where, if it could be told.
    pub at: Option<Part>,
    /// What the secondary keys said, if there were any.
    pub secondary: Option<Secondary>,
}

/// What secondary keys said.
#[derive(Debug, Clone, PartialEq)]
pub struct Secondary {
    /// How they decide.
    pub logic: Logic,
    /// Those that were found before the decision fell.
    pub found: Vec<String>,
}

/// Why an entry that might have fired did not.
#[derive(Debug, Clone, PartialEq)]
pub enum Fall {
    /// No key of it was found.
    NoKeyFound,
    /// It has no keys, and is not constant.
    NoKeys,
    /// It waits for a recursion, at this level.
    WaitsForRecursion {
        /// The level.
        level: f64,
    },
    /// Recursion may not call it.
    ExcludedFromRecursion,
    /// A key was found, but the secondary keys said no.
    Secondary(KeyMatch),
    /// An expression took too long.
    GaveUp {
        /// Which.
        key: String,
    },
    /// It is switched off.
    Disabled,
    /// It is not for this kind of generation.
    Trigger,
    /// It is not for this character.
    Character,
    /// It is not for a character with these tags.
    Tag,
    /// The chat is too short for it.
    Delay,
    /// It fired lately.
    Cooldown,
    /// A decorator said no.
    Unmet {
        /// Which.
        decorator: String,
    },
    /// The dice were against it.
    Chance {
        /// What was rolled, of 100.
        roll: f64,
        /// What was needed.
        percent: f64,
    },
    /// Another entry of its group was taken.
    Group {
        /// The group.
        group: String,
        /// How it was decided.
        how: GroupLoss,
        /// The entry that won, if one did.
        winner: Option<String>,
    },
    /// It did not fit.
    Budget {
        /// Tokens with it.
        tokens: usize,
        /// Tokens there are.
        budget: f64,
    },
    /// An entry before it had not fitted, which ended it all.
    BudgetSpent,
    /// Another entry with the same id had fired.
    SameId,
    /// Its content is no text.
    BrokenContent,
}

/// How a group was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupLoss {
    /// Another of it fired in an earlier round.
    Taken,
    /// Another is sticky.
    Sticky,
    /// Another matched more keys.
    Score,
    /// Another goes first.
    Override,
    /// By the dice.
    Roll,
    /// It was in no lost group at all: it was the last in line when an entry lost twice.
    Unrelated,
}

impl Fall {
    pub(crate) fn unmet(decorator: &str) -> Self {
        Fall::Unmet { decorator: decorator.to_owned() }
    }

    /// How far an entry came before it fell. The furthest is what is told.
    pub(crate) fn rank(&self) -> u8 {
        match self {
            Fall::NoKeyFound | Fall::NoKeys | Fall::BrokenContent => 0,
            Fall::WaitsForRecursion { .. } | Fall::ExcludedFromRecursion => 1,
            Fall::Secondary(_) | Fall::GaveUp { .. } => 2,
            Fall::Disabled
            | Fall::Trigger
            | Fall::Character
            | Fall::Tag
            | Fall::Delay
            | Fall::Cooldown
            | Fall::Unmet { .. } => 3,
            Fall::Group { .. } => 4,
            Fall::BudgetSpent => 5,
            Fall::Budget { .. } | Fall::SameId => 6,
            Fall::Chance { .. } => 7,
        }
    }

    /// In one word, for programs.
    pub fn kind(&self) -> &'static str {
        match self {
            Fall::NoKeyFound => "noKeyFound",
            Fall::NoKeys => "noKeys",
            Fall::WaitsForRecursion { .. } => "waitsForRecursion",
            Fall::ExcludedFromRecursion => "excludedFromRecursion",
            Fall::Secondary(_) => "secondaryKeys",
            Fall::GaveUp { .. } => "gaveUp",
            Fall::Disabled => "disabled",
            Fall::Trigger => "trigger",
            Fall::Character => "characterFilter",
            Fall::Tag => "tagFilter",
            Fall::Delay => "delay",
            Fall::Cooldown => "cooldown",
            Fall::Unmet { .. } => "decorator",
            Fall::Chance { .. } => "probability",
            Fall::Group { .. } => "group",
            Fall::Budget { .. } => "budget",
            Fall::BudgetSpent => "budgetSpent",
            Fall::SameId => "sameId",
            Fall::BrokenContent => "brokenContent",
        }
    }

    /// What there is to say besides.
    pub fn detail(&self) -> Map<String, Value> {
        let detail = match self {
            Fall::WaitsForRecursion { level } => json!({ "level": level }),
            Fall::Secondary(found) => found.to_json(),
            Fall::GaveUp { key } => json!({ "key": key }),
            Fall::Unmet { decorator } => json!({ "decorator": decorator }),
            Fall::Chance { roll, percent } => json!({ "roll": roll, "percent": percent }),
            Fall::Group { group, how, winner } => {
                json!({ "group": group, "how": how.as_str(), "winner": winner })
            }
            Fall::Budget { tokens, budget } => json!({ "tokensWithIt": tokens, "budget": budget }),
            Fall::NoKeyFound
            | Fall::NoKeys
            | Fall::ExcludedFromRecursion
            | Fall::Disabled
            | Fall::Trigger
            | Fall::Character
            | Fall::Tag
            | Fall::Delay
            | Fall::Cooldown
            | Fall::BudgetSpent
            | Fall::SameId
            | Fall::BrokenContent => Value::Null,
        };
        object(detail)
    }
}

impl Call {
    /// In one word, for programs.
    pub fn kind(&self) -> &'static str {
        match self {
            Call::Constant => "constant",
            Call::Decorator => "decorator",
            Call::Forced => "forced",
            Call::Sticky => "sticky",
            Call::Key(_) => "key",
        }
    }

    /// What there is to say besides.
    pub fn detail(&self) -> Map<String, Value> {
        match self {
            Call::Key(found) => object(found.to_json()),
            Call::Constant | Call::Decorator | Call::Forced | Call::Sticky => Map::new(),
        }
    }
}

impl KeyMatch {
    fn to_json(&self) -> Value {
        let mut json = json!({ "key": self.key });
        if let Some(at) = &self.at {
            json["in"] = at.to_json();
        }
        if let Some(secondary) = &self.secondary {
            json["logic"] = secondary.logic.as_str().into();
            json["secondaryFound"] = secondary.found.clone().into();
        }
        json
    }
}

impl Part {
    /// Where, for programs.
    pub fn to_json(&self) -> Value {
        match self {
            Part::Message(back) => json!({ "messagesBack": back }),
            Part::Field(field) => json!({ "field": field }),
            Part::Injected(index) => json!({ "injected": index }),
            Part::Round(round) => json!({ "contentsOfRound": round }),
        }
    }
}

impl Logic {
    /// As SillyTavern's menu has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Logic::AndAny => "AND ANY",
            Logic::NotAll => "NOT ALL",
            Logic::NotAny => "NOT ANY",
            Logic::AndAll => "AND ALL",
            Logic::Unknown => "unknown",
        }
    }
}

impl GroupLoss {
    /// In one word, for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            GroupLoss::Taken => "taken",
            GroupLoss::Sticky => "sticky",
            GroupLoss::Score => "score",
            GroupLoss::Override => "override",
            GroupLoss::Roll => "roll",
            GroupLoss::Unrelated => "unrelated",
        }
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
