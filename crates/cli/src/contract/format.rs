//! `contract format`: a schema laid out as Prisma does.

use clap::Args;
use psl::{Edit, SourceFile};

use super::{Folder, source};
use crate::failure::{Failure, Outcome, answer};
use crate::say;

/// Lay out a schema as Prisma does, and complete half-written relations.
///
/// Also formats what does not parse, leaving the broken part alone. Files are replaced as a whole,
/// and only where something changes. The path - is stdin, printed to stdout.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  repertoire contract format --check    # in CI: exit code 1 if a file would change"
)]
pub(super) struct Format {
    #[command(flatten)]
    folder: Folder,
    /// Write nothing, and answer 1 if a file would change
    #[arg(long, conflicts_with = "stdout")]
    check: bool,
    /// Print the one file instead of writing it
    #[arg(long)]
    stdout: bool,
}

impl Format {
    pub(super) fn run(self) -> Outcome {
        let piped = self.folder.path()?.as_os_str() == "-";
        let files = self.folder.files()?;
        let formatted = formatted(&files);
        if self.stdout || (piped && !self.check) {
            return print(&formatted);
        }
        let changed: Vec<_> =
            files.iter().zip(&formatted).filter(|(file, text)| file.text != **text).collect();
        for (file, text) in &changed {
            if self.check {
                say::line(format_args!("{} is not formatted", file.path));
            } else {
                source::write(file, text)?;
                say::line(format_args!("formatted {}", file.path));
            }
        }
        if changed.is_empty() {
            say::note(format_args!(
                "{}: nothing to format",
                say::count(files.len(), "file", "files")
            ));
        }
        Ok(answer(!self.check || changed.is_empty()))
    }
}

fn print(formatted: &[String]) -> Outcome {
    match formatted {
        [text] => say::text(text),
        _ => {
            return Err(Failure::new(format!(
                "--stdout prints one file, and there are {}; name one",
                formatted.len()
            )));
        }
    }
    Ok(answer(true))
}

/// The halves of a relation can stand in different files, so all are completed at once.
fn formatted(files: &[SourceFile]) -> Vec<String> {
    let edits = psl::complete(files);
    let of_file = |at: usize| edits.iter().filter(move |edit| edit.span.file.0 as usize == at);
    files
        .iter()
        .enumerate()
        .map(|(at, file)| psl::format(&apply(&file.text, of_file(at))))
        .collect()
}

/// Edits come in the order of their places and do not overlap.
fn apply<'e>(text: &str, edits: impl Iterator<Item = &'e Edit>) -> String {
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        let range = edit.span.range.start as usize..edit.span.range.end as usize;
        out.push_str(&text[done..range.start]);
        out.push_str(&edit.text);
        done = range.end;
    }
    out.push_str(&text[done..]);
    out
}
