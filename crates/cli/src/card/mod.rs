//! `repertoire card`: character cards and lorebooks as files, without a server.

mod activate;
mod convert;
mod diff;
mod inspect;
mod prompt;

use std::fs;
use std::path::{Path, PathBuf};

use card::{BookReading, CardError, Reading};
use clap::{Args, Subcommand};

use crate::failure::{Failure, Outcome};

/// Look into character cards and lorebooks, convert and compare them, and see what fires.
///
/// Cards: V1, V2, V3 as JSON or YAML; PNG, APNG, JPEG, WebP; CHARX; BYAF; Pygmalion,
/// text-generation-webui, Backyard, Agnai. Books: SillyTavern world info, Agnai, NovelAI, RisuAI,
/// lorebook_v3. What a file is, its bytes tell, and not its name.
#[derive(Debug, Args)]
pub(crate) struct Card {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Inspect(inspect::Inspect),
    Convert(convert::Convert),
    Diff(diff::Diff),
    Activate(activate::Activate),
    Prompt(prompt::Prompt),
}

impl Card {
    pub(crate) fn run(self) -> Outcome {
        match self.command {
            Command::Inspect(inspect) => inspect.run(),
            Command::Convert(convert) => convert.run(),
            Command::Diff(diff) => diff.run(),
            Command::Activate(activate) => activate.run(),
            Command::Prompt(prompt) => prompt.run(),
        }
    }
}

/// A file that was read: a character, or a lorebook alone.
enum Opened {
    Card(Box<Reading>),
    Book(Box<BookReading>),
}

/// Reads a file; a path of `-` is stdin.
fn open(path: &Path) -> Result<(Vec<u8>, Opened), Failure> {
    let bytes = bytes(path)?;
    let opened = opened(path, &bytes)?;
    Ok((bytes, opened))
}

fn opened(path: &Path, bytes: &[u8]) -> Result<Opened, Failure> {
    let refused = |error: CardError| Failure::new(format!("{}: {error}", path.display()));
    Ok(match card::read(bytes) {
        Ok(reading) => Opened::Card(Box::new(reading)),
        Err(CardError::LorebookAlone { .. }) => {
            Opened::Book(Box::new(card::read_book(bytes).map_err(refused)?))
        }
        // NovelAI keeps a lorebook in a picture that carries no card.
        Err(error) => Opened::Book(Box::new(card::read_book(bytes).map_err(|_| refused(error))?)),
    })
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    read.map_err(|error| Failure::new(format!("{} can't be read: {error}", path.display())))
}

/// A file to be read.
#[derive(Debug, Args)]
struct File {
    /// A card or a lorebook; - is stdin
    #[arg(value_name = "FILE")]
    path: PathBuf,
}
