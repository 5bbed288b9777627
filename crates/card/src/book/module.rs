//! RisuAI modules: a short header, an object, then assets, all of it with its bytes exchanged.

use super::tools;
use crate::Spec;
use crate::notes::Notes;
use crate::{CardError, json};
use serde_json::{Map, Value};

/// Where a CHARX of RisuAI has its module.
pub(crate) const MODULE_FILE: &str = "module.risum";

const MAGIC: u8 = 111;
const VERSION: u8 = 0;

/// For each byte of a module, the byte that is meant: RisuAI's `rpack` exchanges them one by one.
const MEANT: [u8; 256] = *include_bytes!("rpack.table");

/// The object of a module, `{"module": {…}, "type": "risuModule"}`.
pub(super) fn object(bytes: &[u8]) -> Result<Map<String, Value>, CardError> {
    let damaged = |what| CardError::ModuleDamaged { what };
    let [MAGIC, VERSION, rest @ ..] = bytes else {
        return Err(damaged("it does not begin as one"));
    };
    let (length, rest) = rest.split_first_chunk::<4>().ok_or(damaged("it breaks off"))?;
    let packed =
        rest.get(..u32::from_le_bytes(*length) as usize).ok_or(damaged("it breaks off"))?;
    let plain: Vec<u8> = packed.iter().map(|byte| MEANT[usize::from(*byte)]).collect();
    json::parse(&json::text_of(&plain, &mut Notes::new(Spec::V2))?)
}

/// The book of a module; its other parts (scripts, triggers) stay under `risuai` in `extensions`.
pub(super) fn book(mut top: Map<String, Value>) -> Result<Map<String, Value>, CardError> {
    let mut module = match top.shift_remove("module") {
        Some(Value::Object(module)) => module,
        // As JSON a module stands without the object around it.
        _ => top,
    };
    if module.get("lorebook").is_none_or(Value::is_null) {
        return Err(CardError::NoLorebook);
    }
    module
        .retain(|key, value| key != "assets" || value.as_array().is_some_and(|it| !it.is_empty()));
    tools::risu(module, "lorebook")
}

/// The book of a module's file, as a card has it.
pub(crate) fn book_of(bytes: &[u8]) -> Result<Map<String, Value>, CardError> {
    book(object(bytes)?)
}
