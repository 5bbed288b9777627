//! Many-to-many relations: Prisma's own join table, or none.

use super::attribute_text;
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::{Context, End};
use crate::schema::ModelId;

impl Context<'_> {
    pub(super) fn check_many_to_many(&mut self, one: End, other: End) {
        let embedded = [one, other].iter().any(|end| self.relation_source(*end).fields.is_some());
        for (end, opposite) in [(one, other), (other, one)] {
            let at = self.field_span(end);
            let source = self.relation_source(end);
            if embedded || source.references.is_some() {
                let message = "Error validating: Embedded many-to-many relations are not supported on Postgres. Please use the syntax defined in https://pris.ly/d/relational-database-many-to-many";
                self.error(Code::ManyToMany, at.clone(), message);
                continue;
            }
            if source.on_delete.is_some() || source.on_update.is_some() {
                let message = attribute_text(
                    "Referential actions on two-way many-to-many relations are not supported",
                );
                let at = self.relation_span(end);
                self.error(Code::ManyToMany, at, message);
            }
            if self.is_view(end.0) || self.is_view(opposite.0) {
                let message = "Error validating: Implicit many-to-many relations are not supported for views.";
                self.error(Code::ManyToMany, at.clone(), message);
            }
            self.check_join_target(end, opposite.0, at);
        }
    }

    fn check_join_target(&mut self, end: End, other: ModelId, at: crate::Span) {
        if self.is_broken(other) {
            return;
        }
        let single = self.schema.model(other).primary_key.as_ref().map(|key| key.fields.len() == 1);
        let advice = match single {
            Some(true) => return,
            Some(false) => "Models without a single field `@id` can not be",
            None => "Models without `@id` cannot be",
        };
        let kind = if self.is_view(end.0) { "view" } else { "model" };
        let (name, from) = self.names(end);
        let to = self.schema.model(other);
        let message = format!(
            "Error validating field `{name}` in {kind} `{from}`: The relation field `{name}` on {kind} \
             `{from}` references `{}` which does not have an `@id` field. {advice} part of a many to \
             many relation. Use an explicit intermediate Model to represent this relationship.",
            to.name
        );
        let label = to.span.clone();
        let diagnostic = Diagnostic::new(Code::ManyToMany, at, message);
        self.report(diagnostic.label(label, "this model needs a single `@id` field"));
    }
}
