//! `card convert`: a card or lorebook in another format, with what that can't carry.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use card::{Loss, Target, Tool};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use serde_json::json;

use super::{File, Opened, bytes, open};
use crate::failure::{Failure, Outcome, answer};
use crate::say;

/// Write a card or lorebook in another format, and say first what that can't carry.
///
/// To the format that the file has already, it comes back byte for byte.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 it was written; 1 it was not, because the file was refused, there would be losses and
--strict was given, or the output is there already.

Examples:
  repertoire card convert ada.charx --to png -o ada.png --for sillytavern
  repertoire card convert ada.png --to world-info -o ada-lore.json")]
pub(super) struct Convert {
    #[command(flatten)]
    file: File,
    /// What to write: a card, or the lorebook alone
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    to: String,
    /// Where to; - is stdout
    #[arg(long, short, value_name = "OUT")]
    output: PathBuf,
    /// The tool that will read it: say what that loses besides
    #[arg(long = "for", value_name = "TOOL", value_parser = PossibleValuesParser::new(Tool::ALL.map(|it| it.0)))]
    tool: Option<String>,
    /// A picture to take in place of the file's own
    #[arg(long, value_name = "PICTURE")]
    picture: Option<PathBuf>,
    /// Write nothing if anything would be lost
    #[arg(long)]
    strict: bool,
    /// Replace what is there
    #[arg(long)]
    force: bool,
    /// The losses as JSON, on stdout; on stderr where the output goes there
    #[arg(long)]
    json: bool,
}

impl Convert {
    pub(super) fn run(self) -> Outcome {
        let also = OTHER_NAMES.iter().find(|(other, _)| *other == self.to);
        let target = named(&Target::ALL, also.map_or(self.to.as_str(), |(_, name)| name));
        let tool = self.tool.as_ref().and_then(|name| named(&Tool::ALL, name));
        let target = target.ok_or_else(|| Failure::new("there is no such format"))?;
        let (original, opened) = open(&self.file.path)?;
        let picture = self.picture.as_deref().map(bytes).transpose()?;
        let losses = losses(&opened, target, tool, &original)?;
        self.report(&losses);
        if self.strict && !losses.is_empty() {
            return Err(Failure::new("nothing is written, for --strict allows no loss"));
        }
        let written = match &opened {
            Opened::Card(reading) => {
                card::export(&reading.card, target, &original, picture.as_deref())?
            }
            Opened::Book(reading) => {
                card::export_book(&reading.book, target == Target::WorldInfo, &original)
            }
        };
        write(&self.output, &written, self.force)?;
        if self.output.as_os_str() != "-" {
            say::note(format_args!("wrote {} ({} bytes)", self.output.display(), written.len()));
        }
        Ok(answer(true))
    }

    fn report(&self, losses: &[Loss]) {
        let on_stderr = self.output.as_os_str() == "-";
        if self.json {
            let list: Vec<_> =
                losses.iter().map(|it| json!({ "path": it.path, "why": it.why })).collect();
            let report = json!({ "losses": list });
            return if on_stderr { say::note(say::escaped(&report)) } else { say::json(&report) };
        }
        for Loss { path, why } in losses {
            say::note(say::one_line(format_args!("lost: {path}: {why}")));
        }
    }
}

/// What people call a format besides.
const OTHER_NAMES: [(&str, &str); 4] =
    [("json", "v3"), ("apng", "png"), ("worldinfo", "world-info"), ("lorebook", "lorebook-v3")];

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(Target::ALL.map(|(name, _)| {
        let others = OTHER_NAMES.iter().filter(|(_, it)| *it == name);
        PossibleValue::new(name).aliases(others.map(|(other, _)| *other))
    }))
}

fn named<T: Copy>(all: &[(&str, T)], name: &str) -> Option<T> {
    all.iter().find(|(it, _)| *it == name).map(|(_, value)| *value)
}

fn losses(
    opened: &Opened,
    target: Target,
    tool: Option<Tool>,
    original: &[u8],
) -> Result<Vec<Loss>, Failure> {
    match opened {
        Opened::Card(reading) => Ok(card::losses(reading, target, tool, original)?),
        Opened::Book(reading) if target.is_book() => {
            Ok(card::book_losses(&reading.book, target == Target::WorldInfo))
        }
        Opened::Book(_) => Err(Failure::new(
            "this is a lorebook without a character; convert it to world-info or lorebook-v3",
        )),
    }
}

/// Never over what is there, unless that was asked for.
fn write(path: &Path, bytes: &[u8], force: bool) -> Result<(), Failure> {
    if path.as_os_str() == "-" {
        std::io::stdout().lock().write_all(bytes)?;
        return Ok(());
    }
    let mut options = OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    let written = options.open(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::new(format!(
            "{} is there already; name another, or replace it with --force",
            path.display()
        )),
        _ => Failure::new(format!("{} can't be written: {error}", path.display())),
    })
}
