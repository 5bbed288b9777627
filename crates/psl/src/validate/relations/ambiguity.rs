//! Several relations between the same models need names.

use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::{Context, Group};
use crate::schema::{FieldId, ModelId};

impl Context<'_> {
    /// Whether it is clear which fields belong together.
    pub(super) fn check_ambiguity(&mut self, group: &Group) -> bool {
        let most = if group.is_self() { 2 } else { 1 };
        let unnamed_pair = group.is_self() && group.name.is_none() && group.left.len() == 2;
        let left = group.left.len() > most || unnamed_pair;
        let right = group.right.len() > most;
        if left {
            self.ambiguous(group, group.models.0, group.models.1, &group.left);
        }
        if right {
            self.ambiguous(group, group.models.1, group.models.0, &group.right);
        }
        !left && !right
    }

    fn ambiguous(&mut self, group: &Group, model: ModelId, other: ModelId, fields: &[FieldId]) {
        let message = self.ambiguity_message(group, model, other, fields);
        let message = self.model_message(model, &message);
        let at = self.field_span((model, fields[0]));
        let mut diagnostic = Diagnostic::new(Code::AmbiguousRelation, at, message);
        for field in &fields[1..] {
            diagnostic = diagnostic.label(self.field_span((model, *field)), "and this one");
        }
        self.report(diagnostic);
    }

    fn ambiguity_message(
        &self,
        group: &Group,
        model: ModelId,
        other: ModelId,
        fields: &[FieldId],
    ) -> String {
        let names = self.listed(model, fields);
        let name = &self.schema.model(model).name;
        let other = &self.schema.model(other).name;
        match (group.is_self(), &group.name, fields.len()) {
            (true, None, 2) => format!(
                "Ambiguous self relation detected. The fields {names} in model `{name}` both refer to `{other}`. If they are part of the same relation add the same relation name for them with `@relation(<name>)`."
            ),
            (true, None, _) => format!(
                "Unnamed self relation detected. The fields {names} in model `{name}` have no relation name. Please provide a relation name for one of them by adding `@relation(<name>)`."
            ),
            (true, Some(_), _) => format!(
                "Wrongly named self relation detected. The fields {names} in model `{name}` have the same relation name. At most two relation fields can belong to the same relation and therefore have the same name. Please assign a different relation name to one of them."
            ),
            (false, None, _) => format!(
                "Ambiguous relation detected. The fields {names} in model `{name}` both refer to `{other}`. Please provide different relation names for them by adding `@relation(<name>)`."
            ),
            (false, Some(_), _) => format!(
                "Wrongly named relation detected. The fields {names} in model `{name}` both use the same relation name. Please provide different relation names for them through `@relation(<name>)`."
            ),
        }
    }

    fn listed(&self, model: ModelId, fields: &[FieldId]) -> String {
        let mut names: Vec<_> =
            fields.iter().map(|id| format!("`{}`", self.field_name(model, *id))).collect();
        let last = names.pop().unwrap_or_default();
        if names.is_empty() { last } else { format!("{} and {last}", names.join(", ")) }
    }
}
