//! `@relation(…)`, and which two fields make one relation.

use rustc_hash::FxHashMap;

use super::arguments::Arguments;
use super::{Context, RelationArguments};
use crate::diagnostic::{Code, Diagnostic, Found, span};
use crate::schema::{
    Arity, FieldId, FieldKind, ForeignKeyRelation, IndexKind, ModelId, ReferentialAction, Relation,
    RelationId, RelationKind, Span,
};
use crate::syntax::ast::{Expression, Value};

/// The relation fields between two models that carry the same name.
#[derive(Debug)]
pub(crate) struct Group {
    /// The name in the schema, if it is named there.
    pub(crate) name: Option<String>,
    pub(crate) models: (ModelId, ModelId),
    /// Fields of the first model; of a self relation, all of them.
    pub(crate) left: Vec<FieldId>,
    /// Fields of the second model.
    pub(crate) right: Vec<FieldId>,
}

/// One end of a relation.
pub(crate) type End = (ModelId, FieldId);

impl Group {
    pub(crate) fn is_self(&self) -> bool {
        self.models.0 == self.models.1
    }

    /// The ends that belong together, in order; an end may have found no other.
    pub(crate) fn pairs(&self) -> Vec<(End, Option<End>)> {
        let (a, b) = self.models;
        if self.is_self() {
            return self
                .left
                .chunks(2)
                .map(|ends| ((a, ends[0]), ends.get(1).map(|end| (a, *end))))
                .collect();
        }
        let paired = self.left.len().min(self.right.len());
        let both = (0..paired).map(|at| ((a, self.left[at]), Some((b, self.right[at]))));
        let left = self.left[paired..].iter().map(|field| ((a, *field), None));
        let right = self.right[paired..].iter().map(|field| ((b, *field), None));
        both.chain(left).chain(right).collect()
    }
}

impl<'a> Context<'a> {
    pub(super) fn relation_arguments(
        &mut self,
        model: ModelId,
        field: FieldId,
        arguments: &Arguments<'a>,
    ) {
        let referenced = match self.schema.model(model).field(field).kind {
            FieldKind::Relation { model, .. } => model,
            FieldKind::Scalar(_) => return,
        };
        let relation = RelationArguments {
            attribute: Some(arguments.attribute),
            name: self.name(arguments, "name"),
            fields: self.relation_fields(model, arguments, "fields"),
            references: self.relation_fields(referenced, arguments, "references"),
            on_delete: self.action(arguments, "onDelete"),
            on_update: self.action(arguments, "onUpdate"),
            map: self.name(arguments, "map"),
        };
        self.sources.models[model.0 as usize].fields[field.0 as usize].relation = relation;
    }

    fn action(
        &mut self,
        arguments: &Arguments<'a>,
        name: &str,
    ) -> Option<(ReferentialAction, std::ops::Range<u32>)> {
        let value = arguments.get(name)?;
        let word = self.expect_constant(arguments.file, value, "constant")?;
        if let Some(action) = referential_action(word) {
            return Some((action, value.range()));
        }
        let text = format!("Invalid referential action: `{word}`");
        let text = super::arguments::attribute_message("@relation", &text);
        let at = arguments.span_of(value);
        let mut diagnostic =
            Diagnostic::new(Code::ReferentialAction, at.clone(), text).found(Found::Resolving);
        let known = ["Cascade", "Restrict", "NoAction", "SetNull", "SetDefault"];
        if let Some(near) = crate::nearest::nearest(word, known) {
            diagnostic = diagnostic.fix(format!("did you mean `{near}`?"), at, near);
        }
        self.report(diagnostic);
        None
    }

