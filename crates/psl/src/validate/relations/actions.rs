//! Referential actions: which there are, and which can be carried out.

use super::attribute_text;
use crate::diagnostic::{Code, Diagnostic, span};
use crate::resolve::{Context, End};
use crate::schema::{Arity, ReferentialAction};

impl Context<'_> {
    /// What Prisma itself carries out where there are no foreign keys.
    pub(super) fn check_known_actions(&mut self, end: End) {
        if self.uses_foreign_keys() {
            return;
        }
        let source = self.relation_source(end);
        let actions: Vec<_> = source.on_delete.iter().chain(&source.on_update).cloned().collect();
        for (action, range) in actions {
            let advice = match action {
                ReferentialAction::NoAction => {
                    ". `NoAction` is not implemented for Postgres when using `relationMode = \"prisma\"`, you could try using `Restrict` instead. Learn more at https://pris.ly/d/relation-mode"
                }
                ReferentialAction::SetDefault => "",
                _ => continue,
            };
            let message = format!(
                "Error validating: Invalid referential action: `{action:?}`. Allowed values: (`Cascade`, `Restrict`, `SetNull`){advice}"
            );
            let at = span(self.source(end.0).0, range);
            let diagnostic = Diagnostic::new(Code::ReferentialAction, at.clone(), message);
            self.report(diagnostic.fix("use `Restrict`", at, "Restrict"));
        }
    }

    /// `SetNull` needs columns that can be null.
    pub(super) fn check_set_null(&mut self, holder: End) {
        let source = self.relation_source(holder);
        let fields = source.fields.clone().unwrap_or_default();
        let model = self.schema.model(holder.0);
        if !fields.iter().any(|id| model.field(*id).arity == Arity::Required) {
            return;
        }
        let actions =
            [("onDelete", source.on_delete.clone()), ("onUpdate", source.on_update.clone())];
        for (name, action) in actions {
            if let Some((ReferentialAction::SetNull, range)) = action {
                let at = span(self.source(holder.0).0, range);
                self.set_null(name, at);
            }
        }
    }

    fn set_null(&mut self, name: &str, at: crate::Span) {
        let warned = self.uses_foreign_keys() && self.schema.datasource.is_some();
        let (code, message) = if warned {
            (
                Code::SetNullRequired,
                format!(
                    "The `{name}` referential action of a relation should not be set to `SetNull` when a referenced field is required. We recommend either to choose another referential action, or to make the referenced fields optional. Read more at https://pris.ly/d/postgres-set-null"
                ),
            )
        } else {
            let message = format!(
                "The `{name}` referential action of a relation must not be set to `SetNull` when a referenced field is required.\nEither choose another referential action, or make the referenced fields optional."
            );
            (Code::ReferentialAction, attribute_text(&message))
        };
        let diagnostic = Diagnostic::new(code, at.clone(), message);
        self.report(diagnostic.fix("use `Restrict`", at, "Restrict"));
    }
}
