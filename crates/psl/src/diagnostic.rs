//! What is said about a schema: where, what, and how to mend it.

use std::ops::Range;

pub use crate::code::{Code, Severity};
use crate::schema::{FileId, Span};
use crate::syntax::ast::Block;

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

/// What was being done when something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Names and attributes were resolved: what is missing elsewhere may be hidden by it.
    Resolving,
    /// A rule looked at what was resolved.
    ByRule,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub span: Span,
    pub message: String,
    pub labels: Vec<Label>,
    pub fixes: Vec<Fix>,
    /// Where the code alone does not tell.
    pub(crate) found: Option<Found>,
}

impl Diagnostic {
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        let (labels, fixes) = (Vec::new(), Vec::new());
        Self { code, span, message: message.into(), labels, fixes, found: None }
    }

    #[must_use]
    pub(crate) fn found(mut self, found: Found) -> Self {
        self.found = Some(found);
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

    /// Offers to add a line at the end of a block, if something closes it.
    #[must_use]
    pub(crate) fn add_line(
        self,
        title: impl Into<String>,
        file: FileId,
        block: Block<'_>,
        line: &str,
    ) -> Self {
        match block.closing() {
            Some(at) => self.fix(title, span(file, at..at), format!("  {line}\n")),
            None => self,
        }
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
