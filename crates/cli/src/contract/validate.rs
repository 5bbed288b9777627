//! `contract validate`: every finding of a schema, in one run.

use std::io::stdout;

use clap::Args;
use psl::render;
use psl::{Diagnostic, SourceFile};

use super::{Folder, Report, excerpts};
use crate::failure::{Outcome, answer};
use crate::say;

/// Check a schema and report everything that is wrong with it.
///
/// Exit code 0 if there is no error (warnings may be), 1 otherwise. Each finding has a code that
/// `repertoire contract explain` explains. The path - is stdin.
///
/// JSON is an array of {code, severity, file, start, end, line, message, fixes}, with byte offsets.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  repertoire contract validate\n  repertoire contract validate prisma/schema.prisma --format json\n  git show HEAD:prisma/schema.prisma | repertoire contract validate -"
)]
pub(super) struct Validate {
    #[command(flatten)]
    folder: Folder,
    /// For whom the findings are written
    #[arg(long, value_enum, default_value_t = Report::Human)]
    format: Report,
}

impl Validate {
    pub(super) fn run(self) -> Outcome {
        let files = self.folder.files()?;
        let analysis = psl::analyze(&files);
        if analysis.left_out > 0 {
            let (shown, left_out) = (psl::FINDINGS_MAX, analysis.left_out);
            say::note(format!("only the first {shown} findings are kept; {left_out} are left out"));
        }
        match self.format {
            Report::Human => human(&files, &analysis.diagnostics),
            Report::Json => say::line(render::json(&files, &analysis.diagnostics)),
        }
        Ok(answer(analysis.is_valid()))
    }
}

fn human(files: &[SourceFile], findings: &[Diagnostic]) {
    say::text(excerpts(files, findings, "--format json", &stdout()));
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    let warnings = findings.len() - errors;
    let files = say::count(files.len(), "file", "files");
    say::line(match (errors, warnings) {
        (0, 0) => format!("{files}: valid"),
        (0, _) => format!("{files}: valid, with {}", say::count(warnings, "warning", "warnings")),
        (_, 0) => format!("{files}: {}", say::count(errors, "error", "errors")),
        _ => format!(
            "{files}: {}, {}",
            say::count(errors, "error", "errors"),
            say::count(warnings, "warning", "warnings")
        ),
    });
}
