//! The warnings of a pull.

use super::field::FieldOf;
use super::model::{self, ModelOf};
use super::names::{Named, Origin};
use super::pull::Pull;
use super::relations::Relations;
use super::types::{self, Family};
use super::{Warning, WarningKind, Warnings, join_table, table_facts};
use crate::catalogue::{Column, Deferrable, KeyPart, Name};
use psl::preview_features::{EXTENSIONS, VIEWS};

pub(super) fn warnings(pull: &Pull<'_>, relations: &Relations) -> Warnings {
    let mut found = Found { pull, list: Vec::new() };
    found.enums();
    for (name, table) in pull.models() {
        let model = ModelOf { name, table, previous: pull.previous.model(name) };
        found.model(model, relations);
    }
    for name in pull.view_blocks() {
        found.view(name, relations);
    }
    found.keys();
    found.unsaid();
    for (table, key) in relations.repeated.iter().chain(&relations.leading_out) {
        found.add(
            WarningKind::NotSaid,
            [("foreign key", key.clone()), ("of table", table.to_string())],
        );
    }
    Warnings::new(found.list)
}

struct Found<'p, 'a> {
    pull: &'p Pull<'a>,
    list: Vec<Warning>,
}

impl Found<'_, '_> {
    fn add<const N: usize>(&mut self, kind: WarningKind, subject: [(&'static str, String); N]) {
        self.list.push(Warning { kind, subject: subject.to_vec() });
    }

    fn add_name(&mut self, kind: WarningKind, name: &str) {
        self.add(kind, [("", name.to_owned())]);
    }

    fn model(&mut self, model: ModelOf<'_>, relations: &Relations) {
        let pull = self.pull;
        let Some(named) = pull.table_name(model.name) else { return };
        let name = named.name.as_str();
        let notes = pull.notes;
        let kept_id = model.previous.and_then(|id| pull.previous.get(id).primary_key.as_ref());
        let several = model.table.primary_key.as_ref().is_some_and(|key| key.columns.len() > 1);
        let usable = table_facts::has_usable_key(pull, model.table);
        let ignored = table_facts::is_ignored_in_schema(pull, model.name);
        let empty = model.table.columns.is_empty();
        let facts = [
            (several && kept_id.is_some_and(|it| it.name.is_some()), WarningKind::CustomIdName),
            (empty, WarningKind::NoColumns),
            (!empty && !usable && !ignored, WarningKind::NoIdentifier),
            (notes.partitioned.contains(model.name), WarningKind::Partitioned),
            (notes.inherited.contains(model.name), WarningKind::Inherited),
            (notes.row_security.contains(model.name), WarningKind::RowSecurity),
            (is_remapped(named), WarningKind::RemappedModel),
        ];
        for (_, kind) in facts.into_iter().filter(|(holds, _)| *holds) {
            self.add_name(kind, name);
        }
        self.type_name("model", named, model.name);
        if notes.commented.contains(model.name) {
            self.commented("model", name.to_owned());
        }
        for constraint in model.table.checks.keys() {
            self.constraint(WarningKind::Check, name, constraint);
        }
        for index in model.expression_indexes() {
            self.constraint(WarningKind::ExpressionIndex, name, index);
        }
        for (column_name, column) in &model.table.columns {
            self.field("Model", name, model.name, column_name, column);
        }
        self.copied_relations(model.name, relations);
    }

    fn view(&mut self, name: &Name, relations: &Relations) {
        let pull = self.pull;
        let Some(named) = pull.view_name(name) else { return };
        let previous = pull.previous.view(name).map(|id| pull.previous.get(id));
        let id_name = previous.and_then(|it| it.primary_key.as_ref()?.name.as_ref());
        if id_name.is_some() {
            self.add_name(WarningKind::CustomViewIdName, &named.name);
        }
        if is_remapped(named) {
            self.add_name(WarningKind::RemappedView, &named.name);
        }
        self.type_name("view", named, name);
        if pull.notes.commented.contains(name) {
            self.commented("view", named.name.clone());
        }
        for (column_name, column) in pull.notes.view_columns.get(name).into_iter().flatten() {
            self.field("View", &named.name, name, column_name, column);
        }
        self.copied_relations(name, relations);
    }

    fn type_name(&mut self, kind: &'static str, named: &Named, db_name: &Name) {
        match named.origin {
            Origin::Duplicate => {
                self.add(
                    WarningKind::DuplicateName,
                    [("Type", kind.to_owned()), ("name", named.name.clone())],
                );
            }
            Origin::Made => {
                self.add(
                    WarningKind::Renamed,
                    [(kind, db_name.name.clone()), ("as", named.name.clone())],
                );
            }
            Origin::Schema | Origin::Database | Origin::Sanitized | Origin::Reserved => {}
        }
    }

    fn field(
        &mut self,
        kind: &'static str,
        owner: &str,
        relation: &Name,
        column_name: &str,
        column: &Column,
    ) {
        let pull = self.pull;
        let Some(named) = pull.column_name(relation, column_name) else { return };
        let is_view = kind == "View";
        let at = || [(kind, owner.to_owned()), ("field", named.name.clone())];
        if is_remapped(named) {
            let warning =
                if is_view { WarningKind::RemappedViewField } else { WarningKind::RemappedField };
            self.add(warning, at());
        }
        if named.origin == Origin::Made {
            let [owner, field] = at();
            self.add(WarningKind::Renamed, [owner, field, ("column", column_name.to_owned())]);
        }
        let field = FieldOf { relation, column_name, column, previous: None };
        if types::family(pull, &field.shown_type(pull)) == Family::Unsupported {
            let warning = if is_view {
                WarningKind::UnsupportedViewType
            } else {
                WarningKind::UnsupportedType
            };
            let [owner, field] = at();
            self.add(
                warning,
                [owner, field, ("original data type", types::unsupported(&column.ty))],
            );
        }
        if pull.notes.commented_columns.contains(&(relation.clone(), column_name.to_owned())) {
            self.commented("field", format!("{owner}.{}", named.name));
        }
    }

    fn copied_relations(&mut self, name: &Name, relations: &Relations) {
        for field in relations.fields.get(name).into_iter().flatten().filter(|it| it.copied) {
            self.add_name(WarningKind::CopiedRelation, &field.model);
        }
    }

    fn commented(&mut self, kind: &str, name: String) {
        self.add(WarningKind::Comment, [("Type", kind.to_owned()), ("name", name)]);
    }

    fn constraint(&mut self, kind: WarningKind, model: &str, constraint: &str) {
        self.add(kind, [("Model", model.to_owned()), ("constraint", constraint.to_owned())]);
    }

    fn enums(&mut self) {
        let pull = self.pull;
        let mut enums: Vec<_> = pull.catalogue.enums.iter().collect();
        enums.sort_by_key(|(name, _)| *name);
        for (name, it) in enums {
            let Some(named) = pull.enum_name(name) else { continue };
            if is_remapped(named) {
                self.add_name(WarningKind::RemappedEnum, &named.name);
            }
            self.type_name("enum", named, name);
            if pull.notes.commented.contains(name) {
                self.commented("enum", named.name.clone());
            }
            for value in &it.values {
                let Some(value_name) = pull.value_name(name, value) else { continue };
                let at = [("Enum", named.name.clone()), ("value", value_name.name.clone())];
                match value_name.origin {
                    Origin::Schema if value_name.map.is_some() => {
                        self.add(WarningKind::RemappedValue, at)
                    }
                    Origin::Made => self.add(WarningKind::Renamed, at),
                    _ => {}
                }
            }
        }
    }

    /// What no line of the schema stands for.
    fn unsaid(&mut self) {
        let pull = self.pull;
        for (thing, what) in &pull.catalogue.unsaid {
            self.add(WarningKind::NotSaid, [("", thing.clone()), ("as", what.clone())]);
        }
        let off = |feature: &str| format!("previewFeatures = [\"{feature}\"] is off");
        for name in pull.catalogue.views.keys().filter(|_| !pull.views) {
            let why = ("because", off(VIEWS));
            self.add(WarningKind::NotSaid, [("view", name.to_string()), why]);
        }
        for name in pull.catalogue.extensions.keys().filter(|_| !pull.extensions) {
            let why = ("because", off(EXTENSIONS));
            self.add(WarningKind::NotSaid, [("extension", name.clone()), why]);
        }
        for (name, what) in join_table::unsaid(pull) {
            self.add(WarningKind::NotSaid, [("join table", name.to_string()), ("with", what)]);
        }
        for (thing, list) in &pull.notes.privileges {
            self.add(WarningKind::Privileges, [("", thing.clone()), ("as", list.clone())]);
        }
    }

    /// What Prisma says of indexes and constraints, table by table.
    fn keys(&mut self) {
        let pull = self.pull;
        for (name, table) in pull.models() {
            let Some(model) = pull.table_name(name).map(|it| it.name.clone()) else { continue };
            for (index_name, index) in &table.indexes {
                let plain = table_facts::is_plain(pull, index) && index.method == "btree";
                for key in index.keys.iter().filter(|key| plain && model::is_other_nulls(key)) {
                    let KeyPart::Column(column) = &key.part else { continue };
                    let at = [("Index", index_name.clone()), ("column", column.clone())];
                    self.add(WarningKind::NullsOrder, at);
                }
            }
            for (_, key) in pull.notes.deferrable_keys.iter().filter(|(table, _)| table == name) {
                self.constraint(WarningKind::Deferrable, &model, key);
            }
            for (key_name, key) in &table.foreign_keys {
                if key.deferrable != Deferrable::No {
                    self.constraint(WarningKind::Deferrable, &model, key_name);
                }
            }
            for exclusion in table.exclusions.keys() {
                self.constraint(WarningKind::Exclusion, &model, exclusion);
            }
        }
    }
}

/// The schema maps the name.
fn is_remapped(named: &Named) -> bool {
    named.origin == Origin::Schema && named.map.is_some()
}
