//! The columns of a foreign key: as many, of the same types, to a key.

use super::attribute_text;
use crate::diagnostic::{Code, Diagnostic, span};
use crate::resolve::{Context, End};
use crate::schema::{Arity, FieldId, IndexKind, ModelId, ScalarType};

impl Context<'_> {
    pub(super) fn check_columns(&mut self, holder: End, other: ModelId) {
        let source = self.relation_source(holder);
        let fields = source.fields.clone();
        let references = source.references.clone().unwrap_or_default();
        if !references.is_empty() && !self.is_broken(other) && !self.is_view(other) {
            self.check_target(holder, other, &references);
        }
        let Some(fields) = fields else { return };
        if self.relation_source(holder).references.is_some() && fields.len() != references.len() {
            self.uneven(holder);
        }
        self.check_column_types(holder, other, &fields, &references);
        self.check_required(holder, &fields);
    }

    fn uneven(&mut self, holder: End) {
        let message = "Error validating: You must specify the same number of fields in `fields` and \
                       `references`.";
        let at = self.relation_span(holder);
        self.error(Code::RelationArguments, at, message);
    }

    fn check_column_types(
        &mut self,
        holder: End,
        other: ModelId,
        fields: &[FieldId],
        references: &[FieldId],
    ) {
        if fields.len() != references.len() {
            return;
        }
        for (field, reference) in fields.iter().zip(references) {
            let ty = |model: ModelId, id: FieldId| -> Option<ScalarType> {
                self.schema.model(model).field(id).scalar().map(|scalar| scalar.ty.clone())
            };
            if ty(holder.0, *field) == ty(other, *reference) {
                continue;
            }
            self.type_mismatch(holder, *field, (other, *reference));
        }
    }

    fn type_mismatch(&mut self, holder: End, field: FieldId, reference: End) {
        let (column, model) = self.names((holder.0, field));
        let (target, other) = self.names(reference);
        let message = format!(
            "The type of the field `{column}` in the model `{model}` is not matching the type of the \
             referenced field `{target}` in model `{other}`."
        );
        let at = self.field_span(holder);
        let label = self.field_span(reference);
        let diagnostic = Diagnostic::new(Code::RelationTarget, at, attribute_text(&message));
        let mut diagnostic = diagnostic
            .label(self.field_span((holder.0, field)), "this column")
            .label(label, "refers to this one");
        if let Some((title, at, text)) = self.retyped((holder.0, field), reference) {
            diagnostic = diagnostic.fix(title, at, text);
        }
        self.report(diagnostic);
    }

    /// The type of the referenced field, native type included, for the column.
    fn retyped(&self, column: End, reference: End) -> Option<(String, crate::Span, String)> {
        let ast = |(model, field): End| {
            let source = &self.sources.models[model.0 as usize];
            (source.file, source.fields[field.0 as usize].field)
        };
        let ((file, ours), (_, theirs)) = (ast(column), ast(reference));
        // A native type or default of the old type would be the next error.
        if ours.attributes().any(|it| it.name().contains('.') || it.name() == "default") {
            return None;
        }
        let name = theirs.ty()?.name()?.text;
        let native = theirs.attributes().find(|it| it.name().contains('.'));
        let sign = if ours.ty()?.is_optional() { "?" } else { "" };
        let native = native.map_or(String::new(), |it| format!(" {}", it.text()));
        let at = span(file, ours.ty()?.range());
        Some((format!("make it `{name}`"), at, format!("{name}{sign}{native}")))
    }

    fn check_required(&mut self, holder: End, fields: &[FieldId]) {
        let model = self.schema.model(holder.0);
        let optional = fields.iter().any(|id| model.field(*id).arity == Arity::Optional);
        if self.arity(holder) != Arity::Required || !optional {
            return;
        }
        let message = format!(
            "Error validating: The relation field `{}` uses the scalar fields {}. At least one \
             of those fields is optional. Hence the relation field must be optional as well.",
            self.field_name(holder.0, holder.1),
            self.ticked(holder.0, fields).replace('`', "")
        );
        let source = &self.sources.models[holder.0.0 as usize];
        let end = source.fields[holder.1.0 as usize].field.ty().map(|ty| ty.range().end);
        let at = self.field_span(holder);
        let file = at.file;
        let mut diagnostic = Diagnostic::new(Code::RelationArity, at, message);
        if let Some(end) = end {
            diagnostic = diagnostic.fix("make it optional", span(file, end..end), "?");
        }
        self.report(diagnostic);
    }

    /// A key over exactly these fields; their order does not matter to PostgreSQL.
    fn is_key(&self, model: ModelId, fields: &[FieldId]) -> bool {
        let it = self.schema.model(model);
        let uniques = it.indexes.iter().filter(|it| it.kind == IndexKind::Unique);
        let uniques = uniques.map(|it| &it.fields);
        let mut keys = it.primary_key.iter().map(|key| &key.fields).chain(uniques);
        keys.any(|key| {
            key.len() == fields.len()
                && fields.iter().all(|field| key.iter().any(|it| it.field == *field))
        })
    }

    fn check_target(&mut self, holder: End, other: ModelId, references: &[FieldId]) {
        if self.is_key(other, references) {
            return;
        }
        let names = self.ticked(other, references).replace('`', "");
        let attribute = match references {
            [one] => {
                format!("an `@unique` attribute to the field `{}` in", self.field_name(other, *one))
            }
            _ => format!("an `@@unique([{names}])` attribute to"),
        };
        let to = self.schema.model(other);
        let message = format!(
            "The argument `references` must refer to a unique criterion in the related model. \
             Consider adding {attribute} the model `{}`.",
            to.name
        );
        let label = to.span.clone();
        let at = self.field_span(holder);
        let diagnostic = Diagnostic::new(Code::RelationTarget, at, attribute_text(&message));
        let diagnostic = diagnostic.label(label, "the related model");
        self.report(self.make_unique(diagnostic, other, references));
    }

    /// Offers to make fields unique: `@unique` behind one, `@@unique` below several.
    fn make_unique(&self, of: Diagnostic, model: ModelId, fields: &[FieldId]) -> Diagnostic {
        if let [one] = fields {
            let it = self.field_span((model, *one));
            let end = span(it.file, it.range.end..it.range.end);
            let name = self.field_name(model, *one);
            return of.fix(format!("add `@unique` to `{name}`"), end, " @unique");
        }
        let names = self.ticked(model, fields).replace('`', "");
        let (file, block) = self.source(model);
        let attribute = format!("@@unique([{names}])");
        of.add_line(format!("add `{attribute}`"), file, block, &attribute)
    }

    /// Without a unique constraint, several rows could refer to one.
    pub(super) fn check_one_to_one_unique(&mut self, holder: End) {
        let fields = self.relation_source(holder).fields.clone().unwrap_or_default();
        if fields.is_empty() || self.is_broken(holder.0) || self.is_key(holder.0, &fields) {
            return;
        }
        let names = self.ticked(holder.0, &fields).replace('`', "");
        let advice = match fields.as_slice() {
            [_] => format!("an `@unique` attribute to the field `{names}`"),
            _ => format!("an `@@unique([{names}])` attribute to the model"),
        };
        let message = format!(
            "A one-to-one relation must use unique fields on the defining side. Either add {advice}, \
             or change the relation to one-to-many."
        );
        let at = self.field_span(holder);
        let diagnostic = Diagnostic::new(Code::OneToOneUnique, at, attribute_text(&message));
        self.report(self.make_unique(diagnostic, holder.0, &fields));
    }

    /// With `relationMode = "prisma"` no foreign key leads anybody to think of an index.
    pub(super) fn check_relation_index(&mut self, holder: End) {
        let fields = self.relation_source(holder).fields.clone();
        let Some(fields) = fields.filter(|_| !self.uses_foreign_keys()) else { return };
        let model = self.schema.model(holder.0);
        let keys = model.indexes.iter().map(|it| &it.fields);
        let mut keys = keys.chain(model.primary_key.iter().map(|key| &key.fields));
        if keys
            .any(|key| key.iter().take(fields.len()).map(|it| it.field).eq(fields.iter().copied()))
        {
            return;
        }
        let message = "With `relationMode = \"prisma\"`, no foreign keys are used, so relation fields will not benefit from the index usually created by the relational database under the hood. This can lead to poor performance when querying these fields. We recommend adding an index manually. Learn more at https://pris.ly/d/relation-mode-prisma-indexes\"";
        let at = self.relation_span(holder);
        let names = self.ticked(holder.0, &fields).replace('`', "");
        let (file, block) = self.source(holder.0);
        let diagnostic = Diagnostic::new(Code::MissingRelationIndex, at, message);
        let line = format!("@@index([{names}])");
        self.report(diagnostic.add_line("add the index", file, block, &line));
    }
}