    fn relation_fields(
        &mut self,
        model: ModelId,
        arguments: &Arguments<'a>,
        name: &str,
    ) -> Option<Vec<FieldId>> {
        let list = arguments.get(name)?;
        let mut fields = Vec::new();
        let (mut unknown, mut relations, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
        for item in list.items() {
            let Value::Constant(word) = item.value() else {
                self.wrong_value(arguments.file, item, "constant literal");
                continue;
            };
            let found = self.sources.models[model.0 as usize].by_name.get(word).copied();
            let Some(field) = found else {
                unknown.push(item);
                continue;
            };
            match self.schema.model(model).field(field).kind {
                FieldKind::Relation { .. } => relations.push(word),
                FieldKind::Scalar(_) if fields.contains(&field) => repeated.push(word),
                FieldKind::Scalar(_) => fields.push(field),
            }
        }
        self.unknown_relation_fields(model, arguments, list, name, &unknown);
        let message = match (relations.as_slice(), repeated.as_slice()) {
            ([], []) => return Some(fields),
            ([], _) => format!(
                "The argument {name} names these fields more than once: {}",
                repeated.join(", ")
            ),
            _ => format!(
                "The argument {name} must refer only to scalar fields. But it is referencing the \
                 following relation fields: {}",
                relations.join(", ")
            ),
        };
        let message = format!("Error validating: {message}");
        let at = arguments.span_of(list);
        let diagnostic = Diagnostic::new(Code::RelationArguments, at, message);
        self.report(diagnostic.found(Found::Resolving));
        Some(fields)
    }

    fn unknown_relation_fields(
        &mut self,
        model: ModelId,
        arguments: &Arguments<'a>,
        list: Expression<'a>,
        name: &str,
        unknown: &[Expression<'a>],
    ) {
        if unknown.is_empty() {
            return;
        }
        let names: Vec<_> = unknown.iter().map(|item| item.text()).collect();
        let names = names.join(", ");
        let model = self.schema.model(model);
        let message = match name {
            "references" => format!(
                "Error validating: The argument `references` must refer only to existing fields in \
                 the related model `{}`. The following fields do not exist in the related model: \
                 {names}",
                model.name
            ),
            _ => format!(
                "Error validating: The argument fields must refer only to existing fields. The \
                 following fields do not exist in this model: {names}"
            ),
        };
        let mut diagnostic = Diagnostic::new(Code::UnknownField, arguments.span_of(list), message);
        for item in unknown {
            let known = model.fields.iter().map(|field| field.name.as_str());
            if let Some(near) = crate::nearest::nearest(item.text(), known) {
                let at = arguments.span_of(*item);
                diagnostic = diagnostic.fix(format!("did you mean `{near}`?"), at, near);
            }
        }
        self.report(diagnostic);
    }

    /// Groups relation fields and makes relations of the groups.
    pub(super) fn resolve_relations(&mut self) {
        let groups = self.relation_groups();
        for group in &groups {
            for (one, other) in group.pairs() {
                if let Some(kind) = self.relation_kind(one, other) {
                    self.add_relation(group, kind, one, other);
                }
            }
        }
        self.groups = groups;
    }

    fn relation_groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let mut known: FxHashMap<(ModelId, ModelId, Option<&str>), usize> = FxHashMap::default();
        for (at, model) in self.schema.models.iter().enumerate() {
            let id = ModelId(at as u32);
            for (at, field) in model.fields.iter().enumerate() {
                let FieldKind::Relation { model: other, .. } = field.kind else { continue };
                let source = &self.sources.models[id.0 as usize].fields[at];
                let name = source.relation.name.as_deref();
                let models = (id.min(other), id.max(other));
                let group = *known.entry((models.0, models.1, name)).or_insert_with(|| {
                    let name = name.map(str::to_owned);
                    groups.push(Group { name, models, left: Vec::new(), right: Vec::new() });
                    groups.len() - 1
                });
                let group = &mut groups[group];
                let side = if id == models.0 { &mut group.left } else { &mut group.right };
                side.push(FieldId(at as u32));
            }
        }
        groups
    }

    pub(crate) fn relation_source(&self, (model, field): End) -> &RelationArguments<'a> {
        &self.sources.models[model.0 as usize].fields[field.0 as usize].relation
    }

    pub(crate) fn arity(&self, (model, field): End) -> Arity {
        self.schema.model(model).field(field).arity
    }

    fn relation_kind(&self, one: End, other: Option<End>) -> Option<RelationKind> {
        if let Some(other) = other
            && self.arity(one) == Arity::List
            && self.arity(other) == Arity::List
        {
            let (a, b) = self.in_join_order(one, other);
            return Some(RelationKind::ImplicitManyToMany { a, b });
        }
        let (holder, opposite) = self.foreign_key_side(one, other);
        self.foreign_key(holder, opposite).map(RelationKind::ForeignKey)
    }

