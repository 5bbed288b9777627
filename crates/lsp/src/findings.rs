//! Diagnostics, as the editor underlines them.

use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
};
use psl::Severity;

use crate::project::Project;

/// The findings of one file.
pub fn findings(project: &Project, file: usize) -> Vec<Diagnostic> {
    let all = project.analysis.diagnostics.iter();
    all.filter(|it| it.span.file.0 as usize == file).map(|it| finding(project, it)).collect()
}

fn finding(project: &Project, it: &psl::Diagnostic) -> Diagnostic {
    let labels = it.labels.iter().filter_map(|label| {
        let location: Location = project.location(&label.span)?;
        Some(DiagnosticRelatedInformation { location, message: label.message.clone() })
    });
    let related: Vec<_> = labels.collect();
    Diagnostic {
        range: project.range(&it.span),
        severity: Some(severity(it.severity())),
        code: Some(NumberOrString::String(it.code.as_str().to_owned())),
        source: Some("repertoire".to_owned()),
        message: it.message.clone(),
        related_information: (!related.is_empty()).then_some(related),
        ..Diagnostic::default()
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
    }
}
