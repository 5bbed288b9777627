//! `repertoire card activate`: which entries of a lorebook a chat calls for, and why.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ::card::activation::{Activation, Book, Bound, PROFILES, Profile, Vector};
use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::Value;

use super::{Opened, bytes, opened};
use crate::failure::{Failure, Outcome};
use crate::import::file_name;
use crate::say;

/// Say which entries of a lorebook a chat calls for, and for every entry why it fired or did not.
///
/// VECTOR is a JSON file with `chat` (a list of `name` and `mes`), `settings` (`world_info_*`),
/// `maxContext`, `random` (a number, a list, or `{"seed": N}`) and `tokens` (how tokens are counted);
/// `-` reads it from stdin. Prints the texts that go into the prompt, in the shape of SillyTavern's
/// answer, and `entries` beside them.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  repertoire card activate case.json --book eldoria.json --profile repertoire"
)]
pub(crate) struct Activate {
    /// The case to run
    #[arg(value_name = "VECTOR")]
    vector: PathBuf,
    /// SillyTavern's world info, a card's `character_book`, or a card
    #[arg(long, value_name = "FILE")]
    book: PathBuf,
    /// Whose rules are followed
    #[arg(long, value_name = "P", default_value = PROFILES[0].1, value_parser = profiles())]
    profile: String,
}

pub(super) fn profiles() -> PossibleValuesParser {
    PossibleValuesParser::new(PROFILES.map(|(_, name)| name))
}

pub(super) fn profile(name: &str) -> Profile {
    // The parser above let nothing else pass.
    Profile::parse(name).unwrap_or_default()
}

impl Activate {
    pub(crate) fn run(self) -> Outcome {
        let vector = Vector::from_json(json_of(&self.vector)?)?;
        let profile = profile(&self.profile);
        let name = vector.book().map_or_else(|| file_name(&self.book), str::to_owned);
        let book = book_of(&self.book, &name)?;
        let mut around = vector.around(profile);
        let books = [(&book, Bound::Global)];
        let activation =
            ::card::activation::activate(&books, &vector.scene(), profile, &mut around);
        say::note(summary(&activation, profile, &around.tokens.name()));
        say::json(&activation.to_answer(vector.is_timed()));
        Ok(ExitCode::SUCCESS)
    }
}

fn summary(activation: &Activation, profile: Profile, tokens: &str) -> String {
    let cut = if activation.cut { "; cut off, since it took too much work" } else { "" };
    format!(
        "{}: {} of {} entries fired in {} rounds, budget {} ({tokens}){cut}",
        profile.as_str(),
        activation.fired.len(),
        activation.entries.len(),
        activation.rounds,
        activation.budget,
    )
}

pub(super) fn json_of(path: &Path) -> Result<Value, Failure> {
    parse(path, &bytes(path)?)
}

/// JSON, with or without a byte order mark.
pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Value, Failure> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes)
        .map_err(|error| Failure::new(format!("{} is not JSON: {error}", path.display())))
}

/// A book from a file of its own, or out of a card in any container.
pub(super) fn book_of(path: &Path, name: &str) -> Result<Book, Failure> {
    let bytes = bytes(path)?;
    let json = match parse(path, &bytes) {
        Ok(json) => json,
        Err(not_json) => match opened(path, &bytes) {
            Ok(Opened::Card(reading)) => Value::Object(reading.card.to_json(reading.format.spec)),
            Ok(Opened::Book(reading)) => Value::Object(reading.book.to_json()),
            Err(_) if bytes.starts_with(b"{") => return Err(not_json),
            Err(refused) => return Err(refused),
        },
    };
    Book::from_json(json, name)
        .map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}
