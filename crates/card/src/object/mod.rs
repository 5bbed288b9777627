//! Objects that remember how they were written.
//!
//! A card must come out as it went in: same keys, same order, same oddities. So each typed object
//! keeps a [`Layout`]: the order in which its keys stood, the values that no field of ours holds,
//! and the raw form of those that were repaired. Writing walks the layout and puts a field's
//! value where its key stood; an untouched repaired field is written as it was.
//!
//! [`object!`] is the one list: struct, reader, writer, comparison and loss report come from it.

pub(crate) mod kinds;

use crate::notes::{Notes, Step};
use crate::{Loss, Spec};
use serde_json::{Map, Value};

/// What stood at a key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Slot {
    /// The field holds all of it.
    Field,
    /// The field holds what we made of this.
    Mended(Value),
    /// No field of ours.
    Unknown(Value),
}

/// How an object was written: its keys in their order, and what no field of ours holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layout {
    /// False for an object made here, which has no writing to keep and gets its required keys.
    read: bool,
    slots: Vec<(String, Slot)>,
}

impl Layout {
    pub(crate) fn with_capacity(keys: usize) -> Self {
        Self { read: true, slots: Vec::with_capacity(keys) }
    }

    pub(crate) fn push(&mut self, key: String, slot: Slot) {
        self.slots.push((key, slot));
    }

    pub(crate) fn slots(&self) -> &[(String, Slot)] {
        &self.slots
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.slots.iter().any(|(name, _)| name == key)
    }

    pub(crate) fn unknown(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.slots.iter().filter_map(|(key, slot)| match slot {
            Slot::Unknown(value) => Some((key.as_str(), value)),
            Slot::Field | Slot::Mended(_) => None,
        })
    }
}

/// A field's place in the specifications.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub(crate) key: &'static str,
    pub(crate) since: Spec,
    pub(crate) required: bool,
}

/// Where a card is being written to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) spec: Spec,
    /// To another specification than the one it was read from.
    pub(crate) converting: bool,
}

/// What a kind of value made of what stood there.
pub(crate) enum Taken<T> {
    /// As the specification has it.
    Exact(T),
    /// Not so; the raw value is kept beside what we made of it.
    Mended(T, Value, &'static str),
    /// Nothing: the field is blank, and the raw value is kept.
    Refused(Value, &'static str),
}

/// A kind of value: how it is read, repaired, written and compared.
pub(crate) trait Kind {
    type Value: PartialEq;

    fn blank() -> Self::Value;
    fn take(value: Value, notes: &mut Notes) -> Taken<Self::Value>;
    /// `None` where the key is better left out.
    fn value(value: &Self::Value, target: Target) -> Option<Value>;

    /// Equal in what both specifications can say, however it was written.
    fn same(one: &Self::Value, other: &Self::Value, _up_to: Spec) -> bool {
        one == other
    }

    /// What is lost within the value.
    fn losses(_value: &Self::Value, _target: Target, _path: &str, _out: &mut Vec<Loss>) {}
}

/// A typed JSON object of a card.
pub(crate) trait Object: Default + PartialEq {
    const FIELDS: &'static [Field];

    fn read(map: Map<String, Value>, notes: &mut Notes) -> Self;
    fn write(&self, target: Target) -> Map<String, Value>;
    fn differing(&self, other: &Self, up_to: Spec) -> Vec<&'static str>;
    fn losses(&self, target: Target, path: &str, out: &mut Vec<Loss>);
}

macro_rules! object {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$field_meta:meta])* $field:ident: $type:ty as $kind:ty = $key:literal, $since:ident $need:ident;)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
            /// How it was written; a new one takes `..Default::default()`.
            pub layout: crate::object::Layout,
        }

        impl Default for $name {
            fn default() -> Self {
                Self {
                    $($field: <$kind as crate::object::Kind>::blank(),)*
                    layout: crate::object::Layout::default(),
                }
            }
        }

        impl $name {
            /// Keys that no field of ours holds, in the order in which they stood.
            pub fn unknown(&self) -> impl Iterator<Item = (&str, &serde_json::Value)> {
                self.layout.unknown()
            }
        }

        impl crate::object::Object for $name {
            const FIELDS: &'static [crate::object::Field] = &[$(crate::object::Field {
                key: $key,
                since: crate::Spec::$since,
                required: crate::object::required!($need),
            }),*];

            fn read(
                map: serde_json::Map<String, serde_json::Value>,
                notes: &mut crate::notes::Notes,
            ) -> Self {
                let mut object = Self::default();
                object.layout = crate::object::Layout::with_capacity(map.len());
                for (key, value) in map {
                    let slot = match key.as_str() {
                        $($key => crate::object::take::<$kind>($key, value, &mut object.$field, notes),)*
                        _ => crate::object::Slot::Unknown(value),
                    };
                    object.layout.push(key, slot);
                }
                crate::object::report_missing(Self::FIELDS, &object.layout, notes);
                object
            }

            fn write(
                &self,
                target: crate::object::Target,
            ) -> serde_json::Map<String, serde_json::Value> {
                let mut writer = crate::object::Writer::new(&self.layout, target);
                for (key, slot) in self.layout.slots() {
                    match key.as_str() {
                        $($key => writer.stood::<$kind>($key, crate::Spec::$since, &self.$field, slot),)*
                        _ => writer.unknown(key, slot),
                    }
                }
                for field in Self::FIELDS.iter().filter(|field| !self.layout.has(field.key)) {
                    match field.key {
                        $($key => writer.absent::<$kind>(*field, &self.$field),)*
                        _ => {}
                    }
                }
                writer.finish()
            }

            fn differing(&self, other: &Self, up_to: crate::Spec) -> Vec<&'static str> {
                let mut keys = Vec::new();
                $(if crate::Spec::$since <= up_to
                    && !<$kind as crate::object::Kind>::same(&self.$field, &other.$field, up_to)
                {
                    keys.push($key);
                })*
                keys
            }

            fn losses(&self, target: crate::object::Target, path: &str, out: &mut Vec<crate::Loss>) {
                $(crate::object::lose::<$kind>(
                    $key,
                    crate::Spec::$since,
                    &self.$field,
                    &self.layout,
                    target,
                    path,
                    out,
                );)*
            }
        }
    };
}

