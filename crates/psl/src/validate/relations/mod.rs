//! Relations: both sides, their columns, and what happens on delete and update.

mod actions;
mod ambiguity;
mod columns;
mod cycles;
mod many_to_many;
mod opposite;
mod sides;

use crate::diagnostic::span;
use crate::resolve::{Context, End};
use crate::schema::{Arity, FieldKind, ModelId};

/// Where Prisma says that something is wrong with `@relation`.
fn attribute_text(message: &str) -> String {
    format!("Error parsing attribute \"@relation\": {message}")
}

impl Context<'_> {
    pub(super) fn check_relations(&mut self) {
        let groups = std::mem::take(&mut self.groups);
        let mut pairs = Vec::new();
        for group in &groups {
            let clear = self.check_ambiguity(group);
            for (one, other) in group.pairs() {
                for end in std::iter::once(one).chain(other) {
                    self.check_end(end);
                }
                pairs.extend(clear.then_some((one, other)));
            }
        }
        pairs.sort_by_key(|(one, other)| self.met_at(*one, *other));
        for (one, other) in pairs {
            self.check_pair(one, other);
        }
        self.groups = groups;
        self.check_cycles();
    }

    /// The field at which Prisma, reading models in their order, meets a relation.
    fn met_at(&self, one: End, other: Option<End>) -> End {
        match other {
            Some(second) if [one, second].iter().all(|end| self.arity(*end) == Arity::List) => {
                self.in_join_order(one, second).0
            }
            _ => self.foreign_key_side(one, other).0,
        }
    }

    /// What can be asked of one side alone.
    fn check_end(&mut self, end: End) {
        self.check_ignored(end);
        self.check_known_actions(end);
        self.check_relation_index(end);
    }

    /// A relation to an ignored model is out of the client's reach.
    fn check_ignored(&mut self, (model, field): End) {
        let it = self.schema.model(model).field(field);
        let FieldKind::Relation { model: other, .. } = it.kind else { return };
        let (from, to) = (self.schema.model(model), self.schema.model(other));
        if !to.ignored || it.ignored || from.ignored {
            return;
        }
        let message = format!(
            "Error parsing attribute \"@ignore\": The relation field `{}` on Model `{}` must \
             specify the `@ignore` attribute, because the model {} it is pointing to is marked \
             ignored.",
            it.name, from.name, to.name
        );
        let at = self.field_span((model, field));
        let label = to.span.clone();
        let end = crate::Span { file: at.file, range: at.range.end..at.range.end };
        let diagnostic = crate::Diagnostic::new(crate::Code::IgnoredTarget, at, message);
        let diagnostic = diagnostic.label(label, "ignored here");
        self.report(diagnostic.fix("add `@ignore`", end, " @ignore"));
    }

    fn check_pair(&mut self, one: End, other: Option<End>) {
        let Some(other) = other else { return self.check_half(one) };
        if self.arity(one) == Arity::List && self.arity(other) == Arity::List {
            let (one, other) = self.in_join_order(one, other);
            return self.check_many_to_many(one, other);
        }
        let (holder, opposite) = self.foreign_key_side(one, Some(other));
        let Some(opposite) = opposite else { return };
        self.check_columns(holder, opposite.0);
        self.check_set_null(holder);
        self.check_sides(holder, opposite);
        if self.arity(opposite) != Arity::List {
            self.check_one_to_one_unique(holder);
        }
    }

    /// A relation that only one side knows.
    fn check_half(&mut self, end: End) {
        let Some(other) = self.relation_target(end) else { return };
        if self.arity(end) != Arity::List {
            self.check_columns(end, other);
            self.check_set_null(end);
        }
        self.check_opposite(end, other);
    }

    fn relation_target(&self, (model, field): End) -> Option<ModelId> {
        match self.schema.model(model).field(field).kind {
            FieldKind::Relation { model, .. } => Some(model),
            FieldKind::Scalar(_) => None,
        }
    }

    fn field_span(&self, (model, field): End) -> crate::Span {
        let source = &self.sources.models[model.0 as usize];
        span(source.file, source.fields[field.0 as usize].field.range())
    }

    /// `author` on model `Post`, as a pair of names.
    fn names(&self, (model, field): End) -> (&str, &str) {
        let model = self.schema.model(model);
        (&model.field(field).name, &model.name)
    }
}
