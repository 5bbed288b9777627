//! What a rule says of a place.

use psl::render::Rendered;
use psl::{Edit, Fix, Label, Severity, Span};

/// One finding of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub code: &'static str,
    /// A warning, until whoever runs the rules makes it an error.
    pub severity: Severity,
    pub span: Span,
    pub message: String,
    pub labels: Vec<Label>,
    pub fixes: Vec<Fix>,
}

impl Finding {
    pub(crate) fn new(code: &'static str, span: &Span, message: String) -> Self {
        let (severity, span) = (Severity::Warning, span.clone());
        Self { code, severity, span, message, labels: Vec::new(), fixes: Vec::new() }
    }

    pub(crate) fn label(mut self, span: &Span, message: &str) -> Self {
        self.labels.push(Label { span: span.clone(), message: message.to_owned() });
        self
    }

    /// A fix of one edit, where there is a place for it.
    pub(crate) fn fix(mut self, title: impl Into<String>, edit: Option<Edit>) -> Self {
        if let Some(edit) = edit {
            self.fixes.push(Fix { title: title.into(), edits: vec![edit] });
        }
        self
    }
}

impl Rendered for Finding {
    fn code(&self) -> &str {
        self.code
    }

    fn severity(&self) -> Severity {
        self.severity
    }

    fn span(&self) -> &Span {
        &self.span
    }

    fn message(&self) -> &str {
        &self.message
    }

    fn labels(&self) -> &[Label] {
        &self.labels
    }

    fn fixes(&self) -> &[Fix] {
        &self.fixes
    }
}
