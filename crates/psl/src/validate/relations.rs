//! Relations: both sides, their columns, and what happens on delete and update.

use crate::diagnostic::{Code, Diagnostic, span};
use crate::resolve::{Context, End, Group};
use crate::schema::{Arity, FieldId, ModelId, ModelKind, ReferentialAction, ScalarType};

impl Context<'_> {
    pub(super) fn check_relations(&mut self) {
        let groups = std::mem::take(&mut self.groups);
        for group in &groups {
            let clear = self.check_ambiguity(group);
            for (one, other) in group.pairs() {
                match other {
                    Some(other) => self.check_pair(one, other),
                    None if clear => self.missing_opposite(one),
                    None => {}
                }
                for end in std::iter::once(one).chain(other) {
                    self.check_ignored(end);
                }
            }
        }
        self.groups = groups;
    }

    /// A relation to an ignored model is out of the client's reach.
    fn check_ignored(&mut self, (model, field): End) {
        let it = self.schema.model(model).field(field);
        let crate::schema::FieldKind::Relation { model: other, .. } = it.kind else { return };
        let (from, to) = (self.schema.model(model), self.schema.model(other));
        if to.ignored && !it.ignored && !from.ignored {
            let message = format!(
                "Error parsing attribute \"@ignore\": The relation field `{}` on Model `{}` must \
                 specify the `@ignore` attribute, because the model {} it is pointing to is marked \
                 ignored.",
                it.name, from.name, to.name
            );
            let at = it.span.clone();
            self.error(Code::RelationArguments, at, message);
        }
    }

    fn check_ambiguity(&mut self, group: &Group) -> bool {
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
        let names = self.listed(model, fields);
        let name = &self.schema.model(model).name;
        let other = &self.schema.model(other).name;
        let message = match (group.is_self(), &group.name, fields.len()) {
            (true, None, 2) => format!(
                "Ambiguous self relation detected. The fields {names} in model `{name}` both refer to `{other}`. If they are part of the same relation add the same relation name for them with `@relation(<name>)`."
            ),
            (true, None, _) => format!(
                "Unnamed self relation detected. The fields {names} in model `{name}` have no relation name. Please provide a relation name for one of them by adding `@relation(<name>)."
            ),
            (true, Some(_), _) => format!(
                "Wrongly named self relation detected. The fields {names} in model `{name}` have the same relation name. At most two relation fields can belong to the same relation and therefore have the same name. Please assign a different relation name to one of them."
            ),
            (false, None, _) => format!(
                "Ambiguous relation detected. The fields {names} in model `{name}` both refer to `{other}`. Please provide different relation names for them by adding `@relation(<name>)."
            ),
            (false, Some(_), _) => format!(
                "Wrongly named relation detected. The fields {names} in model `{name}` both use the same relation name. Please provide different relation names for them through `@relation(<name>)."
            ),
        };
        let message = self.model_message(model, &message);
        let at = self.field_span((model, fields[0]));
        let mut diagnostic = Diagnostic::new(Code::AmbiguousRelation, at, message);
        for field in &fields[1..] {
            diagnostic = diagnostic.label(self.field_span((model, *field)), "and this one");
        }
        self.report(diagnostic);
    }

    fn listed(&self, model: ModelId, fields: &[FieldId]) -> String {
        let mut names: Vec<_> =
            fields.iter().map(|id| format!("`{}`", self.field_name(model, *id))).collect();
        let last = names.pop().unwrap_or_default();
        if names.is_empty() { last } else { format!("{} and {last}", names.join(", ")) }
    }

    fn field_span(&self, (model, field): End) -> crate::Span {
        let source = &self.sources.models[model.0 as usize];
        span(source.file, source.fields[field.0 as usize].field.range())
    }

    fn missing_opposite(&mut self, end: End) {
        let (model, field) = end;
        let from = self.schema.model(model);
        let crate::schema::FieldKind::Relation { model: other, .. } = from.field(field).kind else {
            return;
        };
        let to = self.schema.model(other);
        if from.ignored || to.ignored || from.field(field).ignored {
            return;
        }
        let kind = if from.kind == ModelKind::View { "view" } else { "model" };
        let name = &from.field(field).name;
        let message = format!(
            "Error validating field `{name}` in {kind} `{}`: The relation field `{name}` on {kind} \
             `{}` is missing an opposite relation field on the model `{}`. Either run `prisma \
             format` or add it manually.",
            from.name, from.name, to.name
        );
        let at = self.field_span(end);
        let label = to.span.clone();
        let diagnostic = Diagnostic::new(Code::MissingOpposite, at, message);
        self.report(diagnostic.label(label, "the opposite field is missing here"));
    }

    fn check_pair(&mut self, one: End, other: End) {
        if self.arity(one) == Arity::List && self.arity(other) == Arity::List {
            return self.check_many_to_many(one, other);
        }
        let (holder, opposite) = self.foreign_key_side(one, Some(other));
        let Some(opposite) = opposite else { return };
        self.check_sides(holder, opposite);
        self.check_columns(holder, opposite);
        self.check_actions(holder);
    }

    fn check_many_to_many(&mut self, one: End, other: End) {
        for (end, opposite) in [(one, other), (other, one)] {
            let at = self.field_span(end);
            let source = self.relation_source(end);
            if source.fields.is_some() || source.references.is_some() {
                let message = "Error validating: Embedded many-to-many relations are not supported on Postgres. Please use the syntax defined in https://pris.ly/d/relational-database-many-to-many";
                self.error(Code::ManyToMany, at.clone(), message);
                continue;
            }
            if source.on_delete.is_some() || source.on_update.is_some() {
                let message = "Error parsing attribute \"@relation\": Referential actions on two-way many-to-many relations are not supported";
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
        let single = self.schema.model(other).primary_key.as_ref().map(|key| key.fields.len() == 1);
        let kind = if self.is_view(end.0) { "view" } else { "model" };
        let name = self.field_name(end.0, end.1);
        let (from, to) = (&self.schema.model(end.0).name, &self.schema.model(other).name);
        let frame = format!(
            "Error validating field `{name}` in {kind} `{from}`: The relation field `{name}` on {kind} `{from}` references `{to}` which does not have an `@id` field."
        );
        let message = match single {
            Some(true) => return,
            Some(false) => format!(
                "{frame} Models without a single field `@id` can not be part of a many to many relation. Use an explicit intermediate Model to represent this relationship."
            ),
            None => format!(
                "{frame} Models without `@id` cannot be part of a many to many relation. Use an explicit intermediate Model to represent this relationship."
            ),
        };
        let label = self.schema.model(other).span.clone();
        let diagnostic = Diagnostic::new(Code::ManyToMany, at, message);
        self.report(diagnostic.label(label, "this model needs a single `@id` field"));
    }

    /// Which side says `fields` and `references`.
    fn check_sides(&mut self, holder: End, opposite: End) {
        let to_one = self.arity(opposite) != Arity::List;
        for argument in ["fields", "references"] {
            let says = |end: End, context: &Self| {
                let source = context.relation_source(end);
                let list = if argument == "fields" { &source.fields } else { &source.references };
                list.is_some()
            };
            let message = match (says(holder, self), says(opposite, self)) {
                (true, false) => continue,
                (true, true) if to_one => self.both_sides(
                    holder,
                    opposite,
                    argument,
                    "both provide",
                    "You have to provide it only on one of the two fields.",
                ),
                (_, true) => format!(
                    "The relation field `{}` on Model `{}` must not specify the `fields` or `references` argument in the @relation attribute. You must only specify it on the opposite field `{}` on model `{}`.",
                    self.field_name(opposite.0, opposite.1),
                    self.schema.model(opposite.0).name,
                    self.field_name(holder.0, holder.1),
                    self.schema.model(holder.0).name
                ),
                (false, false) if to_one => self.both_sides(
                    holder,
                    opposite,
                    argument,
                    "do not provide",
                    "You have to provide it on one of the two fields.",
                ),
                (false, false) => self.must_specify(holder, argument),
            };
            let message = format!("Error parsing attribute \"@relation\": {message}");
            let at = self.field_span(holder);
            self.error(Code::RelationArguments, at, message.clone());
            if to_one || says(opposite, self) {
                let at = self.field_span(opposite);
                self.error(Code::RelationArguments, at, message);
            }
        }
        self.check_side_arity(holder, opposite);
    }

    fn both_sides(&self, a: End, b: End, argument: &str, verb: &str, advice: &str) -> String {
        format!(
            "The relation fields `{}` on Model `{}` and `{}` on Model `{}` {verb} the `{argument}` argument in the @relation attribute. {advice}",
            self.field_name(a.0, a.1),
            self.schema.model(a.0).name,
            self.field_name(b.0, b.1),
            self.schema.model(b.0).name,
        )
    }

    fn must_specify(&self, end: End, argument: &str) -> String {
        let advice = match argument {
            "fields" => " You can run `prisma format` to fix this automatically.",
            _ => "",
        };
        format!(
            "The relation field `{}` on Model `{}` must specify the `{argument}` argument in the @relation attribute.{advice}",
            self.field_name(end.0, end.1),
            self.schema.model(end.0).name,
        )
    }

    fn check_side_arity(&mut self, holder: End, opposite: End) {
        if self.arity(holder) == Arity::List && self.relation_source(holder).fields.is_some() {
            let message = format!(
                "Error parsing attribute \"@relation\": The relation field `{}` on Model `{}` must not be a list, as it holds the foreign key.",
                self.field_name(holder.0, holder.1),
                self.schema.model(holder.0).name
            );
            let at = self.field_span(holder);
            self.error(Code::RelationArity, at, message);
        }
        if self.arity(opposite) == Arity::Required {
            let to = &self.schema.model(holder.0).name;
            let message = format!(
                "Error parsing attribute \"@relation\": The relation field `{}` on Model `{}` is \
                 required. This is not valid because it's not possible to enforce this constraint on \
                 the database level. Please change the field type from `{to}` to `{to}?` to fix this.",
                self.field_name(opposite.0, opposite.1),
                self.schema.model(opposite.0).name,
            );
            let at = self.field_span(opposite);
            self.error(Code::RelationArity, at, message);
        }
    }

    fn check_columns(&mut self, holder: End, opposite: End) {
        let (model, _) = holder;
        let source = self.relation_source(holder);
        let (Some(fields), Some(references)) = (source.fields.clone(), source.references.clone())
        else {
            return;
        };
        if fields.is_empty() || references.is_empty() {
            return;
        }
        let at = self.field_span(holder);
        if fields.len() != references.len() {
            let message = "Error parsing attribute \"@relation\": You must specify the same number of fields in `fields` and `references`.";
            return self.error(Code::RelationArguments, at, message);
        }
        self.check_column_types(holder, opposite.0, &fields, &references);
        self.check_required(holder, &fields);
        if !self.refers_to_key(opposite.0, &references) && !self.is_view(opposite.0) {
            self.no_key(opposite.0, &references, at.clone());
        }
        if self.arity(opposite) != Arity::List && !self.holds_unique(model, &fields) {
            self.not_unique(model, &fields, at);
        }
        self.check_relation_index(holder, &fields);
    }

    fn check_column_types(
        &mut self,
        holder: End,
        other: ModelId,
        fields: &[FieldId],
        references: &[FieldId],
    ) {
        for (field, reference) in fields.iter().zip(references) {
            let ty = |model: ModelId, id: FieldId| -> Option<ScalarType> {
                self.schema.model(model).field(id).scalar().map(|scalar| scalar.ty.clone())
            };
            if ty(holder.0, *field) == ty(other, *reference) {
                continue;
            }
            let message = format!(
                "Error parsing attribute \"@relation\": The type of the field `{}` in the model `{}` \
                 is not matching the type of the referenced field `{}` in model `{}`.",
                self.field_name(holder.0, *field),
                self.schema.model(holder.0).name,
                self.field_name(other, *reference),
                self.schema.model(other).name
            );
            let at = self.relation_span(holder);
            let label = self.field_span((other, *reference));
            let diagnostic = Diagnostic::new(Code::RelationTarget, at, message);
            self.report(diagnostic.label(label, "the referenced field"));
        }
    }

    fn check_required(&mut self, holder: End, fields: &[FieldId]) {
        let model = self.schema.model(holder.0);
        let optional = fields.iter().any(|id| model.field(*id).arity == Arity::Optional);
        if self.arity(holder) == Arity::Required && optional {
            let message = format!(
                "Error validating: The relation field `{}` uses the scalar fields {}. At least one \
                 of those fields is optional. Hence the relation field must be optional as well.",
                self.field_name(holder.0, holder.1),
                self.ticked(holder.0, fields).replace('`', "")
            );
            let at = self.field_span(holder);
            self.error(Code::RelationArity, at, message);
        }
    }

    /// A key over exactly these fields; their order does not matter to PostgreSQL.
    fn refers_to_key(&self, model: ModelId, fields: &[FieldId]) -> bool {
        self.any_key(model, |key| {
            key.len() == fields.len() && fields.iter().all(|field| key.contains(field))
        })
    }

    fn holds_unique(&self, model: ModelId, fields: &[FieldId]) -> bool {
        self.refers_to_key(model, fields)
    }

    fn any_key(&self, model: ModelId, holds: impl Fn(&[FieldId]) -> bool) -> bool {
        let it = self.schema.model(model);
        let uniques = it
            .indexes
            .iter()
            .filter(|it| it.kind == crate::schema::IndexKind::Unique && it.predicate.is_none());
        let keys = it.primary_key.iter().map(|key| &key.fields).chain(uniques.map(|it| &it.fields));
        keys.map(|key| key.iter().map(|field| field.field).collect::<Vec<_>>())
            .any(|key| holds(&key))
    }

    fn no_key(&mut self, other: ModelId, references: &[FieldId], at: crate::Span) {
        let names = self.ticked(other, references).replace('`', "");
        let attribute = match references {
            [one] => {
                format!("an `@unique` attribute to the field `{}` in", self.field_name(other, *one))
            }
            _ => format!("an `@@unique([{names}])` attribute to"),
        };
        let to = self.schema.model(other);
        let message = format!(
            "Error parsing attribute \"@relation\": The argument `references` must refer to a unique \
             criterion in the related model. Consider adding {attribute} the model `{}`.",
            to.name
        );
        let label = to.span.clone();
        let diagnostic = Diagnostic::new(Code::RelationTarget, at, message);
        self.report(diagnostic.label(label, "the related model"));
    }

    fn not_unique(&mut self, model: ModelId, fields: &[FieldId], at: crate::Span) {
        let names = self.ticked(model, fields).replace('`', "");
        let advice = match fields {
            [one] => {
                format!("an `@unique` attribute to the field `{}`", self.field_name(model, *one))
            }
            _ => format!("an `@@unique([{names}])` attribute to the model"),
        };
        let message = format!(
            "Error parsing attribute \"@relation\": A one-to-one relation must use unique fields on \
             the defining side. Either add {advice}, or change the relation to one-to-many."
        );
        let mut diagnostic = Diagnostic::new(Code::OneToOneUnique, at, message);
        if let [one] = fields {
            let range = self.field_span((model, *one));
            let end = crate::Span { file: range.file, range: range.range.end..range.range.end };
            diagnostic = diagnostic.fix("add `@unique`", end, " @unique");
        }
        self.report(diagnostic);
    }

    fn check_relation_index(&mut self, holder: End, fields: &[FieldId]) {
        if self.uses_foreign_keys() || self.schema.datasource.is_none() {
            return;
        }
        let model = self.schema.model(holder.0);
        let keys = model.indexes.iter().map(|it| &it.fields);
        let mut keys = keys.chain(model.primary_key.iter().map(|key| &key.fields));
        if keys.any(|key| {
            key.iter().zip(fields).filter(|(a, b)| a.field == **b).count() == fields.len()
        }) {
            return;
        }
        let message = "With `relationMode = \"prisma\"`, no foreign keys are used, so relation fields will not benefit from the index usually created by the relational database under the hood. This can lead to poor performance when querying these fields. We recommend adding an index manually. Learn more at https://pris.ly/d/relation-mode-prisma-indexes\"";
        let at = self.relation_span(holder);
        self.error(Code::MissingRelationIndex, at, message);
    }

    fn check_actions(&mut self, holder: End) {
        let source = self.relation_source(holder);
        let actions: Vec<_> = [("onDelete", &source.on_delete), ("onUpdate", &source.on_update)]
            .into_iter()
            .filter_map(|(name, action)| {
                action.clone().map(|(action, range)| (name, action, range))
            })
            .collect();
        let fields = source.fields.clone().unwrap_or_default();
        let file = self.sources.models[holder.0.0 as usize].file;
        for (name, action, range) in actions {
            let at = span(file, range);
            match action {
                ReferentialAction::SetNull => self.set_null(holder, &fields, name, at),
                ReferentialAction::NoAction | ReferentialAction::SetDefault
                    if !self.uses_foreign_keys() =>
                {
                    let info = match action {
                        ReferentialAction::NoAction => {
                            ". `NoAction` is not implemented for Postgres when using `relationMode = \"prisma\"`, you could try using `Restrict` instead. Learn more at https://pris.ly/d/relation-mode"
                        }
                        _ => "",
                    };
                    let message = format!(
                        "Error validating: Invalid referential action: `{action:?}`. Allowed values: (`Cascade`, `Restrict`, `SetNull`){info}"
                    );
                    self.error(Code::ReferentialAction, at, message);
                }
                _ => {}
            }
        }
    }

    fn set_null(&mut self, holder: End, fields: &[FieldId], name: &str, at: crate::Span) {
        let model = self.schema.model(holder.0);
        if !fields.iter().any(|id| model.field(*id).arity == Arity::Required) {
            return;
        }
        if self.uses_foreign_keys() && self.schema.datasource.is_some() {
            let message = format!(
                "The `{name}` referential action of a relation should not be set to `SetNull` when a referenced field is required. We recommend either to choose another referential action, or to make the referenced fields optional. Read more at https://pris.ly/d/postgres-set-null"
            );
            return self.error(Code::SetNullRequired, at, message);
        }
        let message = format!(
            "Error parsing attribute \"@relation\": The `{name}` referential action of a relation must not be set to `SetNull` when a referenced field is required.\nEither choose another referential action, or make the referenced fields optional."
        );
        self.error(Code::ReferentialAction, at, message);
    }
}
