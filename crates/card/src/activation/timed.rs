//! Effects that last over messages: sticky, cooldown, delay.

use super::entry::Entry;
use crate::js;
use serde_json::{Map, Value, json};

/// The two kinds that a chat remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sticky,
    Cooldown,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Kind::Sticky => "sticky",
            Kind::Cooldown => "cooldown",
        }
    }

    fn of(self, entry: &Entry) -> Option<&Value> {
        match self {
            Kind::Sticky => entry.sticky.as_ref(),
            Kind::Cooldown => entry.cooldown.as_ref(),
        }
    }
}

/// What a chat remembers of entries, as SillyTavern's `timedWorldInfo`: hand it in with the next
/// message as it came out with the last.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timed(Map<String, Value>);

impl Timed {
    /// From `chat_metadata.timedWorldInfo`.
    pub fn from_json(value: Value) -> Self {
        match value {
            Value::Object(map) => Self(map),
            _ => Self::default(),
        }
    }

    /// As it is written beside a chat.
    pub fn to_json(&self) -> Value {
        Value::Object(self.0.clone())
    }

    fn of(&mut self, kind: Kind) -> &mut Map<String, Value> {
        let slot = self.0.entry(kind.as_str()).or_insert_with(|| json!({}));
        if !slot.is_object() {
            *slot = json!({});
        }
        match slot {
            Value::Object(map) => map,
            _ => unreachable!("made an object above"),
        }
    }
}

/// The effects at work in one scan.
#[derive(Debug)]
pub(crate) struct Effects {
    pub(crate) timed: Timed,
    chat: f64,
    dry: bool,
    sticky: Vec<u64>,
    cooldown: Vec<u64>,
}

impl Effects {
    pub(crate) fn begin(timed: Timed, chat: usize, entries: &[&Entry], dry: bool) -> Self {
        let chat = chat as f64;
        let mut effects = Self { timed, chat, dry, sticky: Vec::new(), cooldown: Vec::new() };
        for kind in [Kind::Sticky, Kind::Cooldown] {
            effects.timed.of(kind).retain(|_, effect| effect.is_object() || effect.is_array());
        }
        if !dry {
            effects.check(Kind::Sticky, entries);
            effects.check(Kind::Cooldown, entries);
        }
        effects
    }

    fn check(&mut self, kind: Kind, entries: &[&Entry]) {
        let remembered = self.timed.of(kind);
        let keys: Vec<String> = js::keys_in_order(remembered).into_iter().cloned().collect();
        for key in keys {
            let effect = self.timed.of(kind)[&key].clone();
            let (start, end) = (js::number(effect.get("start")), js::number(effect.get("end")));
            let hash = js::text_of(effect.get("hash"));
            let entry = entries.iter().find(|entry| entry.hash().to_string() == hash);
            let over = self.chat >= end;
            let not_advanced = self.chat <= start && !js::truthy(effect.get("protected"));
            let unset = entry.is_some_and(|entry| kind.of(entry).is_none());
            if not_advanced || over || unset {
                self.timed.of(kind).shift_remove(&key);
            }
            if let Some(entry) = entry.filter(|_| !not_advanced && !unset) {
                match (over, kind) {
                    (false, _) => self.at_work(kind).push(entry.hash()),
                    (true, Kind::Sticky) => self.cool_down(entry),
                    (true, Kind::Cooldown) => {}
                }
            }
        }
    }

    fn at_work(&mut self, kind: Kind) -> &mut Vec<u64> {
        match kind {
            Kind::Sticky => &mut self.sticky,
            Kind::Cooldown => &mut self.cooldown,
        }
    }

    /// What ends being sticky cools down at once.
    fn cool_down(&mut self, entry: &Entry) {
        if let Some(length) = &entry.cooldown {
            let effect = self.effect(entry, length, true);
            self.timed.of(Kind::Cooldown).insert(entry.id.to_string(), effect);
            self.cooldown.push(entry.hash());
        }
    }

    fn effect(&self, entry: &Entry, length: &Value, protected: bool) -> Value {
        let end = self.chat + js::number(Some(length));
        json!({
            "hash": entry.hash(),
            "start": self.chat as u64,
            "end": whole(end),
            "protected": protected,
        })
    }

    pub(crate) fn is_sticky(&self, entry: &Entry) -> bool {
        !self.sticky.is_empty() && self.sticky.contains(&entry.hash())
    }

    pub(crate) fn is_cooling(&self, entry: &Entry) -> bool {
        !self.cooldown.is_empty() && self.cooldown.contains(&entry.hash())
    }

    pub(crate) fn is_delayed(&self, entry: &Entry) -> bool {
        self.chat < entry.delay
    }

    /// Remembers what fired, where it lasts.
    pub(crate) fn remember<'a>(&mut self, fired: impl Iterator<Item = &'a Entry>) {
        if self.dry {
            return;
        }
        for entry in fired {
            for kind in [Kind::Sticky, Kind::Cooldown] {
                if let Some(length) = kind.of(entry) {
                    let effect = self.effect(entry, length, false);
                    let known = self.timed.of(kind);
                    if !known.contains_key(&*entry.id) {
                        known.insert(entry.id.to_string(), effect);
                    }
                }
            }
        }
    }
}

/// A number without a fraction as an integer, as JavaScript writes it.
fn whole(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        Value::from(number as i64)
    } else {
        Value::from(number)
    }
}
