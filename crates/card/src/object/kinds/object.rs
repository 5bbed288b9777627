//! Objects, open and ours, and lists of ours.

use super::too_many;
use crate::notes::{Notes, Step};
use crate::object::Taken::{self, Exact, Mended, Refused};
use crate::object::{Kind, Object, Target};
use crate::{Loss, Spec, limits};
use serde_json::{Map, Value};
use std::marker::PhantomData;

/// An open object: whatever tools put there, in their order.
pub(crate) struct Open;

impl Kind for Open {
    type Value = Map<String, Value>;

    fn blank() -> Self::Value {
        Map::new()
    }

    fn take(value: Value, _: &mut Notes) -> Taken<Self::Value> {
        match value {
            Value::Object(map) => Exact(map),
            other => Refused(other, "not an object; read as an empty one"),
        }
    }

    fn value(value: &Self::Value, _: Target) -> Option<Value> {
        Some(Value::Object(value.clone()))
    }
}

/// An object of ours.
pub(crate) struct One<T>(PhantomData<T>);

impl<T: Object> Kind for One<T> {
    type Value = T;

    fn blank() -> T {
        T::default()
    }

    fn take(value: Value, notes: &mut Notes) -> Taken<T> {
        match value {
            Value::Object(map) => Exact(T::read(map, notes)),
            other => Refused(other, "not an object; read as left out"),
        }
    }

    fn value(value: &T, target: Target) -> Option<Value> {
        Some(Value::Object(value.write(target)))
    }

    fn same(one: &T, other: &T, up_to: Spec) -> bool {
        one.differing(other, up_to).is_empty()
    }

    fn losses(value: &T, target: Target, path: &str, out: &mut Vec<Loss>) {
        value.losses(target, path, out);
    }
}

/// A list of objects of ours. Books saved as world info number theirs by key.
pub(crate) struct Many<T>(PhantomData<T>);

impl<T: Object> Kind for Many<T> {
    type Value = Vec<T>;

    fn blank() -> Vec<T> {
        Vec::new()
    }

    fn take(value: Value, notes: &mut Notes) -> Taken<Vec<T>> {
        match value {
            Value::Array(list) if list.iter().all(Value::is_object) => Exact(read_all(list, notes)),
            Value::Array(ref list) => {
                let objects = list.iter().filter(|item| item.is_object()).cloned().collect();
                let objects = read_all(objects, notes);
                Mended(
                    objects,
                    value,
                    "a list with items that are no objects; read as those that are",
                )
            }
            Value::Object(ref map) => {
                let objects = map.values().filter(|item| item.is_object()).cloned().collect();
                let objects = read_all(objects, notes);
                Mended(
                    objects,
                    value,
                    "an object where a list belongs; read as the list of its values",
                )
            }
            other => Refused(other, "not a list; read as an empty one"),
        }
    }

    fn value(value: &Vec<T>, target: Target) -> Option<Value> {
        Some(value.iter().map(|item| Value::Object(item.write(target))).collect())
    }

    fn same(one: &Vec<T>, other: &Vec<T>, up_to: Spec) -> bool {
        one.len() == other.len()
            && one.iter().zip(other).all(|(one, other)| one.differing(other, up_to).is_empty())
    }

    fn losses(value: &Vec<T>, target: Target, path: &str, out: &mut Vec<Loss>) {
        for (index, item) in value.iter().enumerate() {
            item.losses(target, &format!("{path}[{index}]"), out);
        }
    }
}

fn read_all<T: Object>(list: Vec<Value>, notes: &mut Notes) -> Vec<T> {
    if list.len() > limits::ENTRIES_MAX {
        too_many(list.len(), notes);
        return Vec::new();
    }
    let objects = list.into_iter().filter_map(|item| match item {
        Value::Object(map) => Some(map),
        _ => None,
    });
    let read = |(index, map)| notes.within(Step::Index(index), |notes| T::read(map, notes));
    objects.enumerate().map(read).collect()
}