    /// By model name, and in a self relation by field name.
    pub(crate) fn in_join_order(&self, one: End, other: End) -> (End, End) {
        let key = |(model, field): End| {
            let model = self.schema.model(model);
            (model.name.as_str(), model.field(field).name.as_str())
        };
        if key(one) <= key(other) { (one, other) } else { (other, one) }
    }

    /// The side with the columns, as Prisma finds it: the one that is no list, else the one that
    /// is required, else the one that says `fields`, else the first by name.
    pub(crate) fn foreign_key_side(&self, one: End, other: Option<End>) -> (End, Option<End>) {
        let Some(second) = other else { return (one, None) };
        let rank = |end: End| {
            let says = self.relation_source(end).fields.is_some();
            let arity = self.arity(end);
            let model = self.schema.model(end.0);
            let name = (model.name.as_str(), model.field(end.1).name.as_str());
            let required = arity == Arity::Required;
            (arity != Arity::List, required, says && !required, std::cmp::Reverse(name))
        };
        if rank(second) > rank(one) { (second, Some(one)) } else { (one, Some(second)) }
    }

    fn foreign_key(&self, holder: End, opposite: Option<End>) -> Option<ForeignKeyRelation> {
        let source = self.relation_source(holder);
        let fields = source.fields.clone().filter(|fields| !fields.is_empty())?;
        let references = source.references.clone().filter(|it| it.len() == fields.len())?;
        let (model, field) = holder;
        let FieldKind::Relation { model: referenced_model, .. } =
            self.schema.model(model).field(field).kind
        else {
            return None;
        };
        let one_to_one = match opposite {
            Some(opposite) => self.arity(opposite) != Arity::List,
            None => self.is_unique(model, &fields),
        };
        let attribute = source.attribute?;
        Some(ForeignKeyRelation {
            model,
            field,
            fields,
            referenced_model,
            opposite: opposite.map(|(_, field)| field),
            references,
            one_to_one,
            on_delete: source.on_delete.as_ref().map(|(action, _)| *action),
            on_update: source.on_update.as_ref().map(|(action, _)| *action),
            map: source.map.clone(),
            span: span(self.sources.models[model.0 as usize].file, attribute.range()),
        })
    }

    /// Whether these fields are a primary key or unique constraint.
    pub(crate) fn is_unique(&self, model: ModelId, fields: &[FieldId]) -> bool {
        let model = self.schema.model(model);
        let uniques = model.indexes.iter().filter(|index| index.kind == IndexKind::Unique);
        let keys = uniques.map(|index| &index.fields);
        model.primary_key.iter().map(|key| &key.fields).chain(keys).any(|key| {
            key.len() == fields.len() && key.iter().zip(fields).all(|(a, b)| a.field == *b)
        })
    }

    fn add_relation(&mut self, group: &Group, kind: RelationKind, one: End, other: Option<End>) {
        let id = RelationId(self.schema.relations.len() as u32);
        let name = group.name.clone().unwrap_or_else(|| self.default_name(group));
        self.schema.relations.push(Relation { name, kind });
        for (model, field) in std::iter::once(one).chain(other) {
            let kind = &mut self.model_mut(model).fields[field.0 as usize].kind;
            if let FieldKind::Relation { relation, .. } = kind {
                *relation = Some(id);
            }
        }
    }

    /// Prisma's own: `AToB`.
    fn default_name(&self, group: &Group) -> String {
        let mut names = [group.models.0, group.models.1].map(|id| &self.schema.model(id).name);
        names.sort();
        format!("{}To{}", names[0], names[1])
    }

    /// Of the `@relation`, or of the field where there is none.
    pub(crate) fn relation_span(&self, (model, field): End) -> Span {
        let source = &self.sources.models[model.0 as usize];
        let field = &source.fields[field.0 as usize];
        let range = field.relation.attribute.map_or_else(|| field.field.range(), |it| it.range());
        span(source.file, range)
    }
}

fn referential_action(word: &str) -> Option<ReferentialAction> {
    Some(match word {
        "Cascade" => ReferentialAction::Cascade,
        "Restrict" => ReferentialAction::Restrict,
        "NoAction" => ReferentialAction::NoAction,
        "SetNull" => ReferentialAction::SetNull,
        "SetDefault" => ReferentialAction::SetDefault,
        _ => return None,
    })
}
