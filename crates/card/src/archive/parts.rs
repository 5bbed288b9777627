//! The JSON parts of an archive, read within one budget: many small parts cost what one large
//! one does.

use crate::notes::{Notes, Warning, shorten};
use crate::zip::{Archive, Entry};
use crate::{CardError, json, limits};
use serde_json::{Map, Value};
use std::borrow::Cow;

pub(super) struct Parts<'a, 'b> {
    pub(super) archive: &'b Archive<'a>,
    bytes: usize,
    values: usize,
}

impl<'a, 'b> Parts<'a, 'b> {
    pub(super) fn of(archive: &'b Archive<'a>) -> Self {
        Self { archive, bytes: limits::JSON_BYTES_MAX, values: limits::JSON_VALUES_MAX }
    }

    /// The bytes of a part.
    pub(super) fn bytes(
        &mut self,
        entry: &Entry,
        notes: &mut Notes,
    ) -> Result<Cow<'a, [u8]>, CardError> {
        let (bytes, fits) = self.archive.read(entry, self.bytes)?;
        if !fits {
            notes.warn(Warning::WrongChecksumInArchive { name: shorten(&entry.name) });
        }
        self.bytes -= bytes.len();
        Ok(bytes)
    }

    /// The object that a part is.
    pub(super) fn object(
        &mut self,
        entry: &Entry,
        notes: &mut Notes,
    ) -> Result<Map<String, Value>, CardError> {
        let bytes = self.bytes(entry, notes)?;
        let values = json::values(&bytes);
        self.values = self
            .values
            .checked_sub(values)
            .ok_or(CardError::TooManyValues { limit: limits::JSON_VALUES_MAX })?;
        json::parse(&json::text_of(&bytes, notes)?)
    }
}