macro_rules! required {
    (required) => {
        true
    };
    (optional) => {
        false
    };
}

pub(crate) use {object, required};

pub(crate) fn take<K: Kind>(
    key: &'static str,
    value: Value,
    field: &mut K::Value,
    notes: &mut Notes,
) -> Slot {
    notes.within(Step::Key(key), |notes| match K::take(value, notes) {
        Taken::Exact(value) => {
            *field = value;
            Slot::Field
        }
        Taken::Mended(value, raw, what) => {
            *field = value;
            notes.repair(what, Some(&raw));
            Slot::Mended(raw)
        }
        Taken::Refused(raw, what) => {
            notes.repair(what, Some(&raw));
            Slot::Mended(raw)
        }
    })
}

pub(crate) fn report_missing(fields: &'static [Field], layout: &Layout, notes: &mut Notes) {
    for field in fields {
        if field.required && field.since <= notes.spec && !layout.has(field.key) {
            notes.within(Step::Key(field.key), |notes| {
                notes.repair("required and missing; read as blank", None);
            });
        }
    }
}

pub(crate) fn lose<K: Kind>(
    key: &'static str,
    since: Spec,
    value: &K::Value,
    layout: &Layout,
    target: Target,
    path: &str,
    out: &mut Vec<Loss>,
) {
    let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    let stays = since <= target.spec || (!target.converting && layout.has(key));
    if stays {
        K::losses(value, target, &path, out);
    } else if *value != K::blank() {
        out.push(Loss { path, why: format!("{} has no such field", target.spec) });
    }
}

/// Writes one object by its layout.
pub(crate) struct Writer {
    target: Target,
    fills: bool,
    out: Map<String, Value>,
}

impl Writer {
    pub(crate) fn new(layout: &Layout, target: Target) -> Self {
        Self {
            target,
            fills: target.converting || !layout.read,
            out: Map::with_capacity(layout.slots.len()),
        }
    }

    /// A field whose key stood in the object.
    pub(crate) fn stood<K: Kind>(
        &mut self,
        key: &'static str,
        since: Spec,
        value: &K::Value,
        slot: &Slot,
    ) {
        if self.target.converting && since > self.target.spec {
            return;
        }
        let written = match slot {
            Slot::Mended(raw) if self.keeps_raw::<K>(raw, value) => Some(raw.clone()),
            _ => K::value(value, self.target),
        };
        self.put(key, written);
    }

    /// An untouched repaired value is written as it was. In another specification it is written
    /// as we understood it, unless we understood nothing of it.
    fn keeps_raw<K: Kind>(&self, raw: &Value, value: &K::Value) -> bool {
        match K::take(raw.clone(), &mut Notes::new(self.target.spec)) {
            Taken::Exact(again) | Taken::Mended(again, ..) => {
                !self.target.converting && again == *value
            }
            Taken::Refused(..) => {
                *value == K::blank() && !(self.target.converting && raw.is_null())
            }
        }
    }

    /// A field whose key did not stand there.
    pub(crate) fn absent<K: Kind>(&mut self, field: Field, value: &K::Value) {
        let due = *value != K::blank() || (field.required && self.fills);
        if due && field.since <= self.target.spec {
            self.put(field.key, K::value(value, self.target));
        }
    }

    pub(crate) fn unknown(&mut self, key: &str, slot: &Slot) {
        if let Slot::Unknown(value) = slot {
            self.put(key, Some(value.clone()));
        }
    }

    pub(crate) fn finish(self) -> Map<String, Value> {
        self.out
    }

    fn put(&mut self, key: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.out.insert(key.to_owned(), value);
        }
    }
}
