//! Which side says what: `fields`, `references` and actions belong to the side with the columns.

use super::attribute_text;
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::{Context, End};
use crate::schema::Arity;

/// The two lists of a `@relation`.
const LISTS: [&str; 2] = ["fields", "references"];

impl Context<'_> {
    pub(super) fn check_sides(&mut self, holder: End, opposite: End) {
        if self.is_broken(holder.0) || self.is_broken(opposite.0) {
            return;
        }
        if self.arity(opposite) == Arity::List {
            self.check_one_to_many(holder, opposite);
        } else {
            self.check_one_to_one(holder, opposite);
        }
    }

    fn says(&self, end: End, list: &str) -> bool {
        let source = self.relation_source(end);
        let list = if list == "fields" { &source.fields } else { &source.references };
        list.as_ref().is_some_and(|list| !list.is_empty())
    }

    fn says_actions(&self, end: End) -> bool {
        let source = self.relation_source(end);
        source.on_delete.is_some() || source.on_update.is_some()
    }

    fn check_one_to_many(&mut self, holder: End, opposite: End) {
        for list in LISTS.into_iter().filter(|list| !self.says(holder, list)).collect::<Vec<_>>() {
            let message = self.must_specify(holder, list);
            self.side_error(holder, Some((holder, opposite)), &message);
        }
        if LISTS.iter().any(|list| self.says(opposite, list)) {
            let message = self.only_opposite(opposite, holder, "`fields` or `references`");
            self.side_error(opposite, None, &message);
        }
        if self.says_actions(opposite) {
            let message = self.only_opposite(opposite, holder, "`onDelete` or `onUpdate`");
            self.side_error(opposite, None, &message);
        }
    }

    fn check_one_to_one(&mut self, holder: End, opposite: End) {
        let before = self.diagnostics.len();
        for list in LISTS {
            match (self.says(holder, list), self.says(opposite, list)) {
                (false, false) => {
                    let message = self.both_sides(holder, opposite, list, "do not provide");
                    self.side_error(holder, Some((holder, opposite)), &message);
                    let message = self.both_sides(opposite, holder, list, "do not provide");
                    self.side_error(opposite, None, &message);
                }
                (true, true) => {
                    let message = self.both_sides(holder, opposite, list, "both provide");
                    self.side_error(holder, None, &message);
                    self.side_error(opposite, None, &message);
                }
                _ => {}
            }
        }
        self.check_action_sides(holder, opposite);
        if self.diagnostics.len() == before {
            self.check_mixed_sides(holder, opposite);
        }
        self.check_required_opposite(holder, opposite);
    }

    fn check_action_sides(&mut self, holder: End, opposite: End) {
        match (self.says_actions(holder), self.says_actions(opposite)) {
            (true, true) => {
                let message =
                    self.both_sides(opposite, holder, "onDelete` or `onUpdate", "both provide");
                self.side_error(opposite, None, &message);
                self.side_error(holder, None, &message);
            }
            (false, true) => {
                let message = self.only_opposite(opposite, holder, "`onDelete` or `onUpdate`");
                self.side_error(opposite, None, &message);
            }
            _ => {}
        }
    }

    /// `fields` here and `references` there, or both on the side that holds no column.
    fn check_mixed_sides(&mut self, holder: End, opposite: End) {
        let held = LISTS.map(|list| self.says(holder, list));
        let back = LISTS.map(|list| self.says(opposite, list));
        if held[0] && back[1] || held[1] && back[0] {
            let message = self.on_one_side(holder, opposite, held[0]);
            self.side_error(holder, None, &message);
            return self.side_error(opposite, None, &message);
        }
        if self.arity(holder) == Arity::Required && back.iter().any(|says| *says) {
            let (back_field, back_model) = self.names(opposite);
            let (field, model) = self.names(holder);
            let message = format!(
                "The relation field `{back_model}.{back_field}` defines the `fields` and/or \
                 `references` argument. You must set them on the required side of the relation \
                 (`{model}.{field}`) in order for the constraints to be enforced. Alternatively, you \
                 can change this field to be required and the opposite optional, or make both sides \
                 of the relation optional."
            );
            self.side_error(opposite, None, &message);
        }
    }

    fn check_required_opposite(&mut self, holder: End, opposite: End) {
        if self.arity(opposite) != Arity::Required {
            return;
        }
        let (field, model) = self.names(opposite);
        let to = self.names(holder).1;
        let message = format!(
            "The relation field `{field}` on Model `{model}` is required. This is not valid because \
             it's not possible to enforce this constraint on the database level. Please change the \
             field type from `{to}` to `{to}?` to fix this."
        );
        let source = &self.sources.models[opposite.0.0 as usize];
        let ty = source.fields[opposite.1.0 as usize].field.ty().map(|ty| ty.range().end);
        let at = self.field_span(opposite);
        let file = at.file;
        let mut diagnostic = Diagnostic::new(Code::RelationArity, at, attribute_text(&message));
        if let Some(end) = ty {
            let end = crate::Span { file, range: end..end };
            diagnostic = diagnostic.fix(format!("make it `{to}?`"), end, "?");
        }
        self.report(diagnostic);
    }

    /// At one side; with the relation itself where adding what is missing would cure it.
    fn side_error(&mut self, at: End, whole: Option<(End, End)>, message: &str) {
        let place = self.field_span(at);
        let mut diagnostic =
            Diagnostic::new(Code::RelationArguments, place, attribute_text(message));
        if let Some((holder, opposite)) = whole {
            diagnostic.fixes.extend(self.completion(holder, Some(opposite)));
        }
        self.report(diagnostic);
    }

    fn both_sides(&self, a: End, b: End, argument: &str, verb: &str) -> String {
        let (a_field, a_model) = self.names(a);
        let (b_field, b_model) = self.names(b);
        let only = if verb.starts_with("both") { "only " } else { "" };
        format!(
            "The relation fields `{a_field}` on Model `{a_model}` and `{b_field}` on Model \
             `{b_model}` {verb} the `{argument}` argument in the @relation attribute. You have to \
             provide it {only}on one of the two fields."
        )
    }

    fn only_opposite(&self, end: End, holder: End, arguments: &str) -> String {
        let (field, model) = self.names(end);
        let (to_field, to_model) = self.names(holder);
        format!(
            "The relation field `{field}` on Model `{model}` must not specify the {arguments} \
             argument in the @relation attribute. You must only specify it on the opposite field \
             `{to_field}` on model `{to_model}`."
        )
    }

    fn on_one_side(&self, holder: End, opposite: End, holds_fields: bool) -> String {
        let [mine, theirs] =
            if holds_fields { ["fields", "references"] } else { ["references", "fields"] };
        let (field, model) = self.names(holder);
        let (other_field, other_model) = self.names(opposite);
        format!(
            "The relation field `{field}` on Model `{model}` provides the `{mine}` argument in the \
             @relation attribute. And the related field `{other_field}` on Model `{other_model}` \
             provides the `{theirs}` argument. You must provide both arguments on the same side."
        )
    }

    fn must_specify(&self, end: End, list: &str) -> String {
        let (field, model) = self.names(end);
        let advice = match list {
            "fields" => " You can run `prisma format` to fix this automatically.",
            _ => "",
        };
        format!(
            "The relation field `{field}` on Model `{model}` must specify the `{list}` argument in \
             the @relation attribute.{advice}"
        )
    }
}
