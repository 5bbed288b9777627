//! Character card formats, lorebook activation, prompt preview.
//!
//! Bytes in, values out: nothing here opens a file, asks the clock or holds a connection, and
//! every allocation is bounded by [`limits`]. [`read`] takes a card as people have it and says
//! what it repaired; [`write_json`], [`write_png`] and [`export`] give back what was read, key for key and
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

pub mod activation;
mod archive;
mod book;
mod card;
mod date;
mod dialect;
mod diff;
mod error;
mod export;
mod js;
mod json;
pub mod limits;
mod lorebook;
pub mod macros;
mod model;
mod notes;
mod object;
mod patch;
mod picture;
mod png;
pub mod prompt;
mod reading;
mod spec;
pub mod tokens;
mod yaml;
mod zip;

pub use book::{BookFormat, BookReading, read_book};
pub use card::Card;
pub use diff::{Change, Difference, Piece, diff, diff_books};
pub use error::CardError;
pub use export::{Loss, Target, Tool, book_losses, export, export_book, loss, losses, portrait};
pub use lorebook::{EntryId, LoreEntry, Lorebook, Position};
pub use model::{Asset, CardData};
pub use notes::{Repair, Warning};
pub use object::Layout;
pub use png::{ChunkLine, chunks, write_png};
pub use reading::{Alternative, Attachment, Disposition, FieldLine, Reading};
pub use spec::{Container, Dialect, Format, Keyword, Picture, Spec};
pub use zip::is_archive;

/// Reads a character card: V1, V2 or V3 or a tool's own, as JSON or YAML, inside a picture or in an
/// archive.
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
        spec::Sniffed::Picture(Picture::Png) => png::read(bytes),
        spec::Sniffed::Picture(picture) if zip::ends_as_zip(bytes) => behind(bytes, picture),
        spec::Sniffed::Picture(picture) => picture::read(bytes, picture),
        spec::Sniffed::Zip => archive::read(bytes, None),
        spec::Sniffed::Module => Err(CardError::LorebookAlone { format: BookFormat::RisuModule }),
        spec::Sniffed::Text => json::read(bytes),
        spec::Sniffed::Other(format) => Err(CardError::OtherFormat { format }),
    }
}

/// A picture that something like a zip follows: that is where the card is, or in its EXIF.
fn behind(bytes: &[u8], picture: Picture) -> Result<Reading, CardError> {
    archive::read(bytes, Some(picture)).or_else(|refusal| match picture::read(bytes, picture) {
        Err(CardError::NoCardInPicture { .. }) => Err(refusal),
        read => read,
    })
}

/// The card as JSON text of that specification.
///
/// To the specification it was read from: the same value in the same key order, but for what was
/// edited. To another: the fields that it has, with its required ones filled in ([`loss`] tells
/// what it can't carry).
pub fn write_json(card: &Card, spec: Spec) -> String {
    format!("{:#}\n", serde_json::Value::Object(card.to_json(spec)))
}
