//! The card: a specification, the data, and what stands around it.

use crate::lorebook::Lorebook;
use crate::model::CardData;
use crate::notes::{Notes, Step, Warning, shorten};
use crate::object::{Object, Target};
use crate::{CardError, Spec};
use serde_json::{Map, Value};

/// A character card.
///
/// Edit [`Card::data`] and write it again: what was not edited is written as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The specification it was read as.
    pub spec: Spec,
    /// Its fields.
    pub data: CardData,
    envelope: Envelope,
}

/// What stands around the data.
#[derive(Debug, Clone, PartialEq)]
enum Envelope {
    /// Nothing: the fields are the card.
    Flat,
    /// An object with `data` in it, and these keys in this order.
    Wrapped(Vec<(String, Beside)>),
}

/// What stands at a key beside `data`.
#[derive(Debug, Clone, PartialEq)]
enum Beside {
    Data,
    Spec(Value),
    Version(Value),
    /// A copy of a field of `data` for readers of V1, kept in step with it.
    Mirror(&'static str),
    Unknown(Value),
}

/// Keys beside `data` that tools fill with a field's value, and that field.
const MIRRORS: &[(&str, &str)] = &[
    ("name", "name"),
    ("description", "description"),
    ("personality", "personality"),
    ("scenario", "scenario"),
    ("first_mes", "first_mes"),
    ("mes_example", "mes_example"),
    ("creatorcomment", "creator_notes"),
    ("tags", "tags"),
];

impl Card {
    /// A new V3 card.
    pub fn new(data: CardData) -> Self {
        Self { spec: Spec::V3, data, envelope: Envelope::Wrapped(fresh_envelope(Spec::V3)) }
    }

    /// The card as a JSON object of that specification ([`crate::write_json`] as text).
    pub fn to_json(&self, spec: Spec) -> Map<String, Value> {
        let data = self.data.write(self.target(spec));
        match (&self.envelope, spec) {
            (Envelope::Flat, target) if target == self.spec => data,
            (Envelope::Flat, _) => self.wrap(data, spec),
            (Envelope::Wrapped(beside), Spec::V1) => flatten(data, beside),
            (Envelope::Wrapped(beside), _) => self.fill(data, beside, spec),
        }
    }

    /// Keys beside `data` that are no field of a card.
    pub fn unknown(&self) -> impl Iterator<Item = (&str, &Value)> {
        let beside = match &self.envelope {
            Envelope::Flat => &[][..],
            Envelope::Wrapped(beside) => beside,
        };
        beside.iter().filter_map(|(key, beside)| match beside {
            Beside::Unknown(value) => Some((key.as_str(), value)),
            _ => None,
        })
    }

    /// The lorebook, if the card has one.
    pub fn lorebook(&self) -> Option<&Lorebook> {
        self.data.character_book.as_ref()
    }

    pub(crate) fn target(&self, spec: Spec) -> Target {
        Target { spec, converting: spec != self.spec }
    }

    pub(crate) fn data_path(&self) -> &'static str {
        match self.envelope {
            Envelope::Flat => "",
            Envelope::Wrapped(_) => "data",
        }
    }

    /// A flat card in an envelope: the keys that are no fields move beside the data.
    fn wrap(&self, data: Map<String, Value>, spec: Spec) -> Map<String, Value> {
        let (fields, others): (Map<_, _>, Map<_, _>) = data
            .into_iter()
            .partition(|(key, _)| CardData::FIELDS.iter().any(|field| field.key == key));
        let mut card = self.fill(fields, &fresh_envelope(spec), spec);
        for (key, value) in others {
            card.entry(key).or_insert(value);
        }
        card
    }

    fn fill(
        &self,
        data: Map<String, Value>,
        beside: &[(String, Beside)],
        spec: Spec,
    ) -> Map<String, Value> {
        let converting = spec != self.spec;
        let mut data = Some(data);
        let mirrored: Vec<_> =
            beside.iter().filter_map(|(_, b)| mirror_of(b, data.as_ref())).collect();
        let mut mirrored = mirrored.into_iter();
        let mut card = Map::with_capacity(beside.len());
        for (key, beside) in beside {
            let value = match beside {
                Beside::Data => data.take().map(Value::Object),
                Beside::Spec(_) if converting => spec.tag().map(Value::from),
                Beside::Version(_) if converting => Some(Value::from(spec.version())),
                Beside::Mirror(_) => mirrored.next().flatten(),
                Beside::Spec(value) | Beside::Version(value) | Beside::Unknown(value) => {
                    Some(value.clone())
                }
            };
            if let Some(value) = value {
                card.insert(key.clone(), value);
            }
        }
        card
    }
}

/// For a mirror, what its field says, if it says anything; else nothing at all.
fn mirror_of(beside: &Beside, data: Option<&Map<String, Value>>) -> Option<Option<Value>> {
    match beside {
        Beside::Mirror(field) => Some(data.and_then(|data| data.get(*field)).cloned()),
        _ => None,
    }
}

