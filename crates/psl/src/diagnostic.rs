//! What is said about a schema: where, what, and how to mend it.

use std::ops::Range;

pub use crate::code::{Code, Severity};
use crate::schema::{FileId, Span};

/// A second place that explains the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub message: String,
}

/// A replacement of a piece of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// A change that cures the diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub title: String,
    pub edits: Vec<Edit>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub span: Span,
    pub message: String,
    pub labels: Vec<Label>,
    pub fixes: Vec<Fix>,
    /// Found by a rule over what was resolved, although its code is one of resolving.
    pub(crate) late: bool,
}

impl Diagnostic {
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        let (labels, fixes) = (Vec::new(), Vec::new());
        Self { code, span, message: message.into(), labels, fixes, late: false }
    }

    /// Found by a rule over what was resolved: it hides nothing else, and is told after what does.
    #[must_use]
    pub(crate) fn late(mut self) -> Self {
        self.late = true;
        self
    }

    #[must_use]
    pub fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// A fix of one edit.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        let edits = vec![Edit { span, text: text.into() }];
        self.fixes.push(Fix { title: title.into(), edits });
        self
    }

    /// Offers the known name that was probably meant, if there is one.
    #[must_use]
    pub(crate) fn meant(self, near: Option<&str>, span: Span) -> Self {
        match near {
            Some(near) => self.fix(format!("did you mean `{near}`?"), span, near),
            None => self,
        }
    }

    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }
}

/// A span of a file from a byte range.
pub(crate) fn span(file: FileId, range: Range<u32>) -> Span {
    Span { file, range }
}
