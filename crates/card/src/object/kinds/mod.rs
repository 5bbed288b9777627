//! The kinds of value that cards are made of, each with what real cards write in its place.

mod entry;
mod number;
mod object;
mod text;

pub(crate) use entry::{Id, Place};
pub(crate) use number::{Flag, Int, Seconds};
pub(crate) use object::{Many, One, Open};
pub(crate) use text::{Text, Texts, Words};

use super::{Kind, Taken, Target};
use crate::notes::Notes;
use crate::{CardError, Loss, Spec, limits};
use serde_json::Value;
use std::marker::PhantomData;

use Taken::{Exact, Mended, Refused};

/// A value that may be left out.
pub(crate) struct Maybe<K>(PhantomData<K>);

impl<K: Kind> Kind for Maybe<K> {
    type Value = Option<K::Value>;

    fn blank() -> Self::Value {
        None
    }

    fn take(value: Value, notes: &mut Notes) -> Taken<Self::Value> {
        if value.is_null() {
            return Refused(value, "null; read as left out");
        }
        match K::take(value, notes) {
            Exact(value) => Exact(Some(value)),
            Mended(value, raw, what) => Mended(Some(value), raw, what),
            Refused(raw, what) => Refused(raw, what),
        }
    }

    fn value(value: &Self::Value, target: Target) -> Option<Value> {
        value.as_ref().and_then(|value| K::value(value, target))
    }

    fn same(one: &Self::Value, other: &Self::Value, up_to: Spec) -> bool {
        match (one, other) {
            (Some(one), Some(other)) => K::same(one, other, up_to),
            (None, None) => true,
            _ => false,
        }
    }

    fn losses(value: &Self::Value, target: Target, path: &str, out: &mut Vec<Loss>) {
        if let Some(value) = value {
            K::losses(value, target, path, out);
        }
    }
}

fn too_many(found: usize, notes: &mut Notes) {
    let path = notes.here();
    notes.fail(CardError::TooManyEntries { path, found, limit: limits::ENTRIES_MAX });
}
