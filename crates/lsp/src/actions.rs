//! Fixes of findings, as the editor offers them.

use std::collections::HashMap;
use std::ops::Range;

use lsp_types::{CodeAction, CodeActionKind, TextEdit, Uri, WorkspaceEdit};
use psl::Edit;

use crate::findings::findings;
use crate::project::Project;

/// Every fix of every finding that touches the range.
// An address is a key of the protocol's own map; nothing in it changes.
#[allow(clippy::mutable_key_type)]
pub fn fixes(project: &Project, file: usize, range: Range<usize>) -> Vec<CodeAction> {
    let here = project.analysis.diagnostics.iter();
    let here = here.filter(|it| it.span.file.0 as usize == file).zip(findings(project, file));
    let touched = here.filter(|(it, _)| {
        it.span.range.start as usize <= range.end && range.start <= it.span.range.end as usize
    });
    let mut actions = Vec::new();
    for (it, finding) in touched {
        for (at, fix) in it.fixes.iter().enumerate() {
            actions.push(CodeAction {
                title: fix.title.clone(),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![finding.clone()]),
                edit: Some(edits(project, &fix.edits)),
                is_preferred: Some(at == 0),
                ..CodeAction::default()
            });
        }
    }
    actions
}

/// The protocol's form of edits in several files.
#[allow(clippy::mutable_key_type)]
pub(crate) fn edits(project: &Project, edits: &[Edit]) -> WorkspaceEdit {
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    for edit in edits {
        let Some(uri) = project.uri(edit.span.file) else { continue };
        let edit = TextEdit::new(project.range(&edit.span), edit.text.clone());
        changes.entry(uri).or_default().push(edit);
    }
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}
