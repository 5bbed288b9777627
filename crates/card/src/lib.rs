//! Character card formats, lorebook activation, prompt preview.
//!
//! Bytes in, values out: nothing here opens a file, asks the clock or holds a connection, and
//! every allocation is bounded by [`limits`]. [`read`] takes a card as people have it and says
//! what it repaired; [`write_json`] and [`write_png`] give back what was read, key for key and
//! chunk for chunk, but for what was edited in between.
//!
//! ```
//! let mut reading = card::read(br#"{"mood":"wry","name":"Ada","tags":"sea, lamp"}"#)?;
//! assert_eq!(reading.format.to_string(), "V1 JSON");
//! assert_eq!(reading.card.data.tags, ["sea", "lamp"]);
//! assert_eq!(reading.repairs[0].path, "tags");
//!
//! reading.card.data.name = "Ada Quill".into();
//! let written = serde_json::Value::Object(reading.card.to_json(reading.format.spec));
//! assert_eq!(written.to_string(), r#"{"mood":"wry","name":"Ada Quill","tags":"sea, lamp"}"#);
//! # Ok::<(), card::CardError>(())
//! ```

mod card;
mod error;
mod json;
pub mod limits;
mod lorebook;
mod loss;
mod model;
mod notes;
mod object;
mod png;
mod reading;
mod spec;

pub use card::Card;
pub use error::CardError;
pub use lorebook::{EntryId, LoreEntry, Lorebook, Position};
pub use loss::{Loss, loss};
pub use model::{Asset, CardData};
pub use notes::{Repair, Warning};
pub use object::Layout;
pub use png::write_png;
pub use reading::{Alternative, Disposition, FieldLine, Reading};
pub use spec::{Container, Format, Keyword, Spec};

/// Reads a character card: V1, V2 or V3, as JSON or inside a PNG.
///
/// Lenient where real cards break the rules, and each repair is reported; the caller keeps the
/// original bytes.
pub fn read(bytes: &[u8]) -> Result<Reading, CardError> {
    if bytes.is_empty() {
        return Err(CardError::Empty);
    }
    if bytes.len() > limits::FILE_BYTES_MAX {
        return Err(CardError::FileTooLarge { found: bytes.len(), limit: limits::FILE_BYTES_MAX });
    }
    match spec::sniff(bytes) {
        spec::Sniffed::Png => png::read(bytes),
        spec::Sniffed::Text => json::read(bytes),
        spec::Sniffed::Other(format) => Err(CardError::OtherFormat { format }),
    }
}

/// The card as JSON text of that specification.
///
/// To the specification it was read from: the same value in the same key order, but for what was
/// edited. To another: the fields that it has, with its required ones filled in ([`loss`] tells
/// what it can't carry).
pub fn write_json(card: &Card, spec: Spec) -> String {
    format!("{:#}\n", serde_json::Value::Object(card.to_json(spec)))
}
