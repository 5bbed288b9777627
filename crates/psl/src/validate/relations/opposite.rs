//! A relation that only one side knows.

use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::resolve::{Context, End};
use crate::schema::{ModelId, ModelKind};

impl Context<'_> {
    pub(super) fn check_opposite(&mut self, end: End, other: ModelId) {
        // What can't be read may be the field that is missing.
        if self.is_broken(end.0) || self.is_broken(other) {
            return;
        }
        let (name, from) = self.names(end);
        let to = self.schema.model(other);
        let view = self.schema.model(end.0).kind == ModelKind::View;
        let kind = if view { "view" } else { "model" };
        let message = format!(
            "Error validating field `{name}` in {kind} `{from}`: The relation field `{name}` on {kind} \
             `{from}` is missing an opposite relation field on the model `{}`. Either run `prisma \
             format` or add it manually.",
            to.name
        );
        let label = to.span.clone();
        let at = self.field_span(end);
        let diagnostic = Diagnostic::new(Code::MissingOpposite, at, message);
        let mut diagnostic = diagnostic.label(label, "the opposite field is missing here");
        diagnostic.fixes.extend(self.completion(end, None));
        self.report(diagnostic);
    }

    /// What `contract format` would add to make the relation whole.
    pub(super) fn completion(&self, one: End, other: Option<End>) -> Option<Fix> {
        let edits = self.missing_parts(one, other);
        let title = "complete the relation".to_owned();
        (!edits.is_empty()).then_some(Fix { title, edits })
    }
}