/// V1 has no `data`: its fields and whatever stood beside it.
fn flatten(data: Map<String, Value>, beside: &[(String, Beside)]) -> Map<String, Value> {
    let is_v1 = |key: &str| CardData::FIELDS.iter().any(|f| f.key == key && f.since == Spec::V1);
    let mut card: Map<_, _> = data.into_iter().filter(|(key, _)| is_v1(key)).collect();
    for (key, beside) in beside {
        if let Beside::Unknown(value) = beside {
            card.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
    card
}

fn fresh_envelope(spec: Spec) -> Vec<(String, Beside)> {
    let tag = Value::from(spec.tag().unwrap_or_default());
    vec![
        ("spec".into(), Beside::Spec(tag)),
        ("spec_version".into(), Beside::Version(Value::from(spec.version()))),
        ("data".into(), Beside::Data),
    ]
}

/// Reads a card's object. `spec` decides and never the shape: real cards mirror V1 fields beside
/// `data`. Only where `spec` is missing does the shape speak, and that is reported.
pub(crate) fn from_json(mut top: Map<String, Value>, notes: &mut Notes) -> Result<Card, CardError> {
    let said = declared(&top)?;
    let data = match top.get_mut("data") {
        Some(Value::Object(data)) => Some(std::mem::take(data)),
        _ => None,
    };
    let card = match (said, data) {
        (Some(spec), Some(data)) => wrapped(spec, top, data, notes),
        (None, Some(data)) if is_card(&data) => {
            report_missing("spec", "missing; read as V2", notes);
            wrapped(Spec::V2, top, data, notes)
        }
        (None, Some(_)) if !is_card(&top) => return Err(CardError::NotACard),
        (None, None) if !is_card(&top) => return Err(CardError::NotACard),
        // `data` was taken out to look into it; it is no card's, and goes back as it was.
        (None, Some(data)) => {
            top.insert("data".into(), Value::Object(data));
            flat(Spec::V1, top, notes)
        }
        (None, None) => flat(Spec::V1, top, notes),
        (Some(spec), None) => {
            report_missing("data", "missing; read from the fields beside it", notes);
            flat(spec, top, notes)
        }
    };
    report_repeated_ids(&card, notes);
    notes.fault.take().map_or(Ok(card), Err)
}

fn report_missing(key: &'static str, what: &str, notes: &mut Notes) {
    notes.within(Step::Key(key), |notes| notes.repair(what, None));
}

/// The specification that `spec` names. A later one of the same family is read as V3.
fn declared(top: &Map<String, Value>) -> Result<Option<Spec>, CardError> {
    let Some(Value::String(tag)) = top.get("spec") else { return Ok(None) };
    match tag.as_str() {
        "chara_card_v2" => Ok(Some(Spec::V2)),
        "chara_card_v3" => Ok(Some(Spec::V3)),
        later if later.starts_with("chara_card_v") => Ok(Some(Spec::V3)),
        other => Err(CardError::UnknownSpec { spec: shorten(other) }),
    }
}

pub(crate) fn is_card(map: &Map<String, Value>) -> bool {
    ["name", "description", "first_mes"].iter().any(|key| map.contains_key(*key))
        && !map.contains_key("entries")
}

fn flat(spec: Spec, top: Map<String, Value>, notes: &mut Notes) -> Card {
    notes.spec = spec;
    Card { spec, data: CardData::read(top, notes), envelope: Envelope::Flat }
}

fn wrapped(
    spec: Spec,
    top: Map<String, Value>,
    data: Map<String, Value>,
    notes: &mut Notes,
) -> Card {
    notes.spec = spec;
    let mirrored: Vec<_> = MIRRORS.iter().map(|(_, field)| data.get(*field).cloned()).collect();
    let beside = top.into_iter().map(|(key, value)| beside(spec, key, value, &mirrored, notes));
    let envelope = Envelope::Wrapped(beside.collect());
    let data = notes.within(Step::Key("data"), |notes| CardData::read(data, notes));
    Card { spec, data, envelope }
}

fn beside(
    spec: Spec,
    key: String,
    value: Value,
    mirrored: &[Option<Value>],
    notes: &mut Notes,
) -> (String, Beside) {
    let mirror = MIRRORS.iter().zip(mirrored).find(|((beside, _), _)| *beside == key);
    let found = match (key.as_str(), mirror) {
        ("data", _) => Beside::Data,
        ("spec", _) => check_spec(spec, value, notes),
        ("spec_version", _) => check_version(spec, value, notes),
        (_, Some(((_, field), Some(within)))) if *within == value => Beside::Mirror(field),
        (_, Some(((_, field), Some(_)))) => {
            notes.warn(Warning::MirrorDisagrees { key: key.clone(), field });
            Beside::Unknown(value)
        }
        _ => Beside::Unknown(value),
    };
    (key, found)
}

fn check_spec(spec: Spec, value: Value, notes: &mut Notes) -> Beside {
    if value.as_str() != spec.tag() {
        notes.within(Step::Key("spec"), |notes| {
            notes.repair(format!("not a specification we know; read as {spec}"), Some(&value));
        });
    }
    Beside::Spec(value)
}

fn check_version(spec: Spec, value: Value, notes: &mut Notes) -> Beside {
    let what = match &value {
        Value::String(said) if said == spec.version() => return Beside::Version(value),
        Value::String(_) => format!("not the {} that we know; read as that", spec.version()),
        _ => format!("not a text; read as {:?}", spec.version()),
    };
    notes.within(Step::Key("spec_version"), |notes| notes.repair(what, Some(&value)));
    Beside::Version(value)
}

fn report_repeated_ids(card: &Card, notes: &mut Notes) {
    for (id, places) in card.lorebook().map(Lorebook::repeated_ids).unwrap_or_default() {
        let places: Vec<_> = places.iter().take(5).map(|index| format!("[{index}]")).collect();
        let what = format!("entries {} share the id {id}; each is kept", places.join(", "));
        notes.within(Step::Key("data"), |notes| {
            notes.within(Step::Key("character_book"), |notes| {
                notes.within(Step::Key("entries"), |notes| notes.repair(what, None));
            });
        });
    }
}
