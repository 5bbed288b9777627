//! Editing in place what another tool wrote.

use serde_json::{Map, Value};

/// Changes in an object what differs between two writings of ours: what it was read as, and what
/// it is to be. All else stays as its tool wrote it, in its place.
pub(crate) fn patch(
    original: &mut Map<String, Value>,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
) {
    for key in old.keys().filter(|key| !new.contains_key(*key)) {
        original.shift_remove(key);
    }
    for (key, value) in new {
        if old.get(key) != Some(value) {
            original.insert(key.clone(), value.clone());
        }
    }
}
